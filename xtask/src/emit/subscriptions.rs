//! Server-sent events that continue after a connection ends.

use proc_macro2::TokenStream;
use quote::quote;

use super::responses::error_type;
use crate::plan::model::{BodyKind, Content, Operation};

/// Whether an operation's events can be resumed: a `GET` that can be sent again.
pub(crate) fn has(operation: &Operation) -> bool {
    let body = operation.body.as_ref().map(|body| &body.kind);
    operation.method == "get"
        && !matches!(body, Some(BodyKind::Multipart(_) | BodyKind::Bytes))
        && (operation.successes.iter()).any(|success| success.content == Content::Events)
}

/// `subscribe()` of an operation's builder, whose client is the field `client`.
pub(crate) fn methods(operation: &Operation, client: &proc_macro2::Ident) -> TokenStream {
    if !has(operation) {
        return TokenStream::new();
    }
    let error = error_type(operation);
    quote! {
        /// The events, across connections: when one ends, another resumes after the last event.
        ///
        /// Nothing is sent until the first event is requested.
        #[cfg(feature = "sse")]
        pub fn subscribe(self) -> crate::runtime::Subscription<#error> {
            crate::runtime::Subscription::new(self.#client.settings.clone(), self, Self::ask)
        }
    }
}
