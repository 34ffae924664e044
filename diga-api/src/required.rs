//! What the document requires is required by the compiler. Each example stands in two forms that
//! differ in one place.
//!
//! A required field, given and left out:
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
//! A required body, given and left out:
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
//! A type that can grow is not made field by field:
//!
//! ```compile_fail,E0639
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//! let _ = WebhookRequest { url: String::new(), subscribed_events: vec![WebhookEvent::StatusChanged] };
//! ```
//!
//! A mock answers with the type of its status, and with another's not:
//!
//! ```
//! # #[cfg(feature = "mock")]
//! fn answer(body: &diga_api::types::ErrorResponseSchema) -> diga_api::mock::Mock {
//!     diga_api::mock::create_webhook().respond_403(body)
//! }
//! ```
//! ```compile_fail,E0308
//! fn answer(body: &diga_api::types::ErrorResponseSchema) -> diga_api::mock::Mock {
//!     diga_api::mock::create_webhook().respond_422(body)
//! }
//! ```
