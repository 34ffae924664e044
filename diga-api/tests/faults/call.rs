//! One call, and how it ended.

use std::time::{Duration, Instant};

use bytes::Bytes;
use diga_api::errors::CreateWebhookError;
use diga_api::types::{BulkRecordingRequest, WebhookEvent, WebhookRequest};
use diga_api::{Body, Call, Client, ClientBuilder, Error, RetryPolicy, TokenProvider};
use futures_util::{StreamExt, stream};
use http::Method;
use serde_json::Value;
use uuid::Uuid;

/// How long an attempt may take, and a call.
pub const ATTEMPT: Duration = Duration::from_millis(400);
pub const TOTAL: Duration = Duration::from_millis(1600);
/// The size limit of a response in bytes.
pub const LIMIT: usize = 64 << 10;
/// The maximum number of attempts.
pub const ATTEMPTS: u32 = 3;

/// What is called, in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Post,
    IdempotentPost,
    Get,
    /// A `POST` whose body is a stream.
    Upload,
    /// A `POST` whose response is read as a stream.
    Download,
}

/// How the stream of an upload ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Whole, at once.
    Quick,
    /// Whole, but it takes longer than an attempt.
    Slow,
    /// With an error.
    Failing,
    /// After more bytes than it has declared.
    TooLong,
}

/// How a call ended for its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ending {
    Value,
    /// A value that is not the one of this call.
    WrongValue,
    Connect,
    Timeout,
    Transport,
    Body,
    Decode,
    Status(u16),
    /// A status whose body the document describes but which was not decoded.
    UntypedStatus(u16),
    /// The stream of the request's body failed.
    RequestBody,
    /// The token provider failed.
    Authentication,
    /// The caller dropped the future.
    Dropped,
    /// Any other error, which is always wrong.
    Other,
    /// Still not ended when it was given up.
    Hung,
    Panicked,
}

/// A call that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    pub ending: Ending,
    pub attempts: u32,
    pub took: Duration,
    /// The error as it prints.
    pub message: String,
}

impl Kind {
    pub fn of(call: u32) -> Self {
        match call % 5 {
            0 => Self::Post,
            1 => Self::IdempotentPost,
            2 => Self::Get,
            3 => Self::Upload,
            _ => Self::Download,
        }
    }
}

impl Source {
    pub fn of(call: u32) -> Self {
        match call / 5 % 8 {
            5 => Self::Slow,
            6 => Self::TooLong,
            7 => Self::Failing,
            _ => Self::Quick,
        }
    }

    /// Whether the server never receives the whole request.
    pub fn is_broken(self) -> bool {
        matches!(self, Self::Failing | Self::TooLong)
    }
}

/// After how long the caller drops the future of a call, if it does.
pub fn dropped_after(call: u32) -> Option<Duration> {
    let short = u64::from(call) * 7 % 60;
    (call % 19 == 7).then(|| Duration::from_millis(short))
}

/// Whether a call finds no server at all.
pub fn is_refused(call: u32) -> bool {
    call % 29 == 28
}

/// A client whose tokens come from `provider`.
pub fn client(url: &str, http: reqwest::Client, provider: impl TokenProvider) -> Client {
    let policy = RetryPolicy::default()
        .max_attempts(ATTEMPTS)
        .initial_backoff(Duration::from_millis(5))
        .max_backoff(Duration::from_millis(20));
    let builder: ClientBuilder = Client::builder().token_provider(provider).base_url(url);
    let builder = builder.attempt_timeout(ATTEMPT).timeout(TOTAL);
    let builder = builder.idle_timeout(ATTEMPT).http_client(http);
    let builder = builder.max_body_bytes(LIMIT).retry_policy(policy);
    // The outage is the purpose.
    builder.retry_budget(1_000_000).build().unwrap()
}

/// The id that identifies a call in its request.
pub fn id(call: u32) -> Uuid {
    Uuid::from_u128(u128::from(call))
}

/// Calls, and waits until the call ends, or for ten times its time limit.
pub async fn call(client: Client, call: u32) -> Ended {
    let begun = Instant::now();
    let calling = async {
        match Kind::of(call) {
            Kind::Post => post(&client, call, false).await,
            Kind::IdempotentPost => post(&client, call, true).await,
            Kind::Get => get(&client, call).await,
            Kind::Upload => upload(&client, call).await,
            Kind::Download => download(&client, call).await,
        }
    };
    let (limit, late) = match dropped_after(call) {
        Some(after) => (after, Ending::Dropped),
        None => (TOTAL * 10, Ending::Hung),
    };
    let (ending, attempts, message) = match tokio::time::timeout(limit, calling).await {
        Ok(ended) => ended,
        Err(_) => (late, 0, String::new()),
    };
    Ended {
        ending,
        attempts,
        took: begun.elapsed(),
        message,
    }
}

type End = (Ending, u32, String);

async fn post(client: &Client, call: u32, idempotent: bool) -> End {
    let url = format!("https://example.com/{}", id(call));
    let request = WebhookRequest::new(url.clone(), [WebhookEvent::StatusChanged]);
    let mut builder = client.create_webhook(request);
    if idempotent {
        builder = builder.with_idempotency(true);
    }
    match builder.send().await {
        Ok(webhook) if webhook.id == id(call) && webhook.url == url => value(),
        Ok(webhook) => (Ending::WrongValue, 1, format!("{webhook:?}")),
        Err(error) => {
            let typed = match error.api() {
                Some(CreateWebhookError::Status403(body)) => body.message == "No.",
                Some(CreateWebhookError::Status500(body)) => body.message == "No.",
                _ => false,
            };
            match ending(&error) {
                Ending::Status(status @ (403 | 500)) if !typed => {
                    failed(Ending::UntypedStatus(status), &error)
                }
                ending => failed(ending, &error),
            }
        }
    }
}

async fn get(client: &Client, call: u32) -> End {
    let path = format!("/v1/things/{}", id(call));
    let response = match client.request_raw(Method::GET, path).send().await {
        Ok(response) => response,
        Err(error) => return failed(ending(&error), &error),
    };
    thing(call, &response)
}

async fn upload(client: &Client, call: u32) -> End {
    const PIECES: u64 = 10;
    let piece = Bytes::from_static(&[b'x'; 100]);
    let source = Source::of(call);
    let pieces = stream::iter(0..PIECES).then(move |number| {
        let piece = piece.clone();
        async move {
            if source == Source::Slow {
                tokio::time::sleep(ATTEMPT / 6).await;
            }
            if source == Source::Failing && number == PIECES / 2 {
                return Err("the disk is gone");
            }
            Ok(piece)
        }
    });
    let body = match source {
        Source::TooLong => Body::stream_with_length(pieces, 100 * PIECES - 50),
        Source::Slow => Body::stream(pieces),
        Source::Quick | Source::Failing => Body::stream_with_length(pieces, 100 * PIECES),
    };
    let path = format!("/v1/uploads/{}", id(call));
    let raw = client.request_raw(Method::POST, path);
    match raw.body("application/octet-stream", body).send().await {
        Ok(response) => thing(call, &response),
        Err(error) => failed(ending(&error), &error),
    }
}

async fn download(client: &Client, call: u32) -> End {
    let request = BulkRecordingRequest::new([id(call)]);
    let response = match client.bulk_download_recordings(request).send().await {
        Ok(response) => response,
        Err(error) => return failed(ending(&error), &error),
    };
    match response.into_inner().bytes(LIMIT).await {
        Ok(bytes) => thing(call, &bytes),
        Err(error) => failed(ending(&error), &error),
    }
}

/// The end of a call whose response has this body.
fn thing(call: u32, body: &[u8]) -> End {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(thing)) if thing.get("url").is_some() => {
            if thing.get("id") == Some(&Value::String(id(call).to_string())) {
                value()
            } else {
                (Ending::WrongValue, 1, format!("{thing:?}"))
            }
        }
        Ok(_) => (Ending::Decode, 1, "another shape".to_owned()),
        Err(error) => (Ending::Decode, 1, error.to_string()),
    }
}

fn value() -> End {
    (Ending::Value, 0, String::new())
}

fn failed<E>(ending: Ending, error: &Error<E>) -> End {
    (ending, error.attempts(), error.to_string())
}

/// What the predicates say, which must not contradict each other.
fn ending<E>(error: &Error<E>) -> Ending {
    let status = error.status().map(|status| status.as_u16());
    match (
        error.is_status(),
        error.is_decode(),
        error.is_body(),
        error.is_timeout(),
        error.is_transport(),
        error.is_connect(),
        error.is_request_body(),
        error.is_authentication(),
    ) {
        // The body of an error response may be late as well.
        (true, _, false, _, false, false, false, false) => {
            status.map_or(Ending::Other, Ending::Status)
        }
        (false, true, false, false, false, false, false, false) => Ending::Decode,
        // Of a stream, the error has no status.
        (false, false, true, false, false, false, false, false)
            if status.is_none_or(|status| status == 200) =>
        {
            Ending::Body
        }
        (false, false, false, true, false, false, false, false) => Ending::Timeout,
        (false, false, false, false, true, false, false, false) => Ending::Transport,
        (false, false, false, false, false, true, false, false) => Ending::Connect,
        (false, false, false, false, false, false, true, false) => Ending::RequestBody,
        (false, false, false, false, false, false, false, true) => Ending::Authentication,
        _ => Ending::Other,
    }
}
