//! Paginated lists, read over HTTP.

use futures_util::StreamExt;
use generated_tests::Client;

use crate::common::{Server, json};

const A: &str = "00000000-0000-0000-0000-00000000000a";
const B: &str = "00000000-0000-0000-0000-00000000000b";

fn page(data: &str, first: &str, last: &str, more: bool) -> String {
    format!(r#"{{"data":{data},"first_id":{first},"last_id":{last},"has_more":{more}}}"#)
}

fn id(id: &str) -> String {
    format!("\"{id}\"")
}

async fn serving(pages: &[String]) -> (Server, Client) {
    let server = Server::start(pages.iter().map(|page| json(200, page))).await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    (server, client)
}

fn targets(server: &Server) -> Vec<String> {
    let received = server.received().into_iter();
    received
        .map(|request| request.line.split(' ').nth(1).unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn items_are_read_from_page_after_page() {
    let pages = [
        page(r#"["a","b"]"#, "null", &id(A), true),
        page(r#"["c"]"#, "null", &id(B), false),
    ];
    let (server, client) = serving(&pages).await;
    let items: Vec<_> = client
        .list_paged()
        .limit(2)
        .page(1)
        .items()
        .map(Result::unwrap)
        .collect()
        .await;
    assert_eq!(items, ["a", "b", "c"]);
    // The number of the first page is not sent with a cursor.
    assert_eq!(
        targets(&server),
        [
            "/pages/?page=1&limit=2".to_owned(),
            format!("/pages/?after={A}&limit=2")
        ]
    );
}

#[tokio::test]
async fn a_body_is_sent_with_every_page() {
    let pages = [
        page(r#"["a"]"#, "null", &id(A), true),
        page(r#"["b"]"#, "null", &id(B), false),
    ];
    let (server, client) = serving(&pages).await;
    let call = client.list_filtered().body(vec!["x".to_owned()]);
    let items: Vec<_> = call.items().map(Result::unwrap).collect().await;
    assert_eq!(items, ["a", "b"]);
    let received = server.received();
    let bodies = received.iter().map(|request| request.text());
    assert_eq!(
        bodies.collect::<Vec<_>>(),
        [r#"["x"]"#.to_owned(), r#"["x"]"#.to_owned()]
    );
}

#[tokio::test]
async fn a_page_is_requested_when_it_is_needed() {
    let (server, client) = serving(&[page(r#"["a"]"#, "null", &id(A), true)]).await;
    let mut items = client.list_paged().items();
    assert_eq!(server.count(), 0);
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn pagination_that_starts_with_before_goes_backward() {
    let pages = [
        page("[]", &id(A), "null", true),
        page("[]", &id(B), "null", false),
    ];
    let (server, client) = serving(&pages).await;
    let start: uuid::Uuid = B.parse().unwrap();
    let mut pages = client.list_paged().before(start).pages();
    while let Some(page) = pages.next().await {
        assert_eq!(page.unwrap().status(), 200);
    }
    assert_eq!(
        targets(&server),
        [format!("/pages/?before={B}"), format!("/pages/?before={A}")]
    );
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let server = Server::start([
        json(200, &page(r#"["a"]"#, "null", &id(A), true)),
        json(404, "{}"),
    ])
    .await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    let mut items = client.list_paged().items();
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert_eq!(
        items.next().await.unwrap().unwrap_err().status().unwrap(),
        404
    );
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_next_page_without_a_new_cursor_is_an_error() {
    for (first, second) in [
        (None, page("[]", "null", "null", true)),
        (Some(A), page("[]", "null", &id(A), true)),
    ] {
        let (server, client) = serving(&[second]).await;
        let mut call = client.list_paged();
        if let Some(first) = first {
            let first: uuid::Uuid = first.parse().unwrap();
            call = call.after(first);
        }
        let mut pages = call.pages();
        // What the page has comes first.
        pages.next().await.unwrap().unwrap();
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(error.is_decode(), "{error}");
        assert!(error.operation().is_some() && error.url().is_some());
        assert!(
            error.to_string().contains("without a way to request it"),
            "{error}"
        );
        assert!(pages.next().await.is_none());
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_circle_of_pages_is_an_error() {
    let other = "00000000-0000-4000-8000-0000000000ff";
    let pages = [
        page(r#"["a"]"#, "null", &id(A), true),
        page(r#"["b"]"#, "null", &id(other), true),
        page(r#"["c"]"#, "null", &id(A), true),
        page(r#"["d"]"#, "null", &id(other), true),
    ];
    let (server, client) = serving(&pages).await;
    let results: Vec<_> = client.list_paged().items().collect().await;
    let items: Vec<_> = results
        .iter()
        .filter_map(|item| item.as_ref().ok())
        .collect();
    assert_eq!(items, ["a", "b", "c"]);
    let error = results.last().unwrap().as_ref().unwrap_err();
    assert!(
        error.is_decode() && error.to_string().contains("circle"),
        "{error}"
    );
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn empty_pages_end_at_some_time() {
    let pages: Vec<String> = (0..1010)
        .map(|number| {
            let cursor = id(&uuid::Uuid::from_u128(number + 1).to_string());
            page("[]", "null", &cursor, true)
        })
        .collect();
    let (_server, client) = serving(&pages).await;
    let mut items = client.list_paged().items();
    let error = items.next().await.unwrap().unwrap_err();
    assert!(
        error.is_decode() && error.to_string().contains("empty"),
        "{error}"
    );
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_list_can_be_stored_and_spawned_without_its_client() {
    let (_server, client) = serving(&[page(r#"["a"]"#, "null", "null", false)]).await;
    let items: generated_tests::Items<_> = client.list_paged().items();
    drop(client);
    let items = tokio::spawn(items.map(Result::unwrap).collect::<Vec<_>>());
    assert_eq!(items.await.unwrap(), ["a"]);
}
