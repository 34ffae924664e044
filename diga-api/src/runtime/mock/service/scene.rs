//! The inputs of every value that is drawn.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::document::Document;
use super::draw::{Draw, Extent, seed};
use super::validate::{Direction, allows};

/// The inputs of every value that is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'d> {
    pub(super) document: &'d Document,
    pub(super) seed: u64,
    pub(super) now: DateTime<Utc>,
    /// The number of values that were drawn for the operation before.
    pub(super) counter: u64,
}

impl<'d> Scene<'d> {
    pub(super) fn draw(self, of: &str, extent: Extent) -> Draw<'d> {
        let seed = seed(self.seed, of, self.counter);
        Draw::new(self.document, Direction::Response, extent, self.now, seed)
    }

    pub(super) fn allows(self, schema: &Value, value: &Value) -> bool {
        allows(self.document, Direction::Response, schema, value)
    }
}
