//! Lines of a section that say the same of several items, or several things of one item, as one
//! entry, so that a report of a hundred lines is read in minutes. `--all` prints the lines.
//!
//! 1. What has the same sentence for several items is said once: `` `a`, `b`, `c`: each is gone ``.
//! 2. What is left is grouped by item: the item with its operations once, and what happened to it
//!    below.

use std::collections::BTreeMap;

use super::report::{Direction, Line, Use};

/// What is printed of one or several lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Entry {
    /// The sentence, or the item if there are details.
    pub(super) text: String,
    /// The operations that it concerns.
    pub(super) operations: Vec<Use>,
    /// What happened to the item.
    pub(super) details: Vec<String>,
    /// How many lines it stands for.
    pub(super) lines: usize,
    /// Whether code that worked may fail because of one of them.
    pub(super) breaking: bool,
    /// How many names the sentence leaves out.
    pub(super) omitted: usize,
}

/// The fewest items of which a sentence is said once.
const SAME: usize = 3;

/// The beginning of the sentence about documentation.
const DOCUMENTATION: &str = "the documentation of ";

/// A sentence: what is before the first name, the name, and what follows it.
type Parts<'l> = (&'l str, &'l str, &'l str);

/// The entries of a section, each at the place of its first line; `names` is the most names that a
/// sentence lists.
pub(super) fn entries(lines: &[Line], names: usize) -> Vec<Entry> {
    let mut same: BTreeMap<(&str, &str, bool), Vec<&Line>> = BTreeMap::new();
    for line in lines {
        if let Some(key) = sentence(line) {
            same.entry(key).or_default().push(line);
        }
    }
    same.retain(|_, lines| lines.len() >= SAME);
    let mut by_item: BTreeMap<(&str, bool), Vec<&Line>> = BTreeMap::new();
    for line in lines {
        if !sentence(line).is_some_and(|key| same.contains_key(&key)) {
            by_item
                .entry((root(line), line.breaking))
                .or_default()
                .push(line);
        }
    }
    let mut found = Vec::new();
    for line in lines {
        // Each group is taken at its first line.
        let entry = match sentence(line).filter(|key| same.contains_key(key)) {
            Some(key) => {
                let Some(lines) = same.get_mut(&key).map(std::mem::take) else {
                    continue;
                };
                of_several(&lines, names)
            }
            None => {
                let group = by_item.get_mut(&(root(line), line.breaking));
                let Some(lines) = group.map(std::mem::take) else {
                    continue;
                };
                of_item(&lines)
            }
        };
        found.extend(entry);
    }
    found
}

/// Every line on its own.
pub(super) fn every_line(lines: &[Line]) -> Vec<Entry> {
    lines.iter().map(single).collect()
}

fn single(line: &Line) -> Entry {
    let own = root(line);
    let operations = line.operations.iter();
    Entry {
        text: line.message.clone(),
        operations: operations
            .filter(|one| one.operation != own)
            .cloned()
            .collect(),
        details: Vec::new(),
        lines: 1,
        breaking: line.breaking,
        omitted: 0,
    }
}

/// The sentence without its first name, and whether it breaks callers.
fn sentence(line: &Line) -> Option<(&str, &str, bool)> {
    let (before, _, after) = parts(&line.message)?;
    // Of documentation, which part of the item it is about matters to nobody.
    let after = if before == DOCUMENTATION { "" } else { after };
    // A name alone is no sentence.
    (!(before.is_empty() && after.is_empty())).then_some((before, after, line.breaking))
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let (before, rest) = text.split_once('`')?;
    let (name, after) = rest.split_once('`')?;
    Some((before, name, after))
}

/// The item that a line is about, without the member.
fn root(line: &Line) -> &str {
    let item = line.item.split('.').next().unwrap_or_default();
    item.split("::").next().unwrap_or_default()
}

/// One sentence about several items.
fn of_several(lines: &[&Line], limit: usize) -> Option<Entry> {
    let (before, _, after) = parts(&lines.first()?.message)?;
    let all = lines.iter().filter_map(|line| parts(&line.message));
    let all: Vec<String> = all.map(|(_, name, _)| format!("`{name}`")).collect();
    let omitted = all.len().saturating_sub(limit);
    let shown: Vec<&str> = all.iter().take(limit).map(String::as_str).collect();
    let more = if omitted > 0 {
        format!(" and {omitted} more")
    } else {
        String::new()
    };
    let after = if before == DOCUMENTATION { "" } else { after };
    let mut uses: BTreeMap<&str, Direction> = BTreeMap::new();
    for line in lines {
        for one in line
            .operations
            .iter()
            .filter(|one| one.operation != root(line))
        {
            let known = uses.entry(&one.operation).or_insert(one.direction);
            if *known != one.direction {
                *known = Direction::Both;
            }
        }
    }
    let is_documentation = before == DOCUMENTATION;
    let before = match before {
        "the type " => "the types ",
        "the cargo feature " => "the cargo features ",
        other => other,
    };
    let each = if after.is_empty() { "" } else { ": each" };
    Some(Entry {
        text: format!("{before}{}{more}{each}{after}", shown.join(", ")),
        operations: uses
            .into_iter()
            .filter(|_| !is_documentation)
            .map(|(operation, direction)| Use {
                operation: operation.to_owned(),
                direction,
            })
            .collect(),
        details: Vec::new(),
        lines: lines.len(),
        breaking: lines.iter().any(|line| line.breaking),
        omitted,
    })
}

/// Everything about one item.
fn of_item(lines: &[&Line]) -> Option<Entry> {
    let first = lines.first()?;
    if lines.len() == 1 {
        return Some(single(first));
    }
    let item = root(first);
    let mut details: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines {
        let text = without_item(&line.message, item);
        // `lost the field` once, with all fields.
        match parts(&text) {
            Some((before, name, "")) if !before.is_empty() => {
                let name = format!("`{name}`");
                match details.iter_mut().find(|(known, _)| known == before) {
                    Some((_, names)) => names.push(name),
                    None => details.push((before.to_owned(), vec![name])),
                }
            }
            _ => details.push((text, Vec::new())),
        }
    }
    let details = details.into_iter().map(|(text, names)| {
        let text = match text.strip_suffix("the field ") {
            Some(verb) if names.len() > 1 => format!("{verb}the fields "),
            _ => text,
        };
        text + &names.join(", ")
    });
    Some(Entry {
        text: format!("`{item}`"),
        operations: single(first).operations,
        details: details.collect(),
        lines: lines.len(),
        breaking: first.breaking,
        omitted: 0,
    })
}

/// A sentence below the item that it is about.
fn without_item(message: &str, item: &str) -> String {
    let Some(rest) = message.strip_prefix(&format!("`{item}")) else {
        return message.to_owned();
    };
    if let Some(predicate) = rest.strip_prefix("` ") {
        return predicate.to_owned();
    }
    let member = rest.strip_prefix("::").or_else(|| rest.strip_prefix('.'));
    member.map_or_else(|| message.to_owned(), |member| format!("`{member}"))
}

#[cfg(test)]
mod tests {
    use super::{Line, entries};

    fn texts(lines: &[(&str, &str)]) -> Vec<(String, Vec<String>, usize)> {
        let lines: Vec<Line> = lines
            .iter()
            .map(|(item, message)| Line::new(*item, *message))
            .collect();
        let found = entries(&lines, 2).into_iter();
        found
            .map(|entry| (entry.text, entry.details, entry.lines))
            .collect()
    }

    #[test]
    fn a_sentence_about_several_items_is_said_once() {
        let found = texts(&[
            ("a", "`a` succeeds with 201 (was 200)"),
            ("x", "`x` is gone"),
            ("b", "`b` succeeds with 201 (was 200)"),
            ("c", "`c` succeeds with 201 (was 200)"),
        ]);
        let same = "`a`, `b` and 1 more: each succeeds with 201 (was 200)".to_owned();
        assert_eq!(
            found,
            [(same, vec![], 3), ("`x` is gone".to_owned(), vec![], 1)]
        );
    }

    #[test]
    fn what_happened_to_one_item_is_below_it() {
        let found = texts(&[
            ("A.a", "`A` lost the field `a`"),
            ("A.b", "`A.b` is `String` (was `i64`)"),
            ("A.c", "`A` lost the field `c`"),
        ]);
        let details = vec![
            "lost the fields `a`, `c`".to_owned(),
            "`b` is `String` (was `i64`)".to_owned(),
        ];
        assert_eq!(found, [("`A`".to_owned(), details, 3)]);
    }
}
