//! The client's method of an operation: required values in, its builder out.

use quote::quote;
use syn::{ImplItemFn, parse_quote};

use super::context::Context;
use crate::emit::docs::markdown;
use crate::emit::operation_docs::operation_docs;
use crate::emit::types::ident;

impl Context<'_> {
    /// The client's method, of which only the name is progenitor's.
    pub(super) fn method(&self, method: ImplItemFn) -> ImplItemFn {
        let operation = self.operation;
        let builder = ident(&operation.pascal);
        let description = markdown(&operation_docs(self.plan, operation, self.crate_name));
        let required = self.required();
        let arguments = required
            .iter()
            .map(|(name, argument, _)| quote!(#name: #argument));
        let values = required.iter().map(|(.., value)| value);
        let name = &method.sig.ident;
        parse_quote! {
            #description
            pub fn #name(&self, #(#arguments),*) -> builder::#builder {
                builder::#builder::new(::std::clone::Clone::clone(self), #(#values),*)
            }
        }
    }
}
