//! Lists: their shape, and what a request asks of one.

use chrono::DateTime;
use serde_json::{Map, Value};

use super::schema::Schemas;

/// A list of records: an array, or an object with one among its properties.
#[derive(Clone, Debug)]
pub(super) struct ListShape {
    /// The property that holds the records; none, if the response is the array itself.
    pub(super) property: Option<String>,
    /// The schema of a record.
    pub(super) item: Value,
}

/// Names of the property that holds the records.
const DATA: [&str; 8] = [
    "data", "items", "results", "records", "entries", "list", "values", "content",
];

/// Names that a page has beside its records.
const BESIDE: [&str; 14] = [
    "has_more",
    "hasMore",
    "next",
    "next_cursor",
    "nextCursor",
    "next_page",
    "next_page_token",
    "nextPageToken",
    "cursor",
    "total",
    "total_count",
    "totalCount",
    "total_pages",
    "offset",
];

impl ListShape {
    pub(super) fn of(schemas: &Schemas, schema: &Value) -> Option<Self> {
        let flat = schemas.flatten(schema);
        if flat
            .keywords
            .get("type")
            .is_some_and(|kind| kind == "array")
        {
            let item = flat.keywords.get("items")?.clone();
            return schemas.is_record(&item).then_some(Self {
                property: None,
                item,
            });
        }
        let properties = flat.keywords.get("properties")?.as_object()?;
        let lists = properties.iter().filter_map(|(name, schema)| {
            let items = schemas.resolve(schema).get("items")?;
            schemas.is_record(items).then_some((name, items))
        });
        let lists: Vec<_> = lists.collect();
        let beside = || BESIDE.iter().any(|name| properties.contains_key(*name));
        let named = lists.iter().find(|(name, _)| DATA.contains(&name.as_str()));
        // Without an id of its own: a record may hold a list, too.
        let alone = || lists.first().filter(|_| lists.len() == 1 && beside());
        let (name, item) = named
            .or_else(alone)
            .filter(|_| !properties.contains_key("id"))?;
        Some(Self {
            property: Some((*name).clone()),
            item: (*item).clone(),
        })
    }
}

/// What a request asks of a list.
#[derive(Debug, Default)]
pub(super) struct Asked {
    limit: Option<usize>,
    offset: usize,
    page: Option<usize>,
    after: Option<String>,
    before: Option<String>,
    descending: bool,
    filters: Vec<(String, Value)>,
}

/// Part of a list.
#[derive(Debug)]
pub(super) struct Page {
    /// The records, by their numbers.
    pub(super) numbers: Vec<u64>,
    pub(super) has_more: bool,
    pub(super) total: usize,
    /// From 1.
    pub(super) current: usize,
    pub(super) pages: usize,
    pub(super) limit: usize,
    pub(super) offset: usize,
}

/// A record of the list: its number in the order of creation, its id, and itself.
pub(super) type Listed<'s> = (u64, &'s str, &'s Value);

impl Asked {
    /// Reads the parameters of a query, which have their defaults.
    pub(super) fn of(query: &Map<String, Value>) -> Self {
        let mut asked = Self::default();
        for (name, value) in query {
            let amount = || {
                value
                    .as_u64()
                    .and_then(|amount| usize::try_from(amount).ok())
            };
            match name.as_str() {
                _ if value.is_null() => {}
                "limit" | "page_size" | "pageSize" | "per_page" | "perPage" | "size" => {
                    asked.limit = amount();
                }
                "page" | "page_number" | "pageNumber" => asked.page = amount(),
                "offset" | "skip" => asked.offset = amount().unwrap_or(0),
                "after" | "starting_after" | "cursor" | "page_token" | "pageToken" => {
                    asked.after = Some(string(value));
                }
                "before" | "ending_before" => asked.before = Some(string(value)),
                "order" | "sort_order" | "direction" => {
                    asked.descending = string(value).to_ascii_lowercase().starts_with("desc");
                }
                _ => asked.filters.push((name.clone(), value.clone())),
            }
        }
        asked
    }

    /// The part of the list that was asked for. The records come in the order of their creation.
    pub(super) fn page<'s>(&self, records: impl Iterator<Item = Listed<'s>>) -> Page {
        let matching = records.filter(|(_, _, record)| {
            let mut filters = self.filters.iter();
            filters.all(|(name, wanted)| matches(record, name, wanted))
        });
        let mut matching: Vec<Listed<'_>> = matching.collect();
        if self.descending {
            matching.reverse();
        }
        let total = matching.len();
        let limit = self.limit.unwrap_or(total).max(1);
        let position = |id: &str| matching.iter().position(|(_, own, _)| *own == id);
        let (start, end, has_more) = if let Some(after) = &self.after {
            let start = position(after).map_or(total, |at| at + 1);
            let end = start.saturating_add(limit).min(total);
            (start, end, end < total)
        } else if let Some(before) = &self.before {
            let end = position(before).unwrap_or(0);
            let start = end.saturating_sub(limit);
            (start, end, start > 0)
        } else {
            let before = self
                .page
                .unwrap_or(1)
                .saturating_sub(1)
                .saturating_mul(limit);
            let start = before.saturating_add(self.offset).min(total);
            let end = start.saturating_add(limit).min(total);
            (start, end, end < total)
        };
        let part = matching.get(start..end).unwrap_or_default();
        Page {
            numbers: part.iter().map(|(number, ..)| *number).collect(),
            has_more,
            total,
            current: start / limit + 1,
            pages: total.div_ceil(limit),
            limit,
            offset: start,
        }
    }
}

impl Page {
    /// What a property of the list's object holds, by its name; ids are those of the page's first
    /// and last record.
    pub(super) fn property(
        &self,
        name: &str,
        first: Option<&str>,
        last: Option<&str>,
    ) -> Option<Value> {
        let id = |id: Option<&str>| id.map_or(Value::Null, Value::from);
        Some(match name {
            "has_more" | "hasMore" | "has_next" | "hasNext" => Value::from(self.has_more),
            "has_previous" | "hasPrevious" | "has_prev" => Value::from(self.offset > 0),
            "first_id" | "firstId" => id(first),
            "last_id" | "lastId" => id(last),
            "next_cursor" | "nextCursor" | "next_page_token" | "nextPageToken" | "cursor"
            | "next" => id(last.filter(|_| self.has_more)),
            "current_page" | "currentPage" | "page" | "page_number" => Value::from(self.current),
            "total_pages" | "totalPages" | "page_count" | "pages" => Value::from(self.pages),
            "total" | "total_count" | "totalCount" | "total_items" => Value::from(self.total),
            "count" | "size" => Value::from(self.numbers.len()),
            "limit" | "page_size" | "per_page" => Value::from(self.limit),
            "offset" | "skip" => Value::from(self.offset),
            _ => return None,
        })
    }
}

fn string(value: &Value) -> String {
    match value {
        Value::String(string) => string.clone(),
        other => other.to_string(),
    }
}

/// Whether a record is one that a filter lets through; a filter for something that the record does
/// not have lets all through.
fn matches(record: &Value, name: &str, wanted: &Value) -> bool {
    if let Some(actual) = record.get(name) {
        let part = ["name", "title", "description", "email"].contains(&name);
        return fits(actual, wanted, part);
    }
    // `contact_id` is `contact.id`.
    let nested = name
        .strip_suffix("_id")
        .and_then(|name| record.get(name)?.get("id"));
    if let Some(actual) = nested {
        return fits(actual, wanted, false);
    }
    let from = ["start_", "from_", "min_"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix));
    let from = from.or_else(|| {
        ["_after", "_from", "_gte"]
            .iter()
            .find_map(|suffix| name.strip_suffix(suffix))
    });
    let to = ["end_", "to_", "max_"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix));
    let to = to.or_else(|| {
        ["_before", "_to", "_lte"]
            .iter()
            .find_map(|suffix| name.strip_suffix(suffix))
    });
    let instant = |value: &Value| DateTime::parse_from_rfc3339(value.as_str()?).ok();
    let Some(wanted) = instant(wanted) else {
        return true;
    };
    let actual = |name: &str| {
        let mut members = record.as_object().into_iter().flatten();
        // `created_after` is of `created_at`.
        let named = record.get(name).or_else(|| {
            let related = |(key, _): &(&String, &Value)| key.starts_with(name);
            members.find(related).map(|(_, value)| value)
        });
        instant(named?)
    };
    match (from.and_then(actual), to.and_then(actual)) {
        (Some(actual), _) => actual >= wanted,
        (None, Some(actual)) => actual <= wanted,
        (None, None) => true,
    }
}

/// Whether a property has the wanted value; `part`: or contains it, whatever its case.
fn fits(actual: &Value, wanted: &Value, part: bool) -> bool {
    match (actual, wanted) {
        (_, Value::Array(any)) => {
            any.is_empty() || any.iter().any(|wanted| fits(actual, wanted, part))
        }
        (Value::Array(items), wanted) => items.iter().any(|item| fits(item, wanted, part)),
        (Value::String(actual), Value::String(wanted)) if part => {
            actual.to_lowercase().contains(&wanted.to_lowercase())
        }
        _ => string(actual) == string(wanted),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(query: Value) -> (Vec<u64>, bool, usize, usize) {
        let records: Vec<(u64, String, Value)> = (1..=5)
            .map(|number| {
                (
                    number,
                    format!("r{number}"),
                    json!({ "even": number % 2 == 0 }),
                )
            })
            .collect();
        let asked = Asked::of(query.as_object().unwrap());
        let listed = records
            .iter()
            .map(|(number, id, record)| (*number, id.as_str(), record));
        let page = asked.page(listed);
        (page.numbers, page.has_more, page.current, page.pages)
    }

    #[test]
    fn a_list_is_paged_by_number_and_by_id() {
        assert_eq!(page(json!({})), (vec![1, 2, 3, 4, 5], false, 1, 1));
        assert_eq!(page(json!({ "limit": 2 })), (vec![1, 2], true, 1, 3));
        assert_eq!(
            page(json!({ "limit": 2, "page": 3 })),
            (vec![5], false, 3, 3)
        );
        assert_eq!(page(json!({ "limit": 2, "page": 9 })).0, [0_u64; 0]);
        assert_eq!(page(json!({ "limit": 2, "offset": 1 })).0, [2, 3]);
        let after = json!({ "limit": 2, "after": "r2" });
        assert_eq!(page(after), (vec![3, 4], true, 2, 3));
        let before = json!({ "limit": 2, "before": "r4" });
        assert_eq!(page(before).0, [2, 3]);
        let newest = json!({ "limit": 2, "order": "desc", "after": "r4" });
        assert_eq!(page(newest).0, [3, 2]);
        assert_eq!(page(json!({ "even": true })).0, [2, 4]);
        assert_eq!(page(json!({ "unknown": true })).0.len(), 5);
    }

    #[test]
    fn a_range_of_instants_is_a_filter() {
        let record = json!({ "created_date": "2026-01-02T00:00:00Z" });
        let instant = |day: u8| json!(format!("2026-01-0{day}T00:00:00Z"));
        assert!(matches(&record, "start_created_date", &instant(1)));
        assert!(!matches(&record, "start_created_date", &instant(3)));
        assert!(matches(&record, "end_created_date", &instant(3)));
        assert!(!matches(&record, "created_before", &instant(1)));
    }
}
