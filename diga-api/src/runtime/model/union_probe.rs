//! One look at a value, to see how well it fits.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use serde_json::Value;

/// How much more may be looked at, and what is noted of it.
#[derive(Debug)]
pub(crate) struct Look {
    /// Unions in unions would otherwise take exponential time.
    fuel: usize,
    notes: Option<Notes>,
}

/// Places of a value, each as a hash of the steps that lead there.
#[derive(Debug)]
struct Notes {
    noted: Noted,
    here: u64,
    places: HashSet<u64>,
}

/// Which places are noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noted {
    /// Those that a type has a property for, whether or not what stands there fits.
    Known,
    /// Those that decoding would drop.
    Lost,
}

impl Look {
    /// Enough for each part of `value` to be looked at many times.
    pub(crate) fn at(value: &Value) -> Self {
        Self {
            fuel: 100_000 + 64 * parts(value),
            notes: None,
        }
    }

    /// Whether not all was looked at, so that nothing can be told.
    pub(crate) fn is_out_of_fuel(&self) -> bool {
        self.fuel == 0
    }

    /// Takes one more value; false when there are none left.
    pub(crate) fn burn(&mut self) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        self.fuel > 0
    }

    /// The places that `look` finds a type to have a property for.
    pub(crate) fn knowing(&mut self, look: impl FnOnce(&mut Self)) -> HashSet<u64> {
        self.noting(Noted::Known, look)
    }

    /// The places that `look` finds a type to drop.
    pub(crate) fn losing(&mut self, look: impl FnOnce(&mut Self)) -> HashSet<u64> {
        self.noting(Noted::Lost, look)
    }

    fn noting(&mut self, noted: Noted, look: impl FnOnce(&mut Self)) -> HashSet<u64> {
        let notes = Notes {
            noted,
            here: 0,
            places: HashSet::new(),
        };
        let around = self.notes.replace(notes);
        look(self);
        let notes = std::mem::replace(&mut self.notes, around);
        notes.map(|it| it.places).unwrap_or_default()
    }

    /// Looks without noting anything.
    pub(crate) fn plainly<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> T {
        let notes = self.notes.take();
        let found = look(self);
        self.notes = notes;
        found
    }

    /// Whether all of a value is to be looked at, though it is known not to fit.
    pub(crate) fn is_thorough(&self) -> bool {
        self.notes(Noted::Known)
    }

    /// Whether only what would be decoded is to be looked at.
    pub(crate) fn is_of_losses(&self) -> bool {
        self.notes(Noted::Lost)
    }

    fn notes(&self, noted: Noted) -> bool {
        self.notes.as_ref().is_some_and(|it| it.noted == noted)
    }

    /// Looks at what stands one step further.
    pub(crate) fn within<T>(&mut self, step: impl Hash, look: impl FnOnce(&mut Self) -> T) -> T {
        let Some(notes) = &mut self.notes else {
            return look(self);
        };
        let next = further(notes.here, step);
        let here = std::mem::replace(&mut notes.here, next);
        let found = look(self);
        if let Some(notes) = &mut self.notes {
            notes.here = here;
        }
        found
    }

    /// The type has a property of this name.
    pub(crate) fn known(&mut self, name: &str) {
        self.note(Noted::Known, name);
    }

    /// The type drops the property of this name.
    pub(crate) fn lost(&mut self, name: &str) {
        self.note(Noted::Lost, name);
    }

    fn note(&mut self, noted: Noted, name: &str) {
        if let Some(notes) = self.notes.as_mut().filter(|it| it.noted == noted) {
            notes.places.insert(further(notes.here, name));
        }
    }
}

fn parts(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.values().map(parts).sum::<usize>() + 1,
        Value::Array(list) => list.iter().map(parts).sum::<usize>() + 1,
        _ => 1,
    }
}

fn further(here: u64, step: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    here.hash(&mut hasher);
    step.hash(&mut hasher);
    hasher.finish()
}
