//! Titles of generic types: `Page[Call]`.

use crate::plan::model::{Definition, Id, Kind, Plan, Shape, Type};

/// A type as a title names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Named {
    /// `Call`
    Plain(String),
    /// `list[Call]`, with the whole as it is written.
    Applied {
        whole: String,
        name: String,
        arguments: Vec<Named>,
    },
    /// `Union[A, B]` or `A | B`
    Union(Vec<Named>),
}

/// The generic type's name, and its one argument.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Title {
    pub(super) generic: String,
    pub(super) argument: Named,
}

impl Title {
    /// The title of a component, if it is that of a generic type with one argument and the
    /// component's name agrees with it.
    pub(super) fn of(definition: &Definition) -> Option<Self> {
        let (schema, title) = (definition.schema.as_deref()?, definition.title.as_deref()?);
        if normalized(schema) != normalized(title) {
            return None;
        }
        match Named::read(title)? {
            Named::Applied {
                name, arguments, ..
            } => match <[Named; 1]>::try_from(arguments) {
                Ok([argument]) if is_identifier(&name) => Some(Self {
                    generic: name,
                    argument,
                }),
                _ => None,
            },
            Named::Plain(_) | Named::Union(_) => None,
        }
    }
}

/// A component's name as Pydantic makes it of the title.
fn normalized(title: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let character = |c| if allowed(c) { c } else { '_' };
    title.chars().map(character).collect()
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Arguments within arguments that are read.
const DEPTH: usize = 8;

impl Named {
    fn read(text: &str) -> Option<Self> {
        Self::read_within(text, DEPTH)
    }

    fn read_within(text: &str, depth: usize) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        let text = text.trim();
        let all = |parts: Vec<&str>| -> Option<Vec<Self>> {
            let parts = parts.into_iter();
            parts.map(|part| Self::read_within(part, depth)).collect()
        };
        let alternatives = split(text, '|')?;
        if alternatives.len() > 1 {
            return all(alternatives).map(Self::Union);
        }
        let Some((name, arguments)) = text
            .strip_suffix(']')
            .and_then(|text| text.split_once('['))
            .filter(|(name, _)| is_identifier(name))
        else {
            return Some(Self::Plain(text.to_owned()));
        };
        let mut arguments = split(arguments, ',')?;
        // What follows the type in `Annotated` says how it is validated.
        if name == "Annotated" {
            return Self::read_within(arguments.first()?, depth);
        }
        // `Page[Call,]`
        arguments.retain(|argument| !argument.trim().is_empty());
        let arguments = all(arguments)?;
        Some(match name {
            "Union" => Self::Union(arguments),
            _ => Self::Applied {
                whole: text.to_owned(),
                name: name.to_owned(),
                arguments,
            },
        })
    }

    /// Whether a shape is what the title names.
    pub(super) fn is(&self, plan: &Plan, shape: &Shape) -> bool {
        // A box is how Rust stores a recursive type.
        if let Type::Boxed(inner) = &shape.ty {
            return self.is(plan, inner);
        }
        match self {
            Self::Plain(name) => match (name.as_str(), &shape.ty) {
                ("str", Type::String)
                | ("bool", Type::Bool(None))
                | ("float", Type::Number)
                | ("UUID", Type::Uuid)
                | ("date", Type::Date) => true,
                (_, Type::Named(id)) => is_component(plan, *id, name),
                _ => false,
            },
            Self::Applied {
                whole,
                name,
                arguments,
            } => match (
                name.to_ascii_lowercase().as_str(),
                arguments.as_slice(),
                &shape.ty,
            ) {
                ("list" | "sequence" | "set" | "frozenset", [item], Type::List(inner))
                | ("dict" | "mapping", [_, item], Type::Map(inner)) => item.is(plan, inner),
                (_, _, Type::Named(id)) => is_component(plan, *id, whole),
                _ => false,
            },
            Self::Union(named) => {
                let Type::Named(id) = shape.ty else {
                    return false;
                };
                let kind = plan.definitions.get(id).map(|definition| &definition.kind);
                let Some(Kind::Union(union)) = kind else {
                    return false;
                };
                let mut alternatives = union.alternatives.iter();
                alternatives.len() == named.len()
                    && alternatives.all(|alternative| {
                        named.iter().any(|named| named.is(plan, &alternative.shape))
                    })
            }
        }
    }
}

/// Whether a definition is the component that a title calls `name`: by its own title, or by its
/// name, which may begin with the module's.
fn is_component(plan: &Plan, id: Id, name: &str) -> bool {
    let Some(definition) = plan.definitions.get(id) else {
        return false;
    };
    let Some(schema) = &definition.schema else {
        return false;
    };
    let spaceless = |text: &str| text.replace(' ', "");
    let title = definition.title.as_deref();
    let normalized = normalized(name);
    title.is_some_and(|title| spaceless(title) == spaceless(name))
        || *schema == normalized
        || schema
            .strip_suffix(&normalized)
            .is_some_and(|module| module.ends_with("__"))
}

/// The parts between separators that are in no brackets and no quotes; None if these do not match.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut open, mut quote, mut from) = (Vec::new(), None, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(end), _) => {
                if c == end {
                    quote = None;
                }
            }
            (None, '\'' | '"') => quote = Some(c),
            (None, '[') => open.push(']'),
            (None, '(') => open.push(')'),
            (None, ']' | ')') => {
                if open.pop() != Some(c) {
                    return None;
                }
            }
            (None, _) if c == separator && open.is_empty() => {
                parts.push(text.get(from..at)?);
                from = at + c.len_utf8();
            }
            (None, _) => {}
        }
    }
    parts.push(text.get(from..)?);
    (open.is_empty() && quote.is_none()).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(name: &str) -> Named {
        Named::Plain(name.to_owned())
    }

    #[test]
    fn what_a_title_names_is_read() {
        let read = |text| Named::read(text).unwrap();
        assert_eq!(read("A | B"), Named::Union(vec![plain("A"), plain("B")]));
        assert_eq!(
            read("Annotated[Union[A, B], FieldInfo(a=True, discriminator='c, ]')]"),
            Named::Union(vec![plain("A"), plain("B")])
        );
        assert_eq!(
            read("list[A]"),
            Named::Applied {
                whole: "list[A]".to_owned(),
                name: "list".to_owned(),
                arguments: vec![plain("A")]
            }
        );
        assert_eq!(Named::read("Page[A"), None);
        assert_eq!(Named::read("Page[A)]"), None);
    }
}
