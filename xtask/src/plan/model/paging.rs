//! The way from one page of an operation to the next.

use super::shape::Shape;

/// The way from one page of an operation to the next.
#[derive(Clone, Debug)]
pub(crate) struct Paging {
    pub(crate) item: Shape,
    /// The list of items.
    pub(crate) items: FieldPath,
    /// Whether there is another page.
    pub(crate) more: Option<Flag>,
    pub(crate) step: Step,
    /// Parameters that select the first page only, so they are dropped from then on.
    pub(crate) dropped: Vec<String>,
}

/// What the next request has that this one has not.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The cursor of the page.
    Cursor {
        forward: Cursor,
        backward: Option<Cursor>,
    },
    /// The number of the next page.
    Number {
        parameter: String,
        first: First,
        last: Option<Last>,
    },
    /// The number of items before the next page, out of a total if the page has it.
    Offset {
        parameter: String,
        total: Option<FieldPath>,
    },
    /// The URL that the page has.
    Url { next: FieldPath },
}

/// The number of a page whose request has none.
#[derive(Clone, Debug)]
pub(crate) enum First {
    /// Always the same.
    Number(i64),
    /// The page has it.
    Field(FieldPath),
}

/// The number of the last page.
#[derive(Clone, Debug)]
pub(crate) enum Last {
    /// From the number of pages.
    Pages(FieldPath),
    /// From the number of items, and the number of items on a page.
    Items { total: FieldPath, size: FieldPath },
}

/// A field of the page, or within a field of it. Without any field it is the page itself.
pub(crate) type FieldPath = Vec<PageField>;

/// A field of an object.
#[derive(Clone, Debug)]
pub(crate) struct PageField {
    pub(crate) rust: String,
    /// How many `Option`s wrap its value.
    pub(crate) options: usize,
}

/// A boolean of the page.
#[derive(Clone, Debug)]
pub(crate) struct Flag {
    pub(crate) field: FieldPath,
    /// True on the last page rather than on all others.
    pub(crate) is_last: bool,
}

/// The parameter that takes the value of a field of the page.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    pub(crate) parameter: String,
    pub(crate) field: FieldPath,
    /// The field's value is written as a string for the parameter.
    pub(crate) as_string: bool,
    /// The field's value is a string, which is empty after the last page.
    pub(crate) is_string: bool,
}
