//! What a mock answers with: status, headers and body as the document has them.

use generated_tests::errors::{AnswerProblemError, AnswerRangeError};
use generated_tests::mock::{self, Server};
use generated_tests::responses::AnswerStatusesResponse;
use generated_tests::types::{AnswerError, AnswerOther, AnswerUnionResponse200, ObjectReadWrite};

use super::{item, when};

#[tokio::test]
async fn an_answer_is_what_the_client_reads() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    mock::answer_same()
        .respond_201(&item())
        .with_header("x-request-id", "r")
        .mount(&server)
        .await;
    let got = client.answer_same().send().await.unwrap();
    assert_eq!(
        (&*got, got.status().as_u16(), got.request_id()),
        (&item(), 201, Some("r"))
    );
    mock::answer_statuses().respond_202().mount(&server).await;
    let got = client.answer_statuses().send().await.unwrap().into_inner();
    assert!(matches!(got, AnswerStatusesResponse::Status202));
    mock::answer_list()
        .respond_200(&[item()])
        .mount(&server)
        .await;
    assert_eq!(**client.answer_list().send().await.unwrap(), [item()]);
    mock::answer_time().respond_200(when()).mount(&server).await;
    assert_eq!(*client.answer_time().send().await.unwrap(), when());
    mock::answer_times()
        .respond_200(&[when()])
        .mount(&server)
        .await;
    assert_eq!(**client.answer_times().send().await.unwrap(), [when()]);
    mock::answer_nullable()
        .respond_200(&None)
        .mount(&server)
        .await;
    assert_eq!(*client.answer_nullable().send().await.unwrap(), None);
    let union = AnswerUnionResponse200::AnswerOther(AnswerOther::new("o"));
    mock::answer_union()
        .respond_200(&union)
        .mount(&server)
        .await;
    assert_eq!(*client.answer_union().send().await.unwrap(), union);
    mock::answer_star()
        .respond_200(&item())
        .mount(&server)
        .await;
    assert_eq!(*client.answer_star().send().await.unwrap(), item());
    mock::answer_head().respond_200().mount(&server).await;
    client.answer_head().send().await.unwrap();
    let mut read_write = ObjectReadWrite::new("n");
    read_write.id = Some("i".to_owned());
    mock::send_read_write()
        .respond_200(&read_write)
        .mount(&server)
        .await;
    let got = client.send_read_write(ObjectReadWrite::new("n"));
    assert_eq!(*got.send().await.unwrap(), read_write);
}

#[tokio::test]
async fn text_bytes_and_events_are_answered_as_they_are() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    mock::answer_text().respond_200("é").mount(&server).await;
    assert_eq!(&**client.answer_text().send().await.unwrap(), "é");
    mock::answer_html().respond_200("<p>").mount(&server).await;
    let got = client.answer_html().send().await.unwrap();
    assert_eq!(got.headers()["content-type"], "text/html");
    mock::answer_pdf().respond_200("%PDF").mount(&server).await;
    let got = client.answer_pdf().send().await.unwrap();
    assert_eq!(got.headers()["content-type"], "application/pdf");
    assert_eq!(got.into_inner().chunk().await.unwrap().unwrap(), "%PDF");
    mock::answer_events()
        .respond_200("event: note\ndata: one\n\ndata: two\n\n")
        .mount(&server)
        .await;
    let mut events = client.answer_events().send().await.unwrap().into_inner();
    let first = events.event().await.unwrap().unwrap();
    assert_eq!((first.event.as_str(), first.data.as_str()), ("note", "one"));
    assert_eq!(events.event().await.unwrap().unwrap().data, "two");
}

#[tokio::test]
async fn ranges_and_default_take_their_status() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    let once = |mock: mock::Mock| mock.up_to_n_times(1);
    let error = AnswerError::new("c");
    once(mock::answer_range().respond_2xx(206, &item()))
        .mount(&server)
        .await;
    once(mock::answer_range().respond_404(&AnswerOther::new("o")))
        .mount(&server)
        .await;
    once(mock::answer_range().respond_4xx(418, &error))
        .mount(&server)
        .await;
    once(mock::answer_range().respond_default(505, "busy"))
        .mount(&server)
        .await;
    once(mock::answer_range().respond_4xx(500, &error))
        .mount(&server)
        .await;
    let got = client.answer_range().send().await.unwrap();
    assert_eq!((got.id, got.status().as_u16()), (1, 206));
    let mut errors = Vec::new();
    for _ in 0..4 {
        errors.push(client.answer_range().send().await.unwrap_err());
    }
    assert!(matches!(errors[0].api(), Some(AnswerRangeError::Status404(it)) if it.other == "o"));
    assert_eq!(errors[1].status().unwrap(), 418);
    assert!(matches!(errors[1].api(), Some(AnswerRangeError::Status4xx(it)) if *it == error));
    assert_eq!(errors[2].status().unwrap(), 505);
    assert!(matches!(errors[2].api(), Some(AnswerRangeError::Default(it)) if it == "busy"));
    // A mistake of the test is told as what it is.
    assert_eq!(errors[3].status().unwrap(), 501);
    let body = String::from_utf8_lossy(errors[3].raw_body().unwrap()).into_owned();
    assert!(
        body.contains("the status 500 is none of 400 to 499"),
        "{body}"
    );
}

#[tokio::test]
async fn an_error_comes_with_its_own_media_type() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    mock::answer_problem()
        .respond_400(&AnswerError::new("c"))
        .mount(&server)
        .await;
    let error = client.answer_problem().send().await.unwrap_err();
    assert_eq!(
        error.headers().unwrap()["content-type"],
        "application/problem+json"
    );
    assert!(matches!(error.api(), Some(AnswerProblemError::Status400(it)) if it.code == "c"));
}
