//! Facts about the wire.

use std::collections::BTreeMap;
use std::fmt;

/// Facts by subject and aspect. The subject is a Rust name (a parameter, a field, a variant), with
/// `[]` after it for the items of a list and `{}` for the values of a map; it is empty for the
/// operation or the type itself.
pub type Facts = BTreeMap<(String, Aspect), String>;

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// The name in the document: of a parameter, a property, a part; the value of a variant.
    Name,
    /// Where a parameter is sent.
    Location,
    /// How a parameter's value is written.
    Style,
    /// Whether the document requires it.
    Required,
    /// The direction of a property that is in requests only, or in responses only.
    OneWay,
    /// The media type of a body or a part.
    MediaType,
    /// The value that the server takes if none is sent.
    Default,
    /// The statuses of a success.
    Successes,
    /// The media types of a response.
    ResponseMediaTypes,
    /// The property that selects an alternative of a union.
    Tag,
    /// The values of the tag that select an alternative; empty if none does.
    TagValues,
    /// The shortest string.
    MinLength,
    /// The longest string.
    MaxLength,
    /// The smallest number, with `>` before it if the number itself is not allowed.
    Minimum,
    /// The largest number, with `<` before it if the number itself is not allowed.
    Maximum,
    /// The fewest items.
    MinItems,
    /// The most items.
    MaxItems,
    /// The regular expression that a string matches.
    Pattern,
    /// The format of a string.
    Format,
    /// The number that divides a number.
    MultipleOf,
    /// Whether items are unique.
    UniqueItems,
}

impl Aspect {
    /// The noun for a message; for a constraint, the keyword of JSON Schema.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Name => "name on the wire",
            Self::Location => "location",
            Self::Style => "serialization",
            Self::Required => "required",
            Self::OneWay => "direction",
            Self::MediaType => "media type",
            Self::Default => "default of the server",
            Self::Successes => "status of success",
            Self::ResponseMediaTypes => "media types of responses",
            Self::Tag => "discriminator",
            Self::TagValues => "values of the discriminator",
            Self::MinLength => "minLength",
            Self::MaxLength => "maxLength",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::MinItems => "minItems",
            Self::MaxItems => "maxItems",
            Self::Pattern => "pattern",
            Self::Format => "format",
            Self::MultipleOf => "multipleOf",
            Self::UniqueItems => "uniqueItems",
        }
    }

    /// Whether it restricts the values that the client sends.
    #[must_use]
    pub const fn is_constraint(self) -> bool {
        matches!(
            self,
            Self::MinLength
                | Self::MaxLength
                | Self::Minimum
                | Self::Maximum
                | Self::MinItems
                | Self::MaxItems
                | Self::Pattern
                | Self::Format
                | Self::MultipleOf
                | Self::UniqueItems
        )
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.noun())
    }
}
