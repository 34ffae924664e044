//! Tokens as text.

use quote::ToTokens;

/// The tokens of a node, without spaces that a reader does not need.
pub(super) fn text(node: &impl ToTokens) -> String {
    let mut text = node.to_token_stream().to_string().replace('\n', " ");
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("& ", "&"),
        (" :", ":"),
        (" ;", ";"),
        ("->", " -> "),
        (" [", "["),
        ("[ ", "["),
        (" ]", "]"),
        ("=", " = "),
    ] {
        text = text.replace(from, to);
    }
    while text.contains("  ") {
        text = text.replace("  ", " ");
    }
    // The printer adds a comma where it breaks a line.
    let text = text.replace(",>", ">").replace(",)", ")");
    text.trim().replace("- >", "->")
}

/// The text with every path reduced to its last name, except where the module tells two types
/// apart: `::std::option::Option<types::Note>` is `Option<Note>`.
pub(crate) fn short(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == ':' && characters.peek() == Some(&':') {
            characters.next();
            // A path: what is before it is dropped, unless it is not a name.
            if !word.is_empty() || out.chars().last().is_none_or(|last| last != '>') {
                word.clear();
            } else {
                out.push_str("::");
            }
        } else if character.is_alphanumeric() || character == '_' {
            word.push(character);
        } else {
            out.push_str(&word);
            word.clear();
            out.push(character);
        }
    }
    out.push_str(&word);
    out
}

/// The text with every path of another crate reduced to its last name; paths within the client
/// stay: `::std::option::Option<types::Note>` is `Option<types::Note>`.
pub(crate) fn external_names(text: &str) -> String {
    let is_path = |character: char| character.is_alphanumeric() || "_:".contains(character);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("::") {
        let (before, _) = rest.split_at(start);
        let word = before.trim_end_matches(|last: char| last.is_alphanumeric() || last == '_');
        let (before, path) = rest.split_at(word.len());
        let end = path.find(|character: char| !is_path(character));
        let (path, after) = path.split_at(end.unwrap_or(path.len()));
        let (first, name) = (path.split("::").next(), path.rsplit("::").next());
        out.push_str(before);
        match (first.unwrap_or_default(), name.unwrap_or_default()) {
            // What follows generic arguments belongs to them.
            ("", _) if before.ends_with('>') => out.push_str(path),
            ("" | "std", name) => out.push_str(name),
            (keyword @ ("impl" | "dyn"), name) => out.push_str(&format!("{keyword} {name}")),
            _ => out.push_str(path),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{external_names, short, text};

    #[test]
    fn paths_of_other_crates_are_shortened() {
        let ty = "::std::option::Option<types::A>, &::chrono::DateTime<::chrono::Utc>";
        assert_eq!(external_names(ty), "Option<types::A>, &DateTime<Utc>");
        assert_eq!(
            external_names("impl::std::convert::Into<std::a::B>"),
            "impl Into<B>"
        );
        assert_eq!(
            external_names("fn(body: T) -> builder::A"),
            "fn(body: T) -> builder::A"
        );
    }

    #[test]
    fn tokens_print_as_they_are_written() {
        let ty: syn::Type = syn::parse_quote!(::std::option::Option<&'static [types::Note]>);
        assert_eq!(text(&ty), "::std::option::Option<&'static[types::Note]>");
        assert_eq!(short(&text(&ty)), "Option<&'static[Note]>");
        let ty: syn::Type = syn::parse_quote!(Result<Response<()>, Error<errors::AError>>);
        assert_eq!(text(&ty), "Result<Response<()>, Error<errors::AError>>");
    }
}
