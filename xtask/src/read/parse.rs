//! From text to a value, with line and column of every error.

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::node::{Budget, Dialect, Node};
use super::{Format, version};
use crate::diagnostic::Diagnostic;

/// Parses a document and checks that it is OpenAPI 3.0.x or 3.1.x.
///
/// YAML keys are read as they are written, so `200:` is `"200"` and `on:` is `"on"`. Anchors,
/// aliases and merge keys are expanded, local tags are ignored, and a timestamp is a string.
/// `openapi` and `info.version` are strings even where YAML has a number.
///
/// # Errors
/// Invalid JSON or YAML, with line and column; a key that appears twice in one object; a number
/// that JSON cannot represent; aliases that expand too far; or a document that is not OpenAPI 3.
pub fn read(text: &[u8], format: Format) -> Result<Value, Diagnostic> {
    let document = parse(text, format)?;
    version::check(&document)?;
    Ok(document)
}

/// Parses JSON or YAML that is not an OpenAPI document, by the same rules.
///
/// # Errors
/// As [`read`], except for the version.
pub fn parse(text: &[u8], format: Format) -> Result<Value, Diagnostic> {
    let text = utf8(text)?;
    if text.trim().is_empty() {
        return Err(Diagnostic::new("#", "the document is empty"));
    }
    match format {
        Format::Json => json(text),
        Format::Yaml => yaml(text),
    }
}

fn utf8(text: &[u8]) -> Result<&str, Diagnostic> {
    if text.starts_with(b"\xFF\xFE") || text.starts_with(b"\xFE\xFF") {
        return Err(Diagnostic::new("#", "the document is UTF-16").help("save it as UTF-8"));
    }
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    std::str::from_utf8(text).map_err(|error| {
        let good = text.get(..error.valid_up_to()).unwrap_or_default();
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = good.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        Diagnostic::new("#", format!("not UTF-8 at line {line} column {column}"))
            .help("save it as UTF-8")
    })
}

fn json(text: &str) -> Result<Value, Diagnostic> {
    let budget = Budget::for_text(text);
    let mut source = serde_json::Deserializer::from_str(text);
    Node::root(Dialect::Json, &budget)
        .deserialize(&mut source)
        .and_then(|value| source.end().map(|()| value))
        .map_err(|error| syntax("JSON", &error.to_string()))
}

#[cfg(feature = "cli")]
fn yaml(text: &str) -> Result<Value, Diagnostic> {
    // The scanner's time grows with the square of the depth, and it checks the depth afterwards.
    if brackets(text) > 4096 {
        return Err(Diagnostic::new("#", "nested deeper than 128 levels"));
    }
    let budget = Budget::for_text(text);
    Node::root(Dialect::Yaml, &budget)
        .deserialize(serde_yaml::Deserializer::from_str(text))
        .map_err(|error| syntax("YAML", &error.to_string()))
}

/// The deepest nesting of brackets, including those in prose.
#[cfg(feature = "cli")]
fn brackets(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

#[cfg(not(feature = "cli"))]
fn yaml(_: &str) -> Result<Value, Diagnostic> {
    Err(Diagnostic::new("#", "only the command line reads YAML")
        .help("convert it to JSON with `cargo xtask vendor`"))
}

/// A parser's message, reworded for the author of the document.
fn syntax(format: &str, message: &str) -> Diagnostic {
    let position = message
        .find(" at line ")
        .and_then(|at| message.get(at..))
        .unwrap_or_default();
    if message.contains("recursion limit exceeded") {
        return Diagnostic::new("#", format!("nested deeper than 128 levels{position}"));
    }
    if message.contains("repetition limit exceeded") {
        return Diagnostic::new("#", "aliases expand to far more than the file contains")
            .help("replace the aliases by their values, or use `$ref`");
    }
    if message.contains("more than one document") {
        return Diagnostic::new("#", "contains more than one YAML document")
            .help("keep one of them; a line of `---` starts the next");
    }
    Diagnostic::new("#", format!("not readable as {format}: {message}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Format, read};

    const HEAD: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";

    fn why(text: impl AsRef<[u8]>, format: Format) -> String {
        read(text.as_ref(), format).unwrap_err().why
    }

    fn yaml(rest: &str) -> serde_json::Value {
        read(format!("{HEAD}{rest}").as_bytes(), Format::Yaml).unwrap()
    }

    #[test]
    fn syntax_errors_have_a_line_and_a_column() {
        assert_eq!(
            why("{\"openapi\": \"3.1.0\",\n  oops}", Format::Json),
            "not readable as JSON: key must be a string at line 2 column 3"
        );
        let message = why("openapi: 3.1.0\npaths: [\n", Format::Yaml);
        assert!(
            message.starts_with("not readable as YAML: ")
                && message.contains(" at line 3 column 1"),
            "{message}"
        );
        assert!(
            why("{\"openapi\": \"3.1.0\"} x", Format::Json)
                .contains("trailing characters at line 1")
        );
    }

    #[test]
    fn a_duplicate_key_is_reported_with_its_position() {
        assert_eq!(
            why(
                "{\"openapi\": \"3.1.0\",\n \"a\": 1,\n \"a\": 2}",
                Format::Json
            ),
            "not readable as JSON: the key `a` appears twice in one object at line 3 column 4"
        );
        assert_eq!(
            why("openapi: 3.1.0\nb:\n  200: 1\n  '200': 2\n", Format::Yaml),
            "not readable as YAML: b: the key `200` appears twice in one object at line 4 column 3"
        );
    }

    #[test]
    fn keys_of_yaml_are_taken_as_they_are_written() {
        let document = yaml(
            "x:\n  200: a\n  on: b\n  yes: c\n  true: d\n  null: e\n  ~: f\n  1.10: g\n  \
             2020-01-01: h\n",
        );
        assert_eq!(
            document["x"]
                .as_object()
                .unwrap()
                .keys()
                .collect::<Vec<_>>(),
            [
                "200",
                "on",
                "yes",
                "true",
                "null",
                "~",
                "1.10",
                "2020-01-01"
            ]
        );
    }

    #[test]
    fn values_of_yaml_are_those_of_its_core_schema() {
        let document = yaml(
            "x: [yes, true, 2020-01-01, 2020-01-01T00:00:00Z, 1.0, 7, 0x10, ~, !custom 3, !!str \
             4, '']\n",
        );
        assert_eq!(
            document["x"],
            json!([
                "yes",
                true,
                "2020-01-01",
                "2020-01-01T00:00:00Z",
                1.0,
                7,
                16,
                null,
                3,
                "4",
                ""
            ])
        );
        assert_eq!(
            yaml("x: 18446744073709551616\n")["x"],
            json!(18446744073709551616.0)
        );
        assert_eq!(yaml("x: !map {a: 1}\ny: !seq [1]\n")["x"], json!({"a": 1}));
    }

    #[test]
    fn a_version_without_quotes_is_text() {
        let document = read(
            b"openapi: 3.1.0\ninfo:\n  version: 1.10\n  title: 5\n",
            Format::Yaml,
        )
        .unwrap();
        assert_eq!(document["info"], json!({"version": "1.10", "title": 5}));
    }

    #[test]
    fn merge_keys_are_expanded_and_own_keys_win() {
        let document = yaml(
            "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: *a\n  y: 5\nd:\n  <<: [*a, *b]\n  \
             w: 6\n",
        );
        assert_eq!(document["c"].to_string(), r#"{"x":1,"y":5}"#);
        assert_eq!(document["d"], json!({"x": 1, "y": 2, "z": 4, "w": 6}));
        assert!(
            why(format!("{HEAD}a:\n  <<: 5\n"), Format::Yaml).contains("`<<` must have an object")
        );
    }

    #[test]
    fn not_a_number_is_reported_with_its_position() {
        for number in [".nan", ".inf", "-.INF"] {
            let message = why(format!("{HEAD}x: {number}\n"), Format::Yaml);
            assert!(
                message.contains("JSON cannot represent the number")
                    && message.contains("at line 3 column 4"),
                "{message}"
            );
        }
    }

    #[test]
    fn aliases_expand_to_a_limit() {
        let mut laughs = format!("{HEAD}a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for level in 1..12 {
            let last = level - 1;
            laughs += &format!(
                "a{level}: &a{level} [{}]\n",
                vec![format!("*a{last}"); 9].join(", ")
            );
        }
        assert!(why(laughs, Format::Yaml).contains("expand to far more"));

        let long = format!(
            "{HEAD}a: &a {}\nb: [{}]\n",
            "x".repeat(100_000),
            vec!["*a"; 100_000].join(", ")
        );
        assert!(why(long, Format::Yaml).contains("expand to far more"));
    }

    #[test]
    fn nesting_has_a_limit() {
        let deep = format!(
            "{{\"openapi\": \"3.1.0\", \"x\": {}{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert!(why(&deep, Format::Json).starts_with("nested deeper than 128 levels at line 1"));
        assert_eq!(why(&deep, Format::Yaml), "nested deeper than 128 levels");
        let flow = format!(
            "openapi: 3.1.0\nx: {}{}\n",
            "[".repeat(200),
            "]".repeat(200)
        );
        assert!(why(&flow, Format::Yaml).starts_with("nested deeper than 128 levels at line 2"));
        let block = format!("openapi: 3.1.0\nx:\n  {}a\n", "- ".repeat(50_000));
        assert!(why(&block, Format::Yaml).starts_with("nested deeper than 128 levels"));
    }

    #[test]
    fn what_is_no_text_at_all_is_told() {
        assert_eq!(why("", Format::Json), "the document is empty");
        assert_eq!(why("\u{feff} \n", Format::Yaml), "the document is empty");
        assert_eq!(
            why("# only a comment\n", Format::Yaml),
            "the document is empty"
        );
        assert_eq!(why(b"\xFF\xFE{\0", Format::Json), "the document is UTF-16");
        assert_eq!(
            why(b"a: b\nc: \xFF", Format::Yaml),
            "not UTF-8 at line 2 column 4"
        );
        assert_eq!(
            why("---\nopenapi: 3.1.0\n---\nb: 1\n", Format::Yaml),
            "contains more than one YAML document"
        );
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        assert!(read("\u{feff}{\"openapi\": \"3.1.0\"}".as_bytes(), Format::Json).is_ok());
        assert!(read("\u{feff}openapi: 3.1.0\n".as_bytes(), Format::Yaml).is_ok());
    }

    #[test]
    fn key_order_is_kept() {
        let text = r#"{"z":1,"openapi":"3.0.3","a":{"y":1,"b":2}}"#;
        assert_eq!(
            read(text.as_bytes(), Format::Json).unwrap().to_string(),
            text
        );
        assert_eq!(
            read(text.as_bytes(), Format::Yaml).unwrap().to_string(),
            text
        );
    }
}
