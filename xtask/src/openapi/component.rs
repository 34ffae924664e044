//! References to the components of a document.

use super::pointer::{escape, unescape};

const SCHEMAS: &str = "#/components/schemas/";

/// The reference to the schema component `name`.
#[must_use]
pub fn schema_reference(name: &str) -> String {
    format!("{SCHEMAS}{}", escape(name))
}

/// The name of the schema component that a `$ref` refers to, if it refers to one.
#[must_use]
pub fn schema_name(reference: &str) -> Option<String> {
    reference.strip_prefix(SCHEMAS).map(unescape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_survives_its_reference() {
        assert_eq!(schema_reference("a/b"), "#/components/schemas/a~1b");
        assert_eq!(
            schema_name(&schema_reference("a~1/b")),
            Some("a~1/b".to_owned())
        );
        assert_eq!(schema_name("#/components/responses/a"), None);
    }
}
