//! The baseline: the call written by hand, without a client.

use std::hint::black_box;
use std::time::Duration;

use chrono::{DateTime, Utc};
use http::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) const URL: &str = "https://example.com/diga/events";

#[derive(Serialize)]
struct Request {
    url: String,
    subscribed_events: Vec<Event>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Event {
    StatusChanged,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Webhook {
    id: Uuid,
    url: String,
    subscribed_events: Vec<Event>,
    created_date: DateTime<Utc>,
}

pub(crate) struct ByHand {
    http: reqwest::Client,
    url: String,
}

impl ByHand {
    pub(crate) fn new(base_url: &str) -> Self {
        // Without reqwest's own provider, one has to be installed.
        #[cfg(feature = "rustls-ring")]
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(60))
            .user_agent("by-hand/1.0")
            .build()
            .expect("a client");
        Self {
            http,
            url: format!("{base_url}/v1/webhook/"),
        }
    }

    pub(crate) async fn create_webhook(&self) {
        let request = Request {
            url: URL.to_owned(),
            subscribed_events: vec![Event::StatusChanged],
        };
        let response = self
            .http
            .post(&self.url)
            .bearer_auth("a-token-for-the-benchmark")
            // What reqwest's `json` does, which would be one more feature to build.
            .header(CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(&request).expect("JSON"))
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .expect("a response");
        let body = response.bytes().await.expect("a body");
        black_box(serde_json::from_slice::<Webhook>(&body).expect("a webhook"));
    }
}
