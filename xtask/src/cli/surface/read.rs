//! From a file of Rust to its public items.

use quote::ToTokens;
use syn::{
    Attribute, Fields, FnArg, ImplItem, ItemImpl, ItemMacro, Meta, Pat, ReturnType,
    Signature as Sig, Type, Visibility,
};
use xtask::Feature;

use super::items::{Item, Kind, Surface};
use super::signature::{Argument, Call, Signature};
use super::text::text;

/// Adds the items of a file.
pub(super) fn file(surface: &mut Surface, feature: Option<Feature>, file: &syn::File) {
    let mut reader = Reader {
        surface,
        feature,
        modules: Vec::new(),
    };
    reader.items(&file.items);
}

/// What the macros for enums and unions implement (`diga-api/src/runtime/model/`), each with the
/// method that reads the value.
const IMPLEMENTED: &[(&str, &[&str])] = &[
    (
        "open_enum",
        &[
            "AsRef<str>",
            "Deserialize",
            "Display",
            "From<&str>",
            "From<String>",
            "FromStr",
            "Serialize",
            "as_str",
        ],
    ),
    (
        "open_value_enum",
        &[
            "Deserialize",
            "Display",
            "From<Value>",
            "Serialize",
            "to_value",
        ],
    ),
    ("open_union", &["Deserialize", "Serialize"]),
];

struct Reader<'s> {
    surface: &'s mut Surface,
    feature: Option<Feature>,
    modules: Vec<String>,
}

impl Reader<'_> {
    fn items(&mut self, items: &[syn::Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    self.modules.push(module.ident.to_string());
                    self.items(items);
                    self.modules.pop();
                }
            }
            syn::Item::Struct(node) if is_public(&node.vis) => {
                let path = self.path(&node.ident);
                let private = node.fields.iter().any(|field| !is_public(&field.vis));
                let mut signature = text(&node.generics);
                if private {
                    signature += " with private fields";
                }
                self.define(&path, Kind::Struct, signature, &node.attrs);
                self.fields(&path, &node.fields);
            }
            syn::Item::Enum(node) if is_public(&node.vis) => {
                let path = self.path(&node.ident);
                self.define(&path, Kind::Enum, text(&node.generics), &node.attrs);
                for variant in &node.variants {
                    let at = format!("{path}::{}", variant.ident);
                    let payload = text(&variant.fields);
                    self.add(
                        &at,
                        Kind::Variant,
                        Signature::Tokens(payload),
                        &variant.attrs,
                    );
                    self.hide(&path, &attributes(&variant.attrs));
                }
            }
            syn::Item::Type(node) if is_public(&node.vis) => {
                let path = self.path(&node.ident);
                let signature = format!("{} = {}", text(&node.generics), text(&node.ty));
                self.add(
                    &path,
                    Kind::Alias,
                    Signature::Tokens(signature),
                    &node.attrs,
                );
            }
            syn::Item::Fn(node) if is_public(&node.vis) => {
                let path = format!("{}()", self.path(&node.sig.ident));
                self.add(&path, Kind::Method, call(&node.sig), &node.attrs);
                self.hide(&path, &node.block);
            }
            syn::Item::Impl(node) => self.implementation(node),
            syn::Item::Macro(node) => self.invocation(node),
            syn::Item::Const(node) => {
                let path = self.path(&node.ident);
                if is_public(&node.vis) {
                    let ty = Signature::Tokens(text(&node.ty));
                    self.add(&path, Kind::Other, ty, &node.attrs);
                }
                // The document itself, for the mock server, changes whenever the document does.
                if node.ident != "DOCUMENT" {
                    self.hide(&path, &node.expr);
                }
            }
            syn::Item::Use(node) if is_public(&node.vis) => {
                let path = format!("use {}", text(&node.tree));
                self.add(
                    &path,
                    Kind::Other,
                    Signature::Tokens(String::new()),
                    &node.attrs,
                );
            }
            syn::Item::Use(_) => {}
            other => {
                // Nothing else is generated; were it, any change would be reported.
                let path = format!("{}::_", self.modules.join("::"));
                self.hide(&path, other);
            }
        }
    }

    /// A type with what its attributes implement and promise.
    fn define(&mut self, path: &str, kind: Kind, mut signature: String, all: &[Attribute]) {
        for attribute in all {
            match &attribute.meta {
                Meta::Path(word) if word.is_ident("non_exhaustive") => {
                    signature += " non_exhaustive";
                }
                Meta::List(list) if list.path.is_ident("derive") => {
                    let derived = text(&list.tokens);
                    for name in derived.split(',').map(str::trim) {
                        let at = format!("impl {} for {path}", last(name));
                        self.add(&at, Kind::Impl, Signature::Tokens(String::new()), &[]);
                    }
                }
                _ => {}
            }
        }
        let signature = signature.trim().to_owned();
        self.add(path, kind, Signature::Tokens(signature), all);
        self.hide(path, &attributes(all));
    }

    fn fields(&mut self, path: &str, fields: &Fields) {
        for (index, field) in fields.iter().enumerate() {
            let name = field.ident.as_ref();
            let name = name.map_or_else(|| index.to_string(), |name| plain(&name.to_string()));
            if is_public(&field.vis) {
                let ty = Signature::Tokens(text(&field.ty));
                self.add(&format!("{path}.{name}"), Kind::Field, ty, &field.attrs);
            } else {
                self.hide(path, &field.ty);
            }
            self.hide(path, &attributes(&field.attrs));
        }
    }

    fn implementation(&mut self, node: &ItemImpl) {
        let owner = self.owner(&node.self_ty);
        if let Some(implemented) = &node.trait_ {
            let implemented = text(&implemented.0);
            let mut signature = text(&node.generics);
            for item in &node.items {
                match item {
                    ImplItem::Type(ty) => {
                        signature += &format!(" type {} = {};", ty.ident, text(&ty.ty));
                    }
                    ImplItem::Fn(function) => self.hide(&owner, &function.block),
                    other => self.hide(&owner, other),
                }
            }
            let path = format!("impl {} for {owner}", trait_name(&implemented));
            self.add(&path, Kind::Impl, Signature::Tokens(signature), &node.attrs);
            return;
        }
        for item in &node.items {
            let ImplItem::Fn(function) = item else {
                self.hide(&owner, item);
                continue;
            };
            self.hide(&owner, &function.block);
            if is_public(&function.vis) {
                let path = format!("{owner}::{}()", plain(&function.sig.ident.to_string()));
                let mut signature = call(&function.sig);
                if let (Signature::Call(call), false) =
                    (&mut signature, node.generics.params.is_empty())
                {
                    call.frame = format!("{} {}", text(&node.generics), call.frame);
                }
                self.add(&path, Kind::Method, signature, &function.attrs);
            }
        }
    }

    /// A macro of the runtime: those for enums and unions implement the same for any values, so
    /// their arguments are behaviour; of any other the arguments decide what callers see.
    fn invocation(&mut self, node: &ItemMacro) {
        let tokens = text(&node.mac.tokens);
        let name = last(&text(&node.mac.path)).to_owned();
        let subject = tokens.split([',', ' ', ';']).next().unwrap_or_default();
        let owner = self.path(&subject);
        let implemented = IMPLEMENTED.iter().find(|(known, _)| *known == name);
        let Some((_, implemented)) = implemented else {
            let path = format!("{name}! for {owner}");
            self.add(&path, Kind::Macro, Signature::Tokens(tokens), &node.attrs);
            return;
        };
        self.hide(&owner, &node.mac.tokens);
        for name in *implemented {
            let path = format!("impl {name} for {owner}");
            self.add(&path, Kind::Impl, Signature::Tokens(String::new()), &[]);
        }
    }

    fn add(&mut self, path: &str, kind: Kind, signature: Signature, all: &[Attribute]) {
        let deprecated = all.iter().any(|one| one.path().is_ident("deprecated"));
        let path = match self.feature {
            Some(feature) => format!("{feature}: {path}"),
            None => path.to_owned(),
        };
        let item = Item {
            kind,
            signature,
            deprecated,
        };
        self.surface.items.insert(path, item);
    }

    fn hide(&mut self, owner: &str, tokens: &impl ToTokens) {
        // The code behind features repeats the client's own.
        if self.feature.is_some() {
            return;
        }
        let hidden = self.surface.hidden.entry(owner.to_owned()).or_default();
        flatten(tokens.to_token_stream(), hidden);
    }

    fn path(&self, name: &impl ToString) -> String {
        let name = plain(&name.to_string());
        let mut all = self.modules.clone();
        all.push(name);
        all.join("::")
    }

    /// The path of the type that is implemented.
    fn owner(&self, ty: &Type) -> String {
        let written = text(ty);
        let bare = written.split('<').next().unwrap_or_default();
        match bare.strip_prefix("crate::") {
            Some(rest) => last(rest.trim_start_matches("runtime::")).to_owned(),
            None if bare.contains("::") => bare.to_owned(),
            None => self.path(&bare),
        }
    }
}

/// The tokens of a stream, those of groups too.
fn flatten(tokens: proc_macro2::TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        if let proc_macro2::TokenTree::Group(group) = token {
            flatten(group.stream(), found);
        } else {
            let text = token.to_string();
            // Signs carry no meaning of their own once the order is lost.
            if text.chars().any(char::is_alphanumeric) {
                found.push(text);
            }
        }
    }
}

/// The attributes that change how a value is written.
fn attributes(all: &[Attribute]) -> proc_macro2::TokenStream {
    let serde = all.iter().filter(|one| one.path().is_ident("serde"));
    serde.map(|one| one.meta.to_token_stream()).collect()
}

fn call(signature: &Sig) -> Signature {
    let mut call = Call::default();
    let asynchronous = if signature.asyncness.is_some() {
        "async "
    } else {
        ""
    };
    let generics = text(&signature.generics.params);
    let bounds = signature.generics.where_clause.as_ref().map(text);
    let generics = if generics.is_empty() {
        String::new()
    } else {
        format!("<{generics} {}>", bounds.unwrap_or_default())
    };
    call.frame = format!("{asynchronous}fn{generics}");
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                // Callers do not see whether the method changes its own copy.
                let text = text(receiver);
                call.receiver = text.trim_start_matches("mut ").to_owned();
            }
            FnArg::Typed(typed) => {
                let name = match &*typed.pat {
                    Pat::Ident(pattern) => plain(&pattern.ident.to_string()),
                    other => text(other),
                };
                call.arguments.push(Argument {
                    name,
                    ty: text(&typed.ty),
                });
            }
        }
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        call.output = text(ty);
    }
    Signature::Call(call)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// A name without the mark of a keyword.
fn plain(name: &str) -> String {
    name.trim_start_matches("r#").to_owned()
}

/// The last name of a path.
fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or_default()
}

/// A trait without the modules that it is in; its arguments keep theirs.
fn trait_name(path: &str) -> String {
    match path.split_once('<') {
        Some((name, arguments)) => format!("{}<{arguments}", last(name)),
        None => last(path).to_owned(),
    }
}
