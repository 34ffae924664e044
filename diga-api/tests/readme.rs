//! The tests that the README shows, as it shows them. rustdoc, which compiles its other examples,
//! leaves out what only a test has. rustfmt would break lines that the README keeps whole.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

#[rustfmt::skip]
#[tokio::test]
async fn a_call_that_has_ended_is_found() -> Result<(), Box<dyn std::error::Error>> {
    use diga_api::{mock::Service, types::CallRequest};

    let service = Service::start().await?;
    let client = service.client()?; // has a token, and waits for nothing
    let request = CallRequest::new("+34910000000", "+34600000000");
    let call = client.make_call(request).send().await?;

    let path = format!("/v1/call/{}", call.id);
    service.update(&path, |call| call["status"] = "completed".into())?;
    assert_eq!(client.get_call(call.id).send().await?.status.as_str(), "completed");

    service.fail("get_call", 403)?; // the next request gets the documented error
    assert!(client.get_call(call.id).send().await.is_err());
    service.assert_requested("get_call", 2);
    Ok(())
}

#[rustfmt::skip]
#[tokio::test]
async fn a_forbidden_webhook_is_an_error() -> Result<(), diga_api::Error> {
    use diga_api::mock::{self, Server};
    use diga_api::types::{ErrorResponseSchema, WebhookEvent, WebhookRequest};

    let server = Server::start().await;
    let body = ErrorResponseSchema::new("FORBIDDEN", "This is forbidden");
    mock::create_webhook().respond_403(&body).mount(&server).await;

    let request = WebhookRequest::new("https://example.com/", [WebhookEvent::StatusChanged]);
    let error = server.client()?.create_webhook(request).send().await.unwrap_err();
    assert_eq!(error.error_code(), Some("FORBIDDEN"));
    Ok(())
}

#[test]
fn the_readme_shows_these_tests() {
    let readme = include_str!("../../README.md").replace("\r\n", "\n");
    let own = include_str!("readme.rs").replace("\r\n", "\n");
    let mut blocks = readme.split("```rust,no_run\n").skip(1);
    let mut count = 0;
    while let Some((block, _)) = blocks.next().and_then(|block| block.split_once("```")) {
        if block.starts_with("#[tokio::test]\n") {
            assert!(own.contains(block), "tests/readme.rs lacks this:\n{block}");
            count += 1;
        }
    }
    assert_eq!(count, 2);
}
