//! Values for schemas, drawn from a sequence of bytes: the same bytes give the same value, and
//! fewer bytes a smaller one.

use serde_json::{Map, Value, json};

/// Draws values for a document's schemas. It does not read every keyword, so a value can be
/// invalid.
pub(crate) struct Drawer<'a> {
    document: &'a Value,
    entropy: std::slice::Iter<'a, u8>,
}

/// Below this depth, optional values are omitted.
const DEPTH: usize = 6;

/// An object schema with none of these keywords is a map.
const SHAPED: [&str; 7] = [
    "properties",
    "patternProperties",
    "required",
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
];

impl<'a> Drawer<'a> {
    pub(crate) fn new(document: &'a Value, entropy: &'a [u8]) -> Self {
        Self {
            document,
            entropy: entropy.iter(),
        }
    }

    /// Zero once the bytes are used up.
    fn pick(&mut self, of: usize) -> usize {
        let byte = self.entropy.next().copied().unwrap_or(0);
        usize::from(byte) % of.max(1)
    }

    pub(crate) fn draw(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(object) = schema.as_object() else {
            return self.anything();
        };
        if depth > 4 * DEPTH {
            return Value::Null;
        }
        if let Some(value) = object.get("const") {
            return value.clone();
        }
        if let Some(values) = object.get("enum").and_then(Value::as_array) {
            return values[self.pick(values.len())].clone();
        }
        // The schemas that this one is combined with; their properties are merged.
        let mut parts: Vec<Value> = Vec::new();
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            let pointer = reference[1..].replace("%5B", "[").replace("%5D", "]");
            let target = self.document.pointer(&pointer);
            parts.push(target.unwrap_or_else(|| panic!("{reference}")).clone());
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(all) = object.get(key).and_then(Value::as_array) {
                // Below the depth limit, take a null or a scalar to end the recursion.
                let flat = |schema: &&Value| {
                    schema
                        .get("type")
                        .is_some_and(|ty| ty != "array" && ty != "object")
                };
                let end = all.iter().find(flat).filter(|_| depth > DEPTH);
                let index = self.pick(all.len());
                parts.push(end.unwrap_or(&all[index]).clone());
            }
        }
        parts.extend(
            object
                .get("allOf")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .cloned(),
        );
        let structural = [
            "type",
            "properties",
            "items",
            "additionalProperties",
            "prefixItems",
            "patternProperties",
            "required",
            "format",
            "minimum",
        ];
        let mut value = None;
        for part in &parts {
            let drawn = self.draw(part, depth + 1);
            value = Some(match (value, drawn) {
                (Some(Value::Object(mut ours)), Value::Object(theirs)) => {
                    ours.extend(theirs);
                    Value::Object(ours)
                }
                (_, drawn) => drawn,
            });
        }
        match value {
            None => self.own(object, depth),
            Some(Value::Object(mut ours))
                if structural.iter().any(|key| object.contains_key(*key)) =>
            {
                if let Value::Object(own) = self.own(object, depth) {
                    ours.extend(own);
                }
                Value::Object(ours)
            }
            Some(value) => value,
        }
    }

    fn own(&mut self, object: &Map<String, Value>, depth: usize) -> Value {
        let ty = match object.get("type") {
            Some(Value::Array(all)) => all[self.pick(all.len())].as_str(),
            Some(ty) => ty.as_str(),
            None if object.contains_key("properties") || object.contains_key("required") => {
                Some("object")
            }
            None if object.contains_key("items") => Some("array"),
            // A format without a type is of its own type (`xtask/src/plan/types/untyped.rs`).
            None => match object.get("format").and_then(Value::as_str) {
                Some("int32" | "int64") => Some("integer"),
                Some("float" | "double") => Some("number"),
                Some("boolean") => Some("boolean"),
                Some("date-time") => Some("string"),
                _ => None,
            },
        };
        match ty {
            Some("null") => Value::Null,
            Some("boolean") => json!(self.pick(2) == 1),
            Some("integer") => self.integer(object),
            Some("number") => self.number(object),
            Some("string") => json!(self.string(object)),
            Some("array") => self.array(object, depth),
            Some("object") => self.object(object, depth),
            _ => self.anything(),
        }
    }

    fn anything(&mut self) -> Value {
        let all = [
            json!(null),
            json!(1),
            json!("text"),
            json!([]),
            json!({}),
            json!(1.5),
            json!({"a": [null, true]}),
            json!(false),
            json!(["a", {}]),
        ];
        all[self.pick(all.len())].clone()
    }

    fn integer(&mut self, object: &Map<String, Value>) -> Value {
        let bound = |key: &str| {
            object.get(key).and_then(|bound| {
                bound
                    .as_i64()
                    .map(i128::from)
                    .or(bound.as_u64().map(i128::from))
            })
        };
        let low = bound("minimum").or(bound("exclusiveMinimum").map(|bound| bound + 1));
        let format = object.get("format").and_then(Value::as_str);
        let low = low.or_else(|| (format == Some("uint64")).then_some(0));
        let high = bound("maximum").or(bound("exclusiveMaximum").map(|bound| bound - 1));
        let step = bound("multipleOf").unwrap_or(1);
        let all = [
            low.or(high).unwrap_or(0),
            high.unwrap_or(i128::from(i64::MAX)),
            low.unwrap_or(i128::from(i64::MIN)),
            1,
            -1,
            2,
            3,
            255,
        ];
        let mut value = all[self.pick(all.len())] / step * step;
        value = value.clamp(low.unwrap_or(i128::MIN), high.unwrap_or(i128::MAX));
        match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => json!(value),
            (_, value) => json!(value.unwrap_or_default()),
        }
    }

    fn number(&mut self, object: &Map<String, Value>) -> Value {
        let bound = |key: &str| object.get(key).and_then(Value::as_f64);
        let low = bound("minimum").or(bound("exclusiveMinimum").map(|bound| bound + 0.25));
        let high = bound("maximum").or(bound("exclusiveMaximum").map(|bound| bound - 0.25));
        let all: [f64; 7] = [0.5, 1.0, -2.25, 0.1, 1e9, 0.0, 7.0];
        json!(all[self.pick(all.len())].clamp(low.unwrap_or(f64::MIN), high.unwrap_or(f64::MAX)))
    }

    fn string(&mut self, object: &Map<String, Value>) -> String {
        let keyword = |key: &str| object.get(key).and_then(Value::as_str);
        let all: &[&str] = match (keyword("pattern"), keyword("format")) {
            (Some("^[A-Z]+$"), _) => &["AB", "XYZ"],
            (Some("^a$"), _) => &["a"],
            (Some("^password$"), _) => &["password"],
            (_, Some("uuid")) => &[
                "6f1e9a3e-2a8c-4a51-9d0a-3f8d1c6f0e11",
                "00000000-0000-0000-0000-000000000000",
            ],
            (_, Some("date-time")) => &[
                "2026-07-03T10:00:00Z",
                "2026-07-03T10:00:00.5+02:00",
                "1999-12-31T23:59:59.123456789Z",
            ],
            (_, Some("date")) => &["2026-07-03", "2024-02-29"],
            (_, Some("time")) => &["10:00:00Z", "23:59:59.5+01:00"],
            (_, Some("duration")) => &["P1D", "PT2H"],
            (_, Some("uri")) => &["https://example.com/a?b=c", "urn:a:b"],
            (_, Some("email")) => &["a@example.com"],
            (_, Some("ipv4")) => &["192.0.2.1"],
            (_, Some("ipv6")) => &["2001:db8::1"],
            _ => &[
                "",
                "a",
                "text",
                "2026-07-03",
                "1",
                "true",
                "null",
                "é\u{1f600}\"\\\n",
                "6f1e9a3e-2a8c-4a51-9d0a-3f8d1c6f0e11",
                "2026-07-03T10:00:00Z",
                "long enough text",
            ],
        };
        let string = all[self.pick(all.len())].to_owned();
        let count = |key: &str| {
            object
                .get(key)
                .and_then(Value::as_u64)
                .and_then(|count| usize::try_from(count).ok())
        };
        let short = count("minLength")
            .unwrap_or(0)
            .saturating_sub(string.chars().count());
        let padded = string + &"a".repeat(short);
        padded
            .chars()
            .take(count("maxLength").unwrap_or(usize::MAX))
            .collect()
    }

    fn array(&mut self, object: &Map<String, Value>, depth: usize) -> Value {
        let prefix: Vec<&Value> = object
            .get("prefixItems")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .collect();
        let count = |key: &str| {
            object
                .get(key)
                .and_then(Value::as_u64)
                .and_then(|count| usize::try_from(count).ok())
        };
        let min = count("minItems").unwrap_or(0);
        let free = if depth > DEPTH { 0 } else { self.pick(4) };
        let closed = object.get("items") == Some(&json!(false));
        let most = if closed {
            prefix.len()
        } else {
            count("maxItems").unwrap_or(usize::MAX)
        };
        let length = (min + free).min(most);
        let everything = json!(true);
        let items = object.get("items").unwrap_or(&everything);
        let values = (0..length)
            .map(|index| self.draw(prefix.get(index).copied().unwrap_or(items), depth + 1));
        Value::Array(values.collect())
    }

    fn object(&mut self, object: &Map<String, Value>, depth: usize) -> Value {
        let required = |name: &str| {
            object
                .get("required")
                .and_then(Value::as_array)
                .is_some_and(|names| names.iter().any(|required| required == name))
        };
        let mut drawn = Map::new();
        for (name, schema) in object
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if required(name) || (depth <= DEPTH && self.pick(2) == 1) {
                drawn.insert(name.clone(), self.draw(schema, depth + 1));
            }
        }
        for name in object
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !drawn.contains_key(name) {
                drawn.insert(name.to_owned(), self.anything());
            }
        }
        for (pattern, schema) in object
            .get("patternProperties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if self.pick(2) == 1 {
                let name = format!("{}1", pattern.trim_start_matches('^'));
                drawn.insert(name, self.draw(schema, depth + 1));
            }
        }
        let rest = match object.get("additionalProperties") {
            Some(Value::Bool(false)) => None,
            Some(schema) => Some(schema.clone()),
            // Without a structural keyword it is a map. The client drops the unknown properties of
            // any other object.
            None if !SHAPED.iter().any(|key| object.contains_key(*key)) => Some(json!(true)),
            None => None,
        };
        if let Some(schema) = rest.filter(|_| depth <= DEPTH) {
            let names = object.get("propertyNames");
            for index in 0..self.pick(3) {
                let name = match names {
                    Some(names) => self
                        .draw(names, depth + 1)
                        .as_str()
                        .unwrap_or_default()
                        .to_owned(),
                    None => ["more", "", "a-b é", "type"][(index + self.pick(4)) % 4].to_owned(),
                };
                let value = self.draw(&schema, depth + 1);
                drawn.entry(name).or_insert(value);
            }
        }
        Value::Object(drawn)
    }
}
