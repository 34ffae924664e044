//! The authentication of a request.

/// A way to authenticate a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Bearer {
        name: String,
    },
    Basic {
        name: String,
    },
    ApiKeyHeader {
        name: String,
        header: String,
    },
    ApiKeyQuery {
        name: String,
        parameter: String,
    },
    ApiKeyCookie {
        name: String,
        cookie: String,
    },
    /// One that the client cannot follow by itself; `kind` describes it.
    Unsupported {
        name: String,
        kind: String,
    },
}
