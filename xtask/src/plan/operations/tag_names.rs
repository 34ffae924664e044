//! The cargo features of the operations' tags.
//!
//! A feature is called like its tag, in kebab case: `Workflows - Testing` is `workflows-testing`,
//! `petStore` is `pet-store`, `OAuth2` is `oauth2`. Letters that crates.io does not allow are
//! spelled as in every other name. The lock keeps a name, and one that is in use no longer is never
//! given to another tag.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::tags;
use crate::identifier::words;
use crate::lock::Decisions;
use crate::openapi::method::METHODS;
use crate::selection::ALL_OPERATIONS;

/// The names that no tag gets: those of the client's other features and of its optional
/// dependencies, which cargo turns on together with a feature of the same name, and those that
/// every user of Rust reads as something else.
const RESERVED: &[&str] = &[
    ALL_OPERATIONS,
    "alloc",
    "async-compression",
    "blocking",
    "brotli",
    "default",
    "full",
    "gzip",
    "http-body-util",
    "http2",
    "hyper",
    "hyper-util",
    "mock",
    "native-tls",
    "pattern",
    "pollster",
    "regress",
    "rustls",
    "rustls-platform-verifier",
    "rustls-ring",
    "sse",
    "sse-stream",
    "std",
    "tokio-util",
    "wiremock",
    "zstd",
];

/// What is appended to the name of a tag that is reserved.
const SUFFIX: &str = "operations";

/// The length that a name has at most, without the number of a duplicate.
const LONGEST: usize = 56;

/// The feature of each tag, and of each tag that the lock has and the document no longer.
pub(crate) struct TagNames {
    pub(crate) present: BTreeMap<String, String>,
    /// Feature to its tag.
    pub(crate) retired: BTreeMap<String, String>,
}

/// The feature of each tag that an operation has: that of the lock, or one after the tag.
pub(crate) fn names(lowered: &Value, decisions: &Decisions) -> TagNames {
    let paths = lowered.get("paths").and_then(Value::as_object);
    let operations = paths
        .into_iter()
        .flatten()
        .flat_map(|(_, item)| METHODS.iter().filter_map(|method| item.get(method)));
    // Sorted, so that the order of the document decides nothing.
    let tags: BTreeSet<&str> = operations.flat_map(tags::all).collect();
    let mut names = TagNames {
        present: BTreeMap::new(),
        retired: BTreeMap::new(),
    };
    let mut taken: BTreeSet<String> = RESERVED.iter().map(|name| (*name).to_owned()).collect();
    for (tag, name) in &decisions.tags {
        if !is_feature(name) || taken.contains(name) {
            continue;
        }
        taken.insert(name.clone());
        if tags.contains(tag.as_str()) {
            names.present.insert(tag.clone(), name.clone());
        } else {
            names.retired.insert(name.clone(), tag.clone());
        }
    }
    for (name, tag) in &decisions.retired.tags {
        if taken.contains(name) {
            continue;
        }
        taken.insert(name.clone());
        // A tag that is back gets its name back.
        if tags.contains(tag.as_str()) && !names.present.contains_key(tag) {
            names.present.insert(tag.clone(), name.clone());
        } else {
            names.retired.insert(name.clone(), tag.clone());
        }
    }
    // A tag that is written as its feature has the first claim to it.
    let (exact, other): (Vec<&str>, Vec<&str>) =
        tags.into_iter().partition(|tag| feature(tag) == **tag);
    for tag in exact.into_iter().chain(other) {
        if !names.present.contains_key(tag) {
            let name = free(&feature(tag), &taken);
            taken.insert(name.clone());
            names.present.insert(tag.to_owned(), name);
        }
    }
    names
}

/// The name, or one like it that is free.
fn free(name: &str, taken: &BTreeSet<String>) -> String {
    let reserved = RESERVED.contains(&name);
    let name = if reserved {
        format!("{name}-{SUFFIX}")
    } else {
        name.to_owned()
    };
    let mut candidate = name.clone();
    let mut number = 1_u64;
    while taken.contains(&candidate) {
        number += 1;
        candidate = format!("{name}-{number}");
    }
    candidate
}

/// The tag in kebab case.
fn feature(tag: &str) -> String {
    let is_sign = |c: char| !c.is_alphanumeric() && c != '\'';
    let parts: Vec<String> = if tag.contains(char::is_alphanumeric) {
        tag.split(is_sign)
            .filter(|part| !part.is_empty())
            .map(part)
            .collect()
    } else {
        vec![part(tag)]
    };
    let mut name = String::new();
    for word in parts.iter().flat_map(|part| part.split('-')) {
        if !name.is_empty() && name.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    name.truncate(LONGEST);
    name
}

/// A part of a tag without signs: `petStore` is `pet-store`. A single letter is no word of its own:
/// `OAuth` is `oauth`.
fn part(text: &str) -> String {
    let mut joined = String::new();
    let mut is_letter = false;
    for word in words(text) {
        if !joined.is_empty() && !is_letter {
            joined.push('-');
        }
        joined.push_str(&word);
        is_letter = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
    }
    joined
}

/// Whether a name in the lock can be a feature: cargo and crates.io allow more, and
/// `CARGO_FEATURE_A_B` stands for `a-b` and `a_b`.
fn is_feature(name: &str) -> bool {
    let is_word = |word: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        !word.is_empty() && word.chars().all(plain)
    };
    name.split('-').all(is_word) && name.len() <= 64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(tags: &[&str]) -> Value {
        let operations = tags.iter().map(|tag| {
            let path = format!("/{tag}");
            (path, json!({ "get": { "tags": [tag] } }))
        });
        json!({ "paths": operations.collect::<serde_json::Map<_, _>>() })
    }

    fn present(tags: &[&str]) -> Vec<(String, String)> {
        let names = names(&document(tags), &Decisions::default());
        names.present.into_iter().collect()
    }

    #[test]
    fn a_feature_is_called_like_its_tag() {
        for (tag, expected) in [
            ("Webhooks", "webhooks"),
            ("API Keys", "api-keys"),
            ("Workflows - Testing", "workflows-testing"),
            ("Users & Roles", "users-roles"),
            ("petStore", "pet-store"),
            ("OAuth2", "oauth2"),
            ("OAuth Apps", "oauth-apps"),
            ("iOS", "ios"),
            ("admin/users_v2", "admin-users-v2"),
            ("2FA", "2fa"),
            ("User's data", "users-data"),
            ("type", "type"),
            ("日本", "u65e5-u672c"),
            ("**", "star-star"),
            ("  x ", "x"),
        ] {
            assert_eq!(feature(tag), expected, "{tag:?}");
            assert!(is_feature(&feature(tag)), "{tag:?}");
        }
        let long = feature(&"word ".repeat(60));
        assert!(is_feature(&long) && long.len() <= LONGEST, "{long}");
        assert!(is_feature(&feature(&"x".repeat(300))));
    }

    #[test]
    fn names_are_unique_whatever_the_order() {
        let found = present(&["Users", "users", "users-2"]);
        assert_eq!(found, present(&["users-2", "users", "Users"]));
        let names: BTreeSet<_> = found.iter().map(|(_, name)| name).collect();
        assert_eq!(names.len(), 3);
        assert!(found.contains(&("users".to_owned(), "users".to_owned())));
        assert!(found.contains(&("users-2".to_owned(), "users-2".to_owned())));
    }

    #[test]
    fn the_names_of_other_features_are_reserved() {
        for (tag, expected) in [
            ("Default", "default-operations"),
            ("mock", "mock-operations"),
            ("std", "std-operations"),
            ("rustls ring", "rustls-ring-operations"),
            ("All operations", "all-operations-operations"),
        ] {
            assert_eq!(present(&[tag]), [(tag.to_owned(), expected.to_owned())]);
        }
    }

    #[test]
    fn an_empty_tag_is_none() {
        assert_eq!(present(&["", " "]), []);
    }

    #[test]
    fn a_name_is_kept_retired_and_given_back() {
        let mut decisions = Decisions::default();
        for (tag, name) in [
            ("Users", "members"),
            ("Gone", "users"),
            ("Old", "old_style"),
        ] {
            decisions.tags.insert(tag.to_owned(), name.to_owned());
        }
        let found = names(&document(&["Users", "users", "Old"]), &decisions);
        let expected = [
            ("Old", "old"),
            ("Users", "members"),
            // `users` has meant another tag.
            ("users", "users-2"),
        ];
        let expected = expected.map(|(tag, name)| (tag.to_owned(), name.to_owned()));
        assert_eq!(found.present, expected.into());
        assert_eq!(found.retired["users"], "Gone");

        let mut decisions = Decisions::default();
        decisions.retired.tags = found.retired;
        let found = names(&document(&["Gone"]), &decisions);
        assert_eq!(found.present["Gone"], "users");
        assert_eq!(found.retired, BTreeMap::new());
    }

    /// The features and optional dependencies of diga-api.
    #[test]
    fn what_the_client_has_is_reserved() {
        let manifest = include_str!("../../../../diga-api/Cargo.toml");
        let (mut section, mut found) = ("", 0);
        for line in manifest.lines() {
            if line.starts_with('[') {
                section = line;
            }
            let Some((key, value)) = line.split_once(" = ") else {
                continue;
            };
            let is_name = match section {
                "[features]" => !value.starts_with("[]") && !line.starts_with([' ', '#']),
                "[dependencies]" => value.contains("optional = true"),
                _ => false,
            };
            if is_name {
                found += 1;
                assert!(RESERVED.contains(&key), "`{key}` is not reserved");
            }
        }
        assert!(found > 20, "{found}");
    }
}
