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

#[cfg(test)]
mod tests {
    use super::{short, text};

    #[test]
    fn tokens_print_as_they_are_written() {
        let ty: syn::Type = syn::parse_quote!(::std::option::Option<&'static [types::Note]>);
        assert_eq!(text(&ty), "::std::option::Option<&'static[types::Note]>");
        assert_eq!(short(&text(&ty)), "Option<&'static[Note]>");
        let ty: syn::Type = syn::parse_quote!(Result<Response<()>, Error<errors::AError>>);
        assert_eq!(text(&ty), "Result<Response<()>, Error<errors::AError>>");
    }
}
