//! The static description of the document, and of each operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::plan::model::{Content, Operation, Plan, Response, Scheme, Server};

/// The constant that an operation's code refers to.
pub(crate) fn constant(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}", operation.rust.to_uppercase())
}

/// The description of the document.
pub(crate) fn api(plan: &Plan, env: &str) -> TokenStream {
    let (title, version) = (&plan.title, &plan.version);
    let default = match &plan.server {
        Some(found) => {
            let found = server(found);
            quote!(::std::option::Option::Some(#found))
        }
        None => quote!(::std::option::Option::None),
    };
    let servers = plan.servers.iter().map(server);
    let security = security(&plan.security);
    let codes = plan.error_codes.iter().flat_map(|found| &found.paths);
    let codes = codes.map(|path| quote!(&[#(#path),*]));
    quote! {
        /// The static description of the document.
        pub(crate) const API: crate::runtime::Api = crate::runtime::Api {
            title: #title, version: #version, server: #default, servers: &[#(#servers),*],
            env: #env, security: #security,
            error_codes: &[#(#codes),*],
        };
    }
}

fn server(server: &Server) -> TokenStream {
    let url = &server.url;
    let variables = server.variables.iter().map(|variable| {
        let (name, values) = (&variable.name, &variable.values);
        let default = match &variable.default {
            Some(default) => quote!(::std::option::Option::Some(#default)),
            None => quote!(::std::option::Option::None),
        };
        quote! {
            crate::runtime::ServerVariable { name: #name, default: #default, values: &[#(#values),*] }
        }
    });
    quote!(crate::runtime::Server { url: #url, variables: &[#(#variables),*] })
}

/// The descriptions of the operations.
pub(crate) fn emit(plan: &Plan) -> TokenStream {
    let constants = plan.operations.iter().map(|operation| {
        let name = constant(operation);
        let (rust, path) = (&operation.rust, &operation.path);
        let id = operation.id.as_ref().unwrap_or(rust);
        let method = format_ident!("{}", operation.method.to_uppercase());
        let accept = match accept(operation) {
            Some(accept) => quote!(::std::option::Option::Some(#accept)),
            None => quote!(::std::option::Option::None),
        };
        let security = security(&operation.security);
        let streams = super::responses::streamed(operation)
            .into_iter()
            .map(|statuses| {
                let [first, last] = [*statuses.start(), *statuses.end()]
                    .map(proc_macro2::Literal::u16_unsuffixed);
                quote!(#first..=#last)
            });
        quote! {
            pub(crate) const #name: crate::runtime::Operation = crate::runtime::Operation {
                id: #id, name: #rust, method: ::http::Method::#method, path: #path, accept: #accept, security: #security, streams: &[#(#streams),*],
            };
        }
    });
    quote! {
        /// The static description of each operation.
        pub(crate) mod operations { #(#constants)* }
    }
}

/// The media types that the code decodes, those of successes first.
fn accept(operation: &Operation) -> Option<String> {
    let mut accepted: Vec<&str> = Vec::new();
    for Response {
        content,
        media_types,
        ..
    } in operation.successes.iter().chain(&operation.errors)
    {
        let wanted = media_types
            .iter()
            .map(String::as_str)
            .filter(|media_type| match content {
                Content::Json(_) => media_type.contains("json") || media_type.contains('*'),
                _ => true,
            });
        for media_type in wanted {
            if !accepted.contains(&media_type) && http_safe(media_type) {
                accepted.push(media_type);
            }
        }
    }
    (!accepted.is_empty()).then(|| accepted.join(", "))
}

fn http_safe(media_type: &str) -> bool {
    media_type.contains('/') && media_type.chars().all(|c| c.is_ascii_graphic() || c == ' ')
}

fn security(alternatives: &[Vec<Scheme>]) -> TokenStream {
    let alternatives = alternatives.iter().map(|schemes| {
        let schemes = schemes.iter().map(scheme);
        quote!(&[#(#schemes),*])
    });
    quote!(&[#(#alternatives),*])
}

fn scheme(scheme: &Scheme) -> TokenStream {
    let scheme = match scheme {
        Scheme::Bearer { name } => quote!(Bearer { name: #name }),
        Scheme::Basic { name } => quote!(Basic { name: #name }),
        Scheme::ApiKeyHeader { name, header } => {
            quote!(ApiKeyHeader { name: #name, header: #header })
        }
        Scheme::ApiKeyQuery { name, parameter } => {
            quote!(ApiKeyQuery { name: #name, parameter: #parameter })
        }
        Scheme::ApiKeyCookie { name, cookie } => {
            quote!(ApiKeyCookie { name: #name, cookie: #cookie })
        }
        Scheme::Unsupported { name, kind } => quote!(Unsupported { name: #name, kind: #kind }),
    };
    quote!(crate::runtime::SecurityScheme::#scheme)
}
