//! Mocks of operations that respond in several media types.

use generated_tests::errors::C21ErrError;
use generated_tests::mock::{self, Failure, Server};
use generated_tests::types::{C09a, C21a, C21b};
use generated_tests::{Body, JsonLines};

#[tokio::test]
async fn a_mock_responds_in_each_media_type() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    mock::c21_export()
        .respond_200(&C21a::new(1))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    mock::c21_export()
        .respond_200_csv("a,b")
        .mount(&server)
        .await;
    assert_eq!(client.c21_export().send().await.unwrap().a, 1);
    assert_eq!(&**client.c21_export().send_csv().await.unwrap(), "a,b");
    mock::c09_i()
        .respond_200(&[C09a::new(1), C09a::new(2)])
        .mount(&server)
        .await;
    let mut lines = client.c09_i().send().await.unwrap().into_inner();
    assert_eq!(lines.item().await.unwrap().unwrap().a, 1);
    assert_eq!(lines.item().await.unwrap().unwrap().a, 2);
    mock::types_sequence()
        .respond_200(&[C09a::new(3)])
        .mount(&server)
        .await;
    let mut lines = client.types_sequence().send().await.unwrap().into_inner();
    assert_eq!(lines.item().await.unwrap().unwrap().a, 3);
    let mut lines = JsonLines::<C09a>::from(Body::from("{\"a\":4}"));
    assert_eq!(lines.item().await.unwrap().unwrap().a, 4);
}

#[tokio::test]
async fn an_error_of_another_media_type_can_be_mocked() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    let expected = C21ErrError::Status400ProblemJson(C21b::new(2));
    mock::c21_err()
        .respond_400_problem_json(&C21b::new(2))
        .mount(&server)
        .await;
    let error = client.c21_err().send().await.unwrap_err();
    assert_eq!(error.api(), Some(&expected));
    let by_hand = mock::c21_err().fails_with(Failure::api(&expected));
    assert_eq!(by_hand.api(), Some(&expected));
}

#[tokio::test]
async fn the_service_responds_in_the_media_type_that_is_asked_for() {
    let service = mock::Service::start().await.unwrap();
    let client = service.client().unwrap();
    client.c21_export().send().await.unwrap();
    client.c21_export().send_csv().await.unwrap();
    let pdf = client.c21_export().send_pdf().await.unwrap();
    let pdf = pdf.into_inner().bytes(1 << 20).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    client.c24_noslash().send().await.unwrap();
    client.encoded_by_name("x", "n").send().await.unwrap();
}
