//! Objects as structs.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::bounds::with_bounds;
use super::docs::{deprecated, docs};
use super::types::{Types, ident};
use crate::plan::model::{Definition, Field, Kind, Plan, Rest, Shape, Struct, Type, Uses};

/// A struct, with its constructor and setters if it is sent.
///
/// What is only received has neither: a required field that a later version of the document adds
/// would change the constructor, and end a default. The mock's feature has them, see [`received`].
pub(crate) fn emit(plan: &Plan, definition: &Definition, structure: &Struct) -> TokenStream {
    let types = Types { plan, inside: true };
    let name = ident(&definition.rust);
    let fields = structure
        .fields
        .iter()
        .map(|field| declaration(types, definition.uses, field));
    let rest = match &structure.rest {
        Rest::Retained(name, shape) => {
            let name = ident(name);
            let value = types.of(shape);
            let with = types.adaptor(shape).map(|value| {
                let with = format!(
                    "::serde_with::As::<::std::collections::BTreeMap<::serde_with::Same, {value}>>"
                );
                quote!(, with = #with)
            });
            quote! {
                /// The properties that the document allows without naming them.
                #[serde(flatten #with)]
                pub #name: ::std::collections::BTreeMap<::std::string::String, #value>,
            }
        }
        _ => TokenStream::new(),
    };
    let derives_default = definition.uses.sent
        && definition.generic.is_none()
        && structure
            .fields
            .iter()
            .all(|field| !field.required && fixed(types, field).is_none());
    let default = derives_default.then(|| quote!(, Default));
    let docs = docs(&definition.docs);
    let (declared, applied) = types.generics(definition, &TokenStream::new());
    let (aliases, bounds) = (aliases(definition), serde_bounds(types, definition));
    let methods = definition.uses.sent.then(|| {
        let constructor = constructor(types, definition, structure);
        let by_new = (!derives_default).then(|| default_by_new(types, definition, structure));
        let optional = structure.fields.iter().filter(|field| !field.required);
        let mut names: Vec<String> = structure
            .fields
            .iter()
            .map(|field| field.rust.clone())
            .collect();
        let setters = optional.map(|field| setter(types, field, &mut names));
        quote! {
            impl #declared #name #applied {
                #constructor
                #(#setters)*
            }
            #by_new
        }
    });
    quote! {
        #docs
        #aliases
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize #default)]
        #bounds
        #[non_exhaustive]
        pub struct #name #declared {
            #(#fields)*
            #rest
        }
        #methods
    }
}

/// The schemas that became one generic type, so that a search for one of them finds it.
fn aliases(definition: &Definition) -> TokenStream {
    let instances = definition.generic.iter();
    let schemas = instances.flat_map(|generic| &generic.instances);
    let schemas = schemas.map(|instance| &instance.schema);
    // rustdoc refuses quotes and spaces, which components need not have.
    let is_plain = |schema: &&String| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        schema.chars().all(plain)
    };
    let schemas: Vec<_> = schemas.filter(is_plain).collect();
    if schemas.is_empty() {
        return TokenStream::new();
    }
    quote!(#[doc(alias(#(#schemas),*))])
}

/// What serde requires of a type parameter. By itself it would require a default too, of a
/// parameter in an optional field.
fn serde_bounds(types: Types<'_>, definition: &Definition) -> Option<TokenStream> {
    definition.generic.as_ref()?;
    let parameter = types.parameter();
    let serialize = format!("{parameter}: ::serde::Serialize");
    let deserialize = format!("{parameter}: ::serde::Deserialize<'de>");
    Some(quote!(#[serde(bound(serialize = #serialize, deserialize = #deserialize))]))
}

/// `Default` of a struct whose constructor takes nothing.
fn default_by_new(
    types: Types<'_>,
    definition: &Definition,
    structure: &Struct,
) -> Option<TokenStream> {
    let mut fields = structure.fields.iter();
    let has_arguments = fields.any(|field| field.required && fixed(types, field).is_none());
    let name = types.path(&definition.rust);
    let (declared, applied) = types.generics(definition, &TokenStream::new());
    (!has_arguments).then(|| {
        quote! {
            impl #declared ::std::default::Default for #name #applied {
                fn default() -> Self { Self::new() }
            }
        }
    })
}

/// The type of an optional field without the `Option` of its absence, and whether absent and null
/// differ.
///
/// They differ in a request. In a response both mean that there is no value. A field of any JSON
/// value may be null itself, so there they always differ.
fn optional<'a>(types: Types<'a>, uses: Uses, field: &'a Field) -> (&'a Shape, bool) {
    match (&field.shape.ty, &types.plan.resolved(&field.shape).ty) {
        (Type::Nullable(inner), _) if uses.received && !uses.sent => (inner, false),
        (_, Type::Nullable(_)) => (&field.shape, uses.sent || !uses.received),
        (_, Type::Any | Type::Null) => (&field.shape, true),
        _ => (&field.shape, false),
    }
}

fn declaration(types: Types<'_>, uses: Uses, field: &Field) -> TokenStream {
    let name = ident(&field.rust);
    // An optional field has a setter, which gives the bounds.
    let text = if field.required && uses.sent {
        docs(&with_bounds(types.plan, &field.docs, &field.shape))
    } else {
        docs(&field.docs)
    };
    let deprecated = deprecated(field.deprecated);
    let docs = quote!(#text #deprecated);
    let mut serde = Vec::new();
    if field.rust != field.wire {
        let wire = &field.wire;
        serde.push(quote!(rename = #wire));
    }
    if field.required && !field.lenient {
        let ty = types.of(&field.shape);
        if let Some(adaptor) = types.adaptor(&field.shape) {
            let with = format!("::serde_with::As::<{adaptor}>");
            serde.push(quote!(with = #with));
        }
        // A response that omits a required null is accepted.
        if matches!(field.shape.ty, Type::Nullable(_)) {
            serde.push(quote!(default));
        }
        let serde = (!serde.is_empty()).then(|| quote!(#[serde(#(#serde),*)]));
        return quote! { #docs #serde pub #name: #ty, };
    }
    let (shape, three_states) = optional(types, uses, field);
    let ty = types.of(shape);
    serde.push(quote!(default));
    serde.push(quote!(
        skip_serializing_if = "::std::option::Option::is_none"
    ));
    match (types.adaptor(shape), three_states) {
        (None, false) => {}
        (None, true) => {
            serde.push(quote!(deserialize_with = "crate::runtime::model::present"));
        }
        (Some(adaptor), three) => {
            let with = if three {
                format!("::serde_with::As::<crate::runtime::model::Present<{adaptor}>>")
            } else {
                format!("::serde_with::As::<::std::option::Option<{adaptor}>>")
            };
            serde.push(quote!(with = #with));
        }
    }
    quote! { #docs #[serde(#(#serde),*)] pub #name: ::std::option::Option<#ty>, }
}

/// The one value that a field can have.
pub(super) fn fixed(types: Types<'_>, field: &Field) -> Option<TokenStream> {
    let plan = types.plan;
    if !field.required && !field.tag {
        return None;
    }
    match &plan.resolved(&field.shape).ty {
        Type::Bool(Some(value)) => Some(quote!(#value)),
        Type::Named(id) => {
            let definition = plan.definitions.get(*id)?;
            let Kind::Enum(enumeration) = &definition.kind else {
                return None;
            };
            let [only] = enumeration.variants.as_slice() else {
                return None;
            };
            let (name, variant) = (types.path(&definition.rust), ident(&only.rust));
            Some(quote!(#name::#variant))
        }
        _ => None,
    }
}

fn constructor(types: Types<'_>, definition: &Definition, structure: &Struct) -> TokenStream {
    let (mut arguments, mut values) = (Vec::new(), Vec::new());
    for field in &structure.fields {
        let name = ident(&field.rust);
        let plain = quote!(#name);
        let value = match (fixed(types, field), field.required) {
            (Some(value), true) if !field.lenient => value,
            (Some(value), true) => quote!(::std::option::Option::Some(#value)),
            (Some(value), false) => quote!(::std::option::Option::Some(#value)),
            (None, false) => quote!(::std::option::Option::None),
            (None, true) => {
                let (argument, value) = types.argument(&field.shape, &quote!(#name));
                arguments.push(quote!(#name: #argument));
                if field.lenient {
                    quote!(::std::option::Option::Some(#value))
                } else {
                    value
                }
            }
        };
        values.push(if value.to_string() == plain.to_string() {
            plain
        } else {
            quote!(#name: #value)
        });
    }
    if let Rest::Retained(name, _) = &structure.rest {
        let name = ident(name);
        values.push(quote!(#name: ::std::collections::BTreeMap::new()));
    }
    let name = &definition.rust;
    let article = if name.starts_with(['A', 'E', 'I', 'O']) {
        "an"
    } else {
        "a"
    };
    let heading = if arguments.is_empty() {
        format!(" Creates {article} `{name}` without optional fields.")
    } else {
        format!(" Creates {article} `{name}` from its required fields.")
    };
    quote! {
        #[doc = #heading]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

fn setter(types: Types<'_>, field: &Field, names: &mut Vec<String>) -> TokenStream {
    let name = ident(&field.rust);
    let text = docs(&with_bounds(types.plan, &field.docs, &field.shape));
    let deprecated = deprecated(field.deprecated);
    let docs = quote!(#text #deprecated);
    let inner: &Shape = match &field.shape.ty {
        Type::Nullable(inner) => inner,
        _ => &field.shape,
    };
    let (argument, value) = types.argument(inner, &quote!(value));
    let nullable = matches!(field.shape.ty, Type::Nullable(_));
    let value = if nullable {
        quote!(::std::option::Option::Some(#value))
    } else {
        value
    };
    let mut null = format!("{}_null", field.rust.trim_end_matches('_'));
    while names.contains(&null) {
        null.push('_');
    }
    let null_name = format_ident!("{null}");
    let null = nullable.then(|| {
        names.push(null);
        let text = format!("Sends `{}` as null.", field.wire.replace('`', "'"));
        quote! {
            #[doc = #text]
            #deprecated
            #[must_use]
            pub fn #null_name(mut self) -> Self {
                self.#name = ::std::option::Option::Some(::std::option::Option::None);
                self
            }
        }
    });
    let with = with(&docs, &name, &argument, &value);
    quote!(#with #null)
}

/// A method that sets an optional field.
fn with(
    docs: &TokenStream,
    name: &Ident,
    argument: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    quote! {
        #docs
        #[must_use]
        pub fn #name(mut self, value: #argument) -> Self {
            self.#name = ::std::option::Option::Some(#value);
            self
        }
    }
}

/// The constructor and setters of a struct that is only received, for a mock's responses.
pub(crate) fn received(plan: &Plan, definition: &Definition) -> TokenStream {
    let Kind::Struct(structure) = &definition.kind else {
        return TokenStream::new();
    };
    if definition.uses.sent {
        return TokenStream::new();
    }
    let types = Types {
        plan,
        inside: false,
    };
    let fields = structure.fields.iter().filter(|field| !field.required);
    let setters = fields.map(|field| {
        let name = ident(&field.rust);
        // The field itself has the documentation.
        let docs = docs(&format!("Sets `{}`.", field.wire.replace('`', "'")));
        let deprecated = deprecated(field.deprecated);
        let docs = quote!(#docs #deprecated);
        let (shape, _) = optional(types, definition.uses, field);
        let (argument, value) = types.argument(shape, &quote!(value));
        with(&docs, &name, &argument, &value)
    });
    let name = types.path(&definition.rust);
    let (declared, applied) = types.generics(definition, &TokenStream::new());
    let constructor = constructor(types, definition, structure);
    let default = default_by_new(types, definition, structure);
    quote! {
        impl #declared #name #applied {
            #constructor
            #(#setters)*
        }
        #default
    }
}

/// The match score of a value and the struct.
pub(crate) fn match_score(plan: &Plan, definition: &Definition, structure: &Struct) -> TokenStream {
    let types = Types { plan, inside: true };
    let name = ident(&definition.rust);
    let members = structure.fields.iter().map(|field| {
        let (wire, required) = (&field.wire, field.required && !field.lenient);
        let score = types.match_score(&field.shape);
        quote!(crate::runtime::model::Member { name: #wire, required: #required, score: #score })
    });
    let rest = match &structure.rest {
        Rest::Dropped => quote!(Dropped),
        Rest::Forbidden => quote!(Forbidden),
        Rest::Retained(_, shape) => {
            let score = types.match_score(shape);
            quote!(Typed(#score))
        }
    };
    let (declared, applied) =
        types.generics(definition, &quote!(crate::runtime::model::UnionMatch));
    let members = quote!(&[#(#members),*]);
    // A constant inside a function does not see the type parameter.
    let (constant, members) = if definition.generic.is_some() {
        (None, members)
    } else {
        let constant = quote!(const MEMBERS: &[crate::runtime::model::Member] = #members;);
        (Some(constant), quote!(MEMBERS))
    };
    quote! {
        impl #declared crate::runtime::model::UnionMatch for #name #applied {
            fn score(value: &::serde_json::Value, probe: &mut crate::runtime::model::Probe) -> ::std::option::Option<crate::runtime::model::MatchScore> {
                #constant
                crate::runtime::model::object(value, probe, #members, crate::runtime::model::Rest::#rest)
            }
        }
    }
}
