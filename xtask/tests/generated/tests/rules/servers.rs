//! Servers of the document, of paths and of operations, and the credentials that they receive.

use generated_tests::{Call, Client, ClientBuilder};
use http::Response;
use tower::{layer::layer_fn, service_fn};

use crate::common::{Server, json};

/// A client with a layer that responds to each request with its URL, so that none leaves it.
fn echoing(build: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let layer = layer_fn(|_| {
        service_fn(|request: reqwest::Request| async move {
            let credentials = request.headers().contains_key("authorization");
            let url = format!("{} {credentials}", request.url());
            let body = serde_json::to_string(&url).unwrap();
            let response = Response::builder().header("content-type", "application/json");
            let response = response.body(body).unwrap();
            Ok::<_, std::io::Error>(reqwest::Response::from(response))
        })
    });
    let builder = build(Client::builder().token("s3cret"));
    builder.layer(layer).build().unwrap()
}

async fn url_of(client: &Client) -> String {
    client.server_same().send().await.unwrap().into_inner()
}

#[tokio::test]
async fn the_default_server_has_variables() {
    let client = echoing(|builder| builder);
    assert_eq!(client.base_url(), "https://eu.rules.example/v1");
    assert_eq!(
        url_of(&client).await,
        "https://eu.rules.example/v1/servers/same false"
    );
    let client = echoing(|builder| {
        let builder = builder.server_variable("region", "us");
        builder.server_variable("version", "v2")
    });
    assert_eq!(client.base_url(), "https://us.rules.example/v2");
}

#[tokio::test]
async fn a_variable_that_is_unknown_or_has_no_such_value_is_refused() {
    for (name, value, message) in [
        ("zone", "eu", "`zone` is unknown; the document has `region`"),
        ("region", "cn", "none of `eu`, `us`"),
        ("version", "../x", "cannot be a part of the URL"),
    ] {
        let builder = Client::builder().server_variable(name, value);
        let error = builder.build().unwrap_err();
        assert!(error.is_configuration(), "{error}");
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[tokio::test]
async fn servers_of_paths_and_operations_are_followed() {
    let client = echoing(|builder| builder.server_variable("tenant", "acme"));
    let upload = client.c02_upload().send().await.unwrap();
    assert_eq!(*upload, "https://upload.example.com/api/c02/up false");
    let auth = client.c02_auth().send().await.unwrap();
    assert_eq!(*auth, "https://account.example.com/c02/auth false");
    let region = client.server_region().send().await.unwrap();
    assert_eq!(*region, "https://eu.files.example/servers/region false");
    let tenant = client.server_tenant().send().await.unwrap();
    assert_eq!(*tenant, "https://acme.files.example/servers/tenant false");
}

#[tokio::test]
async fn a_relative_server_is_below_the_origin_of_the_base_url() {
    let client = echoing(|builder| builder);
    let url = client.server_relative().send().await.unwrap();
    assert_eq!(
        *url,
        "https://eu.rules.example/relative/servers/relative true"
    );
}

#[tokio::test]
async fn a_server_with_a_variable_that_is_not_set_fails_only_its_own_operation() {
    let client = echoing(|builder| builder);
    let error = client.server_tenant().send().await.unwrap_err();
    assert!(error.is_configuration(), "{error}");
    assert!(
        error.to_string().contains("`tenant` has no default"),
        "{error}"
    );
    client.server_region().send().await.unwrap();
}

#[tokio::test]
async fn credentials_go_only_to_an_origin_that_the_caller_allows() {
    let client = echoing(|builder| builder);
    let error = client.server_upload().send().await.unwrap_err();
    assert!(error.is_configuration(), "{error}");
    let message = error.to_string();
    assert!(
        message.contains("ClientBuilder::allow_origin(\"https://uploads.rules.example\")"),
        "{message}"
    );
    // Without credentials it is called, but not with a header that the caller adds.
    let url = client.server_public().send().await.unwrap();
    assert_eq!(
        *url,
        "https://uploads.rules.example/api/servers/public false"
    );
    let call = client.server_public().with_header("x-secret", "s");
    assert!(call.send().await.unwrap_err().is_configuration());

    let client = echoing(|builder| builder.allow_origin("https://uploads.rules.example"));
    let url = client.server_upload().send().await.unwrap();
    assert_eq!(
        *url,
        "https://uploads.rules.example/api/servers/upload true"
    );
    client
        .server_public()
        .with_header("x-secret", "s")
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_client_of_this_machine_calls_no_other_by_itself() {
    let server = Server::start([json(200, "\"ok\"")]).await;
    let client = Client::builder().base_url(&*server.url).build().unwrap();
    let error = client.server_public().send().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no calls of a client of this machine"),
        "{error}"
    );
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn over_http_an_operation_reaches_its_own_server_with_its_credential() {
    let server = Server::start([json(200, "\"ok\"")]).await;
    let uploads = Server::start([json(200, "\"up\"")]).await;
    let client = |allowed: Option<&str>| {
        let builder = Client::builder().base_url(&*server.url).token("t");
        let builder = builder.server_variable("uploads", &*uploads.url);
        let builder = match allowed {
            Some(origin) => builder.allow_origin(origin),
            None => builder,
        };
        builder.build().unwrap()
    };
    let error = client(None).server_upload().send().await.unwrap_err();
    assert!(error.is_configuration(), "{error}");
    assert_eq!(uploads.count(), 0);
    client(None)
        .server_public()
        .x_own("own")
        .send()
        .await
        .unwrap();
    let received = uploads.received().pop().unwrap();
    assert_eq!(received.line, "GET /api/servers/public HTTP/1.1");
    assert_eq!(
        (received.header("x-own"), received.header("authorization")),
        (Some("own"), None)
    );
    client(Some(&uploads.url))
        .server_upload()
        .send()
        .await
        .unwrap();
    let received = uploads.received().pop().unwrap();
    assert_eq!(received.line, "GET /api/servers/upload HTTP/1.1");
    assert_eq!(received.header("authorization"), Some("Bearer t"));
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn every_operation_can_be_sent_to_the_base_url() {
    let server = Server::start([json(200, "\"ok\"")]).await;
    let builder = Client::builder().base_url(&*server.url).token("t");
    let client = builder.ignore_operation_servers().build().unwrap();
    client.server_upload().send().await.unwrap();
    assert_eq!(server.only().line, "GET /servers/upload HTTP/1.1");
}
