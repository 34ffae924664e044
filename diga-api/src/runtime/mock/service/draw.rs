//! Draws a value that a schema allows.
//!
//! An `example` comes first, where the schema allows it, then `enum`, then what the keywords ask
//! for. The same seed draws the same value. A drawn value is validated; one that is not allowed,
//! because alternatives overlap or a `pattern` is out of reach, is drawn again.

use chrono::{DateTime, Utc};
use fastrand::Rng;
use serde_json::{Map, Number, Value, json};

use super::document::Document;
use super::format;
use super::pattern;
use super::schema::{self, Flat, flag};
use super::validate::{Direction, allows, count, whole};

/// How much of a value there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// What is required, and defaults; null where it is allowed, and an enum's first value: a
    /// record that was only just created.
    Fresh,
    /// Optional properties by chance.
    Varied,
    /// Optional properties, too, as far as they do not recur.
    Full,
}

/// Draws values from one seed.
pub(super) struct Draw<'d> {
    document: &'d Document,
    direction: Direction,
    extent: Extent,
    /// Whether lists that may be empty have items, near the root.
    fills_lists: bool,
    now: DateTime<Utc>,
    rng: Rng,
}

/// From here on, optional parts are left out.
const SHALLOW: usize = 4;

/// From here on, nothing is drawn any more: the schema has no finite value.
const DEEPEST: usize = 64;

/// The recursion of schemas is followed this far in search of the alternative that ends soonest.
const HORIZON: usize = 10;

const NEVER_ENDS: usize = 1000;

/// A seed for one draw: of the service's seed, what is drawn, and how often it was drawn before.
pub(super) fn seed(seed: u64, of: &str, counter: u64) -> u64 {
    // FNV-1a, which the standard library's hasher is not: it may change.
    let bytes = seed.to_le_bytes().into_iter();
    let bytes = bytes.chain(of.bytes()).chain(counter.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl<'d> Draw<'d> {
    pub(super) fn new(
        document: &'d Document,
        direction: Direction,
        extent: Extent,
        now: DateTime<Utc>,
        seed: u64,
    ) -> Self {
        Self {
            document,
            direction,
            extent,
            fills_lists: false,
            now,
            rng: Rng::with_seed(seed),
        }
    }

    /// A value that the schema allows, if one can be found.
    pub(super) fn value(&mut self, schema: &Value) -> Value {
        self.checked_value(schema).0
    }

    /// The same, and whether the schema allows it.
    pub(super) fn checked_value(&mut self, schema: &Value) -> (Value, bool) {
        let extent = self.extent;
        let extents = [
            extent,
            extent,
            extent,
            Extent::Fresh,
            Extent::Varied,
            Extent::Full,
        ];
        let (mut drawn, mut allowed) = (Value::Null, false);
        for extent in extents {
            self.extent = extent;
            drawn = self.draw(schema, "value", 0);
            allowed = self.allows(schema, &drawn);
            if allowed {
                break;
            }
        }
        self.extent = extent;
        (drawn, allowed)
    }

    /// From here on values are those of requests.
    pub(super) fn turn_around(&mut self) {
        self.direction = Direction::Request;
    }

    /// Whether lists from here on have items, as they need where an empty one cannot be sent: in
    /// forms and parameters it looks as if it were missing.
    pub(super) fn fill_lists(&mut self, fills_lists: bool) {
        self.fills_lists = fills_lists;
    }

    /// A UUID.
    pub(super) fn uuid(&mut self) -> String {
        format::uuid(&mut self.rng)
    }

    fn allows(&self, schema: &Value, value: &Value) -> bool {
        allows(self.document, self.direction, schema, value)
    }

    pub(super) fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(0..100) < percent
    }

    /// Whether parts that may be left out are drawn at this depth.
    fn optional(&mut self, depth: usize) -> bool {
        depth < SHALLOW
            && match self.extent {
                Extent::Fresh => false,
                Extent::Varied => self.chance(50),
                Extent::Full => true,
            }
    }

    fn draw(&mut self, schema: &Value, hint: &str, depth: usize) -> Value {
        let document = self.document;
        let resolved = document.schemas.resolve(schema);
        if flag(resolved, "x-null") || depth > DEEPEST {
            return Value::Null;
        }
        let flat = document.schemas.flatten(schema);
        if let Some(chosen) = self.chosen(resolved, &flat) {
            return chosen;
        }
        if depth > 0 && flag(resolved, "nullable") && self.null(depth) {
            return Value::Null;
        }
        if let Some(Value::Array(allowed)) = flat.keywords.get("enum") {
            let allowed = allowed.iter().filter(|value| self.allows(resolved, value));
            let allowed: Vec<&Value> = allowed.collect();
            let of = if self.extent == Extent::Fresh {
                1
            } else {
                allowed.len()
            };
            let at = self.rng.usize(0..of.max(1));
            if let Some(value) = allowed.get(at) {
                return (*value).clone();
            }
        }
        if flat.unions.is_empty() {
            self.plain(&flat.keywords, hint, depth)
        } else {
            self.union(resolved, &flat, hint, depth)
        }
    }

    fn null(&mut self, depth: usize) -> bool {
        match self.extent {
            Extent::Fresh => true,
            Extent::Varied => depth >= SHALLOW || self.chance(25),
            Extent::Full => depth >= SHALLOW,
        }
    }

    /// The default or the example of a schema, where the schema itself allows it.
    fn chosen(&mut self, resolved: &Value, flat: &Flat<'_>) -> Option<Value> {
        let default = flat.keywords.get("default");
        let example = flat.keywords.get("example");
        let fresh = self.extent == Extent::Fresh;
        let candidates = if fresh {
            [default, example]
        } else {
            [example, default.filter(|_| self.chance(50))]
        };
        let mut candidates = candidates.into_iter().flatten();
        candidates
            .find(|candidate| self.allows(resolved, candidate))
            .cloned()
    }

    fn union(&mut self, resolved: &Value, flat: &Flat<'_>, hint: &str, depth: usize) -> Value {
        let Some((union, others)) = flat.unions.split_first() else {
            return Value::Null;
        };
        let alternatives = ["anyOf", "oneOf"]
            .iter()
            .find_map(|keyword| union.get(keyword)?.as_array());
        let mut alternatives: Vec<&Value> = alternatives.into_iter().flatten().collect();
        if depth < SHALLOW && self.extent == Extent::Varied {
            self.rng.shuffle(&mut alternatives);
        } else {
            alternatives.sort_by_key(|alternative| self.height(alternative, HORIZON));
        }
        let shaping = |keyword: &String| {
            !matches!(
                keyword.as_str(),
                "title" | "description" | "default" | "example"
            )
        };
        let around = flat.keywords.keys().any(shaping) || !others.is_empty();
        let own = self.extent;
        let mut drawn = Value::Null;
        for extent in [own, Extent::Full] {
            self.extent = extent;
            for alternative in &alternatives {
                drawn = if around {
                    let mut parts = vec![Value::Object(flat.keywords.as_ref().clone())];
                    parts.extend(others.iter().cloned());
                    parts.push((*alternative).clone());
                    self.draw(&json!({ "allOf": parts }), hint, depth + 1)
                } else {
                    self.draw(alternative, hint, depth + 1)
                };
                self.tag(union, alternative, &mut drawn);
                if self.allows(resolved, &drawn) {
                    self.extent = own;
                    return drawn;
                }
            }
        }
        self.extent = own;
        drawn
    }

    /// Writes the discriminator's value for the alternative, where its schema allows it.
    fn tag(&self, union: &Value, alternative: &Value, drawn: &mut Value) {
        let Some(discriminator) = union.get("discriminator") else {
            return;
        };
        let property = discriminator.get("propertyName").and_then(Value::as_str);
        let (Some(property), Some(name)) = (property, schema::name(alternative)) else {
            return;
        };
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let mapped = mapping.into_iter().flatten().find(|(_, target)| {
            let target = target.as_str().unwrap_or_default();
            target.rsplit('/').next() == Some(name)
        });
        let tag = mapped.map_or(name, |(tag, _)| tag);
        let Some(members) = drawn.as_object() else {
            return;
        };
        if members.get(property).and_then(Value::as_str) == Some(tag) {
            return;
        }
        let mut tagged = members.clone();
        tagged.insert(property.to_owned(), Value::from(tag));
        let tagged = Value::Object(tagged);
        if self.allows(alternative, &tagged) {
            *drawn = tagged;
        }
    }

    /// How many levels the smallest value of a schema has.
    fn height(&self, schema: &Value, fuel: usize) -> usize {
        let document = self.document;
        let resolved = document.schemas.resolve(schema);
        let Some(fuel) = fuel.checked_sub(1) else {
            return NEVER_ENDS;
        };
        let known = ["x-null", "nullable"]
            .iter()
            .any(|keyword| flag(resolved, keyword));
        if known || resolved.get("enum").is_some() {
            return 0;
        }
        let list = |keyword: &str| resolved.get(keyword).and_then(Value::as_array);
        let heights = |schemas: &Vec<Value>| -> Vec<usize> {
            schemas
                .iter()
                .map(|schema| self.height(schema, fuel))
                .collect()
        };
        let properties = resolved.get("properties");
        let required = list("required")
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let members =
            required.filter_map(|name| Some(self.height(properties?.get(name)?, fuel) + 1));
        let items = resolved.get("items").filter(|_| {
            resolved
                .as_object()
                .and_then(|keywords| count(keywords, "minItems"))
                > Some(0)
        });
        let own = members
            .chain(items.map(|items| self.height(items, fuel) + 1))
            .max();
        let all = list("allOf").and_then(|parts| heights(parts).into_iter().max());
        let any = ["anyOf", "oneOf"]
            .iter()
            .filter_map(|keyword| heights(list(keyword)?).into_iter().min());
        let height = any.chain(own).chain(all).max();
        height.unwrap_or(0).min(NEVER_ENDS)
    }

    fn plain(&mut self, keywords: &Map<String, Value>, hint: &str, depth: usize) -> Value {
        let has = |names: &[&str]| names.iter().any(|name| keywords.contains_key(*name));
        let kind = keywords.get("type").and_then(Value::as_str);
        match kind {
            Some("object") => self.object(keywords, hint, depth),
            Some("array") => self.array(keywords, hint, depth),
            Some("string") => Value::String(self.string(keywords, hint)),
            Some("integer") => self.integer(keywords),
            Some("number") => self.number(keywords),
            Some("boolean") => Value::Bool(self.extent != Extent::Fresh && self.rng.bool()),
            Some(_) => Value::Null,
            None if has(&[
                "properties",
                "required",
                "additionalProperties",
                "minProperties",
            ]) =>
            {
                self.object(keywords, hint, depth)
            }
            None if has(&["x-prefix-items", "minItems", "maxItems"]) => {
                self.array(keywords, hint, depth)
            }
            None if has(&["minLength", "maxLength", "pattern", "format"]) => {
                Value::String(self.string(keywords, hint))
            }
            None if has(&["minimum", "maximum", "multipleOf"]) => self.number(keywords),
            // Anything is allowed.
            None if depth == 0 => Value::Null,
            None => Value::String(self.string(keywords, hint)),
        }
    }

    fn object(&mut self, keywords: &Map<String, Value>, hint: &str, depth: usize) -> Value {
        let required = keywords.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let min = count(keywords, "minProperties").unwrap_or(0);
        let max = count(keywords, "maxProperties").unwrap_or(usize::MAX);
        let rest = keywords.get("additionalProperties");
        let any = json!({});
        let mut members = Map::new();
        let known = keywords.get("properties").and_then(Value::as_object);
        for name in &required {
            let schema = known
                .and_then(|known| known.get(*name))
                .or(rest)
                .unwrap_or(&any);
            members.insert((*name).to_owned(), self.draw(schema, name, depth + 1));
        }
        for (name, schema) in known.into_iter().flatten() {
            if members.len() >= max || members.contains_key(name) {
                continue;
            }
            let default = self.extent == Extent::Fresh && self.has_default(schema);
            let ends = |draw: &Self| draw.height(schema, HORIZON) < NEVER_ENDS;
            if (members.len() < min || default || self.optional(depth)) && ends(self) {
                members.insert(name.clone(), self.draw(schema, name, depth + 1));
            }
        }
        let rest = rest
            .filter(|rest| **rest != Value::Bool(false))
            .unwrap_or(&any);
        for number in 1..=min.saturating_sub(members.len()).min(1000) {
            let name = format!("{hint}{number}");
            let value = self.draw(rest, &name, depth + 1);
            members.insert(name, value);
        }
        Value::Object(members)
    }

    fn has_default(&self, schema: &Value) -> bool {
        let resolved = self.document.schemas.resolve(schema);
        let default = resolved.get("default");
        default.is_some_and(|default| self.allows(resolved, default))
    }

    fn array(&mut self, keywords: &Map<String, Value>, hint: &str, depth: usize) -> Value {
        let prefix = keywords.get("x-prefix-items").and_then(Value::as_array);
        let prefix = prefix.map(Vec::as_slice).unwrap_or_default();
        let min = count(keywords, "minItems").unwrap_or(0);
        let closed = keywords.get("x-items-false") == Some(&Value::Bool(true));
        let max = count(keywords, "maxItems").unwrap_or(usize::MAX);
        let max = if closed { max.min(prefix.len()) } else { max };
        let any = json!({});
        let items = keywords.get("items").unwrap_or(&any);
        let fills = self.fills_lists && depth < SHALLOW;
        let more = if (fills || self.optional(depth)) && self.height(items, HORIZON) < NEVER_ENDS {
            self.rng.usize(1..=2)
        } else {
            0
        };
        // A tuple is drawn whole.
        let wanted = min
            .max(prefix.len())
            .saturating_add(more)
            .min(max)
            .min(10_000);
        let unique = keywords.get("uniqueItems") == Some(&Value::Bool(true));
        let mut drawn: Vec<Value> = Vec::new();
        let own = self.extent;
        for attempt in 0..wanted.saturating_mul(8) {
            if drawn.len() >= wanted {
                break;
            }
            // The first value of an enum is not unique twice.
            if unique && attempt > 0 && own == Extent::Fresh {
                self.extent = Extent::Varied;
            }
            let schema = prefix.get(drawn.len()).unwrap_or(items);
            let item = self.draw(schema, hint, depth + 1);
            if !unique || !drawn.contains(&item) {
                drawn.push(item);
            }
        }
        self.extent = own;
        Value::Array(drawn)
    }

    fn string(&mut self, keywords: &Map<String, Value>, hint: &str) -> String {
        let format = keywords.get("format").and_then(Value::as_str);
        let pattern = keywords.get("pattern").and_then(Value::as_str);
        let min = count(keywords, "minLength").unwrap_or(0).min(1 << 20);
        let max = count(keywords, "maxLength").unwrap_or(usize::MAX);
        if let Some(pattern) = pattern {
            let mut drawn = String::new();
            for _ in 0..16 {
                drawn = pattern::draw(pattern, &mut self.rng);
                let length = drawn.chars().count();
                if (min..=max).contains(&length) && self.document.patterns.allow(pattern, &drawn) {
                    break;
                }
            }
            return drawn;
        }
        let (now, number) = (self.now, self.rng.u16(1..10_000));
        let own = format.and_then(|format| format::draw(format, &mut self.rng, now));
        let mut string = own.unwrap_or_else(|| {
            let lower = hint.to_ascii_lowercase();
            if lower.ends_with("url") || lower.ends_with("uri") {
                format!("https://example.com/{number}")
            } else if lower.ends_with("email") {
                format!("person{number}@example.com")
            } else {
                format!("{} {number}", hint.replace('_', " "))
            }
        });
        let length = string.chars().count();
        if length < min {
            let padding = "x".repeat(min - length);
            // Before an address, after anything else.
            if string.contains('@') {
                string.insert_str(0, &padding);
            } else {
                string.push_str(&padding);
            }
        }
        if length > max && format.is_none_or(|format| format::violation(format, "").is_none()) {
            string = string.chars().take(max).collect();
        } else if length > max && format == Some("email") {
            string = "a@b.io".chars().take(max).collect();
        } else if length > max && matches!(format, Some("uri" | "url")) {
            string = "urn:a:b".chars().take(max).collect();
        }
        string
    }

    fn integer(&mut self, keywords: &Map<String, Value>) -> Value {
        let bound = |keyword: &str, round: fn(f64) -> f64| {
            let bound = keywords.get(keyword)?;
            // Saturates.
            whole(bound).or_else(|| Some(round(bound.as_f64()?) as i128))
        };
        let exclusive = |keyword: &str| keywords.get(keyword) == Some(&Value::Bool(true));
        let min = bound("minimum", f64::ceil);
        let max = bound("maximum", f64::floor);
        let min = min.map(|min| min.saturating_add(i128::from(exclusive("exclusiveMinimum"))));
        let max = max.map(|max| max.saturating_sub(i128::from(exclusive("exclusiveMaximum"))));
        let low = min.unwrap_or_else(|| max.map_or(0, |max| max.saturating_sub(1000).min(0)));
        let high = max.unwrap_or(i128::MAX).min(low.saturating_add(1000));
        let step = keywords
            .get("multipleOf")
            .and_then(whole)
            .unwrap_or(1)
            .max(1);
        let first = low.div_euclid(step).saturating_mul(step);
        let first = if first < low {
            first.saturating_add(step)
        } else {
            first
        };
        let count = high.saturating_sub(first).max(0) / step;
        let times = if self.extent == Extent::Fresh {
            0
        } else {
            self.rng.i128(0..=count)
        };
        let drawn = first.saturating_add(times.saturating_mul(step));
        match (i64::try_from(drawn), u64::try_from(drawn)) {
            (Ok(signed), _) => Value::from(signed),
            (_, Ok(unsigned)) => Value::from(unsigned),
            _ => Value::from(0),
        }
    }

    fn number(&mut self, keywords: &Map<String, Value>) -> Value {
        let bound = |keyword: &str| keywords.get(keyword).and_then(Value::as_f64);
        let exclusive = |keyword: &str| keywords.get(keyword) == Some(&Value::Bool(true));
        let (min, max) = (bound("minimum"), bound("maximum"));
        let low = min.unwrap_or_else(|| max.map_or(0.0, |max| (max - 1000.0).min(0.0)));
        let high = max.unwrap_or(low + 1000.0);
        if let Some(step) = bound("multipleOf") {
            let whole_steps = json!({
                "minimum": (low / step).ceil(),
                "maximum": (high / step).floor(),
            });
            let steps = whole_steps.as_object().map(|bounds| self.integer(bounds));
            let times = steps.and_then(|steps| steps.as_f64()).unwrap_or_default();
            return Number::from_f64(times * step).map_or(Value::Null, Value::Number);
        }
        let drawn = low + (high - low) * self.rng.f64();
        let rounded = (drawn * 100.0).round() / 100.0;
        let inside = |number: f64| {
            number > low && number < high
                || number == low && !exclusive("exclusiveMinimum")
                || number == high && !exclusive("exclusiveMaximum")
        };
        let number = [rounded, drawn, f64::midpoint(low, high), low]
            .into_iter()
            .find(|number| inside(*number))
            .unwrap_or(low);
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}
