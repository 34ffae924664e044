//! Responses and errors that a test creates without a server.

use generated_tests::errors::RespondRangeError;
use generated_tests::mock::{self, Failure, Server, Success};
use generated_tests::types::{ResponseError, ResponseItem, ResponseOther};
use generated_tests::{Body, ByteStream, Error, EventStream, Response};

use super::item;

#[tokio::test]
async fn an_error_created_by_a_test_equals_the_clients_own() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    for api in [
        RespondRangeError::Status404(ResponseOther::new("o")),
        RespondRangeError::Status4xx(ResponseError::new("c")),
        RespondRangeError::Default("busy".to_owned()),
    ] {
        let made: Error<RespondRangeError> =
            Failure::api(&api).with_header("x-request-id", "r").into();
        let status = made.status().unwrap().as_u16();
        let mocked = mock::respond_range();
        let mocked = match &api {
            RespondRangeError::Status404(body) => mocked.respond_404(body),
            RespondRangeError::Status4xx(body) => mocked.respond_4xx(status, body),
            RespondRangeError::Default(body) => mocked.respond_default(status, body),
            _ => continue,
        };
        mocked
            .with_header("x-request-id", "r")
            .up_to_n_times(3)
            .mount(&server)
            .await;
        let real = client.respond_range().send().await.unwrap_err();
        assert_eq!(made.api(), Some(&api));
        assert_eq!(real.api(), Some(&api));
        assert_eq!(made.raw_body(), real.raw_body());
        assert_eq!(made.request_id(), real.request_id());
        assert_eq!(made.error_code(), real.error_code());
        assert_eq!(made.message(), real.message());
        assert_eq!(made.is_retryable(), real.is_retryable());
        assert!(made.is_api() && made.is_status() && !made.is_decode());
        let any: Error = Failure::api(&api).into();
        assert_eq!(any.api_as::<RespondRangeError>(), Some(&api));
        server.reset().await;
    }
}

#[tokio::test]
async fn a_test_can_create_a_response() {
    let made: Response<ResponseItem> = Success::json(item())
        .with_status(201)
        .with_header("x-request-id", "r")
        .into();
    assert_eq!(
        (made.status().as_u16(), made.request_id(), made.id),
        (201, Some("r"), 1)
    );
    assert_eq!(
        &made.raw_body()[..],
        br#"{"id":1,"at":"2026-07-03T10:00:00Z"}"#
    );
    let bytes: Response<ByteStream> = Success::new(Body::from("text").into()).into();
    let mut bytes = bytes.into_inner();
    assert_eq!(bytes.chunk().await.unwrap().unwrap(), "text");
    assert_eq!(bytes.chunk().await.unwrap(), None);
    let events: Response<EventStream> = Success::new(Body::from("data: one\n\n").into()).into();
    let event = events.into_inner().event().await.unwrap().unwrap();
    assert_eq!(event.data, "one");
}
