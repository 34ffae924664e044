//! Public items.

use std::collections::BTreeMap;

use super::signature::Signature;

/// The public items of a generated client.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Surface {
    /// By path; those behind a feature have its name and a colon before them: `mock: types::A`.
    pub(crate) items: BTreeMap<String, Item>,
    /// The tokens that are not public, sorted, by the path of the item that they serve.
    pub(crate) hidden: BTreeMap<String, Vec<String>>,
}

/// A public item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    pub(crate) signature: Signature,
    /// Marked with `#[deprecated]`.
    pub(crate) deprecated: bool,
}

impl Item {
    /// Whether it implements a trait of the runtime that callers cannot name.
    pub(crate) fn is_private(&self, path: &str) -> bool {
        let implemented = path
            .rsplit_once(" for ")
            .map(|(implemented, _)| implemented);
        let name = implemented.and_then(|name| name.rsplit("impl ").next());
        let name = name.and_then(|name| name.split('<').next());
        self.kind == Kind::Impl && name.is_some_and(|name| PRIVATE_TRAITS.contains(&name))
    }
}

/// Traits that callers cannot name.
const PRIVATE_TRAITS: &[&str] = &[
    "Check",
    "Declared",
    "Documented",
    "Fields",
    "Union",
    "UnionMatch",
];

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Struct,
    Enum,
    Alias,
    Field,
    Variant,
    Method,
    Impl,
    /// Methods and implementations that a macro of the runtime makes of these arguments.
    Macro,
    Other,
}
