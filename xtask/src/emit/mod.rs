//! Emits the plan as Rust.

pub(crate) mod bounds;
pub(crate) mod checks;
pub(crate) mod docs;
mod enums;
mod error_codes;
mod example;
pub(crate) mod features;
mod forms;
pub(crate) mod guide;
pub(crate) mod index;
pub(crate) mod operation_docs;
pub(crate) mod operations;
pub(crate) mod pages;
pub(crate) mod parameters;
pub(crate) mod request_body;
pub(crate) mod responses;
mod serde_impls;
mod structs;
pub(crate) mod subscriptions;
pub(crate) mod types;
mod unions;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::plan::model::{Definition, Kind, Operation, Plan};
use docs::docs;
use types::{Types, ident};

/// Everything except the operations' builders.
pub(crate) struct Items {
    pub(crate) tokens: TokenStream,
    /// The names of the modules beside `types`; an empty module is omitted.
    pub(crate) modules: Vec<Ident>,
}

/// Emits everything except the operations' builders; `whole` is the plan that this one is of.
pub(crate) fn emit(plan: &Plan, whole: &Plan, env: &str) -> Items {
    let api = plan.has_root().then(|| operations::api(plan, env));
    let operations = operations::emit(plan);
    let code = plan.has_root().then(|| error_codes::accessor(plan));
    let types = plan.emitted().map(|item| definition(plan, item));
    let mut modules = Vec::new();
    let mut bodies = TokenStream::new();
    for (name, heading, items) in contents(plan, whole) {
        if items.is_empty() {
            continue;
        }
        let (name, heading) = (ident(name), docs(heading));
        bodies.extend(quote! {
            #heading
            #[allow(deprecated)] // a deprecated item is part of others
            pub mod #name {
                #[allow(unused_imports)] // items of some documents name no schema
                use super::types;
                #items
            }
        });
        modules.push(name);
    }
    let tokens = quote! {
        #api
        #operations
        #code
        /// The document's schemas.
        // The document decides how many fields a struct has, and how large and nested types are.
        #[allow(clippy::too_many_arguments, clippy::large_enum_variant, clippy::single_match,
            clippy::type_complexity)]
        // It decides the names too, such as values with a common prefix, or properties that are
        // named like methods of the standard library.
        #[allow(clippy::enum_variant_names, clippy::match_same_arms,
            clippy::module_name_repetitions,
            clippy::should_implement_trait)]
        // A deprecated item is part of others.
        #[allow(deprecated)]
        pub mod types { #(#types)* }
        #bodies
    };
    Items { tokens, modules }
}

/// The modules beside `types`: name, documentation, items.
fn contents(plan: &Plan, whole: &Plan) -> [(&'static str, &'static str, TokenStream); 4] {
    let each = |emit: fn(&Plan, &Operation) -> TokenStream| -> TokenStream {
        plan.operations
            .iter()
            .map(|operation| emit(plan, operation))
            .collect()
    };
    [
        ("errors", "The documented errors of the operations.", {
            let codes = plan.has_root().then(|| error_codes::emit(plan, whole));
            let errors = each(responses::errors);
            quote!(#codes #errors)
        }),
        (
            "responses",
            "The responses of operations that have several kinds of success.",
            each(responses::successes),
        ),
        (
            "forms",
            "The `multipart/form-data` bodies of the operations.",
            each(forms::emit),
        ),
        (
            "webhooks",
            "The bodies of the webhooks that the service sends.",
            webhooks(plan),
        ),
    ]
}

fn webhooks(plan: &Plan) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    let webhooks = plan.webhooks.iter().map(|webhook| {
        let heading = docs(&format!("The body of the webhook `{}`.", webhook.name));
        let alias = ident(&webhook.rust);
        let ty = types.of(&webhook.shape);
        quote!(#heading pub type #alias = #ty;)
    });
    webhooks.collect()
}

fn definition(plan: &Plan, definition: &Definition) -> TokenStream {
    let types = Types { plan, inside: true };
    let deprecated = docs::deprecated(definition.deprecated);
    let alias = docs::alias(definition.schema.as_deref(), &definition.rust);
    let own = match &definition.kind {
        Kind::Struct(structure) => structs::emit(plan, definition, structure),
        Kind::Enum(enumeration) => enums::emit(definition, enumeration),
        Kind::Union(union) => unions::emit(plan, definition, union),
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
    let match_score = match &definition.kind {
        Kind::Struct(structure) if definition.uses.in_union => {
            structs::match_score(plan, definition, structure)
        }
        Kind::Wrapper(shape) if definition.uses.in_union => {
            let (name, score) = (ident(&definition.rust), types.match_score(shape));
            quote! {
                impl crate::runtime::model::UnionMatch for #name {
                    fn score(
                        value: &::serde_json::Value,
                        probe: &mut crate::runtime::model::Probe,
                    ) -> ::std::option::Option<crate::runtime::model::MatchScore> {
                        #score(value, probe)
                    }
                }
            }
        }
        _ => TokenStream::new(),
    };
    quote!(#deprecated #alias #own #check #match_score)
}
