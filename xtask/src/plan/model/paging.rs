//! The way from one page of an operation to the next.

use super::shape::Shape;

/// The way from one page of an operation to the next.
#[derive(Clone, Debug)]
pub(crate) struct Paging {
    pub(crate) item: Shape,
    pub(crate) data: PageField,
    pub(crate) has_more: PageField,
    pub(crate) forward: Cursor,
    pub(crate) backward: Option<Cursor>,
    /// The parameter that counts pages. It selects the first page only, so it is dropped from then
    /// on.
    pub(crate) number: Option<String>,
}

/// A field of the page.
#[derive(Clone, Debug)]
pub(crate) struct PageField {
    pub(crate) rust: String,
    /// How many `Option`s wrap its value.
    pub(crate) options: usize,
}

/// The parameter that takes the value of a field of the page.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    pub(crate) parameter: String,
    pub(crate) field: PageField,
    /// The field's value is written as a string for the parameter.
    pub(crate) as_string: bool,
    /// The field's value is `Copy`.
    pub(crate) copy: bool,
}
