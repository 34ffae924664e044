//! progenitor's code made into ours.
//!
//! Kept: the client's methods, the builders' fields, the setters of what is optional, and the lines
//! of `send` that unpack them. Changed: what is required goes into the constructor, so that leaving
//! it out does not compile; the request is put together and the answer decoded by the runtime, by
//! the status and from a table that `plan` made.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, Field, FnArg, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Pat, Stmt, Type,
    parse_quote,
};

use crate::Diagnostic;
use crate::emit::docs::docs;
use crate::emit::parameters::{header_explodes, path_text, query_style, written};
use crate::emit::types::{Types, ident};
use crate::emit::{answers, checks, operations, pages, subscriptions};
use crate::generator::body_type;
use crate::plan::{self, BodyKind, Location, Operation, Plan};

/// What progenitor made of one operation.
struct Made {
    builder: ItemStruct,
    implementation: ItemImpl,
}

/// The client's methods and the operations' builders.
pub(crate) fn polish(plan: &Plan, tokens: TokenStream) -> Result<TokenStream, Diagnostic> {
    let file: syn::File = syn::parse2(tokens).map_err(|error| fault(&error.to_string()))?;
    let (mut methods, mut made) = sort(file);
    let mut polished_methods = Vec::with_capacity(plan.operations.len());
    let mut builders = Vec::with_capacity(plan.operations.len());
    for operation in &plan.operations {
        let method = methods.remove(&operation.rust);
        // progenitor derives the builder's name from the method's by the same rules as we do, but
        // for collisions.
        let built = method
            .as_ref()
            .and_then(builder_name)
            .and_then(|name| made.remove(&name));
        let (Some(method), Some(built)) = (method, built) else {
            return Err(fault(&format!("it made nothing of `{}`", operation.rust)));
        };
        let operation = Polish { plan, operation };
        polished_methods.push(operation.method(method)?);
        builders.push(operation.builder(built)?);
    }
    let modules = crate::emit::modules(plan)
        .into_iter()
        .map(|(name, _)| ident(name));
    Ok(quote! {
        // What an operation requires, it asks for.
        #[allow(clippy::too_many_arguments)]
        impl crate::runtime::Client { #(#polished_methods)* }

        /// Operations being put together.
        // A parameter may be called as a method of the standard library is.
        #[allow(clippy::too_many_arguments, clippy::type_complexity, clippy::should_implement_trait)]
        // A status goes before the range that it is the first of.
        #[allow(clippy::match_overlapping_arm)]
        pub mod builder {
            #[allow(unused_imports)] // whether an operation uses them is the document's affair
            use super::{#(#modules,)* operations, types};
            #[allow(unused_imports)] // nor need there be operations
            use crate::runtime::{Client, Error, Response};
            #(#builders)*
        }
    })
}

fn fault(why: &str) -> Diagnostic {
    Diagnostic::new(
        "#",
        format!(
            "progenitor's code is not of the form that its version {} has: {why}",
            crate::PROGENITOR
        ),
    )
    .help("this is a fault in xtask: report it with the document")
}

fn sort(file: syn::File) -> (HashMap<String, ImplItemFn>, HashMap<String, Made>) {
    let mut methods = HashMap::new();
    let mut structs = HashMap::new();
    let mut made = HashMap::new();
    for item in file.items {
        match item {
            Item::Impl(it) if it.trait_.is_none() => {
                for item in it.items {
                    if let ImplItem::Fn(method) = item {
                        methods.insert(method.sig.ident.to_string(), method);
                    }
                }
            }
            Item::Mod(it) if it.ident == "builder" => {
                for item in it.content.into_iter().flat_map(|(_, items)| items) {
                    match item {
                        Item::Struct(it) => {
                            structs.insert(it.ident.to_string(), it);
                        }
                        Item::Impl(it) => {
                            if let Some(name) = last_segment(&it.self_ty)
                                && let Some(builder) = structs.remove(&name)
                            {
                                made.insert(
                                    name,
                                    Made {
                                        builder,
                                        implementation: it,
                                    },
                                );
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    (methods, made)
}

fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|it| it.ident.to_string()),
        _ => None,
    }
}

fn builder_name(method: &ImplItemFn) -> Option<String> {
    match &method.sig.output {
        syn::ReturnType::Type(_, ty) => last_segment(ty),
        syn::ReturnType::Default => None,
    }
}

struct Polish<'a> {
    plan: &'a Plan,
    operation: &'a Operation,
}

impl Polish<'_> {
    /// Names and types of what the operation requires, parameters first.
    fn required(&self) -> Vec<(proc_macro2::Ident, TokenStream, TokenStream)> {
        let types = Types {
            plan: self.plan,
            inside: false,
        };
        let parameters = self.operation.parameters.iter().filter(|it| it.required);
        let mut required: Vec<_> = parameters
            .map(|it| {
                let name = ident(&it.rust);
                let (argument, value) = types.argument(&it.shape, &quote!(#name));
                (name, argument, value)
            })
            .collect();
        if let Some(body) = self.operation.body.as_ref().filter(|it| it.required) {
            let name = ident("body");
            let (argument, value) = match &body.kind {
                BodyKind::Json | BodyKind::Form => types.argument(&body.shape, &quote!(#name)),
                _ => {
                    let ty = body_type(self.plan, self.operation, body);
                    (
                        quote!(impl ::std::convert::Into<#ty>),
                        quote!(::std::convert::Into::into(#name)),
                    )
                }
            };
            required.push((name, argument, value));
        }
        required
    }

    fn is_required(&self, name: &proc_macro2::Ident) -> bool {
        self.required().iter().any(|(it, ..)| it == name)
    }

    fn method(&self, mut method: ImplItemFn) -> Result<ImplItemFn, Diagnostic> {
        let operation = self.operation;
        let builder = ident(&operation.pascal);
        // Apart, so that a code block that the document leaves open does not swallow what we say.
        let own = docs(&operation.docs);
        let mut text = String::new();
        if !operation.docs.is_empty() {
            text.push('\n');
        }
        if operation.deprecated {
            text.push_str("Deprecated by the service.\n\n");
        }
        text.push_str(&format!(
            "`{} {}`",
            operation.method.to_uppercase(),
            operation.path
        ));
        if let (Some(body), [_, _, ..]) = (&operation.body, operation.media.as_slice()) {
            text.push_str(&format!(", with a body of `{}`", body.media_type));
        }
        let statuses: Vec<_> = operation
            .errors
            .iter()
            .map(|it| it.status.label())
            .collect();
        if !statuses.is_empty() {
            text.push_str(&format!(
                "\n\n# Errors\nWhat the service answers, by status: {}.",
                statuses.join(", ")
            ));
        }
        let text = docs(&text);
        let required = self.required();
        let arguments = required
            .iter()
            .map(|(name, argument, _)| quote!(#name: #argument));
        let values = required.iter().map(|(.., value)| value);
        let name = &method.sig.ident;
        let made: ImplItemFn = parse_quote! {
            #own
            #text
            pub fn #name(&self, #(#arguments),*) -> builder::#builder {
                builder::#builder::new(::std::clone::Clone::clone(self), #(#values),*)
            }
        };
        method = made;
        Ok(method)
    }

    fn builder(&self, made: Made) -> Result<TokenStream, Diagnostic> {
        let name = ident(&self.operation.pascal);
        let Made {
            mut builder,
            mut implementation,
        } = made;
        let text = format!(
            " Builder for [`Client::{0}`](crate::Client::{0}).",
            self.operation.rust
        );
        let cloneable = !matches!(
            self.operation.body.as_ref().map(|it| &it.kind),
            Some(BodyKind::Multipart(_) | BodyKind::Bytes)
        );
        let derive = match cloneable {
            true => quote!(#[derive(Clone, Debug)]),
            false => quote!(#[derive(Debug)]),
        };
        builder.attrs =
            parse_quote!(#[doc = #text] #[must_use = "nothing is sent before `send`"] #derive);
        builder.ident = name.clone();
        let mut client = ident("client");
        for (index, field) in builder.fields.iter_mut().enumerate() {
            let Some(place) = field.ident.clone() else {
                continue;
            };
            if index == 0 {
                // Ours owns a clone of the client, so that a builder can be returned and stored.
                field.ty = parse_quote!(Client);
                client = place;
            } else if self.is_required(&place) {
                field.ty = payload(field).ok_or_else(|| fault("a field is no `Result`"))?;
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
                "send" => items.extend(self.send(method, &client)?),
                _ if self.is_required(&method.sig.ident) => {}
                _ => items.push(ImplItem::Fn(self.setter(method))),
            }
        }
        implementation.items = items;
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
        Ok(quote! {
            #builder
            impl crate::runtime::Call for #name {
                fn options_mut(&mut self, _: crate::runtime::Sealed) -> &mut crate::runtime::CallOptions {
                    &mut self.options
                }
            }
            #implementation
            #paging
        })
    }

    fn constructor(
        &self,
        mut method: ImplItemFn,
        builder: &ItemStruct,
        client: &proc_macro2::Ident,
    ) -> Result<ImplItemFn, Diagnostic> {
        method.vis = parse_quote!(pub(crate));
        // In the document's order; progenitor sorts its fields.
        for (name, ..) in self.required() {
            let field = builder
                .fields
                .iter()
                .find(|it| it.ident.as_ref() == Some(&name));
            let ty = field
                .map(|it| &it.ty)
                .ok_or_else(|| fault("a parameter has no field"))?;
            let argument: FnArg = parse_quote!(#name: #ty);
            method.sig.inputs.push(argument);
        }
        // The field has another name where a parameter is called `client`, and so must the
        // argument.
        if let Some(argument) = method.sig.inputs.first_mut() {
            *argument = parse_quote!(#client: Client);
        }
        let Some(Stmt::Expr(Expr::Struct(value), _)) = method.block.stmts.last_mut() else {
            return Err(fault("a builder's constructor ends otherwise"));
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

    /// Keeps progenitor's setter, and gives it the document's words.
    fn setter(&self, mut method: ImplItemFn) -> ImplItemFn {
        let name = method.sig.ident.to_string();
        let parameter = self.operation.parameters.iter().find(|it| it.rust == name);
        let body = self.operation.body.as_ref();
        let (text, wire) = match (parameter, body) {
            (Some(it), _) => (docs(&it.docs), it.wire.clone()),
            (None, Some(body)) => (docs(&body.docs), name),
            (None, None) => (docs(&format!("`{name}`")), name),
        };
        method.attrs = parse_quote!(#text);
        Failure(format!(
            "the value given for `{wire}` does not convert to its type"
        ))
        .visit_impl_item_fn_mut(&mut method);
        method
    }

    fn send(
        &self,
        method: ImplItemFn,
        client: &proc_macro2::Ident,
    ) -> Result<Vec<ImplItem>, Diagnostic> {
        let operation = self.operation;
        let mut unpacking: Vec<Stmt> = Vec::new();
        for mut statement in method.block.stmts {
            let Stmt::Local(local) = &statement else {
                break;
            };
            match &local.pat {
                Pat::Struct(_) => {
                    Options.visit_stmt_mut(&mut statement);
                    unpacking.push(statement);
                }
                Pat::Ident(name) if self.is_required(&name.ident) => {}
                Pat::Ident(name) if self.is_parameter(&name.ident) => {
                    InvalidRequest.visit_stmt_mut(&mut statement);
                    unpacking.push(statement);
                }
                _ => break,
            }
        }
        let success = answers::success_type(self.plan, operation);
        let error = answers::error_type(operation);
        let constant = operations::constant(operation);
        let [request, response] = ["request", "response"].map(|name| self.local(name));
        let path = self.path();
        let filling = self.filling(&request);
        let arms = answers::success_arms(self.plan, operation, &quote!(#response));
        let text = docs(&format!(
            "Sends the request: `{} {}`.",
            operation.method.to_uppercase(),
            operation.path
        ));
        let asking = quote! {
            #(#unpacking)*
            let mut #request = crate::runtime::Request::new(&operations::#constant, #path);
            #request.options(options);
            #filling
        };
        let (ask, asked) = match subscriptions::has(operation) {
            true => (
                quote! {
                    async fn ask(self) -> Result<crate::runtime::IncomingResponse<#error>, Error<#error>> {
                        #asking
                        #client.execute(#request).await
                    }
                },
                quote!(let #response = self.ask().await?;),
            ),
            false => (
                TokenStream::new(),
                quote!(#asking let #response = #client.execute(#request).await?;),
            ),
        };
        let made: ItemImpl = parse_quote!(impl X {
            #ask
            #text
            ///
            /// # Errors
            /// A request that breaks the document's rules, a failure on the way, or what the
            /// service answers.
            pub async fn send(self) -> Result<Response<#success>, Error<#error>> {
                #asked
                match #response.status().as_u16() {
                    #arms
                    _ => Err(#response.error()),
                }
            }
        });
        Ok(made.items)
    }

    fn is_parameter(&self, name: &proc_macro2::Ident) -> bool {
        name == "body" || self.operation.parameters.iter().any(|it| name == &it.rust)
    }

    /// A name that no parameter has.
    fn local(&self, name: &str) -> proc_macro2::Ident {
        let mut local = format_ident!("{name}");
        while self.is_parameter(&local) {
            local = format_ident!("_{local}");
        }
        local
    }

    /// The operation's path with its parameters filled in.
    fn path(&self) -> TokenStream {
        let mut format = String::new();
        let mut values = Vec::new();
        let mut rest = self.operation.path.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            format.push_str(before);
            let parameter = self.operation.parameters.iter();
            let parameter = parameter
                .filter(|it| it.location == Location::Path)
                .find(|it| it.wire == name);
            if let Some(parameter) = parameter {
                let value = ident(&parameter.rust);
                values.push(path_text(self.plan, parameter, &quote!(#value)));
                format.push_str("{}");
            }
            rest = after;
        }
        format.push_str(rest);
        if values.is_empty() {
            quote!(#format)
        } else {
            quote!(format!(#format, #(#values),*))
        }
    }

    /// The statements that put parameters and body into the request.
    fn filling(&self, request: &proc_macro2::Ident) -> TokenStream {
        let types = Types {
            plan: self.plan,
            inside: false,
        };
        let checked = |place: &str,
                       shape: &plan::Shape,
                       name: &proc_macro2::Ident,
                       required: bool| {
            let check = checks::check(types, shape, &quote!(value))?;
            Some(match required {
                true => quote!({ let value = &#name; #request.check(#place, |at| { #check }); }),
                false => {
                    quote!(if let Some(value) = &#name { #request.check(#place, |at| { #check }); })
                }
            })
        };
        let parameters = self.operation.parameters.iter().map(|it| {
            let (name, wire) = (ident(&it.rust), &it.wire);
            let check = checked(wire, &it.shape, &name, it.required);
            let name = written(it.style, &quote!(#name));
            let fill = match (it.location, it.style) {
                (Location::Path, _) => TokenStream::new(),
                (Location::Query, style) => {
                    let style = query_style(style);
                    quote!(#request.query(#wire, #style, &#name);)
                }
                (Location::Header, style) => {
                    let explode = header_explodes(style);
                    quote!(#request.header(#wire, #explode, &#name);)
                }
                (Location::Cookie, _) => quote!(#request.cookie(#wire, &#name);),
            };
            quote!(#check #fill)
        });
        let body = self.operation.body.as_ref().map(|body| {
            let media_type = &body.media_type;
            let name = ident("body");
            let check = match &body.kind {
                BodyKind::Json | BodyKind::Form => {
                    checked("body", &body.shape, &name, body.required)
                }
                BodyKind::Multipart(parts) => {
                    let checks = parts.iter().filter_map(|part| {
                        let plan::PartKind::Value(shape) = &part.kind else {
                            return None;
                        };
                        let (name, wire) = (ident(&part.rust), &part.wire);
                        let check = checks::check(types, shape, &quote!(value))?;
                        let check = quote!(at.field(#wire, |at| { #check }));
                        Some(match part.required {
                            true => quote!({ let value = &body.#name; #check }),
                            false => quote!(if let Some(value) = &body.#name { #check }),
                        })
                    });
                    let checks: TokenStream = checks.collect();
                    let body = body.required.then(|| quote!(let body = &body;));
                    let given = match &body {
                        Some(body) => quote!({ #body #request.check("body", |at| { #checks }); }),
                        None => quote!(if let Some(body) = &body { #request.check("body", |at| { #checks }); }),
                    };
                    (!checks.is_empty()).then_some(given)
                }
                _ => None,
            };
            let fill = match &body.kind {
                BodyKind::Json => quote!(#request.json(#media_type, &body);),
                BodyKind::Form => quote!(#request.form(&body);),
                BodyKind::Multipart(_) => quote!(#request.multipart(body.into_form());),
                BodyKind::Text => quote!(#request.text(#media_type, body);),
                BodyKind::Bytes => quote!(#request.body(#media_type, body);),
            };
            match body.required {
                true => quote!(#check #fill),
                false => quote!(#check if let Some(body) = body { #fill }),
            }
        });
        quote!(#(#parameters)* #body)
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

/// Says what could not be converted in the words of the document.
struct Failure(String);

impl VisitMut for Failure {
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        if text.value().starts_with("conversion to `") {
            *text = syn::LitStr::new(&self.0, text.span());
        }
    }
}

/// Unpacks what every builder of ours has beside progenitor's fields.
struct Options;

impl VisitMut for Options {
    fn visit_pat_struct_mut(&mut self, pattern: &mut syn::PatStruct) {
        let options = ident("options");
        pattern.fields.push(syn::FieldPat {
            attrs: vec![],
            member: syn::Member::Named(options.clone()),
            colon_token: None,
            pat: Box::new(parse_quote!(#options)),
        });
    }
}

/// progenitor's error is a variant, ours a function.
struct InvalidRequest;

impl VisitMut for InvalidRequest {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if let Some(last) = path.segments.last_mut()
            && last.ident == "InvalidRequest"
        {
            last.ident = ident("invalid_request");
        }
        visit_mut::visit_path_mut(self, path);
    }
}
