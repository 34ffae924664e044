//! A mock of every operation: what a call has to be, and what the document says of its answers.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::docs::docs;
use crate::emit::operations::constant;
use crate::emit::parameters::{self, header_explodes, path_text, query_style};
use crate::emit::request_body::body_type;
use crate::emit::responses::{error_type, variant};
use crate::emit::structs;
use crate::emit::types::{Types, ident};
use crate::identifier::Scope;
use crate::plan::model::{
    BodyKind, Content, Location, Operation, Parameter, Plan, Response, Shape, Status, Type,
};

/// What every mock can do: the methods of `expects!`, and what makes it.
const METHODS: &[&str] = &[
    "and",
    "authorized",
    "body",
    "disconnect",
    "fails_with",
    "new",
    "respond",
];

/// The module's code.
pub(crate) fn emit(plan: &Plan, modules: &[Ident]) -> TokenStream {
    let functions = plan.operations.iter().map(|operation| {
        let (name, made) = (ident(&operation.rust), ident(&operation.pascal));
        let text = format!(" {}", heading(operation));
        quote! {
            #[doc = #text]
            pub fn #name() -> builder::#made { builder::#made::new() }
        }
    });
    let mocks = plan.operations.iter().map(|it| mock(plan, it));
    let errors = plan.operations.iter().map(documented);
    let definitions = plan.definitions.iter();
    let received = definitions.map(|it| structs::received(plan, it));
    quote! {
        pub use ::wiremock;
        #[allow(unused_imports)] // whether there are errors is the document's affair
        use crate::runtime::mock as mocks;
        pub use mocks::{Answer, Documented, Failure, Mock, Scope, Server, Success};
        #[allow(unused_imports)] // what there is of them is the document's affair
        use super::{#(#modules),*};
        #(#functions)*
        /// Calls that are expected, being put together.
        // A parameter may be called as a method of the standard library is.
        #[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
        pub mod builder {
            #[allow(unused_imports)] // whether an operation uses them is the document's affair
            use crate::{#(#modules,)* operations, runtime::mock as mocks, types};
            #(#mocks)*
        }
        #(#errors)*
        // As for `types`: names are the document's.
        #[allow(clippy::module_name_repetitions, clippy::should_implement_trait, clippy::wrong_self_convention)]
        mod received {
            #[allow(unused_imports)] // whether there are such types is the document's affair
            use crate::types;
            #(#received)*
        }
    }
}

fn heading(operation: &Operation) -> String {
    format!(
        "Expects [`Client::{0}`](crate::Client::{0}): `{1} {2}`.",
        operation.rust,
        operation.method.to_uppercase(),
        operation.path.replace('`', "'")
    )
}

fn mock(plan: &Plan, operation: &Operation) -> TokenStream {
    let (name, constant) = (ident(&operation.pascal), constant(operation));
    let text = format!(" {}", heading(operation));
    let error = error_type(operation);
    let answers = statuses(operation);
    let mut scope = Scope::reserving(METHODS);
    let methods = answers.iter().map(|answer| {
        // Taken before any parameter is named.
        let method = scope.claim(&method(answer.status));
        respond(plan, answer, &method)
    });
    let methods: TokenStream = methods.collect();
    let parameters = operation.parameters.iter().map(|parameter| {
        let method = scope.claim(&parameter.rust);
        ask(plan, parameter, &method)
    });
    let parameters: TokenStream = parameters.collect();
    let body = body(plan, operation);
    quote! {
        #[doc = #text]
        #[derive(Debug)]
        #[must_use = "nothing is expected before the mock is mounted"]
        pub struct #name(mocks::Expected);
        impl #name {
            pub(crate) fn new() -> Self { Self(mocks::Expected::new(&operations::#constant)) }
            #parameters
            #body
            #methods
        }
        mocks::expects!(#name, #error);
    }
}

/// The method that asks for a parameter's value.
fn ask(plan: &Plan, parameter: &Parameter, method: &str) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    let (method, wire) = (ident(method), &parameter.wire);
    let text = docs(&format!("With this `{}`.", wire.replace('`', "'")));
    let ty = types.of(&parameter.shape);
    let (argument, value) = types.argument(&parameter.shape, &quote!(value));
    let given = parameters::written(parameter.style, &quote!(value));
    let (written, expected) = match (parameter.location, parameter.style) {
        (Location::Path, _) => {
            let text = path_text(plan, parameter, &quote!(value));
            (quote!(let text = #text;), quote!(path(#wire, &text)))
        }
        (Location::Query, style) => {
            let style = query_style(style);
            (
                quote!(let style = #style;),
                quote!(query(#wire, style, &#given)),
            )
        }
        (Location::Header, style) => {
            let explode = header_explodes(style);
            (TokenStream::new(), quote!(header(#wire, #explode, &#given)))
        }
        (Location::Cookie, _) => (TokenStream::new(), quote!(cookie(#wire, &#given))),
    };
    // What is given as it is needs no conversion.
    let converted = (value.to_string() != "value").then(|| quote!(let value: #ty = #value;));
    quote! {
        #text
        pub fn #method(self, value: #argument) -> Self {
            #converted
            #written
            Self(self.0.#expected)
        }
    }
}

/// The method that asks for the body.
fn body(plan: &Plan, operation: &Operation) -> TokenStream {
    let Some(body) = &operation.body else {
        return TokenStream::new();
    };
    let types = Types {
        plan,
        inside: false,
    };
    let (argument, expected) = match &body.kind {
        BodyKind::Json | BodyKind::Form => {
            let (argument, value) = lent(types, &body.shape, &quote!(body));
            match body.kind {
                BodyKind::Form => (argument, quote!(form(#value))),
                _ => (argument, quote!(json(#value))),
            }
        }
        BodyKind::Multipart(_) => {
            let form = body_type(plan, operation, body);
            (form, quote!(multipart(body.into_form())))
        }
        BodyKind::Text => (quote!(&str), quote!(text(body))),
        BodyKind::Bytes => (
            quote!(impl ::std::convert::AsRef<[u8]>),
            quote!(bytes(body.as_ref())),
        ),
    };
    quote! {
        /// With this body.
        pub fn body(self, body: #argument) -> Self { Self(self.0.#expected) }
    }
}

/// Every answer that the document has for the operation, each status once.
fn statuses(operation: &Operation) -> Vec<&Response> {
    let mut answers: Vec<&Response> = Vec::new();
    for answer in operation.successes.iter().chain(&operation.errors) {
        // `default` may be both.
        if !answers.iter().any(|it| it.status == answer.status) {
            answers.push(answer);
        }
    }
    answers
}

fn method(status: Status) -> String {
    match status {
        Status::Code(code) => format!("respond_{code}"),
        Status::Range(range) => format!("respond_{range}xx"),
        Status::Default => "respond_default".to_owned(),
    }
}

/// The method that answers with a status.
fn respond(plan: &Plan, answer: &Response, method: &str) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    let method = ident(method);
    let label = answer.status.label();
    let text = docs(&match answer.docs.is_empty() {
        true => format!("Answers {label}."),
        false => format!("Answers {label}: {}", answer.docs),
    });
    let (argument, status, within) = match answer.status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            (TokenStream::new(), quote!(#code), TokenStream::new())
        }
        Status::Range(range) => {
            let (first, last) = (range * 100, range * 100 + 99);
            let (first, last) = (
                Literal::u16_unsuffixed(first),
                Literal::u16_unsuffixed(last),
            );
            (
                quote!(status: u16,),
                quote!(status),
                quote!(.within(#first..=#last)),
            )
        }
        Status::Default => (
            quote!(status: u16,),
            quote!(status),
            quote!(.within(200..=599)),
        ),
    };
    let (content, answered) = match &answer.content {
        Content::Json(shape) => {
            let (argument, value) = lent(types, shape, &quote!(answer));
            (
                quote!(answer: #argument),
                written(answer, &status, &quote!(#value)),
            )
        }
        Content::Text => (
            quote!(answer: &str),
            written(answer, &status, &quote!(answer.to_owned())),
        ),
        Content::Events => (
            // As they go over the wire: the feature that reads events may be off.
            quote!(events: &str),
            written(answer, &status, &quote!(events.to_owned())),
        ),
        Content::Bytes => (
            quote!(answer: impl ::std::convert::Into<::bytes::Bytes>),
            written(answer, &status, &quote!(answer)),
        ),
        Content::Empty => (TokenStream::new(), written(answer, &status, &quote!())),
    };
    quote! {
        #text
        pub fn #method(self, #argument #content) -> mocks::Mock { self.0.answer(#answered #within) }
    }
}

/// The expression of an answer.
fn written(answer: &Response, status: &TokenStream, value: &TokenStream) -> TokenStream {
    let media_type = answer.media_type();
    match &answer.content {
        Content::Json(_) => {
            quote!(mocks::Answer::json(#status, #media_type, #value))
        }
        Content::Empty => quote!(mocks::Answer::empty(#status)),
        _ => quote!(mocks::Answer::bytes(#status, #media_type, #value)),
    }
}

/// The type by which a value is lent, and the expression that lends it on.
fn lent(types: Types<'_>, shape: &Shape, value: &TokenStream) -> (TokenStream, TokenStream) {
    let ty = types.of(shape);
    match &types.plan.resolved(shape).ty {
        Type::String => (quote!(&str), quote!(#value)),
        Type::List(item) => {
            let item = types.of(item);
            (quote!(&[#item]), quote!(#value))
        }
        Type::Boxed(inner) => lent(types, inner, value),
        Type::Null
        | Type::Bool(_)
        | Type::Integer(_)
        | Type::Number
        | Type::Uuid
        | Type::DateTime
        | Type::Date => (ty, quote!(&#value)),
        _ => (quote!(&#ty), quote!(#value)),
    }
}

/// An operation's errors as a server answers them.
fn documented(operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() || operation.is_another() {
        return TokenStream::new();
    }
    let name = format_ident!("{}Error", operation.response_stem);
    let arms = operation.errors.iter().map(|answer| {
        let variant = variant(answer.status);
        let status = Literal::u16_unsuffixed(sample(operation, answer.status));
        match &answer.content {
            Content::Json(_) => {
                let written = written(answer, &quote!(#status), &quote!(it));
                quote!(Self::#variant(it) => #written,)
            }
            Content::Text => {
                let written = written(answer, &quote!(#status), &quote!(it.clone()));
                quote!(Self::#variant(it) => #written,)
            }
            _ => quote!(Self::#variant => mocks::Answer::empty(#status),),
        }
    });
    quote! {
        impl Documented for errors::#name {
            fn answer(&self) -> mocks::Answer {
                match self { #(#arms)* }
            }
        }
    }
}

/// A status that is read as this one, and as none that the document names before it.
fn sample(operation: &Operation, status: Status) -> u16 {
    let named = |code: u16| {
        operation.errors.iter().any(|it| match it.status {
            Status::Code(own) => own == code,
            Status::Range(range) => status == Status::Default && range == code / 100,
            Status::Default => false,
        })
    };
    let mut candidates = match status {
        Status::Code(code) => return code,
        Status::Range(range) => (range * 100..range * 100 + 100).chain(0..0),
        Status::Default => (500..600).chain(300..500),
    };
    let first = candidates.clone().next().unwrap_or_default();
    candidates.find(|code| !named(*code)).unwrap_or(first)
}
