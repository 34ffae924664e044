//! The tests and examples of a packaged crate, and what they need.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::cargo_manifest::Audience;

/// Whether a file has only tests.
pub(super) fn is_test(path: &Path) -> bool {
    let mut components = path.components();
    components.any(|component| {
        matches!(component, Component::Normal(name) if name == "tests" || name == "tests.rs")
    })
}

/// A source file without its module of tests, which begins and ends in the first column.
pub(super) fn without(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().copied().unwrap_or_default();
        if line == "#[cfg(test)]" && next.starts_with("mod ") {
            if next.ends_with('{') {
                lines.by_ref().find(|line| *line == "}");
            } else {
                lines.next();
            }
            // The empty line above the module.
            while kept.last().is_some_and(|line| line.is_empty()) {
                kept.pop();
            }
            continue;
        }
        kept.push(line);
    }
    kept.join("\n") + "\n"
}

/// The names of the examples among these files.
pub(super) fn examples(tree: &BTreeMap<PathBuf, String>) -> Vec<&str> {
    let names = tree.keys().filter_map(|path| {
        let path = path.strip_prefix("examples").ok()?;
        let mut components = path.components();
        let first = components.next()?.as_os_str().to_str()?;
        match components.as_path().to_str()? {
            "" => first.strip_suffix(".rs"),
            "main.rs" => Some(first),
            _ => None,
        }
    });
    names.collect()
}

/// Whether tests or examples name a crate. The clients of other documents have no other tests than
/// the examples in their documentation.
pub(super) fn names_in(
    tree: &BTreeMap<PathBuf, String>,
    audience: Audience<'_>,
    name: &str,
) -> bool {
    let path = format!("{}::", name.replace('-', "_"));
    let counts = |line: &str| {
        let line = line.trim_start();
        audience == Audience::Registry || line.starts_with("//!") || line.starts_with("///")
    };
    let mut rust = tree
        .iter()
        .filter(|(file, _)| file.extension().is_some_and(|ending| ending == "rs"));
    rust.any(|(_, text)| {
        let mut lines = text.lines().filter(|line| counts(line));
        lines.any(|line| names(line, &path))
    })
}

/// Whether a line has this path, not as the end of a longer name.
fn names(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|character| !character.is_alphanumeric() && character != '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_of_tests_is_removed_and_nothing_else() {
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {\n    }\n}\n";
        assert_eq!(without(text), "fn a() {}\n");
        let text = "#[cfg(test)]\nmod tests;\nmod a;\n#[cfg(test)]\nuse a as b;\n";
        assert_eq!(without(text), "mod a;\n#[cfg(test)]\nuse a as b;\n");
    }

    #[test]
    fn files_of_tests_are_found_by_their_names() {
        assert!(is_test(Path::new("src/runtime/tests/pages.rs")));
        assert!(is_test(Path::new("src/runtime/mock/service/tests.rs")));
        assert!(!is_test(Path::new("src/runtime/mock/service/turn.rs")));
    }

    #[test]
    fn an_example_is_a_file_or_a_folder_with_a_main() {
        let names = [
            "examples/list.rs",
            "examples/create/main.rs",
            "examples/create/arguments.rs",
            "examples/shared/mod.rs",
            "src/lib.rs",
        ];
        let tree = names.map(|name| (PathBuf::from(name), String::new()));
        assert_eq!(examples(&BTreeMap::from(tree)), ["create", "list"]);
    }

    #[test]
    fn a_crate_is_named_by_a_path() {
        assert!(names("use tower::Layer;", "tower::"));
        assert!(names(
            "    tracing_subscriber::fmt()",
            "tracing_subscriber::"
        ));
        assert!(!names("use super_tower::Layer;", "tower::"));
    }
}
