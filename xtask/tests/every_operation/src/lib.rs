//! Calls every operation of diga-api by its name, with arguments of JSON.
//!
//! Each future is boxed as `Send` and `'static`, so that this crate compiles only if the futures of
//! all operations are both, and own everything that they need.

mod arguments;
mod outcome;

use std::future::{Future, ready};
use std::pin::Pin;

use diga_api::Client;
use futures_util::StreamExt as _;

#[allow(unused_imports)] // unused if no operation has such an argument
use arguments::{InvalidArgument, file, files, parts, required};
pub use outcome::Outcome;

/// Parameters by their Rust names, and the `body`. Of a form it is an object with the parts by
/// their Rust names, files as strings.
pub type Arguments = serde_json::Map<String, serde_json::Value>;

/// A future that can be spawned.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// An operation of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The client's method.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path as the document writes it.
    pub path: &'static str,
    /// Whether it is a list with pages.
    pub paged: bool,
    /// The parameters and the parts of the form.
    pub arguments: &'static [Argument],
}

/// A parameter, or a part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Argument {
    /// The name in the document.
    pub name: &'static str,
    /// The name in Rust.
    pub rust_name: &'static str,
    /// Where it is sent.
    pub location: Location,
}

/// Where an argument is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)] // the names say it
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
    Part,
}

include!(concat!(env!("OUT_DIR"), "/operations.rs"));
