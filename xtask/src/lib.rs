//! From an OpenAPI document to the Rust of a typed client.
