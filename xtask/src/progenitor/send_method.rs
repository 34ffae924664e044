//! `send`: progenitor's unpacking of the builder, then a request of the runtime, and a response
//! that is decoded by its status.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{ImplItem, ImplItemFn, ItemImpl, Pat, Stmt, parse_quote};

use super::context::Context;
use crate::emit::docs::docs;
use crate::emit::parameters::encoded_path;
use crate::emit::types::ident;
use crate::emit::{operations, responses, subscriptions};
use crate::plan::model::{Choice, Location};

impl Context<'_> {
    /// `send`, and `ask` for an operation whose events can be subscribed to.
    pub(super) fn send(&self, method: ImplItemFn, client: &proc_macro2::Ident) -> Vec<ImplItem> {
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
        let error = responses::error_type(operation);
        let constant = operations::constant(operation, None);
        let [request, response] = ["request", "response"].map(|name| self.local(name));
        let path = self.path();
        let filling = self.filling(&request);
        // With several methods that send it, the operation is an argument of `ask`.
        let several = !operation.choices.is_empty();
        let described = self.local("operation");
        let described_argument =
            several.then(|| quote!(#described: &'static crate::runtime::Operation));
        let description = if several {
            quote!(#described)
        } else {
            quote!(&operations::#constant)
        };
        let server = operation.server.map(|index| {
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            quote!(#request.on_server(#index);)
        });
        let prepare = quote! {
            #(#unpacking)*
            let mut #request = crate::runtime::Request::new(#description, #path);
            #request.options(options);
            #server
            #filling
        };
        let (ask, response_of_ask) = if several || subscriptions::has(operation) {
            let argument = several.then(|| quote!(&operations::#constant));
            (
                quote! {
                    async fn ask(self, #described_argument) -> Result<
                        crate::runtime::IncomingResponse<#error>,
                        Error<#error>
                    > {
                        #prepare
                        crate::runtime::IncomingResponse::of(#client.call(&mut #request).await)
                    }
                },
                quote!(let #response = self.ask(#argument).await?;),
            )
        } else {
            (
                TokenStream::new(),
                quote! {
                    #prepare
                    let #response = crate::runtime::IncomingResponse::of(
                        #client.call(&mut #request).await,
                    )?;
                },
            )
        };
        let sends = operation.sends().map(|choice| {
            let response_of_ask = match choice {
                Some(_) => {
                    let constant = operations::constant(operation, choice);
                    quote!(let #response = self.ask(&operations::#constant).await?;)
                }
                None => response_of_ask.clone(),
            };
            let success = responses::success_type(self.plan, operation, choice);
            let arms = responses::success_arms(self.plan, operation, choice, &quote!(#response));
            let name = ident(choice.map_or("send", |choice| &choice.method));
            let summary = docs(&self.summary(choice));
            quote! {
                #summary
                ///
                /// # Errors
                /// The request violates a constraint of the document, fails in transit, or gets an
                /// error response.
                pub async fn #name(self) -> Result<Response<#success>, Error<#error>> {
                    #response_of_ask
                    match #response.status().as_u16() {
                        #arms
                        _ => Err(#response.error()),
                    }
                }
            }
        });
        let sends: TokenStream = sends.collect();
        let methods: ItemImpl = parse_quote!(impl X { #ask #sends });
        methods.items
    }

    /// The first line about a method that sends the request.
    fn summary(&self, choice: Option<&Choice>) -> String {
        let operation = self.operation;
        let what = match choice {
            Some(choice) => {
                let media_types = operation.media_types_of(choice).join("` or `");
                format!("Sends the request for `{media_types}`")
            }
            None => "Sends the request".to_owned(),
        };
        let method = operation.method.to_uppercase();
        format!("{what}: `{method} {}`.", operation.path)
    }

    /// The operation's path with its parameters filled in.
    fn path(&self) -> TokenStream {
        let mut format = String::new();
        let mut values = Vec::new();
        let template = self.operation.template();
        let mut rest = template.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            format.push_str(before);
            let parameter = self.operation.parameters.iter();
            let parameter = parameter
                .filter(|parameter| parameter.location == Location::Path)
                .find(|parameter| parameter.wire == name);
            if let Some(parameter) = parameter {
                let value = ident(&parameter.rust);
                values.push(encoded_path(self.plan, parameter, &quote!(#value)));
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
}

/// Adds our field `options` to the pattern that unpacks the builder.
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

/// Replaces the variant of progenitor's error by the function that creates ours.
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
