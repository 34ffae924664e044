//! The state of one pass over a value that is matched against the alternatives of a union.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use serde_json::Value;

/// Limits the number of visits, and records positions.
#[derive(Debug)]
pub(crate) struct Probe {
    /// The number of visits left, since nested unions would otherwise take exponential time.
    fuel: usize,
    recording: Option<Recording>,
}

/// Positions in a value, each as a hash of the steps that lead to it.
#[derive(Debug)]
struct Recording {
    what: Recorded,
    here: u64,
    positions: HashSet<u64>,
}

/// Which positions are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recorded {
    /// Those for which a type has a property, whether or not the value there fits.
    Known,
    /// Those that decoding would drop.
    Dropped,
}

impl Probe {
    /// A probe that may visit each part of `value` many times.
    pub(crate) fn at(value: &Value) -> Self {
        Self {
            fuel: 100_000 + 64 * parts(value),
            recording: None,
        }
    }

    /// Whether the pass ended early, so its result is meaningless.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.fuel == 0
    }

    /// Counts one visit. Returns false if none is left.
    pub(crate) fn spend(&mut self) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        self.fuel > 0
    }

    /// The positions for which the types that `visit` matches have a property.
    pub(crate) fn known_positions(&mut self, visit: impl FnOnce(&mut Self)) -> HashSet<u64> {
        self.record(Recorded::Known, visit)
    }

    /// The positions that the types that `visit` matches would drop.
    pub(crate) fn dropped_positions(&mut self, visit: impl FnOnce(&mut Self)) -> HashSet<u64> {
        self.record(Recorded::Dropped, visit)
    }

    fn record(&mut self, what: Recorded, visit: impl FnOnce(&mut Self)) -> HashSet<u64> {
        let recording = Recording {
            what,
            here: 0,
            positions: HashSet::new(),
        };
        let outer = self.recording.replace(recording);
        visit(self);
        let recording = std::mem::replace(&mut self.recording, outer);
        recording
            .map(|recording| recording.positions)
            .unwrap_or_default()
    }

    /// Visits without recording.
    pub(crate) fn without_recording<T>(&mut self, visit: impl FnOnce(&mut Self) -> T) -> T {
        let recording = self.recording.take();
        let found = visit(self);
        self.recording = recording;
        found
    }

    /// Whether the whole value has to be visited even after a part that does not fit.
    pub(crate) fn records_known(&self) -> bool {
        self.records(Recorded::Known)
    }

    /// Whether only the alternative that would be decoded has to be visited.
    pub(crate) fn records_dropped(&self) -> bool {
        self.records(Recorded::Dropped)
    }

    fn records(&self, what: Recorded) -> bool {
        self.recording
            .as_ref()
            .is_some_and(|recording| recording.what == what)
    }

    /// Visits the position one step further.
    pub(crate) fn within<T>(&mut self, step: impl Hash, visit: impl FnOnce(&mut Self) -> T) -> T {
        let Some(recording) = &mut self.recording else {
            return visit(self);
        };
        let next = further(recording.here, step);
        let here = std::mem::replace(&mut recording.here, next);
        let found = visit(self);
        if let Some(recording) = &mut self.recording {
            recording.here = here;
        }
        found
    }

    /// The type has a property of this name.
    pub(crate) fn known(&mut self, name: &str) {
        self.note(Recorded::Known, name);
    }

    /// The type drops the property of this name.
    pub(crate) fn dropped(&mut self, name: &str) {
        self.note(Recorded::Dropped, name);
    }

    fn note(&mut self, what: Recorded, name: &str) {
        if let Some(recording) = &mut self.recording
            && recording.what == what
        {
            let position = further(recording.here, name);
            recording.positions.insert(position);
        }
    }
}

/// The number of values in `value`, itself included.
pub(crate) fn parts(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.values().map(parts).sum::<usize>() + 1,
        Value::Array(list) => list.iter().map(parts).sum::<usize>() + 1,
        _ => 1,
    }
}

/// The position one step further.
pub(crate) fn further(here: u64, step: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    here.hash(&mut hasher);
    step.hash(&mut hasher);
    hasher.finish()
}
