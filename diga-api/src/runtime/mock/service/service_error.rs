//! What a service refuses to do for a test.

use std::fmt;

/// Why a [`Service`](super::Service) did not do what a test asked of it.
///
/// ```no_run
/// use diga_api::mock::{Service, ServiceError};
///
/// # async fn run() -> Result<(), ServiceError> {
/// let service = Service::start().await?;
/// match service.fail("get_thing", 418) {
///     Err(ServiceError::Undocumented { documented, .. }) => println!("one of {documented:?}"),
///     other => other?,
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ServiceError {
    /// The document has no operation of this name.
    UnknownOperation {
        /// The name that was given.
        name: String,
        /// The names that come closest.
        similar: Vec<String>,
    },
    /// The operation documents no error of this status.
    Undocumented {
        /// The operation's name in Rust.
        operation: String,
        /// The status that was asked for.
        status: u16,
        /// The errors that it documents: `404`, `5XX`, `default`.
        documented: Vec<String>,
    },
    /// [`Fault::error`](super::Fault::error) without [`of`](super::Fault::of): which errors are
    /// documented depends on the operation.
    NoOperation,
    /// No record stands at this path.
    NoRecord {
        /// The path that was given.
        path: String,
    },
    /// The document does not allow the record that a test made.
    NotAllowed {
        /// The path that was given.
        path: String,
        /// What is wrong with it, each with its JSON pointer (RFC 6901).
        violations: Vec<String>,
    },
    /// The server did not start.
    NotStarted(std::io::Error),
    /// The document of this crate cannot be read: a fault of its generator.
    Document,
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation { name, similar } if similar.is_empty() => {
                write!(f, "the document has no operation `{name}`")
            }
            Self::UnknownOperation { name, similar } => {
                let similar = similar.join(", ");
                write!(
                    f,
                    "the document has no operation `{name}`; similar are {similar}"
                )
            }
            Self::Undocumented {
                operation,
                status,
                documented,
            } => {
                let documented = documented.join(", ");
                write!(
                    f,
                    "`{operation}` documents no error {status}, only these: {documented}"
                )
            }
            Self::NoOperation => f.write_str("a documented error needs an operation: `Fault::of`"),
            Self::NoRecord { path } => write!(f, "no record stands at {path}"),
            Self::NotAllowed { path, violations } => {
                let violations = violations.join("; ");
                write!(
                    f,
                    "the document does not allow this at {path}: {violations}"
                )
            }
            Self::NotStarted(_) => f.write_str("the server did not start"),
            Self::Document => f.write_str("the document of this crate cannot be read"),
        }
    }
}

impl std::error::Error for ServiceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotStarted(error) => Some(error),
            _ => None,
        }
    }
}
