//! The enum of the document's error codes, and the method of the error that returns one.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::markdown;
use super::responses;
use super::types::ident;
use crate::plan::model::{ErrorCode, ErrorCodes, Extent, Plan};

/// A code in a list, linked to its variant.
pub(crate) fn link(codes: &ErrorCodes, value: &str) -> String {
    let code = codes.codes.iter().find(|code| code.value == value);
    match code {
        Some(code) => format!("[`{value}`](crate::errors::ErrorCode::{})", code.rust),
        None => format!("`{value}`"),
    }
}

/// The enum, for the module `errors`. It has every code of the document, whatever operations the
/// plan has; `whole` has all of them.
pub(crate) fn emit(plan: &Plan, whole: &Plan) -> TokenStream {
    let Some(found) = &plan.error_codes else {
        return TokenStream::new();
    };
    // Sorted, so that the enum reads well; the variants' names were chosen before.
    let mut codes: Vec<&ErrorCode> = found.codes.iter().collect();
    codes.sort_by(|one, other| one.value.cmp(&other.value));
    let described = codes.iter().map(|code| {
        let text = markdown(&format!("`{}`{}", code.value, uses(plan, whole, code)));
        let variant = ident(&code.rust);
        quote!(#text #variant,)
    });
    let variants = codes.iter().map(|code| ident(&code.rust));
    let values = codes.iter().map(|code| &code.value);
    quote! {
        /// The error codes in the document's examples, returned by
        /// [`Error::code`](crate::Error::code).
        ///
        /// The document does not list its codes, so the server may send others: they are
        /// [`UnknownValue`](Self::UnknownValue). A code that a later version of the document no
        /// longer shows stays a variant.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        // The document decides what codes are called.
        #[allow(clippy::enum_variant_names)]
        pub enum ErrorCode {
            #(#described)*
            /// A code that is not in this version of the document.
            UnknownValue(crate::runtime::model::Unrecognized<::std::string::String>),
        }
        crate::runtime::model::open_enum! {
            ErrorCode, ::std::option::Option::None; #(#variants = #values,)*
        }
    }
}

/// The method of the error, for the crate's root.
pub(crate) fn accessor(plan: &Plan) -> Option<TokenStream> {
    plan.error_codes.as_ref()?;
    Some(quote! {
        impl<E> crate::runtime::Error<E> {
            /// The error's code, if its body has one where the document describes it.
            ///
            /// Match on it to handle particular errors. [`error_code`](Self::error_code) is the
            /// same as a string, and reads other formats of errors too.
            #[must_use]
            pub fn code(&self) -> ::std::option::Option<errors::ErrorCode> {
                self.documented_code().map(::std::convert::Into::into)
            }
        }
    })
}

/// The statuses and operations whose examples show a code.
fn uses(plan: &Plan, whole: &Plan, code: &ErrorCode) -> String {
    let mut uses: Vec<(String, String)> = Vec::new();
    for operation in whole.operations.iter().filter(|found| !found.is_another()) {
        let errors = operation.errors.iter();
        let with_code = errors.filter(|error| error.codes.contains(&code.value));
        let statuses: Vec<_> = with_code.map(|error| error.status.label()).collect();
        if !statuses.is_empty() {
            // The other parts of a client are beside this one, those that are pruned are not.
            let is_absent = matches!(plan.extent, Extent::Pruned { .. })
                && !plan.operations.iter().any(|own| own.rust == operation.rust);
            let name = if is_absent {
                format!("`Client::{}`", operation.rust)
            } else {
                responses::method_link(operation)
            };
            uses.push((statuses.join(", "), name));
        }
    }
    if uses.is_empty() {
        return ": no longer in the document's examples.".to_owned();
    }
    let uses = uses
        .iter()
        .map(|(statuses, link)| format!("{link} ({statuses})"));
    format!(": {}", uses.collect::<Vec<_>>().join(", "))
}
