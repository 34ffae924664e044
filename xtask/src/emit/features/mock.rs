//! A mock of every operation: the call that it expects, and the documented responses.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Value, json};

use crate::emit::docs::docs;
use crate::emit::operations::constant;
use crate::emit::parameters::{
    self, encoded_path, field_styles, header_explodes, query_method, query_style,
};
use crate::emit::request_body::body_type;
use crate::emit::responses::{error_type, variant, variant_of};
use crate::emit::structs;
use crate::emit::types::{Types, ident};
use crate::identifier::Scope;
use crate::plan::model::{
    BodyKind, Content, Location, Operation, Parameter, Plan, Response, Shape, Status, Type,
};

/// Names of methods that every mock has: those of `expects!` and the constructor.
const METHODS: &[&str] = &[
    "and",
    "authorized",
    "body",
    "disconnect",
    "fails_with",
    "new",
    "respond",
];

/// The code of the feature; `document` is [`document`].
pub(crate) fn emit(plan: &Plan, document: &str, modules: &[Ident]) -> TokenStream {
    let root = root(plan, document);
    let functions = plan.operations.iter().map(|operation| {
        let (name, made) = (ident(&operation.rust), ident(&operation.pascal));
        let text = format!(" {}", heading(operation));
        quote! {
            #[doc = #text]
            pub fn #name() -> builder::#made { builder::#made::new() }
        }
    });
    let mocks = plan
        .operations
        .iter()
        .map(|operation| mock(plan, operation));
    let errors = plan.operations.iter().map(documented);
    let received = plan
        .emitted()
        .map(|definition| structs::received(plan, definition));
    quote! {
        #[allow(unused_imports)] // unused if no errors are documented
        use crate::runtime::mock as mocks;
        #root
        #[allow(unused_imports)] // a document need not have all of them
        use super::{#(#modules),*};
        #(#functions)*
        /// Builders of expected calls.
        // A parameter may be named like a method of the standard library.
        #[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
        #[allow(deprecated)] // a deprecated type can be expected
        pub mod builder {
            #[allow(unused_imports)] // unused if no operation needs them
            use crate::{#(#modules,)* operations, runtime::mock as mocks, types};
            #(#mocks)*
        }
        #(#errors)*
        // The document decides the names and how many fields are required, as for `types`.
        #[allow(clippy::module_name_repetitions, clippy::should_implement_trait,
            clippy::too_many_arguments, clippy::wrong_self_convention)]
        #[allow(deprecated)] // a deprecated type can be a response
        mod received {
            #[allow(unused_imports)] // unused if there are no such types
            use crate::types;
            #(#received)*
        }
    }
}

/// What the module has once.
fn root(plan: &Plan, document: &str) -> TokenStream {
    if !plan.has_root() {
        return quote! {
            #[allow(unused_imports)] // unused if no errors are documented
            use mocks::Documented;
        };
    }
    quote! {
        pub use ::wiremock;
        pub use mocks::{
            Documented, Failure, Fault, Mock, MockResponse, ReceivedRequest, SampleRequest, Scope,
            Server, Service, ServiceBuilder, ServiceError, Success,
        };
        /// The document as OpenAPI 3.0.3, from which a [`Service`] is made.
        pub(crate) const DOCUMENT: &str = #document;
    }
}

/// The lowered document in one line, from which the plan was made. Each operation has the names of
/// its methods under `x-rust-names`; tags and servers, which no response depends on, are left out.
pub(crate) fn document(plan: &Plan, lowered: &Value) -> String {
    let mut document = lowered.clone();
    if let Some(members) = document.as_object_mut() {
        members.retain(|name, _| ["components", "openapi", "paths", "security"].contains(&&**name));
    }
    for operation in &plan.operations {
        let item = document
            .get_mut("paths")
            .and_then(|value| value.get_mut(&operation.path));
        let Some(Value::Object(own)) = item.and_then(|value| value.get_mut(&operation.method))
        else {
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
    let (name, constant) = (ident(&operation.pascal), constant(operation, None));
    let text = format!(" {}", heading(operation));
    let error = error_type(operation);
    let responses = statuses(operation);
    let mut scope = Scope::reserving(METHODS);
    // Claimed before the names of parameters, which vary more.
    let mains = responses.iter().map(|response| {
        let method = scope.claim(&method(response.status));
        respond(plan, response, &method)
    });
    let mut methods: TokenStream = mains.collect();
    for response in &responses {
        methods.extend(response.others.iter().map(|other| {
            let method = scope.claim(&format!("{}_{}", method(response.status), other.suffix));
            respond(plan, &response.with(other), &method)
        }));
    }
    let parameters = operation.parameters.iter().map(|parameter| {
        let method = scope.claim(&parameter.rust);
        self::parameter(plan, parameter, &method)
    });
    let parameters: TokenStream = parameters.collect();
    let body = body(plan, operation);
    quote! {
        #[doc = #text]
        #[derive(Debug)]
        #[must_use = "a mock expects nothing until it is mounted"]
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

/// The method that expects a parameter's value.
fn parameter(plan: &Plan, parameter: &Parameter, method: &str) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    let (method, wire) = (ident(method), &parameter.wire);
    let text = docs(&format!("Expects this `{}`.", wire.replace('`', "'")));
    let ty = types.of(&parameter.shape);
    let (argument, value) = types.argument(&parameter.shape, &quote!(value));
    let given = parameters::written(parameter.style, &quote!(value));
    let (written, expected) = match (parameter.location, parameter.style) {
        (Location::Path, _) => {
            let text = encoded_path(plan, parameter, &quote!(value));
            (quote!(let text = #text;), quote!(path(#wire, &text)))
        }
        (Location::Query, style) => {
            let (style, query) = (query_style(style), query_method(parameter));
            (
                quote!(let style = #style;),
                quote!(#query(#wire, style, &#given)),
            )
        }
        (Location::Header, style) => {
            let explode = header_explodes(style);
            (TokenStream::new(), quote!(header(#wire, #explode, &#given)))
        }
        (Location::Cookie, _) => (TokenStream::new(), quote!(cookie(#wire, &#given))),
    };
    // A value of the parameter's own type needs no conversion.
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

/// The method that expects the body.
fn body(plan: &Plan, operation: &Operation) -> TokenStream {
    let Some(body) = &operation.body else {
        return TokenStream::new();
    };
    let types = Types {
        plan,
        inside: false,
    };
    let (argument, expected) = match &body.kind {
        BodyKind::Json | BodyKind::Form(_) => {
            let (argument, value) = borrowed(types, &body.shape, &quote!(body));
            match &body.kind {
                BodyKind::Form(styles) => {
                    let styles = field_styles(styles);
                    (argument, quote!(form(#value, #styles)))
                }
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
        /// Expects this body.
        pub fn body(self, body: #argument) -> Self { Self(self.0.#expected) }
    }
}

/// The documented responses of the operation, each status once.
fn statuses(operation: &Operation) -> Vec<&Response> {
    let mut responses: Vec<&Response> = Vec::new();
    for response in operation.successes.iter().chain(&operation.errors) {
        // `default` may be both.
        if !responses
            .iter()
            .any(|known| known.status == response.status)
        {
            responses.push(response);
        }
    }
    responses
}

fn method(status: Status) -> String {
    match status {
        Status::Code(code) => format!("respond_{code}"),
        Status::Range(range) => format!("respond_{range}xx"),
        Status::Default => "respond_default".to_owned(),
    }
}

/// The method that responds with a status.
fn respond(plan: &Plan, response: &Response, method: &str) -> TokenStream {
    let types = Types {
        plan,
        inside: false,
    };
    let method = ident(method);
    let label = response.status.label();
    let text = docs(&if response.docs.is_empty() {
        format!("Responds with {label}.")
    } else {
        format!("Responds with {label}: {}", response.docs)
    });
    let (argument, status, within) = match response.status {
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
    let (content, responded) = match &response.content {
        Content::Lines(shape) => {
            let ty = types.of(shape);
            (
                quote!(items: &[#ty]),
                written(response, &status, &quote!(items)),
            )
        }
        Content::Json(shape) | Content::Scalar(shape) => {
            let (argument, value) = borrowed(types, shape, &quote!(response));
            (
                quote!(response: #argument),
                written(response, &status, &quote!(#value)),
            )
        }
        Content::Text => (
            quote!(response: &str),
            written(response, &status, &quote!(response.to_owned())),
        ),
        Content::Events => (
            // The wire format, since the feature that parses events may be disabled.
            quote!(events: &str),
            written(response, &status, &quote!(events.to_owned())),
        ),
        Content::Bytes | Content::Base64 => (
            quote!(response: impl ::std::convert::Into<::bytes::Bytes>),
            written(response, &status, &quote!(response)),
        ),
        Content::Empty => (TokenStream::new(), written(response, &status, &quote!())),
    };
    quote! {
        #text
        pub fn #method(self, #argument #content) -> mocks::Mock {
            self.0.respond_with(#responded #within) }
    }
}

/// The expression of a response.
fn written(response: &Response, status: &TokenStream, value: &TokenStream) -> TokenStream {
    let media_type = response.media_type();
    match &response.content {
        Content::Json(_) | Content::Scalar(_) => {
            quote!(mocks::MockResponse::json(#status, #media_type, #value))
        }
        Content::Lines(_) => {
            quote!(mocks::MockResponse::lines(#status, #media_type, #value))
        }
        Content::Empty => quote!(mocks::MockResponse::empty(#status)),
        _ => quote!(mocks::MockResponse::bytes(#status, #media_type, #value)),
    }
}

/// The type by which a value is borrowed, and the expression that passes it on.
fn borrowed(types: Types<'_>, shape: &Shape, value: &TokenStream) -> (TokenStream, TokenStream) {
    let ty = types.of(shape);
    match &types.plan.resolved(shape).ty {
        Type::String => (quote!(&str), quote!(#value)),
        Type::List(item) => {
            let item = types.of(item);
            (quote!(&[#item]), quote!(#value))
        }
        Type::Boxed(inner) => borrowed(types, inner, value),
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

/// An operation's errors as a server's responses.
fn documented(operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() || operation.is_another() {
        return TokenStream::new();
    }
    let name = format_ident!("{}Error", operation.response_stem);
    let arms = operation.errors.iter().map(|response| {
        let status = Literal::u16_unsuffixed(sample(operation, response.status));
        let main = documented_arm(response, &variant(response.status), &status);
        let others = response.others.iter().map(|other| {
            let variant = variant_of(response.status, other);
            documented_arm(&response.with(other), &variant, &status)
        });
        quote!(#main #(#others)*)
    });
    quote! {
        impl Documented for errors::#name {
            fn response(&self) -> mocks::MockResponse {
                match self { #(#arms)* }
            }
        }
    }
}

/// The arm of a variant.
fn documented_arm(response: &Response, variant: &Ident, status: &Literal) -> TokenStream {
    match &response.content {
        Content::Json(_) | Content::Scalar(_) => {
            let written = written(response, &quote!(#status), &quote!(it));
            quote!(Self::#variant(it) => #written,)
        }
        Content::Text => {
            let written = written(response, &quote!(#status), &quote!(it.clone()));
            quote!(Self::#variant(it) => #written,)
        }
        _ => quote!(Self::#variant => mocks::MockResponse::empty(#status),),
    }
}

/// A status that is decoded as this one, and not as a more specific one.
fn sample(operation: &Operation, status: Status) -> u16 {
    let named = |code: u16| {
        operation.errors.iter().any(|error| match error.status {
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
