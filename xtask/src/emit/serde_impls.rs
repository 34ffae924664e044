//! `Serialize` and `Deserialize` of a struct, by the routines in the client's
//! `runtime/model/fields.rs`, which says why they are not derived.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{Types, ident};
use crate::plan::model::{Definition, Field, Plan, Rest, Struct, Type, Uses};

pub(super) fn emit(plan: &Plan, definition: &Definition, structure: &Struct) -> TokenStream {
    let types = Types { plan, inside: true };
    let (decode, encode) = (
        decode(types, definition, structure),
        encode(types, definition, structure),
    );
    quote!(#decode #encode)
}

fn decode(types: Types<'_>, definition: &Definition, structure: &Struct) -> TokenStream {
    let fields = &structure.fields;
    let members = ident(&free_name("members", structure));
    let rest = match &structure.rest {
        Rest::Retained(name, shape) => Some((ident(name), types.adaptor(shape))),
        Rest::Dropped | Rest::Forbidden => None,
    };
    let steps = fields
        .iter()
        .map(|field| Step::of(types, definition.uses, field));
    let steps: Vec<Step> = steps.collect();
    let wires = fields.iter().zip(&steps).map(|(field, step)| {
        let (wire, required) = (&field.wire, step.required);
        quote!((#wire, #required))
    });
    let names = fields.iter().map(|field| ident(&field.rust));
    let slots = names.map(|name| quote!(&mut #name));
    let (wires, slots) = (quote!(&[#(#wires),*]), quote!(&mut [#(#slots),*]));
    let declared = steps.iter().map(|step| &step.declared);
    let finished = steps.iter().map(|step| &step.finished);
    let required = fields.iter().zip(&steps);
    let required = required.filter(|(_, step)| step.required);
    let required: Vec<_> = required.map(|(field, _)| ident(&field.rust)).collect();
    let some = quote!(::std::option::Option::Some);
    let present = match required.as_slice() {
        [] => TokenStream::new(),
        required => quote! {
            let (#(#some(#required),)*) = (#(#required,)*) else {
                return ::std::result::Result::Err(crate::runtime::model::incomplete());
            };
        },
    };
    let (read, rest) = match rest {
        None => (quote!(#members.read(#wires, #slots)?;), None),
        Some((name, adaptor)) => {
            let entries = adaptor.as_ref().map(|adaptor| {
                quote!(::<::std::string::String, crate::runtime::model::Adapted<_, #adaptor>>)
            });
            let retained = adaptor.is_some().then(|| {
                quote! {
                    : #name.into_iter().map(|(name, value)| (name, value.into_inner())).collect()
                }
            });
            (
                quote! {
                    let mut #name = ::std::collections::BTreeMap #entries::new();
                    #members.read_with_rest(#wires, #slots, &mut #name)?;
                },
                Some(quote!(#name #retained)),
            )
        }
    };
    let name = ident(&definition.rust);
    let text = &definition.rust;
    let (declared_generics, applied) = decode_generics(types, definition);
    quote! {
        impl #declared_generics ::serde::Deserialize<'de> for #name #applied {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::runtime::model::decode_fields(deserializer)
            }
        }
        impl #declared_generics crate::runtime::model::Fields<'de> for #name #applied {
            const NAME: &'static str = #text;
            fn decode<A: ::serde::de::MapAccess<'de>>(
                #members: crate::runtime::model::Members<A>,
            ) -> ::std::result::Result<Self, A::Error> {
                #(#declared)*
                #read
                #present
                ::std::result::Result::Ok(Self { #(#finished,)* #rest })
            }
        }
    }
}

/// What decoding does with a field.
struct Step {
    /// Whether an object without it is refused.
    required: bool,
    /// Declares the local variable that its value goes to.
    declared: TokenStream,
    /// Initializes the field from the variable.
    finished: TokenStream,
}

impl Step {
    fn of(types: Types<'_>, uses: Uses, field: &Field) -> Self {
        let name = ident(&field.rust);
        let required = field.required && !field.lenient;
        let (shape, three_states) = if required {
            (&field.shape, false)
        } else {
            types.optional(uses, field)
        };
        let adaptor = types.adaptor(shape);
        // A response that omits a required null is accepted.
        let by_null = required && matches!(field.shape.ty, Type::Nullable(_));
        let has_to_occur = required && !by_null;
        let finished = match (has_to_occur, &adaptor) {
            (true, None) => TokenStream::new(),
            (true, Some(_)) => quote!(#name.into_inner()),
            (false, None) if three_states => TokenStream::new(),
            (false, Some(_)) if three_states => {
                quote!(#name.map(crate::runtime::model::Adapted::into_inner))
            }
            (false, None) => quote!(#name.flatten()),
            (false, Some(_)) => quote!(#name.and_then(crate::runtime::model::Adapted::into_inner)),
        };
        let declared = match adaptor {
            Some(adaptor) => {
                let adaptor = if required || three_states {
                    adaptor
                } else {
                    quote!(::std::option::Option<#adaptor>)
                };
                quote!(::<crate::runtime::model::Adapted<_, #adaptor>>)
            }
            None => TokenStream::new(),
        };
        let separator = (!finished.is_empty()).then(|| quote!(:));
        Self {
            required: has_to_occur,
            declared: quote!(let mut #name = ::std::option::Option::None #declared;),
            finished: quote!(#name #separator #finished),
        }
    }
}

fn encode(types: Types<'_>, definition: &Definition, structure: &Struct) -> TokenStream {
    let fields = structure.fields.iter().map(|field| {
        let (name, wire) = (ident(&field.rust), &field.wire);
        let required = field.required && !field.lenient;
        let (shape, _) = if required {
            (&field.shape, false)
        } else {
            types.optional(definition.uses, field)
        };
        let adapted = types
            .adaptor(shape)
            .map(|adaptor| quote!(::serde_with::ser::SerializeAsWrap::<_, #adaptor>::new));
        let value = match (adapted, required) {
            (None, true) => quote!(&self.#name),
            (Some(adapted), true) => quote!(&#adapted(&self.#name)),
            (None, false) => quote!(&crate::runtime::model::Optional(&self.#name)),
            (Some(adapted), false) => {
                quote!(&crate::runtime::model::Optional(&self.#name.as_ref().map(#adapted)))
            }
        };
        quote!((#wire, #value))
    });
    let fields = quote!(&[#(#fields),*]);
    let encoded = match &structure.rest {
        Rest::Dropped | Rest::Forbidden => {
            quote!(crate::runtime::model::encode_fields(serializer, #fields))
        }
        Rest::Retained(name, shape) => {
            let name = ident(name);
            let rest = match types.adaptor(shape) {
                None => quote!(&self.#name),
                Some(adaptor) => quote! {
                    self.#name.iter().map(|(name, value)| {
                        (name, ::serde_with::ser::SerializeAsWrap::<_, #adaptor>::new(value))
                    })
                },
            };
            quote!(crate::runtime::model::encode_fields_with_rest(serializer, #fields, #rest))
        }
    };
    let name = ident(&definition.rust);
    let (declared, applied) = types.generics(definition, &quote!(::serde::Serialize));
    quote! {
        impl #declared ::serde::Serialize for #name #applied {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                #encoded
            }
        }
    }
}

/// The generics of an implementation of `Deserialize`: the lifetime, and the type parameter if
/// there is one.
fn decode_generics(types: Types<'_>, definition: &Definition) -> (TokenStream, TokenStream) {
    let (_, applied) = types.generics(definition, &TokenStream::new());
    let declared = definition.generic.is_some().then(|| {
        let parameter = types.parameter();
        quote!(#parameter: ::serde::Deserialize<'de>)
    });
    (quote!(<'de, #declared>), applied)
}

/// `name`, or a longer one if a field is called like that.
fn free_name(name: &str, structure: &Struct) -> String {
    let is_taken = |name: &str| {
        let rest = matches!(&structure.rest, Rest::Retained(rest, _) if rest == name);
        rest || structure.fields.iter().any(|field| field.rust == name)
    };
    let mut name = name.to_owned();
    while is_taken(&name) {
        name.push('_');
    }
    name
}
