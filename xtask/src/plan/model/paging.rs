//! How an operation's pages follow one another.

use super::shape::Shape;

/// How an operation's pages follow one another.
#[derive(Clone, Debug)]
pub(crate) struct Paging {
    pub(crate) item: Shape,
    pub(crate) data: Place,
    pub(crate) has_more: Place,
    pub(crate) forward: Cursor,
    pub(crate) backward: Option<Cursor>,
    /// The parameter that counts pages: it stands for the first one alone.
    pub(crate) number: Option<String>,
}

/// A field of the page.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) field: String,
    /// How many `Option`s are around its value.
    pub(crate) options: usize,
}

/// The parameter that takes what a field of the page gives.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    pub(crate) parameter: String,
    pub(crate) place: Place,
    /// The field is written as text for the parameter.
    pub(crate) as_text: bool,
    /// The field's value is `Copy`.
    pub(crate) copy: bool,
}
