//! Lists, page after page, from servers that do not end them properly.

use super::common::{Reply, Server, json};
use super::*;
use crate::runtime::{Items, Next, Paged, Pages, QueryStyle};

#[derive(Debug, serde::Deserialize)]
struct Page {
    items: Vec<u32>,
    more: bool,
    cursor: Option<String>,
}

/// As a generated builder.
#[derive(Clone)]
struct List {
    client: Client,
    cursor: Option<String>,
    options: CallOptions,
}

impl Call for List {
    fn options_mut(&mut self, _: Sealed) -> &mut CallOptions {
        &mut self.options
    }
}

impl Paged for List {
    type Page = Page;
    type Item = u32;
    type Error = ();

    async fn fetch_page(self) -> Result<Response<Page>, Error> {
        let mut request = Request::new(&GET, "/thing");
        request.options(self.options);
        let style = QueryStyle::Form { explode: true };
        request.query("cursor", style, &self.cursor);
        self.client.execute(request).await?.json()
    }

    fn next_page(&self, page: &Page) -> Next<Self> {
        if !page.more {
            return Next::End;
        }
        if page.cursor.is_none() || page.cursor == self.cursor {
            return Next::Missing;
        }
        let mut next = self.clone();
        next.cursor.clone_from(&page.cursor);
        Next::Page(next)
    }

    fn page_items(page: Page) -> Vec<u32> {
        page.items
    }

    fn is_empty_page(page: &Page) -> bool {
        page.items.is_empty()
    }
}

fn list(server: &Server) -> List {
    List {
        client: client(server),
        cursor: None,
        options: CallOptions::default(),
    }
}

/// The last page, if `cursor` is `end`.
fn page(items: &[u32], cursor: &str) -> Reply {
    let more = cursor != "end";
    let cursor = if matches!(cursor, "end" | "none") {
        "null".to_owned()
    } else {
        format!("\"{cursor}\"")
    };
    let body = format!(r#"{{"items":{items:?},"more":{more},"cursor":{cursor}}}"#);
    json(200, &body)
}

/// The items before the end, and the error.
async fn all(server: &Server) -> (Vec<u32>, Option<Error>) {
    let mut items = Items::new(list(server));
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => all.push(item),
            Err(error) => {
                assert!(items.next().await.is_none());
                return (all, Some(error));
            }
        }
    }
    (all, None)
}

#[tokio::test]
async fn a_page_without_a_cursor_yields_its_items_first() {
    let server = Server::start([page(&[1], "a"), page(&[2, 3], "none")]).await;
    let (items, error) = all(&server).await;
    assert_eq!(items, [1, 2, 3]);
    let error = error.unwrap();
    assert!(error.is_decode(), "{error:?}");
    assert_eq!((error.operation(), error.attempts()), (Some("do_thing"), 1));
    assert!(error.url().unwrap().ends_with("/thing?cursor=…"));
    assert!(error.method().is_some() && error.elapsed().is_some());
    let body = error.raw_body().unwrap();
    assert!(body.starts_with(b"{\"items\":[2, 3]"), "{body:?}");

    let server = Server::start([page(&[1], "a"), page(&[2, 3], "a")]).await;
    let mut pages = Pages::new(list(&server));
    assert_eq!(pages.next().await.unwrap().unwrap().items, [1]);
    assert_eq!(pages.next().await.unwrap().unwrap().items, [2, 3]);
    assert!(pages.next().await.unwrap().unwrap_err().is_decode());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_circle_of_any_length_ends() {
    for (cursors, items) in [
        (vec!["a", "b", "a"], vec![0, 1, 2]),
        (vec!["a", "b", "c", "d", "e", "b"], vec![0, 1, 2, 3, 4, 5]),
    ] {
        let pages = (0..).zip(&cursors);
        let pages = pages.map(|(item, cursor)| page(&[item], cursor));
        // The response to the page that is requested again.
        let again = page(&[99], "f");
        let server = Server::start(pages.chain([again])).await;
        let (all, error) = all(&server).await;
        assert_eq!(all, items);
        let error = error.unwrap();
        assert!(error.is_decode(), "{error:?}");
        assert!(error.to_string().contains("circle"), "{error}");
        assert_eq!(error.operation(), Some("do_thing"));
        assert_eq!(server.count(), cursors.len() + 1);
    }
}

#[tokio::test]
async fn empty_pages_are_skipped_but_not_forever() {
    let few = [
        page(&[1], "a"),
        page(&[], "b"),
        page(&[], "c"),
        page(&[2], "end"),
    ];
    let server = Server::start(few).await;
    let (items, error) = all(&server).await;
    assert_eq!(items, [1, 2]);
    assert!(error.is_none(), "{error:?}");

    let endless = (0..2000).map(|cursor| page(&[], &cursor.to_string()));
    let server = Server::start(endless).await;
    let (items, error) = all(&server).await;
    assert!(items.is_empty());
    let error = error.unwrap();
    assert!(error.is_decode(), "{error:?}");
    assert!(error.to_string().contains("were empty"), "{error}");
    assert_eq!(server.count(), 1000);
}
