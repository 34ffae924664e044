//! Rust identifiers from the names of a document.

use std::collections::{HashMap, HashSet};

use heck::{ToPascalCase as _, ToSnakeCase as _};

/// Words that cannot be identifiers. `union` can, and progenitor accepts it.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The name of a type or variant. Signs that distinguish values (`<`, `-created_at`) are spelled
/// out.
pub(crate) fn pascal(text: &str) -> String {
    finish(spell(text).to_pascal_case(), "Value")
}

/// The name of a field, method or parameter.
pub(crate) fn snake(text: &str) -> String {
    finish(spell(text).to_snake_case(), "value_")
}

fn finish(name: String, prefix: &str) -> String {
    let name = match name.chars().next() {
        None => prefix.trim_end_matches('_').to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}{name}"),
        Some(_) => name,
    };
    if !KEYWORDS.contains(&name.as_str()) {
        name
    } else if prefix.ends_with('_') {
        format!("{name}_")
    } else {
        // `SelfValue`, since a type's name does not end in an underscore.
        format!("{name}{prefix}")
    }
}

/// Letters and digits, with words in place of signs that have a meaning.
fn spell(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    let wordless = !text.contains(|c: char| c.is_ascii_alphanumeric());
    let mut spelled = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => spelled.push(c),
            // An apostrophe is part of its word.
            '\'' if !wordless => {}
            _ if !c.is_ascii() && c.is_alphanumeric() => {
                spelled.push_str(&format!(" u{:x} ", u32::from(c)));
            }
            '-' | '+' if index == 0 && text.len() > 1 => spelled.push_str(sign(c)),
            _ if wordless => spelled.push_str(sign(c)),
            _ => spelled.push(' '),
        }
    }
    spelled
}

fn sign(c: char) -> &'static str {
    match c {
        '<' => " less ",
        '>' => " greater ",
        '=' => " equal ",
        '!' => " not ",
        '+' => " plus ",
        '-' => " minus ",
        '*' => " star ",
        '/' => " slash ",
        '%' => " percent ",
        '&' => " and ",
        '|' => " or ",
        '^' => " caret ",
        '~' => " tilde ",
        '.' => " dot ",
        ',' => " comma ",
        ':' => " colon ",
        ';' => " semicolon ",
        '?' => " question ",
        '@' => " at ",
        '#' => " hash ",
        '$' => " dollar ",
        '_' => " underscore ",
        ' ' => " space ",
        _ => " sign ",
    }
}

/// The names of one scope, each used once.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
    /// The last number that was appended to a name.
    numbers: HashMap<String, u64>,
}

impl Scope {
    /// A scope in which these names are reserved.
    pub(crate) fn reserving(names: &[&str]) -> Self {
        Self {
            taken: names.iter().map(|name| (*name).to_owned()).collect(),
            numbers: HashMap::new(),
        }
    }

    /// `name`, or the first of `name2`, `name3`... that is free.
    pub(crate) fn claim(&mut self, name: &str) -> String {
        if self.taken.insert(name.to_owned()) {
            return name.to_owned();
        }
        let separator = if name.ends_with(|c: char| c.is_ascii_digit()) {
            "_"
        } else {
            ""
        };
        let number = self.numbers.entry(name.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let candidate = format!("{name}{separator}{number}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    /// Claims `name` if it is free.
    pub(crate) fn try_claim(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rust_conventions() {
        assert_eq!(pascal("HTTPValidationError"), "HttpValidationError");
        assert_eq!(pascal("status_changed"), "StatusChanged");
        assert_eq!(snake("createdDate"), "created_date");
        assert_eq!(pascal("Agent-Input"), "AgentInput");
    }

    #[test]
    fn whatever_a_document_says_becomes_an_identifier() {
        for (text, expected) in [
            ("", "Empty"),
            ("==", "EqualEqual"),
            ("<", "Less"),
            ("-created_at", "MinusCreatedAt"),
            ("+1", "Plus1"),
            ("200", "Value200"),
            ("self", "SelfValue"),
            ("日本", "U65e5U672c"),
            ("it's", "Its"),
            ("\u{200b}", "Sign"),
        ] {
            assert_eq!(pascal(text), expected, "{text:?}");
        }
        assert_eq!(snake("type"), "type_");
        assert_eq!(snake("$ref"), "ref_");
        assert_eq!(snake("1st"), "value_1st");
        assert_eq!(snake("__"), "underscore_underscore");
    }

    #[test]
    fn a_name_is_given_once() {
        let mut scope = Scope::reserving(&["new"]);
        assert_eq!(scope.claim("new"), "new2");
        assert_eq!(scope.claim("a"), "a");
        assert_eq!(scope.claim("a"), "a2");
        assert_eq!(scope.claim("a2"), "a2_2");
    }
}
