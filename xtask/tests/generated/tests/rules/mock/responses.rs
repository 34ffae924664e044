//! Which response a mock sends: the documented status, headers and body.

use generated_tests::errors::{RespondProblemError, RespondRangeError};
use generated_tests::mock::{self, Server};
use generated_tests::responses::RespondStatusesResponse;
use generated_tests::types::{ObjectReadWrite, RespondUnionResponse, ResponseError, ResponseOther};

use super::{item, when};

#[tokio::test]
async fn the_client_decodes_what_a_mock_responds_with() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    mock::respond_same()
        .respond_201(&item())
        .with_header("x-request-id", "r")
        .mount(&server)
        .await;
    let got = client.respond_same().send().await.unwrap();
    assert_eq!(
        (&*got, got.status().as_u16(), got.request_id()),
        (&item(), 201, Some("r"))
    );
    mock::respond_statuses().respond_202().mount(&server).await;
    let got = client.respond_statuses().send().await.unwrap().into_inner();
    assert!(matches!(got, RespondStatusesResponse::Status202));
    mock::respond_list()
        .respond_200(&[item()])
        .mount(&server)
        .await;
    assert_eq!(**client.respond_list().send().await.unwrap(), [item()]);
    mock::respond_time()
        .respond_200(when())
        .mount(&server)
        .await;
    assert_eq!(*client.respond_time().send().await.unwrap(), when());
    mock::respond_times()
        .respond_200(&[when()])
        .mount(&server)
        .await;
    assert_eq!(**client.respond_times().send().await.unwrap(), [when()]);
    mock::respond_nullable()
        .respond_200(&None)
        .mount(&server)
        .await;
    assert_eq!(*client.respond_nullable().send().await.unwrap(), None);
    let union = RespondUnionResponse::ResponseOther(ResponseOther::new("o"));
    mock::respond_union()
        .respond_200(&union)
        .mount(&server)
        .await;
    assert_eq!(*client.respond_union().send().await.unwrap(), union);
    mock::respond_star()
        .respond_200(&item())
        .mount(&server)
        .await;
    assert_eq!(*client.respond_star().send().await.unwrap(), item());
    mock::respond_head().respond_200().mount(&server).await;
    client.respond_head().send().await.unwrap();
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
async fn text_bytes_and_events_are_sent_unchanged() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    mock::respond_text().respond_200("é").mount(&server).await;
    assert_eq!(&**client.respond_text().send().await.unwrap(), "é");
    mock::respond_html().respond_200("<p>").mount(&server).await;
    let got = client.respond_html().send().await.unwrap();
    assert_eq!(got.headers()["content-type"], "text/html");
    mock::respond_pdf().respond_200("%PDF").mount(&server).await;
    let got = client.respond_pdf().send().await.unwrap();
    assert_eq!(got.headers()["content-type"], "application/pdf");
    assert_eq!(got.into_inner().chunk().await.unwrap().unwrap(), "%PDF");
    mock::respond_events()
        .respond_200("event: note\ndata: one\n\ndata: two\n\n")
        .mount(&server)
        .await;
    let mut events = client.respond_events().send().await.unwrap().into_inner();
    let first = events.event().await.unwrap().unwrap();
    assert_eq!((first.event.as_str(), first.data.as_str()), ("note", "one"));
    assert_eq!(events.event().await.unwrap().unwrap().data, "two");
}

#[tokio::test]
async fn ranges_and_default_take_a_status() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    let once = |mock: mock::Mock| mock.up_to_n_times(1);
    let error = ResponseError::new("c");
    once(mock::respond_range().respond_2xx(206, &item()))
        .mount(&server)
        .await;
    once(mock::respond_range().respond_404(&ResponseOther::new("o")))
        .mount(&server)
        .await;
    once(mock::respond_range().respond_4xx(418, &error))
        .mount(&server)
        .await;
    once(mock::respond_range().respond_default(505, "busy"))
        .mount(&server)
        .await;
    once(mock::respond_range().respond_4xx(500, &error))
        .mount(&server)
        .await;
    let got = client.respond_range().send().await.unwrap();
    assert_eq!((got.id, got.status().as_u16()), (1, 206));
    let mut errors = Vec::new();
    for _ in 0..4 {
        errors.push(client.respond_range().send().await.unwrap_err());
    }
    assert!(
        matches!(errors[0].api(), Some(RespondRangeError::Status404(body)) if body.other == "o")
    );
    assert_eq!(errors[1].status().unwrap(), 418);
    assert!(matches!(errors[1].api(), Some(RespondRangeError::Status4xx(body)) if *body == error));
    assert_eq!(errors[2].status().unwrap(), 505);
    assert!(matches!(errors[2].api(), Some(RespondRangeError::Default(body)) if body == "busy"));
    // A status outside the range is a mistake in the test, and reported as one.
    assert_eq!(errors[3].status().unwrap(), 501);
    let body = String::from_utf8_lossy(errors[3].raw_body().unwrap()).into_owned();
    assert!(
        body.contains("the status 500 is not between 400 and 499"),
        "{body}"
    );
}

#[tokio::test]
async fn an_error_has_its_own_media_type() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    mock::respond_problem()
        .respond_400(&ResponseError::new("c"))
        .mount(&server)
        .await;
    let error = client.respond_problem().send().await.unwrap_err();
    assert_eq!(
        error.headers().unwrap()["content-type"],
        "application/problem+json"
    );
    assert!(matches!(error.api(), Some(RespondProblemError::Status400(body)) if body.code == "c"));
}
