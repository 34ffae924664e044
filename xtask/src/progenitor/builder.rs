//! An operation's builder: required values in its constructor, optional ones in its setters.

use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{
    Expr, Field, FnArg, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Stmt, Type, parse_quote,
};

use super::context::Context;
use super::fault::unexpected;
use super::output::Builder;
use crate::Diagnostic;
use crate::emit::bounds::with_bounds;
use crate::emit::docs::docs;
use crate::emit::types::ident;
use crate::emit::{pages, subscriptions};
use crate::plan::model::BodyKind;

impl Context<'_> {
    /// The builder with its `impl` blocks.
    pub(super) fn builder(&self, output: Builder) -> Result<Vec<Item>, Diagnostic> {
        let name = ident(&self.operation.pascal);
        let Builder {
            structure: mut builder,
            mut implementation,
        } = output;
        let summary = format!(
            " Builder for [`Client::{0}`](crate::Client::{0}).",
            self.operation.rust
        );
        let cloneable = !matches!(
            self.operation.body.as_ref().map(|body| &body.kind),
            Some(BodyKind::Multipart(_) | BodyKind::Bytes)
        );
        let derive = if cloneable {
            quote!(#[derive(Clone, Debug)])
        } else {
            quote!(#[derive(Debug)])
        };
        builder.attrs =
            parse_quote!(#[doc = #summary] #[must_use = "nothing is sent before `send`"] #derive);
        builder.ident = name.clone();
        let mut client = ident("client");
        for (index, field) in builder.fields.iter_mut().enumerate() {
            let Some(name) = field.ident.clone() else {
                continue;
            };
            if index == 0 {
                // Ours owns a clone of the client, so that a builder can be returned and stored.
                field.ty = parse_quote!(Client);
                client = name;
            } else if self.is_required(&name) {
                field.ty = payload(field).ok_or_else(|| unexpected("a field is not a `Result`"))?;
            }
        }
        builder.generics = syn::Generics::default();
        implementation.generics = syn::Generics::default();
        implementation.self_ty = parse_quote!(#name);
        let mut items = Vec::with_capacity(implementation.items.len());
        for item in implementation.items {
            let ImplItem::Fn(method) = item else {
                continue;
            };
            match method.sig.ident.to_string().as_str() {
                "new" => items.push(ImplItem::Fn(self.constructor(method, &builder, &client)?)),
                "send" => items.extend(self.send(method, &client)),
                _ if self.is_required(&method.sig.ident) => {}
                _ => items.push(ImplItem::Fn(self.setter(method))),
            }
        }
        implementation.items = items;
        let call: ItemImpl = parse_quote! {
            impl crate::runtime::Call for #name {
                fn options_mut(&mut self,
                    _: crate::runtime::Sealed) -> &mut crate::runtime::CallOptions {
                    &mut self.options
                }
            }
        };
        let paging = pages::emit(self.plan, self.operation);
        let methods = pages::methods(self.operation);
        let subscribe = subscriptions::methods(self.operation, &client);
        let methods: ItemImpl = parse_quote!(impl X { #methods #subscribe });
        implementation.items.extend(methods.items);
        if let syn::Fields::Named(fields) = &mut builder.fields {
            fields
                .named
                .push(parse_quote!(options: crate::runtime::CallOptions));
        }
        let mut items = vec![
            Item::Struct(builder),
            Item::Impl(call),
            Item::Impl(implementation),
        ];
        items.extend(paging.map(Item::Impl));
        Ok(items)
    }

    fn constructor(
        &self,
        mut method: ImplItemFn,
        builder: &ItemStruct,
        client: &proc_macro2::Ident,
    ) -> Result<ImplItemFn, Diagnostic> {
        method.vis = parse_quote!(pub(crate));
        // In the document's order, whereas progenitor sorts its fields.
        for (name, ..) in self.required() {
            let field = builder
                .fields
                .iter()
                .find(|field| field.ident.as_ref() == Some(&name));
            let ty = field
                .map(|field| &field.ty)
                .ok_or_else(|| unexpected("a parameter has no field"))?;
            let argument: FnArg = parse_quote!(#name: #ty);
            method.sig.inputs.push(argument);
        }
        // progenitor renames the field if a parameter is called `client`; the argument follows.
        if let Some(argument) = method.sig.inputs.first_mut() {
            *argument = parse_quote!(#client: Client);
        }
        let Some(Stmt::Expr(Expr::Struct(value), _)) = method.block.stmts.last_mut() else {
            return Err(unexpected(
                "a builder's constructor does not end in a struct",
            ));
        };
        value
            .fields
            .push(parse_quote!(options: ::std::default::Default::default()));
        for field in &mut value.fields {
            if let syn::Member::Named(name) = &field.member
                && (self.is_required(name) || name == client)
            {
                field.expr = parse_quote!(#name);
                field.colon_token = None;
            }
        }
        Ok(method)
    }

    /// progenitor's setter with the documentation and the name of the parameter.
    fn setter(&self, mut method: ImplItemFn) -> ImplItemFn {
        let name = method.sig.ident.to_string();
        let parameter = self
            .operation
            .parameters
            .iter()
            .find(|parameter| parameter.rust == name);
        let body = self.operation.body.as_ref();
        let (description, wire) = match (parameter, body) {
            (Some(parameter), _) => {
                let text = with_bounds(self.plan, &parameter.docs, &parameter.shape);
                (docs(&text), parameter.wire.clone())
            }
            (None, Some(body)) => (docs(&body.docs), name),
            (None, None) => (docs(&format!("`{name}`")), name),
        };
        method.attrs = parse_quote!(#description);
        Conversion(wire).visit_impl_item_fn_mut(&mut method);
        method
    }
}

/// `T` of a `Result<T, String>`.
fn payload(field: &Field) -> Option<Type> {
    let Type::Path(path) = &field.ty else {
        return None;
    };
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments
    else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    }
}

/// Replaces a conversion, whose message names a Rust type, by that of the runtime, whose message
/// names the parameter.
struct Conversion(String);

impl VisitMut for Conversion {
    fn visit_expr_assign_mut(&mut self, assignment: &mut syn::ExprAssign) {
        if let Expr::MethodCall(call) = &*assignment.right
            && call.method == "map_err"
            && matches!(&*call.receiver, Expr::MethodCall(inner) if inner.method == "map")
        {
            let wire = &self.0;
            assignment.right = parse_quote!(crate::runtime::converted(value, #wire));
        }
    }
}
