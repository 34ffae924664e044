//! Every operation of the vendored document, over HTTP, against the service that is made from it.
//!
//! `cargo test -p every-operation --test every -- --nocapture` prints a line for each operation.

// The helpers of a test may fail it as the test itself may.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

// The document as the tests of the service read it: with jsonschema, not with the service's code.
#[path = "../../../../diga-api/tests/common/document.rs"]
mod document;
mod wire;

use chrono::{DateTime, FixedOffset};
use diga_api::mock::Service;
use diga_api::{Client, RetryPolicy};
use document::Document;
use every_operation::{Arguments, OPERATIONS, Outcome, Row, call, pages};
use serde_json::{Value, json};
use wire::{Request, steps};

/// Items of a page, in a list that is read to its end.
const LIMIT: usize = 7;
/// Records that are added to a list before it is read.
const ADDED: usize = 20;

/// What has been checked of an operation.
#[derive(Default)]
struct Checked {
    success: u16,
    errors: Vec<u16>,
    pages: usize,
    items: usize,
}

struct Run {
    document: Document,
    service: Service,
    client: Client,
}

impl Run {
    async fn start() -> Self {
        let service = Service::start().await.unwrap();
        let client = service.client_builder().retry_policy(RetryPolicy::never());
        Self {
            document: Document::new(),
            client: client.build().unwrap(),
            service,
        }
    }

    async fn operation(&self, row: &Row) -> Result<Checked, String> {
        let mut checked = Checked {
            success: self.success(row).await?,
            errors: self.errors(row).await?,
            ..Checked::default()
        };
        if row.paged {
            (checked.pages, checked.items) = self.list(row).await?;
        }
        Ok(checked)
    }

    /// The arguments of a request that the operation takes, and the request's path.
    fn sample(&self, row: &Row) -> Result<(Arguments, String), String> {
        let sample = self.service.sample(row.name).unwrap();
        let (path, query) = sample
            .path_and_query
            .split_once('?')
            .unwrap_or((&sample.path_and_query, ""));
        let request = Request {
            path,
            query,
            headers: &sample.headers,
            body: &sample.body,
        };
        let arguments = request.arguments(&self.document, row);
        let arguments = arguments.map_err(|why| format!("the sample: {why}"))?;
        Ok((arguments, path.to_owned()))
    }

    /// A success: what arrived is valid and is what was passed, the value is what is documented.
    async fn success(&self, row: &Row) -> Result<u16, String> {
        let (arguments, _) = self.sample(row)?;
        let before = self.service.requests().len();
        let outcome = call(&self.client, row.name, &arguments).unwrap().await;
        let Outcome::Success { status, body } = outcome else {
            return Err(format!("{outcome:?} with {arguments:?}"));
        };
        let requests = self.service.requests();
        let [received] = &requests[before..] else {
            return Err(format!("sent {requests:?}"));
        };
        if received.operation.as_deref() != Some(row.name) || received.method != row.method {
            return Err(format!("arrived as {received:?}"));
        }
        let request = Request {
            path: &received.path,
            query: &received.query,
            headers: &received.headers,
            body: &received.body,
        };
        let arrived = request.arguments(&self.document, row)?;
        if instants(&arrived.clone().into()) != instants(&arguments.clone().into()) {
            return Err(format!("sent {arguments:?}, arrived {arrived:?}"));
        }
        let operation = wire::operation(&self.document, row);
        let security = operation.get("security").unwrap_or(&Value::Null);
        let secured = security
            .as_array()
            .is_some_and(|schemes| !schemes.is_empty());
        if received.headers.contains_key("authorization") != secured {
            return Err(format!("credentials, for security {security}"));
        }
        self.documented(row, status, &body)?;
        Ok(status)
    }

    /// Whether the document has this value in its response of this status.
    fn documented(&self, row: &Row, status: u16, body: &Value) -> Result<(), String> {
        let label = status.to_string();
        let responses = &wire::operation(&self.document, row)["responses"];
        let Some(response) = responses.get(&label) else {
            return Err(format!("{status} is not documented"));
        };
        if response
            .pointer("/content/application~1json/schema")
            .is_none()
        {
            return Ok(());
        }
        let inner = ["responses", &label, "content", "application/json", "schema"];
        wire::valid(&self.document, &steps(row, &inner), body)
    }

    /// Every documented error arrives as the variant of its status.
    async fn errors(&self, row: &Row) -> Result<Vec<u16>, String> {
        let responses = wire::operation(&self.document, row)["responses"].as_object();
        let labels = responses.unwrap().keys();
        let statuses: Vec<u16> = labels.map(|label| label.parse().unwrap()).collect();
        let mut checked = Vec::new();
        for status in statuses.into_iter().filter(|status| *status >= 300) {
            let (arguments, _) = self.sample(row)?;
            self.service.fail(row.name, status).unwrap();
            let outcome = call(&self.client, row.name, &arguments).unwrap().await;
            let variant_name = format!("Status{status}");
            match &outcome {
                Outcome::Error {
                    status: arrived,
                    variant,
                } if *arrived == status && variant.split('(').next() == Some(&*variant_name) => {}
                _ => return Err(format!("{status} arrived as {outcome:?}")),
            }
            checked.push(status);
        }
        Ok(checked)
    }

    /// The number of pages and of items of a list that is read to its end.
    async fn list(&self, row: &Row) -> Result<(usize, usize), String> {
        let (mut arguments, path) = self.sample(row)?;
        // No page to start at, and no filter but those by default, which the records match.
        let required = wire::required(&self.document, row);
        arguments.retain(|name, _| required.contains(&name.as_str()));
        let filters = wire::defaults(&self.document, row);
        let mut added = Vec::new();
        for _ in 0..ADDED {
            let record = self.service.insert(&path, |record| {
                for (name, value) in &filters {
                    if record.get(name).is_some() {
                        record[*name] = (*value).clone();
                    }
                }
            });
            added.push(record.map_err(|error| format!("insert: {error}"))?);
        }
        arguments.insert("limit".to_owned(), json!(LIMIT));
        let mut items = Vec::new();
        let outcomes = pages(&self.client, row.name, &arguments).unwrap().await;
        let count = outcomes.len();
        for (at, outcome) in outcomes.into_iter().enumerate() {
            let Outcome::Success { status, body } = outcome else {
                return Err(format!("page {at}: {outcome:?}"));
            };
            self.documented(row, status, &body)?;
            let page = body["data"].as_array().unwrap();
            let full = page.len() == LIMIT;
            if page.len() > LIMIT || !full && at + 1 < count {
                return Err(format!("page {at} of {count} has {} items", page.len()));
            }
            items.extend(page.iter().cloned());
        }
        for record in &added {
            let id = identity(record);
            let times = items.iter().filter(|item| identity(item) == id).count();
            if times != 1 {
                return Err(format!("{id} is in the list {times} times"));
            }
        }
        if items.len() < ADDED || count != items.len().div_ceil(LIMIT) {
            return Err(format!("{} items on {count} pages", items.len()));
        }
        Ok((count, items.len()))
    }
}

/// The value with each date-time in one notation: the client need not repeat `.000`.
fn instants(value: &Value) -> Value {
    match value {
        Value::String(string) => match string.parse::<DateTime<FixedOffset>>() {
            Ok(instant) => Value::from(instant.to_rfc3339()),
            Err(_) => value.clone(),
        },
        Value::Array(items) => items.iter().map(instants).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), instants(value)))
            .collect(),
        other => other.clone(),
    }
}

/// What tells a record from others of its list.
fn identity(record: &Value) -> &Value {
    let names = ["id", "agent_id", "version_id", "name"];
    let found = names.iter().find_map(|name| record.get(name));
    found.unwrap_or(record)
}

#[tokio::test]
async fn every_operation_is_called_each_error_arrives_and_each_list_ends() {
    let run = Run::start().await;
    let mut wrong = Vec::new();
    let (mut calls, mut errors, mut lists) = (0, 0, 0);
    println!(
        "{:<36} {:<6} {:<66} success errors pages",
        "operation", "method", "path"
    );
    for row in OPERATIONS {
        let Row {
            name, method, path, ..
        } = row;
        let checked = match run.operation(row).await {
            Ok(checked) => checked,
            Err(why) => {
                wrong.push(format!("{name} ({method} {path}): {why}"));
                continue;
            }
        };
        let statuses = checked.errors.iter().map(u16::to_string);
        let statuses: Vec<String> = statuses.collect();
        let pages = if row.paged {
            format!("{} with {} items", checked.pages, checked.items)
        } else {
            "-".to_owned()
        };
        println!(
            "{name:<36} {method:<6} {path:<66} {} {} {pages}",
            checked.success,
            statuses.join(",")
        );
        calls += 1;
        errors += checked.errors.len();
        lists += usize::from(row.paged);
    }
    println!("{calls} operations, {errors} errors, {lists} lists");
    assert!(
        wrong.is_empty(),
        "{} failed:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!((calls, lists), (131, 23));
    assert!(errors > 131, "{errors}");
}

#[test]
fn a_request_that_the_document_does_not_allow_is_not_valid() {
    let document = Document::new();
    let named = |name: &str| OPERATIONS.iter().find(|row| row.name == name).unwrap();
    let headers = [("content-type", "application/json")];
    let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    let headers = headers.into_iter().collect();
    let refused = |name: &str, path: &str, query: &str, body: &str| {
        let request = Request {
            path,
            query,
            headers: &headers,
            body: body.as_bytes(),
        };
        request.arguments(&document, named(name)).unwrap_err()
    };
    for (name, path, query, body, why) in [
        (
            "create_webhook",
            "/v1/webhook/",
            "",
            "{}",
            "is a required property",
        ),
        (
            "create_webhook",
            "/v1/webhook/",
            "",
            "",
            "without [\"body\"]",
        ),
        (
            "list_webhooks",
            "/v1/webhook/",
            "limits=1",
            "",
            "no parameter of the query",
        ),
        (
            "list_webhooks",
            "/v1/webhook/",
            "limit=many",
            "",
            "does not allow",
        ),
        (
            "list_webhooks",
            "/v1/webhook/",
            "",
            "[1]",
            "not valid under any",
        ),
        ("get_webhook", "/v1/webhook/1", "", "", "does not allow"),
        (
            "get_webhook",
            "/v1/webhooks/1",
            "",
            "",
            "is not /v1/webhook/{id}",
        ),
    ] {
        let error = refused(name, path, query, body);
        assert!(error.contains(why), "{name}: {error}");
    }
}
