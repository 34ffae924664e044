//! The operations for code that is not async.
//!
//! Derived from the async ones: the same methods and builders under the same names, each of which
//! wraps the async one.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{
    FnArg, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, ItemUse, Pat, parse_quote,
};

use crate::emit::operation_docs::EXAMPLE;

/// The code of the feature, derived from the async operations.
pub(crate) fn emit(operations: &[Item]) -> TokenStream {
    let (mut blocks, mut builders) = (Vec::new(), Vec::new());
    let mut module = None;
    for item in operations.iter().cloned() {
        match item {
            Item::Impl(item) if item.trait_.is_none() => {
                let attributes = item.attrs;
                let methods = functions(item.items).map(method);
                blocks.push(quote! {
                    #(#attributes)*
                    impl crate::runtime::blocking::Client { #(#methods)* }
                });
            }
            Item::Mod(mut item) => {
                let items = item.content.take().map(|(_, items)| items);
                builders.extend(items.into_iter().flatten());
                module = Some(item);
            }
            _ => {}
        }
    }
    let builder_attributes = module.map(|module| module.attrs).unwrap_or_default();
    let uses = builders.iter().find_map(uses);
    let outer = uses.clone().map(|mut item| {
        item.tree = rooted(item.tree);
        item
    });
    let builders = builders.into_iter().filter_map(|item| match item {
        Item::Struct(item) => Some(structure(item)),
        Item::Impl(item) if item.trait_.is_none() => Some(implementation(item)),
        _ => None,
    });
    quote! {
        pub use crate::runtime::blocking::{
            ByteStream, Client, EventStream, Items, Iter, JsonLines, Pages, Poller, RawCall,
        };
        #outer
        #(#blocks)*
        #(#builder_attributes)*
        pub mod builder {
            #uses
            #[allow(unused_imports)] // nor need there be operations
            use crate::runtime::{Error, Response, blocking::Client};
            #(#builders)*
        }
    }
}

fn functions(items: Vec<ImplItem>) -> impl Iterator<Item = ImplItemFn> {
    items.into_iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })
}

/// `use super::{errors, types}`, with which the builders name the modules beside them.
fn uses(item: &Item) -> Option<ItemUse> {
    match item {
        Item::Use(item) => match &item.tree {
            syn::UseTree::Path(path) if path.ident == "super" => Some(item.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The same `use`, from the crate's root.
fn rooted(tree: syn::UseTree) -> syn::UseTree {
    match tree {
        syn::UseTree::Path(mut path) => {
            path.ident = Ident::new("crate", path.ident.span());
            syn::UseTree::Path(path)
        }
        tree => tree,
    }
}

/// The names of a function's arguments, except `self`.
fn arguments(function: &ImplItemFn) -> Vec<Ident> {
    let names = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(argument) => match &*argument.pat {
            Pat::Ident(name) => Some(name.ident.clone()),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    names.collect()
}

/// A method of the client.
fn method(mut function: ImplItemFn) -> ImplItemFn {
    // The example is async.
    if let Some(example) = function.attrs.iter().rposition(is_example) {
        let mut after = function.attrs.split_off(example);
        after.retain(|attribute| {
            !attribute.path().is_ident("doc") || attribute.meta.require_list().is_ok()
        });
        function.attrs.extend(after);
    }
    let (name, arguments) = (&function.sig.ident, arguments(&function));
    let call = quote!(self.inner.#name(#(#arguments),*));
    if let syn::ReturnType::Type(_, ty) = &mut function.sig.output
        && let syn::Type::Path(path) = &mut **ty
    {
        let builder = path.path.clone();
        function.block =
            parse_quote!({ #builder { client: ::std::clone::Clone::clone(self), call: #call } });
    }
    function
}

/// Whether an attribute is the heading of the documentation's last section.
fn is_example(attribute: &syn::Attribute) -> bool {
    matches!(
        &attribute.meta,
        syn::Meta::NameValue(syn::MetaNameValue {
            value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }),
            ..
        }) if text.value() == EXAMPLE
    )
}

/// A builder and its implementation of `Call`.
fn structure(item: ItemStruct) -> TokenStream {
    let name = &item.ident;
    let mut attributes = item.attrs;
    for attribute in &mut attributes {
        Links.visit_attribute_mut(attribute);
    }
    quote! {
        #(#attributes)*
        pub struct #name {
            pub(super) client: Client,
            pub(super) call: crate::builder::#name,
        }
        impl crate::runtime::Call for #name {
            fn options_mut(&mut self,
                sealed: crate::runtime::Sealed) -> &mut crate::runtime::CallOptions {
                self.call.options_mut(sealed)
            }
        }
    }
}

/// The methods of a builder.
fn implementation(mut item: ItemImpl) -> TokenStream {
    let ty = &item.self_ty;
    let inner: syn::Type = parse_quote!(crate::builder::#ty);
    let functions = functions(std::mem::take(&mut item.items));
    let functions = functions.filter_map(|function| {
        match (
            &function.vis,
            function.sig.asyncness,
            function.sig.inputs.len(),
        ) {
            (syn::Visibility::Public(_), Some(_), _) => Some(send(function)),
            (syn::Visibility::Public(_), None, 1) => Some(stream(function, &inner)),
            (syn::Visibility::Public(_), None, _) => Some(setter(function)),
            _ => None,
        }
    });
    item.items = functions.map(ImplItem::Fn).collect();
    quote!(#item)
}

/// A setter.
fn setter(mut function: ImplItemFn) -> ImplItemFn {
    let (name, arguments) = (&function.sig.ident, arguments(&function));
    function.block = parse_quote!({
        self.call = self.call.#name(#(#arguments),*);
        self
    });
    function
}

/// The method that sends the request.
fn send(mut function: ImplItemFn) -> ImplItemFn {
    let name = &function.sig.ident;
    let mut streams = Streams(None);
    streams.visit_return_type_mut(&mut function.sig.output);
    // A streamed response keeps using the client, which drives the stream.
    let read = streams.0.map(|stream| {
        quote!(.map(|response| response.map(
            |stream| crate::runtime::blocking::#stream::new(&self.client, stream)
        )))
    });
    function.block = parse_quote!({ self.client.executor.run(self.call.#name())#read });
    function.sig.asyncness = None;
    function
}

/// A method that returns a stream, as an iterator.
fn stream(mut function: ImplItemFn, inner: &syn::Type) -> ImplItemFn {
    let name = &function.sig.ident;
    function.block =
        parse_quote!({ crate::runtime::blocking::Iter::new(&self.client, self.call.#name()) });
    if let syn::ReturnType::Type(_, ty) = &mut function.sig.output {
        Inner(inner).visit_type_mut(ty);
        **ty = parse_quote!(crate::runtime::blocking::Iter<#ty>);
    }
    function
}

/// Replaces links to the async client by links to the blocking one.
struct Links;

impl VisitMut for Links {
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        let value = text.value();
        let replaced = value.replace("crate::Client::", "crate::blocking::Client::");
        if replaced != value {
            *text = syn::LitStr::new(&replaced, text.span());
        }
    }
}

/// Replaces `Self` by the async builder.
struct Inner<'a>(&'a syn::Type);

impl VisitMut for Inner<'_> {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        visit_mut::visit_type_mut(self, ty);
        if matches!(ty, syn::Type::Path(path) if path.path.is_ident("Self")) {
            *ty = self.0.clone();
        }
    }
}

/// Replaces the async stream by the blocking one, and records which it is.
struct Streams(Option<Ident>);

impl VisitMut for Streams {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let names: Vec<_> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        if let [
            "crate",
            "runtime",
            stream @ ("ByteStream" | "EventStream" | "JsonLines"),
        ] = names.as_slice()
        {
            let stream = Ident::new(stream, proc_macro2::Span::call_site());
            let arguments = path.segments.last().map(|last| last.arguments.clone());
            *path = parse_quote!(crate::runtime::blocking::#stream #arguments);
            self.0 = Some(stream);
        }
    }
}
