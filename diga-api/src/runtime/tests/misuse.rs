//! Calls that are made in the wrong place.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use http::Method;

use super::common::{Server, json};
use super::*;

/// The result of a future that is polled outside a runtime.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it waits"),
    }
}

fn on_a_thread() -> (Server, Client) {
    let server = Server::on_a_thread([json(200, "ok")]);
    let client = client(&server);
    (server, client)
}

#[test]
fn a_call_outside_a_runtime_is_an_error_that_names_the_remedy() {
    let (server, client) = on_a_thread();
    let error = at_once(call(&client, &GET)).unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
    let message = error.to_string();
    assert!(
        message.starts_with("do_thing: a call needs a tokio runtime"),
        "{message}"
    );
    assert!(
        message.contains("#[tokio::main]") && message.contains("blocking"),
        "{message}"
    );
    let raw = client.request_raw(Method::GET, "/thing").send();
    assert!(at_once(raw).unwrap_err().is_configuration());
    assert_eq!(server.count(), 0);
}

#[test]
fn a_provider_is_not_asked_outside_a_runtime() {
    let server = Server::on_a_thread([json(200, "ok")]);
    let provider = || async { Err::<crate::runtime::Token, _>("never asked") };
    let builder = Client::builder().token_provider(provider);
    let client = builder.base_url(&*server.url).build().unwrap();
    let error = at_once(call(&client, &GET)).unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
}

#[test]
fn a_runtime_without_timers_or_io_is_an_error_that_names_the_remedy() {
    let (_server, client) = on_a_thread();
    let bare = || tokio::runtime::Builder::new_current_thread();
    for runtime in [
        bare().build(),
        bare().enable_time().build(),
        bare().enable_io().build(),
    ] {
        let error = runtime.unwrap().block_on(call(&client, &GET)).unwrap_err();
        assert!(error.is_configuration(), "{error:?}");
        assert!(error.to_string().contains("`enable_all`"), "{error}");
    }
    // The client works once it is called in the right place.
    let runtime = bare().enable_all().build().unwrap();
    runtime.block_on(call(&client, &GET)).unwrap();
}

#[tokio::test]
async fn a_panic_of_other_code_is_not_taken_for_misuse() {
    let server = Server::start([json(200, "ok")]).await;
    let layer = tower::util::MapRequestLayer::new(|_: reqwest::Request| -> reqwest::Request {
        panic!("on purpose")
    });
    let builder = Client::builder().token("t").layer(layer);
    let client = builder.base_url(&*server.url).build().unwrap();
    let called = tokio::spawn(async move { call(&client, &GET).await.map(drop) });
    assert!(called.await.unwrap_err().is_panic());
}
