//! Layers that the caller puts around the transport.

use std::error::Error as StdError;
use std::task::{Context, Poll};

use futures_util::future::{BoxFuture, try_join_all};
use http::HeaderValue;
use reqwest::Request;
use tower::ServiceExt;
use tower::limit::ConcurrencyLimitLayer;
use tower::util::{MapErrLayer, MapRequestLayer};
use tower_layer::layer_fn;
use tower_service::Service;

use super::common::{Reply, Server, json, reply};
use super::*;
use crate::runtime::{ClientBuilder, Transport};

fn builder(server: &Server) -> ClientBuilder {
    let clock = Arc::new(TestClock::default());
    let builder = Client::builder().token("s3cret-t0ken").clock(clock);
    builder.base_url(&*server.url)
}

/// What passed a layer, as `name: METHOD URL status`.
type Record = Arc<Mutex<Vec<String>>>;

/// Records each request and its response.
fn recording(builder: ClientBuilder, name: &'static str, record: &Record) -> ClientBuilder {
    let record = Arc::clone(record);
    builder.layer(layer_fn(move |transport: Transport| Recording {
        name,
        record: Arc::clone(&record),
        inner: transport,
    }))
}

#[derive(Clone)]
struct Recording {
    name: &'static str,
    record: Record,
    inner: Transport,
}

impl Service<Request> for Recording {
    type Response = reqwest::Response;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = BoxFuture<'static, Result<reqwest::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let Self { name, record, .. } = self.clone();
        let what = format!("{name}: {} {}", request.method(), request.url().path());
        let call = self.inner.call(request);
        Box::pin(async move {
            record.lock().unwrap().push(what.clone());
            let response = call.await;
            let status = response
                .as_ref()
                .map_or(0, |response| response.status().as_u16());
            record.lock().unwrap().push(format!("{what} {status}"));
            response
        })
    }
}

#[tokio::test]
async fn a_layer_signs_requests() {
    let server = Server::start([json(200, "ok")]).await;
    let sign = |mut request: Request| {
        let token = &request.headers()["authorization"];
        assert!(token.is_sensitive());
        let body = request.body().and_then(|body| body.as_bytes());
        let signed = format!(
            "{} {} {} {}",
            request.method(),
            request.url().path(),
            token.len(),
            body.map_or(0, <[u8]>::len)
        );
        let signature = HeaderValue::try_from(signed).unwrap();
        request.headers_mut().insert("x-signature", signature);
        request
    };
    let client = builder(&server).layer(MapRequestLayer::new(sign)).build();
    call(&client.unwrap(), &POST).await.unwrap();
    assert_eq!(
        server.only().header("x-signature"),
        Some("POST /thing 19 5")
    );
}

#[tokio::test]
async fn every_attempt_and_every_redirect_passes_once() {
    let server = Server::start([
        json(503, ""),
        reply(307, "location: /other\r\n", ""),
        json(200, "ok"),
    ])
    .await;
    let record = Record::default();
    let client = recording(builder(&server), "r", &record).build().unwrap();
    call(&client, &GET).await.unwrap();
    assert_eq!(
        *record.lock().unwrap(),
        [
            "r: GET /thing",
            "r: GET /thing 503",
            "r: GET /thing",
            "r: GET /thing 307",
            "r: GET /other",
            "r: GET /other 200"
        ]
    );
}

#[tokio::test]
async fn the_last_layer_is_the_outermost() {
    let server = Server::start([json(200, "ok")]).await;
    let record = Record::default();
    let client = recording(builder(&server), "first", &record);
    let client = recording(client, "last", &record).build().unwrap();
    call(&client, &GET).await.unwrap();
    let seen: Vec<String> = record.lock().unwrap().clone();
    assert_eq!(
        seen,
        [
            "last: GET /thing",
            "first: GET /thing",
            "first: GET /thing 200",
            "last: GET /thing 200"
        ]
    );
}

/// Answers by itself.
#[derive(Clone)]
struct Cache(fn(&Request) -> http::Response<&'static str>);

impl Service<Request> for Cache {
    type Response = reqwest::Response;
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<reqwest::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        std::future::ready(Ok(self.0(&request).into()))
    }
}

#[tokio::test]
async fn a_layer_responds_without_a_connection() {
    let server = Server::start([json(200, "from the server")]).await;
    let cache = Cache(|_| http::Response::new("from the cache"));
    let layer = layer_fn(move |_: Transport| cache.clone());
    let client = builder(&server).layer(layer).build().unwrap();
    let response = call(&client, &GET).await.unwrap();
    assert_eq!((&**response, server.count()), ("from the cache", 0));
}

#[tokio::test]
async fn a_redirect_from_a_layer_is_relative_to_the_requests_url() {
    let server = Server::start([json(200, "ok")]).await;
    let cache = Cache(|request| {
        let location = match request.url().path() {
            "/api/thing" => "../moved/?a=1",
            "/moved/" => "?b=2",
            path => {
                assert_eq!((path, request.url().query()), ("/moved/", Some("b=2")));
                ""
            }
        };
        if request.url().query() == Some("b=2") {
            return http::Response::new("there");
        }
        let found = http::Response::builder().status(302);
        found.header("location", location).body("").unwrap()
    });
    let layer = layer_fn(move |_: Transport| cache.clone());
    let builder = builder(&server).base_url(format!("{}/api", server.url));
    let client = builder.layer(layer).build().unwrap();
    assert_eq!(*call(&client, &GET).await.unwrap(), "there");
}

#[tokio::test]
async fn another_origin_still_sees_no_credential() {
    let other = Server::start([json(200, "ok")]).await;
    let away = reply(302, &format!("location: {}\r\n", other.url), "");
    let server = Server::start([away]).await;
    let record = Record::default();
    let client = recording(builder(&server), "r", &record).build().unwrap();
    call(&client, &GET).await.unwrap();
    assert_eq!(record.lock().unwrap().len(), 4);
    assert!(server.only().header("authorization").is_some());
    assert_eq!(other.only().header("authorization"), None);
}

#[tokio::test]
async fn a_layer_limits_concurrency() {
    let server = Server::start([json(200, "ok")]).await;
    let record = Record::default();
    let builder = recording(builder(&server), "r", &record);
    let client = builder
        .layer(ConcurrencyLimitLayer::new(2))
        .build()
        .unwrap();
    try_join_all((0..20).map(|_| call(&client, &GET)))
        .await
        .unwrap();
    assert_eq!(server.count(), 20);
    let (mut under_way, mut most) = (0, 0);
    for line in record.lock().unwrap().iter() {
        if line.ends_with("200") {
            under_way -= 1;
        } else {
            under_way += 1;
        }
        most = most.max(under_way);
    }
    assert_eq!((under_way, most), (0, 2));
}

#[tokio::test]
async fn a_limit_without_a_free_slot_uses_up_the_attempt() {
    let server = Server::start([Reply::Stall(Vec::new())]).await;
    let builder = builder(&server).attempt_timeout(Duration::from_millis(300));
    let builder = builder.retry_policy(RetryPolicy::never());
    let client = builder
        .layer(ConcurrencyLimitLayer::new(1))
        .build()
        .unwrap();
    // The second gives up long before the first leaves the slot.
    let impatient = Options::default().with_attempt_timeout(Duration::from_millis(20));
    let (one, two) = tokio::join!(call(&client, &POST), call_with(&client, &POST, impatient));
    assert!(one.unwrap_err().is_timeout() && two.unwrap_err().is_timeout());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_layers_own_error_ends_the_call() {
    let server = Server::start([json(200, "ok")]).await;
    let layer = layer_fn(|transport: Transport| {
        transport.filter(
            |_: Request| -> Result<Request, Box<dyn StdError + Send + Sync>> {
                Err("the circuit is open for s3cret-t0ken".into())
            },
        )
    });
    let client = builder(&server).layer(layer).build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert!(
        error.is_middleware() && !error.is_transport() && !error.is_retryable(),
        "{error:?}"
    );
    assert_eq!((error.attempts(), server.count()), (1, 0));
    assert_eq!(
        error.to_string(),
        "do_thing: a layer failed: the circuit is open for [redacted]"
    );
    let source = error.source().unwrap().to_string();
    assert_eq!(source, "the circuit is open for s3cret-t0ken");
}

/// An error with the transport's as its source.
#[derive(Debug)]
struct Wrapped(Box<dyn StdError + Send + Sync>);

impl std::fmt::Display for Wrapped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("wrapped")
    }
}

impl StdError for Wrapped {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

#[tokio::test]
async fn an_error_of_the_transport_keeps_its_meaning_within_a_layers() {
    let server = Server::start([Reply::Close, json(200, "ok")]).await;
    let wrapping = || MapErrLayer::new(Wrapped);
    let client = builder(&server).layer(wrapping()).build().unwrap();
    assert_eq!(*call(&client, &GET).await.unwrap(), "ok");
    server.then([Reply::Close]);
    let error = call(&client, &POST).await.unwrap_err();
    assert!(error.is_transport(), "{error:?}");
    assert!(error.source().unwrap().is::<Wrapped>());

    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let builder = builder(&server).base_url(url).layer(wrapping());
    let error = call(&builder.build().unwrap(), &POST).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(error.attempts(), 3);
}

/// A URL where nothing listens.
fn closed() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn a_connect_error_of_a_layers_own_client_is_not_retried() {
    let server = Server::start([json(200, "ok")]).await;
    let audit = |transport: Transport| {
        transport.and_then(|_: reqwest::Response| async {
            let own = || reqwest::Client::builder().no_proxy();
            let own = crate::runtime::client::build_http(own, false).unwrap();
            let error = own.get(closed()).send().await.unwrap_err();
            assert!(error.is_connect(), "{error:?}");
            Err::<reqwest::Response, Box<dyn StdError + Send + Sync>>(error.into())
        })
    };
    let client = builder(&server).layer(layer_fn(audit)).build().unwrap();
    let error = call(&client, &POST).await.unwrap_err();
    assert!(error.is_middleware() && !error.is_connect(), "{error:?}");
    assert_eq!((error.attempts(), server.count()), (1, 1));
}
