//! The statements that check parameters and body, and put them into the request.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use crate::emit::checks;
use crate::emit::parameters::{field_styles, header_explodes, query_method, query_style, written};
use crate::emit::types::{Types, ident};
use crate::plan::model::{self, BodyKind, Location};

impl Context<'_> {
    /// The statements that put parameters and body into the request.
    pub(super) fn filling(&self, request: &proc_macro2::Ident) -> TokenStream {
        let types = Types {
            plan: self.plan,
            inside: false,
        };
        let checked =
            |place: &str, shape: &model::Shape, name: &proc_macro2::Ident, required: bool| {
                let check = checks::check(types, shape, &quote!(value))?;
                Some(if required {
                    quote!({ let value = &#name; #request.check(#place, |at| { #check }); })
                } else {
                    quote!(if let Some(value) = &#name { #request.check(#place, |at| { #check }); })
                })
            };
        let parameters = self.operation.parameters.iter().map(|parameter| {
            let (name, wire) = (ident(&parameter.rust), &parameter.wire);
            let check = checked(wire, &parameter.shape, &name, parameter.required);
            let name = written(parameter.style, &quote!(#name));
            let fill = match (parameter.location, parameter.style) {
                (Location::Path, _) => TokenStream::new(),
                (Location::Query, style) => {
                    let (style, query) = (query_style(style), query_method(parameter));
                    quote!(#request.#query(#wire, #style, &#name);)
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
                BodyKind::Json | BodyKind::Form(_) => {
                    checked("body", &body.shape, &name, body.required)
                }
                BodyKind::Multipart(form) => {
                    let additional = form.additional.iter().filter_map(|additional| {
                        let model::PartKind::Value(shape) = &additional.kind else {
                            return None;
                        };
                        let name = ident(&additional.rust);
                        let check = checks::check(types, shape, &quote!(value))?;
                        Some(quote!(for (name, value) in &body.#name {
                            at.field(name, |at| { #check }); }))
                    });
                    let additional: TokenStream = additional.collect();
                    let checks = form.parts.iter().filter_map(|part| {
                        let model::PartKind::Value(shape) = &part.kind else {
                            return None;
                        };
                        let (name, wire) = (ident(&part.rust), &part.wire);
                        let check = checks::check(types, shape, &quote!(value))?;
                        let check = quote!(at.field(#wire, |at| { #check }));
                        Some(if part.required {
                            quote!({ let value = &body.#name; #check })
                        } else {
                            quote!(if let Some(value) = &body.#name { #check })
                        })
                    });
                    let checks: TokenStream = checks.collect();
                    let checks = quote!(#checks #additional);
                    let body = body.required.then(|| quote!(let body = &body;));
                    let check = match &body {
                        Some(body) => quote!({ #body #request.check("body", |at| { #checks }); }),
                        None => quote!(if let Some(body) = &body {
                            #request.check("body", |at| { #checks }); }),
                    };
                    (!checks.is_empty()).then_some(check)
                }
                _ => None,
            };
            let fill = match &body.kind {
                BodyKind::Json => quote!(#request.json(#media_type, &body);),
                BodyKind::Form(styles) => {
                    let styles = field_styles(styles);
                    quote!(#request.form(&body, #styles);)
                }
                BodyKind::Multipart(_) => quote!(#request.multipart(body.into_form());),
                BodyKind::Text => quote!(#request.text(#media_type, body);),
                BodyKind::Bytes => quote!(#request.body(#media_type, body);),
            };
            if body.required {
                quote!(#check #fill)
            } else {
                quote!(#check if let Some(body) = body { #fill })
            }
        });
        quote!(#(#parameters)* #body)
    }
}
