//! The modules of a crate, as its `mod` declarations name them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, ImplItem, Item, ItemMod, Meta, Token, UseTree, Visibility};

use crate::tokens;

/// Index of a module in [`Tree::modules`].
pub(crate) type Id = usize;

/// The modules of one or more crates.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) modules: Vec<Module>,
    /// The root of each library, by the name that other crates give it.
    pub(crate) libraries: BTreeMap<String, Id>,
}

/// A module, with everything that name resolution needs.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Relative to the folder that the tree was read from, with `/`.
    pub(crate) file: String,
    pub(crate) parent: Option<Id>,
    pub(crate) children: BTreeMap<String, Id>,
    /// Names that are defined here.
    pub(crate) items: BTreeSet<String>,
    pub(crate) imports: Vec<Import>,
    /// Every path that is written in this module, a single name included.
    pub(crate) paths: Vec<Vec<String>>,
}

/// One leaf of a `use` tree.
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) path: Vec<String>,
    /// The name that it brings into scope; `None` for a glob.
    pub(crate) name: Option<String>,
    /// It is `pub use`, whichever the scope.
    pub(crate) reexport: bool,
}

/// Where a file's child modules are looked for.
#[derive(Clone)]
struct Place {
    /// The folder of the file itself, to which `#[path]` is relative.
    folder: PathBuf,
    /// The folder of the modules that it declares.
    children: PathBuf,
}

impl Tree {
    /// Adds the crate whose root is this file, below `base`.
    ///
    /// A library has a name; a program that belongs to it has none.
    pub(crate) fn add(&mut self, base: &Path, root: &str, library: Option<&str>) {
        let file = base.join(root);
        let folder = file.parent().unwrap().to_path_buf();
        let place = Place {
            children: folder.clone(),
            folder,
        };
        let id = self.file(base, &file, None, &place);
        if let Some(name) = library {
            self.libraries.insert(name.to_owned(), id);
        }
    }

    fn file(&mut self, base: &Path, file: &Path, parent: Option<Id>, place: &Place) -> Id {
        let source = std::fs::read_to_string(file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let syntax =
            syn::parse_file(&source).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let label = file.strip_prefix(base).unwrap_or(file);
        let label: Vec<_> = label.iter().map(|part| part.to_string_lossy()).collect();
        let id = self.module(label.join("/"), parent);
        self.items(base, id, syntax.items, place);
        id
    }

    fn module(&mut self, file: String, parent: Option<Id>) -> Id {
        self.modules.push(Module {
            file,
            parent,
            ..Module::default()
        });
        self.modules.len() - 1
    }

    fn items(&mut self, base: &Path, id: Id, items: Vec<Item>, place: &Place) {
        for item in items {
            match item {
                Item::Mod(item) => self.child(base, id, item, place),
                Item::Use(item) => {
                    if !only_in_tests(&item.attrs) {
                        self.modules[id].import(&item.tree, !is_private(&item.vis));
                    }
                }
                item => self.modules[id].item(item),
            }
        }
    }

    fn child(&mut self, base: &Path, parent: Id, item: ItemMod, place: &Place) {
        let name = unraw(&item.ident);
        if only_in_tests(&item.attrs) || name == "tests" {
            return;
        }
        let id = if let Some((_, items)) = item.content {
            let id = self.module(self.modules[parent].file.clone(), Some(parent));
            let folder = place.children.join(&name);
            let place = Place {
                folder: folder.clone(),
                children: folder,
            };
            self.items(base, id, items, &place);
            id
        } else {
            let beside = place.children.join(format!("{name}.rs"));
            let (file, children) = if let Some(path) = path_attribute(&item.attrs) {
                let file = place.folder.join(path);
                let folder = file.parent().unwrap().to_path_buf();
                (file, folder)
            } else if beside.exists() {
                (beside, place.children.join(&name))
            } else {
                let folder = place.children.join(&name);
                (folder.join("mod.rs"), folder)
            };
            let folder = file.parent().unwrap().to_path_buf();
            self.file(base, &file, Some(parent), &Place { folder, children })
        };
        self.modules[parent].children.insert(name, id);
    }
}

impl Module {
    /// Takes what an item defines and names.
    fn item(&mut self, mut item: Item) {
        if attributes(&item).is_some_and(only_in_tests) {
            return;
        }
        if let Item::Impl(block) = &mut item {
            block.items.retain(|item| match item {
                ImplItem::Fn(function) => !only_in_tests(&function.attrs),
                ImplItem::Const(constant) => !only_in_tests(&constant.attrs),
                _ => true,
            });
        }
        let name = match &item {
            Item::Const(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            Item::Macro(item) => item.ident.as_ref(),
            Item::Static(item) => Some(&item.ident),
            Item::Struct(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::TraitAlias(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            Item::Union(item) => Some(&item.ident),
            _ => None,
        };
        self.items.extend(name.map(unraw));
        let mut found = tokens::Found::default();
        tokens::scan(item.into_token_stream(), &mut found);
        self.paths.append(&mut found.paths);
        // An import within a function is taken as one of its module.
        for item in found.uses {
            self.import(&item.tree, false);
        }
    }

    fn import(&mut self, tree: &UseTree, reexport: bool) {
        self.leaves(tree, &mut Vec::new(), reexport);
    }

    fn leaves(&mut self, tree: &UseTree, prefix: &mut Vec<String>, reexport: bool) {
        let (leaf, name) = match tree {
            UseTree::Path(path) => {
                prefix.push(unraw(&path.ident));
                self.leaves(&path.tree, prefix, reexport);
                prefix.pop();
                return;
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.leaves(tree, prefix, reexport);
                }
                return;
            }
            UseTree::Name(name) => (Some(unraw(&name.ident)), None),
            UseTree::Rename(rename) => (Some(unraw(&rename.ident)), Some(unraw(&rename.rename))),
            UseTree::Glob(_) => (None, None),
        };
        let mut path = prefix.clone();
        let glob = leaf.is_none();
        // `a::{self}` is `a`.
        path.extend(leaf.filter(|leaf| leaf != "self" || prefix.is_empty()));
        let name = name.or_else(|| path.last().cloned()).filter(|_| !glob);
        self.imports.push(Import {
            path,
            name,
            reexport,
        });
    }
}

fn attributes(item: &Item) -> Option<&[Attribute]> {
    Some(match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        _ => return None,
    })
}

/// Whether what carries these attributes is compiled for tests alone.
fn only_in_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<Meta>()
                .is_ok_and(|predicate| implies_test(&predicate))
    })
}

/// Whether a `cfg` predicate holds in tests only, those of documentation included.
fn implies_test(predicate: &Meta) -> bool {
    let Meta::List(list) = predicate else {
        return predicate.path().is_ident("test") || predicate.path().is_ident("doctest");
    };
    let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
    let Ok(inner) = list.parse_args_with(parser) else {
        return false;
    };
    if list.path.is_ident("all") {
        inner.iter().any(implies_test)
    } else {
        list.path.is_ident("any") && inner.iter().all(implies_test)
    }
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("path"))?;
    let value = &attribute.meta.require_name_value().ok()?.value;
    let literal: syn::LitStr = syn::parse2(value.to_token_stream()).ok()?;
    Some(literal.value())
}

fn is_private(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Inherited)
}

fn unraw(ident: &proc_macro2::Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}
