//! The rules: a folder imports from below, and no two files import each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use crate::names::References;

/// The ranks of what a folder holds, counted from 1.
pub(crate) struct Ranks {
    pub(crate) folder: &'static str,
    /// The lowest rank first. A file has its name, a folder a `/` behind it, and [`FILES`] is every
    /// file that is not named.
    pub(crate) ranks: &'static [&'static [&'static str]],
}

/// All files of a folder that have no rank of their own.
pub(crate) const FILES: &str = "*.rs";

/// What is wrong with a tree.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) violations: Vec<String>,
}

/// Checks these files and what they name of each other.
pub(crate) fn check(tables: &[Ranks], files: &BTreeSet<String>, references: &References) -> Report {
    let mut violations = unlisted(tables, files);
    for ((from, to), names) in references {
        if let Some((low, high)) = upward(tables, from, to) {
            violations.push(format!(
                "{from} (rank {low}) -> {to} (rank {high}): {}",
                list(names)
            ));
        }
    }
    violations.extend(cycles(files, references));
    Report { violations }
}

/// What has no rank though its folder has a table, and folders in a folder without one.
fn unlisted(tables: &[Ranks], files: &BTreeSet<String>) -> Vec<String> {
    let mut unlisted = BTreeSet::new();
    for file in files {
        let mut seen = 0;
        for table in tables {
            let Some(entry) = table.entry(file) else {
                continue;
            };
            seen = seen.max(table.folder.len() + 1 + entry.len());
            if table.rank(entry).is_none() {
                let folder = table.folder;
                unlisted.insert(format!(
                    "{folder}/{entry} has no rank in the table of {folder}"
                ));
            }
        }
        // Below the innermost entry only files may follow.
        if let Some((folder, _)) = file.get(seen..).and_then(|rest| rest.split_once('/')) {
            let parent = file[..seen].trim_end_matches('/');
            unlisted.insert(format!(
                "{parent}/{folder}/ has no rank: {parent} has no table"
            ));
        }
    }
    unlisted.into_iter().collect()
}

/// The ranks of both ends, if a reference does not lead to a lower rank.
fn upward(tables: &[Ranks], from: &str, to: &str) -> Option<(usize, usize)> {
    tables.iter().find_map(|table| {
        let (from, to) = (table.entry(from)?, table.entry(to)?);
        let (low, high) = (table.rank(from)?, table.rank(to)?);
        // Files without a rank of their own are one unit.
        let same_unit = from == to || low == high && table.is_unnamed(from) && table.is_unnamed(to);
        (!same_unit && high >= low).then_some((low, high))
    })
}

impl Ranks {
    /// The part of a path that this table may rank: a file, or a folder with its `/`.
    fn entry<'a>(&self, file: &'a str) -> Option<&'a str> {
        let rest = file.strip_prefix(self.folder)?.strip_prefix('/')?;
        let end = rest.find('/').map_or(rest.len(), |slash| slash + 1);
        rest.get(..end)
    }

    fn rank(&self, entry: &str) -> Option<usize> {
        let find = |wanted: &str| {
            let mut ranks = self.ranks.iter();
            let position = ranks.position(|entries| entries.contains(&wanted));
            position.map(|position| position + 1)
        };
        find(entry).or_else(|| find(FILES).filter(|_| self.is_unnamed(entry)))
    }

    fn is_unnamed(&self, entry: &str) -> bool {
        !entry.ends_with('/') && !self.ranks.iter().any(|entries| entries.contains(&entry))
    }
}

/// The circles of files in each folder, with the names that tie them.
fn cycles(files: &BTreeSet<String>, references: &References) -> Vec<String> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files {
        if let Some((folder, _)) = file.rsplit_once('/') {
            folders.entry(folder).or_default().push(file);
        }
    }
    let mut cycles = Vec::new();
    for files in folders.values() {
        for tied in circles(files, references) {
            let mut cycle = format!("{} files import each other:", tied.len());
            for ((from, to), names) in references {
                if tied.contains(from.as_str()) && tied.contains(to.as_str()) {
                    let _ = write!(cycle, "\n    {from} -> {to}: {}", list(names));
                }
            }
            cycles.push(cycle);
        }
    }
    cycles
}

/// The sets of files that reach each other, within these files alone.
fn circles<'a>(files: &[&'a str], references: &'a References) -> Vec<BTreeSet<&'a str>> {
    let reached = |start: &'a str| {
        let mut reached = BTreeSet::new();
        let mut next = vec![start];
        while let Some(file) = next.pop() {
            for (from, to) in references.keys() {
                if from == file && files.contains(&to.as_str()) && reached.insert(to.as_str()) {
                    next.push(to);
                }
            }
        }
        reached
    };
    let reach: BTreeMap<_, _> = files.iter().map(|file| (*file, reached(file))).collect();
    let mut circles = BTreeSet::new();
    for (file, others) in &reach {
        let tied: BTreeSet<_> = others
            .iter()
            .copied()
            .filter(|other| reach.get(other).is_some_and(|back| back.contains(file)))
            .collect();
        if tied.len() > 1 {
            circles.insert(tied);
        }
    }
    circles.into_iter().collect()
}

fn list(names: &BTreeSet<String>) -> String {
    names.iter().cloned().collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Ranks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}/", self.folder)?;
        for (position, entries) in self.ranks.iter().enumerate().rev() {
            writeln!(f, "  {:2}  {}", position + 1, entries.join(" "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.violations {
            writeln!(f, "{violation}")?;
        }
        writeln!(f, "violations: {}", self.violations.len())
    }
}
