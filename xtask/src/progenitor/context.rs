//! One operation, and the names and values that all of its code shares.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::request_body::body_type;
use crate::emit::types::{Types, ident};
use crate::plan::model::{BodyKind, Operation, Plan};

/// The operation whose code is being completed, and the plan that it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) plan: &'a Plan,
    pub(super) operation: &'a Operation,
    /// The crate's name as its users write it.
    pub(super) crate_name: &'a str,
}

impl Context<'_> {
    /// Required values, parameters first, each with its name, the type of the argument, and the
    /// expression that converts the argument to the field's type.
    pub(super) fn required(&self) -> Vec<(proc_macro2::Ident, TokenStream, TokenStream)> {
        let types = Types {
            plan: self.plan,
            inside: false,
        };
        let parameters = self
            .operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required);
        let mut required: Vec<_> = parameters
            .map(|parameter| {
                let name = ident(&parameter.rust);
                let (argument, value) = types.argument(&parameter.shape, &quote!(#name));
                (name, argument, value)
            })
            .collect();
        if let Some(body) = self.operation.body.as_ref().filter(|body| body.required) {
            let name = ident("body");
            let (argument, value) = match &body.kind {
                BodyKind::Json | BodyKind::Form(_) => types.argument(&body.shape, &quote!(#name)),
                _ => {
                    let ty = body_type(self.plan, self.operation, body);
                    (
                        quote!(impl ::std::convert::Into<#ty>),
                        quote!(::std::convert::Into::into(#name)),
                    )
                }
            };
            required.push((name, argument, value));
        }
        required
    }

    /// Whether a field contains a required value.
    pub(super) fn is_required(&self, name: &proc_macro2::Ident) -> bool {
        let body = self.operation.body.as_ref();
        let mut parameters = self.operation.parameters.iter();
        (name == "body" && body.is_some_and(|body| body.required))
            || parameters.any(|parameter| parameter.required && name == &parameter.rust)
    }

    /// Whether a name is a parameter's, or the body's.
    pub(super) fn is_parameter(&self, name: &proc_macro2::Ident) -> bool {
        name == "body"
            || self
                .operation
                .parameters
                .iter()
                .any(|parameter| name == &parameter.rust)
    }

    /// A name for a local variable that no parameter has.
    pub(super) fn local(&self, name: &str) -> proc_macro2::Ident {
        let mut local = format_ident!("{name}");
        while self.is_parameter(&local) {
            local = format_ident!("_{local}");
        }
        local
    }
}
