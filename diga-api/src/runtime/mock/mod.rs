//! The feature `mock`: a server that responds as the document says, hand-built responses and
//! errors, and a service with state.

mod difference;
mod expected;
mod failure;
mod mock_response;
mod mounted;
mod operation_methods;
mod refusals;
mod server;
mod service;
mod success;
mod template;

pub use failure::{Documented, Failure};
pub use mock_response::MockResponse;
pub use mounted::{Mock, Scope};
pub use server::Server;
pub use service::{Fault, ReceivedRequest, SampleRequest, Service, ServiceBuilder, ServiceError};
pub use success::Success;

pub(crate) use expected::Expected;
pub(crate) use operation_methods::expects;
