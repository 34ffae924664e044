// What the generator will emit for openapi/create-webhook (abridged docs). THE CONTRACT between generator and runtime.

/// What is particular to this document.
pub(crate) const API: crate::runtime::Api = crate::runtime::Api {
    title: "Diga API",
    version: "0.1.0",
    // the document's first server, variables filled with their defaults; None if the document names none (or only "/")
    server: Some("https://api.diga.io"),
    // environment variables: {env}_API_TOKEN, {env}_BASE_URL
    env: "DIGA",
};

/// The operations' fixed parts.
pub(crate) mod operations {
    use crate::runtime::{Operation, SecurityScheme};
    const CUSTOM_HTTP_BEARER: SecurityScheme = SecurityScheme::Bearer { name: "CustomHTTPBearer" };
    // others: SecurityScheme::Basic { name }, ApiKeyHeader { name, header }, ApiKeyQuery { name, parameter }, ApiKeyCookie { name, cookie }
    pub(crate) const CREATE_WEBHOOK: Operation = Operation {
        id: "create_webhook_v1_webhook__post",
        name: "create_webhook",
        method: ::http::Method::POST,
        path: "/v1/webhook/",
        accept: Some("application/json"),
        // alternatives (OR) of requirements (AND); empty slice: no authentication is sent
        security: &[&[CUSTOM_HTTP_BEARER]],
    };
}

/// The document's schemas.
pub mod types {
    /// ...
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[non_exhaustive]
    pub struct WebhookRequest {
        /// The URL ...
        pub url: ::std::string::String,
        /// ...
        pub subscribed_events: ::std::vec::Vec<WebhookEvent>,
    }
    impl WebhookRequest {
        /// Makes the value from what the document requires.
        pub fn new(url: impl ::std::convert::Into<::std::string::String>, subscribed_events: impl ::std::convert::Into<::std::vec::Vec<WebhookEvent>>) -> Self {
            Self { url: url.into(), subscribed_events: subscribed_events.into() }
        }
    }
    impl crate::runtime::model::Check for WebhookRequest {
        fn check(&self, at: &mut crate::runtime::model::Checker) { let _ = at; }
    }
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[non_exhaustive]
    pub enum WebhookEvent {
        /// `status_changed`
        #[serde(rename = "status_changed")]
        StatusChanged,
    }
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[non_exhaustive]
    pub struct WebhookResponse {
        /// id
        pub id: ::uuid::Uuid,
        /// url
        pub url: ::std::string::String,
        /// events
        pub subscribed_events: ::std::vec::Vec<WebhookEvent>,
        /// created
        pub created_date: ::chrono::DateTime<::chrono::Utc>,
    }
    /// Standard error response format for all API errors.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[non_exhaustive]
    pub struct ErrorResponseSchema {
        /// status
        #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<::std::string::String>,
        /// error_code
        pub error_code: ::std::string::String,
        /// message
        pub message: ::std::string::String,
    }
    /// HTTPValidationError
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[non_exhaustive]
    pub struct HttpValidationError {
        /// detail
        #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
        pub detail: ::std::option::Option<::std::vec::Vec<::serde_json::Value>>,
    }
}

/// What the operations answer when they fail.
pub mod errors {
    /// What `create_webhook` answers when it fails, by status.
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum CreateWebhookError {
        /// 403: Forbidden - Insufficient permissions
        Status403(super::types::ErrorResponseSchema),
        /// 422: Validation Error
        Status422(super::types::HttpValidationError),
        /// 500: Internal Server Error
        Status500(super::types::ErrorResponseSchema),
    }
    impl crate::runtime::OperationError for CreateWebhookError {
        // None: the document says nothing of this status. Some(Err): it does, but the body is not that.
        fn decode(status: u16, body: &crate::runtime::ErrorBody) -> ::std::option::Option<::std::result::Result<Self, crate::runtime::DecodeError>> {
            ::std::option::Option::Some(match status {
                403 => body.json().map(Self::Status403),
                422 => body.json().map(Self::Status422),
                500 => body.json().map(Self::Status500),
                _ => return ::std::option::Option::None,
            })
        }
    }
}

impl crate::runtime::Client {
    /// Create Webhook ...
    pub fn create_webhook(&self, body: impl ::std::convert::Into<types::WebhookRequest>) -> builder::CreateWebhook<'_> {
        builder::CreateWebhook::new(self, body.into())
    }
}

/// Operations being put together.
pub mod builder {
    use super::{errors, operations, types};
    #[allow(unused_imports)]
    use crate::runtime::{Client, Error, Response, encode_path};

    /// Builder for [`Client::create_webhook`].
    #[derive(Clone, Debug)]
    pub struct CreateWebhook<'a> {
        client: &'a Client,
        body: types::WebhookRequest,
        options: crate::runtime::CallOptions,
    }
    impl crate::runtime::Call for CreateWebhook<'_> {
        fn options_mut(&mut self, _: crate::runtime::OnlyHere) -> &mut crate::runtime::CallOptions {
            &mut self.options
        }
    }
    impl<'a> CreateWebhook<'a> {
        pub(crate) fn new(client: &'a Client, body: types::WebhookRequest) -> Self {
            Self { client, body, options: ::std::default::Default::default() }
        }
        // optional parameters get setters (`V: TryInto<T>`; a conversion failure is kept as Err(String) and surfaces in send())

        /// Sends a `POST` request to `/v1/webhook/`.
        pub async fn send(self) -> Result<Response<types::WebhookResponse>, Error<errors::CreateWebhookError>> {
            let Self { client, body, options } = self;
            // for optional parameters: let limit = limit.map_err(Error::invalid_request)?;      fn(String) -> Error<E>
            // progenitor's own line; every placeholder is encode_path(&x.to_string()) -> RFC 3986 segment encoding
            let url = format!("{}/v1/webhook/", client.baseurl);
            let mut request = client.request(&operations::CREATE_WEBHOOK, url);
            request.options(options);
            // None / null values are left out; style per parameter
            // request.query("limit", crate::runtime::QueryStyle::Form { explode: true }, &limit);
            // request.header("x-thing", &thing);  request.cookie("name", &value);
            // request.check("limit", &checkable)            // each violation kept; reported by send() before anything is sent
            request.check("body", |at| crate::runtime::model::Check::check(&body, at));
            request.json("application/json", &body);
            // other bodies: request.form(&body); request.text("text/plain", body: String); request.body("application/octet-stream", body: crate::runtime::Body);
            //               request.multipart(body)
            let response = request.send().await?; // Result<Incoming, Error<E>> : status line and headers have arrived, body unread
            match response.status().as_u16() {
                200 => response.json().await, // -> Result<Response<T>, Error<E>>
                // others: response.text().await -> Response<String>, response.empty().await -> Response<()>, response.stream() -> Response<ByteStream>
                // several successes: response.json().await.map(|r| r.map(responses::XResponse::Status201))
                _ => Err(response.error().await), // any other status: reads the body, decodes by E::decode
            }
        }
    }
}
