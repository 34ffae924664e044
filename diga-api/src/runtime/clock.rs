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
