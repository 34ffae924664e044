//! Turns the misuse of tokio into errors. Its own functions panic without a runtime, or in one
//! without timers or I/O.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::Poll;

use tokio::runtime::Handle;

use crate::runtime::error::Error;

/// The result of `call`, or the error of a call outside a runtime that can run it.
///
/// No function of tokio tells whether a runtime has timers and I/O. So a panic that says that it
/// has not, which no other code has caused, becomes an error; any other panic goes on.
pub(crate) async fn within_runtime<T, E>(
    call: impl Future<Output = Result<T, Error<E>>>,
) -> Result<T, Error<E>> {
    if Handle::try_current().is_err() {
        let error = Error::configuration(
            "a call needs a tokio runtime: await it within `#[tokio::main]` or \
             `Runtime::block_on`, or use the client of the feature `blocking`",
        );
        return Err(error.of_operation());
    }
    let mut call = pin!(call);
    // After a panic, the call is not polled again.
    poll_fn(|context| {
        polled_within_runtime(|| call.as_mut().poll(context))
            .unwrap_or_else(|error| Poll::Ready(Err(error.of_operation())))
    })
    .await
}

/// The result of `poll`, or the error of a runtime that cannot run what it polls.
pub(crate) fn polled_within_runtime<T>(poll: impl FnOnce() -> T) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(poll)).or_else(|panic| match explanation(&*panic) {
        Some(why) => Err(Error::configuration(why)),
        None => resume_unwind(panic),
    })
}

/// What a panic of tokio about its runtime means to a caller.
fn explanation(panic: &(dyn Any + Send)) -> Option<&'static str> {
    let message = match panic.downcast_ref::<String>() {
        Some(message) => message,
        None => *panic.downcast_ref::<&str>()?,
    };
    if !message.contains("Tokio 1.x") {
        return None;
    }
    Some(if message.contains("disabled") {
        "the tokio runtime has no timers or no I/O: build it with `enable_all`"
    } else if message.contains("shutdown") || message.contains("shutting down") {
        "the tokio runtime is shutting down, so it cannot run a call"
    } else {
        "a call has to be awaited within one tokio runtime from beginning to end"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_panics_of_tokio_about_its_runtime_are_explained() {
        let explained = |message: &str| explanation(&message.to_owned());
        assert_eq!(explained("index out of bounds"), None);
        let outside = "there is no reactor running, must be called from the context of a Tokio 1.x \
                       runtime";
        assert!(explained(outside).is_some() && explanation(&outside).is_some());
        assert_eq!(explanation(&7), None);
    }
}
