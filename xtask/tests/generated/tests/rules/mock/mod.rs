//! Mocks of operations: each responds to calls of its own operation only.

mod by_hand;
mod content_types;
mod requests;
mod responses;

use chrono::{DateTime, Utc};
use generated_tests::types::ResponseItem;
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(0x6f1e_9a3e_2a8c_4a51_9d0a_3f8d_1c6f_0e11);

fn when() -> DateTime<Utc> {
    "2026-07-03T10:00:00Z".parse().unwrap()
}

fn item() -> ResponseItem {
    ResponseItem::new(1).at(when())
}
