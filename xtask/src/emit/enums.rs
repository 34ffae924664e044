//! Emits enumerations as enums that retain unknown values.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::docs::docs;
use super::types::ident;
use crate::plan::model::{Definition, Enum};

pub(crate) fn emit(definition: &Definition, enumeration: &Enum) -> TokenStream {
    let name = ident(&definition.rust);
    let heading = docs(&definition.docs);
    let variants: Vec<_> = enumeration
        .variants
        .iter()
        .map(|variant| ident(&variant.rust))
        .collect();
    let described = enumeration.variants.iter().map(|variant| {
        let text = docs(&format!(
            "`{}`",
            variant.value.to_string().replace('`', "'")
        ));
        let variant = ident(&variant.rust);
        quote!(#text #variant,)
    });
    // An enum of one value is a constant, which distinguishes types, so another value does not
    // match. An enum of several values may get more, so another value is a weak match.
    let unknown = match enumeration.variants.len() {
        1 => quote!(::std::option::Option::None),
        _ => quote!(::std::option::Option::Some(
            crate::runtime::model::MatchScore::LENIENT
        )),
    };
    let (payload, implement) = if enumeration.strings {
        let strings = enumeration
            .variants
            .iter()
            .filter_map(|variant| variant.value.as_str());
        let implement = quote!(open_enum! { #name, #unknown; #(#variants = #strings,)* });
        (quote!(::std::string::String), implement)
    } else {
        let values = enumeration
            .variants
            .iter()
            .map(|variant| literal(&variant.value));
        let kinds = kinds(enumeration);
        let implement =
            quote!(open_value_enum! { #name, #unknown, [#(#kinds),*]; #(#variants = #values,)* });
        (quote!(::serde_json::Value), implement)
    };
    quote! {
        #heading
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#described)*
            /// A value that is not in this version of the document.
            UnknownValue(crate::runtime::model::Unrecognized<#payload>),
        }
        crate::runtime::model::#implement
    }
}

fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Bool(it) => quote!(#it),
        Value::Number(it) => match (it.as_i64(), it.as_u64(), it.as_f64()) {
            (Some(it), ..) => quote!(#it),
            (_, Some(it), _) => quote!(#it),
            (_, _, it) => {
                let it = it.unwrap_or_default();
                quote!(#it)
            }
        },
        Value::String(it) => quote!(#it),
        _ => quote!(()),
    }
}

fn kinds(enumeration: &Enum) -> Vec<proc_macro2::Ident> {
    let mut kinds = Vec::new();
    for variant in &enumeration.variants {
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
