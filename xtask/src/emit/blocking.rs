//! The operations for code that is not async.

use proc_macro2::TokenStream;
use quote::quote;

use crate::Diagnostic;
use crate::plan::Plan;

/// The module's code, made from the async operations that `polish` gave.
pub(crate) fn emit(_plan: &Plan, _operations: &TokenStream) -> Result<TokenStream, Diagnostic> {
    Ok(quote!())
}
