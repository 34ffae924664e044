//! Generated types by the name of their schema, for tests that take values from a table or draw
//! them from the document.

// Among them are types that a document deprecates.
#![allow(deprecated)]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::types;

/// All test documents, merged, before generation.
pub const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/document.json"));

include!(concat!(env!("OUT_DIR"), "/schemas.rs"));

/// Decodes a value and encodes it again, as JSON in a string like over HTTP.
fn again<T: DeserializeOwned + Serialize>(value: &Value) -> serde_json::Result<Value> {
    let decoded: T = serde_json::from_str(&value.to_string())?;
    serde_json::from_str(&serde_json::to_string(&decoded)?)
}
