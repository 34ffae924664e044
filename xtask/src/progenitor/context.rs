//! One operation, and the names and values that all of its code agrees on.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::request_body::body_type;
use crate::emit::types::{Types, ident};
use crate::plan::model::{BodyKind, Operation, Plan};

/// What the code of one operation is completed from.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) plan: &'a Plan,
    pub(super) operation: &'a Operation,
}

impl Context<'_> {
    /// Names and types of what the operation requires, parameters first.
    pub(super) fn required(&self) -> Vec<(proc_macro2::Ident, TokenStream, TokenStream)> {
        let types = Types {
            plan: self.plan,
            inside: false,
        };
        let parameters = self.operation.parameters.iter().filter(|it| it.required);
        let mut required: Vec<_> = parameters
            .map(|it| {
                let name = ident(&it.rust);
                let (argument, value) = types.argument(&it.shape, &quote!(#name));
                (name, argument, value)
            })
            .collect();
        if let Some(body) = self.operation.body.as_ref().filter(|it| it.required) {
            let name = ident("body");
            let (argument, value) = match &body.kind {
                BodyKind::Json | BodyKind::Form => types.argument(&body.shape, &quote!(#name)),
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

    pub(super) fn is_required(&self, name: &proc_macro2::Ident) -> bool {
        self.required().iter().any(|(it, ..)| it == name)
    }

    pub(super) fn is_parameter(&self, name: &proc_macro2::Ident) -> bool {
        name == "body" || self.operation.parameters.iter().any(|it| name == &it.rust)
    }

    /// A name that no parameter has.
    pub(super) fn local(&self, name: &str) -> proc_macro2::Ident {
        let mut local = format_ident!("{name}");
        while self.is_parameter(&local) {
            local = format_ident!("_{local}");
        }
        local
    }
}
