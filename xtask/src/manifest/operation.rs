//! An operation, with the Rust names and types of its parts.

use indexmap::IndexMap;
use serde::Serialize;

use super::TypeRef;

/// One HTTP operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId` in the document, if there is one.
    #[serde(rename = "operationId")]
    pub id: Option<String>,
    /// The HTTP method, in upper case.
    pub method: String,
    /// The path as the document writes it.
    pub path: String,
    /// The client's method.
    pub rust_name: String,
    /// The builder that the method returns: `builder::CreateNote`.
    pub builder: String,
    /// Whether the builder has `pages()` and `items()`.
    pub paged: bool,
    /// The parameters, in the document's order.
    pub parameters: Vec<Parameter>,
    /// The request body, if there is one.
    pub request: Option<Request>,
    /// The methods for the further media types of its body, which differ only in the body.
    pub others: Vec<OtherMethod>,
    /// The type of each documented success, by status: `200`, `2XX`, `default`.
    pub success: IndexMap<String, TypeRef>,
    /// The type that a successful call returns: the one type of all successes, or an enum of them.
    pub success_type: TypeRef,
    /// The methods that send it beside `send`, each for another media type of the response.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sends: Vec<SendMethod>,
    /// The type of each documented error, by status.
    pub errors: IndexMap<String, TypeRef>,
    /// The enum of the documented errors; [`TypeRef::Infallible`] if none is documented.
    pub error_type: TypeRef,
}

/// A method that sends the request and asks for another media type of the response.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SendMethod {
    /// The builder's method: `send_csv`.
    pub rust_name: String,
    /// The media types that it asks for.
    pub media_types: Vec<String>,
    /// The type that a successful call returns.
    pub success_type: TypeRef,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Parameter {
    /// The name in the document.
    pub name: String,
    /// Where it is sent.
    #[serde(rename = "in")]
    pub location: Location,
    /// Whether every call must have it.
    pub required: bool,
    /// The argument or the setter.
    pub rust_name: String,
    /// The type of its value.
    #[serde(rename = "type")]
    pub ty: TypeRef,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl Location {
    /// The value of `in` in the document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// A request body of one media type.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Request {
    /// The media type as the document writes it.
    pub media_type: String,
    /// Whether every call must have it.
    pub required: bool,
    /// The type of the body.
    #[serde(rename = "type")]
    pub ty: TypeRef,
    /// The parts of a `multipart/form-data` body, in the document's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// One part of a `multipart/form-data` body.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// The name in the document.
    pub name: String,
    /// Whether the constructor of the form takes it; any other part has a setter.
    pub required: bool,
    /// The argument or the setter.
    pub rust_name: String,
    /// The type of its value: a file, a list of files, or a value.
    #[serde(rename = "type")]
    pub ty: TypeRef,
}

/// A method of an operation for a further media type of its body.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OtherMethod {
    /// The client's method.
    pub rust_name: String,
    /// The builder that the method returns.
    pub builder: String,
    /// The request body.
    pub request: Option<Request>,
}
