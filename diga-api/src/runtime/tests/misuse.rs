//! Calls that are made in the wrong place.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use http::Method;

use super::common::{Server, json};
use super::*;

/// The result of a future that is polled outside a runtime.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    polled_once(future).expect("it waits")
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

#[test]
fn polling_outside_a_runtime_is_an_error_that_names_the_remedy() {
    let (server, client) = on_a_thread();
    let poller = crate::runtime::Poller::new(&client);
    let error = at_once(poller.until(|| call(&client, &GET), |_| true)).unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
    assert!(error.to_string().contains("#[tokio::main]"), "{error}");
    assert_eq!(server.count(), 0);
}

fn head(content_type: &str) -> Vec<u8> {
    let length = "content-length: 1000";
    format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n{length}\r\n\r\n").into_bytes()
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}

/// Waits on this thread, which has no runtime.
fn blocked_on<T>(future: impl Future<Output = T>) -> T {
    struct Unparker(std::thread::Thread);

    impl std::task::Wake for Unparker {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unparker(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(result) => return result,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// The result of a future that is polled once.
fn polled_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}

async fn download(client: &Client) -> crate::runtime::ByteStream {
    let idle = Options::default().with_idle_timeout(Duration::from_millis(50));
    let mut request = Request::new(&STREAM, "/thing");
    request.options(idle.0);
    let response = client.clone().execute::<()>(request).await.unwrap();
    response.stream().into_inner()
}

#[test]
fn a_download_is_read_outside_the_runtime_that_runs_it() {
    let stalled = common::Reply::Stall(head("application/octet-stream"));
    let server = Server::on_a_thread([stalled]);
    let runtime = runtime();
    let mut bytes = runtime.block_on(download(&client(&server)));
    let error = blocked_on(bytes.chunk()).unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[test]
fn a_download_whose_runtime_is_gone_is_an_error() {
    let stalled = common::Reply::Stall(head("application/octet-stream"));
    let server = Server::on_a_thread([stalled]);
    let client = client(&server);
    let before = runtime();
    let mut unread = before.block_on(download(&client));
    let mut waiting = before.block_on(download(&client));
    assert!(polled_once(waiting.chunk()).is_none());
    drop(before);
    for bytes in [&mut unread, &mut waiting] {
        let error = blocked_on(bytes.chunk()).unwrap_err();
        assert!(error.is_body() || error.is_configuration(), "{error:?}");
        assert!(blocked_on(bytes.chunk()).unwrap().is_none());
    }
}

#[cfg(feature = "sse")]
#[test]
fn a_subscription_that_reconnects_outside_a_runtime_is_an_error() {
    use std::convert::Infallible;

    let events = common::reply(200, "content-type: text/event-stream\r\n", "data: 1\n\n");
    let server = Server::on_a_thread([events]);
    let client = Client::builder().token("t").base_url(&*server.url);
    let client = client.build().unwrap();
    let settings = client.settings.clone();
    let mut subscription =
        crate::runtime::Subscription::<Infallible>::new(settings, Options::default(), move |_| {
            client.clone().execute(Request::new(&STREAM, "/thing"))
        });
    let runtime = runtime();
    let event = runtime.block_on(subscription.next()).unwrap().unwrap();
    assert_eq!(event.data, "1");
    let error = blocked_on(subscription.next()).unwrap().unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
    assert!(error.to_string().contains("#[tokio::main]"), "{error}");
    assert!(blocked_on(subscription.next()).is_none());
}
