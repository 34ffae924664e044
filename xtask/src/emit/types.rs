//! A shape as a Rust type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::plan::model::{Definition, Field, Integer, Kind, Plan, Shape, Type, Uses};

/// An identifier; the plan's names are valid ones.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Writes types as they are named from one module.
#[derive(Clone, Copy)]
pub(crate) struct Types<'a> {
    pub(crate) plan: &'a Plan,
    /// Whether the types are named from inside `types`.
    pub(crate) inside: bool,
}

impl<'a> Types<'a> {
    pub(crate) fn named(&self, id: usize) -> TokenStream {
        let name = self
            .plan
            .definitions
            .get(id)
            .map_or("Value", |definition| &definition.rust);
        self.path(name)
    }

    /// A type in `types`.
    pub(crate) fn path(&self, name: &str) -> TokenStream {
        let name = ident(name);
        if self.inside {
            quote!(#name)
        } else {
            quote!(types::#name)
        }
    }

    pub(crate) fn of(&self, shape: &Shape) -> TokenStream {
        match &shape.ty {
            Type::Any => quote!(::serde_json::Value),
            Type::Null => quote!(()),
            Type::Bool(_) => quote!(bool),
            Type::Integer(Integer::I64) => quote!(i64),
            Type::Integer(Integer::U64) => quote!(u64),
            Type::Integer(Integer::I128) => quote!(i128),
            Type::Number => quote!(f64),
            Type::Exact => quote!(crate::Number),
            Type::String => quote!(::std::string::String),
            Type::Uuid => quote!(::uuid::Uuid),
            Type::DateTime => quote!(::chrono::DateTime<::chrono::Utc>),
            Type::Date => quote!(::chrono::NaiveDate),
            Type::List(item) => {
                let item = self.of(item);
                quote!(::std::vec::Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.of(value);
                quote!(::std::collections::BTreeMap<::std::string::String, #value>)
            }
            Type::Tuple(items) => {
                let items = items.iter().map(|item| self.of(item));
                quote!((#(#items,)*))
            }
            Type::Nullable(inner) => {
                let inner = self.of(inner);
                quote!(::std::option::Option<#inner>)
            }
            Type::Boxed(inner) => {
                let inner = self.of(inner);
                quote!(::std::boxed::Box<#inner>)
            }
            Type::Named(id) => self.named(*id),
            Type::Generic(id, argument) => {
                let (name, argument) = (self.named(*id), self.of(argument));
                quote!(#name<#argument>)
            }
            Type::Parameter => {
                let parameter = self.parameter();
                quote!(#parameter)
            }
        }
    }

    /// The name of the type parameter of every generic type: `T`, unless a schema has that name.
    pub(crate) fn parameter(&self) -> Ident {
        let is_free = |name: &&str| {
            let mut definitions = self.plan.definitions.iter();
            definitions.all(|definition| definition.rust != **name)
        };
        let name = ["T", "U", "V", "Argument"].into_iter().find(is_free);
        ident(name.unwrap_or("Parameter"))
    }

    /// The type parameter of a definition with these bounds, as an `impl` declares it and as the
    /// type is named with it; both are empty unless it is generic.
    pub(crate) fn generics(
        &self,
        definition: &Definition,
        bounds: &TokenStream,
    ) -> (TokenStream, TokenStream) {
        if definition.generic.is_none() {
            return (TokenStream::new(), TokenStream::new());
        }
        let parameter = self.parameter();
        let bounds = (!bounds.is_empty()).then(|| quote!(: #bounds));
        (quote!(<#parameter #bounds>), quote!(<#parameter>))
    }

    /// The type of an optional field without the `Option` of its absence, and whether absent and
    /// null differ.
    ///
    /// They differ in a request. In a response both mean that there is no value. A field of any
    /// JSON value may be null itself, so there they always differ.
    pub(crate) fn optional(&self, uses: Uses, field: &'a Field) -> (&'a Shape, bool) {
        match (&field.shape.ty, &self.plan.resolved(&field.shape).ty) {
            (Type::Nullable(inner), _) if uses.received && !uses.sent => (inner, false),
            (_, Type::Nullable(_)) => (&field.shape, uses.sent || !uses.received),
            (_, Type::Any | Type::Null) => (&field.shape, true),
            _ => (&field.shape, false),
        }
    }

    /// The type that an argument is converted from, and the expression that converts it.
    pub(crate) fn argument(
        &self,
        shape: &Shape,
        value: &TokenStream,
    ) -> (TokenStream, TokenStream) {
        let ty = self.of(shape);
        let resolved = self.plan.resolved(shape);
        // `["a", "b"]` is a list of strings, each converted. Of other items the list itself is
        // converted, so that the type of `[]` is known.
        if let (Type::List(item), Type::List(_)) = (&resolved.ty, &shape.ty)
            && self.plan.resolved(item).ty == Type::String
        {
            let item = self.of(item);
            return (
                quote!(impl ::std::iter::IntoIterator<Item = impl ::std::convert::Into<#item>>),
                quote! {
                    ::std::iter::IntoIterator::into_iter(#value)
                        .map(::std::convert::Into::into)
                        .collect()
                },
            );
        }
        let into = matches!(
            resolved.ty,
            Type::String
                // Any integer converts, so that none has to be cast.
                | Type::Integer(Integer::I128)
                | Type::Exact
                | Type::List(_)
                | Type::Map(_)
                | Type::Named(_)
                | Type::Generic(..)
                | Type::Nullable(_)
                | Type::Boxed(_)
                | Type::Any
        );
        if into {
            (
                quote!(impl ::std::convert::Into<#ty>),
                quote!(::std::convert::Into::into(#value)),
            )
        } else {
            (ty, quote!(#value))
        }
    }

    /// The `serde_with` adaptor of a shape that contains a timestamp, a date or an integer; None if
    /// serde's own implementation will do.
    pub(crate) fn adaptor(&self, shape: &Shape) -> Option<TokenStream> {
        let same = || quote!(::serde_with::Same);
        Some(match &shape.ty {
            Type::DateTime => quote!(crate::runtime::model::Timestamp),
            Type::Date => quote!(crate::runtime::model::Day),
            Type::Integer(_) => quote!(crate::runtime::model::Integer),
            Type::List(item) => {
                let item = self.adaptor(item)?;
                quote!(::std::vec::Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.adaptor(value)?;
                quote!(::std::collections::BTreeMap<::serde_with::Same, #value>)
            }
            Type::Nullable(inner) => {
                let inner = self.adaptor(inner)?;
                quote!(::std::option::Option<#inner>)
            }
            Type::Boxed(inner) => {
                let inner = self.adaptor(inner)?;
                quote!(::std::boxed::Box<#inner>)
            }
            Type::Tuple(items) => {
                let adaptors: Vec<_> = items.iter().map(|item| self.adaptor(item)).collect();
                if adaptors.iter().all(Option::is_none) {
                    return None;
                }
                let adaptors = adaptors
                    .into_iter()
                    .map(|adaptor| adaptor.unwrap_or_else(same));
                quote!((#(#adaptors,)*))
            }
            Type::Named(id) => match self
                .plan
                .definitions
                .get(*id)
                .map(|definition| &definition.kind)
            {
                Some(Kind::Alias(target)) => return self.adaptor(target),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// The function that returns the match score of a value and a shape.
    pub(crate) fn match_score(&self, shape: &Shape) -> TokenStream {
        match self.plan.resolved(shape).ty {
            Type::Bool(Some(true)) => quote!(crate::runtime::model::only_true),
            Type::Bool(Some(false)) => quote!(crate::runtime::model::only_false),
            _ => {
                let ty = self.of(shape);
                quote!(<#ty as crate::runtime::model::UnionMatch>::score)
            }
        }
    }
}
