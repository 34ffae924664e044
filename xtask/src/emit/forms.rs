//! Emits `multipart/form-data` bodies.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::bounds::with_bounds;
use super::docs::docs;
use super::types::{Types, ident};
use crate::plan::model::{BodyKind, Operation, Part, PartKind, Plan};

/// The form of an operation, if its body is one.
pub(crate) fn emit(plan: &Plan, operation: &Operation) -> TokenStream {
    let Some(BodyKind::Multipart(parts)) = operation.body.as_ref().map(|body| &body.kind) else {
        return TokenStream::new();
    };
    let types = Types {
        plan,
        inside: false,
    };
    let name = format_ident!("{}Form", operation.pascal);
    let heading = format!(
        " The `multipart/form-data` body of [`Client::{0}`](crate::Client::{0}).",
        operation.rust
    );
    let fields = parts.iter().map(|part| {
        let text = docs(&part.docs);
        let name = ident(&part.rust);
        let ty = ty(types, part);
        if part.required {
            quote!(#text pub #name: #ty,)
        } else {
            quote!(#text pub #name: ::std::option::Option<#ty>,)
        }
    });
    let required: Vec<&Part> = parts.iter().filter(|part| part.required).collect();
    let arguments = required.iter().map(|part| {
        let name = ident(&part.rust);
        let argument = argument(types, part, &quote!(#name)).0;
        quote!(#name: #argument)
    });
    let values = parts.iter().map(|part| {
        let name = ident(&part.rust);
        let value = if part.required {
            argument(types, part, &quote!(#name)).1
        } else {
            quote!(::std::option::Option::None)
        };
        if name == value.to_string() {
            quote!(#name)
        } else {
            quote!(#name: #value)
        }
    });
    let setters = parts.iter().filter(|part| !part.required).map(|part| {
        let text = match &part.kind {
            PartKind::Value(shape) => docs(&with_bounds(plan, &part.docs, shape)),
            PartKind::File | PartKind::Files => docs(&part.docs),
        };
        let name = ident(&part.rust);
        let (argument, value) = argument(types, part, &quote!(value));
        quote! {
            #text
            #[must_use]
            pub fn #name(mut self, value: #argument) -> Self {
                self.#name = ::std::option::Option::Some(#value);
                self
            }
        }
    });
    // Without arguments, `new` is the default.
    let default = required.is_empty().then(|| {
        quote! {
            impl ::std::default::Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    });
    let added = parts.iter().map(|part| {
        let (name, wire) = (ident(&part.rust), &part.wire);
        let content_type = match &part.content_type {
            Some(content_type) => quote!(::std::option::Option::Some(#content_type)),
            None => quote!(::std::option::Option::None),
        };
        let add = match part.kind {
            PartKind::File => quote!(form.file(#wire, #content_type, value);),
            PartKind::Files => {
                quote!(for value in value { form.file(#wire, #content_type, value); })
            }
            PartKind::Value(_) => quote!(form.value(#wire, #content_type, &value);),
        };
        if part.required {
            quote!({ let value = self.#name; #add })
        } else {
            quote!(if let ::std::option::Option::Some(value) = self.#name { #add })
        }
    });
    quote! {
        #[doc = #heading]
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }
        impl #name {
            /// Creates a form from its required parts.
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
            #(#setters)*
            #[allow(unused_mut, unused_variables)] // a form may have no parts
            pub(crate) fn into_form(self) -> crate::runtime::Form {
                let mut form = crate::runtime::Form::new();
                #(#added)*
                form
            }
        }
        #default
    }
}

fn ty(types: Types<'_>, part: &Part) -> TokenStream {
    match &part.kind {
        PartKind::File => quote!(crate::runtime::File),
        PartKind::Files => quote!(::std::vec::Vec<crate::runtime::File>),
        PartKind::Value(shape) => types.of(shape),
    }
}

fn argument(types: Types<'_>, part: &Part, value: &TokenStream) -> (TokenStream, TokenStream) {
    match &part.kind {
        PartKind::Value(shape) => types.argument(shape, value),
        _ => {
            let ty = ty(types, part);
            (
                quote!(impl ::std::convert::Into<#ty>),
                quote!(::std::convert::Into::into(#value)),
            )
        }
    }
}
