//! Mocks of operations: each answers its own call, and no other.

use chrono::{DateTime, NaiveDate, Utc};
use generated_tests::errors::*;
use generated_tests::forms::BodyMultipartOptionalForm;
use generated_tests::mock::{self, Failure, Server, Success};
use generated_tests::responses::AnswerStatusesResponse;
use generated_tests::types::{
    AnswerError, AnswerItem, AnswerOther, AnswerUnionResponse200, BodyForm, BodyItem,
    ObjectReadWrite, PagedNotes, ParameterChoice, ParameterObject,
};
use generated_tests::{Body, ByteStream, Call, Error, EventStream, File, Response};
use uuid::Uuid;

/// Mounts a mock that is to be called once; the first call is answered, the second is not, for the
/// reason that is given.
macro_rules! only {
    ($client:ident; $($mock:expr => $hit:expr, not $miss:expr, $why:expr;)*) => {$(
        let server = Server::start().await;
        let $client = server.client().unwrap();
        $mock.respond_204().expect(1).mount(&server).await;
        $hit.send().await.unwrap();
        let error = $miss.send().await.unwrap_err();
        assert_eq!(error.status().map(|it| it.as_u16()), Some(501), "{error}");
        let said = error.message().unwrap();
        assert!(said.starts_with("mock: no mock answers ") && said.ends_with($why), "{said}");
    )*};
}

const ID: Uuid = Uuid::from_u128(0x6f1e_9a3e_2a8c_4a51_9d0a_3f8d_1c6f_0e11);

fn object() -> ParameterObject {
    ParameterObject::new().role("a&b").level(2)
}

fn list() -> Vec<String> {
    vec!["x y".to_owned(), "b,c".to_owned()]
}

fn one() -> Vec<String> {
    vec!["x y".to_owned()]
}

fn when() -> DateTime<Utc> {
    "2026-07-03T10:00:00Z".parse().unwrap()
}

fn item() -> AnswerItem {
    AnswerItem::new(1).at(when())
}

#[tokio::test]
async fn query_parameters_are_compared_by_their_style() {
    only! { client;
        mock::query_form().list(list()) => client.query_form().list(list()).flat(one()),
            not client.query_form().list(one()), "query_form: the query: `list=x%20y` is not `list=x%20y&list=b%2Cc`";
        mock::query_form().list([] as [String; 0]) => client.query_form(),
            not client.query_form().list(one()), "`list=x%20y` is not ``";
        mock::query_form().flat(list()) => client.query_form().flat(list()),
            not client.query_form().list(list()), "`` is not `flat=x%20y,b%2Cc`";
        mock::query_form().object(object()) => client.query_form().object(object()),
            not client.query_form().object(object().level(3)), "`role=a%26b&level=3` is not `role=a%26b&level=2`";
        mock::query_form().flat_object(object()) => client.query_form().flat_object(object()),
            not client.query_form().object(object()), "`` is not `flat_object=role,a%26b,level,2`";
        mock::query_form().deep(ParameterObject::new().level(2)) => client.query_form().deep(ParameterObject::new().level(2)),
            not client.query_form().deep(object()), "`deep%5Brole%5D=a%26b&deep%5Blevel%5D=2` is not `deep%5Blevel%5D=2`";
        mock::query_delimited().spaces(list()).pipes(list()).spread_pipes(list()) =>
            client.query_delimited().spaces(list()).pipes(list()).spread_pipes(list()),
            not client.query_delimited().spaces(list()).pipes(list()).spread_pipes(one()),
            "`spread_pipes=x%20y` is not `spread_pipes=x%20y&spread_pipes=b%2Cc`";
        mock::query_scalars().text("a+b").count(-3).ratio(0.5).flag(false).when(when()).id(ID).choice(ParameterChoice::DownOut) =>
            client.query_scalars().text("a+b").count(-3).ratio(0.5).flag(false).when(when()).id(ID).choice(ParameterChoice::DownOut),
            not client.query_scalars().text("a b"), "`text=a%20b` is not `text=a%2Bb`";
        mock::query_required().ids([1, 2]) => client.query_required("n", [1, 2]),
            not client.query_required("n", [2, 1]), "`ids=2&ids=1` is not `ids=1&ids=2`";
    }
}

#[tokio::test]
async fn path_parameters_are_compared_by_their_style() {
    only! { client;
        mock::path_simple().text("a/b") => client.path_simple("a/b"), not client.path_simple("b"),
            "path_simple: of the path, text is not `a%2Fb`";
        mock::path_simple() => client.path_simple("anything"), not client.path_choice(ParameterChoice::Up), "/path/choice/up";
        mock::path_scalars().flag(true) => client.path_scalars(1, true, ID, NaiveDate::MIN),
            not client.path_scalars(1, false, ID, NaiveDate::MIN), "flag is not `true`";
        mock::path_choice().choice(ParameterChoice::AB) => client.path_choice(ParameterChoice::AB),
            not client.path_choice(ParameterChoice::Up), "choice is not `a%2Fb`";
        mock::path_list().list(list()) => client.path_list(list()), not client.path_list(one()), "`x%20y,b%2Cc`";
        mock::path_object().object(object()) => client.path_object(object()),
            not client.path_object(object().level(3)), "`role=a%26b,level=2`";
        mock::path_label().list(list()) => client.path_label(list()), not client.path_label(one()), "`.x%20y,b%2Cc`";
        mock::path_label_exploded().list(list()) => client.path_label_exploded(list()),
            not client.path_label_exploded(one()), "`.x%20y.b%2Cc`";
        mock::path_label_text().text("a.b") => client.path_label_text("a.b"), not client.path_label_text("a"), "`.a.b`";
        mock::path_matrix().list(list()) => client.path_matrix(list()), not client.path_matrix(one()), "`;list=x%20y,b%2Cc`";
        mock::path_matrix_exploded().list(list()) => client.path_matrix_exploded(list()),
            not client.path_matrix_exploded(one()), "`;list=x%20y;list=b%2Cc`";
        mock::path_matrix_object().object(object()) => client.path_matrix_object(object()),
            not client.path_matrix_object(object().level(3)), "`;role=a%26b;level=2`";
        mock::path_action().id("a:b") => client.path_action("a:b"), not client.path_action("a"), "id is not `a%3Ab`";
        mock::path_two().a("a-b").b(2) => client.path_two("a-b", 2, "tar.gz"),
            not client.path_two("a", 2, "tar.gz"), "a is not `a-b` or b is not `2`";
        mock::path_twice().id("a") => client.path_twice("a"), not client.path_twice("b"), "id is not `a` or id is not `a`";
        mock::path_kebab().thing_id("a") => client.path_kebab("a", "b"),
            not client.path_kebab("b", "a"), "thing-id is not `a`";
        mock::path_trailing() => client.path_trailing("a"), not client.path_simple("a"), "/path/simple/a";
        mock::path_literal() => client.path_literal(), not client.path_simple("a"), "/path/simple/a";
    }
}

#[tokio::test]
async fn headers_and_cookies_are_compared() {
    only! { client;
        mock::headers().x_text("a b").x_list(list()).x_when(when()) => client.headers().x_text("a b").x_list(list()).x_when(when()),
            not client.headers().x_text("a"), "headers: X-Text: `a` is not `a b`";
        mock::headers().x_exploded(object()) => client.headers().x_exploded(object()),
            not client.headers().x_object(object()), "X-Exploded: `` is not `role=a&b,level=2`";
        mock::headers().x_object(object()) => client.headers().x_object(object()),
            not client.headers().x_exploded(object()), "X-Object: `` is not `role,a&b,level,2`";
        mock::cookies().session("s;").count(2) => client.cookies().session("s;").count(2),
            not client.cookies().session("s;"), "cookies: the cookie count: `` is not `2`";
        mock::cookies().list(list()) => client.cookies().session("s").list(list()),
            not client.cookies().list(one()), "the cookie list: `x%20y` is not `x%20y%2Cb%2Cc`";
    }
}

#[tokio::test]
async fn bodies_are_compared() {
    let form = |tag: &str| BodyForm::new("a b").tags([tag.to_owned()]);
    let multipart = |content: &'static str| {
        BodyMultipartOptionalForm::new()
            .note("n")
            .file(File::from(content))
    };
    only! { client;
        mock::body_json().body(&BodyItem::new("n").count(2)) => client.body_json(BodyItem::new("n").count(2)),
            not client.body_json(BodyItem::new("n").count(3)), "body_json: the body, at count: `3` is not `2`";
        mock::body_json() => client.body_json(BodyItem::new("n")), not client.body_any(1), "/bodies/any";
        mock::body_list().body(&[BodyItem::new("n")]) => client.body_list([BodyItem::new("n")]),
            not client.body_list([BodyItem::new("m")]), "at [0].name: `\"m\"` is not `\"n\"`";
        mock::body_scalar().body("text") => client.body_scalar("text"),
            not client.body_scalar("other"), "`\"other\"` is not `\"text\"`";
        mock::body_optional().body(&BodyItem::new("n")) => client.body_optional().body(BodyItem::new("n")),
            not client.body_optional(), "the body is not JSON";
        mock::body_form().body(&form("x")) => client.body_form(form("x")),
            not client.body_form(form("y")), "the body: `name=a%20b&tags=y` is not `name=a%20b&tags=x`";
        mock::body_text().body("é") => client.body_text("é"), not client.body_text("e"), "`e` is not `é`";
        mock::body_bytes().body([1, 2]) => client.body_bytes(vec![1, 2]),
            not client.body_bytes(vec![1]), "the body has different bytes";
        mock::body_multipart_optional().body(multipart("x")) => client.body_multipart_optional().body(multipart("x")),
            not client.body_multipart_optional().body(multipart("y")), "the form has different parts";
    }
}

#[tokio::test]
async fn parameters_that_are_called_as_the_mocks_methods_are_asked_for_too() {
    only! { client;
        mock::mock_methods().respond2("r").and2("a").authorized2("z").respond_204_2("s").fails_with2("f") =>
            client.mock_methods().respond("r").and("a").authorized("z").respond_204("s").fails_with("f"),
            not client.mock_methods().respond("q"), "`respond=q` is not `respond=r`";
        mock::answer() => client.answer(), not client.mock_methods(), "/mock/methods";
    }
}

#[tokio::test]
async fn what_the_document_does_not_know_is_asked_for_by_wiremock() {
    use mock::wiremock::matchers::{header, query_param_is_missing};
    only! { client;
        mock::query_form().and(header("x-tenant", "blue")).and(query_param_is_missing("list")) =>
            client.query_form().with_header("x-tenant", "blue"),
            not client.query_form().with_header("x-tenant", "blue").list(one()), "it does not match `and`";
        mock::query_form().and(|request: &mock::wiremock::Request| request.url.query().is_none()) =>
            client.query_form(), not client.query_form().list(one()), "it does not match `and`";
    }
}

#[tokio::test]
async fn credentials_are_asked_for_where_the_document_has_them() {
    only! { client;
        mock::secure_bearer().authorized() => client.secure_bearer(), not client.secure_basic(), "/security/basic";
        mock::secure_basic().authorized() => client.secure_basic(), not client.secure_bearer(), "/security/bearer";
        mock::secure_header().authorized() => client.secure_header(), not client.secure_bearer(), "/security/bearer";
        mock::secure_query().authorized() => client.secure_query(), not client.secure_bearer(), "/security/bearer";
        mock::secure_cookie().authorized() => client.secure_cookie(), not client.secure_bearer(), "/security/bearer";
        mock::secure_both().authorized() => client.secure_both(), not client.secure_bearer(), "/security/bearer";
        mock::secure_either().authorized() => client.secure_either(), not client.secure_bearer(), "/security/bearer";
        mock::secure_none().authorized() => client.secure_none(), not client.secure_bearer(), "/security/bearer";
    }
    let server = Server::start().await;
    mock::secure_optional()
        .authorized()
        .respond_204()
        .mount(&server)
        .await;
    let with = server.client().unwrap();
    with.secure_optional().send().await.unwrap();
    let without = generated_tests::Client::builder().base_url(server.uri());
    let without = without.build().unwrap();
    let error = without.secure_optional().send().await.unwrap_err();
    let said = error.message().unwrap();
    assert!(
        said.ends_with("it lacks the credentials that the operation needs"),
        "{said}"
    );
}

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
        body.contains("the status 500 is not between 400 and 499"),
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

#[tokio::test]
async fn a_path_with_a_parameter_does_not_hide_one_without() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    mock::mock_item()
        .respond_204()
        .expect(1)
        .mount(&server)
        .await;
    mock::mock_all()
        .respond_204()
        .expect(1)
        .mount(&server)
        .await;
    client.mock_all().send().await.unwrap();
    client.mock_item("7").send().await.unwrap();
}

#[tokio::test]
async fn pages_are_answered_each_by_its_own_mock() {
    let server = Server::start().await;
    mock::list_paged()
        .after(ID)
        .respond_200(&PagedNotes::new(["c"], false))
        .expect(1)
        .mount(&server)
        .await;
    mock::list_paged()
        .respond_200(&PagedNotes::new(["a", "b"], true).last_id(ID))
        .expect(1)
        .mount(&server)
        .await;
    let client = server.client().unwrap();
    let mut items = client.list_paged().items();
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item.unwrap());
    }
    assert_eq!(all, ["a", "b", "c"]);
}

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
    let bytes: Response<ByteStream> = Success::new(Body::from("text").into()).into();
    let mut bytes = bytes.into_inner();
    assert_eq!(bytes.chunk().await.unwrap().unwrap(), "text");
    assert_eq!(bytes.chunk().await.unwrap(), None);
    let events: Response<EventStream> = Success::new(Body::from("data: one\n\n").into()).into();
    let event = events.into_inner().event().await.unwrap().unwrap();
    assert_eq!(event.data, "one");
}
