//! The Rust type of a request's body.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::types::Types;
use crate::plan::model::{Body, BodyKind, Operation, Plan};

/// The Rust type of a body, as it is named in a module beside `types`.
pub(crate) fn body_type(plan: &Plan, operation: &Operation, body: &Body) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    match &body.kind {
        BodyKind::Json | BodyKind::Form(_) => types.of(&body.shape),
        BodyKind::Multipart(_) => {
            let form = format_ident!("{}Form", operation.pascal);
            quote!(forms::#form)
        }
        BodyKind::Text => quote!(::std::string::String),
        BodyKind::Bytes => quote!(crate::runtime::Body),
    }
}
