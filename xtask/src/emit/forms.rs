//! Emits multipart bodies.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::bounds::with_bounds;
use super::docs::docs;
use super::parameters::field_style;
use super::types::{Types, ident};
use crate::plan::model::{Additional, BodyKind, Multipart, Operation, Part, PartKind, Plan};

/// The form of an operation, if its body is one.
pub(crate) fn emit(plan: &Plan, operation: &Operation) -> TokenStream {
    let Some(body) = &operation.body else {
        return TokenStream::new();
    };
    let BodyKind::Multipart(multipart) = &body.kind else {
        return TokenStream::new();
    };
    let (parts, media_type) = (&multipart.parts, &body.media_type);
    let types = Types {
        plan,
        inside: false,
    };
    let name = format_ident!("{}Form", operation.pascal);
    let heading = format!(
        " The `{1}` body of [`Client::{0}`](crate::Client::{0}).",
        operation.rust,
        media_type.replace('`', "'")
    );
    let fields = parts.iter().map(|part| {
        let text = docs(&part.docs);
        let name = ident(&part.rust);
        let ty = ty(types, part);
        if part.required {
            quote!(#text pub #name: #ty,)
        } else {
            quote!(#text pub #name: ::std::option::Option<#ty>,)
        }
    });
    let required: Vec<&Part> = parts.iter().filter(|part| part.required).collect();
    let arguments = required.iter().map(|part| {
        let name = ident(&part.rust);
        let argument = argument(types, part, &quote!(#name)).0;
        quote!(#name: #argument)
    });
    let values = parts.iter().map(|part| {
        let name = ident(&part.rust);
        let value = if part.required {
            argument(types, part, &quote!(#name)).1
        } else {
            quote!(::std::option::Option::None)
        };
        if name == value.to_string() {
            quote!(#name)
        } else {
            quote!(#name: #value)
        }
    });
    let setters = parts.iter().filter(|part| !part.required).map(|part| {
        let text = match &part.kind {
            PartKind::Value(shape) => docs(&with_bounds(plan, &part.docs, shape)),
            PartKind::File | PartKind::Files => docs(&part.docs),
        };
        let name = ident(&part.rust);
        let (argument, value) = argument(types, part, &quote!(value));
        quote! {
            #text
            #[must_use]
            pub fn #name(mut self, value: #argument) -> Self {
                self.#name = ::std::option::Option::Some(#value);
                self
            }
        }
    });
    let additional = Additionals {
        types,
        additional: &multipart.additional,
    };
    let additional_fields = additional.fields();
    let additional_values = additional.values();
    let additional_setters = additional.setters();
    let additional_added = additional.added();
    let alternatives = alternatives(multipart);
    let new_form = if media_type == "multipart/form-data" {
        quote!(new())
    } else {
        quote!(of(#media_type))
    };
    // Without arguments, `new` is the default.
    let default = required.is_empty().then(|| {
        quote! {
            impl ::std::default::Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    });
    let added = parts.iter().map(|part| {
        let (name, wire) = (ident(&part.rust), &part.wire);
        let content_type = match &part.content_type {
            Some(content_type) => quote!(::std::option::Option::Some(#content_type)),
            None => quote!(::std::option::Option::None),
        };
        let add = match part.kind {
            PartKind::File => quote!(form.file(#wire, #content_type, value);),
            PartKind::Files => {
                quote!(for value in value { form.file(#wire, #content_type, value); })
            }
            PartKind::Value(_) => match part.style {
                Some(style) => {
                    let style = field_style(style);
                    quote!(form.styled(#wire, #style, &value);)
                }
                None => quote!(form.value(#wire, #content_type, &value);),
            },
        };
        let headers = part.headers.iter();
        let headers = headers.map(|(header, value)| quote!(form.header(#wire, #header, #value);));
        let add = quote!(#add #(#headers)*);
        if part.required {
            quote!({ let value = self.#name; #add })
        } else {
            quote!(if let ::std::option::Option::Some(value) = self.#name { #add })
        }
    });
    quote! {
        #[doc = #heading]
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* #additional_fields }
        impl #name {
            /// Creates a form from its required parts.
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* #additional_values }
            }
            #(#setters)*
            #additional_setters
            #[allow(unused_mut, unused_variables)] // a form may have no parts
            pub(crate) fn into_form(self) -> crate::runtime::Form {
                let mut form = crate::runtime::Form::#new_form;
                #(#added)*
                #additional_added
                #alternatives
                form
            }
        }
        #default
    }
}

/// The parts whose names are open.
struct Additionals<'a> {
    types: Types<'a>,
    additional: &'a [Additional],
}

impl Additionals<'_> {
    fn each(&self, code: impl Fn(&Additional, Ident) -> TokenStream) -> TokenStream {
        let all = self.additional.iter();
        all.map(|additional| code(additional, ident(&additional.rust)))
            .collect()
    }

    fn fields(&self) -> TokenStream {
        self.each(|additional, name| {
            let ty = ty_of(self.types, &additional.kind);
            quote! {
                /// Further parts by name.
                pub #name: ::std::vec::Vec<(::std::string::String, #ty)>,
            }
        })
    }

    fn values(&self) -> TokenStream {
        self.each(|_, name| quote!(#name: ::std::vec::Vec::new(),))
    }

    fn setters(&self) -> TokenStream {
        self.each(|additional, name| {
            let adds = ident(&additional.adds);
            let (argument, value) = argument_of(self.types, &additional.kind, &quote!(value));
            quote! {
                /// Adds a part with this name.
                #[must_use]
                pub fn #adds(mut self, name: impl ::std::convert::Into<::std::string::String>,
                    value: #argument) -> Self {
                    self.#name.push((::std::convert::Into::into(name), #value));
                    self
                }
            }
        })
    }

    fn added(&self) -> TokenStream {
        self.each(|additional, field| {
            let add = match additional.kind {
                PartKind::Value(_) => {
                    quote!(form.value(&name, ::std::option::Option::None, &value);)
                }
                PartKind::File | PartKind::Files => {
                    quote!(form.file(&name, ::std::option::Option::None, value);)
                }
            };
            quote!(for (name, value) in self.#field { #add })
        })
    }
}

/// The check that the form has the parts of an alternative.
fn alternatives(multipart: &Multipart) -> TokenStream {
    if multipart.alternatives.is_empty() {
        return TokenStream::new();
    }
    let alternatives = multipart.alternatives.iter();
    let alternatives = alternatives.map(|parts| quote!(&[#(#parts),*]));
    quote!(form.require_any(&[#(#alternatives),*]);)
}

fn ty(types: Types<'_>, part: &Part) -> TokenStream {
    ty_of(types, &part.kind)
}

fn ty_of(types: Types<'_>, kind: &PartKind) -> TokenStream {
    match kind {
        PartKind::File => quote!(crate::runtime::File),
        PartKind::Files => quote!(::std::vec::Vec<crate::runtime::File>),
        PartKind::Value(shape) => types.of(shape),
    }
}

fn argument(types: Types<'_>, part: &Part, value: &TokenStream) -> (TokenStream, TokenStream) {
    argument_of(types, &part.kind, value)
}

fn argument_of(
    types: Types<'_>,
    kind: &PartKind,
    value: &TokenStream,
) -> (TokenStream, TokenStream) {
    match kind {
        PartKind::Value(shape) => types.argument(shape, value),
        _ => {
            let ty = ty_of(types, kind);
            (
                quote!(impl ::std::convert::Into<#ty>),
                quote!(::std::convert::Into::into(#value)),
            )
        }
    }
}
