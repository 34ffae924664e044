//! Unions as enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::docs;
use super::types::{Types, ident};
use crate::plan::{Definition, Plan, Shape, Type, Union};

pub(crate) fn emit(plan: &Plan, definition: &Definition, it: &Union) -> TokenStream {
    let types = Types { plan, inside: true };
    let name = ident(&definition.rust);
    let heading = docs(&definition.docs);
    let variants: Vec<_> = it.alternatives.iter().map(|it| ident(&it.rust)).collect();
    let payloads: Vec<_> = it
        .alternatives
        .iter()
        .map(|it| types.of(&it.shape))
        .collect();
    let described = it.alternatives.iter().map(|it| match it.tags.as_slice() {
        [] => docs(&format!("{} by its form.", it.rust)),
        tags => docs(&format!("`{}`", tags.join("`, `"))),
    });
    let tag = match &it.tag {
        Some(tag) => quote!(::std::option::Option::Some(#tag)),
        None => quote!(::std::option::Option::None),
    };
    let alternatives = it.alternatives.iter().zip(&variants).zip(&payloads);
    let alternatives = alternatives.map(|((it, variant), payload)| {
        let tags = &it.tags;
        let fit = types.fit(&it.shape);
        let adaptor = types.adaptor(&it.shape).unwrap_or_else(|| quote!(::serde_with::Same));
        quote! {
            crate::runtime::model::unions::Alternative {
                tags: &[#(#tags),*],
                fit: #fit,
                decode: |value| crate::runtime::model::unions::decode_as::<#payload, #adaptor>(value).map(Self::#variant),
            }
        }
    });
    let serialize = it.alternatives.iter().zip(&variants).map(|(alternative, variant)| {
        match (&it.tag, alternative.tags.first(), alternative.lacks_tag) {
            (Some(property), Some(tag), true) => quote! {
                Self::#variant(value) => crate::runtime::model::unions::serialize_tagged(value, #property, #tag, serializer)
            },
            _ => quote!(Self::#variant(value) => ::serde::Serialize::serialize(value, serializer)),
        }
    });
    let conversions = it
        .alternatives
        .iter()
        .zip(&variants)
        .map(|(it, variant)| conversion(types, &name, &it.shape, variant));
    quote! {
        #heading
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#described #variants(#payloads),)*
            /// A value that this version of the document does not describe.
            UnknownValue(crate::runtime::model::Unrecognized<::serde_json::Value>),
        }
        impl crate::runtime::model::unions::Union for #name {
            const TAG: ::std::option::Option<&'static str> = #tag;
            const ALTERNATIVES: &'static [crate::runtime::model::unions::Alternative<Self>] = &[#(#alternatives),*];
            fn unknown(value: ::serde_json::Value) -> Self {
                Self::UnknownValue(crate::runtime::model::Unrecognized(value))
            }
        }
        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    #(#serialize,)*
                    Self::UnknownValue(value) => ::serde::Serialize::serialize(value.get(), serializer),
                }
            }
        }
        crate::runtime::model::open_union!(#name);
        #(#conversions)*
    }
}

/// `From` for what an alternative holds; alternatives are different types, so no two of these meet.
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
    let text = (shape.ty == Type::Text).then(|| {
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
