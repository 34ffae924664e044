//! The static description of the document, and of each operation.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::plan::model::{Choice, Content, Operation, Plan, Response, Scheme, Server, Status};

/// The constant that an operation's code refers to, for `send` or another method.
pub(crate) fn constant(operation: &Operation, choice: Option<&Choice>) -> proc_macro2::Ident {
    let name = operation.rust.to_uppercase();
    match choice {
        // Two underscores, which no name of a method has.
        Some(choice) => format_ident!("{name}__{}", choice.suffix.to_uppercase()),
        None => format_ident!("{name}"),
    }
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
            crate::runtime::ServerVariable { name: #name, default: #default,
                values: &[#(#values),*] }
        }
    });
    quote!(crate::runtime::Server { url: #url, variables: &[#(#variables),*] })
}

/// The descriptions of the operations.
pub(crate) fn emit(plan: &Plan) -> TokenStream {
    let constants = plan.operations.iter().map(|operation| {
        let name = constant(operation, None);
        let (rust, path) = (&operation.rust, operation.template());
        let id = operation.id.as_ref().unwrap_or(rust);
        let method = format_ident!("{}", operation.method.to_uppercase());
        let received = received(operation, None);
        let redirects = redirects(operation);
        let security = (!operation.security.is_empty()).then(|| {
            let security = security(&operation.security);
            quote!(security: #security,)
        });
        let choices = operation.choices.iter().map(|choice| {
            let other = constant(operation, Some(choice));
            let received = self::received(operation, Some(choice));
            quote! {
                pub(crate) const #other: crate::runtime::Operation = crate::runtime::Operation {
                    #received ..#name
                };
            }
        });
        quote! {
            pub(crate) const #name: crate::runtime::Operation = crate::runtime::Operation {
                id: #id, name: #rust, method: ::http::Method::#method, path: #path, #received
                #redirects #security ..crate::runtime::Operation::PLAIN
            };
            #(#choices)*
        }
    });
    quote! {
        /// The static description of each operation.
        pub(crate) mod operations { #(#constants)* }
    }
}

/// The members about the response that a method receives.
fn received(operation: &Operation, choice: Option<&Choice>) -> TokenStream {
    let successes = operation.successes_of(choice);
    let accept = accept(operation, &successes);
    let accept = match (&accept, choice) {
        (Some(accept), _) => Some(quote!(::std::option::Option::Some(#accept))),
        (None, Some(_)) => Some(quote!(::std::option::Option::None)),
        (None, None) => None,
    };
    let accept = accept.map(|accept| quote!(accept: #accept,));
    let streams = super::responses::streamed(&successes);
    let differs =
        choice.is_some() && streams != super::responses::streamed(&operation.successes_of(None));
    let streams = (differs || (choice.is_none() && !streams.is_empty())).then(|| {
        let streams = ranges(streams);
        quote!(streams: &[#streams],)
    });
    quote!(#accept #streams)
}

/// The redirects that are not followed.
fn redirects(operation: &Operation) -> Option<TokenStream> {
    let statuses = operation.redirects();
    let statuses = statuses.into_iter().filter_map(|status| match status {
        Status::Code(code) => Some(code..=code),
        Status::Range(range) => Some(range * 100..=range * 100 + 99),
        Status::Default => None,
    });
    let statuses: Vec<_> = statuses.collect();
    (!statuses.is_empty()).then(|| {
        let statuses = ranges(statuses);
        quote!(redirects: &[#statuses],)
    })
}

fn ranges(statuses: Vec<RangeInclusive<u16>>) -> TokenStream {
    let ranges = statuses.into_iter().map(|statuses| {
        let [first, last] =
            [*statuses.start(), *statuses.end()].map(proc_macro2::Literal::u16_unsuffixed);
        quote!(#first..=#last)
    });
    quote!(#(#ranges),*)
}

/// The media types that the code decodes, those of successes first. An error's media type that a
/// success may have too is left out unless it is chosen: the server could choose it.
fn accept(operation: &Operation, chosen: &[Response]) -> Option<String> {
    let mut accepted: Vec<&str> = Vec::new();
    let successes = operation.successes.iter();
    let offered: Vec<&String> = successes
        .flat_map(|success| {
            let others = success.others.iter().flat_map(|other| &other.media_types);
            success.media_types.iter().chain(others)
        })
        .collect();
    for success in chosen {
        accepted.extend(acceptable(&success.content, &success.media_types));
    }
    for error in &operation.errors {
        let contents = std::iter::once((&error.content, &error.media_types));
        let others = error.others.iter();
        let contents = contents.chain(others.map(|other| (&other.content, &other.media_types)));
        for (content, media_types) in contents {
            let wanted = acceptable(content, media_types);
            let is_unchosen = |media_type: &&str| offered.iter().any(|own| *own == media_type);
            accepted.extend(wanted.filter(|media_type| !is_unchosen(media_type)));
        }
    }
    let mut seen = HashSet::new();
    accepted.retain(|media_type| seen.insert(*media_type));
    (!accepted.is_empty()).then(|| accepted.join(", "))
}

/// The media types that may be asked for.
fn acceptable<'a>(content: &Content, media_types: &'a [String]) -> impl Iterator<Item = &'a str> {
    let is_json_only = matches!(content, Content::Json(_));
    let media_types = media_types.iter().map(String::as_str);
    media_types
        .filter(move |media_type| {
            !is_json_only || media_type.contains("json") || media_type.contains('*')
        })
        .filter(|media_type| is_range(media_type))
}

/// Whether a header may have the media type: `application/*+json` is none that HTTP knows.
fn is_range(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    http_safe(media_type) && (!essence.contains('*') || essence == "*/*" || essence.ends_with("/*"))
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
