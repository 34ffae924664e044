//! Decodes a response into a value or an error.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_with::DeserializeAs;

use super::byte_stream::ByteStream;
use super::response::Response;
use crate::runtime::error::{
    DecodeError, DecodeErrorBody, Error, ErrorBody, Kind, Reported, ResponseParts, decode_json,
    decode_string,
};
use crate::runtime::model::Adapted;
use crate::runtime::retry::RetryAfter;
use crate::runtime::send::{Exchange, Received, Settings};

/// A response to an operation whose errors are `E`. Generated code decodes it by its status.
pub(crate) struct IncomingResponse<E> {
    settings: Arc<Settings>,
    exchange: Exchange,
    errors: PhantomData<fn() -> E>,
}

// Generated code uses only the kinds of responses that the document has.
#[allow(dead_code)]
impl<E: DecodeErrorBody> IncomingResponse<E> {
    pub(crate) fn new(settings: Arc<Settings>, exchange: Exchange) -> Self {
        Self {
            settings,
            exchange,
            errors: PhantomData,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.exchange.received.parts.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.exchange.received.parts.headers
    }

    /// The body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(self) -> Result<Response<T>, Error<E>> {
        self.decode(|parts| decode_json(parts.headers.get(CONTENT_TYPE), &parts.body))
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
        } = self.exchange;
        let Received {
            parts,
            body_error,
            unread,
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
        let Exchange {
            received,
            span,
            not_retried,
            ..
        } = self.exchange;
        let Received {
            parts, body_error, ..
        } = received;
        if let Some(mut error) = body_error {
            if let Some(why) = &not_retried {
                error = error.adding(why);
            }
            return Err(span.failed(error.with_response(parts)).of_operation());
        }
        match decode(&parts) {
            Ok(value) => {
                let ResponseParts {
                    status,
                    headers,
                    body,
                } = parts;
                Ok(Response::new(value, status, headers, body).with_call(span.succeeded()))
            }
            Err(error) => {
                let credentials = &self.settings.credentials;
                let error = Error::new(Kind::Decode, "")
                    .with_decode(error.redacted(|text| credentials.redact(text)))
                    .with_response(parts);
                Err(span.failed(error).of_operation())
            }
        }
    }

    /// The error of a response that does not match the document; `detail` says why.
    pub(crate) fn undecodable(self, detail: String) -> Error<E> {
        let Exchange { received, span, .. } = self.exchange;
        let error = Error::new(Kind::Decode, detail).with_response(received.parts);
        span.failed(error).of_operation()
    }

    /// The error of a status that is not a documented success, read from the body.
    pub(crate) fn error(self) -> Error<E> {
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
        let mut error = classify(parts, body_error, redact, self.settings.clock.now());
        if let Some(why) = &not_retried {
            error = error.adding(why);
        }
        span.failed(error)
    }
}

/// The error of a response whose status is not a documented success. `body_error` says why its body
/// is incomplete, if it is.
pub(crate) fn classify<E: DecodeErrorBody>(
    parts: ResponseParts,
    body_error: Option<Error>,
    redact: impl Fn(&str) -> Option<String>,
    now: SystemTime,
) -> Error<E> {
    let mut error: Error<E> = match &body_error {
        None if parts.status.is_success() => Error::new(Kind::Undocumented, UNDOCUMENTED_SUCCESS),
        None => Error::new(Kind::Status, ""),
        Some(failed) if parts.status.is_success() => {
            let detail = format!("{UNDOCUMENTED_SUCCESS}, and {}", failed.detail());
            Error::new(Kind::Undocumented, detail).with_also(failed.kind())
        }
        Some(failed) => Error::new(Kind::Status, failed.detail()).with_also(failed.kind()),
    }
    .of_operation();
    let mut reported = Reported::read(&parts.body, crate::API.error_codes);
    for text in [&mut reported.code, &mut reported.message] {
        if let Some(redacted) = text.as_deref().and_then(&redact) {
            *text = Some(redacted);
        }
    }
    error = error.with_reported(reported);
    if body_error.is_none() {
        let body = ErrorBody::new(&parts.headers, parts.body.clone());
        match E::decode_body(parts.status.as_u16(), &body) {
            Some(Ok(api)) => error = error.with_api(api),
            Some(Err(decode)) => error = error.with_decode(decode.redacted(redact)),
            None => {}
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
