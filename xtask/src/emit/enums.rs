//! Enumerations as enums that keep what they do not know.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::docs::docs;
use super::types::ident;
use crate::plan::{Definition, Enum};

pub(crate) fn emit(definition: &Definition, it: &Enum) -> TokenStream {
    let name = ident(&definition.rust);
    let heading = docs(&definition.docs);
    let variants: Vec<_> = it
        .variants
        .iter()
        .map(|variant| ident(&variant.rust))
        .collect();
    let described = it.variants.iter().map(|variant| {
        let text = docs(&format!(
            "`{}`",
            variant.value.to_string().replace('`', "'")
        ));
        let variant = ident(&variant.rust);
        quote!(#text #variant,)
    });
    // Where there is but one value, another one is another type; else it is a value from the future.
    let stranger = match it.variants.len() {
        1 => quote!(::std::option::Option::None),
        _ => quote!(::std::option::Option::Some(
            crate::runtime::model::Fitness::BENT
        )),
    };
    let (payload, body, implement) = match it.texts {
        true => {
            let texts: Vec<_> = it
                .variants
                .iter()
                .filter_map(|it| it.value.as_str())
                .collect();
            let body = quote! {
                fn known(value: &str) -> ::std::option::Option<Self> {
                    ::std::option::Option::Some(match value {
                        #(#texts => Self::#variants,)*
                        _ => return ::std::option::Option::None,
                    })
                }

                /// The value as it is sent and received.
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variants => #texts,)*
                        Self::UnknownValue(value) => value.get(),
                    }
                }
            };
            (quote!(::std::string::String), body, quote!(open_enum))
        }
        false => {
            let values: Vec<_> = it.variants.iter().map(|it| literal(&it.value)).collect();
            let kinds = kinds(it);
            let body = quote! {
                fn known(value: &::serde_json::Value) -> ::std::option::Option<Self> {
                    #(if crate::runtime::model::same(value, &#values) {
                        return ::std::option::Option::Some(Self::#variants);
                    })*
                    ::std::option::Option::None
                }

                fn is_kind(value: &::serde_json::Value) -> bool {
                    #(value.#kinds())||*
                }

                /// The value as it is sent and received.
                pub fn to_value(&self) -> ::serde_json::Value {
                    match self {
                        #(Self::#variants => #values,)*
                        Self::UnknownValue(value) => value.get().clone(),
                    }
                }
            };
            (quote!(::serde_json::Value), body, quote!(open_value_enum))
        }
    };
    quote! {
        #heading
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#described)*
            /// A value that this version of the document does not name.
            UnknownValue(crate::runtime::model::Unrecognized<#payload>),
        }
        impl #name {
            #body
        }
        crate::runtime::model::#implement!(#name, #stranger);
    }
}

fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Bool(it) => quote!(::serde_json::Value::from(#it)),
        Value::Number(it) => match (it.as_i64(), it.as_u64(), it.as_f64()) {
            (Some(it), ..) => quote!(::serde_json::Value::from(#it)),
            (_, Some(it), _) => quote!(::serde_json::Value::from(#it)),
            (_, _, it) => {
                let it = it.unwrap_or_default();
                quote!(::serde_json::Value::from(#it))
            }
        },
        Value::String(it) => quote!(::serde_json::Value::from(#it)),
        _ => quote!(::serde_json::Value::Null),
    }
}

fn kinds(it: &Enum) -> Vec<proc_macro2::Ident> {
    let mut kinds = Vec::new();
    for variant in &it.variants {
        let kind = match variant.value {
            Value::Bool(_) => "is_boolean",
            Value::Number(_) => "is_number",
            _ => "is_string",
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.into_iter().map(ident).collect()
}
