//! HTTP methods.

/// The methods that a path item may have (OpenAPI 3.1, section 4.8.9), in the specification's
/// order.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Whether a key of a path item is a method: lower case, as the specification has it.
#[must_use]
pub fn is_method(key: &str) -> bool {
    METHODS.contains(&key)
}
