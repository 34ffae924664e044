//! A server of the document.

/// A server of the document, or of one of its operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// With `{placeholders}`, without a trailing slash. That of an operation may be relative to the
    /// base URL.
    pub(crate) url: String,
    pub(crate) variables: Vec<ServerVariable>,
}

impl Server {
    /// Whether each variable has a default.
    pub(crate) fn is_complete(&self) -> bool {
        let mut variables = self.variables.iter();
        variables.all(|variable| variable.default.is_some())
    }

    /// The URL with the defaults in it; a variable without one is left as it is.
    pub(crate) fn with_defaults(&self) -> String {
        let mut url = self.url.clone();
        for variable in &self.variables {
            if let Some(default) = &variable.default {
                url = url.replace(&format!("{{{}}}", variable.name), default);
            }
        }
        url
    }
}

/// A variable in the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerVariable {
    pub(crate) name: String,
    pub(crate) default: Option<String>,
    /// The values that it can have, or none if it can have any.
    pub(crate) values: Vec<String>,
}
