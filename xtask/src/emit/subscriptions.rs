//! Server-sent events that continue after a connection ends.

use proc_macro2::TokenStream;
use quote::quote;

use super::operations::constant;
use super::responses::error_type;
use crate::plan::model::{BodyKind, Choice, Content, Operation};

/// Whether an operation's events can be resumed: a `GET` that can be sent again.
pub(crate) fn has(operation: &Operation) -> bool {
    sent_by(operation).is_some()
}

/// The choice whose method receives the events of such an operation; its own `None` is `send`.
fn sent_by(operation: &Operation) -> Option<Option<&Choice>> {
    let body = operation.body.as_ref().map(|body| &body.kind);
    let is_repeatable = operation.method == "get"
        && !matches!(body, Some(BodyKind::Multipart(_) | BodyKind::Bytes));
    let mut sends = operation.sends().filter(|_| is_repeatable);
    sends.find(|choice| {
        let successes = operation.successes_of(*choice);
        successes
            .iter()
            .any(|success| success.content == Content::Events)
    })
}

/// `subscribe()` of an operation's builder, whose client is the field `client`.
pub(crate) fn methods(operation: &Operation, client: &proc_macro2::Ident) -> TokenStream {
    let Some(choice) = sent_by(operation) else {
        return TokenStream::new();
    };
    let error = error_type(operation);
    let ask = if operation.choices.is_empty() {
        quote!(Self::ask)
    } else {
        let constant = constant(operation, choice);
        quote!(|call: Self| call.ask(&operations::#constant))
    };
    quote! {
        /// The events, across connections: when one ends, another resumes after the last event.
        ///
        /// Nothing is sent until the first event is requested.
        #[cfg(feature = "sse")]
        pub fn subscribe(self) -> crate::runtime::Subscription<#error> {
            crate::runtime::Subscription::new(self.#client.settings.clone(), self, #ask)
        }
    }
}
