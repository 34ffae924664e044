//! A mock of every operation: what a call has to be, and what the document says of its answers.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Value, json};

use super::answers::{error_type, variant};
use super::docs::docs;
use super::operations::constant;
use super::parameters::{self, header_explodes, path_text, query_style};
use super::types::{Types, ident};
use crate::Diagnostic;
use crate::generator::body_type;
use crate::plan::{
    Answer, BodyKind, Content, Location, Operation, Parameter, Plan, Scope, Shape, Status, Type,
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

/// The module's code; `lowered` is the document that `plan` was made of.
pub(crate) fn emit(plan: &Plan, lowered: &Value) -> Result<TokenStream, Diagnostic> {
    let document = document(plan, lowered);
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
    let received = definitions.map(|it| super::structs::received(plan, it));
    let modules = super::modules(plan)
        .into_iter()
        .map(|(name, _)| ident(name));
    let modules: Vec<_> = modules.collect();
    Ok(quote! {
        pub use ::wiremock;
        #[allow(unused_imports)] // whether there are errors is the document's affair
        use crate::runtime::mock as mocks;
        pub use mocks::{
            Answer, Documented, Failure, Fault, Mock, ReceivedRequest, SampleRequest, Scope, Server,
            Service, ServiceBuilder, ServiceError, Success,
        };
        /// The document as OpenAPI 3.0.3, from which a [`Service`] is made.
        pub(crate) const DOCUMENT: &str = #document;
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
    })
}

/// The lowered document in one line. Each operation has the names of its methods under
/// `x-rust-names`; tags and servers, which no response depends on, are left out.
fn document(plan: &Plan, lowered: &Value) -> String {
    let mut document = lowered.clone();
    if let Some(members) = document.as_object_mut() {
        members.retain(|name, _| ["components", "openapi", "paths", "security"].contains(&&**name));
    }
    for operation in &plan.operations {
        let item = document
            .get_mut("paths")
            .and_then(|it| it.get_mut(&operation.path));
        let Some(Value::Object(own)) = item.and_then(|it| it.get_mut(&operation.method)) else {
            continue;
        };
        let names = own.entry("x-rust-names").or_insert_with(|| json!([]));
        if let Value::Array(names) = names {
            names.push(json!(operation.rust));
        }
        for prose in ["description", "summary", "tags"] {
            own.shift_remove(prose);
        }
    }
    document.to_string()
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
fn statuses(operation: &Operation) -> Vec<&Answer> {
    let mut answers: Vec<&Answer> = Vec::new();
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
fn respond(plan: &Plan, answer: &Answer, method: &str) -> TokenStream {
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
fn written(answer: &Answer, status: &TokenStream, value: &TokenStream) -> TokenStream {
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
        Type::Text => (quote!(&str), quote!(#value)),
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
    let name = format_ident!("{}Error", operation.answers);
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
