//! What one request does to the records, and what its success shows of them.

use serde_json::{Map, Value};

use super::decode::Decoded;
use super::draw::{Draw, Extent};
use super::format;
use super::list::{Asked, ListShape};
use super::operation::Operation;
use super::reply::list_object;
use super::role::{Kind, Resource, Role, Target};
use super::scene::Scene;
use super::schema::Schemas;
use super::store::Store;

/// How many records a list has from the start whose records no operation creates.
const SEEDED: usize = 3;

/// There is no such record: 404.
#[derive(Debug)]
pub(super) struct Missing;

/// One request's turn.
pub(super) struct Turn<'t> {
    pub(super) scene: Scene<'t>,
    pub(super) store: &'t mut Store,
}

/// A record's place: the path of its collection, and its id.
type Place<'p> = (&'p [String], &'p str);

impl<'t> Turn<'t> {
    /// Does what the operation does. The value is that of the success, if its schema is known.
    pub(super) fn act(
        &mut self,
        operation: &Operation,
        segments: &[String],
        decoded: &Decoded,
    ) -> Result<Option<Value>, Missing> {
        let document = self.scene.document;
        let Some(role) = document.roles.role(operation) else {
            return Ok(None);
        };
        self.parents(operation, role, segments)?;
        let schema = operation.success_schema();
        let body = decoded.body.as_ref();
        let target = role.target.and_then(|target| self.target(target, segments));
        let Some((resource, path)) = target else {
            return Ok(match (&role.kind, schema) {
                (Kind::Singleton, Some(schema)) => {
                    let mut path = decoded.path.clone();
                    // The `id` of a path is that of another record.
                    path.remove("id");
                    Some(self.singleton(segments, schema, &path, body))
                }
                (Kind::List(list), Some(schema)) => {
                    Some(self.list(operation, schema, list, (&[], None), &decoded.query))
                }
                _ => None,
            });
        };
        let id = segments.get(path.len()).map(String::as_str);
        let place = id.map(|id| (path.as_slice(), id));
        match (&role.kind, place, schema) {
            (Kind::Create, _, Some(schema)) => {
                Ok(Some(self.create(operation, resource, &path, schema, body)))
            }
            (Kind::Batch { property, list }, _, Some(schema)) => Ok(Some(self.batch(
                operation,
                resource,
                &path,
                schema,
                body,
                (property, *list),
            ))),
            (Kind::Adopt, Some(place), Some(schema)) => {
                if self.store.find(place.0, place.1).is_none() {
                    self.adopt(resource, place, schema, Extent::Fresh);
                }
                self.merge(resource, place, Some(schema), body);
                Ok(self.show(place, Some(schema)))
            }
            (Kind::List(list), _, Some(schema)) => {
                let of = (path.as_slice(), Some(resource));
                Ok(Some(self.list(operation, schema, list, of, &decoded.query)))
            }
            (Kind::Read, Some(place), _) => {
                self.require(resource, place)?;
                Ok(self.show(place, schema))
            }
            (Kind::Update, Some(place), _) => {
                self.require(resource, place)?;
                self.merge(resource, place, schema, body);
                Ok(self.show(place, schema))
            }
            (Kind::Act, Some(place), _) => {
                self.require(resource, place)?;
                self.merge(resource, place, schema, body);
                Ok(self.show(place, schema))
            }
            (Kind::Delete, Some(place), _) => {
                self.require(resource, place)?;
                let record = schema.filter(|schema| document.schemas.is_record(schema));
                let shown = record.and_then(|record| self.show(place, Some(record)));
                self.store.delete(place.0, place.1);
                Ok(shown)
            }
            _ => Ok(None),
        }
    }

    /// The resource, and its path in this request.
    pub(super) fn target(
        &self,
        target: Target,
        segments: &[String],
    ) -> Option<(&'t Resource, Vec<String>)> {
        let resource = self.scene.document.roles.resources.get(target.resource)?;
        let path = match target.segments {
            Some(length) => segments.get(..length)?.to_vec(),
            None => resource.key.clone(),
        };
        Some((resource, path))
    }

    /// Every record that the path leads through has to be there, if the operation documents what
    /// happens otherwise.
    fn parents(
        &self,
        operation: &Operation,
        role: &Role,
        segments: &[String],
    ) -> Result<(), Missing> {
        for (_, length) in &role.parents {
            let path = segments.get(..*length).unwrap_or_default();
            let found = segments
                .get(*length)
                .and_then(|id| self.store.find(path, id));
            if found.is_none() && operation.response(404).is_some() {
                return Err(Missing);
            }
        }
        Ok(())
    }

    /// The record has to be there; where none can be created, one is, from the start.
    pub(super) fn require(&mut self, resource: &Resource, place: Place<'_>) -> Result<(), Missing> {
        let (path, id) = place;
        if self.store.find(path, id).is_some() {
            return Ok(());
        }
        if resource.creatable || self.store.was_deleted(path, id) {
            return Err(Missing);
        }
        self.adopt(resource, place, &resource.record, Extent::Varied);
        Ok(())
    }

    /// Draws the record of an id.
    fn adopt(
        &mut self,
        resource: &Resource,
        (path, id): Place<'_>,
        schema: &Value,
        extent: Extent,
    ) {
        let mut record = self.scene.draw(id, extent).value(schema);
        if let Some(property) = &resource.id {
            let number = id.parse::<i64>().map(Value::from);
            for candidate in [Some(Value::from(id)), number.ok()].into_iter().flatten() {
                if self.set(schema, &mut record, property, candidate) {
                    break;
                }
            }
        }
        self.store.insert(path, id, record);
    }

    /// Sets a property, if the schema allows the value.
    fn set(&self, schema: &Value, record: &mut Value, property: &str, value: Value) -> bool {
        if let (Some(own), Some(members)) = (
            self.scene.document.schemas.lone_property(schema, property),
            record.as_object_mut(),
        ) {
            let allowed = self.scene.allows(own, &value);
            if allowed {
                members.insert(property.to_owned(), value);
            }
            return allowed;
        }
        let mut candidate = record.clone();
        let Some(members) = candidate.as_object_mut() else {
            return false;
        };
        members.insert(property.to_owned(), value);
        let allowed = self.scene.allows(schema, &candidate);
        if allowed {
            *record = candidate;
        }
        allowed
    }

    /// Sets what the schema has a place for and allows. Returns whether the schema is known to
    /// allow the whole.
    fn overlay(&self, schema: &Value, record: &mut Value, changes: &Map<String, Value>) -> bool {
        let schemas = &self.scene.document.schemas;
        let known = changes
            .iter()
            .filter(|(name, _)| schemas.property(schema, name).is_some());
        let known: Vec<_> = known.collect();
        let mut all = record.clone();
        if let Some(members) = all.as_object_mut() {
            members.extend(
                known
                    .iter()
                    .map(|(name, value)| ((*name).clone(), (*value).clone())),
            );
        }
        if self.scene.allows(schema, &all) {
            *record = all;
            return true;
        }
        for (name, value) in known {
            self.set(schema, record, name, value.clone());
        }
        false
    }

    /// Creates a record out of a request.
    pub(super) fn create(
        &mut self,
        operation: &Operation,
        resource: &Resource,
        path: &[String],
        schema: &Value,
        body: Option<&Value>,
    ) -> Value {
        let mut draw = self.scene.draw(&operation.id, Extent::Fresh);
        let created = self.create_drawn(&mut draw, resource, path, schema, body);
        self.store.mark_newest(path);
        created
    }

    pub(super) fn create_drawn(
        &mut self,
        draw: &mut Draw<'_>,
        resource: &Resource,
        path: &[String],
        schema: &Value,
        body: Option<&Value>,
    ) -> Value {
        let (mut created, mut valid) = draw.checked_value(schema);
        let sent = body.and_then(Value::as_object);
        if let Some(sent) = sent {
            valid |= self.overlay(schema, &mut created, sent);
        }
        let id = self.identify(draw, resource, path, schema, &mut created);
        // What the record has and this response does not show.
        let mut stored = created.clone();
        let schemas = &self.scene.document.schemas;
        if let (Some(members), Some(sent)) = (stored.as_object_mut(), sent) {
            for (name, value) in sent {
                if !members.contains_key(name) && schemas.property(&resource.record, name).is_some()
                {
                    members.insert(name.clone(), value.clone());
                }
            }
        }
        self.store.insert(path, &id, stored);
        if valid {
            note_view(schemas, self.store, (path, &id), (schema, &created));
        }
        created
    }

    /// Gives a record an id that no other has.
    fn identify(
        &mut self,
        draw: &mut Draw<'_>,
        resource: &Resource,
        path: &[String],
        schema: &Value,
        created: &mut Value,
    ) -> String {
        let number = self.store.collection(path).len() + 1;
        let Some(property) = &resource.id else {
            return number.to_string();
        };
        let any = Value::Null;
        let own = self
            .scene
            .document
            .schemas
            .property(schema, property)
            .unwrap_or(&any);
        for attempt in 0..32 {
            let candidate = match attempt {
                0 => Value::from(draw.uuid()),
                1 => Value::from(number),
                _ => draw.value(own),
            };
            let id = identifier(&candidate);
            if self.store.find(path, &id).is_none()
                && self.set(schema, created, property, candidate)
            {
                return id;
            }
        }
        created.get(property).map(identifier).unwrap_or_default()
    }

    /// Creates records within a property of the response: as many as the request lists.
    fn batch(
        &mut self,
        operation: &Operation,
        resource: &Resource,
        path: &[String],
        schema: &Value,
        body: Option<&Value>,
        (property, list): (&str, bool),
    ) -> Value {
        let schemas = &self.scene.document.schemas;
        let mut draw = self.scene.draw(&operation.id, Extent::Fresh);
        let mut response = draw.value(schema);
        let own = schemas
            .property(schema, property)
            .cloned()
            .unwrap_or_default();
        if !list {
            let created = self.create_drawn(&mut draw, resource, path, &own, body);
            self.store.mark_newest(path);
            self.set(schema, &mut response, property, created);
            return response;
        }
        let item = schemas
            .resolve(&own)
            .get("items")
            .cloned()
            .unwrap_or_default();
        let sent = body.and_then(Value::as_object);
        let lists = sent
            .into_iter()
            .flatten()
            .filter_map(|(_, value)| value.as_array());
        let lists: Vec<&Vec<Value>> = lists.collect();
        let sources: Vec<Option<&Value>> = match lists.as_slice() {
            [only] => only
                .iter()
                .map(|source| Some(source).filter(|source| source.is_object()).or(body))
                .collect(),
            _ => vec![body],
        };
        let mut created = Vec::new();
        for source in sources {
            created.push(self.create_drawn(&mut draw, resource, path, &item, source));
            self.store.mark_newest(path);
        }
        self.set(schema, &mut response, property, Value::Array(created));
        response
    }

    /// Changes a record: what the response or the record's schema has a place for.
    fn merge(
        &mut self,
        resource: &Resource,
        (path, id): Place<'_>,
        schema: Option<&Value>,
        body: Option<&Value>,
    ) {
        let Some(sent) = body.and_then(Value::as_object) else {
            return;
        };
        let (scene, schemas) = (self.scene, &self.scene.document.schemas);
        let own = |name: &str| {
            let own = schemas.property(&resource.record, name);
            own.or_else(|| schemas.property(schema?, name))
        };
        let mut changes = Map::new();
        for (name, value) in sent {
            let named = resource.id.as_ref() == Some(name);
            if !named && own(name).is_some_and(|own| scene.allows(own, value)) {
                changes.insert(name.clone(), value.clone());
            }
        }
        // `published_version_id` is where a response has the `version_id` of the request.
        for (name, value) in schema
            .map(|schema| echoed(schemas, schema, sent))
            .into_iter()
            .flatten()
        {
            if own(&name).is_some_and(|own| scene.allows(own, &value)) {
                changes.entry(name).or_insert(value);
            }
        }
        let Some(record) = self.store.find_mut(path, id) else {
            return;
        };
        let Some(members) = record.value_mut().as_object_mut() else {
            return;
        };
        // When it was changed last.
        for (name, value) in members.iter_mut() {
            let lower = name.to_ascii_lowercase();
            let changed = lower.starts_with("updated") || lower.starts_with("modified");
            let instant = || {
                own(name).is_some_and(|own| {
                    schemas
                        .flatten(own)
                        .keywords
                        .get("format")
                        .is_some_and(|format| format == "date-time")
                })
            };
            if changed && instant() {
                *value = Value::from(format::instant(scene.now));
            }
        }
        members.extend(changes);
    }

    /// The record as a schema has it.
    pub(super) fn show(&mut self, (path, id): Place<'_>, schema: Option<&Value>) -> Option<Value> {
        let schema = schema?;
        let identity = self.scene.document.schemas.identity(schema);
        let record = self.store.find(path, id)?;
        if let Some(view) = identity.and_then(|identity| record.view(identity)) {
            return Some(view.clone());
        }
        let mut stored = record.value().clone();
        let shown = self.shown(id, &mut stored, schema);
        if let Some(record) = self.store.find_mut(path, id) {
            if stored != *record.value() {
                *record.value_mut() = stored;
            }
            if let Some(identity) = identity {
                record.add_view(identity, shown.clone());
            }
        }
        Some(shown)
    }

    /// A stored value as a schema has it; what the schema requires and was never known is drawn,
    /// and known from then on.
    fn shown(&self, id: &str, stored: &mut Value, schema: &Value) -> Value {
        let schemas = &self.scene.document.schemas;
        for alternative in schemas.alternatives(schema) {
            let shown = projected(schemas, stored, alternative);
            if self.scene.allows(schema, &shown) {
                return shown;
            }
        }
        // By the id, so that it is the same whenever it is asked for.
        let scene = Scene {
            counter: 0,
            ..self.scene
        };
        let mut shown = scene.draw(id, Extent::Fresh).value(schema);
        if let Some(members) = stored.as_object() {
            self.overlay(schema, &mut shown, members);
        }
        if let (Some(stored), Some(shown)) = (stored.as_object_mut(), shown.as_object()) {
            for (name, value) in shown {
                stored.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        shown
    }

    /// Reads or changes what stands at a path of its own.
    pub(super) fn singleton(
        &mut self,
        path: &[String],
        schema: &Value,
        parameters: &Map<String, Value>,
        body: Option<&Value>,
    ) -> Value {
        let id = path.join("/");
        let known = self.store.singleton(path).map(|value| value.clone());
        let mut stored = match known {
            Some(known) => known,
            None => self.scene.draw(&id, Extent::Varied).value(schema),
        };
        self.overlay(schema, &mut stored, parameters);
        if let Some(sent) = body.and_then(Value::as_object) {
            self.overlay(schema, &mut stored, sent);
            for (name, value) in echoed(&self.scene.document.schemas, schema, sent) {
                self.set(schema, &mut stored, &name, value);
            }
        }
        let shown = self.shown(&id, &mut stored, schema);
        self.store.set_singleton(path, stored);
        shown
    }

    /// The records that are there from the start, where no operation creates any.
    pub(super) fn populate(&mut self, resource: &Resource, path: &[String]) {
        let collection = self.store.collection(path);
        if resource.creatable || collection.seeded || !collection.is_empty() {
            return;
        }
        collection.seeded = true;
        if self.store.is_below_new(path) {
            return;
        }
        let mut draw = self.scene.draw(&path.join("/"), Extent::Varied);
        for _ in 0..SEEDED {
            self.create_drawn(&mut draw, resource, path, &resource.record, None);
        }
    }

    /// The id of a record that is there, or of one that is created.
    pub(super) fn any(&mut self, resource: &Resource, path: &[String]) -> String {
        self.populate(resource, path);
        let first = self.store.collection(path).listed().next();
        if let Some((_, id, _)) = first {
            return id.to_owned();
        }
        let mut draw = self.scene.draw(&path.join("/"), Extent::Fresh);
        self.create_drawn(&mut draw, resource, path, &resource.record, None);
        let created = self.store.collection(path).listed().last();
        created.map(|(_, id, _)| id.to_owned()).unwrap_or_default()
    }

    fn list(
        &mut self,
        operation: &Operation,
        schema: &Value,
        shape: &ListShape,
        (path, resource): (&[String], Option<&Resource>),
        query: &Map<String, Value>,
    ) -> Value {
        if let Some(resource) = resource {
            self.populate(resource, path);
        }
        let asked = Asked::of(query);
        let page = asked.page(self.store.collection(path).listed());
        let mut ids = Vec::new();
        let mut items = Vec::new();
        for number in &page.numbers {
            let id = self.store.collection(path).id(*number).map(str::to_owned);
            let Some(id) = id else {
                continue;
            };
            items.extend(self.show((path, &id), Some(&shape.item)));
            ids.push(id);
        }
        let Some(property) = &shape.property else {
            return Value::Array(items);
        };
        let (first, last) = (
            ids.first().map(String::as_str),
            ids.last().map(String::as_str),
        );
        let mut draw = self.scene.draw(&operation.id, Extent::Fresh);
        let mut object = list_object(self.scene, schema, shape, &mut draw, |name| {
            page.property(name, first, last)
        });
        if let Some(members) = object.as_object_mut() {
            members.insert(property.clone(), Value::Array(items));
        }
        object
    }
}

/// Notes that a schema allows this value, if it is what the schema shows of the record, so that it
/// need not be validated when it is shown.
pub(super) fn note_view(
    schemas: &Schemas,
    store: &mut Store,
    (path, id): Place<'_>,
    (schema, value): (&Value, &Value),
) {
    let (Some(identity), Some(record)) = (schemas.identity(schema), store.find_mut(path, id))
    else {
        return;
    };
    let first = schemas.alternatives(schema).into_iter().next();
    if first.is_some_and(|first| is_projected(schemas, record.value(), first, value)) {
        record.add_view(identity, value.clone());
    }
}

/// Whether a value is what a schema shows of a stored value.
fn is_projected(schemas: &Schemas, stored: &Value, schema: &Value, value: &Value) -> bool {
    let (Some(stored), Some(members)) = (stored.as_object(), value.as_object()) else {
        return stored == value;
    };
    let schema = schemas.resolve(schema);
    let same = stored.iter().all(|(name, stored)| match members.get(name) {
        Some(value) => stored == value && schemas.shows(schema, name),
        None => !schemas.shows(schema, name),
    });
    same && members.keys().all(|name| stored.contains_key(name))
}

/// What a schema shows of a stored value.
fn projected(schemas: &Schemas, stored: &Value, schema: &Value) -> Value {
    let Some(members) = stored.as_object() else {
        return stored.clone();
    };
    let schema = schemas.resolve(schema);
    let shown = members
        .iter()
        .filter(|(name, _)| schemas.shows(schema, name));
    shown
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect::<Map<_, _>>()
        .into()
}

/// Properties of a response that has the values of the request under longer names: exactly one name
/// ends with that of the request, which the response does not have itself.
fn echoed(schemas: &Schemas, response: &Value, sent: &Map<String, Value>) -> Vec<(String, Value)> {
    let flat = schemas.flatten(response);
    let properties = flat.keywords.get("properties").and_then(Value::as_object);
    let Some(properties) = properties else {
        return Vec::new();
    };
    let found = sent.iter().filter_map(|(name, value)| {
        let suffix = format!("_{name}");
        let mut longer = properties.keys().filter(|own| own.ends_with(&suffix));
        let only = longer.next().filter(|_| longer.next().is_none())?;
        let is_apart = !properties.contains_key(name) && !sent.contains_key(only);
        is_apart.then(|| (only.clone(), value.clone()))
    });
    found.collect()
}

/// An id as a path has it.
pub(super) fn identifier(value: &Value) -> String {
    match value {
        Value::String(string) => string.clone(),
        other => other.to_string(),
    }
}
