//! What a response contains, by media type.
//!
//! 1. Each media type has a content: a JSON type, a string, bytes, events, JSON lines.
//! 2. Media types of the same JSON type are one content, and the server chooses among them. So are
//!    the strings, and so are the bytes, if they are the main content.
//! 3. What `send` receives according to the lock comes first; then JSON, events, lines, strings,
//!    bytes, and last `*/*`. The first is the main content, which `send` receives. Strings and
//!    bytes that the document adds to a main content of the lock are other contents, so that `send`
//!    accepts no more than before. Every other content has a name by its media type, and so has each
//!    media type of strings or bytes that the main content combines.
//!
//! Example: of `application/json`, `text/csv` and `application/pdf`, `send` receives JSON,
//! `send_csv` a string, and `send_pdf` bytes.

use serde_json::{Map, Value};

use super::bodies;
use crate::identifier::{is_snake, pascal, snake};
use crate::lock::ReceivingMethods;
use crate::openapi::media_type::{essence, is_json, is_json_lines, is_valid};
use crate::plan::model::{Content, Representation, Shape, Type};
use crate::plan::types::{Builder, flatten};

/// The content of a media type before it has a type, in the order of preference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Json,
    Events,
    Lines,
    Text,
    Bytes,
    /// The response says what it is.
    Any,
}

/// One media type of a `content` map.
#[derive(Clone, Copy)]
struct Entry<'a> {
    form: Form,
    media_type: &'a str,
    schema: Option<&'a Value>,
}

/// The method with which a builder receives the main content.
const MAIN: &str = "send";

/// What the lock has of a response.
#[derive(Clone, Copy)]
pub(super) struct Recorded<'a> {
    methods: Option<&'a ReceivingMethods>,
}

impl<'a> Recorded<'a> {
    pub(super) fn new(methods: Option<&'a ReceivingMethods>) -> Self {
        Self { methods }
    }

    /// Whether `send` receives the media type; `None` if the lock has no media type for it.
    fn is_main(self, media_type: &str) -> Option<bool> {
        let main = self.methods?.get(MAIN)?;
        Some(main.iter().any(|known| known == media_type))
    }

    /// The suffix of the method that receives the media type alone.
    fn suffix(self, media_type: &str) -> Option<&'a str> {
        let mut methods = self.methods.into_iter().flatten();
        methods.find_map(|(method, media_types)| {
            let suffix = method.strip_prefix("send_")?;
            let receives = media_types.iter().any(|known| known == media_type);
            (receives && is_snake(suffix)).then_some(suffix)
        })
    }

    /// Every suffix in the lock.
    fn suffixes(self) -> impl Iterator<Item = &'a str> {
        let methods = self.methods.into_iter().flatten();
        methods.filter_map(|(method, _)| method.strip_prefix("send_"))
    }
}

/// The main content of a `content` map, whose types are named `hint`, and the others. `None` if it
/// has no media type.
pub(super) fn representations(
    content: &Map<String, Value>,
    hint: &str,
    recorded: Recorded<'_>,
    builder: &mut Builder<'_>,
) -> Option<(Representation, Vec<Representation>)> {
    let mut entries: Vec<Entry<'_>> = content
        .iter()
        .filter(|(media_type, _)| is_valid(media_type))
        .map(|(media_type, media)| {
            let schema = media.get("schema");
            Entry {
                form: form(media_type, schema, builder),
                media_type,
                schema,
            }
        })
        .collect();
    entries.sort_by_key(|entry| {
        let added = recorded.is_main(entry.media_type) == Some(false);
        let is_default = essence(entry.media_type) == "application/json";
        (added, entry.form, !is_default)
    });
    // Without a media type that `send` receives in the lock, `send` is free.
    let recorded_main = entries
        .iter()
        .any(|entry| recorded.is_main(entry.media_type) == Some(true));
    let joins_main =
        |entry: &Entry<'_>| !recorded_main || recorded.is_main(entry.media_type) == Some(true);
    let mut groups: Vec<Vec<Entry<'_>>> = Vec::new();
    for entry in entries {
        let known = groups.iter_mut().enumerate().find(|(index, group)| {
            let first = group.first();
            let main = *index == 0 && joins_main(&entry);
            first.is_some_and(|first| is_same(*first, entry, main))
        });
        match known {
            Some((_, group)) => group.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    let mut groups = groups.into_iter();
    let Some(main) = groups.next() else {
        // No key is a media type, so the bytes are all that is known.
        return (!content.is_empty()).then(|| {
            let main = Representation {
                suffix: String::new(),
                content: Content::Bytes,
                media_types: Vec::new(),
            };
            (main, Vec::new())
        });
    };
    let mut suffixes: Vec<String> = recorded.suffixes().map(str::to_owned).collect();
    let mut others = Vec::new();
    let mut several: Vec<Vec<Entry<'_>>> = Vec::new();
    if let [first, _, ..] = main.as_slice()
        && matches!(first.form, Form::Text | Form::Bytes)
    {
        several.extend(main.iter().map(|entry| vec![*entry]));
    }
    let first = representation(&main, String::new(), hint, builder)?;
    for group in several.into_iter().chain(groups) {
        let Some(first) = group.first() else {
            continue;
        };
        let known = group.iter();
        let mut known = known.filter_map(|entry| recorded.suffix(entry.media_type));
        let suffix = match known.next() {
            Some(known) => known.to_owned(),
            None => suffix(first.media_type, &suffixes),
        };
        let hint = format!("{hint}{}", pascal(&suffix));
        suffixes.push(suffix.clone());
        others.extend(representation(&group, suffix, &hint, builder));
    }
    Some((first, others))
}

/// Whether a call cannot or need not choose between two media types; `main` is whether they would
/// be the main content.
fn is_same(one: Entry<'_>, other: Entry<'_>, main: bool) -> bool {
    let same = one.schema == other.schema;
    match (one.form, other.form) {
        (Form::Json, Form::Json | Form::Any) => same,
        // JSON as .NET and Java label it too, unless it is a string, which is not quoted there.
        (Form::Json, Form::Text) => {
            let kind = other.schema.map(|schema| schema.get("type"));
            let is_structured = kind.is_some_and(|kind| kind.is_none_or(|kind| kind != "string"));
            same && is_structured && essence(other.media_type) == "text/plain"
        }
        (Form::Text, Form::Text) | (Form::Bytes, Form::Bytes) => main,
        (one, other) => one == other,
    }
}

fn form(media_type: &str, schema: Option<&Value>, builder: &Builder<'_>) -> Form {
    let essence = essence(media_type);
    match essence.as_str() {
        "*/*" | "application/*" => Form::Any,
        "text/event-stream" => Form::Events,
        _ if is_json_lines(&essence) => Form::Lines,
        // A JSON text is never bytes, so the label is that of the file.
        _ if is_json(&essence) && format(schema, builder).as_deref() == Some("binary") => {
            Form::Bytes
        }
        _ if is_json(&essence) => Form::Json,
        _ if essence.starts_with("text/") => Form::Text,
        _ => Form::Bytes,
    }
}

/// The format of a schema that is a string.
fn format(schema: Option<&Value>, builder: &Builder<'_>) -> Option<String> {
    let flat = flatten(&builder.components, schema?);
    let format = flat.get("format").and_then(Value::as_str);
    format.map(str::to_owned)
}

fn representation(
    group: &[Entry<'_>],
    suffix: String,
    hint: &str,
    builder: &mut Builder<'_>,
) -> Option<Representation> {
    let Entry { form, schema, .. } = *group.first()?;
    let shape = |builder: &mut Builder<'_>| match schema {
        Some(schema) => builder.shape(schema, hint),
        None => Shape::of(Type::Any),
    };
    let content = match form {
        Form::Json => Content::Json(shape(builder)),
        Form::Events => Content::Events,
        Form::Lines => Content::Lines(item(shape(builder), schema, hint, builder)),
        Form::Text => Content::Text,
        Form::Bytes => Content::Bytes,
        Form::Any => match format(schema, builder).as_deref() {
            Some("binary") => Content::Bytes,
            Some("byte") => Content::Base64,
            _ => any(shape(builder), schema, builder),
        },
    };
    Some(Representation {
        suffix,
        content,
        media_types: group
            .iter()
            .map(|entry| entry.media_type.to_owned())
            .collect(),
    })
}

/// A content whose media type the document leaves open.
fn any(shape: Shape, schema: Option<&Value>, builder: &Builder<'_>) -> Content {
    let flat = schema.map(|schema| flatten(&builder.components, schema));
    let is_string = flat
        .and_then(|flat| flat.get("type").cloned())
        .is_some_and(|kind| kind == "string");
    match shape.ty {
        Type::Any => Content::Bytes,
        _ if is_string => Content::Scalar(shape),
        _ => Content::Json(shape),
    }
}

/// The shape of one JSON text. A schema of a list describes them all together.
fn item(shape: Shape, schema: Option<&Value>, hint: &str, builder: &mut Builder<'_>) -> Shape {
    if let Type::List(item) = shape.ty {
        return *item;
    }
    let flat = schema.map(|schema| flatten(&builder.components, schema));
    let is_list = |flat: &Map<String, Value>| flat.get("type").is_some_and(|kind| kind == "array");
    match flat
        .filter(is_list)
        .and_then(|flat| flat.get("items").cloned())
    {
        Some(items) => builder.shape(&items, &format!("{hint}Item")),
        None => shape,
    }
}

/// What the names of a content end in; the first that is not `taken`.
fn suffix(media_type: &str, taken: &[String]) -> String {
    let own = essence(media_type);
    let short = match own.as_str() {
        "text/event-stream" => "events".to_owned(),
        _ if is_json_lines(&own) => "lines".to_owned(),
        _ => bodies::suffix(media_type),
    };
    let parameters = media_type.split(';').skip(1);
    let parameters: String = parameters
        .filter(|parameter| !parameter.trim().to_lowercase().starts_with("charset="))
        .map(|parameter| format!("_{}", snake(parameter)))
        .collect();
    let candidates = [format!("{short}{parameters}"), snake(media_type)];
    let mut candidates = candidates.into_iter();
    let free = candidates.find(|candidate| !taken.contains(candidate));
    free.unwrap_or_else(|| format!("{}_{}", snake(media_type), taken.len()))
}
