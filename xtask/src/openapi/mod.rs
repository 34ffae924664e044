//! The vocabulary of OpenAPI documents that every stage shares. Imports nothing of this crate.

pub mod component;
pub mod media_type;
pub mod method;
pub mod pointer;
