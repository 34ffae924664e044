//! A server that answers as the document says.

use proc_macro2::TokenStream;
use quote::quote;

use crate::Diagnostic;
use crate::plan::Plan;

/// The module's code.
pub(crate) fn emit(_plan: &Plan) -> Result<TokenStream, Diagnostic> {
    Ok(quote!())
}
