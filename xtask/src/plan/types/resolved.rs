//! The result of resolving a schema.

use crate::plan::model::{Kind, Shape};

/// A type, or one that needs a definition.
pub(super) enum Resolved {
    Shape(Shape),
    Definition(Kind),
}
