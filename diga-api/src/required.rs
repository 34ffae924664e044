//! The compiler requires what the document requires. Each example has two forms that differ in one
//! place.
//!
//! A required field, present and missing:
//!
//! ```
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//! let _ = WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged]);
//! ```
//! ```compile_fail,E0061
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//! let _ = WebhookRequest::new("https://example.com/hook");
//! ```
//!
//! A required body, present and missing:
//!
//! ```
//! fn call(client: &diga_api::Client, request: diga_api::types::WebhookRequest) {
//!     let _ = client.create_webhook(request);
//! }
//! ```
//! ```compile_fail,E0061
//! fn call(client: &diga_api::Client, request: diga_api::types::WebhookRequest) {
//!     let _ = client.create_webhook();
//! }
//! ```
//!
//! A type that can get new fields (`#[non_exhaustive]`) cannot be created with a struct literal:
//!
//! ```compile_fail,E0639
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//! let subscribed_events = vec![WebhookEvent::StatusChanged];
//! let _ = WebhookRequest { url: String::new(), subscribed_events };
//! ```
//!
//! A mock responds with the type of its status, and with no other:
//!
//! ```
//! # #[cfg(feature = "mock")]
//! fn respond(body: &diga_api::types::ErrorResponseSchema) -> diga_api::mock::Mock {
//!     diga_api::mock::create_webhook().respond_403(body)
//! }
//! ```
//! ```compile_fail,E0308
//! fn respond(body: &diga_api::types::ErrorResponseSchema) -> diga_api::mock::Mock {
//!     diga_api::mock::create_webhook().respond_422(body)
//! }
//! ```
