//! The client's method of an operation: required values in, its builder out.

use quote::quote;
use syn::{ImplItemFn, parse_quote};

use super::context::Context;
use crate::emit::docs::{alias, deprecated, docs};
use crate::emit::types::ident;

impl Context<'_> {
    /// The client's method, of which only the name is progenitor's.
    pub(super) fn method(&self, method: ImplItemFn) -> ImplItemFn {
        let operation = self.operation;
        let builder = ident(&operation.pascal);
        // Converted separately: a code block that the document does not close must not include the
        // lines below.
        let described = docs(&operation.docs);
        let mut summary = String::new();
        if !operation.docs.is_empty() {
            summary.push('\n');
        }
        summary.push_str(&format!(
            "`{} {}`",
            operation.method.to_uppercase(),
            operation.path
        ));
        if let (Some(body), [_, _, ..]) = (&operation.body, operation.media.as_slice()) {
            summary.push_str(&format!(", with a body of `{}`", body.media_type));
        }
        let statuses: Vec<_> = operation
            .errors
            .iter()
            .map(|error| error.status.label())
            .collect();
        if !statuses.is_empty() {
            summary.push_str(&format!(
                "\n\n# Errors\nDocumented error statuses: {}.",
                statuses.join(", ")
            ));
        }
        let summary = docs(&summary);
        let required = self.required();
        let arguments = required
            .iter()
            .map(|(name, argument, _)| quote!(#name: #argument));
        let values = required.iter().map(|(.., value)| value);
        let name = &method.sig.ident;
        let deprecated = deprecated(operation.deprecated);
        let alias = alias(operation.id.as_deref(), &operation.rust);
        parse_quote! {
            #described
            #summary
            #deprecated
            #alias
            pub fn #name(&self, #(#arguments),*) -> builder::#builder {
                builder::#builder::new(::std::clone::Clone::clone(self), #(#values),*)
            }
        }
    }
}
