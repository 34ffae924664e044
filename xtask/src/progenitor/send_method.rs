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
use crate::plan::model::Location;

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
        let success = responses::success_type(self.plan, operation);
        let error = responses::error_type(operation);
        let constant = operations::constant(operation);
        let [request, response] = ["request", "response"].map(|name| self.local(name));
        let path = self.path();
        let filling = self.filling(&request);
        let server = operation.server.map(|index| {
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            quote!(#request.on_server(#index);)
        });
        let arms = responses::success_arms(self.plan, operation, &quote!(#response));
        let summary = docs(&format!(
            "Sends the request: `{} {}`.",
            operation.method.to_uppercase(),
            operation.path
        ));
        let prepare = quote! {
            #(#unpacking)*
            let mut #request = crate::runtime::Request::new(&operations::#constant, #path);
            #request.options(options);
            #server
            #filling
        };
        let (ask, response_of_ask) = if subscriptions::has(operation) {
            (
                quote! {
                    async fn ask(self) -> Result<crate::runtime::IncomingResponse<#error>, Error<#error>> {
                        #prepare
                        #client.execute(#request).await
                    }
                },
                quote!(let #response = self.ask().await?;),
            )
        } else {
            (
                TokenStream::new(),
                quote!(#prepare let #response = #client.execute(#request).await?;),
            )
        };
        let methods: ItemImpl = parse_quote!(impl X {
            #ask
            #summary
            ///
            /// # Errors
            /// The request violates a constraint of the document, fails in transit, or gets an
            /// error response.
            pub async fn send(self) -> Result<Response<#success>, Error<#error>> {
                #response_of_ask
                match #response.status().as_u16() {
                    #arms
                    _ => Err(#response.error()),
                }
            }
        });
        methods.items
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
