//! Streams of the async client as iterators.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;

use super::client::Client;
use super::executor::Executor;
use crate::runtime::error::Error;

/// Reads a stream of the async client: an [`Iterator`] that blocks for each item.
///
/// Nothing is requested before it is needed. An error ends the iterator.
#[must_use = "an iterator does nothing before `next`"]
pub struct Iter<S> {
    pub(super) executor: Arc<Executor>,
    pub(super) stream: S,
    ended: bool,
}

/// The pages of a list, from the one that the call selects to the last; see [`crate::Pages`].
pub type Pages<P> = Iter<crate::runtime::Pages<P>>;

/// The items of a list, page after page; see [`crate::Items`].
pub type Items<P> = Iter<crate::runtime::Items<P>>;

/// A response of server-sent events, each as it arrives; see [`crate::EventStream`].
pub type EventStream = Iter<crate::runtime::EventStream>;

/// A response of JSON lines, each as it arrives; see [`crate::JsonLines`].
pub type JsonLines<T> = Iter<crate::runtime::JsonLines<T>>;

impl<S> Iter<S> {
    /// Reads `stream`, from a response to a call of `client`: for streams that are part of a larger
    /// value.
    pub fn new(client: &Client, stream: S) -> Self {
        Self::within(Arc::clone(&client.executor), stream)
    }

    pub(super) fn within(executor: Arc<Executor>, stream: S) -> Self {
        Self {
            executor,
            stream,
            ended: false,
        }
    }

    /// The stream itself, for its other methods.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl<S, T, E> Iterator for Iter<S>
where
    S: Stream<Item = Result<T, Error<E>>> + Unpin,
{
    type Item = Result<T, Error<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let stream = &mut self.stream;
        let next = std::future::poll_fn(|cx| {
            let item = Pin::new(&mut *stream).poll_next(cx);
            item.map(Option::transpose)
        });
        let item = self.executor.run(next);
        self.ended = !matches!(item, Ok(Some(_)));
        item.transpose()
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter")
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}
