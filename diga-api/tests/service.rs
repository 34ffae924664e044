//! The service that the feature `mock` makes from the document: every operation, validated against
//! the vendored document by JSON Schema, and its state.

// The helpers of a test may fail it as the test itself may.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "common/document.rs"]
mod document;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use diga_api::mock::{Fault, SampleRequest, Service, ServiceError};
use diga_api::types::{AgentRequest, AvailableLanguages, CallRequest, PublishAgentRequest};
use diga_api::{Call, Client, RetryPolicy};
use document::Document;
use http::Method;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A response as it was received.
#[derive(Debug)]
struct Received {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Received {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Sends a request as it is, without a client that retries; None if the connection was closed.
async fn send(service: &Service, token: Option<&str>, request: &SampleRequest) -> Option<Received> {
    let authority = service.base_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).await.unwrap();
    let mut head = format!(
        "{} {} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\ncontent-length: {}\r\n",
        request.method,
        request.path_and_query,
        request.body.len()
    );
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    if let Some(token) = token {
        head.push_str(&format!("authorization: Bearer {token}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&request.body).await.unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_ascii_lowercase(), value.to_owned())
    });
    Some(Received {
        status,
        headers: headers.collect(),
        body,
    })
}

/// What the document says of a response.
struct Contract(Document);

impl Contract {
    fn new() -> Self {
        Self(Document::new())
    }

    fn operations(&self) -> Vec<(String, Method, String)> {
        let mut found = Vec::new();
        for (path, item) in self.0.value["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
                    let upper = method.to_ascii_uppercase();
                    found.push((path.clone(), upper.parse().unwrap(), id.to_owned()));
                }
            }
        }
        found
    }

    fn responses(&self, path: &str, method: &Method) -> &Map<String, Value> {
        let method = method.as_str().to_ascii_lowercase();
        self.0.value["paths"][path][method.as_str()]["responses"]
            .as_object()
            .unwrap()
    }

    /// Whether the document allows the response; panics with what is wrong.
    fn check(&self, path: &str, method: &Method, received: &Received) {
        let at = format!("{method} {path} {}", received.status);
        let responses = self.responses(path, method);
        let documented = &responses.get(&received.status.to_string());
        let documented =
            documented.unwrap_or_else(|| panic!("{at} is not documented: {received:?}"));
        let Some(content) = documented.get("content").and_then(Value::as_object) else {
            assert!(received.body.is_empty(), "{at} has a body");
            return;
        };
        let media_type = received
            .headers
            .get("content-type")
            .unwrap_or_else(|| panic!("{at}"));
        assert!(content.contains_key(media_type), "{at}: {media_type}");
        if media_type != "application/json" {
            assert!(!received.body.is_empty(), "{at} has no body");
            return;
        }
        let lower = method.as_str().to_ascii_lowercase();
        let status = received.status.to_string();
        let steps = [
            "paths",
            path,
            &lower,
            "responses",
            &status,
            "content",
            media_type,
            "schema",
        ];
        let validator = self.0.validator(&steps);
        let body = received.json();
        let wrong: Vec<_> = validator
            .iter_errors(&body)
            .map(|error| error.to_string())
            .collect();
        assert!(wrong.is_empty(), "{at}: {wrong:?} in {body}");
    }
}

#[tokio::test]
async fn every_operation_takes_what_is_drawn_for_it_and_responds_as_documented() {
    let contract = Contract::new();
    let operations = contract.operations();
    let mut responses = 0;
    for seed in 0..3 {
        let service = Service::builder().seed(seed).start().await.unwrap();
        for (path, method, id) in &operations {
            for _ in 0..2 {
                let request = service.sample(id).unwrap();
                let received = send(&service, Some("any"), &request).await.unwrap();
                let success = (200..300).contains(&received.status);
                assert!(success, "{id}: {request:?}: {received:?}");
                contract.check(path, method, &received);
                responses += 1;
            }
        }
    }
    println!("{} operations, {responses} responses", operations.len());
    assert!(operations.len() >= 131);
}

#[tokio::test]
async fn every_documented_error_can_be_asked_for() {
    let contract = Contract::new();
    let service = Service::start().await.unwrap();
    let mut errors = 0;
    for (path, method, id) in &contract.operations() {
        for status in contract.responses(path, method).keys() {
            let status: u16 = status.parse().unwrap();
            if status < 300 {
                continue;
            }
            service.fail(id, status).unwrap();
            let request = service.sample(id).unwrap();
            let received = send(&service, Some("any"), &request).await.unwrap();
            assert_eq!(received.status, status, "{id}");
            contract.check(path, method, &received);
            errors += 1;
        }
    }
    println!("{errors} documented errors");
    assert!(errors > 131);
}

#[tokio::test]
async fn what_the_document_does_not_allow_is_refused_as_documented() {
    let contract = Contract::new();
    let service = Service::start().await.unwrap();
    let (mut refused, mut unauthorized) = (0, 0);
    for (path, method, id) in &contract.operations() {
        let mut request = service.sample(id).unwrap();
        let lower = method.as_str().to_ascii_lowercase();
        let operation = &contract.0.value["paths"][path.as_str()][lower.as_str()];
        let secured = operation
            .get("security")
            .is_some_and(|value| value.as_array().is_some_and(|items| !items.is_empty()));
        if secured {
            let received = send(&service, None, &request).await.unwrap();
            assert!([401, 403].contains(&received.status), "{id}: {received:?}");
            if contract
                .responses(path, method)
                .contains_key(&received.status.to_string())
            {
                contract.check(path, method, &received);
            }
            unauthorized += 1;
        }
        let json = operation
            .pointer("/requestBody/content/application~1json")
            .is_some();
        let required = operation.pointer("/requestBody/required") == Some(&json!(true));
        if json && required {
            request.body = "[1, 2]".into();
            let received = send(&service, Some("any"), &request).await.unwrap();
            assert_eq!(received.status, 422, "{id}: {received:?}");
            contract.check(path, method, &received);
            refused += 1;
        }
    }
    println!("{refused} requests refused, {unauthorized} without a token");
    assert!(refused > 40 && unauthorized > 100);
}

#[tokio::test]
async fn a_violation_is_reported_in_fastapis_format() {
    let service = Service::start().await.unwrap();
    let client = client(&service);
    let body = json!({ "url": "not a url", "subscribed_events": ["no_event"] });
    let error = client
        .request_raw(Method::POST, "/v1/webhook/")
        .json(&body)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 422);
    let body: Value = serde_json::from_slice(error.raw_body().unwrap()).unwrap();
    // The order of members depends on the features of serde_json in the program.
    let details = body["detail"].as_array().unwrap();
    let place = json!(["body", "subscribed_events", 0]);
    let event = details.iter().find(|detail| detail["loc"] == place);
    assert_eq!(event.unwrap()["type"], "enum", "{body}");
    let error = client
        .request_raw(Method::POST, "/v1/webhook/")
        .json(&json!({}))
        .send()
        .await
        .unwrap_err();
    let body: Value = serde_json::from_slice(error.raw_body().unwrap()).unwrap();
    assert_eq!(body["detail"][0]["loc"], json!(["body", "url"]), "{body}");
    assert_eq!(body["detail"][0]["type"], "missing", "{body}");
}

fn client(service: &Service) -> Client {
    let builder = service.client_builder();
    builder.retry_policy(RetryPolicy::never()).build().unwrap()
}

async fn get(client: &Client, path: &str, query: &[(&str, &str)]) -> Value {
    let mut call = client.request_raw(Method::GET, path);
    for (name, value) in query {
        call = call.with_query(name, value);
    }
    serde_json::from_slice(&call.send().await.unwrap()).unwrap()
}

async fn status(client: &Client, method: Method, path: &str) -> u16 {
    let called = client.request_raw(method, path).send().await;
    called.map_or_else(
        |error| error.status().unwrap().as_u16(),
        |response| response.status().as_u16(),
    )
}

fn ids(page: &Value) -> Vec<&str> {
    let data = page["data"].as_array().unwrap();
    data.iter()
        .map(|record| record["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn records_are_created_read_listed_paged_changed_and_deleted() {
    let contract = Contract::new();
    let service = Service::start().await.unwrap();
    let client = client(&service);
    for (collection, sent, change) in [
        (
            "/v1/project",
            json!({ "name": "First" }),
            json!({ "name": "Second" }),
        ),
        (
            "/v1/webhook",
            json!({ "url": "https://example.com/a", "subscribed_events": ["status_changed"] }),
            json!({ "url": "https://example.com/b" }),
        ),
        (
            "/v1/path",
            json!({ "name": "First", "nodes": [] }),
            json!({ "name": "Second" }),
        ),
    ] {
        let list = format!("{collection}/");
        let (field, value) = sent.as_object().unwrap().iter().next_back().unwrap();
        let mut created = Vec::new();
        for _ in 0..5 {
            let response = client
                .request_raw(Method::POST, &*list)
                .json(&sent)
                .send()
                .await;
            let response = response.unwrap_or_else(|error| panic!("{collection}: {error}"));
            let record: Value = serde_json::from_slice(&response).unwrap();
            assert_eq!(&record[field], value, "{record}");
            created.push(record);
        }
        let id = |at: usize| created[at]["id"].as_str().unwrap();
        let item = |at: usize| format!("{collection}/{}", id(at));
        assert_eq!(get(&client, &item(2), &[]).await, created[2]);

        // The newest first, which is the default that the document declares.
        let all = get(&client, &list, &[]).await;
        assert_eq!(ids(&all), [id(4), id(3), id(2), id(1), id(0)]);
        assert_eq!(all["has_more"], false);
        let first = get(&client, &list, &[("limit", "2")]).await;
        assert_eq!(ids(&first), [id(4), id(3)]);
        assert_eq!(
            (&first["has_more"], &first["last_id"]),
            (&json!(true), &json!(id(3)))
        );
        let next = get(&client, &list, &[("limit", "2"), ("after", id(3))]).await;
        assert_eq!(ids(&next), [id(2), id(1)]);
        let oldest = get(&client, &list, &[("limit", "2"), ("order", "asc")]).await;
        assert_eq!(ids(&oldest), [id(0), id(1)]);

        let changed = client
            .request_raw(Method::PATCH, item(1))
            .json(&change)
            .send()
            .await;
        let changed: Value = serde_json::from_slice(&changed.unwrap()).unwrap();
        let (field, value) = change.as_object().unwrap().iter().next().unwrap();
        assert_eq!(&changed[field], value);
        assert_eq!(get(&client, &item(1), &[]).await, changed);

        let deleted = client.request_raw(Method::DELETE, item(1)).send().await;
        assert!(deleted.is_ok());
        for method in [Method::GET, Method::DELETE] {
            // 404, unless the document has no such response.
            let template = format!("{collection}/{{id}}");
            let documented = contract.responses(&template, &method);
            let expected = if documented.contains_key("404") {
                404
            } else {
                422
            };
            assert_eq!(status(&client, method, &item(1)).await, expected);
        }
        assert_eq!(ids(&get(&client, &list, &[]).await).len(), 4);
    }
}

#[tokio::test]
async fn records_below_a_record_belong_to_it() {
    let service = Service::start().await.unwrap();
    let client = client(&service);
    let agents: Vec<String> = {
        let mut ids = Vec::new();
        for _ in 0..2 {
            let request = service.sample("create_agent").unwrap();
            let created = send(&service, Some("any"), &request).await.unwrap().json();
            ids.push(created["agent_id"].as_str().unwrap().to_owned());
        }
        ids
    };
    let versions = |agent: &str| format!("/v1/agent/{agent}/version");
    let sample = service.sample("launch_agent_version");
    let body: Value = match &sample {
        Ok(request) => serde_json::from_slice(&request.body).unwrap(),
        Err(error) => panic!("{error}"),
    };
    let launched = client
        .request_raw(Method::POST, versions(&agents[0]))
        .json(&body)
        .send()
        .await;
    let launched: Value = serde_json::from_slice(&launched.unwrap()).unwrap();
    let page = get(&client, &versions(&agents[0]), &[]).await;
    let versions_of_first = page["data"].as_array().unwrap();
    assert!(
        versions_of_first
            .iter()
            .any(|version| version["version_id"] == launched["version_id"]),
        "{page}"
    );
    let page = get(&client, &versions(&agents[1]), &[]).await;
    let versions_of_second = page["data"].as_array().unwrap();
    assert!(
        versions_of_second
            .iter()
            .all(|version| version["version_id"] != launched["version_id"])
    );
    let unknown = "00000000-0000-4000-8000-000000000000";
    assert_eq!(
        status(&client, Method::GET, &format!("/v1/agent/{unknown}")).await,
        404
    );
}

#[tokio::test]
async fn a_test_drives_what_the_document_does_not_describe() {
    let service = Service::start().await.unwrap();
    let client = client(&service);
    let request = service.sample("make_call").unwrap();
    let call = send(&service, Some("any"), &request).await.unwrap().json();
    let path = format!("/v1/call/{}", call["id"].as_str().unwrap());
    assert_eq!(call["created_date"], "2026-01-01T00:00:00.000Z");
    assert_eq!(call["status"], "dialing");

    service.advance(Duration::from_secs(90));
    let updated = service.update(&path, |call| {
        call["status"] = json!("completed");
        call["duration"] = json!(90);
    });
    assert_eq!(updated.unwrap()["duration"], 90);
    let read = get(&client, &path, &[]).await;
    assert_eq!(
        (&read["status"], &read["duration"]),
        (&json!("completed"), &json!(90))
    );
    let completed = get(&client, "/v1/call/", &[("status", "completed")]).await;
    assert_eq!(ids(&completed).len(), 1);
    let dialing = get(&client, "/v1/call/", &[("status", "dialing")]).await;
    assert_eq!(ids(&dialing).len(), 0);

    let error = service
        .update(&path, |call| call["status"] = json!("lost"))
        .unwrap_err();
    let ServiceError::NotAllowed { violations, .. } = &error else {
        panic!("{error}");
    };
    assert!(violations[0].starts_with("/status must be"), "{error}");
    assert!(
        service
            .update(&path, |call| call["id"] = json!("another"))
            .is_err()
    );
    assert_eq!(service.record(&path).unwrap()["status"], "completed");
    assert!(matches!(
        service.record("/v1/call/none"),
        Err(ServiceError::NoRecord { .. })
    ));

    let message = service.insert(&format!("{path}/message"), |_| {}).unwrap();
    let messages = get(&client, &format!("{path}/message"), &[]).await;
    assert!(
        messages["data"].as_array().unwrap().contains(&message),
        "{messages}"
    );
    let request = service.sample("make_call").unwrap();
    let call = send(&service, Some("any"), &request).await.unwrap().json();
    assert_eq!(call["created_date"], "2026-01-01T00:01:30.000Z");
    service.assert_requested("make_call", 2);
}

#[tokio::test]
async fn errors_and_faults_come_when_they_are_asked_for() {
    let service = Service::start().await.unwrap();
    let client = service.client().unwrap();
    let get = |path: &'static str| client.request_raw(Method::GET, path).send();

    service.fail("list_projects", 400).unwrap();
    assert_eq!(
        get("/v1/project/")
            .await
            .unwrap_err()
            .status()
            .unwrap()
            .as_u16(),
        400
    );
    assert!(get("/v1/project/").await.is_ok());
    service.fail_always("list_projects", 400).unwrap();
    for _ in 0..3 {
        assert!(get("/v1/project/").await.is_err());
    }
    assert!(get("/v1/voice/").await.is_ok());
    service.clear_faults();
    assert!(get("/v1/project/").await.is_ok());

    let error = service.fail("list_projects", 418).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("documents no error 418, only these: "),
        "{error}"
    );
    let error = service.fail("list_project", 400).unwrap_err();
    assert!(error.to_string().contains("list_projects"), "{error}");
    assert!(matches!(
        service.inject(Fault::error(403)),
        Err(ServiceError::NoOperation)
    ));

    // A GET is sent again after these.
    service.inject(Fault::disconnect().once()).unwrap();
    service
        .inject(Fault::unavailable(Duration::from_secs(1)).once())
        .unwrap();
    let before = service.requests().len();
    assert!(get("/v1/project/").await.is_ok());
    let requests = service.requests();
    let statuses = requests[before..]
        .iter()
        .map(|request| request.status.map(|status| status.as_u16()));
    assert_eq!(statuses.collect::<Vec<_>>(), [None, Some(503), Some(200)]);

    service
        .inject(
            Fault::latency(Duration::from_millis(60))
                .of("list_projects")
                .once(),
        )
        .unwrap();
    let start = Instant::now();
    assert!(get("/v1/project/").await.is_ok());
    assert!(start.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn paths_and_methods_that_are_not_documented_are_refused() {
    let service = Service::builder().token("right").start().await.unwrap();
    let right = client(&service);
    assert_eq!(status(&right, Method::GET, "/v1/nothing").await, 404);
    assert_eq!(status(&right, Method::DELETE, "/v1/call/").await, 405);
    // Two templates of one path, each with methods of its own.
    let phone = "/v1/phone/00000000-0000-4000-8000-000000000000";
    for method in [Method::GET, Method::DELETE] {
        assert_ne!(status(&right, method, phone).await, 405);
    }
    assert_eq!(status(&right, Method::GET, "/v1/project/").await, 200);
    let wrong = service.client_builder().token("wrong").build().unwrap();
    assert!([401, 403].contains(&status(&wrong, Method::GET, "/v1/project/").await));
}

#[tokio::test]
async fn the_same_seed_responds_alike() {
    let mut seen = Vec::new();
    for seed in [7, 7, 8] {
        let service = Service::builder().seed(seed).start().await.unwrap();
        let client = client(&service);
        seen.push(get(&client, "/v1/voice/", &[]).await);
    }
    assert_eq!(seen[0], seen[1]);
    assert_ne!(seen[0], seen[2]);
}

#[tokio::test]
async fn a_change_is_made_before_each_response() {
    let service = Service::start().await.unwrap();
    let client = client(&service);
    let call = client.make_call(CallRequest::new("+34910000000", "+34600000000"));
    let id = call.send().await.unwrap().id;
    let mut reads = 0;
    service
        .before("get_call", move |call| {
            reads += 1;
            call["duration"] = json!(reads);
        })
        .unwrap();
    // What is refused, fails or is missing is not read.
    service.fail("get_call", 403).unwrap();
    assert!(client.get_call(id).send().await.is_err());
    let missing = client.get_call(uuid::Uuid::nil()).send().await.unwrap_err();
    assert_eq!(missing.status().unwrap().as_u16(), 404);
    for expected in 1..=2 {
        let call = client.get_call(id).send().await.unwrap();
        assert_eq!(call.duration, Some(expected));
    }
    service
        .before("get_call", |call| call["status"] = json!("lost"))
        .unwrap();
    let error = client.get_call(id).send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 501);
    let message = error.to_string();
    assert!(message.contains("/status must be"), "{message}");
    assert!(service.before("get_calls", |_| {}).is_err());
}

#[tokio::test]
async fn lists_below_a_new_record_begin_empty() {
    let service = Service::start().await.unwrap();
    let client = client(&service);
    let call = client.make_call(CallRequest::new("+34910000000", "+34600000000"));
    let id = call.send().await.unwrap().id;
    let messages = || client.get_call_messages(id).send();
    assert!(messages().await.unwrap().data.is_empty());
    let path = format!("/v1/call/{id}/message");
    service
        .insert(&path, |message| message["content"] = json!("Hello"))
        .unwrap();
    assert_eq!(messages().await.unwrap().data.len(), 1);
    assert_eq!(service.records(&path).unwrap()[0]["content"], "Hello");
    // Nothing creates a voice, so that some are there.
    assert_eq!(client.list_voices().send().await.unwrap().data.len(), 3);
    assert_eq!(service.records("/v1/voice").unwrap().len(), 3);
    assert!(matches!(
        service.records("/v1/none"),
        Err(ServiceError::NoRecord { .. })
    ));
}

#[tokio::test]
async fn a_response_repeats_what_the_request_says_of_the_same_thing() {
    let service = Service::start().await.unwrap();
    let client = client(&service);
    let voice = client.list_voices().items().next().await.unwrap().unwrap();
    let agent = client.create_agent(AgentRequest::new(voice.id, AvailableLanguages::En));
    let agent = agent.send().await.unwrap();
    let request = PublishAgentRequest::new().version_id(agent.version_id);
    let published = client.publish_agent_version(agent.agent_id, request);
    let published = published.send().await.unwrap();
    assert_eq!(published.agent_id, agent.agent_id);
    assert_eq!(published.published_version_id, Some(agent.version_id));
}

#[tokio::test]
async fn a_port_can_be_chosen() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = free.local_addr().unwrap().port();
    let taken = Service::builder().port(port).start().await.unwrap_err();
    assert!(matches!(taken, ServiceError::NotStarted(_)));
    drop(free);
    let service = Service::builder().port(port).start().await.unwrap();
    assert_eq!(service.base_url(), format!("http://127.0.0.1:{port}"));
}

#[tokio::test]
async fn a_service_starts_in_milliseconds() {
    let first = Instant::now();
    let service = Service::start().await.unwrap();
    let first = first.elapsed();
    drop(service);
    // Of several, since other programs delay some.
    let mut fastest = Duration::MAX;
    for _ in 0..8 {
        let next = Instant::now();
        let service = Service::start().await.unwrap();
        fastest = fastest.min(next.elapsed());
        drop(service);
    }
    println!("the first in {first:?}, the next in {fastest:?}");
    assert!(fastest < Duration::from_millis(10), "{fastest:?}");
    assert!(first < Duration::from_secs(1), "{first:?}");
}

#[tokio::test]
async fn a_parameter_without_a_value_and_one_with_two_are_refused() {
    let service = Service::start().await.unwrap();
    let client = client(&service);
    for query in ["after=", "limit=", "limit=1&limit=2"] {
        let path = "/v1/project/";
        let mut call = client.request_raw(Method::GET, path);
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap();
            call = call.with_query(name, value);
        }
        let error = call.send().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 422, "{query}");
    }
}
