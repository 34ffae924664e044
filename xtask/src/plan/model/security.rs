//! How a request is authenticated.

/// How a request is authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Bearer { name: String },
    Basic { name: String },
    ApiKeyHeader { name: String, header: String },
    ApiKeyQuery { name: String, parameter: String },
    ApiKeyCookie { name: String, cookie: String },
}
