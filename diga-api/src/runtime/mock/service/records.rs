//! Records as a test reads and changes them, without a request.

use serde_json::{Map, Value};

use super::draw::Extent;
use super::engine::{Engine, State};
use super::operation::Operation;
use super::role::Resource;
use super::service_error::ServiceError;
use super::store::Record;
use super::template::segments;
use super::turn::{Turn, identifier, note_view};
use super::validate::{Direction, validate};

impl Engine {
    /// The record at a path.
    pub(super) fn record(&self, path: &str) -> Result<Value, ServiceError> {
        self.find(path, &segments(path)).map(|(_, record)| record)
    }

    /// The records of the list at a path, in the order of their creation.
    pub(super) fn records(&self, path: &str) -> Result<Vec<Value>, ServiceError> {
        let segments = segments(path);
        let resource = self.resource(&segments).ok_or_else(|| no_record(path))?;
        let mut state = self.state();
        let scene = self.scene(&mut state, usize::MAX);
        let mut turn = Turn {
            scene,
            store: &mut state.store,
        };
        turn.populate(resource, &segments);
        let listed = turn.store.collection(&segments).listed();
        let ids: Vec<String> = listed.map(|(_, id, _)| id.to_owned()).collect();
        let records = ids
            .iter()
            .filter_map(|id| turn.show((&segments, id), Some(&resource.record)));
        Ok(records.collect())
    }

    /// Changes the record at a path.
    pub(super) fn update(
        &self,
        path: &str,
        change: impl FnOnce(&mut Value),
    ) -> Result<Value, ServiceError> {
        let segments = segments(path);
        let (found, before) = self.find(path, &segments)?;
        let mut after = before.clone();
        // Not under the lock: it may ask the service for something.
        change(&mut after);
        self.check(path, &found.schema, &after)?;
        let id = found.resource.and_then(|resource| resource.id.as_deref());
        if let Some(id) = id
            && before.get(id) != after.get(id)
        {
            return Err(not_allowed(path, format!("/{id} cannot be changed")));
        }
        let mut state = self.state();
        let stored = match (found.resource, segments.split_last()) {
            (Some(_), Some((id, collection))) => {
                let record = state.store.find_mut(collection, id);
                record.map(Record::value_mut)
            }
            _ => state.store.singleton(&segments),
        };
        let stored = stored.ok_or_else(|| no_record(path))?;
        match (
            stored.as_object_mut(),
            before.as_object(),
            after.as_object(),
        ) {
            (Some(stored), Some(before), Some(now)) => {
                // What this view of the record does not show stays.
                stored.retain(|name, _| !before.contains_key(name) || now.contains_key(name));
                stored.extend(
                    now.iter()
                        .map(|(name, value)| (name.clone(), value.clone())),
                );
            }
            _ => *stored = after.clone(),
        }
        if let Some((id, collection)) = segments.split_last() {
            let view = (&found.schema, &after);
            let schemas = &self.document.schemas;
            note_view(schemas, &mut state.store, (collection, id), view);
        }
        Ok(after)
    }

    /// Adds a record to the list at a path.
    pub(super) fn insert(
        &self,
        path: &str,
        change: impl FnOnce(&mut Value),
    ) -> Result<Value, ServiceError> {
        let segments = segments(path);
        let resource = self.resource(&segments).ok_or_else(|| no_record(path))?;
        let document = &self.document;
        let mut state = self.state();
        // Beside the operations, which count from 0.
        let scene = self.scene(&mut state, usize::MAX);
        let mut draw = scene.draw(path, Extent::Fresh);
        let mut turn = Turn {
            scene,
            store: &mut state.store,
        };
        turn.populate(resource, &segments);
        let record = turn.create_drawn(&mut draw, resource, &segments, &resource.record, None);
        drop(state);
        let named = |record: &Value| {
            resource
                .id
                .as_ref()
                .and_then(|id| record.get(id))
                .map(identifier)
        };
        let id = match named(&record) {
            Some(id) => id,
            None => self.newest(&segments),
        };
        let mut changed = record;
        change(&mut changed);
        let found = validate(document, Direction::Response, &resource.record, &changed);
        let mut state = self.state();
        if !found.is_empty() {
            state.store.delete(&segments, &id);
            drop(state);
            return self
                .check(path, &resource.record, &changed)
                .map(|()| changed);
        }
        let new = named(&changed).unwrap_or_else(|| id.clone());
        if new != id {
            state.store.delete(&segments, &id);
        }
        state.store.insert(&segments, &new, changed.clone());
        Ok(changed)
    }

    /// The resource at the path of a collection.
    fn resource(&self, segments: &[String]) -> Option<&Resource> {
        let resources = self.document.roles.resources.iter();
        let fitting = resources.filter(|resource| covers(&resource.key, segments));
        fitting.min_by_key(|resource| open(&resource.key))
    }

    /// The record at a path, and what it is one of.
    fn find(&self, path: &str, segments: &[String]) -> Result<(Found<'_>, Value), ServiceError> {
        let mut state = self.state();
        let found = self.found(&mut state, segments);
        found.ok_or_else(|| no_record(path))
    }

    fn found(&self, state: &mut State, segments: &[String]) -> Option<(Found<'_>, Value)> {
        let document = &self.document;
        let scene = self.scene(state, usize::MAX);
        let mut turn = Turn {
            scene,
            store: &mut state.store,
        };
        // A path of its own comes before one that ends with a parameter.
        let singletons = document.roles.singletons.iter();
        let singletons = singletons.filter_map(|index| document.operations.get(*index));
        let singletons = singletons.filter(|operation| covers(operation.template.key(), segments));
        let singleton = singletons.filter_map(Operation::success_schema).next();
        if let Some(schema) = singleton {
            let value = turn.singleton(segments, schema, &Map::new(), None);
            let found = Found {
                resource: None,
                schema: schema.clone(),
            };
            return Some((found, value));
        }
        let (id, collection) = segments.split_last()?;
        let resource = self.resource(collection)?;
        let place = (collection, id.as_str());
        turn.require(resource, place).ok()?;
        let value = turn.show(place, Some(&resource.record))?;
        let found = Found {
            resource: Some(resource),
            schema: resource.record.clone(),
        };
        Some((found, value))
    }

    fn check(&self, path: &str, schema: &Value, value: &Value) -> Result<(), ServiceError> {
        let found = validate(&self.document, Direction::Response, schema, value);
        if found.is_empty() {
            return Ok(());
        }
        let violations = found.iter().map(|violation| {
            let pointer = violation.pointer();
            let place = if pointer.is_empty() {
                "the record"
            } else {
                &pointer
            };
            format!("{place} {}", violation.message)
        });
        Err(ServiceError::NotAllowed {
            path: path.to_owned(),
            violations: violations.collect(),
        })
    }

    /// The id of the record that was created last.
    fn newest(&self, path: &[String]) -> String {
        let mut state = self.state();
        let newest = state.store.collection(path).listed().last();
        newest.map(|(_, id, _)| id.to_owned()).unwrap_or_default()
    }
}

/// What a record is one of.
struct Found<'d> {
    /// None: it stands at a path of its own.
    resource: Option<&'d Resource>,
    schema: Value,
}

fn covers(key: &[String], segments: &[String]) -> bool {
    key.len() == segments.len()
        && key
            .iter()
            .zip(segments)
            .all(|(key, segment)| key == "{}" || key == segment)
}

fn open(key: &[String]) -> usize {
    key.iter().filter(|segment| *segment == "{}").count()
}

fn not_allowed(path: &str, violation: String) -> ServiceError {
    ServiceError::NotAllowed {
        path: path.to_owned(),
        violations: vec![violation],
    }
}

fn no_record(path: &str) -> ServiceError {
    ServiceError::NoRecord {
        path: path.to_owned(),
    }
}
