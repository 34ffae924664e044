//! An answer on its way into the value or the error that it is.

use std::marker::PhantomData;
use std::time::SystemTime;

use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_with::DeserializeAs;

use super::response::Response;
use crate::runtime::EventStream;
use crate::runtime::client::Client;
use crate::runtime::error::{
    Adapted, Answer, DecodeError, Error, ErrorBody, Failure, Kind, Reported, decode_json,
    decode_text,
};
use crate::runtime::request::ByteStream;
use crate::runtime::retry::retry_after;
use crate::runtime::send::Received;
use crate::runtime::send::Trace;

/// An answer, for an operation that is not known by its type.
pub(crate) struct Answered<'c> {
    pub(crate) client: &'c Client,
    pub(crate) received: Received,
    pub(crate) trace: Trace,
    /// Why it was not sent again although that might have helped.
    pub(crate) given_up: Option<String>,
}

/// An answer to an operation whose errors are `E`. Generated code takes it by its status.
pub(crate) struct Incoming<'c, E> {
    answered: Answered<'c>,
    errors: PhantomData<fn() -> E>,
}

impl<'c, E: Failure> Incoming<'c, E> {
    pub(crate) fn new(answered: Answered<'c>) -> Self {
        Self {
            answered,
            errors: PhantomData,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.answered.received.answer.status
    }

    /// The body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(self) -> Result<Response<T>, Error<E>> {
        self.read(|answer| decode_json(answer.headers.get(CONTENT_TYPE), &answer.body))
    }

    /// The body as JSON, read by one of `serde_with`'s adaptors.
    pub(crate) fn json_as<T, A>(self) -> Result<Response<T>, Error<E>>
    where
        A: for<'de> DeserializeAs<'de, T>,
    {
        let response = self.json::<Adapted<T, A>>()?;
        Ok(response.map(Adapted::into_inner))
    }

    /// The body as server-sent events.
    pub(crate) fn events(self) -> Response<EventStream> {
        #[cfg(feature = "sse")]
        return self.stream().map(EventStream::new);
        #[cfg(not(feature = "sse"))]
        self.stream()
    }

    /// The body as server-sent events that go on from one with the id `last`, or `None` where there
    /// will be no more.
    #[cfg(feature = "sse")]
    pub(crate) fn subscribed(self, last: &str) -> Result<Option<EventStream>, Error<E>> {
        let Answered {
            received, trace, ..
        } = &self.answered;
        let answer = &received.answer;
        if answer.status == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        if !answer.status.is_success() {
            return Err(self.error());
        }
        let content_type = answer.headers.get(CONTENT_TYPE);
        let text = content_type.and_then(|it| it.to_str().ok());
        let essence = text.and_then(|it| it.split(';').next()).unwrap_or_default();
        if essence.trim().eq_ignore_ascii_case("text/event-stream") {
            return Ok(Some(self.events().into_inner().after(last)));
        }
        let what = format!("the answer is `{essence}` and not `text/event-stream`");
        let error = Error::new(Kind::Decode, what).with_answer(answer.clone());
        Err(trace.failed(error).of_operation())
    }

    /// The body as text.
    pub(crate) fn text(self) -> Result<Response<String>, Error<E>> {
        self.read(|answer| decode_text(&answer.body))
    }

    /// The body as it is, all of it.
    pub(crate) fn bytes(self) -> Result<Response<Bytes>, Error<E>> {
        self.read(|answer| Ok(answer.body.clone()))
    }

    /// A body that says nothing: kept as it is, whatever it is.
    pub(crate) fn empty(self) -> Result<Response<()>, Error<E>> {
        self.read(|_| Ok(()))
    }

    /// The body as it arrives.
    pub(crate) fn stream(self) -> Response<ByteStream> {
        let Answered {
            received, trace, ..
        } = self.answered;
        let Answer {
            status,
            headers,
            body,
        } = received.answer;
        let unread = received.unread.unwrap_or_else(|| reqwest::Body::from(body));
        let stream = ByteStream::new(unread, trace);
        Response::new(stream, status, headers, Bytes::new())
    }

    fn read<T>(
        self,
        decode: impl FnOnce(&Answer) -> Result<T, DecodeError>,
    ) -> Result<Response<T>, Error<E>> {
        let Answered {
            client,
            received,
            trace,
            given_up,
        } = self.answered;
        let Received { answer, failed, .. } = received;
        if let Some(mut error) = failed {
            if let Some(why) = &given_up {
                error = error.adding(why);
            }
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

    /// Any status that is not a documented success: the error that its body makes of it.
    pub(crate) fn error(self) -> Error<E> {
        let Answered {
            client,
            received,
            trace,
            given_up,
        } = self.answered;
        let Received { answer, failed, .. } = received;
        let redact = |text: &str| client.settings.credentials.redact(text);
        let mut error = judge(answer, failed, redact, client.settings.clock.now());
        if let Some(why) = &given_up {
            error = error.adding(why);
        }
        trace.failed(error)
    }
}

/// The error that an answer is which is no documented success. `failed` is why its body did not
/// arrive whole.
pub(crate) fn judge<E: Failure>(
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
