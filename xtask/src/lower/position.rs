//! The positions in a document, which determine what a value there is.
//!
//! The one table that says which positions are schemas. Every position that it calls
//! [`Position::Opaque`] (examples, defaults, enums, extensions) is data: it is copied and never
//! rewritten.

use serde_json::Value;

use crate::openapi::method::is_method;

/// What a value is, as determined by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Position {
    Document,
    Info,
    Paths,
    PathItem,
    Operation,
    Parameters,
    Parameter,
    RequestBody,
    Responses,
    Response,
    Headers,
    Header,
    Content,
    MediaType,
    Encodings,
    Encoding,
    Examples,
    Example,
    Links,
    Link,
    Callbacks,
    Callback,
    Components,
    SecuritySchemes,
    SecurityScheme,
    /// Names to schemas: `properties`, `components.schemas`.
    Schemas,
    /// A list of schemas: `allOf`, `prefixItems`.
    SchemaList,
    /// `items`: a schema, or (before 2020-12) a list of them.
    Items,
    Schema,
    /// The string of `$ref`.
    Reference,
    /// Data: copied unchanged.
    Opaque,
}

impl Position {
    /// The position of the member `key` of an object in this position.
    pub(super) fn member(self, key: &str) -> Self {
        match self {
            Self::Document => match key {
                "info" => Self::Info,
                "paths" | "webhooks" | "x-webhooks" => Self::Paths,
                "components" => Self::Components,
                _ => Self::Opaque,
            },
            Self::Paths | Self::Callback if !key.starts_with("x-") => Self::PathItem,
            Self::PathItem => match key {
                "parameters" => Self::Parameters,
                _ if is_method(key) => Self::Operation,
                _ => Self::Opaque,
            },
            Self::Operation => match key {
                "parameters" => Self::Parameters,
                "requestBody" => Self::RequestBody,
                "responses" => Self::Responses,
                "callbacks" => Self::Callbacks,
                _ => Self::Opaque,
            },
            Self::Parameter | Self::Header => match key {
                "schema" => Self::Schema,
                "content" => Self::Content,
                "examples" => Self::Examples,
                _ => Self::Opaque,
            },
            Self::RequestBody if key == "content" => Self::Content,
            Self::Responses if !key.starts_with("x-") => Self::Response,
            Self::Response => match key {
                "headers" => Self::Headers,
                "content" => Self::Content,
                "links" => Self::Links,
                _ => Self::Opaque,
            },
            Self::Headers => Self::Header,
            Self::Content => Self::MediaType,
            Self::MediaType => match key {
                "schema" => Self::Schema,
                "examples" => Self::Examples,
                "encoding" => Self::Encodings,
                _ => Self::Opaque,
            },
            Self::Encodings => Self::Encoding,
            Self::Encoding if key == "headers" => Self::Headers,
            Self::Examples => Self::Example,
            Self::Links => Self::Link,
            Self::Callbacks => Self::Callback,
            Self::Components => match key {
                "schemas" => Self::Schemas,
                "securitySchemes" => Self::SecuritySchemes,
                _ => Self::Opaque,
            },
            Self::SecuritySchemes => Self::SecurityScheme,
            Self::Schemas => Self::Schema,
            Self::Schema => match key {
                // `$defs` are not a part of the schema: those that are referred to become
                // components.
                "properties" | "patternProperties" => Self::Schemas,
                "dependentSchemas" | "dependencies" => Self::Schemas,
                "allOf" | "anyOf" | "oneOf" | "prefixItems" | "x-prefix-items"
                | "x-conditional" => Self::SchemaList,
                "then" | "else" => Self::Schema,
                "items" => Self::Items,
                "additionalProperties" | "additionalItems" | "unevaluatedProperties" | "not" => {
                    Self::Schema
                }
                _ => Self::Opaque,
            },
            _ => Self::Opaque,
        }
    }

    /// The position once the value is known: `items` that is not a list is a schema.
    pub(super) fn of(self, value: &Value) -> Self {
        match self {
            Self::Items if !value.is_array() => Self::Schema,
            position => position,
        }
    }

    /// The position of an element of a list in this position.
    pub(super) fn element(self) -> Self {
        match self {
            Self::Parameters => Self::Parameter,
            Self::SchemaList | Self::Items => Self::Schema,
            _ => Self::Opaque,
        }
    }

    /// Whether the position takes only a list.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::Parameters | Self::SchemaList)
    }

    /// Whether an object with `$ref` in this position refers to another one.
    pub(super) fn is_referable(self) -> bool {
        matches!(
            self,
            Self::PathItem
                | Self::Parameter
                | Self::RequestBody
                | Self::Response
                | Self::Header
                | Self::MediaType
                | Self::Example
                | Self::Link
                | Self::Callback
                | Self::SecurityScheme
                | Self::Schema
        )
    }

    /// A description of the values that this position takes, for a diagnostic.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Document => "an OpenAPI document",
            Self::Info => "an object with `title` and `version`",
            Self::Paths => "an object of path items",
            Self::PathItem => "a path item object",
            Self::Operation => "an operation object",
            Self::Parameters => "a list of parameters",
            Self::Parameter => "a parameter object",
            Self::RequestBody => "a request body object",
            Self::Responses => "an object of responses by status",
            Self::Response => "a response object",
            Self::Headers => "an object of headers by name",
            Self::Header => "a header object",
            Self::Content => "an object of media types",
            Self::MediaType => "a media type object",
            Self::Encodings => "an object of encodings by property",
            Self::Encoding => "an encoding object",
            Self::Examples => "an object of examples by name",
            Self::Example => "an example object",
            Self::Links => "an object of links by name",
            Self::Link => "a link object",
            Self::Callbacks => "an object of callbacks by name",
            Self::Callback => "an object of path items by expression",
            Self::Components => "an object of reusable parts",
            Self::SecuritySchemes => "an object of security schemes by name",
            Self::SecurityScheme => "a security scheme object",
            Self::Schemas => "an object of schemas by name",
            Self::SchemaList => "a list of schemas",
            Self::Items => "a schema or a list of schemas",
            Self::Schema => "a schema (an object or a boolean)",
            Self::Reference => "the string of a reference",
            Self::Opaque => "anything",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_named_like_a_keyword_is_a_schema() {
        for name in ["$ref", "const", "type", "examples", "nullable", "x-y"] {
            assert_eq!(Position::Schemas.member(name), Position::Schema);
        }
    }

    #[test]
    fn data_is_opaque() {
        for key in ["example", "examples", "default", "enum", "const", "x-data"] {
            assert_eq!(Position::Schema.member(key), Position::Opaque);
        }
    }
}
