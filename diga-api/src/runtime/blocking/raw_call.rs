//! Calls of endpoints that the document does not describe.

use bytes::Bytes;
use http::Method;
use serde::Serialize;

use super::client::Client;
use crate::runtime::error::Error;
use crate::runtime::request::Body;
use crate::runtime::request::{Call, CallOptions, Sealed};
use crate::runtime::response::Response;

/// A call of an endpoint that the document does not describe; see [`Client::request_raw`].
#[derive(Debug)]
#[must_use = "a call does nothing before `send`"]
pub struct RawCall {
    client: Client,
    call: crate::runtime::RawCall,
}

impl Client {
    /// Calls an endpoint that the document does not describe, as [`crate::Client::request_raw`]
    /// does.
    pub fn request_raw(&self, method: Method, path: impl Into<String>) -> RawCall {
        RawCall {
            client: self.clone(),
            call: self.inner.request_raw(method, path),
        }
    }
}

impl RawCall {
    /// A JSON body.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.call = self.call.json(body);
        self
    }

    /// A body of any other kind.
    pub fn body(mut self, content_type: impl Into<String>, body: impl Into<Body>) -> Self {
        self.call = self.call.body(content_type, body);
        self
    }

    /// Sends the call and blocks. Every status from 200 to 299 is a success, and the value is the
    /// body as it was received.
    ///
    /// # Errors
    ///
    /// Those of [`crate::RawCall::send`].
    pub fn send(self) -> Result<Response<Bytes>, Error> {
        self.client.executor.run(self.call.send())
    }
}

impl Call for RawCall {
    fn options_mut(&mut self, sealed: Sealed) -> &mut CallOptions {
        self.call.options_mut(sealed)
    }
}
