//! Tests of the runtime over real HTTP, with operations made up for the purpose.

#[path = "../../../tests/common/mod.rs"]
pub(crate) mod common;

mod authentication;
#[cfg(feature = "gzip")]
mod compression;
mod limits;
mod middleware;
mod misuse;
mod multipart;
mod pages;
mod polling;
mod raw;
mod redirects;
mod requests;
mod retries;
#[cfg(feature = "sse")]
mod sse;
mod streams;
mod timeouts;

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use common::Server;
use http::Method;

use super::error::DecodeErrorBody;
use super::send::Clock;
use super::{
    Call, CallOptions, Client, Error, IncomingResponse, Operation, Request, Response, RetryPolicy,
    Sealed, SecurityScheme,
};

pub(crate) const BEARER: SecurityScheme = SecurityScheme::Bearer { name: "bearer" };

/// A `GET` and a `POST` that ask for a bearer token.
pub(crate) static GET: Operation = operation(Method::GET, &[&[BEARER]]);
pub(crate) static POST: Operation = operation(Method::POST, &[&[BEARER]]);

/// A `GET` whose success is read as a stream.
pub(crate) static STREAM: Operation = {
    let mut operation = operation(Method::GET, &[&[BEARER]]);
    operation.streams = &[200..=200];
    operation
};

pub(crate) const fn operation(
    method: Method,
    security: &'static [&'static [SecurityScheme]],
) -> Operation {
    Operation {
        id: "do_thing_v1_thing",
        name: "do_thing",
        method,
        path: "/thing",
        accept: Some("application/json"),
        security,
        ..Operation::PLAIN
    }
}

/// Records waits, which take no time, and makes each as long as it can be.
#[derive(Debug, Default)]
pub(crate) struct TestClock {
    waits: Mutex<Vec<Duration>>,
}

impl TestClock {
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

impl Clock for TestClock {
    /// Wed, 21 Oct 2015 07:28:00 GMT
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_445_412_480)
    }

    fn random(&self) -> f64 {
        1.0
    }

    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.waits.lock().unwrap().push(time);
        Box::pin(std::future::ready(()))
    }
}

pub(crate) fn client(server: &Server) -> Client {
    let builder = Client::builder().token("s3cret-t0ken");
    let builder = builder.clock(Arc::new(TestClock::default()));
    builder.base_url(&*server.url).build().unwrap()
}

impl Client {
    /// Sends `request` as generated code does, for an operation with the errors `E`.
    pub(crate) async fn execute<E: DecodeErrorBody>(
        self,
        mut request: Request,
    ) -> Result<IncomingResponse<E>, Error<E>> {
        IncomingResponse::of(self.call(&mut request).await)
    }
}

/// Calls `operation` at `/thing` as generated code does.
pub(crate) async fn call(
    client: &Client,
    operation: &'static Operation,
) -> Result<Response<String>, Error> {
    call_with(client, operation, Options::default()).await
}

/// Takes options as a generated builder does.
#[derive(Clone, Default)]
pub(crate) struct Options(CallOptions);

impl Call for Options {
    fn options_mut(&mut self, _: Sealed) -> &mut CallOptions {
        &mut self.0
    }
}

pub(crate) async fn call_with(
    client: &Client,
    operation: &'static Operation,
    options: Options,
) -> Result<Response<String>, Error> {
    let mut request = Request::new(operation, "/thing");
    request.options(options.0);
    if operation.method == Method::POST {
        request.json("application/json", &[1, 2]);
    }
    let response = client.clone().execute(request).await?;
    match response.status().as_u16() {
        200 => response.text(),
        _ => Err(response.error()),
    }
}
