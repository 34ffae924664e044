//! The plan as Rust.

pub(crate) mod answers;
pub(crate) mod checks;
pub(crate) mod docs;
mod enums;
mod forms;
pub(crate) mod operations;
mod structs;
pub(crate) mod types;
mod unions;

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Definition, Kind, Plan};
use docs::docs;
use types::{Types, ident};

/// Everything but the operations' builders.
pub(crate) fn emit(plan: &Plan, env: &str) -> TokenStream {
    let api = operations::api(plan, env);
    let operations = operations::emit(plan);
    let types = plan.definitions.iter().map(|it| definition(plan, it));
    let module = |name: &str, heading: &str, items: Vec<TokenStream>| {
        if items.iter().all(TokenStream::is_empty) {
            return TokenStream::new();
        }
        let (name, heading) = (ident(name), docs(heading));
        quote! {
            #heading
            pub mod #name {
                #[allow(unused_imports)] // whether an operation names a schema is the document's affair
                use super::types;
                #(#items)*
            }
        }
    };
    let each = |emit: fn(&Plan, &crate::plan::Operation) -> TokenStream| {
        plan.operations.iter().map(|it| emit(plan, it)).collect()
    };
    let errors = module(
        "errors",
        "What the operations answer when they fail.",
        each(answers::errors),
    );
    let responses = module(
        "responses",
        "What operations answer that succeed in more than one way.",
        each(answers::successes),
    );
    let forms = module(
        "forms",
        "The `multipart/form-data` that operations send.",
        each(forms::emit),
    );
    let webhooks = module(
        "webhooks",
        "What the service delivers to its callers.",
        webhooks(plan),
    );
    quote! {
        #api
        #operations
        /// The document's schemas.
        // A struct's arguments, a union's sizes and a type's nesting are the document's choice.
        #[allow(clippy::too_many_arguments, clippy::large_enum_variant, clippy::type_complexity)]
        // So are two values of one spelling, and constraints that every value meets.
        #[allow(clippy::enum_variant_names, clippy::match_same_arms, clippy::module_name_repetitions)]
        pub mod types { #(#types)* }
        #errors
        #responses
        #forms
        #webhooks
    }
}

fn webhooks(plan: &Plan) -> Vec<TokenStream> {
    let types = Types {
        plan,
        inside: false,
    };
    let mut scope = crate::plan::Scope::default();
    let mut items = Vec::new();
    for (name, shape) in &plan.webhooks {
        let heading = docs(&format!("What `{name}` delivers."));
        let alias = ident(&scope.claim(&crate::plan::pascal(name)));
        let ty = types.of(shape);
        items.push(quote!(#heading pub type #alias = #ty;));
    }
    items
}

fn definition(plan: &Plan, definition: &Definition) -> TokenStream {
    let types = Types { plan, inside: true };
    let deprecated = definition
        .deprecated
        .then(|| quote!(#[doc = " Deprecated."] #[doc = ""]));
    let own = match &definition.kind {
        Kind::Struct(it) => structs::emit(plan, definition, it),
        Kind::Enum(it) => enums::emit(definition, it),
        Kind::Union(it) => unions::emit(plan, definition, it),
        Kind::Alias(shape) => {
            let (name, heading, ty) = (
                ident(&definition.rust),
                docs(&definition.docs),
                types.of(shape),
            );
            quote!(#heading pub type #name = #ty;)
        }
        Kind::Wrapper(shape) => {
            let (name, heading, ty) = (
                ident(&definition.rust),
                docs(&definition.docs),
                types.of(shape),
            );
            let with = types.adaptor(shape).map(|adaptor| {
                let with = format!("::serde_with::As::<{adaptor}>");
                quote!(#[serde(with = #with)])
            });
            quote! {
                #heading
                #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
                #[serde(transparent)]
                pub struct #name(#with pub #ty);
                impl ::std::convert::From<#ty> for #name {
                    fn from(value: #ty) -> Self { Self(value) }
                }
            }
        }
    };
    let check = definition
        .uses
        .checked
        .then(|| checks::emit(plan, definition));
    let fit = match &definition.kind {
        Kind::Struct(it) if definition.uses.fitted => structs::fit(plan, definition, it),
        Kind::Wrapper(shape) if definition.uses.fitted => {
            let (name, fit) = (ident(&definition.rust), types.fit(shape));
            quote! {
                impl crate::runtime::model::Fit for #name {
                    fn fit(value: &::serde_json::Value, fuel: &mut crate::runtime::model::Fuel) -> ::std::option::Option<crate::runtime::model::Fitness> {
                        #fit(value, fuel)
                    }
                }
            }
        }
        _ => TokenStream::new(),
    };
    quote!(#deprecated #own #check #fit)
}
