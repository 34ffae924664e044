//! The paths that tokens name. Macros are only tokens to a parser, so everything is read as such.

use proc_macro2::{TokenStream, TokenTree};
use syn::ItemUse;

/// What [`scan`] finds.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) paths: Vec<Vec<String>>,
    /// Imports within functions.
    pub(crate) uses: Vec<ItemUse>,
}

/// Macros whose tokens are code of another crate.
const QUOTES: [&str; 4] = [
    "parse_quote",
    "parse_quote_spanned",
    "quote",
    "quote_spanned",
];

/// Collects the paths in these tokens and in all groups within them.
pub(crate) fn scan(tokens: TokenStream, found: &mut Found) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let name = match token {
            TokenTree::Group(group) => {
                scan(group.stream(), found);
                at += 1;
                continue;
            }
            TokenTree::Ident(ident) => ident.to_string(),
            _ => {
                at += 1;
                continue;
            }
        };
        if QUOTES.contains(&name.as_str()) && is_punct(&tokens, at + 1, '!') {
            at += 3;
        } else if name == "use" && !is_punct(&tokens, at + 1, '<') {
            let end = (at..tokens.len())
                .find(|index| is_punct(&tokens, *index, ';'))
                .map_or(tokens.len(), |index| index + 1);
            // Not an import: a pattern of `macro_rules!`, which names nothing.
            let import = tokens[at..end].iter().cloned().collect();
            found.uses.extend(syn::parse2::<ItemUse>(import).ok());
            at = end;
        } else {
            let mut path = vec![name];
            let start = at;
            at += 1;
            while is_punct(&tokens, at, ':')
                && is_punct(&tokens, at + 1, ':')
                && let Some(TokenTree::Ident(ident)) = tokens.get(at + 2)
            {
                path.push(ident.to_string());
                at += 3;
            }
            if begins_path(&tokens, start) {
                for segment in &mut path {
                    if let Some(name) = segment.strip_prefix("r#") {
                        *segment = name.to_owned();
                    }
                }
                found.paths.push(path);
            }
        }
    }
}

/// Whether a name stands at the start of a path: it is no field, method, lifetime or parameter of a
/// macro, and no later segment.
fn begins_path(tokens: &[TokenTree], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return true;
    };
    let field = is_punct(tokens, before, '.')
        && !before
            .checked_sub(1)
            .is_some_and(|at| is_punct(tokens, at, '.'));
    let segment = is_punct(tokens, before, ':')
        && before
            .checked_sub(1)
            .is_some_and(|at| is_joint_colon(tokens, at));
    let parameter = is_punct(tokens, before, '$')
        && !matches!(&tokens[at], TokenTree::Ident(ident) if ident == "crate");
    !(field || segment || parameter || is_punct(tokens, before, '\''))
}

fn is_punct(tokens: &[TokenTree], at: usize, wanted: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_joint_colon(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct))
        if punct.as_char() == ':' && punct.spacing() == proc_macro2::Spacing::Joint)
}
