//! Emits unions as enums.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::docs;
use super::types::{Types, ident};
use crate::identifier::{Scope, snake};
use crate::plan::model::{Definition, Kind, Plan, Shape, Type, Union};

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
    let alternatives = alternatives.enumerate();
    let alternatives = alternatives.map(|(index, ((alternative, variant), payload))| {
        let index = Literal::usize_unsuffixed(index);
        let tags = &alternative.tags;
        let score = types.match_score(&alternative.shape);
        let adaptor = types
            .adaptor(&alternative.shape)
            .unwrap_or_else(|| quote!(::serde_with::Same));
        let adds = match (&union.tag, tags.first(), alternative.lacks_tag) {
            (Some(property), Some(tag), true) => quote!(, adds #property = #tag),
            _ => TokenStream::new(),
        };
        quote!(#index = #variant(#payload): [#(#tags),*], #score, #adaptor #adds;)
    });
    // A type that is several alternatives, each with a tag of its own, converts to none of them.
    let converted: Vec<String> = union
        .alternatives
        .iter()
        .map(|alternative| payload(types, &alternative.shape).0.to_string())
        .collect();
    let is_one = |ty: &String| converted.iter().filter(|other| *other == ty).count() == 1;
    let conversions = union
        .alternatives
        .iter()
        .zip(&variants)
        .zip(&converted)
        .filter(|(_, ty)| is_one(ty))
        .map(|((alternative, variant), _)| conversion(types, &name, &alternative.shape, variant));
    let several = union
        .several
        .then(|| several(types, &name, union, &variants));
    let (several_variant, several_methods) = several.unzip();
    let is_several = union.several.then(|| quote!(+ Several));
    quote! {
        #heading
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#described #variants(#payloads),)*
            #several_variant
            /// A value that matches no alternative in this version of the document.
            UnknownValue(crate::runtime::model::Unrecognized<::serde_json::Value>),
        }
        crate::runtime::model::open_union! { #name #is_several, #tag; #(#alternatives)* }
        #several_methods
        #(#conversions)*
    }
}

/// The variant of a value that is several alternatives at once, and the methods that make and read
/// it.
fn several(
    types: Types<'_>,
    name: &Ident,
    union: &Union,
    variants: &[Ident],
) -> (TokenStream, TokenStream) {
    let mut scope = Scope::reserving(&[]);
    let is_object = |shape: &Shape| {
        let id = types.plan.resolved(shape).bare();
        let definition = id.and_then(|id| types.plan.definitions.get(id));
        definition.is_some_and(|definition| matches!(definition.kind, Kind::Struct(_)))
    };
    let readers = union.alternatives.iter().zip(variants);
    let readers = readers.filter(|(alternative, _)| match &alternative.shape.ty {
        Type::Boxed(inner) => is_object(inner),
        _ => is_object(&alternative.shape),
    });
    let readers = readers.map(|(alternative, variant)| {
        let (ty, is_boxed) = payload(types, &alternative.shape);
        let method = format!("to_{}", snake(&alternative.rust));
        let method = ident(&scope.claim(method.trim_end_matches('_')));
        let score = types.match_score(&alternative.shape);
        // What is boxed is a named type.
        let adaptor = types
            .adaptor(&alternative.shape)
            .filter(|_| !is_boxed)
            .unwrap_or_else(|| quote!(::serde_with::Same));
        let own = if is_boxed {
            quote!((**value).clone())
        } else {
            quote!(value.clone())
        };
        let text = format!(
            "The value as `{}`, if it is valid as that.",
            alternative.rust
        );
        let text = docs(&text);
        quote! {
            #text
            #[must_use]
            pub fn #method(&self) -> ::std::option::Option<#ty> {
                match self {
                    Self::#variant(value) => ::std::option::Option::Some(#own),
                    _ => crate::runtime::model::unions::read_as::<Self, #ty,
                        #adaptor>(self, #score),
                }
            }
        }
    });
    let variant = quote! {
        /// Several alternatives at once, none of which has all of the value's properties.
        Several(crate::runtime::model::Several<Self>),
    };
    let methods = quote! {
        impl #name {
            /// A value that is each of these alternatives: it has the properties of all. They must
            /// agree on the properties that they share; otherwise it cannot be sent.
            #[must_use]
            pub fn several(parts: impl ::std::iter::IntoIterator<Item = Self>) -> Self {
                Self::Several(crate::runtime::model::Several::new(parts))
            }
            #(#readers)*
        }
    };
    (variant, methods)
}

/// The type that a variant is made of, without its box, and whether it has one.
fn payload(types: Types<'_>, shape: &Shape) -> (TokenStream, bool) {
    match &types.plan.resolved(shape).ty {
        Type::Boxed(inner) => (types.of(types.plan.resolved(inner)), true),
        _ => (types.of(types.plan.resolved(shape)), false),
    }
}

/// `From` for the type of an alternative. Alternatives have different types, so the
/// implementations do not overlap.
fn conversion(types: Types<'_>, name: &Ident, shape: &Shape, variant: &Ident) -> TokenStream {
    let (ty, is_boxed) = payload(types, shape);
    let value = if is_boxed {
        quote!(::std::boxed::Box::new(value))
    } else {
        quote!(value)
    };
    let text = (types.plan.resolved(shape).ty == Type::String).then(|| {
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
