//! The public items that a document generates, read from the generated Rust itself.
//!
//! Nothing is derived from the document here: what the compiler sees is what callers depend on.
//! Every item has a path (`types::Note`, `types::Note.text` for a field, `types::Note::new()` for a
//! method, `impl Clone for types::Note`) and a signature; two equal signatures at the same path
//! accept the same calling code. What is not public (bodies, serde's attributes, constants) belongs
//! to the item that it serves, without an order: it is how that item behaves.

mod read;
mod signature;
mod text;

use std::collections::BTreeMap;

use xtask::{Feature, Generated};

use super::failure::Failure;

pub(crate) use signature::{Call, Signature};
pub(crate) use text::short;

/// The public items of a generated client.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Surface {
    /// By path; those behind a feature have its name and a colon before them: `mock: types::A`.
    pub(crate) items: BTreeMap<String, Item>,
    /// The tokens that are not public, sorted, by the path of the item that they serve.
    pub(crate) hidden: BTreeMap<String, Vec<String>>,
}

/// A public item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    pub(crate) signature: Signature,
    /// Marked with `#[deprecated]`.
    pub(crate) deprecated: bool,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Struct,
    Enum,
    Alias,
    Field,
    Variant,
    Method,
    Impl,
    /// Methods and implementations that a macro of the runtime makes of these arguments.
    Macro,
    Other,
}

impl Surface {
    /// The items of a client with all of its features.
    pub(crate) fn of(generated: &Generated) -> Result<Self, Failure> {
        let mut surface = Self::default();
        surface.read(None, &generated.rust)?;
        for (feature, rust) in &generated.features {
            surface.read(Some(*feature), rust)?;
        }
        for tokens in surface.hidden.values_mut() {
            tokens.sort_unstable();
        }
        Ok(surface)
    }

    fn read(&mut self, feature: Option<Feature>, rust: &str) -> Result<(), Failure> {
        let file = syn::parse_file(rust).map_err(|error| {
            Failure::new(format!("the generated Rust cannot be read: {error}"))
                .help("this is a bug in xtask: report it with the document")
        })?;
        read::file(self, feature, &file);
        Ok(())
    }

    /// One line for each item, sorted by path: the file that is reviewed.
    pub(crate) fn print(&self) -> String {
        let lines = self.items.iter().map(|(path, item)| {
            let signature = short(&item.signature.to_string());
            let separator = if signature.is_empty() { "" } else { " " };
            let deprecated = if item.deprecated { " (deprecated)" } else { "" };
            format!("{path}{separator}{signature}{deprecated}\n")
        });
        lines.collect()
    }
}
