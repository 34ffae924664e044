//! Time and randomness, which tests replace.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

/// A source of time and randomness.
pub(crate) trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time of day, to interpret dates.
    fn now(&self) -> SystemTime;

    /// A number between 0 and 1.
    fn random(&self) -> f64;

    /// Waits this long.
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn random(&self) -> f64 {
        fastrand::f64()
    }

    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// The machine's clock, but no wait takes any time.
#[cfg(feature = "mock")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct WithoutWaiting;

#[cfg(feature = "mock")]
impl Clock for WithoutWaiting {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn random(&self) -> f64 {
        0.0
    }

    fn wait(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}
