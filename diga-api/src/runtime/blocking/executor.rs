//! Futures run to their end on the thread that wants what comes out.

use std::future::Future;
use std::task::{Context, Poll, Waker};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::coop::poll_proceed;

use crate::runtime::error::Error;

/// A runtime that holds connections and timers, in a thread of its own; the calls themselves are
/// polled by their callers, so that they may borrow.
#[derive(Debug)]
pub(crate) struct Executor {
    handle: Handle,
    /// There until it is dropped.
    runtime: Option<Runtime>,
}

impl Executor {
    pub(super) fn start() -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name(concat!(env!("CARGO_PKG_NAME"), "-blocking"))
            .enable_all()
            .build()
            .map_err(|error| {
                Error::configuration("the thread of the blocking client cannot be started")
                    .with_source(error)
            })?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    /// Calls what may want a runtime around it, as layers do that start tasks.
    pub(super) fn within<T>(&self, call: impl FnOnce() -> T) -> T {
        let _entered = self.handle.enter();
        call()
    }

    /// Waits for `future` on this thread.
    pub(crate) fn run<T, E>(
        &self,
        future: impl Future<Output = Result<T, Error<E>>>,
    ) -> Result<T, Error<E>> {
        if let Some(why) = misuse() {
            return Err(Error::configuration(why).of_operation());
        }
        // Not the runtime's own `block_on`, which panics where another runtime's blocking thread
        // calls it.
        self.within(|| pollster::block_on(future))
    }
}

/// A runtime that is dropped waits for its threads, and panics where that would hold up another.
impl Drop for Executor {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Why this thread must not wait, if it must not.
fn misuse() -> Option<&'static str> {
    match Handle::try_current() {
        Ok(_) if within_a_task() => Some(
            "a blocking call in async code would hold up the other tasks of its thread: use the async `Client` here, or call \
             within `tokio::task::spawn_blocking`",
        ),
        Err(error) if error.is_thread_local_destroyed() => {
            Some("a blocking call needs a thread that is not ending")
        }
        _ => None,
    }
}

/// Whether a runtime is polling a task on this thread. `spawn_blocking` and `block_in_place` are
/// within a runtime too, and may wait: what tells them apart is that tokio gives only a task's poll
/// a budget (`tokio::task::coop`), which is used up here and given back.
fn within_a_task() -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(_gives_back) = poll_proceed(&mut context) else {
        return true;
    };
    // A budget is a byte; where there is none, there is no end to it.
    (0..=u8::MAX).any(|_| match poll_proceed(&mut context) {
        Poll::Ready(step) => {
            step.made_progress();
            false
        }
        Poll::Pending => true,
    })
}

#[cfg(test)]
mod tests {
    use tokio::task::coop::{consume_budget, has_budget_remaining};

    use super::within_a_task;

    #[tokio::test]
    async fn a_task_keeps_its_budget() {
        // A poll has 128 to spend (tokio 1.54); each question needs more than that.
        consume_budget().await;
        for _ in 0..10 {
            assert!(within_a_task());
            assert!(has_budget_remaining());
        }
    }

    #[tokio::test]
    async fn a_task_without_budget_is_a_task() {
        tokio::task::consume_budget().await;
        std::future::poll_fn(|context| {
            while let std::task::Poll::Ready(step) = tokio::task::coop::poll_proceed(context) {
                step.made_progress();
            }
            assert!(within_a_task());
            std::task::Poll::Ready(())
        })
        .await;
    }

    #[tokio::test]
    async fn a_blocking_thread_is_no_task() {
        let blocking = tokio::task::spawn_blocking(within_a_task);
        assert!(!blocking.await.unwrap());
    }

    #[test]
    fn a_thread_is_no_task() {
        assert!(!within_a_task());
    }
}
