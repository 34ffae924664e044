//! An operation's responses: an enum of its errors, and an enum of its successes if they differ.

use std::ops::RangeInclusive;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::docs;
use super::types::{Types, ident};
use crate::plan::model::{Content, Operation, Plan, Response, Status};

/// The variant of a status.
pub(crate) fn variant(status: Status) -> proc_macro2::Ident {
    match status {
        Status::Code(code) => format_ident!("Status{code}"),
        Status::Range(range) => format_ident!("Status{range}xx"),
        Status::Default => ident("Default"),
    }
}

/// The pattern of a status. Successes and errors are matched separately.
pub(crate) fn pattern(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Status::Range(range) => {
            let (first, last) = (range * 100, range * 100 + 99);
            let (first, last) = (
                proc_macro2::Literal::u16_unsuffixed(first),
                proc_macro2::Literal::u16_unsuffixed(last),
            );
            quote!(#first..=#last)
        }
        Status::Default => quote!(_),
    }
}

/// The payload of an error, as it is named in a module beside `types`.
fn payload(types: Types<'_>, content: &Content) -> Option<TokenStream> {
    match content {
        Content::Json(shape) => Some(types.of(shape)),
        Content::Text => Some(quote!(::std::string::String)),
        Content::Bytes | Content::Events | Content::Empty => None,
    }
}

fn variant_docs(documented: &Response) -> TokenStream {
    let label = documented.status.label();
    if documented.docs.is_empty() {
        docs(&format!("Status {label}."))
    } else {
        docs(&format!("{label}: {}", documented.docs))
    }
}

/// A link to the client's method of an operation.
pub(crate) fn method_link(operation: &Operation) -> String {
    format!("[`{0}`](crate::Client::{0})", operation.rust)
}

/// The type of an operation's errors, as it is named in a module beside `errors`.
pub(crate) fn error_type(operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() {
        return quote!(::std::convert::Infallible);
    }
    let name = format_ident!("{}Error", operation.response_stem);
    quote!(errors::#name)
}

/// The enum of an operation's errors.
pub(crate) fn errors(plan: &Plan, operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() || operation.is_another() {
        return TokenStream::new();
    }
    let types = Types {
        plan,
        inside: false,
    };
    let name = format_ident!("{}Error", operation.response_stem);
    let heading = format!(
        " The documented errors of [`Client::{0}`](crate::Client::{0}), one variant per status.",
        operation.rust
    );
    let variants = operation.errors.iter().map(|documented| {
        let text = variant_docs(documented);
        let variant = variant(documented.status);
        let payload = payload(types, &documented.content).map(|payload| quote!((#payload)));
        quote!(#text #variant #payload,)
    });
    let arms = operation.errors.iter().map(|documented| {
        let pattern = pattern(documented.status);
        let decoded = decoded(types, documented);
        quote!(#pattern => #decoded,)
    });
    let rest = (!operation
        .errors
        .iter()
        .any(|error| error.status == Status::Default))
    .then(|| quote!(_ => return ::std::option::Option::None,));
    // Without a body to decode, the argument is unused.
    let has_body = |error: &Response| matches!(error.content, Content::Json(_) | Content::Text);
    let body = if operation.errors.iter().any(has_body) {
        quote!(body)
    } else {
        quote!(_)
    };
    // `default` alone needs no `match`.
    let (status, decoded) = match operation.errors.as_slice() {
        [only] if only.status == Status::Default => {
            let decoded = decoded(types, only);
            (quote!(_), quote!(#decoded))
        }
        _ => (quote!(status), quote!(match status { #(#arms)* #rest })),
    };
    quote! {
        #[doc = #heading]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
        impl crate::runtime::OperationError for #name {
            // A status comes before a range that starts with it.
            #[allow(clippy::match_overlapping_arm)]
            fn decode(
                #status: u16,
                #body: &crate::runtime::ErrorBody,
            ) -> ::std::option::Option<
                ::std::result::Result<Self, crate::runtime::DecodeError>
            > {
                ::std::option::Option::Some(#decoded)
            }
        }
    }
}

/// Decodes the body of a status into its variant.
fn decoded(types: Types<'_>, documented: &Response) -> TokenStream {
    let variant = variant(documented.status);
    match &documented.content {
        Content::Json(shape) => {
            let ty = types.of(shape);
            match types.adaptor(shape) {
                Some(adaptor) => quote!(body.json_as::<#ty, #adaptor>().map(Self::#variant)),
                None => quote!(body.json::<#ty>().map(Self::#variant)),
            }
        }
        Content::Text => quote!(body.text().map(Self::#variant)),
        Content::Bytes | Content::Events | Content::Empty => {
            quote!(::std::result::Result::Ok(Self::#variant))
        }
    }
}

/// The Rust type of one success.
fn success_payload(types: Types<'_>, content: &Content) -> TokenStream {
    match content {
        Content::Json(shape) => types.of(shape),
        Content::Text => quote!(::std::string::String),
        Content::Bytes => quote!(crate::runtime::ByteStream),
        Content::Events => quote!(crate::runtime::EventStream),
        Content::Empty => quote!(()),
    }
}

/// The type of an operation's success, as it is named in a module beside `responses`.
pub(crate) fn success_type(plan: &Plan, operation: &Operation) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    if operation.has_different_successes() {
        let name = format_ident!("{}Response", operation.response_stem);
        return quote!(responses::#name);
    }
    let first = operation.successes.first();
    first.map_or(quote!(()), |success| {
        success_payload(types, &success.content)
    })
}

/// The enum of an operation's successes, if they differ.
pub(crate) fn successes(plan: &Plan, operation: &Operation) -> TokenStream {
    if !operation.has_different_successes() || operation.is_another() {
        return TokenStream::new();
    }
    let types = Types {
        plan,
        inside: false,
    };
    let name = format_ident!("{}Response", operation.response_stem);
    let heading = format!(
        " The documented responses of [`Client::{0}`](crate::Client::{0}), one variant per status.",
        operation.rust
    );
    let variants = operation.successes.iter().map(|documented| {
        let text = variant_docs(documented);
        let variant = variant(documented.status);
        let payload = match documented.content {
            Content::Empty => None,
            _ => {
                Some(success_payload(types, &documented.content)).map(|payload| quote!((#payload)))
            }
        };
        quote!(#text #variant #payload,)
    });
    quote! {
        #[doc = #heading]
        // The document decides what a variant contains, and a call has only one such value.
        #[allow(clippy::large_enum_variant)]
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    }
}

/// The successes that are streamed, as ranges of statuses.
pub(crate) fn streamed(operation: &Operation) -> Vec<RangeInclusive<u16>> {
    let streams = |code: u16| {
        let mut successes = operation.successes.iter();
        let documented = successes.find(|documented| match documented.status {
            Status::Code(it) => it == code,
            Status::Range(hundreds) => hundreds == code / 100,
            Status::Default => true,
        });
        documented.is_some_and(|documented| {
            matches!(documented.content, Content::Bytes | Content::Events)
        })
    };
    let mut ranges: Vec<RangeInclusive<u16>> = Vec::new();
    for code in (200..=299).filter(|code| streams(*code)) {
        match ranges.last_mut() {
            Some(last) if *last.end() + 1 == code => *last = *last.start()..=code,
            _ => ranges.push(code..=code),
        }
    }
    ranges
}

/// The arms that decode each success of `response`.
pub(crate) fn success_arms(
    plan: &Plan,
    operation: &Operation,
    response: &TokenStream,
) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    let name = format_ident!("{}Response", operation.response_stem);
    let arms = operation.successes.iter().map(|documented| {
        let pattern = match documented.status {
            // `default` is a success only within 2xx.
            Status::Default => quote!(200..=299),
            status => pattern(status),
        };
        let decoded = match &documented.content {
            Content::Json(shape) => match types.adaptor(shape) {
                Some(adaptor) => {
                    let ty = types.of(shape);
                    quote!(#response.json_as::<#ty, #adaptor>())
                }
                None => {
                    let ty = types.of(shape);
                    quote!(#response.json::<#ty>())
                }
            },
            Content::Text => quote!(#response.text()),
            Content::Bytes => quote!(Ok(#response.stream())),
            Content::Events => quote!(#response.events()),
            Content::Empty => quote!(#response.empty()),
        };
        let variant = variant(documented.status);
        let decoded = match (operation.has_different_successes(), &documented.content) {
            (false, _) => decoded,
            (true, Content::Empty) => {
                quote!(#decoded.map(|it| it.map(|()| responses::#name::#variant)))
            }
            (true, _) => quote!(#decoded.map(|it| it.map(responses::#name::#variant))),
        };
        quote!(#pattern => #decoded,)
    });
    quote!(#(#arms)*)
}
