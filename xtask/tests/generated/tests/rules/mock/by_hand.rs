//! Responses and errors that a test makes without a server.

use generated_tests::errors::AnswerRangeError;
use generated_tests::mock::{self, Failure, Server, Success};
use generated_tests::types::{AnswerError, AnswerItem, AnswerOther};
use generated_tests::{Body, ByteStream, Error, EventStream, Response};

use super::item;

#[tokio::test]
async fn errors_are_made_by_hand_as_the_client_makes_them() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    for api in [
        AnswerRangeError::Status404(AnswerOther::new("o")),
        AnswerRangeError::Status4xx(AnswerError::new("c")),
        AnswerRangeError::Default("busy".to_owned()),
    ] {
        let made: Error<AnswerRangeError> =
            Failure::api(&api).with_header("x-request-id", "r").into();
        let status = made.status().unwrap().as_u16();
        let mocked = mock::answer_range();
        let mocked = match &api {
            AnswerRangeError::Status404(it) => mocked.respond_404(it),
            AnswerRangeError::Status4xx(it) => mocked.respond_4xx(status, it),
            AnswerRangeError::Default(it) => mocked.respond_default(status, it),
            _ => continue,
        };
        mocked
            .with_header("x-request-id", "r")
            .up_to_n_times(3)
            .mount(&server)
            .await;
        let real = client.answer_range().send().await.unwrap_err();
        assert_eq!(made.api(), Some(&api));
        assert_eq!(real.api(), Some(&api));
        assert_eq!(made.raw_body(), real.raw_body());
        assert_eq!(made.request_id(), real.request_id());
        assert_eq!(made.error_code(), real.error_code());
        assert_eq!(made.message(), real.message());
        assert_eq!(made.is_retryable(), real.is_retryable());
        assert!(made.is_api() && made.is_status() && !made.is_decode());
        let any: Error = Failure::api(&api).into();
        assert_eq!(any.api_as::<AnswerRangeError>(), Some(&api));
        server.reset().await;
    }
}

#[tokio::test]
async fn responses_are_made_by_hand() {
    let made: Response<AnswerItem> = Success::json(item())
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
    let bytes: Response<ByteStream> = Success::of(Body::from("text").into()).into();
    let mut bytes = bytes.into_inner();
    assert_eq!(bytes.chunk().await.unwrap().unwrap(), "text");
    assert_eq!(bytes.chunk().await.unwrap(), None);
    let events: Response<EventStream> = Success::of(Body::from("data: one\n\n").into()).into();
    let event = events.into_inner().event().await.unwrap().unwrap();
    assert_eq!(event.data, "one");
}
