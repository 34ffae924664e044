//! The pages of a list, and the items on them.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::runtime::error::{Error, Kind, ResponseParts};
use crate::runtime::request::{Call, Sealed};
use crate::runtime::response::Response;

/// A call that requests one page and derives from it the call for the next. Implemented by
/// generated code.
pub trait Paged: Call {
    /// The response: items, and where to continue.
    type Page;
    /// An item of a page.
    type Item;
    /// The operation's own errors.
    type Error;

    /// Requests the page.
    #[doc(hidden)]
    fn fetch_page(
        self,
    ) -> impl Future<Output = Result<Response<Self::Page>, Error<Self::Error>>> + Send;

    /// The call for the page after `page`, which is the response to this call.
    #[doc(hidden)]
    fn next_page(&self, page: &Self::Page) -> Next<Self>;

    /// The items of a page, in its order.
    #[doc(hidden)]
    fn page_items(page: Self::Page) -> Vec<Self::Item>;

    /// Whether a page has no items.
    #[doc(hidden)]
    fn is_empty_page(page: &Self::Page) -> bool;
}

/// The continuation after a page.
#[doc(hidden)]
#[derive(Debug)]
pub enum Next<P> {
    /// Nothing: it is the last page.
    End,
    /// Another page.
    Page(P),
    /// There is another page, but its cursor is missing or does not advance.
    Missing,
}

type Fetching<P> = Pin<
    Box<
        dyn Future<
                Output = (
                    P,
                    Result<Response<<P as Paged>::Page>, Error<<P as Paged>::Error>>,
                ),
            > + Send,
    >,
>;

/// The pages of a list, from the one that the call selects to the last: a [`Stream`], with
/// [`next`](Self::next) for simple uses.
///
/// Pages are requested one at a time, each when it is needed. An error ends the stream.
pub struct Pages<P: Paged> {
    /// The call for the next page.
    next: Option<P>,
    fetching: Option<Fetching<P>>,
    /// The error after the last page.
    failed: Option<Error<P::Error>>,
    /// The positions of all pages so far.
    seen: HashSet<u64>,
    /// The number of empty pages in a row.
    empty: u32,
}

/// The maximum number of empty pages in a row. Servers that filter after they have selected a page
/// send some, but a list that never ends would be requested forever.
const MAX_EMPTY_PAGES: u32 = 1000;

// A document may have no lists.
#[allow(dead_code)]
impl<P: Paged + Clone + Send + 'static> Pages<P> {
    pub(crate) fn new(first: P) -> Self {
        Self {
            next: Some(first),
            fetching: None,
            failed: None,
            seen: HashSet::new(),
            empty: 0,
        }
    }

    /// The next page, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Those of the call; and [`is_decode`](Error::is_decode), if a page announces another one but
    /// does not say where it is, which is the error after that page; if the pages lead in a circle;
    /// and after a thousand empty pages in a row. An error ends the stream.
    pub async fn next(&mut self) -> Option<Result<Response<P::Page>, Error<P::Error>>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<P> Stream for Pages<P>
where
    P: Paged + Clone + Send + 'static,
{
    type Item = Result<Response<P::Page>, Error<P::Error>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Some(error) = this.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let fetching = match (&mut this.fetching, this.next.take()) {
            (Some(fetching), _) => fetching,
            (None, None) => return Poll::Ready(None),
            (none, Some(mut call)) => none.insert(Box::pin(async move {
                call.options_mut(Sealed::new()).paged = true;
                let result = call.clone().fetch_page().await;
                (call, result)
            })),
        };
        let (call, result) = ready!(fetching.as_mut().poll(cx));
        this.fetching = None;
        let page = match result {
            Ok(page) => page,
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        let position = page.call().and_then(|call| call.position);
        if position.is_some_and(|position| !this.seen.insert(position)) {
            let detail = "the pages lead in a circle: this one was requested before";
            return Poll::Ready(Some(Err(paging_error(&page, detail))));
        }
        this.empty = if P::is_empty_page(&page) {
            this.empty.saturating_add(1)
        } else {
            0
        };
        match call.next_page(&page) {
            Next::End => {}
            Next::Page(_) if this.empty >= MAX_EMPTY_PAGES => {
                let detail = format!("{MAX_EMPTY_PAGES} pages in a row were empty");
                this.failed = Some(paging_error(&page, &detail));
            }
            Next::Page(next) => this.next = Some(next),
            Next::Missing => {
                let detail = "the page announces another one without a way to request it";
                this.failed = Some(paging_error(&page, detail));
            }
        }
        Poll::Ready(Some(Ok(page)))
    }
}

/// The error of a list that cannot be continued after `page`.
fn paging_error<T, E>(page: &Response<T>, detail: &str) -> Error<E> {
    let parts = ResponseParts {
        status: page.status(),
        headers: page.headers().clone(),
        body: page.raw_body().clone(),
    };
    let error = Error::new(Kind::Decode, detail).with_response(parts);
    match page.call() {
        Some(call) => error.with_call(call.clone()),
        None => error,
    }
    .of_operation()
}

impl<P: Paged> Unpin for Pages<P> {}

impl<P: Paged> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field(
                "ended",
                &(self.next.is_none() && self.fetching.is_none() && self.failed.is_none()),
            )
            .finish_non_exhaustive()
    }
}

/// The items of a list, page after page: a [`Stream`], with [`next`](Self::next) for simple uses.
///
/// A page is requested when all items of the previous one have been read. An error ends the stream.
pub struct Items<P: Paged> {
    pages: Pages<P>,
    ready: VecDeque<P::Item>,
}

// A document may have no lists.
#[allow(dead_code)]
impl<P: Paged + Clone + Send + 'static> Items<P> {
    pub(crate) fn new(first: P) -> Self {
        Self {
            pages: Pages::new(first),
            ready: VecDeque::new(),
        }
    }

    /// The next item, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<P::Item, Error<P::Error>>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<P> Stream for Items<P>
where
    P: Paged + Clone + Send + 'static,
{
    type Item = Result<P::Item, Error<P::Error>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(cx)) {
                Some(Ok(page)) => this.ready = P::page_items(page.into_inner()).into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.ready.len(), None)
    }
}

impl<P: Paged> Unpin for Items<P> {}

impl<P: Paged> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("ready", &self.ready.len())
            .field("pages", &self.pages)
            .finish()
    }
}
