//! Emits the rules of values as checks.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::types::{Types, ident};
use crate::plan::model::{Definition, Integer, Kind, Plan, Rest, Rules, Shape, StringFormat, Type};

/// The implementation of `Check` for a definition.
pub(crate) fn emit(plan: &Plan, definition: &Definition) -> TokenStream {
    let types = Types { plan, inside: true };
    let name = ident(&definition.rust);
    let body = match &definition.kind {
        Kind::Struct(structure) => {
            let fields = structure.fields.iter().filter_map(|field| {
                let name = ident(&field.rust);
                let wire = &field.wire;
                let optional = if field.required && !field.lenient {
                    field.shape.clone()
                } else {
                    Shape::of(Type::Nullable(Box::new(field.shape.clone())))
                };
                let check = check(types, &optional, &quote!(&self.#name))?;
                Some(quote!(at.field(#wire, |at| { #check });))
            });
            let rest = match &structure.rest {
                Rest::Retained(name, shape) => {
                    let name = ident(name);
                    let check = check(types, shape, &quote!(value));
                    check.map(|check| quote!(at.values(&self.#name, |value, at| { #check });))
                }
                _ => None,
            };
            quote!(#(#fields)* #rest)
        }
        Kind::Union(union) => {
            let arms = union.alternatives.iter().filter_map(|alternative| {
                let variant = ident(&alternative.rust);
                let check = check(types, &alternative.shape, &quote!(value))?;
                Some(quote!(Self::#variant(value) => { #check }))
            });
            let several = union.several.then(|| {
                quote! {
                    Self::Several(several) => {
                        for part in several.parts() {
                            crate::runtime::model::Check::check(part, at);
                        }
                    }
                }
            });
            quote!(match self { #(#arms)* #several _ => {} })
        }
        Kind::Wrapper(shape) => check(types, shape, &quote!(&self.0)).unwrap_or_default(),
        Kind::Alias(_) | Kind::Enum(_) => return TokenStream::new(),
    };
    // Compared if a list of them must have no duplicates.
    let (declared, applied) = types.generics(definition, &quote!(::std::cmp::PartialEq));
    quote! {
        impl #declared crate::runtime::model::Check for #name #applied {
            fn check(&self, at: &mut crate::runtime::model::Checker) { #body }
        }
    }
}

/// The statements that check `value`, a reference; `None` if it has no rules.
pub(crate) fn check(types: Types<'_>, shape: &Shape, value: &TokenStream) -> Option<TokenStream> {
    let plan = types.plan;
    if !plan.checked(shape) {
        return None;
    }
    let bound = (value.to_string() != "value").then(|| quote!(let value = #value;));
    let rules = &shape.rules;
    let own = match &shape.ty {
        Type::Nullable(inner) => {
            let mut innermost = inner;
            let mut pattern = quote!(::std::option::Option::Some(value));
            while let Type::Nullable(inner) = &innermost.ty {
                innermost = inner;
                pattern = quote!(::std::option::Option::Some(#pattern));
            }
            let inner = check(types, innermost, &quote!(value))?;
            return Some(quote!(if let #pattern = #value { #inner }));
        }
        Type::Boxed(inner) => {
            let inner = check(types, inner, &quote!(value))?;
            return Some(quote!({ let value = &**#value; #inner }));
        }
        Type::Named(id) => {
            return match plan
                .definitions
                .get(*id)
                .map(|definition| &definition.kind)?
            {
                Kind::Alias(target) => check(types, target, value),
                _ => Some(quote!(crate::runtime::model::Check::check(#value, at);)),
            };
        }
        Type::Generic(..) => return Some(quote!(crate::runtime::model::Check::check(#value, at);)),
        Type::Tuple(items) => {
            let items = items.iter().enumerate().filter_map(|(index, item)| {
                let position = Literal::usize_unsuffixed(index);
                let name = index.to_string();
                let check = check(types, item, &quote!(&value.#position))?;
                Some(quote!(at.field(#name, |at| { #check });))
            });
            return Some(quote!({ #bound #(#items)* }));
        }
        Type::String if !rules.is_empty() => {
            let rules = string(rules);
            quote!(at.string(#value, #rules);)
        }
        Type::Integer(_) | Type::Number if !rules.is_empty() => {
            let range = range(shape);
            quote!(at.number(#value, #range);)
        }
        Type::List(_) | Type::Map(_) => {
            let what = if matches!(shape.ty, Type::List(_)) {
                "items"
            } else {
                "properties"
            };
            let count = (rules.min_items.is_some() || rules.max_items.is_some()).then(|| {
                let (min, max) = bounds(rules.min_items, rules.max_items);
                quote!(at.count(value.len(), #min, #max, #what);)
            });
            let unique = rules.unique.then(|| quote!(at.unique(value);));
            quote!(#count #unique)
        }
        _ => TokenStream::new(),
    };
    Some(match &shape.ty {
        Type::List(item) => {
            let item_type = types.of(item);
            let items = check(types, item, &quote!(value));
            let items =
                items.map(|check| quote!(at.items(value, |value: &#item_type, at| { #check });));
            quote!({ #bound #own #items })
        }
        Type::Map(inner) => {
            let inner_type = types.of(inner);
            let values = check(types, inner, &quote!(value));
            let values =
                values.map(|check| quote!(at.values(value, |value: &#inner_type, at| { #check });));
            quote!({ #bound #own #values })
        }
        _ => own,
    })
}

fn bounds(min: Option<u64>, max: Option<u64>) -> (TokenStream, TokenStream) {
    let bound = |count: u64| {
        let count = Literal::usize_unsuffixed(usize::try_from(count).unwrap_or(usize::MAX));
        quote!(#count)
    };
    (
        bound(min.unwrap_or(0)),
        max.map_or(quote!(usize::MAX), bound),
    )
}

fn string(rules: &Rules) -> TokenStream {
    let (min, max) = bounds(rules.min_length, rules.max_length);
    let pattern = option(rules.pattern.as_ref().map(|pattern| quote!(#pattern)));
    let format = match rules.format {
        None => quote!(Any),
        Some(StringFormat::Uri) => quote!(Uri),
        Some(StringFormat::Ipv4) => quote!(Ipv4),
        Some(StringFormat::Ipv6) => quote!(Ipv6),
    };
    quote! {
        crate::runtime::model::StringRules {
            min: #min, max: #max, pattern: #pattern, format: crate::runtime::model::StringFormat::#format,
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::std::option::Option::Some(#value)),
        None => quote!(::std::option::Option::None),
    }
}

fn range(shape: &Shape) -> TokenStream {
    let rules = &shape.rules;
    let number = |bound: &Option<serde_json::Number>, up: bool| {
        let bound = bound.as_ref()?;
        let float = bound.as_f64()?;
        Some(match shape.ty {
            Type::Integer(width) => {
                // A fractional bound of integers is rounded to the nearest integer that it allows.
                let rounded = if up { float.ceil() } else { float.floor() };
                let exact = bound
                    .as_i64()
                    .map(i128::from)
                    .or(bound.as_u64().map(i128::from));
                let integer = exact.unwrap_or(rounded as i128);
                let literal = match width {
                    Integer::I64 => Literal::i64_suffixed(i64::try_from(integer).ok()?),
                    Integer::U64 => Literal::u64_suffixed(u64::try_from(integer).ok()?),
                    Integer::I128 => Literal::i128_suffixed(integer),
                };
                quote!(#literal)
            }
            _ => {
                let literal = Literal::f64_suffixed(float);
                quote!(#literal)
            }
        })
    };
    let minimum = number(&rules.minimum, true);
    let maximum = number(&rules.maximum, false);
    let (min, above) = if rules.exclusive_minimum && is_exact(&rules.minimum, &shape.ty) {
        (None, minimum)
    } else {
        (minimum, None)
    };
    let (max, below) = if rules.exclusive_maximum && is_exact(&rules.maximum, &shape.ty) {
        (None, maximum)
    } else {
        (maximum, None)
    };
    // Only the service checks whether an integer is a multiple of a fraction.
    let multiple = if is_exact(&rules.multiple_of, &shape.ty) {
        number(&rules.multiple_of, true)
    } else {
        None
    };
    let [min, above, max, below, multiple] = [min, above, max, below, multiple].map(option);
    quote! {
        crate::runtime::model::Range { min: #min, above: #above, max: #max, below: #below, multiple_of: #multiple }
    }
}

/// Whether a bound is exact for the type: for integers it must be an integer.
fn is_exact(bound: &Option<serde_json::Number>, ty: &Type) -> bool {
    let fraction = bound
        .as_ref()
        .and_then(serde_json::Number::as_f64)
        .map(f64::fract);
    *ty == Type::Number || fraction == Some(0.0)
}
