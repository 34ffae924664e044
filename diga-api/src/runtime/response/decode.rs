//! Decodes a response into a value or an error.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::SystemTime;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_with::DeserializeAs;

use super::byte_stream::ByteStream;
use super::response::Response;
use crate::runtime::error::{
    DecodeError, DecodeErrorBody, Error, ErrorBody, JsonForm, Kind, Reported, ResponseParts,
    decode_string,
};
use crate::runtime::media_type;
use crate::runtime::model::Adapted;
use crate::runtime::request::Body;
use crate::runtime::retry::RetryAfter;
use crate::runtime::send::{Exchange, Received, Settings};

/// A response to an operation whose errors are `E`. Generated code decodes it by its status.
pub(crate) struct IncomingResponse<E> {
    incoming: Incoming,
    errors: PhantomData<fn() -> E>,
}

/// A response, whatever the errors of its operation are. What can be done without them is compiled
/// once for all operations.
pub(crate) struct Incoming {
    settings: Arc<Settings>,
    exchange: Exchange,
    form: JsonForm,
}

// Generated code uses only the kinds of responses that the document has.
#[allow(dead_code)]
impl<E: DecodeErrorBody> IncomingResponse<E> {
    /// The response of an operation with the errors `E`.
    pub(crate) fn of(call: Result<Incoming, Error>) -> Result<Self, Error<E>> {
        match call {
            Ok(incoming) => Ok(Self {
                incoming,
                errors: PhantomData,
            }),
            Err(error) => Err(error.of_operation()),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.incoming.exchange.received.parts.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.incoming.exchange.received.parts.headers
    }

    /// The settings of the client.
    pub(crate) fn settings(&self) -> &Arc<Settings> {
        &self.incoming.settings
    }

    /// The same response, whose body is null if it is empty.
    pub(crate) fn or_null(mut self) -> Self {
        self.incoming.form.empty_is_null = true;
        self
    }

    /// The same response, whose body is a string if its content type is not JSON.
    pub(crate) fn or_string(mut self) -> Self {
        self.incoming.form.may_be_string = true;
        self
    }

    /// Fails if the response has a media type that another method of the builder receives: the
    /// pairs are media types and methods.
    pub(crate) fn unless(self, elsewhere: &[(&str, &str)]) -> Result<Self, Error<E>> {
        let content_type = self.headers().get(CONTENT_TYPE);
        let found = elsewhere.iter().find(|(documented, _)| {
            content_type.is_some_and(|own| media_type::is(own, documented))
        });
        match found {
            Some((documented, method)) => Err(self.undecodable(format!(
                "the server responded with {documented}, which only `{method}` receives"
            ))),
            None => Ok(self),
        }
    }

    /// The body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(self) -> Result<Response<T>, Error<E>> {
        let form = self.incoming.form;
        self.decode(|parts| form.decode(parts.headers.get(CONTENT_TYPE), &parts.body))
    }

    /// The body as JSON, read by one of `serde_with`'s adaptors.
    pub(crate) fn json_as<T, A>(self) -> Result<Response<T>, Error<E>>
    where
        A: for<'de> DeserializeAs<'de, T>,
    {
        let response = self.json::<Adapted<T, A>>()?;
        Ok(response.map(Adapted::into_inner))
    }

    /// The body as a string.
    pub(crate) fn text(self) -> Result<Response<String>, Error<E>> {
        self.decode(|parts| decode_string(parts.headers.get(CONTENT_TYPE), &parts.body))
    }

    /// The body as bytes: those that a JSON string has in base64, or else the body itself.
    pub(crate) fn bytes_or_base64(self) -> Result<Response<ByteStream>, Error<E>> {
        let response = self.decode(|parts| {
            let content_type = parts.headers.get(CONTENT_TYPE);
            let is_json = content_type.and_then(media_type::essence);
            let is_json = is_json.is_some_and(media_type::is_json);
            let string = is_json.then(|| serde_json::from_slice::<String>(&parts.body).ok());
            // Some servers label the bytes themselves as JSON.
            let bytes = string
                .flatten()
                .and_then(|base64| BASE64.decode(base64).ok());
            Ok(bytes.map_or_else(|| parts.body.clone(), Bytes::from))
        })?;
        Ok(response.map(|bytes| ByteStream::whole(Body::from(bytes))))
    }

    /// The whole body as bytes.
    pub(crate) fn bytes(self) -> Result<Response<Bytes>, Error<E>> {
        self.decode(|parts| Ok(parts.body.clone()))
    }

    /// No value: the document does not describe the body, which remains available as it was
    /// received.
    pub(crate) fn empty(self) -> Result<Response<()>, Error<E>> {
        self.decode(|_| Ok(()))
    }

    /// The body as it arrives. One that cannot be decompressed fails when it is read.
    pub(crate) fn stream(self) -> Response<ByteStream> {
        let Exchange {
            received,
            span,
            idle_timeout,
            ..
        } = self.incoming.exchange;
        let Received {
            parts,
            body_error,
            unread,
            ..
        } = received;
        let (status, headers) = (parts.status, parts.headers.clone());
        let stream = match body_error {
            Some(error) => ByteStream::unreadable(error.with_response(parts), span),
            None => {
                let unread = unread.unwrap_or_else(|| reqwest::Body::from(parts.body));
                ByteStream::new(unread, span, Some(idle_timeout))
            }
        };
        Response::new(stream, status, headers, Bytes::new())
    }

    fn decode<T>(
        self,
        decode: impl FnOnce(&ResponseParts) -> Result<T, DecodeError>,
    ) -> Result<Response<T>, Error<E>> {
        let decoded = match self.incoming.whole() {
            Some(parts) => decode(parts).map_err(Some),
            None => Err(None),
        };
        match decoded {
            Ok(value) => Ok(self.incoming.succeeded().map(|()| value)),
            Err(why) => Err(self.incoming.undecoded(why).of_operation()),
        }
    }

    /// The error of a response that does not match the document; `detail` says why.
    pub(crate) fn undecodable(self, detail: String) -> Error<E> {
        let Exchange { received, span, .. } = self.incoming.exchange;
        let error = Error::new(Kind::Decode, detail).with_response(received.parts);
        span.failed(error).of_operation()
    }

    /// The error of a status that is not a documented success, read from the body.
    pub(crate) fn error(self) -> Error<E> {
        let mut documented = None;
        let error = self.incoming.error(&mut |status, body| {
            let decoded = E::decode_body(status, body)?;
            Some(decoded.map(|error| documented = Some(error)))
        });
        error.of_operation().with_api(documented)
    }
}

impl Incoming {
    pub(crate) fn new(settings: Arc<Settings>, exchange: Exchange) -> Self {
        Self {
            settings,
            exchange,
            form: JsonForm::default(),
        }
    }

    /// The response, if its body has arrived completely.
    fn whole(&self) -> Option<&ResponseParts> {
        let received = &self.exchange.received;
        received.body_error.is_none().then_some(&received.parts)
    }

    fn succeeded(self) -> Response<()> {
        let Exchange { received, span, .. } = self.exchange;
        let ResponseParts {
            status,
            headers,
            body,
        } = received.parts;
        Response::new((), status, headers, body).with_call(span.succeeded())
    }

    /// The error of a response that could not be decoded; without a reason, its body is incomplete.
    fn undecoded(self, why: Option<DecodeError>) -> Error {
        let Exchange {
            received,
            span,
            not_retried,
            ..
        } = self.exchange;
        let Received {
            parts, body_error, ..
        } = received;
        let mut error = body_error.unwrap_or_else(|| Error::new(Kind::Decode, ""));
        if let Some(why) = why {
            let credentials = &self.settings.credentials;
            error = error.with_decode(why.redacted(|text| credentials.redact(text)));
        } else if let Some(why) = &not_retried {
            error = error.adding(why);
        }
        span.failed(error.with_response(parts))
    }

    fn error(self, decode: DecodeInto<'_>) -> Error {
        let Exchange {
            received,
            span,
            not_retried,
            ..
        } = self.exchange;
        let Received {
            parts, body_error, ..
        } = received;
        let redact = |text: &str| self.settings.credentials.redact(text);
        let now = self.settings.clock.now();
        let mut error = classified(parts, body_error, &redact, now, decode);
        if let Some(why) = &not_retried {
            error = error.adding(why);
        }
        span.failed(error)
    }
}

/// Decodes the body of an error of this status, and keeps what it decoded.
type DecodeInto<'a> = &'a mut dyn FnMut(u16, &ErrorBody) -> Option<Result<(), DecodeError>>;

/// The error of a response whose status is not a documented success. `body_error` says why its body
/// is incomplete, if it is.
#[cfg(feature = "mock")]
pub(crate) fn classify<E: DecodeErrorBody>(
    parts: ResponseParts,
    body_error: Option<Error>,
    redact: &dyn Fn(&str) -> Option<String>,
    now: SystemTime,
) -> Error<E> {
    let mut documented = None;
    let error = classified(parts, body_error, redact, now, &mut |status, body| {
        let decoded = E::decode_body(status, body)?;
        Some(decoded.map(|error| documented = Some(error)))
    });
    error.of_operation().with_api(documented)
}

fn classified(
    parts: ResponseParts,
    body_error: Option<Error>,
    redact: &dyn Fn(&str) -> Option<String>,
    now: SystemTime,
    decode: DecodeInto<'_>,
) -> Error {
    let mut error = match &body_error {
        None if parts.status.is_success() => Error::new(Kind::Undocumented, UNDOCUMENTED_SUCCESS),
        None => Error::new(Kind::Status, ""),
        Some(failed) if parts.status.is_success() => {
            let detail = format!("{UNDOCUMENTED_SUCCESS}, and {}", failed.detail());
            Error::new(Kind::Undocumented, detail).with_also(failed.kind())
        }
        Some(failed) => Error::new(Kind::Status, failed.detail()).with_also(failed.kind()),
    };
    let mut reported = Reported::read(&parts.body, crate::API.error_codes);
    for text in [&mut reported.code, &mut reported.message] {
        if let Some(redacted) = text.as_deref().and_then(redact) {
            *text = Some(redacted);
        }
    }
    error = error.with_reported(reported);
    if body_error.is_none() {
        let body = ErrorBody::new(&parts.headers, parts.body.clone());
        if let Some(Err(why)) = decode(parts.status.as_u16(), &body) {
            error = error.with_decode(why.redacted(redact));
        }
    }
    if let Some(source) = body_error.and_then(Error::into_source) {
        error = error.with_source(source);
    }
    let wait = RetryAfter::read(&parts.headers, now).wait();
    error.with_retry_after(wait).with_response(parts)
}

/// The detail of the error of an undocumented success.
const UNDOCUMENTED_SUCCESS: &str =
    "the document does not describe this status: the server has processed the call";
