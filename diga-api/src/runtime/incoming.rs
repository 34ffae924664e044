//! An answer whose body has not been read yet.

use std::marker::PhantomData;
use std::time::SystemTime;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_with::DeserializeAs;
use tokio::time::{Instant, timeout_at};

use super::EventStream;
use super::body::ByteStream;
use super::client::Client;
use super::error::{
    Adapted, Answer, Call, DecodeError, Error, ErrorBody, Failure, Kind, Reported, decode_json,
    decode_text,
};
use super::response::Response;
use super::retry::retry_after;
use super::send::deepest;
use super::trace::Trace;

/// An answer, for an operation that is not known by its type.
pub(crate) struct Answered<'c> {
    pub(super) client: &'c Client,
    pub(super) response: reqwest::Response,
    pub(super) trace: Trace,
    /// Until when the body has to be there.
    pub(super) deadline: Instant,
    /// Why it was not sent again although that might have helped.
    pub(super) given_up: Option<String>,
}

/// An answer to an operation whose errors are `E`. Generated code reads its body by its status.
pub(crate) struct Incoming<'c, E> {
    answered: Answered<'c>,
    errors: PhantomData<fn() -> E>,
}

impl<'c, E: Failure> Incoming<'c, E> {
    pub(super) fn new(answered: Answered<'c>) -> Self {
        Self {
            answered,
            errors: PhantomData,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.answered.response.status()
    }

    /// The body as JSON.
    pub(crate) async fn json<T: DeserializeOwned>(self) -> Result<Response<T>, Error<E>> {
        self.read(|answer| decode_json(answer.headers.get(CONTENT_TYPE), &answer.body))
            .await
    }

    /// The body as JSON, read by one of `serde_with`'s adaptors.
    pub(crate) async fn json_as<T, A>(self) -> Result<Response<T>, Error<E>>
    where
        A: for<'de> DeserializeAs<'de, T>,
    {
        let response = self.json::<Adapted<T, A>>().await?;
        Ok(response.map(Adapted::into_inner))
    }

    /// The body as server-sent events.
    pub(crate) fn events(self) -> Response<EventStream> {
        #[cfg(feature = "sse")]
        return self.stream().map(EventStream::new);
        #[cfg(not(feature = "sse"))]
        self.stream()
    }

    /// The body as text.
    pub(crate) async fn text(self) -> Result<Response<String>, Error<E>> {
        self.read(|answer| decode_text(&answer.body)).await
    }

    /// The body as it is, all of it.
    pub(crate) async fn bytes(self) -> Result<Response<Bytes>, Error<E>> {
        self.read(|answer| Ok(answer.body.clone())).await
    }

    /// A body that says nothing: read and kept as it is, whatever it is.
    pub(crate) async fn empty(self) -> Result<Response<()>, Error<E>> {
        self.read(|_| Ok(())).await
    }

    /// The body as it arrives.
    pub(crate) fn stream(self) -> Response<ByteStream> {
        let Answered {
            mut response,
            trace,
            ..
        } = self.answered;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let stream = ByteStream::new(reqwest::Body::from(response), trace);
        Response::new(stream, status, headers, Bytes::new())
    }

    async fn read<T>(
        self,
        decode: impl FnOnce(&Answer) -> Result<T, DecodeError>,
    ) -> Result<Response<T>, Error<E>> {
        let Answered {
            client,
            response,
            trace,
            deadline,
            given_up: _,
        } = self.answered;
        let (answer, failed) = read(client, response, deadline).await;
        if let Some(error) = failed {
            return Err(trace.failed(error.with_answer(answer)).of_operation());
        }
        match decode(&answer) {
            Ok(value) => Ok(Response::new(
                value,
                answer.status,
                answer.headers,
                answer.body,
            )),
            Err(error) => Err(trace
                .failed(
                    Error::new(Kind::Decode, "")
                        .with_decode(
                            error.redacted(|text| client.settings.credentials.redact(text)),
                        )
                        .with_answer(answer),
                )
                .of_operation()),
        }
    }

    /// Any status that is not a documented success: reads the body and makes the error of it.
    pub(crate) async fn error(self) -> Error<E> {
        let Answered {
            client,
            response,
            trace,
            deadline,
            given_up,
        } = self.answered;
        let (answer, failed) = read(client, response, deadline).await;
        let redact = |text: &str| client.settings.credentials.redact(text);
        let mut error = judge(answer, failed, redact, client.settings.clock.now());
        if let Some(why) = &given_up {
            error = error.adding(why);
        }
        trace.failed(error)
    }
}

/// The error that an answer is which is no documented success. `failed` is why its body did not arrive whole.
pub(super) fn judge<E: Failure>(
    answer: Answer,
    failed: Option<Error>,
    redact: impl Fn(&str) -> Option<String>,
    now: SystemTime,
) -> Error<E> {
    let mut error: Error<E> = match &failed {
        None => Error::new(Kind::Status, undocumented_success(answer.status)),
        Some(failed) => Error::new(Kind::Status, failed.detail()).with_also(failed.kind()),
    }
    .of_operation();
    let mut reported = Reported::read(&answer.body);
    for text in [&mut reported.code, &mut reported.message] {
        if let Some(redacted) = text.as_deref().and_then(&redact) {
            *text = Some(redacted);
        }
    }
    error = error.with_reported(reported);
    if failed.is_none() {
        let body = ErrorBody::new(&answer.headers, answer.body.clone());
        match E::read(answer.status.as_u16(), &body) {
            Some(Ok(api)) => error = error.with_api(api),
            Some(Err(decode)) => error = error.with_decode(decode.redacted(redact)),
            None => {}
        }
    }
    if let Some(source) = failed.and_then(Error::into_source) {
        error = error.with_source(source);
    }
    let wait = retry_after(&answer.headers, now);
    error.with_retry_after(wait).with_answer(answer)
}

/// Said of a success that the document does not know.
fn undocumented_success(status: StatusCode) -> &'static str {
    if status.is_success() {
        "the document does not know this status"
    } else {
        ""
    }
}

/// Reads the body, as far as it arrives in time and within the limit. What did arrive is kept in any case.
async fn read(
    client: &Client,
    mut response: reqwest::Response,
    deadline: Instant,
) -> (Answer, Option<Error>) {
    let limit = client.settings.max_body_bytes;
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    let failed = loop {
        let chunk = match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => break None,
            Ok(Err(error)) => {
                let error = error.without_url();
                let kind = if error.is_timeout() {
                    Kind::Timeout
                } else {
                    Kind::Body
                };
                break Some(
                    Error::new(kind, format!("its body broke off: {}", deepest(&error)))
                        .with_source(error),
                );
            }
            Err(_) => break Some(Error::new(Kind::Timeout, "its body did not arrive in time")),
        };
        let before = first.len() + rest.len();
        if chunk.len() > limit.saturating_sub(before) {
            break Some(Error::new(
                Kind::Body,
                format!("its body is larger than {limit} bytes"),
            ));
        }
        // One chunk, which is the rule, is not copied.
        if first.is_empty() && rest.is_empty() {
            first = chunk;
        } else {
            if rest.is_empty() {
                rest.extend_from_slice(&first);
                first = Bytes::new();
            }
            rest.extend_from_slice(&chunk);
        }
    };
    let answer = Answer {
        status: response.status(),
        headers: std::mem::take(response.headers_mut()),
        body: if rest.is_empty() {
            first
        } else {
            rest.freeze()
        },
    };
    (answer, failed)
}
