//! The names of types.
//!
//! The names of components come first, so that no inline schema takes one:
//!
//! 1. Names chosen by hand, `x-rust-name` on the schema.
//! 2. The names that the lock has. All of them are reserved, those of schemas that are gone too.
//! 3. Of the others, in alphabetical order: schemas whose names are Rust's already, then the rest.
//!    So neither the document's order nor a schema `foo_bar` that is added changes what `FooBar`
//!    is.
//!
//! An inline schema is named after its position; a number distinguishes equal names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::identifier::{Scope, is_pascal, pascal};
use crate::lock::{Decisions, Retired};

/// The extension with which a name is chosen by hand.
pub(crate) const BY_HAND: &str = "x-rust-name";

/// The name that is chosen for a schema by hand.
pub(super) fn by_hand(schema: &Value) -> Option<&str> {
    let name = schema.get(BY_HAND)?.as_str()?;
    is_pascal(name).then_some(name)
}

/// The names of all types, as they are given.
pub(super) struct TypeNames {
    scope: Scope,
    /// By component.
    components: BTreeMap<String, String>,
    /// By the name that the position suggests.
    inline: BTreeMap<String, String>,
    /// The same of earlier documents, in use or retired.
    known_inline: HashMap<String, String>,
    /// Names that are chosen for inline schemas by hand, and not yet given.
    chosen_inline: BTreeSet<String>,
    /// How often a position suggested each name.
    uses: HashMap<String, usize>,
}

impl TypeNames {
    /// Names the components; `chosen_inline` are the names chosen by hand for inline schemas.
    pub(super) fn new(
        components: &[(String, &Value)],
        chosen_inline: BTreeSet<String>,
        decisions: &Decisions,
    ) -> Self {
        let mut scope = Scope::default();
        for name in &chosen_inline {
            scope.try_claim(name);
        }
        let mut names = BTreeMap::new();
        for (schema, value) in components {
            if let Some(name) = by_hand(value) {
                scope.try_claim(name);
                names.insert(schema.clone(), name.to_owned());
            }
        }
        let retired = &decisions.retired.types;
        for (schema, _) in components {
            let returned = || retired.iter().find(|(_, of)| *of == schema);
            let known = decisions.types.get(schema);
            let known = known.or_else(|| returned().map(|(name, _)| name));
            if let Some(name) = known.filter(|name| is_pascal(name))
                && !names.contains_key(schema)
                && scope.try_claim(name)
            {
                names.insert(schema.clone(), name.clone());
            }
        }
        let mut known_inline = HashMap::new();
        for (name, position) in &decisions.retired.inline_types {
            if scope.try_claim(name) {
                known_inline.insert(position.clone(), name.clone());
            }
        }
        for (position, name) in &decisions.inline_types {
            if is_pascal(name) && scope.try_claim(name) {
                known_inline.insert(position.clone(), name.clone());
            }
        }
        for name in decisions.types.values().chain(retired.keys()) {
            scope.try_claim(name);
        }
        let mut others: Vec<&String> = components.iter().map(|(schema, _)| schema).collect();
        others.sort_unstable_by_key(|schema| (pascal(schema) != **schema, *schema));
        for schema in others {
            if !names.contains_key(schema) {
                names.insert(schema.clone(), scope.claim(&pascal(schema)));
            }
        }
        Self {
            scope,
            components: names,
            inline: BTreeMap::new(),
            known_inline,
            chosen_inline,
            uses: HashMap::new(),
        }
    }

    /// The name of a component's type.
    pub(super) fn component(&self, schema: &str) -> Option<&String> {
        self.components.get(schema)
    }

    /// Names the type of an inline schema whose position suggests `wish`.
    pub(super) fn name_inline(&mut self, wish: &str) -> String {
        let uses = self.uses.entry(wish.to_owned()).or_default();
        *uses += 1;
        let position = match *uses {
            1 => wish.to_owned(),
            number => format!("{wish} {number}"),
        };
        let name = if self.chosen_inline.remove(wish) {
            wish.to_owned()
        } else {
            match self.known_inline.remove(&position) {
                Some(known) => known,
                None => self.scope.claim(wish),
            }
        };
        self.inline.insert(position, name.clone());
        name
    }

    /// Adds the names to the decisions, and retires those that are in use no longer.
    pub(super) fn record(self, before: &Decisions, now: &mut Decisions) {
        let used: BTreeSet<&String> = self
            .components
            .values()
            .chain(self.inline.values())
            .collect();
        let retire = |retired: &BTreeMap<String, String>, known: &BTreeMap<String, String>| {
            let known = known.iter().map(|(schema, name)| (name, schema));
            let all = retired.iter().chain(known);
            all.filter(|(name, _)| !used.contains(name))
                .map(|(name, schema)| (name.clone(), schema.clone()))
                .collect()
        };
        let Retired {
            types,
            inline_types,
            ..
        } = &before.retired;
        now.retired.types = retire(types, &before.types);
        now.retired.inline_types = retire(inline_types, &before.inline_types);
        now.types = self.components;
        now.inline_types = self.inline;
    }
}
