//! Schemas by name, for tests that take their values from a table or from the document.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The document as it was before the generator saw it.
pub const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/document.json"));

include!(concat!(env!("OUT_DIR"), "/schemas.rs"));

/// Through text both ways, as over HTTP.
fn again<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, String> {
    let decoded: T = serde_json::from_str(&value.to_string()).map_err(|it| it.to_string())?;
    let text = serde_json::to_string(&decoded).map_err(|it| it.to_string())?;
    serde_json::from_str(&text).map_err(|it| it.to_string())
}
