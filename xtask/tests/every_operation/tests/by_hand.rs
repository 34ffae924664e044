//! What few operations do, as it arrives on the wire: written by hand, not made from the manifest.

// The helpers of a test may fail it as the test itself may.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use diga_api::mock::{ReceivedRequest, Service};
use diga_api::types::{
    AgentUpdateRequest, ApiKeyRequestSchema, AvailableLanguages, CreatePathRequestSchema,
    CreatePathRequestSchemaNodesItem, DeleteBranchRequest, EndNodeCreateSchema,
    PathResponseSchemaNodesItem, Permission, StartNodeCreateSchema, WebhookEvent,
};
use diga_api::{Client, File, forms::CreateVerificationForm};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../../../openapi/openapi.json");

async fn start() -> (Service, Client) {
    let service = Service::start().await.unwrap();
    let client = service.client().unwrap();
    (service, client)
}

fn last(service: &Service) -> ReceivedRequest {
    service.requests().pop().unwrap()
}

fn json_body(service: &Service) -> Value {
    serde_json::from_slice(&last(service).body).unwrap()
}

fn content_type(request: &ReceivedRequest) -> &str {
    request.headers["content-type"].to_str().unwrap()
}

/// The parameter that ends the path of a request that the operation takes.
fn sampled(service: &Service, operation: &str) -> String {
    let sample = service.sample(operation).unwrap();
    let path = sample.path_and_query.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

/// The values of an enum of the document.
fn values(schema: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let values = &document["components"]["schemas"][schema]["enum"];
    serde_json::from_value(values.clone()).unwrap()
}

#[tokio::test]
async fn a_get_sends_a_json_body() {
    let (service, client) = start().await;
    let events = vec![WebhookEvent::StatusChanged];
    let page = client.list_webhooks().limit(2).body(events).send().await;
    let listed = page.unwrap().into_inner().data;
    let received = last(&service);
    assert_eq!(
        (received.method.as_str(), &*received.path),
        ("GET", "/v1/webhook/")
    );
    assert_eq!(received.query, "limit=2");
    assert_eq!(content_type(&received), "application/json");
    assert_eq!(json_body(&service), json!(["status_changed"]));
    assert!(listed.len() <= 2);

    client.list_webhooks().send().await.unwrap();
    let received = last(&service);
    assert!(received.body.is_empty() && !received.headers.contains_key("content-type"));
}

#[tokio::test]
async fn a_delete_sends_a_json_body() {
    let (service, client) = start().await;
    let sample = service.sample("delete_branch").unwrap();
    let flow = sample.path_and_query.split('/').nth(3).unwrap();
    let body = DeleteBranchRequest::new("router", 1);
    client.delete_branch(flow, body).send().await.unwrap();
    let received = last(&service);
    assert_eq!(received.method.as_str(), "DELETE");
    assert_eq!(content_type(&received), "application/json");
    let body = json_body(&service);
    assert_eq!(body, json!({ "stepName": "router", "branchIndex": 1 }));
}

#[tokio::test]
async fn a_form_sends_a_pdf_byte_for_byte() {
    let (service, client) = start().await;
    // Neither UTF-8 nor free of line ends, like any PDF.
    let pdf = b"%PDF-1.7\r\n%\xe2\xe3\xcf\xd3\r\n\x00\xff--\r\n%%EOF\n";
    let file = File::from(pdf.to_vec()).with_name("signed.pdf");
    let form = CreateVerificationForm::new(file.with_content_type("application/pdf"));
    let form = form.notification_email("someone@example.com");
    client.create_verification(form).send().await.unwrap();
    let received = last(&service);
    let media_type = content_type(&received);
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=");
    let boundary = boundary.unwrap().trim_matches('"');
    let delimiter = format!("\r\n--{boundary}");
    let begin = received
        .body
        .windows(pdf.len())
        .position(|bytes| bytes == pdf)
        .unwrap();
    assert!(received.body[begin + pdf.len()..].starts_with(delimiter.as_bytes()));
    let head = String::from_utf8_lossy(&received.body[..begin]).to_ascii_lowercase();
    let (_, head) = head.rsplit_once("--").unwrap();
    assert!(
        head.contains("name=\"signed_document\"; filename=\"signed.pdf\""),
        "{head}"
    );
    assert!(head.contains("content-type: application/pdf\r\n"), "{head}");
    let text = String::from_utf8_lossy(&received.body);
    assert!(
        text.contains("name=\"notification_email\"\r\n\r\nsomeone@example.com\r\n"),
        "{text}"
    );
}

#[tokio::test]
async fn a_patch_sends_absent_null_and_a_value() {
    let (service, client) = start().await;
    let agent = sampled(&service, "update_agent").parse().unwrap();
    let update = |body: AgentUpdateRequest| client.update_agent(agent, body).send();

    let changed = update(AgentUpdateRequest::new().description("First").name("Ada"));
    assert_eq!(
        changed.await.unwrap().into_inner().description.as_deref(),
        Some("First")
    );
    assert_eq!(
        json_body(&service),
        json!({ "description": "First", "name": "Ada" })
    );

    // What is absent stays as it is.
    let changed = update(AgentUpdateRequest::new().name("Grace"));
    assert_eq!(
        changed.await.unwrap().into_inner().description.as_deref(),
        Some("First")
    );
    assert_eq!(json_body(&service), json!({ "name": "Grace" }));

    let changed = update(AgentUpdateRequest::new().description_null());
    assert_eq!(changed.await.unwrap().into_inner().description, None);
    assert_eq!(json_body(&service), json!({ "description": null }));

    update(AgentUpdateRequest::new()).await.unwrap();
    assert_eq!(json_body(&service), json!({}));
}

#[tokio::test]
async fn a_discriminated_union_is_sent_and_received() {
    let (service, client) = start().await;
    let nodes: Vec<CreatePathRequestSchemaNodesItem> = vec![
        StartNodeCreateSchema::new("Begin").into(),
        EndNodeCreateSchema::new("Finish").into(),
    ];
    let body = CreatePathRequestSchema::new("A path".to_owned()).nodes(nodes);
    let created = client.create_path(body).send().await.unwrap().into_inner();
    let sent = json_body(&service);
    assert_eq!(
        sent["nodes"],
        json!([
            { "name": "Begin", "node_type": "start" },
            { "name": "Finish", "node_type": "end" },
        ])
    );
    let read = client
        .get_path(created.id)
        .send()
        .await
        .unwrap()
        .into_inner();
    match &*read.nodes {
        [
            PathResponseSchemaNodesItem::Start(start),
            PathResponseSchemaNodesItem::End(end),
        ] => {
            assert_eq!((&*start.name, &*end.name), ("Begin", "Finish"));
        }
        nodes => panic!("{nodes:?}"),
    }
}

#[tokio::test]
async fn an_operation_without_authentication_sends_no_token() {
    let (service, client) = start().await;
    let authorized = || last(&service).headers.contains_key("authorization");
    client.list_pieces().send().await.unwrap();
    assert!(!authorized());
    let piece = sampled(&service, "get_piece");
    client.get_piece(piece).send().await.unwrap();
    assert!(!authorized());
    client.list_webhooks().send().await.unwrap();
    assert!(authorized());
}

#[tokio::test]
async fn enums_of_sixty_values_make_the_round_trip() {
    let (service, client) = start().await;
    let names = values("Permission");
    assert_eq!(names.len(), 61);
    let permissions: Vec<Permission> = names.iter().map(|name| (&**name).into()).collect();
    let unknown = |value: &Permission| matches!(value, Permission::UnknownValue(_));
    assert!(!permissions.iter().any(unknown));
    let body = ApiKeyRequestSchema::new("All", true).permissions(permissions.clone());
    let created = client
        .create_api_key(body)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(json_body(&service)["permissions"], json!(names));
    let listed = client.list_api_keys().send().await.unwrap().into_inner();
    let key = listed.data.iter().find(|key| key.id == created.id).unwrap();
    assert_eq!(key.permissions.as_ref(), Some(&permissions));

    let agent = sampled(&service, "update_agent").parse().unwrap();
    let names = values("AvailableLanguages");
    assert_eq!(names.len(), 50);
    for name in names {
        let language = AvailableLanguages::from(&*name);
        assert!(
            !matches!(language, AvailableLanguages::UnknownValue(_)),
            "{name}"
        );
        let body = AgentUpdateRequest::new().language(language.clone());
        let updated = client.update_agent(agent, body).send().await.unwrap();
        assert_eq!(json_body(&service), json!({ "language": name }));
        assert_eq!(updated.into_inner().language, language);
    }
}
