//! A server of the document.

/// A server of the document, or of one of its operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// With `{placeholders}`, without a trailing slash. That of an operation may be relative to the
    /// base URL.
    pub(crate) url: String,
    pub(crate) variables: Vec<ServerVariable>,
}

/// A variable in the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerVariable {
    pub(crate) name: String,
    pub(crate) default: Option<String>,
    /// The values that it can have, or none if it can have any.
    pub(crate) values: Vec<String>,
}
