//! Operations called by name.

// The helpers of a test may fail it as the test itself may.
#![allow(clippy::unwrap_used)]

// The server that other crates' tests use too.
#[path = "../../../../diga-api/tests/common/mod.rs"]
mod common;

use common::{Server, json};
use diga_api::Client;
use every_operation::{Arguments, OPERATIONS, Outcome, call, pages};
use serde_json::{Value, json as value};

fn arguments(arguments: Value) -> Arguments {
    serde_json::from_value(arguments).unwrap()
}

fn client(server: &Server) -> Client {
    let builder = Client::builder()
        .base_url(&server.url)
        .token("a-secret-token");
    builder.build().unwrap()
}

const ID: &str = "0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11";

#[test]
fn every_operation_is_there() {
    let lists = OPERATIONS.iter().filter(|row| row.paged);
    assert_eq!((OPERATIONS.len(), lists.count()), (131, 23));
    let client = Client::builder().token("a-secret-token").build().unwrap();
    for row in OPERATIONS {
        let nothing = Arguments::new();
        assert!(call(&client, row.name, &nothing).is_some(), "{row:?}");
        let paged = pages(&client, row.name, &nothing).is_some();
        assert_eq!(paged, row.paged, "{row:?}");
    }
    assert!(call(&client, "unknown", &Arguments::new()).is_none());
}

#[tokio::test]
async fn a_call_is_made_of_json() {
    let webhook = value!({
        "id": ID, "url": "https://example.com/hook", "subscribed_events": ["status_changed"],
        "created_date": "2026-01-02T03:04:05Z",
    });
    let error = value!({ "error_code": "FORBIDDEN", "message": "No." });
    let server = Server::start([
        json(200, &webhook.to_string()),
        json(403, &error.to_string()),
    ])
    .await;
    let client = client(&server);
    let body = arguments(value!({
        "body": { "url": "https://example.com/hook", "subscribed_events": ["status_changed"] },
    }));
    let create = || call(&client, "create_webhook", &body).unwrap();
    // Spawned, since each future owns what it needs.
    let created = tokio::spawn(create()).await.unwrap();
    let Outcome::Success { status: 200, body } = created else {
        panic!("{created:?}");
    };
    assert_eq!(body["url"], webhook["url"]);
    let refused = create().await;
    assert!(
        matches!(&refused, Outcome::Error { status: 403,
            variant } if variant.starts_with("Status403")),
        "{refused:?}"
    );
    let invalid = call(&client, "create_webhook", &Arguments::new())
        .unwrap()
        .await;
    assert!(matches!(invalid, Outcome::Invalid(_)), "{invalid:?}");
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_list_is_read_to_its_end() {
    let page = |more: bool| {
        let page = value!({ "data": [], "has_more": more, "last_id": ID });
        json(200, &page.to_string())
    };
    let server = Server::start([page(true), page(false)]).await;
    let client = client(&server);
    let list = OPERATIONS
        .iter()
        .find(|row| row.path == "/v1/webhook/" && row.paged);
    let arguments = arguments(value!({ "limit": 1, "body": ["status_changed"] }));
    let outcomes = pages(&client, list.unwrap().name, &arguments)
        .unwrap()
        .await;
    assert_eq!(outcomes.len(), 2, "{outcomes:?}");
    let received = server.received();
    assert!(
        received
            .iter()
            .all(|request| request.text() == r#"["status_changed"]"#)
    );
    assert!(received[1].line.contains(&format!("after={ID}")));
}
