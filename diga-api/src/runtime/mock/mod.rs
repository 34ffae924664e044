//! What the feature `mock` is made of: a server that answers as the document says, and answers made
//! by hand.

mod answer;
mod difference;
mod expected;
mod failure;
mod mounted;
mod operation_methods;
mod refusals;
mod server;
mod success;
mod template;

pub use answer::Answer;
pub use failure::{Documented, Failure};
pub use mounted::{Mock, Scope};
pub use server::Server;
pub use success::Success;

pub(crate) use expected::Expected;
pub(crate) use operation_methods::expects;
