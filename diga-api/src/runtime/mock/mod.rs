//! What the feature `mock` is made of: a server that answers as the document says, answers made by
//! hand, and a service with state.

mod answer;
mod difference;
mod expected;
mod failure;
mod mounted;
mod operation_methods;
mod refusals;
mod server;
mod service;
mod success;
mod template;

pub use answer::Answer;
pub use failure::{Documented, Failure};
pub use mounted::{Mock, Scope};
pub use server::Server;
pub use service::{
    Fault, ReceivedRequest, SampleRequest, Service, ServiceBuilder, ServiceError,
};
pub use success::Success;

pub(crate) use expected::Expected;
pub(crate) use operation_methods::expects;
