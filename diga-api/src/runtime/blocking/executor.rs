//! Runs a future to completion on the calling thread.

use std::future::Future;
use std::task::{Context, Poll, Waker};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::coop::poll_proceed;

use crate::runtime::error::Error;

/// A runtime for connections and timers, on a separate thread. The calls themselves are polled by
/// their callers.
#[derive(Debug)]
pub(crate) struct Executor {
    handle: Handle,
    /// Present until the executor is dropped.
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

    /// Calls `call` in the context of the runtime, which is needed by layers that spawn tasks.
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
        // The runtime's own `block_on` panics on a blocking thread of another runtime.
        self.within(|| pollster::block_on(future))
    }
}

/// Dropping a runtime waits for its threads, and panics within another runtime.
impl Drop for Executor {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The reason that this thread must not block, if there is one.
fn misuse() -> Option<&'static str> {
    match Handle::try_current() {
        Ok(_) if within_a_task() => Some(
            "a blocking call in async code would block the other tasks of its thread: \
             use the async `Client` here, or call it within `tokio::task::spawn_blocking`",
        ),
        Err(error) if error.is_thread_local_destroyed() => {
            Some("a blocking call needs a thread that is not ending")
        }
        _ => None,
    }
}

/// Whether a runtime is polling a task on this thread. `spawn_blocking` and `block_in_place` run
/// within a runtime too, but may block: tokio gives a budget (`tokio::task::coop`) only to a task
/// that it polls. The budget is used up here and given back.
fn within_a_task() -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(_gives_back) = poll_proceed(&mut context) else {
        return true;
    };
    // A budget is a byte. Without a budget, progress is unlimited.
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
        // A poll has a budget of 128 (tokio 1.54); each check uses more than that.
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
    async fn a_blocking_thread_is_not_a_task() {
        let blocking = tokio::task::spawn_blocking(within_a_task);
        assert!(!blocking.await.unwrap());
    }

    #[test]
    fn a_plain_thread_is_not_a_task() {
        assert!(!within_a_task());
    }
}
