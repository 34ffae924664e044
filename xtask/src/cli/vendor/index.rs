//! Indexes such as `llms.txt`: what they link to, and in which order it is read.
//!
//! A whole document is taken before pages, of which each has one operation: only it states the
//! order of its operations. If an index links to several, the first that can be read is taken, and
//! a note says where another one differs. A document that would have to be fetched although the
//! index is a file comes last: the pages beside the index are there.

use std::collections::BTreeMap;

use serde_json::Value;
use xtask::Format;

use super::link::resolve;
use super::page;
use super::part::Part;
use super::source::{NO_BLOCK, Opened, Reader, Reading, document, line, text};
use crate::cli::document::{operations, size};
use crate::cli::failure::Failure;
use crate::cli::source_path::is_url;

/// Reads a source, a path or a URL; of an index, what it links to.
pub(super) fn read(reader: &Reader, given: &str) -> Result<Reading, Failure> {
    match reader.open(given)? {
        Opened::Reading(reading) => Ok(reading),
        Opened::Index(bytes) => linked(reader, given, &bytes),
    }
}

/// Reads what an index links to.
fn linked(reader: &Reader, given: &str, bytes: &[u8]) -> Result<Reading, Failure> {
    let links = page::links(text(given, bytes)?);
    let targets = |endings: &[&str]| -> Vec<String> {
        let wanted = links.iter().filter(|link| {
            let path = link.split('?').next().unwrap_or_default();
            endings.iter().any(|ending| path.ends_with(ending))
        });
        wanted
            .map(|link| resolve(given, link, reader.base.as_deref()))
            .collect()
    };
    let is_elsewhere = |name: &String| !is_url(given) && reader.base.is_none() && is_url(name);
    let (elsewhere, near): (Vec<_>, Vec<_>) = targets(&[".json", ".yaml", ".yml"])
        .into_iter()
        .partition(is_elsewhere);
    let mut notes = Vec::new();
    if let Some(reading) = whole(reader, given, bytes, &near, &mut notes)? {
        return Ok(reading);
    }
    let mut reading = reader.several(given, bytes, &targets(&[".md", ".mdx"]))?;
    if reading.parts.is_empty() {
        let found = whole(reader, given, bytes, &elsewhere, &mut notes)?;
        return found.ok_or_else(|| nothing(given, &notes));
    }
    notes.extend(
        elsewhere.iter().map(|name| {
            format!("{given}: {name} is not beside the index, so its pages are merged")
        }),
    );
    reading.notes = notes;
    Ok(reading)
}

fn nothing(given: &str, notes: &[String]) -> Failure {
    let mut why = format!("{given}: none of its pages has an OpenAPI block");
    for note in notes {
        why += &format!("\n  {note}");
    }
    Failure::new(why).help(NO_BLOCK)
}

/// The first whole document that can be read, and those that describe other operations of the same
/// service; none if there is no document.
fn whole(
    reader: &Reader,
    given: &str,
    index: &[u8],
    names: &[String],
    notes: &mut Vec<String>,
) -> Result<Option<Reading>, Failure> {
    let mut parts: Vec<Part> = Vec::new();
    let mut read = line(index, given, given);
    for name in names {
        let found = reader.bytes(name).and_then(|bytes| {
            let part = document(name, &bytes, Format::of(name, &bytes))?;
            Ok((part, bytes))
        });
        let (part, bytes) = match found {
            Ok(found) => found,
            Err(failure) => {
                notes.push(format!("{given}: {}", failure.message()));
                continue;
            }
        };
        match parts.first() {
            Some(first) if first.document == part.document => continue,
            Some(first) if title(first) != title(&part) => {
                notes.push(format!(
                    "{given}: {name} describes another service, {}, and is left out",
                    title(&part)
                ));
                continue;
            }
            Some(first) => {
                if let Some(difference) = difference(&first.document, &part.document) {
                    notes.push(format!(
                        "{given}: {} is taken; {name} differs ({difference})",
                        first.name
                    ));
                    continue;
                }
            }
            None => {}
        }
        read += &line(&bytes, name, given);
        parts.push(part);
    }
    let Some(first) = parts.first() else {
        return Ok(None);
    };
    notes.insert(
        0,
        format!(
            "{given}: the document is {} ({})",
            first.name,
            size(&first.document)
        ),
    );
    Ok(Some(Reading {
        source: reader.indexed(given, &read),
        parts,
        prose: 0,
        notes: std::mem::take(notes),
    }))
}

fn title(part: &Part) -> String {
    let title = part.document.pointer("/info/title");
    title.map(Value::to_string).unwrap_or_default()
}

/// How the second document differs; none if they have no operation in common.
fn difference(first: &Value, second: &Value) -> Option<String> {
    let by_name = |document: &Value| -> BTreeMap<String, Value> {
        operations(document).into_iter().collect()
    };
    let (one, other) = (by_name(first), by_name(second));
    let absent = one.keys().filter(|name| !other.contains_key(*name));
    let more = other.keys().filter(|name| !one.contains_key(*name));
    let common = one
        .iter()
        .filter_map(|(name, value)| Some((value, other.get(name)?)));
    let (mut shared, mut changed) = (0, 0);
    for (value, other) in common {
        shared += 1;
        changed += usize::from(value != other);
    }
    if shared == 0 && !one.is_empty() && !other.is_empty() {
        return None;
    }
    let counted = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let mut parts: Vec<String> = [
        counted(absent.count(), "operations are only in the first"),
        counted(more.count(), "only in the second"),
        counted(changed, "are described otherwise"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let version = |document: &Value| document.pointer("/info/version").map(Value::to_string);
    if let (before, Some(after)) = (version(first), version(second))
        && before.as_ref() != Some(&after)
    {
        parts.push(format!("its version is {after}"));
    }
    if parts.is_empty() {
        parts.push("in what operations share".to_owned());
    }
    Some(parts.join(", "))
}
