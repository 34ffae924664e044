//! An operation's responses: an enum of its errors, and an enum of its successes if they differ.

use std::ops::RangeInclusive;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::docs;
use super::types::{Types, ident};
use crate::identifier::pascal;
use crate::plan::model::{
    Choice, Content, Kind, Operation, Plan, Representation, Response, Shape, Status, Type,
    different,
};

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
        Content::Json(shape) | Content::Scalar(shape) => Some(types.of(shape)),
        Content::Text => Some(quote!(::std::string::String)),
        Content::Bytes | Content::Base64 | Content::Events | Content::Lines(_) | Content::Empty => {
            None
        }
    }
}

/// The variant of an error's content in another media type.
pub(crate) fn variant_of(status: Status, other: &Representation) -> proc_macro2::Ident {
    format_ident!("{}{}", variant(status), pascal(&other.suffix))
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
        let others = documented.others.iter().map(|other| {
            let variant = variant_of(documented.status, other);
            let payload = self::payload(types, &other.content).map(|payload| quote!((#payload)));
            let text = docs(&format!(
                "{}, as `{}`.",
                documented.status.label(),
                other.media_types.join("` or `")
            ));
            quote!(#text #variant #payload,)
        });
        quote!(#text #variant #payload, #(#others)*)
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
    let has_body =
        |error: &Response| !error.others.is_empty() || payload(types, &error.content).is_some();
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

/// Decodes the body of a status into its variant: the one of its content type.
fn decoded(types: Types<'_>, documented: &Response) -> TokenStream {
    let main = decoded_content(types, &documented.content, &variant(documented.status));
    if documented.others.is_empty() {
        return main;
    }
    let others = documented.others.iter().map(|other| {
        let variant = variant_of(documented.status, other);
        let decoded = decoded_content(types, &other.content, &variant);
        let media_types = &other.media_types;
        quote!(if body.is_one_of(&[#(#media_types),*]) { #decoded } else)
    });
    quote!(#(#others)* { #main })
}

fn decoded_content(
    types: Types<'_>,
    content: &Content,
    variant: &proc_macro2::Ident,
) -> TokenStream {
    match content {
        Content::Json(shape) | Content::Scalar(shape) => {
            let decoded = json(types, quote!(body), content, shape);
            quote!(#decoded.map(Self::#variant))
        }
        Content::Text => quote!(body.text().map(Self::#variant)),
        Content::Bytes | Content::Base64 | Content::Events | Content::Lines(_) | Content::Empty => {
            quote!(::std::result::Result::Ok(Self::#variant))
        }
    }
}

/// Decodes `source`, a response or the body of an error, as JSON.
fn json(types: Types<'_>, source: TokenStream, content: &Content, shape: &Shape) -> TokenStream {
    let scalar = matches!(content, Content::Scalar(_)).then(|| quote!(.or_string()));
    let null = may_be_null(types.plan, shape).then(|| quote!(.or_null()));
    let ty = types.of(shape);
    match types.adaptor(shape) {
        Some(adaptor) => quote!(#source #scalar #null.json_as::<#ty, #adaptor>()),
        None => quote!(#source #scalar #null.json::<#ty>()),
    }
}

/// Whether null is a value of the shape, so that an empty body is one too.
fn may_be_null(plan: &Plan, shape: &Shape) -> bool {
    match &plan.resolved(shape).ty {
        Type::Any | Type::Null | Type::Nullable(_) => true,
        Type::Boxed(inner) => may_be_null(plan, inner),
        Type::Named(id) => match plan.definitions.get(*id).map(|known| &known.kind) {
            // A wrapper breaks a cycle of types, so it does not lead to itself without a box.
            Some(Kind::Wrapper(inner)) => matches!(
                plan.resolved(inner).ty,
                Type::Any | Type::Null | Type::Nullable(_)
            ),
            _ => false,
        },
        _ => false,
    }
}

/// The Rust type of one success.
fn success_payload(types: Types<'_>, content: &Content) -> TokenStream {
    match content {
        Content::Json(shape) | Content::Scalar(shape) => types.of(shape),
        Content::Lines(shape) => {
            let item = types.of(shape);
            quote!(crate::runtime::JsonLines<#item>)
        }
        Content::Text => quote!(::std::string::String),
        Content::Bytes | Content::Base64 => quote!(crate::runtime::ByteStream),
        Content::Events => quote!(crate::runtime::EventStream),
        Content::Empty => quote!(()),
    }
}

/// The name of the enum of the successes, if they differ.
pub(crate) fn success_name(operation: &Operation, choice: Option<&Choice>) -> String {
    let suffix = choice.map(|choice| pascal(&choice.suffix));
    let stem = &operation.response_stem;
    format!("{stem}Response{}", suffix.unwrap_or_default())
}

/// The type of an operation's success, as it is named in a module beside `responses`.
pub(crate) fn success_type(
    plan: &Plan,
    operation: &Operation,
    choice: Option<&Choice>,
) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    let successes = operation.successes_of(choice);
    if different(&successes) {
        let name = format_ident!("{}", success_name(operation, choice));
        return quote!(responses::#name);
    }
    let first = successes.first();
    first.map_or(quote!(()), |success| {
        success_payload(types, &success.content)
    })
}

/// The enums of an operation's successes, if they differ.
pub(crate) fn successes(plan: &Plan, operation: &Operation) -> TokenStream {
    if operation.is_another() {
        return TokenStream::new();
    }
    let enums = operation.sends().map(|choice| {
        let successes = operation.successes_of(choice);
        if different(&successes) {
            success_enum(plan, operation, choice, &successes)
        } else {
            TokenStream::new()
        }
    });
    enums.collect()
}

fn success_enum(
    plan: &Plan,
    operation: &Operation,
    choice: Option<&Choice>,
    successes: &[Response],
) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    let name = format_ident!("{}", success_name(operation, choice));
    let by = choice.map_or_else(String::new, |choice| {
        let builder = &operation.pascal;
        format!(" by [`{0}`](crate::builder::{builder}::{0})", choice.method)
    });
    let heading = format!(
        " The documented responses of [`Client::{0}`](crate::Client::{0}){by}, one variant per \
         status.",
        operation.rust
    );
    let variants = successes.iter().map(|documented| {
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
pub(crate) fn streamed(successes: &[Response]) -> Vec<RangeInclusive<u16>> {
    let streams = |code: u16| {
        let mut successes = successes.iter();
        let documented = successes.find(|documented| match documented.status {
            Status::Code(it) => it == code,
            Status::Range(hundreds) => hundreds == code / 100,
            Status::Default => code < 300,
        });
        documented.is_some_and(|documented| documented.content.is_streamed())
    };
    let mut ranges: Vec<RangeInclusive<u16>> = Vec::new();
    for code in (200..=399).filter(|code| streams(*code)) {
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
    choice: Option<&Choice>,
    response: &TokenStream,
) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    let name = format_ident!("{}", success_name(operation, choice));
    let successes = operation.successes_of(choice);
    let is_enum = different(&successes);
    let arms = successes.iter().map(|documented| {
        let pattern = match documented.status {
            // `default` is a success only within 2xx.
            Status::Default => quote!(200..=299),
            status => pattern(status),
        };
        let elsewhere = elsewhere(operation, documented);
        let response = quote!(#response #elsewhere);
        let decoded = match &documented.content {
            Content::Json(shape) | Content::Scalar(shape) => {
                json(types, response, &documented.content, shape)
            }
            Content::Lines(shape) => match types.adaptor(shape) {
                Some(adaptor) => {
                    let ty = types.of(shape);
                    quote!(Ok(#response.lines_as::<#ty, #adaptor>()))
                }
                None => {
                    let ty = types.of(shape);
                    quote!(Ok(#response.lines::<#ty>()))
                }
            },
            Content::Text => quote!(#response.text()),
            Content::Bytes => quote!(Ok(#response.stream())),
            Content::Base64 => quote!(#response.bytes_or_base64()),
            Content::Events => quote!(#response.events()),
            Content::Empty => quote!(#response.empty()),
        };
        let variant = variant(documented.status);
        let decoded = match (is_enum, &documented.content) {
            (false, _) => decoded,
            (true, Content::Empty) => {
                quote!(#decoded.map(|response| response.map(|()| responses::#name::#variant)))
            }
            (true, _) => {
                quote!(#decoded.map(|response| response.map(responses::#name::#variant)))
            }
        };
        quote!(#pattern => #decoded,)
    });
    quote!(#(#arms)*)
}

/// Fails for a content type that another method receives.
fn elsewhere(operation: &Operation, received: &Response) -> TokenStream {
    let documented = operation.successes.iter();
    let documented = documented.filter(|success| success.status == received.status);
    let pairs = documented.flat_map(|success| {
        let main = success.media_types.iter().map(|media| (media, "send"));
        let others = success.others.iter().flat_map(|other| {
            let mut choices = operation.choices.iter();
            let choice = choices.find(|choice| choice.suffix == other.suffix);
            let method = choice.map_or("send", |choice| choice.method.as_str());
            other.media_types.iter().map(move |media| (media, method))
        });
        main.chain(others)
    });
    let mut elsewhere: Vec<(&String, &str)> = Vec::new();
    for (media, method) in pairs {
        let known = elsewhere.iter().any(|(known, _)| *known == media);
        if !known && !received.media_types.contains(media) && !media.contains('*') {
            elsewhere.push((media, method));
        }
    }
    if elsewhere.is_empty() {
        return TokenStream::new();
    }
    let pairs = elsewhere
        .iter()
        .map(|(media, method)| quote!((#media, #method)));
    quote!(.unless(&[#(#pairs),*])?)
}
