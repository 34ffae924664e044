//! Generates operations with progenitor. No other folder depends on the form of progenitor's input
//! and output.
//!
//! # The contract
//!
//! Types come from [`crate::emit`], operations from progenitor. progenitor 0.15 cannot take a real
//! document: it refuses OpenAPI 3.1, allows one success type and one error type per operation, has
//! no cookies, forms or optional bodies, and panics without naming the position. It therefore never
//! sees the document. It sees a *stand-in* that is derived from the plan and that it always
//! accepts; its output is then completed with what the stand-in left out.
//!
//! | step | file | from | to |
//! | --- | --- | --- | --- |
//! | 1 | [`stand_in`] | the plan | an OpenAPI 3.0.3 document, and a Rust type for each schema |
//! | 2 | [`run`] | the stand-in | progenitor's tokens; a panic becomes a diagnostic |
//! | 3 | [`output`] | these tokens | a client method and a builder for each operation |
//! | 4 | [`client_method`] | a client method | the same, with required values as arguments |
//! | 5 | [`builder`], [`send_method`], [`fill_request`] | a builder | the same, on our runtime |
//! | 6 | [`mod@operations`] | methods and builders | `impl Client` and `mod builder` |
//!
//! **Asked of progenitor** (builder style): one `POST /name` for each operation of the plan, whose
//! parameters already have their Rust names and are all in the path or the query. Every schema is
//! an empty component that `with_replacement` maps to a type of ours, every response is raw bytes.
//! A header, a cookie and an optional body are query parameters of the stand-in, and a required
//! body is JSON regardless of its media type: the code that writes a value into the request is
//! replaced anyway.
//!
//! **Kept from its output**: each builder's struct with its fields (`Result<T, String>` for a
//! required value, `Result<Option<T>, String>` for an optional one), the body of `new`, the setters
//! with their conversions, and the statements at the start of `send` that unpack the fields.
//!
//! **Replaced**: names, if two of them collide; the borrowed client, which becomes an owned clone,
//! so that a builder has no lifetime; fields and `new` of required values, which become arguments,
//! so that leaving one out does not compile; the documentation; the error messages of setters; and
//! all of `send` after the unpacking: path, headers, body, and decoding by status.
//!
//! **Dropped**: its `Client`, its `types` and `prelude` modules, and every `use`.
//!
//! # Why it stays
//!
//! The project's owner decided to use it, and it does its part well: setters with `TryInto`
//! conversions whose errors are reported by `send`, and builders that its users know from other
//! crates.
//!
//! # Upgrading it
//!
//! progenitor's version is pinned exactly, because [`output`] reads its code. The golden files in
//! `xtask/tests/progenitor/` contain the stand-in and the raw output for one small document, so
//! that a review of an upgrade shows what changed:
//! `UPDATE_EXPECT=1 cargo test -p xtask --lib progenitor`. If the output has a form that this
//! folder does not expect, [`fault`] reports which part.

mod builder;
mod client_method;
mod context;
mod fault;
mod fill_request;
mod operations;
mod output;
mod run;
mod send_method;
mod stand_in;
#[cfg(test)]
mod tests;

pub(crate) use operations::operations;
