//! The names that are chosen by hand for schemas and enum values, checked.
//!
//! `x-rust-name` on a schema names its type. On an alternative that is one value, as in
//! `oneOf: [{const: a, x-rust-name: First}]`, it names the variant; `x-rust-names` on an enum maps
//! each value to the name of its variant.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::enums;
use super::names::BY_HAND;
use crate::diagnostic::Diagnostic;
use crate::identifier::{is_pascal, pascal};
use crate::openapi::component::schema_reference;
use crate::openapi::pointer::escape;

/// The names that are chosen for inline schemas.
pub(crate) fn inline_names(lowered: &Value) -> Result<BTreeSet<String>, Vec<Diagnostic>> {
    let mut walk = Walk::default();
    walk.value(lowered, "#", Position::Other);
    let Walk {
        types,
        mut diagnostics,
        ..
    } = walk;
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for (pointer, name) in &types {
        let unchosen = |schema: &String| {
            let pointer = schema_reference(schema);
            pascal(schema) == *name && types.iter().all(|(chosen, _)| *chosen != pointer)
        };
        let schemas = lowered.pointer("/components/schemas");
        let mut schemas = schemas.and_then(Value::as_object).into_iter().flatten();
        let own = format!("{pointer}/{BY_HAND}");
        if let Some(other) = taken.insert(name.clone(), pointer.clone()) {
            let why = format!("`{name}` is chosen for {other} too");
            let help = "choose another name for one of them";
            diagnostics.push(Diagnostic::new(own, why).help(help));
        } else if let Some((schema, _)) = schemas.find(|(schema, _)| unchosen(schema)) {
            let why = format!("`{name}` is the name of the schema {schema} already");
            let help =
                format!("choose another name, or give that schema one with `{BY_HAND}` as well");
            diagnostics.push(Diagnostic::new(own, why).help(help));
        }
    }
    if diagnostics.is_empty() {
        let inline = types.into_iter().filter(|(pointer, _)| {
            let component = pointer.strip_prefix("#/components/schemas/");
            component.is_none_or(|name| name.contains('/'))
        });
        Ok(inline.map(|(_, name)| name).collect())
    } else {
        Err(diagnostics)
    }
}

/// What a value is in the document.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    Schema,
    /// A schema that is one of several in `oneOf` or `anyOf`.
    Alternative,
    /// Schemas by name: `properties`, `components.schemas`.
    Schemas,
    Other,
}

#[derive(Default)]
struct Walk {
    /// Pointer and name of each type.
    types: Vec<(String, String)>,
    diagnostics: Vec<Diagnostic>,
}

impl Walk {
    fn value(&mut self, value: &Value, pointer: &str, position: Position) {
        match value {
            Value::Object(object) => {
                if matches!(position, Position::Schema | Position::Alternative) {
                    self.names(object, pointer, position);
                }
                for (key, value) in object {
                    let position = below(position, key);
                    if let Some(position) = position {
                        self.value(value, &format!("{pointer}/{}", escape(key)), position);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &format!("{pointer}/{index}"), position);
                }
            }
            _ => {}
        }
    }

    /// The names that a schema is given.
    fn names(&mut self, object: &Map<String, Value>, pointer: &str, position: Position) {
        let refuse = |name: &Value, pointer: String| {
            let why = format!("{name} is not the name of a type in Rust");
            let example = pascal(name.as_str().unwrap_or_default());
            let help = format!("write it in upper camel case: `{example}`");
            Diagnostic::new(pointer, why).help(help)
        };
        let values = object.get("enum").and_then(Value::as_array);
        if let Some(name) = object.get(BY_HAND) {
            let is_value = position == Position::Alternative && values.is_some();
            match name.as_str().filter(|name| is_pascal(name)) {
                None => {
                    let refused = refuse(name, format!("{pointer}/{BY_HAND}"));
                    self.diagnostics.push(refused);
                }
                Some(_) if is_value => {}
                Some(name) => self.types.push((pointer.to_owned(), name.to_owned())),
            }
        }
        let Some(names) = object.get(enums::BY_HAND) else {
            return;
        };
        let pointer = format!("{pointer}/{}", enums::BY_HAND);
        let Some(names) = names.as_object() else {
            let why = "it is not an object of names by value";
            let help = "write `{\"value\": \"Name\"}`";
            self.diagnostics
                .push(Diagnostic::new(pointer, why).help(help));
            return;
        };
        let mut known = BTreeSet::new();
        for (value, name) in names {
            let pointer = format!("{pointer}/{}", escape(value));
            let mut values = values.into_iter().flatten();
            if !values.any(|known| enums::key(known) == *value) {
                let why = format!("the enum has no value `{value}`");
                let help = "name one of its values";
                self.diagnostics
                    .push(Diagnostic::new(pointer, why).help(help));
            } else if !name.as_str().is_some_and(is_pascal) {
                self.diagnostics.push(refuse(name, pointer));
            } else if !known.insert(name.as_str()) {
                let why = format!("{name} is the name of another value too");
                let help = "choose another name for one of them";
                self.diagnostics
                    .push(Diagnostic::new(pointer, why).help(help));
            }
        }
    }
}

/// The position of a member; None of what is data.
fn below(position: Position, key: &str) -> Option<Position> {
    match (position, key) {
        (Position::Schemas, _) => Some(Position::Schema),
        (Position::Schema | Position::Alternative, key) => match key {
            "properties" => Some(Position::Schemas),
            "oneOf" | "anyOf" => Some(Position::Alternative),
            "items" | "additionalProperties" | "allOf" | "not" | "x-prefix-items" => {
                Some(Position::Schema)
            }
            _ => None,
        },
        (Position::Other, "example" | "examples") => None,
        (Position::Other, "schema") => Some(Position::Schema),
        (Position::Other, "schemas") => Some(Position::Schemas),
        (Position::Other, _) => Some(Position::Other),
    }
}
