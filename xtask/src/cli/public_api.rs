//! `openapi/public-api.txt`: every public item that the document generates, a line each, so that a
//! change of the public API is seen in a review, whether the document causes it or the generator.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use xtask::Generated;

use super::failure::Failure;
use super::files;
use super::surface::{Item, Kind, Surface, external_names};

/// The text of the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PublicApi(String);

/// What the file begins with.
const HEAD: &str = "\
# The public items that are generated from openapi.json, for review; `cargo xtask vendor` writes it.
# The runtime's own items are not in it. Behind `blocking:` and `mock:`, those of these features.
";

impl PublicApi {
    /// The public items of a client that is generated with all features.
    pub(crate) fn of(generated: &Generated) -> Result<Self, Failure> {
        let surface = Surface::of(generated)?;
        // The traits that a type implements are one line, behind the type.
        let mut implemented: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let items = surface.items.iter();
        for (path, item) in items.filter(|(path, item)| !item.is_private(path)) {
            let (feature, bare) = match path.split_once(": ") {
                Some((feature, rest)) => (format!("{feature}: "), rest),
                None => (String::new(), path.as_str()),
            };
            match bare.rsplit_once(" for ") {
                Some((what, owner)) => {
                    let what = what.trim_start_matches("impl ");
                    let signature = item.signature.to_string();
                    let signature = match what.strip_suffix(&signature) {
                        // Its lifetimes alone.
                        Some(_) => "",
                        None => signature.as_str(),
                    };
                    let text = external_names(&format!("{what} {signature}"));
                    let all = implemented.entry(format!("{feature}{owner}")).or_default();
                    all.push(text.trim().to_owned());
                }
                None => lines
                    .entry(path.clone())
                    .or_default()
                    .push(line(path, item)),
            }
        }
        for (owner, mut all) in implemented {
            all.sort();
            let text = format!("{owner} implements {}", all.join("; "));
            lines.entry(owner).or_default().push(text);
        }
        let lines: Vec<String> = lines.into_values().flatten().collect();
        Ok(Self(format!("{HEAD}{}\n", lines.join("\n"))))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// How the file differs, if it does.
    pub(crate) fn mismatch(&self, path: &Path) -> Result<Option<String>, Failure> {
        if !path.exists() {
            return Ok(Some("is missing".to_owned()));
        }
        let bytes = files::read(path)?;
        if bytes == self.0.as_bytes() {
            return Ok(None);
        }
        let present = String::from_utf8_lossy(&bytes);
        let (was, is): (BTreeSet<&str>, BTreeSet<&str>) =
            (present.lines().collect(), self.0.lines().collect());
        let missing: Vec<_> = is.difference(&was).collect();
        let extra: Vec<_> = was.difference(&is).collect();
        let (first, sign) = match (missing.first(), extra.first()) {
            (Some(line), _) => (**line, "lacks"),
            (None, Some(line)) => (**line, "has, without being generated,"),
            (None, None) => return Ok(Some("has its lines in another order".to_owned())),
        };
        let more = missing.len() + extra.len() - 1;
        let more = if more > 0 {
            format!(", and differs in {more} more lines")
        } else {
            String::new()
        };
        Ok(Some(format!("{sign} `{first}`{more}")))
    }
}

/// An item as it is written in Rust, except that its path comes first.
fn line(path: &str, item: &Item) -> String {
    let signature = item.signature.to_string();
    let signature = signature.replace("<V where V:", "<V:").replace(",>(", ">(");
    let signature = external_names(&signature);
    let text = match item.kind {
        Kind::Struct => format!("{path} struct {signature}"),
        Kind::Enum => format!("{path} enum {signature}"),
        Kind::Alias => format!("{path} type {signature}"),
        Kind::Field => format!("{path}: {signature}"),
        _ => format!("{path} {signature}"),
    };
    let deprecated = if item.deprecated { " (deprecated)" } else { "" };
    format!("{}{deprecated}", text.trim_end())
}
