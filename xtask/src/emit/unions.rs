//! Emits unions as enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::docs;
use super::types::{Types, ident};
use crate::plan::model::{Definition, Plan, Shape, Type, Union};

pub(crate) fn emit(plan: &Plan, definition: &Definition, union: &Union) -> TokenStream {
    let types = Types { plan, inside: true };
    let name = ident(&definition.rust);
    let heading = docs(&definition.docs);
    let variants: Vec<_> = union
        .alternatives
        .iter()
        .map(|alternative| ident(&alternative.rust))
        .collect();
    let payloads: Vec<_> = union
        .alternatives
        .iter()
        .map(|alternative| types.of(&alternative.shape))
        .collect();
    let described =
        union
            .alternatives
            .iter()
            .map(|alternative| match alternative.tags.as_slice() {
                [] => docs(&format!(
                    "`{}`, recognized by its structure.",
                    alternative.rust
                )),
                tags => docs(&format!("`{}`", tags.join("`, `"))),
            });
    let tag = match &union.tag {
        Some(tag) => quote!(::std::option::Option::Some(#tag)),
        None => quote!(::std::option::Option::None),
    };
    let alternatives = union.alternatives.iter().zip(&variants).zip(&payloads);
    let alternatives = alternatives.map(|((alternative, variant), payload)| {
        let tags = &alternative.tags;
        let score = types.match_score(&alternative.shape);
        let adaptor = types
            .adaptor(&alternative.shape)
            .unwrap_or_else(|| quote!(::serde_with::Same));
        let adds = match (&union.tag, tags.first(), alternative.lacks_tag) {
            (Some(property), Some(tag), true) => quote!(, adds #property = #tag),
            _ => TokenStream::new(),
        };
        quote!(#variant(#payload): [#(#tags),*], #score, #adaptor #adds;)
    });
    let conversions = union
        .alternatives
        .iter()
        .zip(&variants)
        .map(|(alternative, variant)| conversion(types, &name, &alternative.shape, variant));
    quote! {
        #heading
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#described #variants(#payloads),)*
            /// A value that matches no alternative in this version of the document.
            UnknownValue(crate::runtime::model::Unrecognized<::serde_json::Value>),
        }
        crate::runtime::model::open_union! { #name, #tag; #(#alternatives)* }
        #(#conversions)*
    }
}

/// `From` for the type of an alternative. Alternatives have different types, so the
/// implementations do not overlap.
fn conversion(
    types: Types<'_>,
    name: &proc_macro2::Ident,
    shape: &Shape,
    variant: &proc_macro2::Ident,
) -> TokenStream {
    let shape = types.plan.resolved(shape);
    let (shape, value) = match &shape.ty {
        Type::Boxed(inner) => (&**inner, quote!(::std::boxed::Box::new(value))),
        _ => (shape, quote!(value)),
    };
    let ty = types.of(shape);
    let text = (shape.ty == Type::String).then(|| {
        quote! {
            impl ::std::convert::From<&str> for #name {
                fn from(value: &str) -> Self { Self::#variant(value.to_owned()) }
            }
        }
    });
    quote! {
        impl ::std::convert::From<#ty> for #name {
            fn from(value: #ty) -> Self { Self::#variant(#value) }
        }
        #text
    }
}
