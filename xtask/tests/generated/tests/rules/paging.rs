//! Lists that come in pages, in every shape: by cursor, number, offset and URL.

use futures_util::StreamExt;
use generated_tests::Client;
use generated_tests::types::DescribedPostBody;
use xtask::{Format, Settings};

use crate::common::{Server, json};

async fn serving(pages: &[&str]) -> (Server, Client) {
    let server = Server::start(pages.iter().map(|page| json(200, page))).await;
    let client = Client::builder().base_url(&*server.url).build().unwrap();
    (server, client)
}

fn targets(server: &Server) -> Vec<String> {
    let received = server.received().into_iter();
    received
        .map(|request| request.line.split(' ').nth(1).unwrap().to_owned())
        .collect()
}

/// The items of a list, and the targets that were requested for them.
macro_rules! listed {
    ($call:expr, $pages:expr) => {{
        let (server, client) = serving(&$pages).await;
        let call = $call(&client);
        let items: Vec<String> = call.items().map(Result::unwrap).collect().await;
        (items.concat(), targets(&server))
    }};
}

#[tokio::test]
async fn a_cursor_leads_to_the_next_page_until_there_is_none() {
    for last in [
        r#"{"items":["c"]}"#,
        r#"{"items":["c"],"next_cursor":null}"#,
        r#"{"items":["c"],"next_cursor":""}"#,
    ] {
        let pages = [r#"{"items":["a","b"],"next_cursor":"x y"}"#, last];
        let (items, targets) =
            listed!(|client: &Client| client.paging_cursor().page_size(2), pages);
        assert_eq!(items, "abc");
        assert_eq!(
            targets,
            [
                "/paging/cursor?page_size=2",
                "/paging/cursor?cursor=x%20y&page_size=2"
            ]
        );
    }
    let pages = [
        r#"{"widgets":["a"],"nextPageToken":"t"}"#,
        r#"{"widgets":["b"],"nextPageToken":""}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_token(), pages);
    assert_eq!((&*items, &*targets[1]), ("ab", "/paging/token?pageToken=t"));
    let pages = [
        r#"{"data":["a"],"cursor":{"next":"n"}}"#,
        r#"{"data":["b"],"cursor":{}}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_nested(), pages);
    assert_eq!((&*items, &*targets[1]), ("ab", "/paging/nested?cursor=n"));
}

#[tokio::test]
async fn the_id_of_the_last_item_leads_on_and_that_of_the_first_back() {
    let pages = [
        r#"{"data":["a"],"has_more":true,"first_id":"f","last_id":"l"}"#,
        r#"{"data":["b"],"has_more":false,"first_id":"g","last_id":"m"}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_starting(), pages);
    assert_eq!(
        (&*items, &*targets[1]),
        ("ab", "/paging/starting?starting_after=l")
    );
    let back = |client: &Client| client.paging_starting().ending_before("z");
    let (_, targets) = listed!(back, pages);
    assert_eq!(targets[1], "/paging/starting?ending_before=f");
}

#[tokio::test]
async fn an_offset_grows_by_what_was_received() {
    let pages = [
        r#"{"things":["a","b"],"total_entries":5}"#,
        r#"{"things":["c","d"],"total_entries":5}"#,
        r#"{"things":["e"],"total_entries":5}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_offset().limit(50), pages);
    assert_eq!(items, "abcde");
    assert_eq!(
        targets,
        [
            "/paging/offset?limit=50",
            "/paging/offset?offset=2&limit=50",
            "/paging/offset?offset=4&limit=50"
        ]
    );
    // A page in the middle, and a total that the page leaves out.
    let pages = [
        r#"{"results":["d"],"query":[]}"#,
        r#"{"results":[],"query":[]}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_skip().skip(3), pages);
    assert_eq!(
        (&*items, &*targets),
        (
            "d",
            &[
                "/paging/skip?skip=3".to_owned(),
                "/paging/skip?skip=4".to_owned()
            ][..]
        )
    );
    let pages = [
        r#"{"data":["a"],"has_more":true}"#,
        r#"{"data":null,"has_more":false}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_offset_more(), pages);
    assert_eq!((&*items, targets.len()), ("a", 2));
}

#[tokio::test]
async fn pages_are_numbered_from_where_the_document_says() {
    let pages = [
        r#"{"data":["a"],"total_pages":2}"#,
        r#"{"data":["b"],"total_pages":2}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_number(), pages);
    assert_eq!(
        (&*items, &*targets),
        (
            "ab",
            &[
                "/paging/number".to_owned(),
                "/paging/number?page=2".to_owned()
            ][..]
        )
    );
    let pages = [
        r#"{"content":["a"],"totalPages":2,"last":false}"#,
        r#"{"content":["b"],"totalPages":2,"last":true}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_zero(), pages);
    assert_eq!((&*items, &*targets[1]), ("ab", "/paging/zero?page=1"));
    let pages = [
        r#"{"results":["a","b"],"pageNumber":1,"pageSize":2,"totalResults":3}"#,
        r#"{"results":["c"],"pageNumber":2,"pageSize":2,"totalResults":3}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_size(), pages);
    assert_eq!((&*items, &*targets[1]), ("abc", "/paging/size?page=2"));
    let pages = [
        r#"{"podcasts":["a"],"page_number":7,"has_next":true}"#,
        r#"{"podcasts":["b"],"page_number":8,"has_next":false}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_echo(), pages);
    assert_eq!((&*items, &*targets[1]), ("ab", "/paging/echo?page=8"));
}

#[tokio::test]
async fn the_page_may_have_the_number_of_the_next_or_of_all_pages() {
    let pages = [
        r#"{"data":["a"],"next_page":2}"#,
        r#"{"data":["b"],"next_page":null}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_next_number(), pages);
    assert_eq!(
        (&*items, &*targets[1]),
        ("ab", "/paging/next-number?page=2")
    );
    let page = r#"{"items":["a"],"total":2,"page":1,"size":1,"pages":2}"#;
    let (items, targets) = listed!(|client: &Client| client.paging_pages(), [page]);
    assert_eq!((&*items, targets.len()), ("aa", 2));
}

#[tokio::test]
async fn the_url_of_the_next_page_is_followed() {
    let (server, client) = serving(&[
        r#"{"count":3,"next":"?limit=1&offset=1","results":["a"]}"#,
        r#"{"count":3,"next":"/paging/url?limit=1&offset=2&x=%20","results":["b"]}"#,
        r#"{"count":3,"next":null,"results":["c"]}"#,
    ])
    .await;
    let items = client.paging_url().limit(1).items();
    let items: Vec<String> = items.map(Result::unwrap).collect().await;
    assert_eq!(items.concat(), "abc");
    assert_eq!(
        targets(&server),
        [
            "/paging/url?limit=1",
            "/paging/url?limit=1&offset=1",
            "/paging/url?limit=1&offset=2&x=%20"
        ]
    );
    let pages = [
        r#"{"data":["a"],"links":{"next":"/paging/links?p=2"}}"#,
        r#"{"data":["b"]}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_links().filter("f"), pages);
    assert_eq!((&*items, &*targets[1]), ("ab", "/paging/links?p=2"));
    let pages = [
        r#"{"data":["a"],"_links":{"next":{"href":"hal?p=2"}}}"#,
        r#"{"data":["b"]}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.paging_hal(), pages);
    assert_eq!((&*items, &*targets[1]), ("ab", "/paging/hal?p=2"));
}

#[tokio::test]
async fn the_next_page_on_another_origin_is_not_requested_unless_it_is_allowed() {
    let other = Server::start([json(200, r#"{"data":["b"]}"#)]).await;
    let next = format!(r#"{{"data":["a"],"next_url":"{}/p?n=2"}}"#, other.url);
    let server = Server::start([json(200, &next)]).await;
    let builder = || {
        let builder = Client::builder().base_url(&*server.url);
        builder.credential("paging_key", "k&")
    };
    let client = builder().build().unwrap();
    let mut items = client.paging_secret().items();
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.is_configuration(), "{error}");
    assert!(error.to_string().contains("allow_origin"), "{error}");
    assert!(items.next().await.is_none());
    assert_eq!(other.count(), 0);
    let client = builder().allow_origin(&*other.url).build().unwrap();
    let items: Vec<_> = client
        .paging_secret()
        .items()
        .map(Result::unwrap)
        .collect()
        .await;
    assert_eq!(items.concat(), "ab");
    // The credential is sent with each page.
    assert_eq!(targets(&other), ["/p?n=2&key=k%26"]);
}

#[tokio::test]
async fn a_url_that_repeats_itself_or_is_none_is_an_error() {
    let page = r#"{"data":["a"],"next_url":"/paging/secret?n=2&key=old"}"#;
    let (server, client) = serving(&[page]).await;
    drop(client);
    let builder = Client::builder().base_url(&*server.url);
    let client = builder.credential("paging_key", "k").build().unwrap();
    let mut items = client.paging_secret().items();
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    // The second page names itself as the next one.
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert!(items.next().await.unwrap().unwrap_err().is_decode());
    // The server repeats the credential, which is not sent twice.
    assert_eq!(targets(&server)[1], "/paging/secret?n=2&key=k");
    for url in ["http://", "ftp://h/x", "http://u:p@127.0.0.1/"] {
        let page = format!(r#"{{"data":["a"],"links":{{"next":"{url}"}}}}"#);
        let (_server, client) = serving(&[&page]).await;
        let mut items = client.paging_links().items();
        assert_eq!(items.next().await.unwrap().unwrap(), "a");
        assert!(items.next().await.unwrap().is_err(), "{url}");
    }
}

#[tokio::test]
async fn lists_that_the_document_describes_have_pages() {
    let (items, targets) = listed!(
        |client: &Client| client.described_bare(),
        [r#"["a","b"]"#, r#"["c"]"#, "[]"]
    );
    assert_eq!(items, "abc");
    assert_eq!(
        targets[1..],
        [
            "/paging/described/bare?skip=2",
            "/paging/described/bare?skip=3"
        ]
    );
    let pages = [
        r#"{"body":{"rows":["a"],"more.to":"x"}}"#,
        r#"{"body":{"rows":["b"]}}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.described_cursor(), pages);
    assert_eq!(
        (&*items, &*targets[1]),
        ("ab", "/paging/described/cursor?from=x")
    );
    let pages = [
        r#"{"tags":["a"],"more":true,"pages":2}"#,
        r#"{"tags":["b"],"more":true,"pages":2}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.described_page(), pages);
    assert_eq!((&*items, targets.len()), ("ab", 2));
    assert_eq!(targets[1], "/paging/described/page?p=1");
    let pages = [
        r#"{"data":["a"],"following":"/paging/described/url?x"}"#,
        r#"{"data":["b"]}"#,
    ];
    let (items, targets) = listed!(|client: &Client| client.described_url(), pages);
    assert_eq!((&*items, &*targets[1]), ("ab", "/paging/described/url?x"));
    let (server, client) = serving(&[r#"["a"]"#, "[]"]).await;
    let call = client.described_post(DescribedPostBody::new("t"));
    let items: Vec<String> = call.items().map(Result::unwrap).collect().await;
    assert_eq!(items, ["a"]);
    let bodies = server.received();
    assert!(
        bodies
            .iter()
            .all(|request| request.text() == r#"{"text":"t"}"#)
    );
}

fn generated(document: &str) -> xtask::Generated {
    let document = xtask::read(document.as_bytes(), Format::Json).unwrap();
    xtask::generate(&document, &Settings::of_package("a-api")).unwrap()
}

#[test]
fn a_list_that_is_not_certain_has_no_pages_and_a_note_says_why() {
    let generated = generated(include_str!("../../documents/paging.json"));
    for operation in &generated.manifest.operations {
        let certain = operation.rust_name.starts_with("paging_")
            || operation.rust_name.starts_with("described_");
        let certain = certain && operation.rust_name != "described_none";
        assert_eq!(operation.paged, certain, "{}", operation.rust_name);
    }
    let notes = generated
        .notes
        .iter()
        .filter(|note| note.what.contains("`x-pagination`"));
    let notes: Vec<_> = notes.map(|note| &*note.pointer).collect();
    // `next` alone has no parameter that looks like one of a list with pages.
    assert_eq!(notes.len(), 16, "{notes:#?}");
    assert!(
        notes
            .iter()
            .all(|pointer| pointer.starts_with("#/paths/~1paging~1unsure~1"))
    );
}

#[test]
fn a_wrong_description_is_refused_with_its_reason() {
    let refused = |pagination: &str| {
        let document = format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}},
                "paths": {{"/a": {{"get": {{
                "operationId": "list", "x-pagination": {pagination},
                "parameters": [{{"name": "from", "in": "query", "schema": {{"type": "string"}}}}],
                "responses": {{"200": {{"description": "d",
                "content": {{"application/json": {{"schema": {{
                    "type": "object", "properties": {{
                        "items": {{"type": "array", "items": {{}}}}, "to": {{"type": "string"}},
                        "n": {{"type": "boolean"}}
                    }}
                }}}}}}}}}}
            }}}}}}}}"#
        );
        let document = xtask::read(document.as_bytes(), Format::Json).unwrap();
        let diagnostics = xtask::generate(&document, &Settings::of_package("a-api")).unwrap_err();
        assert_eq!(diagnostics[0].pointer, "#/paths/~1a/get/x-pagination");
        diagnostics[0].why.clone()
    };
    for (pagination, why) in [
        (r#"true"#, "neither `false` nor an object"),
        (
            r#"{"items": "items"}"#,
            "needs one of `cursor`, `page`, `offset`, `url`",
        ),
        (
            r#"{"items": "items", "token": {}}"#,
            "unknown member `token`",
        ),
        (
            r#"{"cursor": {"parameter": "from", "next": "to"}}"#,
            "needs `items`",
        ),
        (
            r#"{"items": "to", "url": {"next": "to"}}"#,
            "`items` is `to`, which is not a list",
        ),
        (
            r#"{"items": "items", "url": {"next": "meta.to"}}"#,
            "no field of the response",
        ),
        (r#"{"items": "items", "url": {}}"#, "`next` is missing"),
        (
            r#"{"items": "items", "cursor": {"parameter": "form", "next": "to"}}"#,
            "no optional parameter",
        ),
        (
            r#"{"items": "items", "cursor": {"parameter": "from", "next": "n"}}"#,
            "has not the type",
        ),
        (
            r#"{"items": "items", "offset": {"parameter": "from"}}"#,
            "is not an integer",
        ),
        (
            r#"{"items": "items", "hasMore": "to", "url": {"next": "to"}}"#,
            "not a boolean",
        ),
    ] {
        let found = refused(pagination);
        assert!(found.contains(why), "{pagination}: {found}");
    }
}
