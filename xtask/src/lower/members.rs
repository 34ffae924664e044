//! The members that the objects of a document may have, apart from schemas.

use super::position::Position;

/// The members that OpenAPI 3.0 or 3.1 defines for an object in this position, if it is one of
/// those whose other members are noted.
pub(super) fn known(position: Position) -> Option<&'static [&'static str]> {
    Some(match position {
        Position::Document => &[
            "openapi",
            "info",
            "jsonSchemaDialect",
            "servers",
            "paths",
            "webhooks",
            "components",
            "security",
            "tags",
            "externalDocs",
        ],
        Position::PathItem => &[
            "$ref",
            "summary",
            "description",
            "servers",
            "parameters",
            "get",
            "put",
            "post",
            "delete",
            "options",
            "head",
            "patch",
            "trace",
        ],
        Position::Operation => &[
            "tags",
            "summary",
            "description",
            "externalDocs",
            "operationId",
            "parameters",
            "requestBody",
            "responses",
            "callbacks",
            "deprecated",
            "security",
            "servers",
        ],
        Position::Parameter => &[
            "$ref",
            "name",
            "in",
            "description",
            "required",
            "deprecated",
            "allowEmptyValue",
            "style",
            "explode",
            "allowReserved",
            "schema",
            "example",
            "examples",
            "content",
        ],
        Position::RequestBody => &["$ref", "description", "content", "required"],
        Position::Response => &[
            "$ref",
            "description",
            "summary",
            "headers",
            "content",
            "links",
        ],
        Position::MediaType => &["$ref", "schema", "example", "examples", "encoding"],
        Position::Components => &[
            "schemas",
            "responses",
            "parameters",
            "examples",
            "requestBodies",
            "headers",
            "securitySchemes",
            "links",
            "callbacks",
            "pathItems",
        ],
        _ => return None,
    })
}

/// Members that the generator leaves out, and what that means.
pub(super) fn left_out(position: Position, key: &str) -> Option<&'static str> {
    Some(match (position, key) {
        (Position::Document, "jsonSchemaDialect") => {
            "the dialect is ignored: schemas are read as those of OpenAPI 3.1"
        }
        (Position::Operation, "callbacks") => "nothing is generated for callbacks",
        (Position::Response, "links") => "nothing is generated for links",
        (Position::Response, "headers") => {
            "response headers have no types: `Response::headers` has them as they are"
        }
        _ => return None,
    })
}
