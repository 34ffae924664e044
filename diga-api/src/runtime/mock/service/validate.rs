//! Whether a schema allows a value.

use serde_json::{Map, Value};

use super::document::Document;
use super::format;
use super::schema::{self, flag};

/// Which way a value goes: what is `readOnly` need not be in a request, what is `writeOnly` need
/// not be in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Property(String),
    Index(usize),
}

/// What a schema does not allow.
#[derive(Clone, Debug)]
pub(super) struct Violation {
    pub(super) steps: Vec<Step>,
    /// A short name for the rule, in the manner of Pydantic's error types.
    pub(super) rule: &'static str,
    pub(super) message: String,
}

impl Violation {
    pub(super) fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            steps: Vec::new(),
            rule,
            message: message.into(),
        }
    }

    /// The JSON pointer (RFC 6901) to what is wrong.
    pub(super) fn pointer(&self) -> String {
        let steps = self.steps.iter().map(|step| match step {
            Step::Property(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => format!("/{index}"),
        });
        steps.collect()
    }
}

/// Everything that the schema does not allow, up to 16 violations.
pub(super) fn validate(
    document: &Document,
    direction: Direction,
    schema: &Value,
    value: &Value,
) -> Vec<Violation> {
    let mut validation = Validation::new(document, direction, 16);
    validation.check(schema, value);
    validation.found
}

/// Whether the schema allows the value.
pub(super) fn allows(
    document: &Document,
    direction: Direction,
    schema: &Value,
    value: &Value,
) -> bool {
    let mut validation = Validation::new(document, direction, 1);
    validation.check(schema, value);
    validation.found.is_empty()
}

/// Values and schemas that nest deeper are taken as they are.
const DEEPEST: usize = 512;

/// The keywords that apply to values of every type, found in one pass: a schema has few keywords,
/// and a lookup for each that it does not have takes most of the time of a validation.
#[derive(Default)]
struct General<'s> {
    null_only: bool,
    nullable: bool,
    kind: Option<&'s str>,
    allowed: Option<&'s Vec<Value>>,
    all_of: Option<&'s Vec<Value>>,
    /// `anyOf` and `oneOf`.
    unions: [Option<(&'static str, &'s Vec<Value>)>; 2],
    excluded: Option<&'s Value>,
}

impl<'s> General<'s> {
    fn of(keywords: &'s Map<String, Value>) -> Self {
        let mut found = Self::default();
        for (keyword, value) in keywords {
            match keyword.as_str() {
                "x-null" => found.null_only = matches!(value, Value::Bool(true)),
                "nullable" => found.nullable = matches!(value, Value::Bool(true)),
                "type" => found.kind = value.as_str(),
                "enum" => found.allowed = value.as_array(),
                "allOf" => found.all_of = value.as_array(),
                "anyOf" => {
                    let [any_of, _] = &mut found.unions;
                    *any_of = value.as_array().map(|union| ("anyOf", union));
                }
                "oneOf" => {
                    let [_, one_of] = &mut found.unions;
                    *one_of = value.as_array().map(|union| ("oneOf", union));
                }
                "not" => found.excluded = Some(value),
                _ => {}
            }
        }
        found
    }
}

struct Validation<'d> {
    document: &'d Document,
    direction: Direction,
    limit: usize,
    steps: Vec<Step>,
    /// Schema and value, by address, of what is being checked: a schema that comes back to itself
    /// without a step into the value adds nothing.
    active: Vec<(*const Value, *const Value)>,
    found: Vec<Violation>,
}

impl<'d> Validation<'d> {
    fn new(document: &'d Document, direction: Direction, limit: usize) -> Self {
        Self {
            document,
            direction,
            limit,
            steps: Vec::new(),
            active: Vec::new(),
            found: Vec::new(),
        }
    }

    fn broken(&mut self, rule: &'static str, message: impl Into<String>) {
        if self.found.len() < self.limit {
            self.found.push(Violation {
                steps: self.steps.clone(),
                rule,
                message: message.into(),
            });
        }
    }

    /// What another look at the same value finds.
    fn apart(&mut self, schema: &Value, value: &Value) -> Vec<Violation> {
        let before = std::mem::take(&mut self.found);
        self.check(schema, value);
        std::mem::replace(&mut self.found, before)
    }

    fn inside(&mut self, step: Step, schema: &Value, value: &Value) {
        self.steps.push(step);
        self.check(schema, value);
        self.steps.pop();
    }

    fn check(&mut self, schema: &Value, value: &Value) {
        if self.found.len() >= self.limit {
            return;
        }
        let document = self.document;
        let schema = document.schemas.resolve(schema);
        if let Value::Bool(false) = schema {
            self.broken("false_schema", "is not allowed");
            return;
        }
        let Some(keywords) = schema.as_object() else {
            return;
        };
        let here = (std::ptr::from_ref(schema), std::ptr::from_ref(value));
        if self.active.len() >= DEEPEST || self.active.contains(&here) {
            return;
        }
        self.active.push(here);
        self.keywords(schema, keywords, value);
        self.active.pop();
    }

    fn keywords(&mut self, schema: &Value, keywords: &Map<String, Value>, value: &Value) {
        let General {
            null_only,
            nullable,
            kind,
            allowed,
            all_of,
            unions,
            excluded,
        } = General::of(keywords);
        if null_only {
            if !value.is_null() {
                self.broken("none_required", "must be null");
            }
            return;
        }
        if value.is_null() && nullable {
            return;
        }
        if let Some(kind) = kind
            && !is_a(kind, value)
        {
            self.broken(type_rule(kind), format!("must be {}", article(kind)));
            return;
        }
        if let Some(allowed) = allowed
            && !allowed.iter().any(|allowed| equal(allowed, value))
        {
            let allowed: Vec<_> = allowed.iter().take(12).map(Value::to_string).collect();
            self.broken("enum", format!("must be {}", allowed.join(" or ")));
        }
        match value {
            Value::String(string) => self.string(keywords, string),
            Value::Number(_) => self.number(keywords, value),
            Value::Array(items) => self.array(schema, keywords, items),
            Value::Object(members) => self.object(keywords, members),
            Value::Null | Value::Bool(_) => {}
        }
        for part in all_of.into_iter().flatten() {
            self.check(part, value);
        }
        for (keyword, alternatives) in unions.into_iter().flatten() {
            self.union(keyword, keywords.get("discriminator"), alternatives, value);
        }
        if let Some(excluded) = excluded
            && self.apart(excluded, value).is_empty()
        {
            self.broken("not", "is what the schema excludes");
        }
    }

    fn union(
        &mut self,
        keyword: &str,
        discriminator: Option<&Value>,
        alternatives: &[Value],
        value: &Value,
    ) {
        let limit = std::mem::replace(&mut self.limit, 1);
        let mut matches = 0;
        // The alternative that a value comes closest to explains best what is wrong.
        let mut closest: Option<&Value> = None;
        let mut depth = 0;
        for alternative in alternatives {
            let found = self.apart(alternative, value);
            match found.first() {
                None => matches += 1,
                Some(violation) if closest.is_none() || violation.steps.len() > depth => {
                    depth = violation.steps.len();
                    closest = Some(alternative);
                }
                Some(_) => {}
            }
            if matches > 0 && keyword == "anyOf" {
                break;
            }
        }
        self.limit = limit;
        if matches == 1 {
            return;
        }
        if matches > 1 {
            let count = alternatives.len();
            self.broken(
                "one_of",
                format!("must match one alternative of {count}, matches {matches}"),
            );
            return;
        }
        let named = discriminator.and_then(|discriminator| {
            let property = discriminator.get("propertyName")?.as_str()?;
            let tag = value.get(property)?.as_str()?;
            let mapped = discriminator
                .get("mapping")
                .and_then(|mapping| mapping.get(tag));
            let target = mapped.and_then(Value::as_str).unwrap_or(tag);
            let target = target.rsplit('/').next().unwrap_or(target);
            let named = |alternative: &&Value| schema::name(alternative) == Some(target);
            alternatives.iter().find(named)
        });
        match named.or(closest) {
            Some(alternative) if named.is_some() || depth > self.steps.len() => {
                self.check(alternative, value);
            }
            _ => self.broken(
                "union",
                format!("matches none of {} alternatives", alternatives.len()),
            ),
        }
    }

    fn string(&mut self, keywords: &Map<String, Value>, value: &str) {
        let min = count(keywords, "minLength").unwrap_or(0);
        let max = count(keywords, "maxLength").unwrap_or(usize::MAX);
        // Bytes bound characters from above.
        if value.len() < min || value.len() > max || min > 0 {
            let length = value.chars().count();
            if length < min {
                self.broken(
                    "string_too_short",
                    format!("must have at least {min} characters, has {length}"),
                );
            }
            if length > max {
                self.broken(
                    "string_too_long",
                    format!("must have at most {max} characters, has {length}"),
                );
            }
        }
        if let Some(format) = keywords.get("format").and_then(Value::as_str)
            && let Some(message) = format::violation(format, value)
        {
            self.broken("format", message);
        }
        if let Some(pattern) = keywords.get("pattern").and_then(Value::as_str)
            && !self.document.patterns.allow(pattern, value)
        {
            self.broken("string_pattern_mismatch", format!("must match `{pattern}`"));
        }
    }

    fn number(&mut self, keywords: &Map<String, Value>, value: &Value) {
        let bound = |keyword: &str| keywords.get(keyword).filter(|bound| bound.is_number());
        let exclusive = |keyword: &str| keywords.get(keyword) == Some(&Value::Bool(true));
        if let Some(min) = bound("minimum") {
            let above = exclusive("exclusiveMinimum");
            if less(value, min) || above && equal(value, min) {
                let (rule, relation) = if above {
                    ("greater_than", "more than")
                } else {
                    ("greater_than_equal", "at least")
                };
                self.broken(rule, format!("must be {relation} {min}, is {value}"));
            }
        }
        if let Some(max) = bound("maximum") {
            let below = exclusive("exclusiveMaximum");
            if less(max, value) || below && equal(value, max) {
                let (rule, relation) = if below {
                    ("less_than", "less than")
                } else {
                    ("less_than_equal", "at most")
                };
                self.broken(rule, format!("must be {relation} {max}, is {value}"));
            }
        }
        if let Some(divisor) = bound("multipleOf")
            && !is_multiple(value, divisor)
        {
            self.broken(
                "multiple_of",
                format!("must be a multiple of {divisor}, is {value}"),
            );
        }
    }

    fn array(&mut self, schema: &Value, keywords: &Map<String, Value>, items: &[Value]) {
        self.amount(
            "too_short",
            "too_long",
            "items",
            items.len(),
            keywords,
            ["minItems", "maxItems"],
        );
        if flag(schema, "uniqueItems") {
            let twice = (1..items.len()).find(|&at| {
                let (before, rest) = items.split_at(at);
                let item = rest.first();
                item.is_some_and(|item| before.iter().any(|other| equal(other, item)))
            });
            if let Some(at) = twice {
                self.broken(
                    "unique_items",
                    format!("must not hold an item twice, item {at} is one"),
                );
            }
        }
        let prefix = keywords.get("x-prefix-items").and_then(Value::as_array);
        let prefix = prefix.map(Vec::as_slice).unwrap_or_default();
        if flag(schema, "x-items-false") && items.len() > prefix.len() {
            let most = prefix.len();
            self.broken("too_long", format!("must have at most {most} items"));
        }
        for (index, item) in items.iter().enumerate() {
            if let Some(schema) = prefix.get(index).or_else(|| keywords.get("items")) {
                self.inside(Step::Index(index), schema, item);
            }
        }
    }

    fn object(&mut self, keywords: &Map<String, Value>, members: &Map<String, Value>) {
        let known = keywords.get("properties").and_then(Value::as_object);
        let property = |name: &str| known.and_then(|known| known.get(name));
        let required = keywords.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if members.contains_key(name) {
                continue;
            }
            let absent_by_direction = property(name).is_some_and(|property| {
                let keyword = match self.direction {
                    Direction::Request => "readOnly",
                    Direction::Response => "writeOnly",
                };
                flag(property, keyword) || flag(self.document.schemas.resolve(property), keyword)
            });
            if !absent_by_direction {
                self.steps.push(Step::Property(name.to_owned()));
                self.broken("missing", "is required");
                self.steps.pop();
            }
        }
        self.amount(
            "too_short",
            "too_long",
            "properties",
            members.len(),
            keywords,
            ["minProperties", "maxProperties"],
        );
        let from_patterns = keywords.get("x-pattern-properties").is_some();
        let additional = keywords.get("additionalProperties");
        for (name, value) in members {
            let step = || Step::Property(name.clone());
            match (property(name), additional) {
                (Some(schema), _) => self.inside(step(), schema, value),
                // Which names the patterns allow is not in the lowered document.
                (None, Some(Value::Bool(false))) if !from_patterns => {
                    self.steps.push(step());
                    self.broken("extra_forbidden", "is not a property of the schema");
                    self.steps.pop();
                }
                (None, Some(schema)) if !flagged_any(keywords) => {
                    self.inside(step(), schema, value);
                }
                (None, _) => {}
            }
        }
    }

    fn amount(
        &mut self,
        too_few: &'static str,
        too_many: &'static str,
        noun: &str,
        amount: usize,
        keywords: &Map<String, Value>,
        [min, max]: [&str; 2],
    ) {
        if let Some(min) = count(keywords, min).filter(|min| amount < *min) {
            self.broken(
                too_few,
                format!("must have at least {min} {noun}, has {amount}"),
            );
        }
        if let Some(max) = count(keywords, max).filter(|max| amount > *max) {
            self.broken(
                too_many,
                format!("must have at most {max} {noun}, has {amount}"),
            );
        }
    }
}

/// Under names that no pattern covers stands anything, and which those are is not known.
fn flagged_any(keywords: &Map<String, Value>) -> bool {
    keywords.get("x-pattern-properties") == Some(&Value::Bool(true))
}

/// A length or an amount.
pub(super) fn count(keywords: &Map<String, Value>, keyword: &str) -> Option<usize> {
    let value = keywords.get(keyword)?;
    let whole = value.as_u64().or_else(|| {
        let float = value.as_f64().filter(|float| *float >= 0.0)?;
        // Saturates.
        Some(float as u64)
    })?;
    usize::try_from(whole).ok()
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => {
            value.is_i64()
                || value.is_u64()
                || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        _ => true,
    }
}

fn type_rule(kind: &str) -> &'static str {
    match kind {
        "boolean" => "bool_type",
        "string" => "string_type",
        "array" => "list_type",
        "object" => "dict_type",
        "number" => "float_type",
        "integer" => "int_type",
        _ => "none_required",
    }
}

fn article(kind: &str) -> String {
    match kind {
        "null" => kind.to_owned(),
        "array" | "object" | "integer" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

/// JSON equality: numbers by their value.
pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(_), Value::Number(_)) => match (whole(one), whole(other)) {
            (Some(one), Some(other)) => one == other,
            _ => one.as_f64() == other.as_f64(),
        },
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let same =
                |(key, value): (&String, &Value)| b.get(key).is_some_and(|b| equal(value, b));
            a.len() == b.len() && a.iter().all(same)
        }
        _ => one == other,
    }
}

/// Whether one number is less than another.
fn less(one: &Value, other: &Value) -> bool {
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one < other,
        _ => one.as_f64() < other.as_f64(),
    }
}

/// An integer, exactly.
pub(super) fn whole(value: &Value) -> Option<i128> {
    let signed = value.as_i64().map(i128::from);
    signed.or_else(|| value.as_u64().map(i128::from))
}

fn is_multiple(value: &Value, divisor: &Value) -> bool {
    if let (Some(value), Some(divisor)) = (whole(value), whole(divisor)) {
        return value.checked_rem(divisor).is_none_or(|rest| rest == 0);
    }
    let (Some(value), Some(divisor)) = (value.as_f64(), divisor.as_f64()) else {
        return true;
    };
    // 0.3 is a multiple of 0.1 to an author of JSON, though not to binary floating point.
    let times = value / divisor;
    !times.is_finite() || (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0)
}
