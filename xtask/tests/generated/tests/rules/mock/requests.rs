//! Which requests a mock matches.

use chrono::NaiveDate;
use generated_tests::forms::BodyMultipartOptionalForm;
use generated_tests::mock::{self, Server};
use generated_tests::types::{BodyForm, BodyItem, PagedNotes, ParameterChoice, ParameterObject};
use generated_tests::{Call, File};

use super::{ID, when};

/// Mounts a mock that expects one call. The first call matches it, the second does not, for the
/// given reason.
macro_rules! only {
    ($client:ident; $($mock:expr => $hit:expr, not $miss:expr, $why:expr;)*) => {$(
        let server = Server::start().await;
        let $client = server.client().unwrap();
        $mock.respond_204().expect(1).mount(&server).await;
        $hit.send().await.unwrap();
        let error = $miss.send().await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(501), "{error}");
        let message = error.message().unwrap();
        assert!(message.starts_with("mock: no mock matches ") && message.ends_with($why),
            "{message}");
    )*};
}

fn object() -> ParameterObject {
    ParameterObject::new().role("a&b").level(2)
}

fn list() -> Vec<String> {
    vec!["x y".to_owned(), "b,c".to_owned()]
}

fn one() -> Vec<String> {
    vec!["x y".to_owned()]
}

#[tokio::test]
async fn query_parameters_are_compared_by_their_style() {
    only! { client;
        mock::query_form().list(list()) => client.query_form().list(list()).flat(one()),
            not client.query_form().list(one()),
                "query_form: the query: `list=x%20y` is not `list=x%20y&list=b%2Cc`";
        mock::query_form().list([] as [String; 0]) => client.query_form(),
            not client.query_form().list(one()), "`list=x%20y` is not ``";
        mock::query_form().flat(list()) => client.query_form().flat(list()),
            not client.query_form().list(list()), "`` is not `flat=x%20y,b%2Cc`";
        mock::query_form().object(object()) => client.query_form().object(object()),
            not client.query_form().object(object().level(3)),
                "`role=a%26b&level=3` is not `role=a%26b&level=2`";
        mock::query_form().flat_object(object()) => client.query_form().flat_object(object()),
            not client.query_form().object(object()), "`` is not `flat_object=role,a%26b,level,2`";
        mock::query_form().deep(ParameterObject::new().level(2)) =>
            client.query_form().deep(ParameterObject::new().level(2)),
            not client.query_form().deep(object()),
                "`deep%5Brole%5D=a%26b&deep%5Blevel%5D=2` is not `deep%5Blevel%5D=2`";
        mock::query_delimited().spaces(list()).pipes(list()).spread_pipes(list()) =>
            client.query_delimited().spaces(list()).pipes(list()).spread_pipes(list()),
            not client.query_delimited().spaces(list()).pipes(list()).spread_pipes(one()),
            "`spread_pipes=x%20y` is not `spread_pipes=x%20y&spread_pipes=b%2Cc`";
        mock::query_scalars().text("a+b").count(-3).ratio(0.5).flag(false).when(when()).id(ID)
            .choice(ParameterChoice::DownOut) =>
            client.query_scalars().text("a+b").count(-3).ratio(0.5).flag(false).when(when()).id(ID)
                .choice(ParameterChoice::DownOut),
            not client.query_scalars().text("a b"), "`text=a%20b` is not `text=a%2Bb`";
        mock::query_required().ids([1, 2]) => client.query_required("n", [1, 2]),
            not client.query_required("n", [2, 1]), "`ids=2&ids=1` is not `ids=1&ids=2`";
    }
}

#[tokio::test]
async fn path_parameters_are_compared_by_their_style() {
    only! { client;
        mock::path_simple().text("a/b") => client.path_simple("a/b"), not client.path_simple("b"),
            "path_simple: in the path, text is not `a%2Fb`";
        mock::path_simple() => client.path_simple("anything"),
            not client.path_choice(ParameterChoice::Up), "/path/choice/up";
        mock::path_scalars().flag(true) => client.path_scalars(1, true, ID, NaiveDate::MIN),
            not client.path_scalars(1, false, ID, NaiveDate::MIN), "flag is not `true`";
        mock::path_choice().choice(ParameterChoice::AB) => client.path_choice(ParameterChoice::AB),
            not client.path_choice(ParameterChoice::Up), "choice is not `a%2Fb`";
        mock::path_list().list(list()) => client.path_list(list()), not client.path_list(one()),
            "`x%20y,b%2Cc`";
        mock::path_object().object(object()) => client.path_object(object()),
            not client.path_object(object().level(3)), "`role=a%26b,level=2`";
        mock::path_label().list(list()) => client.path_label(list()),
            not client.path_label(one()), "`.x%20y,b%2Cc`";
        mock::path_label_exploded().list(list()) => client.path_label_exploded(list()),
            not client.path_label_exploded(one()), "`.x%20y.b%2Cc`";
        mock::path_label_text().text("a.b") => client.path_label_text("a.b"),
            not client.path_label_text("a"), "`.a.b`";
        mock::path_matrix().list(list()) => client.path_matrix(list()),
            not client.path_matrix(one()), "`;list=x%20y,b%2Cc`";
        mock::path_matrix_exploded().list(list()) => client.path_matrix_exploded(list()),
            not client.path_matrix_exploded(one()), "`;list=x%20y;list=b%2Cc`";
        mock::path_matrix_object().object(object()) => client.path_matrix_object(object()),
            not client.path_matrix_object(object().level(3)), "`;role=a%26b;level=2`";
        mock::path_action().id("a:b") => client.path_action("a:b"), not client.path_action("a"),
            "id is not `a%3Ab`";
        mock::path_two().a("a-b").b(2) => client.path_two("a-b", 2, "tar.gz"),
            not client.path_two("a", 2, "tar.gz"), "a is not `a-b` or b is not `2`";
        mock::path_twice().id("a") => client.path_twice("a"), not client.path_twice("b"),
            "id is not `a` or id is not `a`";
        mock::path_kebab().thing_id("a") => client.path_kebab("a", "b"),
            not client.path_kebab("b", "a"), "thing-id is not `a`";
        mock::path_trailing() => client.path_trailing("a"), not client.path_simple("a"),
            "/path/simple/a";
        mock::path_literal() => client.path_literal(), not client.path_simple("a"),
            "/path/simple/a";
    }
}

#[tokio::test]
async fn headers_and_cookies_are_compared() {
    only! { client;
        mock::headers().x_text("a b").x_list(list()).x_when(when()) =>
            client.headers().x_text("a b").x_list(list()).x_when(when()),
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
        mock::body_json().body(&BodyItem::new("n").count(2)) =>
            client.body_json(BodyItem::new("n").count(2)),
            not client.body_json(BodyItem::new("n").count(3)),
                "body_json: the body, at count: `3` is not `2`";
        mock::body_json() => client.body_json(BodyItem::new("n")), not client.body_any(1),
            "/bodies/any";
        mock::body_list().body(&[BodyItem::new("n")]) => client.body_list([BodyItem::new("n")]),
            not client.body_list([BodyItem::new("m")]), "at [0].name: `\"m\"` is not `\"n\"`";
        mock::body_scalar().body("text") => client.body_scalar("text"),
            not client.body_scalar("other"), "`\"other\"` is not `\"text\"`";
        mock::body_optional().body(&BodyItem::new("n")) =>
            client.body_optional().body(BodyItem::new("n")),
            not client.body_optional(), "the body is not JSON";
        mock::body_form().body(&form("x")) => client.body_form(form("x")),
            not client.body_form(form("y")),
                "the body: `name=a%20b&tags=y` is not `name=a%20b&tags=x`";
        mock::body_text().body("é") => client.body_text("é"), not client.body_text("e"),
            "`e` is not `é`";
        mock::body_bytes().body([1, 2]) => client.body_bytes(vec![1, 2]),
            not client.body_bytes(vec![1]), "the body has different bytes";
        mock::body_multipart_optional().body(multipart("x")) =>
            client.body_multipart_optional().body(multipart("x")),
            not client.body_multipart_optional().body(multipart("y")),
                "the form has different parts";
    }
}

#[tokio::test]
async fn parameters_named_like_the_mocks_methods_are_compared() {
    only! { client;
        mock::mock_methods().respond2("r").and2("a").authorized2("z").respond_204_2("s")
            .fails_with2("f") =>
            client.mock_methods().respond("r").and("a").authorized("z").respond_204("s")
                .fails_with("f"),
            not client.mock_methods().respond("q"), "`respond=q` is not `respond=r`";
        mock::answer() => client.answer(), not client.mock_methods(), "/mock/methods";
    }
}

#[tokio::test]
async fn undocumented_conditions_are_matched_by_wiremock() {
    use mock::wiremock::matchers::{header, query_param_is_missing};
    only! { client;
        mock::query_form().and(header("x-tenant", "blue")).and(query_param_is_missing("list")) =>
            client.query_form().with_header("x-tenant", "blue"),
            not client.query_form().with_header("x-tenant", "blue").list(one()),
                "it does not match `and`";
        mock::query_form().and(|request: &mock::wiremock::Request| request.url.query().is_none()) =>
            client.query_form(), not client.query_form().list(one()), "it does not match `and`";
    }
}

#[tokio::test]
async fn credentials_are_required_where_the_document_requires_them() {
    only! { client;
        mock::secure_bearer().authorized() => client.secure_bearer(), not client.secure_basic(),
            "/security/basic";
        mock::secure_basic().authorized() => client.secure_basic(), not client.secure_bearer(),
            "/security/bearer";
        mock::secure_header().authorized() => client.secure_header(), not client.secure_bearer(),
            "/security/bearer";
        mock::secure_query().authorized() => client.secure_query(), not client.secure_bearer(),
            "/security/bearer";
        mock::secure_cookie().authorized() => client.secure_cookie(), not client.secure_bearer(),
            "/security/bearer";
        mock::secure_both().authorized() => client.secure_both(), not client.secure_bearer(),
            "/security/bearer";
        mock::secure_either().authorized() => client.secure_either(), not client.secure_bearer(),
            "/security/bearer";
        mock::secure_none().authorized() => client.secure_none(), not client.secure_bearer(),
            "/security/bearer";
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
    let message = error.message().unwrap();
    assert!(
        message.ends_with("it lacks the credentials that the operation needs"),
        "{message}"
    );
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
async fn each_page_has_its_own_mock() {
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
