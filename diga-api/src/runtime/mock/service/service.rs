//! A whole service, made from the document.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::document::Document;
use super::engine::Engine;
use super::fault::{Fault, FaultKind};
use super::operation::{Operation, Status};
use super::received::ReceivedRequest;
use super::sample::{SampleRequest, sample};
use super::server::Server;
use super::service_error::ServiceError;
use crate::runtime::client::{Client, ClientBuilder};
use crate::runtime::error::Error;
use crate::runtime::send::WithoutWaiting;

/// Where the service's clock stands at first: 2026-01-01T00:00:00Z.
const START: Duration = Duration::from_secs(1_767_225_600);

/// The token of a client, where the service takes any.
const ANY_TOKEN: &str = "mock-token";

/// A server on this machine, on a port of its own, that behaves as the document says.
///
/// It serves every operation. Requests are validated against the document; a request that it does
/// not allow gets the documented 422 or 400, one without credentials the documented 401 or 403.
/// Responses are drawn from a seed: the same requests, in the same order, get the same responses.
/// Each has the number of its request as `x-request-id`: `req_1`.
///
/// It keeps state where the document's shapes say so. What a `POST` to `/things` created is found
/// by `GET /things/{id}`, is in the list, which is paged and filtered, is changed by `PATCH`, and
/// is gone after `DELETE`. (A record that is not there is 404; 422 or 400 with the reason where the
/// document describes no 404.) Records of a list that no operation creates are there from the
/// start, unless the list belongs to a record that was created since. What the document does not
/// describe, such as a job that finishes, a test does by [`update`](Self::update) and
/// [`before`](Self::before); time passes by [`advance`](Self::advance) alone.
///
/// It runs on the tokio runtime that it was started on, until it is dropped. The first one of a
/// process reads the document, which takes some 50 milliseconds in an unoptimised build; each
/// further one starts in less than a millisecond.
///
/// ```no_run
/// use diga_api::mock::Service;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let service = Service::start().await?;
/// let client = service.client()?;
/// let response = client.request_raw(http::Method::GET, "/v1/things").send().await?;
/// println!("{}", response.status());
/// # Ok(())
/// # }
/// ```
pub struct Service {
    engine: Arc<Engine>,
    server: Server,
}

/// Puts a [`Service`] together; see [`Service::builder`].
///
/// ```no_run
/// use diga_api::mock::Service;
///
/// # async fn run() -> Result<(), diga_api::mock::ServiceError> {
/// let service = Service::builder().seed(7).token("a token").start().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing before `start`"]
pub struct ServiceBuilder {
    seed: u64,
    token: Option<String>,
    now: SystemTime,
    port: u16,
}

impl ServiceBuilder {
    /// What all that is drawn is drawn from. The default is 0.
    ///
    /// ```
    /// use diga_api::mock::Service;
    ///
    /// let builder = Service::builder().seed(7);
    /// ```
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The one token, or API key, that is right. By default any is.
    ///
    /// ```
    /// use diga_api::mock::Service;
    ///
    /// let builder = Service::builder().token("a token");
    /// ```
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Where the service's clock stands at first. The default is 2026-01-01T00:00:00Z.
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use diga_api::mock::Service;
    ///
    /// let builder = Service::builder().now(SystemTime::now());
    /// ```
    pub fn now(mut self, now: SystemTime) -> Self {
        self.now = now;
        self
    }

    /// The port, for programs that are not part of the test. The default is one that is free.
    ///
    /// ```
    /// use diga_api::mock::Service;
    ///
    /// let builder = Service::builder().port(8080);
    /// ```
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts the service.
    ///
    /// ```no_run
    /// use diga_api::mock::Service;
    ///
    /// # async fn run() -> Result<(), diga_api::mock::ServiceError> {
    /// let service = Service::builder().start().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServiceError::NotStarted`], if no port can be had.
    pub async fn start(self) -> Result<Service, ServiceError> {
        let document = Document::embedded().ok_or(ServiceError::Document)?;
        let now = DateTime::<Utc>::from(self.now);
        let engine = Arc::new(Engine::new(document, self.seed, self.token, now));
        let server = Server::start(Arc::clone(&engine), self.port).await;
        Ok(Service {
            engine,
            server: server.map_err(ServiceError::NotStarted)?,
        })
    }
}

/// Without the token.
impl fmt::Debug for ServiceBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceBuilder")
            .field("seed", &self.seed)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

impl Service {
    /// Starts a service with the defaults of its [`builder`](Self::builder).
    ///
    /// ```no_run
    /// use diga_api::mock::Service;
    ///
    /// # async fn run() -> Result<(), diga_api::mock::ServiceError> {
    /// let service = Service::start().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ServiceBuilder::start`].
    pub async fn start() -> Result<Self, ServiceError> {
        Self::builder().start().await
    }

    /// A service to be set up before it starts.
    ///
    /// ```
    /// use diga_api::mock::Service;
    ///
    /// let builder = Service::builder().seed(7);
    /// ```
    pub fn builder() -> ServiceBuilder {
        ServiceBuilder {
            seed: 0,
            token: None,
            now: SystemTime::UNIX_EPOCH + START,
            port: 0,
        }
    }

    /// The URL that the service is at, without a trailing slash.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) {
    /// println!("serving at {}", service.base_url());
    /// # }
    /// ```
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.server.base_url
    }

    /// A client of this service that has credentials for whatever the document asks for, and waits
    /// for nothing between two attempts.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::Error> {
    /// let client = service.client()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration), if the HTTP client cannot be made.
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// The same client, to be set up further.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::Error> {
    /// let client = service.client_builder().token("another token").build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.base_url())
            .token(self.engine.token().unwrap_or(ANY_TOKEN))
            .basic_auth("mock-user", "mock-password")
            .for_test_server()
            .clock(Arc::new(WithoutWaiting))
    }

    /// All requests so far, in the order of their arrival.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) {
    /// assert_eq!(service.requests().len(), 1);
    /// # }
    /// ```
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.engine.state().received.clone()
    }

    /// The requests of one operation, by its method's name in Rust or its `operationId`.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// let requests = service.requests_of("create_thing")?;
    /// assert_eq!(requests.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServiceError::UnknownOperation`].
    pub fn requests_of(&self, operation: &str) -> Result<Vec<ReceivedRequest>, ServiceError> {
        let name = self.operation(operation)?.name();
        let mut requests = self.requests();
        requests.retain(|request| request.operation.as_deref() == Some(name));
        Ok(requests)
    }

    /// Fails the test, unless the operation was requested so many times.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) {
    /// service.assert_requested("create_thing", 1);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If it was requested more often, or less often, or if there is no such operation. The message
    /// lists all requests.
    #[track_caller]
    pub fn assert_requested(&self, operation: &str, times: usize) {
        let found = self.requests_of(operation);
        let count = found.as_ref().map(Vec::len).ok();
        let unknown = found.err().map(|error| error.to_string());
        assert!(
            count == Some(times),
            "`{operation}` was requested {} times instead of {times}: {}{:#?}",
            count.unwrap_or(0),
            unknown.unwrap_or_default(),
            self.requests(),
        );
    }

    /// The next request of the operation gets the documented error of this status: its example, or
    /// one that is drawn.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// service.fail("get_thing", 404)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServiceError::Undocumented`], which names the errors that are documented, and
    /// [`ServiceError::UnknownOperation`].
    pub fn fail(&self, operation: &str, status: u16) -> Result<(), ServiceError> {
        self.inject(Fault::error(status).of(operation).once())
    }

    /// The same for every request of the operation, until [`clear_faults`](Self::clear_faults).
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// service.fail_always("get_thing", 404)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`fail`](Self::fail).
    pub fn fail_always(&self, operation: &str, status: u16) -> Result<(), ServiceError> {
        self.inject(Fault::error(status).of(operation))
    }

    /// Lets something go wrong. Of several faults the first that was injected is due first;
    /// latencies add up.
    ///
    /// ```no_run
    /// use diga_api::mock::{Fault, Service};
    ///
    /// # fn run(service: &Service) -> Result<(), diga_api::mock::ServiceError> {
    /// service.inject(Fault::disconnect().of("get_thing").once())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`fail`](Self::fail), and [`ServiceError::NoOperation`].
    pub fn inject(&self, fault: Fault) -> Result<(), ServiceError> {
        let operation = fault.operation.as_deref();
        let operation = operation.map(|name| self.operation(name)).transpose()?;
        if let FaultKind::Error(status) = fault.kind {
            let operation = operation.ok_or(ServiceError::NoOperation)?;
            if status < 300 || operation.response(status).is_none() {
                return Err(undocumented(operation, status));
            }
        }
        self.engine.state().faults.push(fault);
        Ok(())
    }

    /// Takes all faults back.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) {
    /// service.clear_faults();
    /// # }
    /// ```
    pub fn clear_faults(&self) {
        self.engine.state().faults.clear();
    }

    /// The statuses of the errors that an operation documents: `404`, `5XX`, `default`.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// assert_eq!(service.documented_errors("get_thing")?, ["404"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServiceError::UnknownOperation`].
    pub fn documented_errors(&self, operation: &str) -> Result<Vec<String>, ServiceError> {
        Ok(errors(self.operation(operation)?))
    }

    /// The record at a path, as a `GET` of the path shows it.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// let thing = service.record("/v1/things/123")?;
    /// assert_eq!(thing["status"], "done");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServiceError::NoRecord`].
    pub fn record(&self, path: &str) -> Result<Value, ServiceError> {
        self.engine.record(path)
    }

    /// The records of the list at a path, in the order of their creation: all of them, whatever the
    /// size of a page.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// let things = service.records("/v1/things")?;
    /// assert_eq!(things.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServiceError::NoRecord`], if no records stand below the path.
    pub fn records(&self, path: &str) -> Result<Vec<Value>, ServiceError> {
        self.engine.records(path)
    }

    /// Changes the record at a path: what happens at a service without a request, such as a job
    /// that finishes. Returns the record as it is now.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// service.update("/v1/things/123", |thing| thing["status"] = "done".into())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServiceError::NoRecord`], and [`ServiceError::NotAllowed`], if the document does not allow
    /// the changed record, or if its id is another; then it stays as it was.
    pub fn update(
        &self,
        path: &str,
        change: impl FnOnce(&mut Value),
    ) -> Result<Value, ServiceError> {
        self.engine.update(path, change)
    }

    /// Changes the record that a request of the operation is for, before each response: what
    /// happens at a service between two polls. The client sees the changed record.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// // Each time that a thing is read, it has come one step further.
    /// service.before("get_thing", |thing| {
    ///     let next = if thing["status"] == "new" { "in_progress" } else { "done" };
    ///     thing["status"] = next.into();
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A request for a record that does not exist is not affected, nor is one that is invalid or
    /// that gets a fault. If the document does not allow the changed record, the response is status
    /// 501 with the reason. A second change of the same operation is made after the first.
    ///
    /// # Errors
    ///
    /// [`ServiceError::UnknownOperation`].
    pub fn before(
        &self,
        operation: &str,
        change: impl FnMut(&mut Value) + Send + 'static,
    ) -> Result<(), ServiceError> {
        let operation = self.operation(operation)?.index;
        self.engine.before(operation, Box::new(change));
        Ok(())
    }

    /// Adds a record to a list, whether an operation can create one or not. `change` gets a record
    /// that is drawn, with an id of its own. Returns the record.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// let message = service.insert("/v1/things/123/messages", |message| {
    ///     message["text"] = "Hello".into();
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServiceError::NoRecord`], if no records stand below the path, and
    /// [`ServiceError::NotAllowed`].
    pub fn insert(
        &self,
        path: &str,
        change: impl FnOnce(&mut Value),
    ) -> Result<Value, ServiceError> {
        self.engine.insert(path, change)
    }

    /// A request that the operation takes, drawn from the document. Records that its path leads
    /// through are there, or are created.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) -> Result<(), diga_api::mock::ServiceError> {
    /// let sample = service.sample("create_thing")?;
    /// println!("{} {}", sample.method, sample.path_and_query);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServiceError::UnknownOperation`].
    pub fn sample(&self, operation: &str) -> Result<SampleRequest, ServiceError> {
        let operation = self.operation(operation)?;
        let mut state = self.engine.state();
        let scene = self.engine.scene(&mut state, operation.index);
        Ok(sample(scene, &mut state.store, operation))
    }

    /// The time that the service's clock shows.
    ///
    /// ```no_run
    /// # fn run(service: &diga_api::mock::Service) {
    /// println!("{:?}", service.now());
    /// # }
    /// ```
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.engine.state().now.into()
    }

    /// Moves the service's clock, from which every timestamp is taken.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// # fn run(service: &diga_api::mock::Service) {
    /// service.advance(Duration::from_secs(60));
    /// # }
    /// ```
    pub fn advance(&self, time: Duration) {
        let mut state = self.engine.state();
        let moved = chrono::TimeDelta::from_std(time).ok();
        let moved = moved.and_then(|time| state.now.checked_add_signed(time));
        state.now = moved.unwrap_or(DateTime::<Utc>::MAX_UTC);
    }

    fn operation(&self, name: &str) -> Result<&Operation, ServiceError> {
        let document = &self.engine.document;
        document
            .operation(name)
            .ok_or_else(|| ServiceError::UnknownOperation {
                name: name.to_owned(),
                similar: similar(document, name),
            })
    }
}

fn undocumented(operation: &Operation, status: u16) -> ServiceError {
    ServiceError::Undocumented {
        operation: operation.name().to_owned(),
        status,
        documented: errors(operation),
    }
}

fn errors(operation: &Operation) -> Vec<String> {
    let errors = operation
        .responses
        .iter()
        .filter(|response| match response.status {
            Status::Code(code) => code >= 300,
            Status::Range(range) => range >= 3,
            Status::Default => true,
        });
    errors.map(|response| response.status.label()).collect()
}

/// The operations whose names begin and end most like this one.
fn similar(document: &Document, name: &str) -> Vec<String> {
    let scored = document.operations.iter().map(|operation| {
        let own = operation.name();
        let equal = |(one, other): &(char, char)| one == other;
        let first = own.chars().zip(name.chars()).take_while(equal).count();
        let last = own.chars().rev().zip(name.chars().rev());
        let last = last.take_while(equal).count();
        (first + last, own)
    });
    let mut scored: Vec<(usize, &str)> = scored.filter(|(score, _)| *score > 3).collect();
    scored.sort_by_key(|(score, own)| (std::cmp::Reverse(*score), own.len()));
    let closest = scored.into_iter().take(3);
    closest.map(|(_, own)| own.to_owned()).collect()
}
