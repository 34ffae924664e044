//! The files of a client: one for everything, or one for each tag.
//!
//! In a packaged crate, cargo leaves out the files of tags whose feature is off, so what is not
//! called is not even parsed. What several tags need is in one more file, where each module is
//! there if one of its tags is:
//!
//! ```text
//! generated.rs               the modules `types`, `errors`, `builder`, ..., which re-export parts,
//!                            and what is always there
//! parts/tag_webhooks.rs      what the tag `Webhooks` alone needs, in modules of the same names
//! parts/tag_webhooks/mock.rs the same behind another feature
//! parts/shared.rs            what several tags need, in a module for each set of tags
//! ```
//!
//! Paths do not depend on features: `types::WebhookRequest` is that wherever it is defined.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Item, ItemMod, UseTree, parse_quote};

use crate::diagnostic::Diagnostic;
use crate::emit;
use crate::emit::features::Inputs;
use crate::feature::Feature;
use crate::plan::model::{Condition, Plan};
use crate::plan::prune::{conditions, part};
use crate::print::{parse, unparse};
use crate::progenitor;
use crate::selection::ALL_OPERATIONS;
use crate::settings::Settings;

/// The plan whose code is laid out.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) settings: &'a Settings,
    /// The plan of the document.
    pub(crate) whole: &'a Plan,
    /// What of it is generated.
    pub(crate) plan: &'a Plan,
    /// What the mock has of the document.
    pub(crate) document: &'a str,
}

/// The source of a client.
pub(crate) struct Files {
    /// `generated.rs`.
    pub(crate) rust: String,
    /// The file of each feature.
    pub(crate) features: BTreeMap<Feature, String>,
    /// What both refer to, by path.
    pub(crate) parts: BTreeMap<String, String>,
}

/// The code of a plan, parsed.
struct Code {
    rust: syn::File,
    features: BTreeMap<Feature, syn::File>,
}

/// Generates the files.
pub(crate) fn files(source: Source<'_>) -> Result<Files, Diagnostic> {
    let parts = conditions(source.plan);
    let parts: Vec<Condition> = parts
        .into_iter()
        .filter(|condition| *condition != Condition::Always)
        .collect();
    if !source.settings.by_tag || parts.is_empty() {
        return Ok(code(source, source.plan)?.print(BTreeMap::new()));
    }
    let mut root = code(source, &part(source.plan, &Condition::Always))?;
    let mut parted = Parted::default();
    for condition in &parts {
        let code = code(source, &part(source.plan, condition))?;
        parted.add(source.plan, condition, code, &mut root);
    }
    let modules = &parted.modules;
    root.rust.items.push(parse_quote! {
        mod parts { #(#modules)* }
    });
    let files = parted.files.into_iter();
    let mut files: BTreeMap<String, String> =
        files.map(|(path, file)| (path, unparse(file))).collect();
    if !parted.shared.is_empty() {
        let items = parted.shared;
        let shared: syn::File = parse_quote!(#(#items)*);
        files.insert("parts/shared.rs".to_owned(), unparse(shared));
    }
    Ok(root.print(files))
}

fn code(source: Source<'_>, plan: &Plan) -> Result<Code, Diagnostic> {
    let settings = source.settings;
    let items = emit::emit(plan, source.whole, &settings.env);
    let operations = progenitor::operations(plan, &items.modules, &settings.crate_name)?;
    let inputs = Inputs {
        plan,
        document: source.document,
        modules: &items.modules,
        operations: &operations,
    };
    let mut features = BTreeMap::new();
    for feature in &settings.features {
        let tokens = emit::features::emit(*feature, inputs);
        features.insert(*feature, parse(tokens)?);
    }
    let mut rust = parse(items.tokens)?;
    rust.items.extend(operations);
    Ok(Code { rust, features })
}

impl Code {
    fn print(self, parts: BTreeMap<String, String>) -> Files {
        let features = self.features.into_iter();
        Files {
            rust: unparse(self.rust),
            features: features
                .map(|(feature, file)| (feature, unparse(file)))
                .collect(),
            parts,
        }
    }
}

/// The parts of a client beside its root.
#[derive(Default)]
struct Parted {
    /// The declarations of the files.
    modules: Vec<Item>,
    files: BTreeMap<String, syn::File>,
    /// The content of the file that several tags share.
    shared: Vec<Item>,
}

impl Parted {
    /// Adds a part, and its re-exports to the root.
    fn add(&mut self, plan: &Plan, condition: &Condition, mut code: Code, root: &mut Code) {
        let when = when(plan, condition);
        let own = own_name(plan, condition);
        let (name, path) = match &own {
            Some(name) => (name.clone(), quote!(crate::parts::#name)),
            None => {
                let name = format_ident!("part_{}", self.shared.len() + 1);
                let path = quote!(crate::parts::shared::#name);
                (name, path)
            }
        };
        re_export(&mut code.rust, &mut root.rust, &when, &path);
        let has_operations = code.rust.items.iter().any(is_impl);
        let mut items = code.rust.items;
        for (feature, mut file) in code.features {
            let (module, gate) = (format_ident!("{}", feature.name()), feature.name());
            if file
                .items
                .iter()
                .all(|item| matches!(item, Item::Use(_)) || is_empty(item))
            {
                continue;
            }
            // The root has these names.
            file.items.retain(|item| !is_public_use(item));
            let path = quote!(#path::#module);
            if let Some(root) = root.features.get_mut(&feature) {
                re_export(&mut file, root, &when, &path);
                if has_operations && file.items.iter().any(is_public_function) {
                    root.items
                        .push(parse_quote!(#[cfg(#when)] pub use #path::*;));
                }
            }
            let content = &file.items;
            if own.is_some() {
                items.push(parse_quote!(#[cfg(feature = #gate)] pub(crate) mod #module;));
                self.files
                    .insert(format!("parts/{name}/{}", feature.file()), file);
            } else {
                items.push(parse_quote! {
                    #[cfg(feature = #gate)]
                    pub(crate) mod #module { #(#content)* }
                });
            }
        }
        if items.is_empty() {
            return;
        }
        if own.is_some() {
            self.modules
                .push(parse_quote!(#[cfg(#when)] pub(crate) mod #name;));
            let file = parse_quote!(#(#items)*);
            self.files.insert(format!("parts/{name}.rs"), file);
        } else {
            if self.shared.is_empty() {
                self.modules.push(parse_quote!(
                    pub(crate) mod shared;
                ));
            }
            self.shared
                .push(parse_quote!(#[cfg(#when)] pub(crate) mod #name { #(#items)* }));
        }
    }
}

/// Re-exports what the modules of a part contain from the modules of the root, and lets the part's
/// modules name those of the root.
fn re_export(part: &mut syn::File, root: &mut syn::File, when: &TokenStream, path: &TokenStream) {
    part.items.retain(|item| !is_empty(item));
    for item in &mut part.items {
        match item {
            Item::Use(item) => root_use(&mut item.tree),
            Item::Mod(module) => {
                let name = module.ident.clone();
                let visibility = module.vis.clone();
                let items = module.content.iter_mut().flat_map(|(_, items)| items);
                for item in items {
                    if let Item::Use(item) = item {
                        root_use(&mut item.tree);
                    }
                }
                if matches!(visibility, syn::Visibility::Inherited) {
                    continue;
                }
                if let Some(items) = root_items(root, module) {
                    items.push(parse_quote!(#[cfg(#when)] #visibility use #path::#name::*;));
                }
                // Reached by the re-export alone.
                module.vis = parse_quote!(pub(crate));
                if name == "types" {
                    let items = module.content.iter_mut();
                    for (_, items) in items {
                        items.insert(
                            0,
                            parse_quote! {
                                #[allow(unused_imports)] // not every type names another one
                                use crate::types::*;
                            },
                        );
                    }
                }
            }
            _ => {}
        }
    }
}

/// The items of the root's module that is called like this one.
fn root_items<'r>(root: &'r mut syn::File, module: &ItemMod) -> Option<&'r mut Vec<Item>> {
    let is_same = |item: &Item| matches!(item, Item::Mod(known) if known.ident == module.ident);
    let mut index = root.items.iter().position(is_same);
    if index.is_none() {
        index = Some(root.items.len());
        root.items.push(Item::Mod(ItemMod {
            content: Some((syn::token::Brace::default(), Vec::new())),
            ..module.clone()
        }));
    }
    match index.and_then(|index| root.items.get_mut(index)) {
        Some(Item::Mod(found)) => Some(&mut found.content.get_or_insert_default().1),
        _ => None,
    }
}

/// Begins the path of an import at the crate's root, of which `super` was the name.
fn root_use(tree: &mut UseTree) {
    if let UseTree::Path(path) = tree
        && path.ident == "super"
    {
        path.ident = Ident::new("crate", path.ident.span());
    }
}

/// Whether an item is a module without anything of its own.
fn is_empty(item: &Item) -> bool {
    let Item::Mod(module) = item else {
        return false;
    };
    let mut items = module.content.iter().flat_map(|(_, items)| items);
    items.all(|item| matches!(item, Item::Use(_)))
}

fn is_impl(item: &Item) -> bool {
    matches!(item, Item::Impl(_))
}

fn is_public_use(item: &Item) -> bool {
    matches!(item, Item::Use(item) if matches!(item.vis, syn::Visibility::Public(_)))
}

fn is_public_function(item: &Item) -> bool {
    matches!(item, Item::Fn(item) if matches!(item.vis, syn::Visibility::Public(_)))
}

/// The predicate of `cfg` for a condition.
fn when(plan: &Plan, condition: &Condition) -> TokenStream {
    let features: Vec<&str> = match condition {
        Condition::Always => return quote!(all()),
        Condition::Tags(tags) => tags.iter().filter_map(|tag| plan.feature(*tag)).collect(),
    };
    match features.as_slice() {
        [] => quote!(feature = #ALL_OPERATIONS),
        [only] => quote!(feature = #only),
        several => quote!(any(#(feature = #several),*)),
    }
}

/// The module of a part that has a file of its own. Files with some of the names that tags have,
/// such as `con` and `aux`, cannot exist on Windows.
fn own_name(plan: &Plan, condition: &Condition) -> Option<Ident> {
    let Condition::Tags(tags) = condition else {
        return None;
    };
    let mut tags = tags.iter();
    match (tags.next(), tags.next()) {
        (None, _) => Some(format_ident!("unreached")),
        (Some(tag), None) => {
            let feature = plan.feature(*tag)?;
            Some(format_ident!("tag_{}", feature.replace('-', "_")))
        }
        _ => None,
    }
}
