//! The decoding of a large page of a list: by the client, and by serde's derive on types that are
//! written by hand.

use std::collections::BTreeMap;
use std::hint::black_box;

use chrono::{DateTime, Utc};
use diga_api::types::{CallResponse, PaginatedResponse};
use serde::Deserialize;
use uuid::Uuid;

use crate::Side;

/// The size of the page.
pub(crate) const BYTES: usize = 10 << 20;

#[derive(Deserialize)]
#[allow(dead_code)]
struct Page {
    data: Vec<Call>,
    first_id: Option<Uuid>,
    last_id: Option<Uuid>,
    has_more: bool,
    current_page: Option<i64>,
    total_pages: Option<i64>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Call {
    id: Uuid,
    agent_id: Option<Uuid>,
    agent_version_id: Option<Uuid>,
    status: Status,
    recording_url: Option<String>,
    start_time: Option<DateTime<Utc>>,
    end_time: Option<DateTime<Utc>>,
    duration: Option<i64>,
    #[serde(rename = "type")]
    kind: Kind,
    end_reason: Option<String>,
    contact: Contact,
    phone_register_id: Option<Uuid>,
    dynamic_variables: Option<BTreeMap<String, serde_json::Value>>,
    created_date: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Dialing,
    InProgress,
    Completed,
    Failed,
    Transferred,
    NoAnswer,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Inbound,
    Outbound,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Contact {
    id: Uuid,
    created_date: DateTime<Utc>,
    identifier: String,
    contact_type: String,
}

/// A page of at least this size, of calls that differ.
pub(crate) fn page(bytes: usize) -> Vec<u8> {
    const STATUSES: [&str; 4] = ["completed", "failed", "no_answer", "in_progress"];
    let mut page = String::from("{\"data\":[");
    let mut count = 0;
    while page.len() < bytes {
        if count > 0 {
            page.push(',');
        }
        let id = Uuid::from_u128(count);
        let status = STATUSES[usize::try_from(count % 4).unwrap_or_default()];
        page.push_str(&format!(
            "{{\"id\":\"{id}\",\"agent_id\":\"{id}\",\"agent_version_id\":null,\
             \"status\":\"{status}\",\"recording_url\":\"https://example.com/{count}.mp3\",\
             \"start_time\":\"2026-07-03T10:00:00Z\",\"end_time\":\"2026-07-03T10:05:00.25Z\",\
             \"duration\":{count},\"type\":\"inbound\",\"end_reason\":null,\
             \"contact\":{{\"id\":\"{id}\",\"created_date\":\"2026-01-01T00:00:00Z\",\
             \"identifier\":\"+34600000000\",\"contact_type\":\"phone\"}},\
             \"phone_register_id\":null,\"dynamic_variables\":{{\"name\":\"Ana\"}},\
             \"created_date\":\"2026-07-03T09:59:59.123456Z\"}}"
        ));
        count += 1;
    }
    page.push_str("],\"first_id\":null,\"last_id\":null,\"has_more\":true}");
    page.into_bytes()
}

/// Decodes a page, and returns the number of its items.
pub(crate) fn decode(side: Side, page: &[u8]) -> usize {
    match side {
        Side::Ours => {
            let page: PaginatedResponse<CallResponse> =
                serde_json::from_slice(page).expect("a page");
            black_box(page).data.len()
        }
        Side::ByHand => {
            let page: Page = serde_json::from_slice(page).expect("a page");
            black_box(page).data.len()
        }
    }
}
