//! The vocabulary of OpenAPI documents that every stage shares. It imports nothing from this crate.

pub mod component;
pub mod media_type;
pub mod method;
pub mod pointer;
