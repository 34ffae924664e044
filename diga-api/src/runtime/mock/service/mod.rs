//! A service made from the document, with state.
//!
//! A request goes through the files in this order: `server` reads it, `engine` asks `route` for its
//! operation and `fault` for what is to go wrong, `decode` reads parameters and body and holds them
//! against their schemas (`validate`), `turn` does to the records in `store` what `role` has found
//! in the document's shapes, and `reply` writes the response, whose values are `draw`n where they
//! are not known.

mod decode;
mod document;
mod draw;
mod engine;
mod fault;
mod format;
mod list;
mod multipart;
mod operation;
mod pattern;
mod percent;
mod received;
mod records;
mod reply;
mod role;
mod route;
mod sample;
mod scene;
mod schema;
mod server;
mod service;
mod service_error;
mod store;
mod template;
#[cfg(test)]
mod tests;
mod turn;
mod validate;

pub use fault::Fault;
pub use received::ReceivedRequest;
pub use sample::SampleRequest;
pub use service::{Service, ServiceBuilder};
pub use service_error::ServiceError;
