//! The codes by which a service tells errors apart.

/// The codes by which a service tells errors apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ErrorCodes {
    /// Where error bodies contain the code: the names of the properties that lead to it. Different
    /// error schemas may have different paths.
    pub(crate) paths: Vec<Vec<String>>,
    /// In the order in which they were named: a code's variant depends only on those before it.
    pub(crate) codes: Vec<ErrorCode>,
}

/// One code.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ErrorCode {
    pub(crate) value: String,
    /// Its variant.
    pub(crate) rust: String,
}
