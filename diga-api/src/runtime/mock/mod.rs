//! The feature `mock`: a server that responds as the document says, and hand-built responses and
//! errors.

mod difference;
mod expected;
mod failure;
mod mock_response;
mod mounted;
mod operation_methods;
mod refusals;
mod server;
mod success;
mod template;

pub use failure::{Documented, Failure};
pub use mock_response::MockResponse;
pub use mounted::{Mock, Scope};
pub use server::Server;
pub use success::Success;

pub(crate) use expected::Expected;
pub(crate) use operation_methods::expects;
