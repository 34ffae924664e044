//! Keywords that 3.0.3 does not have, and keywords of the wrong JSON type.

use serde_json::{Value, json};

use super::pointer::Object;

/// Keywords that restrict, identify or comment, without determining a type.
const DROPPED: [&str; 24] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$schema",
    "$vocabulary",
    "contains",
    "contentSchema",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "else",
    "id",
    "if",
    "maxContains",
    "minContains",
    "patternRequired",
    "then",
    "unevaluatedItems",
    "formatMinimum",
    "formatMaximum",
];

/// Keywords of 3.1 that a rule replaces.
const LOWERED: [&str; 12] = [
    "$dynamicRef",
    "additionalItems",
    "const",
    "contentEncoding",
    "contentMediaType",
    "dependentRequired",
    "examples",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "unevaluatedProperties",
    "type",
];

/// Whether a keyword is dropped with its value.
pub(super) fn is_dropped(keyword: &str) -> bool {
    DROPPED.contains(&keyword)
}

/// Whether a lowered schema must not have the keyword.
pub(super) fn is_foreign(keyword: &str) -> bool {
    is_dropped(keyword) || (keyword != "type" && LOWERED.contains(&keyword))
}

/// What is to be noted about a keyword of the schema `map`, whose value may be right or wrong.
pub(super) fn unchecked(map: &Object, keyword: &str) -> Option<String> {
    Some(match keyword {
        "if" if map.contains_key("then") || map.contains_key("else") => {
            "the condition is not checked: properties that only `then` or `else` names are optional"
                .to_owned()
        }
        "dependencies" if is_lists(map.get(keyword)?) => return None,
        "dependentSchemas" | "dependencies" => {
            format!("`{keyword}` is not checked: properties that only it names are optional")
        }
        "contains" | "contentSchema" | "formatMaximum" | "formatMinimum" | "maxContains"
        | "minContains" | "patternRequired" | "unevaluatedItems" => {
            format!("`{keyword}` is not checked")
        }
        "propertyNames" if !is_checked(map.get(keyword)?) => {
            "only `pattern`, `minLength`, `maxLength`, `enum` and `const` are checked of \
             `propertyNames`"
                .to_owned()
        }
        "$recursiveRef" => "the reference is not followed: any value is allowed".to_owned(),
        "not"
            if map
                .get("not")
                .is_some_and(|not| not.as_object().is_some_and(|not| !not.is_empty())) =>
        {
            "`not` is not checked".to_owned()
        }
        "patternProperties" if map.get("additionalProperties") != Some(&Value::Bool(false)) => {
            "the names of these properties are not checked against the patterns".to_owned()
        }
        "pattern" => {
            let pattern = map.get(keyword).and_then(Value::as_str)?;
            regress::Regex::with_flags(pattern, "u").err()?;
            "the pattern is not a regular expression of ECMA-262, so it is not checked".to_owned()
        }
        _ if is_dropped(keyword) || LOWERED.contains(&keyword) || keyword.starts_with("x-") => {
            return None;
        }
        _ if KNOWN.contains(&keyword) => return None,
        _ => "unknown keyword, which is ignored".to_owned(),
    })
}

/// Whether everything that a schema requires of a property's name is checked.
fn is_checked(names: &Value) -> bool {
    names.as_object().is_none_or(|names| {
        names
            .keys()
            .all(|key| key == "type" || NAME_RULES.contains(&key.as_str()))
    })
}

/// Whether all members are lists: then `dependencies` is what `dependentRequired` is today.
fn is_lists(dependencies: &Value) -> bool {
    let lists = dependencies.as_object();
    lists.is_some_and(|lists| lists.values().all(Value::is_array))
}

/// The keywords of `propertyNames` that are checked.
pub(super) const NAME_RULES: [&str; 5] = ["pattern", "minLength", "maxLength", "enum", "const"];

/// Keywords that the generator reads, or that describe.
const KNOWN: [&str; 35] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// Drops keywords whose value is of the wrong JSON type, since they have no meaning. Returns these
/// keywords, and types by another name, each with what was wrong.
pub(super) fn check(schema: &mut Object) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    schema.retain(|keyword, value| {
        // A list of no names is valid, but 3.0.3 does not allow it.
        let is_empty = keyword == "required" && value.as_array().is_some_and(Vec::is_empty);
        let fits = fits(keyword, value);
        if !fits && !value.is_null() && !is_empty {
            let what = format!("`{keyword}` cannot have this value, so it is ignored");
            faults.push((keyword.clone(), what));
        }
        fits
    });
    let before = schema.get("type").cloned();
    types(schema);
    if let Some(before) = before.filter(|before| !before.is_null()) {
        match schema.get("type") {
            Some(now) if *now == before => {}
            Some(now) => {
                let what = format!("the type {before} is read as {now}");
                faults.push(("type".to_owned(), what));
            }
            None => {
                let what = format!("unknown type {before}: any value is allowed");
                faults.push(("type".to_owned(), what));
            }
        }
    }
    faults
}

/// Whether a keyword can have the value; corrects the value where its meaning is clear.
fn fits(keyword: &str, value: &mut Value) -> bool {
    match keyword {
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            count(value)
        }
        "minimum" | "maximum" => value.is_number(),
        "multipleOf" => value.as_f64().is_some_and(|number| number > 0.0),
        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number() || value.is_boolean(),
        "nullable"
        | "readOnly"
        | "writeOnly"
        | "deprecated"
        | "uniqueItems"
        | "x-null"
        | "x-const"
        | "x-items-false"
        | "x-pattern-properties" => value.is_boolean(),
        "pattern" | "format" | "title" | "description" | "contentEncoding" | "contentMediaType" => {
            value.is_string()
        }
        "enum" => value.as_array().is_some_and(|values| !values.is_empty()),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" | "x-prefix-items" => {
            value.as_array().is_some_and(|schemas| !schemas.is_empty())
        }
        "xml" | "externalDocs" | "dependentRequired" => value.is_object(),
        "required" => required(value),
        _ => true,
    }
}

/// A boolean, with or without quotes.
pub(super) fn switch(value: &mut Value) -> bool {
    if let Some(on) = value.as_str().and_then(|text| text.parse::<bool>().ok()) {
        *value = Value::Bool(on);
    }
    value.is_boolean()
}

/// A count; `3.0` is one too.
fn count(value: &mut Value) -> bool {
    if value.is_u64() {
        return true;
    }
    match value.as_f64() {
        Some(number) if number >= 0.0 && number.fract() == 0.0 && number < 9e15 => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole, not negative and below 2^53"
            )]
            let whole = number as u64;
            *value = json!(whole);
            true
        }
        _ => false,
    }
}

/// The names that are required, each once.
fn required(value: &mut Value) -> bool {
    let Some(names) = value.as_array_mut() else {
        return false;
    };
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| {
        name.as_str()
            .is_some_and(|name| seen.insert(name.to_owned()))
    });
    !names.is_empty()
}

/// The name of a type, also from common misspellings of it.
fn type_name(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    let found = match name.trim().to_ascii_lowercase().as_str() {
        "string" | "str" | "text" => ("string", None),
        "number" | "float" | "double" | "decimal" => ("number", None),
        "integer" | "int" | "long" => ("integer", None),
        "boolean" | "bool" => ("boolean", None),
        "object" | "dict" | "map" => ("object", None),
        "array" | "list" => ("array", None),
        "null" | "none" => ("null", None),
        "file" | "binary" => ("string", Some("binary")),
        "date" => ("string", Some("date")),
        "datetime" | "date-time" => ("string", Some("date-time")),
        "uuid" => ("string", Some("uuid")),
        "uri" | "url" => ("string", Some("uri")),
        _ => return None,
    };
    Some(found)
}

/// Writes types by their names; an unknown name allows any type.
fn types(schema: &mut Object) {
    let (known, format) = match schema.get("type") {
        Some(Value::String(name)) => match type_name(name) {
            Some((known, format)) => (Value::from(known), format),
            None => (Value::Null, None),
        },
        // An unquoted `type: null` in YAML.
        Some(Value::Null) => (Value::from("null"), None),
        Some(Value::Array(names)) => {
            let mut known: Vec<&str> = Vec::new();
            let mut any = false;
            for name in names {
                let name = match name {
                    Value::Null => Some("null"),
                    Value::String(name) => type_name(name).map(|(known, _)| known),
                    _ => None,
                };
                match name {
                    Some(name) if !known.contains(&name) => known.push(name),
                    Some(_) => {}
                    None => any = true,
                }
            }
            if any || known.is_empty() {
                (Value::Null, None)
            } else {
                (json!(known), None)
            }
        }
        Some(_) => (Value::Null, None),
        None => return,
    };
    if known.is_null() {
        schema.shift_remove("type");
        return;
    }
    schema.insert("type".to_owned(), known);
    if let Some(format) = format {
        schema
            .entry("format")
            .or_insert_with(|| Value::from(format));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered;
    use serde_json::json;

    #[test]
    fn what_restricts_without_shaping_is_dropped() {
        assert_eq!(
            lowered(json!({
                "$id": "x", "$schema": "y", "$comment": "z", "type": "object",
                "contains": {}, "if": {"$ref": "nowhere"}, "then": false,
                "else": 3, "minProperties": 1
            })),
            json!({"type": "object", "minProperties": 1})
        );
    }

    #[test]
    fn constraints_of_the_wrong_type_are_dropped() {
        assert_eq!(
            lowered(json!({
                "type": "string", "minLength": "3", "maxLength": 7.0, "required": true,
                "pattern": 5,
                "deprecated": "yes", "title": 4, "minimum": "0", "enum": []
            })),
            json!({"type": "string", "maxLength": 7})
        );
    }

    #[test]
    fn required_names_are_names_and_each_stands_once() {
        assert_eq!(
            lowered(json!({"type": "object", "required": ["a", 1, "a", "b"]})),
            json!({"type": "object", "required": ["a", "b"]})
        );
    }

    #[test]
    fn a_type_by_another_name_is_known_and_an_unknown_one_allows_any() {
        assert_eq!(
            lowered(json!({"type": "file"})),
            json!({"type": "string", "format": "binary"})
        );
        assert_eq!(
            lowered(json!({"type": "Integer"})),
            json!({"type": "integer"})
        );
        assert_eq!(lowered(json!({"type": "any"})), json!({}));
        assert_eq!(lowered(json!({"type": 7})), json!({}));
    }

    #[test]
    fn properties_named_like_keywords_are_kept() {
        let schema = json!({
            "type": "object",
            "properties": {
                "$ref": {"type": "string"}, "const": {"type": "string"}, "type": {"type": "string"},
                "examples": {"type": "string"}, "nullable": {"type": "string"},
                "if": {"type": "string"},
                "$defs": {"type": "string"}, "required": {"type": "boolean"},
                "properties": {"type": "string"}
            }
        });
        assert_eq!(lowered(schema.clone()), schema);
    }
}
