//! What no single document needs all of, over real HTTP, with operations made up for it.

#[path = "../../../tests/common/mod.rs"]
pub(crate) mod common;

mod authentication;
mod redirects;
mod requests;
mod streams;

use common::Server;
use http::Method;

use super::{Client, Error, Operation, Response, SecurityScheme};

pub(crate) const BEARER: SecurityScheme = SecurityScheme::Bearer { name: "bearer" };

/// A `GET` and a `POST` that ask for a bearer token.
pub(crate) static GET: Operation = operation(Method::GET, &[&[BEARER]]);
pub(crate) static POST: Operation = operation(Method::POST, &[&[BEARER]]);

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
    }
}

pub(crate) fn client(server: &Server) -> Client {
    let builder = Client::builder().token("s3cret-t0ken");
    builder.base_url(&*server.url).build().unwrap()
}

/// Calls `operation` at `/thing` as generated code does.
pub(crate) async fn call(
    client: &Client,
    operation: &'static Operation,
) -> Result<Response<String>, Error> {
    let mut request = client.request(operation, format!("{}/thing", client.baseurl));
    if operation.method == Method::POST {
        request.json("application/json", &[1, 2]);
    }
    let response = request.send().await?;
    match response.status().as_u16() {
        200 => response.text().await,
        _ => Err(response.error().await),
    }
}
