//! The records that a service has.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::schema::Identity;

/// Records by the path of their collection, which is its decoded segments.
#[derive(Debug, Default)]
pub(super) struct Store {
    collections: BTreeMap<Vec<String>, Collection>,
    /// What stands at a path of its own.
    singletons: BTreeMap<Vec<String>, Value>,
    created: u64,
}

/// Records that share a path, in the order of their creation.
#[derive(Debug, Default)]
pub(super) struct Collection {
    records: BTreeMap<u64, Record>,
    numbers: BTreeMap<String, u64>,
    deleted: BTreeSet<String>,
    /// Whether the records that are there from the start are there.
    pub(super) seeded: bool,
}

/// One record: every property that was ever created, received or drawn for it. What a response
/// shows of it is for the response's schema to say.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) id: String,
    value: Value,
    /// The value as components have it, which is validated once: each poll and each page would
    /// validate it again.
    views: Vec<(Identity, Value)>,
    /// Created since the service has started, so that nothing stands below it from the start.
    pub(super) is_new: bool,
}

impl Record {
    pub(super) fn value(&self) -> &Value {
        &self.value
    }

    /// The value, to be changed: what was known of it is forgotten.
    pub(super) fn value_mut(&mut self) -> &mut Value {
        self.views.clear();
        &mut self.value
    }

    /// The value as the component has it, if that is known.
    pub(super) fn view(&self, of: Identity) -> Option<&Value> {
        let mut views = self.views.iter();
        views.find_map(|(known, view)| (*known == of).then_some(view))
    }

    pub(super) fn add_view(&mut self, of: Identity, view: Value) {
        if self.view(of).is_none() {
            self.views.push((of, view));
        }
    }
}

impl Store {
    pub(super) fn collection(&mut self, path: &[String]) -> &mut Collection {
        self.collections.entry(path.to_vec()).or_default()
    }

    pub(super) fn find(&self, path: &[String], id: &str) -> Option<&Record> {
        let collection = self.collections.get(path)?;
        collection.records.get(collection.numbers.get(id)?)
    }

    pub(super) fn find_mut(&mut self, path: &[String], id: &str) -> Option<&mut Record> {
        let collection = self.collections.get_mut(path)?;
        collection.records.get_mut(collection.numbers.get(id)?)
    }

    /// Whether a record of this id was there and was deleted.
    pub(super) fn was_deleted(&self, path: &[String], id: &str) -> bool {
        let collection = self.collections.get(path);
        collection.is_some_and(|collection| collection.deleted.contains(id))
    }

    /// Whether the path leads through a record that was created since the service has started.
    pub(super) fn is_below_new(&self, path: &[String]) -> bool {
        (1..path.len()).any(|length| {
            let (collection, rest) = path.split_at(length);
            let record = rest.first().and_then(|id| self.find(collection, id));
            record.is_some_and(|record| record.is_new)
        })
    }

    /// Marks the record that was added last as created since the service has started.
    pub(super) fn mark_newest(&mut self, path: &[String]) {
        let collection = self.collection(path);
        if let Some(mut newest) = collection.records.last_entry() {
            newest.get_mut().is_new = true;
        }
    }

    /// Adds a record, in the place of one of the same id.
    pub(super) fn insert(&mut self, path: &[String], id: &str, value: Value) {
        self.created += 1;
        let number = self.created;
        let collection = self.collection(path);
        collection.deleted.remove(id);
        let number = *collection.numbers.entry(id.to_owned()).or_insert(number);
        let known = collection.records.get(&number);
        let record = Record {
            is_new: known.is_some_and(|record| record.is_new),
            id: id.to_owned(),
            value,
            views: Vec::new(),
        };
        collection.records.insert(number, record);
    }

    /// Deletes a record and all that stands below it.
    pub(super) fn delete(&mut self, path: &[String], id: &str) -> Option<Record> {
        let collection = self.collections.get_mut(path)?;
        let number = collection.numbers.remove(id)?;
        let record = collection.records.remove(&number);
        collection.deleted.insert(id.to_owned());
        let mut below = path.to_vec();
        below.push(id.to_owned());
        self.collections.retain(|path, _| !path.starts_with(&below));
        self.singletons.retain(|path, _| !path.starts_with(&below));
        record
    }

    pub(super) fn singleton(&mut self, path: &[String]) -> Option<&mut Value> {
        self.singletons.get_mut(path)
    }

    pub(super) fn set_singleton(&mut self, path: &[String], value: Value) {
        self.singletons.insert(path.to_vec(), value);
    }
}

impl Collection {
    /// Number, id and value of each record, in the order of their creation.
    pub(super) fn listed(&self) -> impl Iterator<Item = (u64, &str, &Value)> {
        let records = self.records.iter();
        records.map(|(number, record)| (*number, record.id.as_str(), record.value()))
    }

    /// The id of the record with this number.
    pub(super) fn id(&self, number: u64) -> Option<&str> {
        self.records.get(&number).map(|record| record.id.as_str())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }
}
