//! The constraints that a document puts on values beyond their type.

/// Constraints on one value (JSON Schema Validation, section 6).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rules {
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) pattern: Option<String>,
    pub(crate) format: Option<StringFormat>,
    pub(crate) minimum: Option<serde_json::Number>,
    pub(crate) maximum: Option<serde_json::Number>,
    pub(crate) exclusive_minimum: bool,
    pub(crate) exclusive_maximum: bool,
    pub(crate) multiple_of: Option<serde_json::Number>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique: bool,
    /// Patterns, one of which the name of each property must match.
    pub(crate) names: Vec<String>,
    /// What the name of each property must be, as a string.
    pub(crate) name: Option<Box<Self>>,
    /// Properties without a field that an object must have.
    pub(crate) required: Vec<String>,
    /// Sets of properties, of which an object must have one.
    pub(crate) required_sets: Vec<Vec<String>>,
    /// A property, and those that an object must have beside it.
    pub(crate) dependent: Vec<(String, Vec<String>)>,
    /// The number of items after which there must be none.
    pub(crate) closed_after: Option<u64>,
    /// Alternatives, of which one must hold.
    pub(crate) alternatives: Vec<Rules>,
    /// Of the alternatives or the sets, exactly one must hold.
    pub(crate) exactly_one: bool,
}

/// Formats that are checked before a string is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StringFormat {
    Uri,
    Ipv4,
    Ipv6,
}

impl Rules {
    /// Whether there is no rule.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
