//! A reference to a Rust type.

use std::fmt;

use serde::{Serialize, Serializer};

/// A Rust type, as it is named from the root of the client's crate.
///
/// `Display` writes it as Rust, and so does its JSON form: `::std::vec::Vec<types::Note>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TypeRef {
    /// Any JSON value.
    Any,
    /// Nothing: null, or an empty body.
    Unit,
    /// `true` or `false`.
    Bool,
    /// An integer.
    Integer(IntegerWidth),
    /// A number, as a float.
    Number,
    /// A number of any size and precision: the client's own `Number`.
    ExactNumber,
    /// A string.
    String,
    /// A UUID.
    Uuid,
    /// A point in time.
    DateTime,
    /// A day.
    Date,
    /// An array of any length.
    List(Box<TypeRef>),
    /// An object whose property names are not fixed.
    Map(Box<TypeRef>),
    /// An array in which each item has its own type.
    Tuple(Vec<TypeRef>),
    /// A value or null.
    Nullable(Box<TypeRef>),
    /// A value on the heap, because its type contains itself.
    Boxed(Box<TypeRef>),
    /// A type that the client defines, by its path: `types::Note`.
    Named(String),
    /// A generic type that the client defines, and its argument.
    Generic(Box<TypeRef>, Box<TypeRef>),
    /// A request body of raw bytes.
    Body,
    /// A file, as a part of a form.
    File,
    /// A response body of raw bytes.
    ByteStream,
    /// A response body of server-sent events.
    EventStream,
    /// A response body of JSON lines of this type.
    JsonLines(Box<TypeRef>),
    /// The error type of an operation without documented errors.
    Infallible,
}

/// The Rust type of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum IntegerWidth {
    /// `i64`
    I64,
    /// `u64`
    U64,
    /// `i128`
    I128,
}

impl TypeRef {
    /// A list of these.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// A map from strings to these.
    #[must_use]
    pub fn map(self) -> Self {
        Self::Map(Box::new(self))
    }

    /// This or null.
    #[must_use]
    pub fn nullable(self) -> Self {
        Self::Nullable(Box::new(self))
    }

    /// This on the heap.
    #[must_use]
    pub fn boxed(self) -> Self {
        Self::Boxed(Box::new(self))
    }

    /// This generic type with an argument.
    #[must_use]
    pub fn applied_to(self, argument: Self) -> Self {
        Self::Generic(Box::new(self), Box::new(argument))
    }

    /// The same type with each type in it replaced for which `replace` returns another one.
    #[must_use]
    pub fn replace(&self, replace: &impl Fn(&Self) -> Option<Self>) -> Self {
        if let Some(other) = replace(self) {
            return other;
        }
        match self {
            Self::List(item) => item.replace(replace).list(),
            Self::Map(value) => value.replace(replace).map(),
            Self::Nullable(inner) => inner.replace(replace).nullable(),
            Self::Boxed(inner) => inner.replace(replace).boxed(),
            Self::JsonLines(item) => Self::JsonLines(Box::new(item.replace(replace))),
            Self::Generic(generic, argument) => generic
                .replace(replace)
                .applied_to(argument.replace(replace)),
            Self::Tuple(items) => {
                Self::Tuple(items.iter().map(|item| item.replace(replace)).collect())
            }
            _ => self.clone(),
        }
    }
}

impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("::serde_json::Value"),
            Self::Unit => f.write_str("()"),
            Self::Bool => f.write_str("bool"),
            Self::Integer(IntegerWidth::I64) => f.write_str("i64"),
            Self::Integer(IntegerWidth::U64) => f.write_str("u64"),
            Self::Integer(IntegerWidth::I128) => f.write_str("i128"),
            Self::Number => f.write_str("f64"),
            Self::ExactNumber => f.write_str("Number"),
            Self::String => f.write_str("::std::string::String"),
            Self::Uuid => f.write_str("::uuid::Uuid"),
            Self::DateTime => f.write_str("::chrono::DateTime<::chrono::Utc>"),
            Self::Date => f.write_str("::chrono::NaiveDate"),
            Self::List(item) => write!(f, "::std::vec::Vec<{item}>"),
            Self::Map(value) => {
                let map = "::std::collections::BTreeMap";
                write!(f, "{map}<::std::string::String,{value}>")
            }
            Self::Tuple(items) => {
                f.write_str("(")?;
                for item in items {
                    write!(f, "{item},")?;
                }
                f.write_str(")")
            }
            Self::Nullable(inner) => write!(f, "::std::option::Option<{inner}>"),
            Self::Boxed(inner) => write!(f, "::std::boxed::Box<{inner}>"),
            Self::Named(path) => f.write_str(path),
            Self::Generic(generic, argument) => write!(f, "{generic}<{argument}>"),
            Self::Body => f.write_str("runtime::Body"),
            Self::File => f.write_str("runtime::File"),
            Self::ByteStream => f.write_str("runtime::ByteStream"),
            Self::EventStream => f.write_str("runtime::EventStream"),
            Self::JsonLines(item) => write!(f, "runtime::JsonLines<{item}>"),
            Self::Infallible => f.write_str("::std::convert::Infallible"),
        }
    }
}

impl Serialize for TypeRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{IntegerWidth, TypeRef};

    #[test]
    fn a_type_is_written_as_rust() {
        let note = TypeRef::Named("types::Note".to_owned());
        let pair = TypeRef::Tuple(vec![TypeRef::Integer(IntegerWidth::I64), note.boxed()]);
        assert_eq!(
            pair.nullable().map().list().to_string(),
            "::std::vec::Vec<::std::collections::BTreeMap<::std::string::String,\
             ::std::option::Option<(i64,::std::boxed::Box<types::Note>,)>>>"
        );
    }

    #[test]
    fn types_are_replaced_wherever_they_are() {
        let ty = TypeRef::Tuple(vec![TypeRef::Date.nullable().list(), TypeRef::Bool]);
        let replaced = ty.replace(&|ty| (*ty == TypeRef::Date).then_some(TypeRef::DateTime));
        assert_eq!(
            replaced.to_string(),
            "(::std::vec::Vec<::std::option::Option<::chrono::DateTime<::chrono::Utc>>>,bool,)"
        );
        let page = TypeRef::Named("types::Page".to_owned()).applied_to(TypeRef::Date.list());
        let in_crate = |ty: &TypeRef| match ty {
            TypeRef::Named(path) => Some(TypeRef::Named(format!("a::{path}"))),
            TypeRef::Date => Some(TypeRef::Bool),
            _ => None,
        };
        assert_eq!(
            page.replace(&in_crate).to_string(),
            "a::types::Page<::std::vec::Vec<bool>>"
        );
    }
}
