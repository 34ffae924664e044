//! Typed client for the Diga API.
#![allow(missing_docs, dead_code, unused_imports)] // until the runtime stands

mod runtime;
