//! progenitor's output, parsed into client methods and builders.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use syn::{ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Type};

use super::fault::unexpected;
use crate::Diagnostic;

/// progenitor's client methods by name, and its builders by the name of their type.
pub(super) struct Output {
    methods: HashMap<String, ImplItemFn>,
    builders: HashMap<String, Builder>,
}

/// progenitor's builder of one operation.
pub(super) struct Builder {
    pub(super) structure: ItemStruct,
    pub(super) implementation: ItemImpl,
}

impl Output {
    /// Parses progenitor's tokens.
    pub(super) fn parse(tokens: TokenStream) -> Result<Self, Diagnostic> {
        let file: syn::File =
            syn::parse2(tokens).map_err(|error| unexpected(&error.to_string()))?;
        let (methods, builders) = sort(file);
        Ok(Self { methods, builders })
    }

    /// The client method and the builder of the operation with this Rust name.
    pub(super) fn take(&mut self, operation: &str) -> Result<(ImplItemFn, Builder), Diagnostic> {
        let method = self.methods.remove(operation);
        // progenitor derives the builder's name from the method's by the same rules as the plan,
        // except where two names collide.
        let builder = method
            .as_ref()
            .and_then(builder_name)
            .and_then(|name| self.builders.remove(&name));
        method
            .zip(builder)
            .ok_or_else(|| unexpected(&format!("there is no method or builder for `{operation}`")))
    }
}

fn sort(file: syn::File) -> (HashMap<String, ImplItemFn>, HashMap<String, Builder>) {
    let mut methods = HashMap::new();
    let mut builders = HashMap::new();
    for item in file.items {
        match item {
            Item::Impl(implementation) if implementation.trait_.is_none() => {
                for item in implementation.items {
                    if let ImplItem::Fn(method) = item {
                        methods.insert(method.sig.ident.to_string(), method);
                    }
                }
            }
            Item::Mod(module) if module.ident == "builder" => {
                let items = module.content.into_iter().flat_map(|(_, items)| items);
                builders.extend(pair(items));
            }
            _ => {}
        }
    }
    (methods, builders)
}

/// Each struct with its `impl` block, which follows it.
fn pair(items: impl Iterator<Item = Item>) -> HashMap<String, Builder> {
    let mut structs = HashMap::new();
    let mut builders = HashMap::new();
    for item in items {
        match item {
            Item::Struct(structure) => {
                structs.insert(structure.ident.to_string(), structure);
            }
            Item::Impl(implementation) => {
                if let Some(name) = last_segment(&implementation.self_ty)
                    && let Some(structure) = structs.remove(&name)
                {
                    let builder = Builder {
                        structure,
                        implementation,
                    };
                    builders.insert(name, builder);
                }
            }
            _ => {}
        }
    }
    builders
}

fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

fn builder_name(method: &ImplItemFn) -> Option<String> {
    match &method.sig.output {
        syn::ReturnType::Type(_, ty) => last_segment(ty),
        syn::ReturnType::Default => None,
    }
}
