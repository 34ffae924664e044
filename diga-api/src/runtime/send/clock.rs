//! Time and chance, which a test puts in its own.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

/// Where a client gets time and chance from.
pub(crate) trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time of day, to read a date by.
    fn now(&self) -> SystemTime;

    /// A number from 0 to 1.
    fn random(&self) -> f64;

    /// Lets time pass.
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The machine's.
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

/// The machine's, but that no time has to pass.
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
