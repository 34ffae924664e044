//! The client's method of an operation: required values in, its builder out.

use quote::quote;
use syn::{ImplItemFn, parse_quote};

use super::context::Context;
use crate::emit::docs::docs;
use crate::emit::types::ident;

impl Context<'_> {
    /// Keeps the name of progenitor's method, and replaces the rest.
    pub(super) fn method(&self, method: ImplItemFn) -> ImplItemFn {
        let operation = self.operation;
        let builder = ident(&operation.pascal);
        // Apart, so that a code block that the document leaves open does not swallow what we say.
        let own = docs(&operation.docs);
        let mut text = String::new();
        if !operation.docs.is_empty() {
            text.push('\n');
        }
        if operation.deprecated {
            text.push_str("Deprecated by the service.\n\n");
        }
        text.push_str(&format!(
            "`{} {}`",
            operation.method.to_uppercase(),
            operation.path
        ));
        if let (Some(body), [_, _, ..]) = (&operation.body, operation.media.as_slice()) {
            text.push_str(&format!(", with a body of `{}`", body.media_type));
        }
        let statuses: Vec<_> = operation
            .errors
            .iter()
            .map(|it| it.status.label())
            .collect();
        if !statuses.is_empty() {
            text.push_str(&format!(
                "\n\n# Errors\nWhat the service answers, by status: {}.",
                statuses.join(", ")
            ));
        }
        let text = docs(&text);
        let required = self.required();
        let arguments = required
            .iter()
            .map(|(name, argument, _)| quote!(#name: #argument));
        let values = required.iter().map(|(.., value)| value);
        let name = &method.sig.ident;
        parse_quote! {
            #own
            #text
            pub fn #name(&self, #(#arguments),*) -> builder::#builder {
                builder::#builder::new(::std::clone::Clone::clone(self), #(#values),*)
            }
        }
    }
}
