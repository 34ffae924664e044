//! Emits the rules of values as checks.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::types::{Types, ident};
use crate::plan::model::{
    Definition, Integer, Kind, OneWay, Plan, Rest, Rules, Shape, StringFormat, Struct, Type, Union,
};

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
                    let values =
                        check.map(|check| quote!(at.values(&self.#name, |value, at| { #check });));
                    Some(quote!(at.extra::<Self, _>(&self.#name); #values))
                }
                _ => None,
            };
            let together = together(structure);
            quote!(#(#fields)* #rest #together)
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
            let covered = union.alternatives.len() + usize::from(union.several);
            let arms: Vec<_> = arms.chain(several).chain(unknown(plan, union)).collect();
            let others = (arms.len() <= covered).then(|| quote!(_ => {}));
            quote!(match self { #(#arms)* #others })
        }
        Kind::Wrapper(shape) => check(types, shape, &quote!(&self.0)).unwrap_or_default(),
        Kind::Alias(_) | Kind::Enum(_) => return TokenStream::new(),
    };
    // Compared if a list of them must have no duplicates.
    let (declared, applied) = types.generics(definition, &quote!(::std::cmp::PartialEq));
    let at = if body.is_empty() {
        quote!(_)
    } else {
        quote!(at)
    };
    quote! {
        impl #declared crate::runtime::model::Check for #name #applied {
            fn check(&self, #at: &mut crate::runtime::model::Checker) { #body }
        }
    }
}

/// The arm that checks a value that matches no alternative of a union: it must have the JSON type
/// of one.
fn unknown(plan: &Plan, union: &Union) -> Option<TokenStream> {
    let mut types = BTreeSet::new();
    let mut alternatives = union.alternatives.iter();
    let are_known = alternatives.all(|one| json_types(plan, &one.shape, &mut types, DEPTH));
    let types = types.iter();
    (union.checks_unknown() && are_known)
        .then(|| quote!(Self::UnknownValue(value) => at.unknown(value.get(), &[#(#types),*]),))
}

/// Unions within unions that are followed.
const DEPTH: usize = 8;

/// Adds the JSON types of a shape's values; false if it may have any.
fn json_types(
    plan: &Plan,
    shape: &Shape,
    types: &mut BTreeSet<&'static str>,
    depth: usize,
) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    types.insert(match &plan.resolved(shape).ty {
        Type::Any | Type::Parameter => return false,
        Type::Null => "null",
        Type::Bool(_) => "boolean",
        Type::Integer(_) => "integer",
        Type::Number | Type::Exact => "number",
        Type::String | Type::Uuid | Type::DateTime | Type::Date => "string",
        Type::List(_) | Type::Tuple(_) => "array",
        Type::Map(_) | Type::Generic(..) => "object",
        Type::Boxed(inner) => return json_types(plan, inner, types, depth),
        Type::Nullable(inner) => {
            types.insert("null");
            return json_types(plan, inner, types, depth);
        }
        Type::Named(id) => match plan.definitions.get(*id).map(|one| &one.kind) {
            Some(Kind::Struct(_)) => "object",
            Some(Kind::Enum(enumeration)) if enumeration.strings => "string",
            Some(Kind::Wrapper(inner)) => return json_types(plan, inner, types, depth),
            Some(Kind::Union(union)) if !union.open => {
                let mut alternatives = union.alternatives.iter();
                return alternatives.all(|one| json_types(plan, &one.shape, types, depth));
            }
            _ => return false,
        },
    });
    true
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
        Type::String if !rules.alternatives.is_empty() => {
            let (alternatives, one) = (rules.alternatives.iter().map(string), rules.exactly_one);
            quote!(at.alternatives(#value, &[#(#alternatives),*], #one);)
        }
        Type::String if !rules.is_empty() => {
            let rules = string(rules);
            quote!(at.string(#value, #rules);)
        }
        Type::Number if rules.is_empty() => quote!(at.finite(#value);),
        Type::Integer(_) | Type::Number if !rules.is_empty() => {
            let range = range(shape);
            quote!(at.number(#value, #range);)
        }
        Type::Exact => {
            let range = range(shape);
            quote!(at.exact(#value, #range);)
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
            let names = names(rules, &quote!(value));
            let present = present(rules);
            let closed = rules.closed_after.map(|count| {
                let count = bounds(Some(count), None).0;
                quote!(at.closed(value.len(), #count);)
            });
            quote!(#count #unique #names #present #closed)
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

/// The statements that check the properties of a struct together.
fn together(structure: &Struct) -> TokenStream {
    let mut rules = structure.rules.clone();
    let retains = matches!(structure.rest, Rest::Retained(..));
    // What a caller cannot set, nothing can require: a request never has a `readOnly` property, nor
    // one without a field if the struct does not retain those.
    let can_be_set = |name: &String| {
        let mut fields = structure.fields.iter();
        match fields.find(|field| field.wire == *name) {
            Some(field) => field.one_way != Some(OneWay::Received),
            None => retains,
        }
    };
    rules.required.retain(can_be_set);
    if !rules.required_sets.iter().flatten().all(can_be_set) {
        rules.required_sets.clear();
    }
    for (_, others) in &mut rules.dependent {
        others.retain(can_be_set);
    }
    rules.dependent.retain(|(_, others)| !others.is_empty());
    if !retains && rules.min_items > Some(structure.fields.len() as u64) {
        rules.min_items = None;
    }
    let names = match &structure.rest {
        Rest::Retained(name, _) => {
            let rest = ident(name);
            names(&rules, &quote!(&self.#rest))
        }
        _ => TokenStream::new(),
    };
    let count = (rules.min_items.is_some() || rules.max_items.is_some()).then(|| {
        let (min, max) = bounds(rules.min_items, rules.max_items);
        quote!(at.count(value.len(), #min, #max, "properties");)
    });
    let present = present(&rules);
    let present = (count.is_some() || !present.is_empty())
        .then(|| quote!(at.object(self, |value, at| { #count #present });));
    quote!(#names #present)
}

/// The statements that check the names in `map`.
fn names(rules: &Rules, map: &TokenStream) -> TokenStream {
    let names = &rules.names;
    let patterns = (!names.is_empty()).then(|| quote!(at.names(#map, &[#(#names),*]);));
    let name = rules.name.as_deref().map(|name| {
        let name = string(name);
        quote!(at.each_name(#map, #name);)
    });
    quote!(#patterns #name)
}

/// The statements that check which properties the map `value` has.
fn present(rules: &Rules) -> TokenStream {
    let required = &rules.required;
    let required = (!required.is_empty()).then(|| quote!(at.required(value, &[#(#required),*]);));
    let (sets, one) = (&rules.required_sets, rules.exactly_one);
    let sets = sets.iter().map(|set| quote!(&[#(#set),*]));
    let sets = (!rules.required_sets.is_empty())
        .then(|| quote!(at.required_sets(value, &[#(#sets),*], #one);));
    let dependent = rules
        .dependent
        .iter()
        .map(|(name, others)| quote!(at.dependent(value, #name, &[#(#others),*]);));
    quote!(#required #sets #(#dependent)*)
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
            min: #min, max: #max, pattern: #pattern,
                format: crate::runtime::model::StringFormat::#format,
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
        crate::runtime::model::Range { min: #min, above: #above, max: #max, below: #below,
            multiple_of: #multiple }
    }
}

/// Whether a bound is exact for the type: for integers it must be an integer.
fn is_exact(bound: &Option<serde_json::Number>, ty: &Type) -> bool {
    let fraction = bound
        .as_ref()
        .and_then(serde_json::Number::as_f64)
        .map(f64::fract);
    matches!(ty, Type::Number | Type::Exact) || fraction == Some(0.0)
}
