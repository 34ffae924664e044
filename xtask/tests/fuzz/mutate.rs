//! Documents that are almost right.

use serde_json::{Map, Value, json};

/// Small documents that together hold whatever the generator knows.
const SEEDS: &[&str] = &[
    include_str!("../seeds/shop.json"),
    include_str!("../seeds/notes.json"),
    include_str!("../generated/documents/responses.json"),
    include_str!("../generated/documents/arrays.json"),
    include_str!("../generated/documents/bodies.json"),
    include_str!("../generated/documents/enums.json"),
    include_str!("../generated/documents/null.json"),
    include_str!("../generated/documents/objects.json"),
    include_str!("../generated/documents/pages.json"),
    include_str!("../generated/documents/parameters.json"),
    include_str!("../generated/documents/scalars.json"),
    include_str!("../generated/documents/security.json"),
    include_str!("../generated/documents/unions.json"),
    include_str!("../generated/documents/webhooks.json"),
];

/// Names and texts that a generator of Rust stumbles over.
const TEXTS: &[&str] = &[
    "",
    " ",
    "_",
    "__",
    "self",
    "Self",
    "super",
    "crate",
    "type",
    "r#type",
    "async",
    "box",
    "gen",
    "union",
    "new",
    "send",
    "body",
    "client",
    "value",
    "url",
    "request",
    "response",
    "options",
    "Option",
    "Vec",
    "String",
    "Result",
    "Some",
    "None",
    "Ok",
    "Err",
    "Box",
    "Default",
    "Client",
    "Error",
    "types",
    "errors",
    "builder",
    "operations",
    "std",
    "UnknownValue",
    "additional_properties",
    "at",
    "look",
    "0",
    "1a",
    "-1",
    "+1",
    "a-b",
    "a_b",
    "aB",
    "a b",
    "a.b",
    "a/b",
    "a~1b",
    "~0",
    "%7B",
    "{",
    "}",
    "{}",
    "{{}}",
    "{a",
    "a}",
    "/{a}/{a}",
    "*/",
    "/*",
    "//",
    "///",
    "//!",
    "\"",
    "'",
    "\\",
    "\\u{0}",
    "\0",
    "\n",
    "\r\n",
    "\t",
    "#",
    "#![a]",
    "r#\"a\"#",
    "$",
    "$ref",
    "日本語",
    "ß",
    "İ",
    "ﬁ",
    "\u{200b}",
    "\u{202e}",
    "e\u{301}",
    "🦀",
    "é",
    "Ω",
    "µ",
    "١",
    "```",
    "~~~",
    "`",
    "``",
    "[a](b)",
    "[`Client`]",
    "<b>",
    "</b>",
    "https://",
    "http://x.example/{id}",
    "application/json",
    "*/*",
    "text/event-stream",
    "multipart/form-data",
    "application/octet-stream",
    "not a media type",
    "default",
    "2XX",
    "200",
    "600",
    "string",
    "integer",
    "number",
    "boolean",
    "object",
    "array",
    "null",
    "uuid",
    "date-time",
    "date",
    "binary",
    "byte",
    "uri",
    "int32",
    "uint64",
    "path",
    "query",
    "header",
    "cookie",
    "form",
    "deepObject",
    "matrix",
    "label",
    "^a",
    "(",
    "\\d+",
    "#/components/schemas/Order",
    "#/components/schemas/Event",
    "#/components/schemas/Order/properties/items/items",
    "#/components/parameters/OrderId",
    "#/components/responses/Gone",
    "#/paths/~1files/post",
    "#",
    "#/",
    "#/$defs/A",
    "Order",
    "other.json#/A",
];

/// Keys that mean something.
const KEYS: &[&str] = &[
    "$ref",
    "$defs",
    "$id",
    "$anchor",
    "$dynamicRef",
    "type",
    "enum",
    "const",
    "default",
    "format",
    "pattern",
    "items",
    "prefixItems",
    "properties",
    "patternProperties",
    "additionalProperties",
    "unevaluatedProperties",
    "required",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "discriminator",
    "nullable",
    "title",
    "description",
    "deprecated",
    "readOnly",
    "writeOnly",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "example",
    "examples",
    "parameters",
    "requestBody",
    "responses",
    "content",
    "schema",
    "headers",
    "security",
    "servers",
    "operationId",
    "summary",
    "in",
    "name",
    "style",
    "explode",
    "callbacks",
    "links",
    "x-null",
    "x-const",
    "x-prefix-items",
    "x-items-false",
    "contentMediaType",
    "contentEncoding",
    "propertyNames",
    "dependentSchemas",
    "contains",
];

/// How many bytes one change is made from: more than any takes, so that it says the same whatever
/// stands before it.
pub(crate) const CHANGE: usize = 24;

/// A document: the seed that the first byte chooses, changed by each [`CHANGE`] bytes that follow.
pub(crate) fn document(bytes: &[u8]) -> Value {
    let (seed, changes) = bytes.split_first().unwrap_or((&0, &[]));
    let seed = SEEDS[usize::from(*seed) % SEEDS.len()];
    let mut document = serde_json::from_str(seed).unwrap();
    for bytes in changes.chunks(CHANGE) {
        Source { bytes }.change(&mut document);
    }
    document
}

/// Numbers drawn from bytes, which run out as zeros.
struct Source<'b> {
    bytes: &'b [u8],
}

impl Source<'_> {
    fn byte(&mut self) -> usize {
        let (byte, rest) = self.bytes.split_first().unwrap_or((&0, &[]));
        self.bytes = rest;
        usize::from(*byte)
    }

    /// Less than `limit`, which is not 0.
    fn below(&mut self, limit: usize) -> usize {
        (self.byte() << 8 | self.byte()) % limit
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn text(&mut self) -> String {
        match self.below(24) {
            0 => "long ".repeat(self.below(2_000)),
            1 => "w".repeat(self.below(500)),
            2 => format!("{}{}", self.pick(TEXTS), self.pick(TEXTS)),
            _ => (*self.pick(TEXTS)).to_owned(),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.below(12) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(false),
            3 => json!(0),
            4 => json!(-1),
            5 => json!(u64::MAX),
            6 => json!(i64::MIN),
            7 => json!(1e300),
            8 => json!(0.1),
            9 => json!([]),
            10 => json!({}),
            _ => Value::String(self.text()),
        }
    }

    fn change(&mut self, document: &mut Value) {
        let mut places = Vec::new();
        pointers(document, String::new(), &mut places);
        let one = self.pick(&places).clone();
        let other = self.pick(&places).clone();
        let choice = self.below(12);
        let donor = document.pointer(&other).cloned().unwrap_or_default();
        let (text, scalar) = (self.text(), self.scalar());
        let key = (*self.pick(KEYS)).to_owned();
        let at = self.below(64);
        let Some(target) = document.pointer_mut(&one) else {
            return;
        };
        match (choice, target) {
            (0, target) => *target = scalar,
            (1, target) => *target = donor,
            (2, target) => *target = json!({ "$ref": format!("#{other}") }),
            (3, target) => *target = json!({ "anyOf": [target.take(), donor] }),
            (4, target) => {
                *target = json!({ "allOf": [target.take(), donor], "description": text })
            }
            (5, target) => *target = json!({ "oneOf": [donor, target.take(), { "type": "null" }] }),
            (6, Value::Object(map)) => {
                map.insert(key, donor);
            }
            (7, Value::Object(map)) => {
                map.insert(key, scalar);
            }
            (8 | 9, Value::Object(map)) if !map.is_empty() => rename(map, at, &text),
            (10, Value::Object(map)) if !map.is_empty() => {
                let key = map.keys().nth(at % map.len()).unwrap().clone();
                map.shift_remove(&key);
            }
            (6 | 7, Value::Array(list)) => list.push(donor),
            (8.., Value::Array(list)) if !list.is_empty() => {
                let again = list[at % list.len()].clone();
                list.push(again);
            }
            (_, Value::String(own)) => *own = text,
            (_, target) => *target = json!({ "type": "object", "properties": { text: donor } }),
        }
    }
}

/// Gives a member another name, in its place.
fn rename(map: &mut Map<String, Value>, at: usize, name: &str) {
    let at = at % map.len();
    let members = std::mem::take(map).into_iter().enumerate();
    map.extend(
        members
            .map(|(index, (key, value))| (if index == at { name.to_owned() } else { key }, value)),
    );
}

fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                pointers(
                    value,
                    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                pointers(value, format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(at);
}
