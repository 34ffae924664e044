//! What goes wrong on demand.

use std::time::Duration;

/// Something that goes wrong, given to [`Service::inject`](super::Service::inject).
///
/// Without [`of`](Self::of) it is every operation's; without [`once`](Self::once) or
/// [`times`](Self::times) it lasts until [`Service::clear_faults`](super::Service::clear_faults).
///
/// ```no_run
/// use std::time::Duration;
/// use diga_api::mock::{Fault, Service};
///
/// # async fn run() -> Result<(), diga_api::mock::ServiceError> {
/// let service = Service::start().await?;
/// service.inject(Fault::unavailable(Duration::from_secs(1)).times(2))?;
/// service.inject(Fault::latency(Duration::from_millis(20)))?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a fault is none before `Service::inject`"]
pub struct Fault {
    pub(super) kind: FaultKind,
    pub(super) operation: Option<String>,
    pub(super) times: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum FaultKind {
    Latency(Duration),
    Disconnect,
    Unavailable(Duration),
    Error(u16),
}

impl Fault {
    fn new(kind: FaultKind) -> Self {
        Self {
            kind,
            operation: None,
            times: None,
        }
    }

    /// The response comes this much later. Time passes: this is tokio's clock, not the service's.
    ///
    /// ```
    /// # use std::time::Duration;
    /// use diga_api::mock::Fault;
    ///
    /// let fault = Fault::latency(Duration::from_millis(50)).of("list_things");
    /// ```
    pub fn latency(latency: Duration) -> Self {
        Self::new(FaultKind::Latency(latency))
    }

    /// The connection is closed instead of a response. The request has no effect.
    ///
    /// ```
    /// use diga_api::mock::Fault;
    ///
    /// let fault = Fault::disconnect().once();
    /// ```
    pub fn disconnect() -> Self {
        Self::new(FaultKind::Disconnect)
    }

    /// 503 with this `Retry-After`, in whole seconds. The request has no effect.
    ///
    /// ```
    /// # use std::time::Duration;
    /// use diga_api::mock::Fault;
    ///
    /// let fault = Fault::unavailable(Duration::from_secs(2)).times(3);
    /// ```
    pub fn unavailable(retry_after: Duration) -> Self {
        Self::new(FaultKind::Unavailable(retry_after))
    }

    /// The documented error of this status; [`of`](Self::of) has to name an operation that
    /// documents it. The request has no effect.
    ///
    /// ```
    /// use diga_api::mock::Fault;
    ///
    /// let fault = Fault::error(404).of("get_thing").times(2);
    /// ```
    pub fn error(status: u16) -> Self {
        Self::new(FaultKind::Error(status))
    }

    /// Of one operation alone, by its method's name in Rust or its `operationId`.
    ///
    /// ```
    /// use diga_api::mock::Fault;
    ///
    /// let fault = Fault::disconnect().of("get_thing");
    /// ```
    pub fn of(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// For the next request alone.
    ///
    /// ```
    /// use diga_api::mock::Fault;
    ///
    /// let fault = Fault::disconnect().once();
    /// ```
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// For so many requests.
    ///
    /// ```
    /// use diga_api::mock::Fault;
    ///
    /// let fault = Fault::disconnect().times(2);
    /// ```
    pub fn times(mut self, requests: u32) -> Self {
        self.times = Some(requests);
        self
    }
}
