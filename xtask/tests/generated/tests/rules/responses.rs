//! Responses by status and media type.

use std::time::Duration;

use generated_tests::errors::*;
use generated_tests::responses::*;
use generated_tests::types::RespondUnionResponse200;
use generated_tests::{ByteStream, Call, Client, RetryPolicy};

use crate::common::{Reply, Server, raw, reply};
use crate::wire::Wire;

const ITEM: &str = r#"{"id": 1, "at": "2026-07-03T10:00:00"}"#;
const ERROR: &str = r#"{"code": "c", "detail": null}"#;

async fn all(mut stream: ByteStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.chunk().await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    bytes
}

#[tokio::test]
async fn successes_of_different_types_are_an_enum() {
    let wire = Wire::json(200, ITEM).await;
    let got = wire.client.respond_statuses().send().await.unwrap();
    assert!(
        matches!(&*got, RespondStatusesResponse::Status200(item) if item.id == 1),
        "{got:?}"
    );
    let wire = Wire::json(201, r#"{"other": "o"}"#).await;
    let got = wire
        .client
        .respond_statuses()
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(matches!(got, RespondStatusesResponse::Status201(body) if body.other == "o"));
    let wire = Wire::responding(reply(202, "", "")).await;
    let got = wire
        .client
        .respond_statuses()
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(matches!(got, RespondStatusesResponse::Status202));
    let wire = Wire::responding(reply(204, "", "")).await;
    let got = wire
        .client
        .respond_statuses()
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(matches!(got, RespondStatusesResponse::Status204));
}

#[tokio::test]
async fn successes_of_one_type_are_that_type() {
    let wire = Wire::json(201, ITEM).await;
    let got = wire.client.respond_same().send().await.unwrap();
    assert_eq!((got.id, got.status().as_u16()), (1, 201));
    assert!(got.at.is_some());
}

#[tokio::test]
async fn the_most_specific_status_decides() {
    let wire = Wire::json(206, ITEM).await;
    assert_eq!(wire.client.respond_range().send().await.unwrap().id, 1);
    let wire = Wire::json(404, r#"{"other": "o"}"#).await;
    let error = wire.client.respond_range().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(RespondRangeError::Status404(body)) if body.other == "o"),
        "{error:?}"
    );
    let wire = Wire::json(418, ERROR).await;
    let error = wire.client.respond_range().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(RespondRangeError::Status4xx(body)) if body.code == "c"),
        "{error:?}"
    );
    let wire = Wire::responding(reply(503, "content-type: text/plain\r\n", "busy")).await;
    let error = wire.client.respond_range().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(RespondRangeError::Default(body)) if body == "busy"),
        "{error:?}"
    );
    assert_eq!(error.status().unwrap().as_u16(), 503);
}

#[tokio::test]
async fn default_is_a_success_only_if_there_is_no_other() {
    let wire = Wire::json(200, ITEM).await;
    assert_eq!(wire.client.respond_default().send().await.unwrap().id, 1);
    let wire = Wire::json(500, ITEM).await;
    let error = wire.client.respond_default().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(RespondDefaultError::Default(body)) if body.id == 1));
    let wire = Wire::json(500, ERROR).await;
    let error = wire
        .client
        .respond_default_error()
        .send()
        .await
        .unwrap_err();
    assert!(
        matches!(error.api(), Some(RespondDefaultErrorError::Default(body)) if body.code == "c")
    );
}

#[tokio::test]
async fn text_is_a_string() {
    let plain = "content-type: text/plain; charset=utf-8\r\n";
    let wire = Wire::responding(reply(200, plain, "é\"")).await;
    assert_eq!(&**wire.client.respond_text().send().await.unwrap(), "é\"");
    assert_eq!(wire.header("accept").as_deref(), Some("text/plain"));
    let wire = Wire::responding(reply(400, plain, "no")).await;
    let error = wire.client.respond_text().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(RespondTextError::Status400(body)) if body == "no"));
    let wire = Wire::responding(reply(200, "content-type: text/html\r\n", "<p>")).await;
    assert_eq!(&**wire.client.respond_html().send().await.unwrap(), "<p>");
}

#[tokio::test]
async fn other_media_types_are_bytes() {
    for star in [false, true] {
        let wire = Wire::responding(reply(200, "content-type: application/pdf\r\n", "%PDF")).await;
        let client = &wire.client;
        let stream = if star {
            let response = client.respond_star_anything().send().await;
            response.unwrap().into_inner()
        } else {
            client.respond_pdf().send().await.unwrap().into_inner()
        };
        assert_eq!(&all(stream).await[..], b"%PDF");
    }
    let wire = Wire::responding(reply(
        200,
        "content-type: application/octet-stream\r\n",
        "x",
    ))
    .await;
    let got = wire
        .client
        .respond_bytes()
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(&all(got).await[..], b"x");
}

#[tokio::test]
async fn a_stream_is_returned_with_its_headers_and_anything_else_with_its_body() {
    let server = Server::start([]).await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    for status in [206, 200] {
        let mut begun = raw(status, "content-type: application/json\r\n", ITEM);
        begun.truncate(begun.len() - 1);
        server.then([Reply::Stall(begun)]);
        let call = client.respond_buffered_or_streamed();
        let call = call.with_retry_policy(RetryPolicy::never());
        let got = call.with_attempt_timeout(Duration::from_millis(300)).send();
        match got.await {
            Ok(got) => {
                let RespondBufferedOrStreamedResponse::Status2xx(mut stream) = got.into_inner()
                else {
                    panic!("decoded");
                };
                assert!(stream.chunk().await.unwrap().is_some());
                assert_eq!(status, 206);
            }
            Err(error) => {
                assert!(error.is_timeout(), "{error:?}");
                assert_eq!(status, 200);
            }
        }
    }
}

#[tokio::test]
async fn every_json_media_type_is_decoded() {
    let wire = Wire::responding(reply(
        200,
        "content-type: application/vnd.rules+json\r\n",
        ITEM,
    ))
    .await;
    assert_eq!(wire.client.respond_problem().send().await.unwrap().id, 1);
    let accept = wire.header("accept").unwrap();
    assert!(
        accept.contains("application/vnd.rules+json")
            && accept.contains("application/problem+json"),
        "{accept}"
    );
    for status in [400, 409] {
        let wire = Wire::responding(reply(
            status,
            "content-type: application/problem+json\r\n",
            ERROR,
        ))
        .await;
        let error = wire.client.respond_problem().send().await.unwrap_err();
        assert!(error.is_api(), "{error}");
    }
    let wire = Wire::json(200, ITEM).await;
    assert_eq!(wire.client.respond_star().send().await.unwrap().id, 1);
    let wire = Wire::json(200, ITEM).await;
    assert_eq!(
        wire.client.respond_several_types().send().await.unwrap().id,
        1
    );
    assert_eq!(wire.header("accept").as_deref(), Some("application/json"));
    // The other documented media type, which `accept` does not list: an error with the body.
    let wire = Wire::responding(reply(200, "content-type: text/csv\r\n", "a,b")).await;
    let error = wire
        .client
        .respond_several_types()
        .send()
        .await
        .unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("text/csv"), "{error}");
    assert_eq!(error.raw_body().map(|body| &body[..]), Some(&b"a,b"[..]));
    let wire = Wire::json(200, "[1, null]").await;
    assert_eq!(
        *wire.client.respond_any().send().await.unwrap(),
        serde_json::json!([1, null])
    );
}

#[tokio::test]
async fn no_content_is_unit() {
    let wire = Wire::responding(reply(204, "", "")).await;
    let got = wire.client.respond_none().send().await.unwrap();
    assert_eq!(got.status().as_u16(), 204);
    let wire = Wire::json(200, "{}").await;
    let got = wire
        .client
        .respond_undocumented()
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(&all(got).await[..], b"{}");
}

#[tokio::test]
async fn other_json_types_are_decoded() {
    let wire = Wire::json(200, &format!("[{ITEM}]")).await;
    assert_eq!(wire.client.respond_list().send().await.unwrap()[0].id, 1);
    let naive = r#""2026-07-03T10:00:00""#;
    let wire = Wire::json(200, naive).await;
    let at = wire
        .client
        .respond_time()
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(at.to_rfc3339(), "2026-07-03T10:00:00+00:00");
    let wire = Wire::json(200, &format!("[{naive}]")).await;
    assert_eq!(wire.client.respond_times().send().await.unwrap().len(), 1);
    let wire = Wire::json(400, &format!("[{naive}]")).await;
    let error = wire.client.respond_times().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(RespondTimesError::Status400(body)) if body.len() == 1));
    let wire = Wire::json(200, "null").await;
    assert!(
        wire.client
            .respond_nullable()
            .send()
            .await
            .unwrap()
            .is_none()
    );
    let wire = Wire::json(200, ITEM).await;
    assert_eq!(wire.client.respond_shared().send().await.unwrap().id, 1);
    let wire = Wire::json(200, r#"{"rows": [{"x": 1}]}"#).await;
    assert_eq!(
        wire.client.respond_inline().send().await.unwrap().rows[0].x,
        Some(1)
    );
    let wire = Wire::json(200, r#"{"other": "o"}"#).await;
    let got = wire
        .client
        .respond_union()
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(
        matches!(got, RespondUnionResponse200::ResponseOther(_)),
        "{got:?}"
    );
}

#[tokio::test]
async fn a_response_to_head_has_no_body_to_decode() {
    let wire = Wire::responding(reply(200, "content-type: application/json\r\n", "")).await;
    wire.client.respond_head().send().await.unwrap();
}

#[tokio::test]
async fn a_redirect_status_is_an_error_variant() {
    let wire = Wire::responding(reply(304, "etag: \"x\"\r\n", "")).await;
    let error = wire.client.respond_redirect().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(RespondRedirectError::Status304)),
        "{error:?}"
    );
    assert!(error.headers().unwrap().contains_key("etag"));
}
