//! Responses by content type: several media types of one status, and what has no body.

use generated_tests::errors::{
    C20FError, C21ErrError, TypesRedirectsError, TypesScalarsError, TypesStoredError,
    TypesTextsError,
};
use generated_tests::responses::{C20FResponse, TypesStoredResponse, TypesStoredResponseCsv};
use generated_tests::types::{C05ChatBody, C09a, TypesScalarsResponseDefault};
use generated_tests::{ByteStream, Call, Client, RetryPolicy};

use crate::common::{Reply, Server, json, reply};
use crate::wire::Wire;

const A: &str = r#"{"a": 1}"#;
const B: &str = r#"{"b": 2}"#;

fn of(content_type: &str, body: &str) -> Reply {
    reply(200, &format!("content-type: {content_type}\r\n"), body)
}

async fn read(stream: ByteStream) -> String {
    String::from_utf8(stream.bytes(1 << 20).await.unwrap().to_vec()).unwrap()
}

/// Calls an operation of which the server responds with this content type and body: the value, and
/// the `accept` header.
macro_rules! call {
    ($operation:ident($($argument:expr),*).$send:ident(), $content_type:expr, $body:expr) => {{
        let wire = Wire::responding(of($content_type, $body)).await;
        let sent = wire.client.$operation($($argument),*).$send().await;
        let accept = wire.header("accept").unwrap_or_default();
        (sent.map(generated_tests::Response::into_inner), accept)
    }};
}

#[tokio::test]
async fn each_media_type_has_a_method_that_asks_for_it() {
    let (value, accept) = call!(c21_export().send(), "application/json", A);
    assert_eq!((value.unwrap().a, &*accept), (1, "application/json"));
    let (value, accept) = call!(c21_export().send_csv(), "text/csv; charset=utf-8", "a,b");
    assert_eq!((&*value.unwrap(), &*accept), ("a,b", "text/csv"));
    let (value, accept) = call!(c21_export().send_pdf(), "application/pdf", "%PDF");
    assert_eq!(read(value.unwrap()).await, "%PDF");
    assert_eq!(accept, "application/pdf");
    let (value, accept) = call!(c09_f().send_text(), "text/plain", "t");
    assert_eq!((&*value.unwrap(), &*accept), ("t", "text/plain"));
    let (value, accept) = call!(c09_f().send(), "application/json", A);
    assert_eq!((value.unwrap().a, &*accept), (1, "application/json"));
}

#[tokio::test]
async fn json_types_with_different_schemas_are_each_decoded_by_their_own() {
    let (value, accept) = call!(c21_two().send(), "application/json; version=1", A);
    assert_eq!(
        (value.unwrap().a, &*accept),
        (1, "application/json; version=1")
    );
    let (value, accept) = call!(
        c21_two().send_json_version_2(),
        "application/json;version=2",
        B
    );
    assert_eq!(
        (value.unwrap().b, &*accept),
        (2, "application/json; version=2")
    );
    let errors = |content_type: &str, body: &str| {
        reply(400, &format!("content-type: {content_type}\r\n"), body)
    };
    let wire = Wire::responding(errors("application/json", A)).await;
    let error = wire.client.c21_err().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(C21ErrError::Status400(body)) if body.a == 1));
    assert_eq!(
        wire.header("accept").as_deref(),
        Some("application/json, application/problem+json")
    );
    let wire = Wire::responding(errors("application/problem+json", B)).await;
    let error = wire.client.c21_err().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(C21ErrError::Status400ProblemJson(body)) if body.b == 2),
        "{error:?}"
    );
    let wire = Wire::responding(errors("text/html", "<p>")).await;
    let error = wire.client.types_texts().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(TypesTextsError::Status400Html(body)) if body == "<p>"),
        "{error:?}"
    );
}

#[tokio::test]
async fn json_and_events_of_one_status_are_each_received() {
    let body = || C05ChatBody::new("q").stream(true);
    let (value, accept) = call!(
        c05_chat(body()).send(),
        "application/json",
        r#"{"text": "t"}"#
    );
    assert_eq!((&*value.unwrap().text, &*accept), ("t", "application/json"));
    let (events, accept) = call!(
        c05_chat(body()).send_events(),
        "text/event-stream",
        "data: {\"delta\": \"d\"}\n\n"
    );
    let event = events.unwrap().event().await.unwrap().unwrap();
    assert_eq!(event.json::<serde_json::Value>().unwrap()["delta"], "d");
    assert_eq!(accept, "text/event-stream");
}

#[tokio::test]
async fn events_beside_json_can_be_subscribed_to() {
    let events = |data: &str| of("text/event-stream", data);
    let server = Server::start([
        events("id: 7\nretry: 0\ndata: 1\n\n"),
        events("data: 2\n\n"),
        reply(204, "", ""),
    ])
    .await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    let mut events = client.types_watch().subscribe();
    for data in ["1", "2"] {
        assert_eq!(events.next().await.unwrap().unwrap().data, data);
    }
    let received = server.received();
    assert!(
        received
            .iter()
            .all(|request| request.header("accept") == Some("text/event-stream"))
    );
    assert_eq!(received[1].header("last-event-id"), Some("7"));
}

#[tokio::test]
async fn another_documented_media_type_names_the_method_that_receives_it() {
    let (value, _) = call!(c21_export().send(), "text/csv", "a,b");
    let error = value.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(
        error
            .to_string()
            .contains("text/csv, which only `send_csv` receives"),
        "{error}"
    );
    let (value, _) = call!(c21_export().send_csv(), "application/json", A);
    let error = value.unwrap_err();
    assert!(error.to_string().contains("`send`"), "{error}");
    assert_eq!(error.raw_body().map(|body| &body[..]), Some(A.as_bytes()));
    // Types that the document does not give are read as before.
    let (value, _) = call!(c21_export().send_csv(), "text/plain", "a,b");
    assert_eq!(value.unwrap(), "a,b");
}

#[tokio::test]
async fn media_types_of_one_content_can_be_left_to_the_server() {
    let (stream, accept) = call!(types_images().send(), "image/jpeg", "j");
    assert_eq!(read(stream.unwrap()).await, "j");
    assert_eq!(accept, "image/png, image/jpeg");
    let (stream, accept) = call!(types_images().send_jpeg(), "image/jpeg", "j");
    assert_eq!(read(stream.unwrap()).await, "j");
    assert_eq!(accept, "image/jpeg");
    let (string, accept) = call!(types_texts().send(), "text/html", "<p>");
    assert_eq!(string.unwrap(), "<p>");
    assert_eq!(accept, "text/plain, text/html, application/json");
    let (string, accept) = call!(types_texts().send_html(), "text/html", "<p>");
    assert_eq!(
        (&*string.unwrap(), &*accept),
        ("<p>", "text/html, application/json")
    );
    let (stream, accept) = call!(c21_img().send(), "image/webp", "w");
    assert_eq!((&*read(stream.unwrap()).await, &*accept), ("w", "image/*"));
    // One schema in several labels of JSON is one content.
    for label in ["application/json", "text/json", "text/plain"] {
        let (value, accept) = call!(types_dotnet().send(), label, A);
        assert_eq!(value.unwrap().a, 1, "{label}");
        assert_eq!(accept, "application/json, text/json");
    }
}

#[tokio::test]
async fn a_chosen_media_type_leaves_other_statuses_as_they_are() {
    let wire = Wire::responding(of("text/csv", "a,b")).await;
    let got = wire.client.types_stored().send_csv().await.unwrap();
    assert!(matches!(&*got, TypesStoredResponseCsv::Status200(csv) if csv == "a,b"));
    // JSON is what 202 has, and what errors have.
    assert_eq!(
        wire.header("accept").as_deref(),
        Some("text/csv, application/json")
    );
    let wire = Wire::json(202, B).await;
    let got = wire.client.types_stored().send_csv().await.unwrap();
    assert!(matches!(&*got, TypesStoredResponseCsv::Status202(body) if body.b == 2));
    let got = wire.client.types_stored().send().await.unwrap();
    assert!(matches!(&*got, TypesStoredResponse::Status202(body) if body.b == 2));
    let wire = Wire::silent().await;
    let got = wire.client.types_stored().send_csv().await.unwrap();
    assert!(matches!(&*got, TypesStoredResponseCsv::Status204));
    let wire = Wire::json(409, r#"{"title": "t"}"#).await;
    let error = wire.client.types_stored().send_csv().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(TypesStoredError::Default(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_parameter_may_have_the_name_of_such_a_method() {
    let wire = Wire::responding(of("text/csv", "a,b")).await;
    let call = wire.client.types_send().send_csv("p").operation("o");
    assert_eq!(&**call.send_csv2().await.unwrap(), "a,b");
    assert_eq!(wire.target(), "/types/send?send_csv=p&operation=o");
    // Each method for a media type of the request has those for media types of the response.
    let wire = Wire::responding(of("text/csv", "a,b")).await;
    let got = wire
        .client
        .types_several_text("t")
        .send_csv()
        .await
        .unwrap();
    assert_eq!((&**got, wire.received().text()), ("a,b", "t".to_owned()));
    let wire = Wire::responding(of("text/csv", "a,b")).await;
    wire.client
        .types_several(C09a::new(1))
        .send_csv()
        .await
        .unwrap();
    assert_eq!(wire.received().text(), r#"{"a":1}"#);
}

#[tokio::test]
async fn some_statuses_have_no_body_whatever_the_document_says() {
    let wire = Wire::silent().await;
    let (): () = wire.client.c20_a().send().await.unwrap().into_inner();
    let (): () = wire.client.c20_b().send().await.unwrap().into_inner();
    let (): () = wire.client.c09_d().send().await.unwrap().into_inner();
    let wire = Wire::responding(reply(205, "", "")).await;
    let got = wire.client.c20_f().send().await.unwrap();
    assert!(matches!(&*got, C20FResponse::Status205), "{got:?}");
    let wire = Wire::responding(reply(304, "", "")).await;
    let error = wire.client.c20_f().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(C20FError::Status304)),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_empty_body_is_null_where_null_is_allowed() {
    let wire = Wire::responding(reply(200, "", "")).await;
    let any = wire.client.c20_c().send().await.unwrap();
    assert!(any.is_null() && any.raw_body().is_empty());
    assert!(wire.client.c20_e().send().await.unwrap().is_none());
    // An object is not null.
    let error = wire.client.c20_d().send().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("empty"), "{error}");
    let (value, _) = call!(c20_e().send(), "application/json", A);
    assert_eq!(value.unwrap().unwrap().a, 1);
    let (value, _) = call!(c20_c().send(), "application/json", "[1]");
    assert_eq!(value.unwrap(), serde_json::json!([1]));
}

#[tokio::test]
async fn the_response_decides_about_an_open_media_type() {
    for (content_type, body, expected) in [
        ("text/plain", "x", "x"),
        ("text/plain", r#""x""#, r#""x""#),
        ("text/html;charset=UTF-8", "<p>", "<p>"),
        ("application/json", r#""x""#, "x"),
    ] {
        let (value, _) = call!(c63_s().send(), content_type, body);
        assert_eq!(value.unwrap(), expected, "{content_type}");
    }
    for (content_type, body, expected) in [
        ("application/octet-stream", "aGk=", "aGk="),
        ("application/json", r#""aGk=""#, "hi"),
        // Spring labels bytes by what the client accepts.
        ("application/json", "%PDF", "%PDF"),
    ] {
        let (stream, _) = call!(c63_b().send(), content_type, body);
        assert_eq!(read(stream.unwrap()).await, expected, "{content_type}");
    }
    for content_type in ["application/json", "application/octet-stream", "text/plain"] {
        let (value, _) = call!(c63_o().send(), content_type, A);
        assert_eq!(value.unwrap().a, Some(1), "{content_type}");
        let (value, _) = call!(c63_l().send(), content_type, r#"["aGk="]"#);
        assert_eq!(value.unwrap(), ["aGk="]);
        let (value, accept) = call!(c63_i().send(), content_type, "7");
        assert_eq!((value.unwrap(), &*accept), (7, "*/*"));
    }
}

#[tokio::test]
async fn strings_of_a_format_and_in_errors_are_decided_too() {
    let id = "6f1e9a3e-2a8c-4a51-9d0a-3f8d1c6f0e11";
    let (value, _) = call!(types_scalars().send(), "text/plain", id);
    assert_eq!(value.unwrap().to_string(), id);
    let (value, _) = call!(
        types_scalars().send(),
        "application/json",
        &format!("\"{id}\"")
    );
    assert_eq!(value.unwrap().to_string(), id);
    let (value, _) = call!(types_scalars().send(), "text/plain", "no");
    assert!(value.unwrap_err().is_decode());
    let wire = Wire::responding(reply(400, "content-type: text/plain\r\n", "bad")).await;
    let error = wire.client.types_scalars().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(TypesScalarsError::Status400(body)) if body == "bad"));
    let wire = Wire::responding(reply(500, "content-type: text/plain\r\n", "a")).await;
    let call = wire
        .client
        .types_scalars()
        .with_retry_policy(RetryPolicy::never());
    let error = call.send().await.unwrap_err();
    assert!(
        matches!(
            error.api(),
            Some(TypesScalarsError::Default(Some(
                TypesScalarsResponseDefault::A
            )))
        ),
        "{error:?}"
    );
    let wire = Wire::responding(reply(500, "", "")).await;
    let call = wire
        .client
        .types_scalars()
        .with_retry_policy(RetryPolicy::never());
    let error = call.send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(TypesScalarsError::Default(None))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_file_may_be_labelled_json() {
    let (stream, accept) = call!(c09_g().send(), "application/json", "not json");
    assert_eq!(read(stream.unwrap()).await, "not json");
    assert_eq!(accept, "application/json");
}

#[tokio::test]
async fn json_lines_are_a_stream_of_items() {
    let (lines, accept) = call!(
        c09_i().send(),
        "application/x-ndjson",
        "{\"a\":1}\r\n\n{\"a\":2}"
    );
    let mut lines = lines.unwrap();
    assert_eq!(lines.item().await.unwrap().unwrap().a, 1);
    assert_eq!(lines.item().await.unwrap().unwrap().a, 2);
    assert!(lines.item().await.unwrap().is_none());
    assert_eq!(accept, "application/x-ndjson");
    // The schema of a list describes all lines.
    let (lines, accept) = call!(
        types_lines().send_lines(),
        "application/jsonl",
        "{\"a\":1}\n"
    );
    assert_eq!(lines.unwrap().item().await.unwrap().unwrap().a, 1);
    assert_eq!(accept, "application/jsonl");
    let (list, accept) = call!(types_lines().send(), "application/json", "[{\"a\":1}]");
    assert_eq!((list.unwrap()[0].a, &*accept), (1, "application/json"));
    let (lines, _) = call!(
        types_sequence().send(),
        "application/json-seq",
        "\u{1e}{\"a\":\n1}\n\u{1e}{\"a\":2}\n"
    );
    let lines: Vec<_> = futures_util::StreamExt::collect(lines.unwrap()).await;
    let lines: Vec<i128> = lines.into_iter().map(|line| line.unwrap().a).collect();
    assert_eq!(lines, [1, 2]);
    let (times, _) = call!(
        types_times().send(),
        "application/x-ndjson",
        "\"2026-07-03T10:00:00\"\n"
    );
    let time = times.unwrap().item().await.unwrap().unwrap();
    assert_eq!(time.to_rfc3339(), "2026-07-03T10:00:00+00:00");
}

#[tokio::test]
async fn a_line_that_is_not_an_item_ends_the_stream_with_its_reason() {
    let (lines, _) = call!(
        c09_i().send(),
        "application/x-ndjson",
        "{\"a\":\"x\"}\n{\"a\":2}\n"
    );
    let mut lines = lines.unwrap();
    let error = lines.item().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("at a"), "{error}");
    assert!(lines.item().await.unwrap().is_none());
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"a\":1}\n{\"a\":";
    let wire = Wire::responding(Reply::Bytes(cut.into())).await;
    let mut lines = wire.client.c09_i().send().await.unwrap().into_inner();
    assert_eq!(lines.item().await.unwrap().unwrap().a, 1);
    assert!(lines.item().await.unwrap_err().is_body());
    assert!(lines.item().await.unwrap().is_none());
}

#[tokio::test]
async fn a_documented_redirect_is_received() {
    let found = || reply(302, "location: /elsewhere\r\n", "");
    let wire = Wire::responding(found()).await;
    let got = wire.client.c09_e().send().await.unwrap();
    assert_eq!(
        (got.status().as_u16(), &got.headers()["location"]),
        (302, &"/elsewhere".parse().unwrap())
    );
    assert_eq!(wire.server.count(), 1);
    // Beside a success it is an error, by its status or its range.
    let wire = Wire::responding(reply(307, "location: /elsewhere\r\n", "")).await;
    let error = wire.client.types_redirects().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(TypesRedirectsError::Status307)),
        "{error:?}"
    );
    assert_eq!(error.headers().unwrap()["location"], "/elsewhere");
    let wire = Wire::responding(found()).await;
    let error = wire.client.types_redirects().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(TypesRedirectsError::Status3xx(_))),
        "{error:?}"
    );
    assert_eq!(wire.server.count(), 1);
    let wire = Wire::responding(reply(303, "location: /elsewhere\r\n", "")).await;
    let got = wire.client.types_moved().send().await.unwrap();
    assert_eq!(got.status().as_u16(), 303);
}

#[tokio::test]
async fn a_redirect_that_is_not_documented_is_followed() {
    let server = Server::start([reply(302, "location: /elsewhere\r\n", ""), json(200, A)]).await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    assert_eq!(client.types_followed().send().await.unwrap().a, 1);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_key_that_is_no_media_type_is_left_out() {
    let (value, accept) = call!(types_odd().send(), "application/json", A);
    assert_eq!((value.unwrap().a, &*accept), (1, "application/json"));
    let wire = Wire::silent().await;
    wire.client.types_odd_body(A).send().await.unwrap();
    assert_eq!(
        wire.header("content-type").as_deref(),
        Some("application/octet-stream")
    );
    assert_eq!(wire.received().text(), A);
    let call = wire.client.types_odd_body(A);
    let call = call.with_header("content-type", "application/x-own");
    call.send().await.unwrap();
    let received = wire.server.received();
    assert_eq!(
        received[1].header("content-type"),
        Some("application/x-own")
    );
}

#[tokio::test]
async fn statuses_are_decoded_by_the_most_specific_one() {
    use generated_tests::errors::{C09AError, C09BError, C20DError};
    use generated_tests::responses::{C09AResponse, C09BResponse};
    let wire = Wire::json(202, B).await;
    let got = wire.client.c09_a().send().await.unwrap();
    assert!(matches!(&*got, C09AResponse::Status202(body) if body.b == 2));
    let wire = Wire::json(404, r#""gone""#).await;
    let error = wire.client.c09_a().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(C09AError::Status404(body)) if body == "gone"));
    let problem = "content-type: application/problem+json\r\n";
    let wire = Wire::responding(reply(418, problem, r#"{"title": "t"}"#)).await;
    let error = wire.client.c09_a().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(C09AError::Status4xx(_))),
        "{error:?}"
    );
    let wire = Wire::json(201, B).await;
    let got = wire.client.c09_b().send().await.unwrap();
    assert!(matches!(&*got, C09BResponse::Status201(body) if body.b == 2));
    let wire = Wire::json(206, A).await;
    let got = wire.client.c09_b().send().await.unwrap();
    assert!(matches!(&*got, C09BResponse::Status2xx(body) if body.a == 1));
    let wire = Wire::json(400, "{}").await;
    let error = wire.client.c09_b().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(C09BError::Default(_))),
        "{error:?}"
    );
    let wire = Wire::json(200, A).await;
    assert_eq!(wire.client.c09_c().send().await.unwrap().a, 1);
    let wire = Wire::responding(of("text/plain", "t")).await;
    assert_eq!(&**wire.client.c09_h().send().await.unwrap(), "t");
    let wire = Wire::json(400, r#"{"m": "m"}"#).await;
    let error = wire.client.c20_d().send().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(C20DError::Default(body)) if body.m.as_deref() == Some("m"))
    );
}
