//! The public items that a document generates, read from the generated Rust itself.
//!
//! Nothing is derived from the document here: what the compiler sees is what callers depend on.
//! Every item has a path (`types::Note`, `types::Note.text` for a field, `types::Note::new()` for a
//! method, `impl Clone for types::Note`) and a signature; two equal signatures at the same path
//! accept the same calling code. What is not public (bodies, serde's attributes, constants) belongs
//! to the item that it serves, without an order: it is how that item behaves.

mod items;
mod read;
mod signature;
mod text;

use xtask::{Feature, Generated};

use super::failure::Failure;

pub(crate) use items::{Item, Kind, Surface};
pub(crate) use signature::{Call, Signature};
pub(crate) use text::{external_names, short};

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
}
