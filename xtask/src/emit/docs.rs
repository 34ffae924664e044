//! The document's prose as valid rustdoc.

use proc_macro2::TokenStream;
use quote::quote;

/// `#[doc]` attributes for a text, one for each line.
pub(crate) fn docs(text: &str) -> TokenStream {
    markdown(&escaped(text))
}

/// A text as Markdown that rustdoc shows as it was written.
pub(crate) fn escaped(text: &str) -> String {
    lines(text).join("\n")
}

/// A text as one line of such Markdown: up to its first code block, for a list or a table.
pub(crate) fn line(text: &str) -> String {
    let fence = |line: &&str| !line.trim().starts_with("```") && !line.trim().starts_with("~~~");
    let words: Vec<&str> = text
        .lines()
        .take_while(fence)
        .flat_map(str::split_whitespace)
        .collect();
    escaped(&words.join(" "))
}

/// `#[doc]` attributes for Markdown that needs no escapes, one for each line.
pub(crate) fn markdown(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// `#[deprecated]`, for what the document declares as such.
pub(crate) fn deprecated(is_deprecated: bool) -> TokenStream {
    if is_deprecated {
        quote!(#[deprecated = "the service has deprecated it"])
    } else {
        TokenStream::new()
    }
}

/// The name in the document, under which rustdoc's search finds the item too, if it differs.
pub(crate) fn alias(name: Option<&str>, rust: &str) -> TokenStream {
    // rustdoc refuses quotes and white space.
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '\\');
    match name {
        Some(name) if name != rust && !name.is_empty() && name.chars().all(plain) => {
            quote!(#[doc(alias = #name)])
        }
        _ => TokenStream::new(),
    }
}

/// Markdown in which everything is escaped that rustdoc would run, link or refuse.
fn lines(text: &str) -> Vec<String> {
    let mut fence: Option<String> = None;
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        // Source must not have control characters and bidirectional overrides.
        let line: String = line
            .chars()
            .filter(|c| !c.is_control() && !is_bidi(*c))
            .collect();
        let trimmed = line.trim();
        let ticks: String = trimmed
            .chars()
            .take_while(|c| *c == '`' || *c == '~')
            .collect();
        match &fence {
            Some(open) if ticks.len() >= open.len() && trimmed == ticks => {
                lines.push(open.clone());
                fence = None;
            }
            Some(_) => lines.push(line.trim_end().to_owned()),
            None if ticks.len() >= 3 && ticks.chars().all(|c| ticks.starts_with(c)) => {
                // The example must not run as Rust, whatever its language.
                lines.push(format!("{ticks}text"));
                fence = Some(ticks);
            }
            // Four spaces make a code block, which rustdoc would run.
            None => lines.push(inline(line.trim())),
        }
    }
    lines.extend(fence);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn is_bidi(c: char) -> bool {
    matches!(
        c,
        '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{feff}'
    )
}

/// One line outside a code block.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    // A lone backtick opens nothing on this line, and would open something on another.
    let spans = line.matches('`').count() / 2 * 2;
    let mut seen = 0;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let code = seen % 2 == 1;
        if c == '`' {
            if seen < spans {
                seen += 1;
                out.push('`');
            } else {
                out.push_str("\\`");
            }
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        if !code {
            if let Some((link, after)) = link(rest) {
                out.push_str(&link);
                rest = after;
                continue;
            }
            if let Some((url, after)) = url(rest)
                && !out.ends_with(|c: char| c.is_alphanumeric())
            {
                out.push_str(&format!("<{url}>"));
                rest = after;
                continue;
            }
            if matches!(c, '<' | '>' | '[' | ']') {
                out.push('\\');
            }
        }
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

/// A bare `http(s)` URL at the beginning, without the punctuation that ends its sentence.
fn url(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let end = text
        .find(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>'
                        | '"'
                        | '\''
                        | '`'
                        | ')'
                        | ']'
                        | '['
                        | '('
                        | '{'
                        | '}'
                        | '|'
                        | '\\'
                        | '^'
                        | '*'
                )
        })
        .unwrap_or(text.len());
    let url = text
        .get(..end)?
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '_']);
    let after = text.get(url.len()..)?;
    (url.len() > "https://".len()).then_some((url, after))
}

/// `[text](https://...)`, the one kind of link that is valid wherever it is.
fn link(text: &str) -> Option<(String, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = after.split_once(')')?;
    let plain = !label.is_empty()
        && !label.contains(['[', ']', '`', '<', '>', '\\'])
        && !label.contains("http");
    let (whole, rest) = url(target)?;
    (plain && rest.is_empty() && !whole.is_empty()).then(|| (format!("[{label}]({whole})"), after))
}

#[cfg(test)]
mod tests {
    use super::{line, lines};

    #[test]
    fn what_rustdoc_would_link_run_or_refuse_is_defused() {
        for (given, expected) in [
            ("a <b> of [x]", r"a \<b\> of \[x\]"),
            ("see https://a.example/b.", "see <https://a.example/b>."),
            (
                "see [the docs](https://a.example/b)",
                "see [the docs](https://a.example/b)",
            ),
            ("see [the docs](/relative)", r"see \[the docs\](/relative)"),
            ("`a<b>[c]` and ` alone", r"`a<b>[c]` and \` alone"),
            ("    let x = 1;", "let x = 1;"),
        ] {
            assert_eq!(lines(given), [expected], "{given}");
        }
    }

    #[test]
    fn a_line_ends_at_a_code_block() {
        assert_eq!(line("a\n b `c\n\nd` [e]\n```\nf\n```"), r"a b `c d` \[e\]");
    }

    #[test]
    fn fences_never_run_and_are_closed() {
        assert_eq!(lines("```python\nx[0]\n"), ["```text", "x[0]", "```"]);
        assert_eq!(lines("```\na\n```\n[b]"), ["```text", "a", "```", r"\[b\]"]);
    }
}
