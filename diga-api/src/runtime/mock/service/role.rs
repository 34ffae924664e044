//! What each operation does to the service's state, as the shapes of the document say.
//!
//! A *resource* is a path whose `GET` lists records, or below which `{id}` stands: `/things` and
//! `/things/{id}`. An operation has a role in it when its path is one of these, or when what it
//! responds with is the resource's record: `POST /things/{id}/publish` changes the record that it
//! returns, `POST /things/import` creates one. Whatever else an operation does is not known; its
//! response is drawn.

use http::Method;
use serde_json::Value;

use super::list::ListShape;
use super::operation::Operation;
use super::schema::{Schemas, name};

/// The resources of a document, and what the operations do to them.
#[derive(Debug)]
pub(super) struct Roles {
    pub(super) resources: Vec<Resource>,
    /// The operations with [`Kind::Singleton`], by their index.
    pub(super) singletons: Vec<usize>,
    /// One for each operation.
    roles: Vec<Role>,
}

/// Records that share a path.
#[derive(Debug)]
pub(super) struct Resource {
    /// The segments of the path, parameters as `{}`.
    pub(super) key: Vec<String>,
    /// The schema of one record.
    pub(super) record: Value,
    /// The record's property that the parameter at the path's end names.
    pub(super) id: Option<String>,
    /// Whether an operation creates records; if none does, records are there from the start.
    pub(super) creatable: bool,
    listed: bool,
}

/// What an operation does.
#[derive(Debug)]
pub(super) struct Role {
    pub(super) kind: Kind,
    /// What it does that to; none for [`Kind::Singleton`] and [`Kind::Draw`].
    pub(super) target: Option<Target>,
    /// The records that the path leads through: each is in a resource whose records can be created,
    /// at so many segments of the path.
    pub(super) parents: Vec<(usize, usize)>,
}

/// A resource, and where its path is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) resource: usize,
    /// So many segments of the request's path; none, if it is the resource's own.
    pub(super) segments: Option<usize>,
}

/// What an operation does to its target.
#[derive(Debug)]
pub(super) enum Kind {
    /// Creates a record.
    Create,
    /// Creates records within a property of the response: of a list, or alone.
    Batch {
        property: String,
        list: bool,
    },
    /// Creates the record of the path's id.
    Adopt,
    List(ListShape),
    Read,
    Update,
    Delete,
    /// Changes the record and returns it.
    Act,
    /// Reads or changes the one value that stands at the path.
    Singleton,
    /// Not known.
    Draw,
}

impl Roles {
    pub(super) fn of(schemas: &Schemas, operations: &[Operation]) -> Self {
        let mut survey = Survey {
            schemas,
            resources: Vec::new(),
            singletons: Vec::new(),
        };
        survey.reads(operations);
        survey.items(operations);
        survey.ids(operations);
        let mut roles: Vec<Role> = operations
            .iter()
            .map(|operation| survey.role(operation))
            .collect();
        let mut resources = survey.resources;
        for role in &roles {
            if matches!(role.kind, Kind::Create | Kind::Adopt | Kind::Batch { .. })
                && let Some(target) = role.target
                && let Some(resource) = resources.get_mut(target.resource)
            {
                resource.creatable = true;
            }
        }
        for (role, operation) in roles.iter_mut().zip(operations) {
            let key = operation.template.key();
            let through = resources
                .iter()
                .enumerate()
                .filter_map(|(index, resource)| {
                    let length = resource.key.len();
                    let below = resource.creatable
                        && key.len() > length + 1
                        && key.starts_with(&resource.key)
                        && key.get(length).is_some_and(|segment| segment == "{}");
                    below.then_some((index, length))
                });
            role.parents = through.collect();
        }
        let singletons = roles.iter().enumerate();
        let singletons = singletons.filter(|(_, role)| matches!(role.kind, Kind::Singleton));
        Self {
            resources,
            singletons: singletons.map(|(index, _)| index).collect(),
            roles,
        }
    }

    pub(super) fn role(&self, operation: &Operation) -> Option<&Role> {
        self.roles.get(operation.index)
    }
}

struct Survey<'d> {
    schemas: &'d Schemas,
    resources: Vec<Resource>,
    singletons: Vec<Vec<String>>,
}

impl Survey<'_> {
    fn find(&self, key: &[String]) -> Option<usize> {
        self.resources
            .iter()
            .position(|resource| resource.key == key)
    }

    fn add(&mut self, key: &[String], record: &Value, listed: bool) {
        match self
            .find(key)
            .and_then(|index| self.resources.get_mut(index))
        {
            Some(known) => {
                known.listed |= listed;
                if known.record.is_null() || !listed {
                    known.record = record.clone();
                }
            }
            None => self.resources.push(Resource {
                key: key.to_vec(),
                record: record.clone(),
                id: None,
                creatable: false,
                listed,
            }),
        }
    }

    /// Resources and singletons by what a `GET` returns.
    fn reads(&mut self, operations: &[Operation]) {
        let gets = || {
            operations
                .iter()
                .filter(|operation| operation.method == Method::GET)
        };
        let lists = gets()
            .filter_map(|get| Some((get, ListShape::of(self.schemas, get.success_schema()?)?)));
        let lists: Vec<_> = lists
            .map(|(get, list)| (get.template.key().to_vec(), list.item))
            .collect();
        for (key, item) in &lists {
            self.add(key, item, true);
        }
        for get in gets() {
            let Some(schema) = get
                .success_schema()
                .filter(|schema| self.schemas.is_record(schema))
            else {
                continue;
            };
            let key = get.template.key();
            if lists.iter().any(|(list, _)| list == key) {
                continue;
            }
            match key.split_last() {
                Some((last, collection)) if last == "{}" => self.add(collection, schema, false),
                _ => self.singletons.push(key.to_vec()),
            }
        }
    }

    /// Resources whose records are never read, only changed or deleted.
    fn items(&mut self, operations: &[Operation]) {
        for operation in operations {
            let changes = [Method::PATCH, Method::PUT, Method::DELETE].contains(&operation.method);
            let key = operation.template.key();
            let Some((last, collection)) = key.split_last() else {
                continue;
            };
            if !changes
                || last != "{}"
                || self.find(collection).is_some()
                || self.outer(operation).is_some()
            {
                continue;
            }
            let schema = operation.success_schema();
            let record = schema.filter(|schema| self.schemas.is_record(schema));
            self.add(collection, record.unwrap_or(&Value::Null), false);
        }
    }

    /// The property of each resource's records that its paths call by.
    fn ids(&mut self, operations: &[Operation]) {
        let schemas = self.schemas;
        for resource in &mut self.resources {
            let own = operations.iter().filter(|operation| {
                let key = operation.template.key();
                key.split_last()
                    .is_some_and(|(_, collection)| *collection == resource.key)
            });
            let parameters = own.filter_map(|operation| operation.template.last_parameter());
            let parameters: Vec<&str> = parameters.collect();
            let last_words = parameters
                .iter()
                .filter_map(|name| Some(name.rsplit_once('_')?.1));
            let candidates = parameters.iter().copied().chain(["id"]).chain(last_words);
            let known = |name: &&str| schemas.property(&resource.record, name).is_some();
            resource.id = candidates.into_iter().find(known).map(str::to_owned);
        }
    }

    /// The record that an operation's path leads through and that it responds with.
    fn outer(&self, operation: &Operation) -> Option<Target> {
        let returned = self.schemas.names(operation.success_schema()?);
        let key = operation.template.key();
        let through = (1..key.len().saturating_sub(1)).rev();
        let mut through =
            through.filter(|length| key.get(*length).is_some_and(|segment| segment == "{}"));
        through.find_map(|length| {
            let resource = self.find(key.get(..length)?)?;
            let record = &self.resources.get(resource)?.record;
            let names = self.schemas.names(record);
            returned
                .iter()
                .any(|name| names.contains(name))
                .then_some(Target {
                    resource,
                    segments: Some(length),
                })
        })
    }

    fn has_id(&self, resource: usize, schema: &Value) -> bool {
        let id = self
            .resources
            .get(resource)
            .and_then(|resource| resource.id.as_deref());
        id.is_some_and(|id| self.schemas.property(schema, id).is_some())
    }

    fn role(&self, operation: &Operation) -> Role {
        let (kind, target) = match operation.method {
            Method::GET => self.get(operation),
            Method::POST => self.post(operation),
            Method::PATCH | Method::PUT => self.change(operation),
            Method::DELETE => self.delete(operation),
            _ => (Kind::Draw, None),
        };
        Role {
            kind,
            target,
            parents: Vec::new(),
        }
    }

    /// The resource whose records stand at the path's end.
    fn item(&self, key: &[String]) -> Option<Target> {
        let (last, collection) = key.split_last()?;
        let resource = self.find(collection).filter(|_| last == "{}")?;
        Some(Target {
            resource,
            segments: Some(collection.len()),
        })
    }

    fn own(&self, key: &[String]) -> Option<Target> {
        Some(Target {
            resource: self.find(key)?,
            segments: Some(key.len()),
        })
    }

    fn get(&self, operation: &Operation) -> (Kind, Option<Target>) {
        let key = operation.template.key();
        let Some(schema) = operation.success_schema() else {
            return (Kind::Draw, None);
        };
        if let Some(list) = ListShape::of(self.schemas, schema) {
            return (Kind::List(list), self.own(key));
        }
        if !self.schemas.is_record(schema) {
            return (Kind::Draw, None);
        }
        match self.item(key) {
            Some(target) => (Kind::Read, Some(target)),
            None => (Kind::Singleton, None),
        }
    }

    fn post(&self, operation: &Operation) -> (Kind, Option<Target>) {
        let key = operation.template.key();
        let own = self.own(key);
        let listed = |target: &Target| {
            let resource = self.resources.get(target.resource);
            resource.is_some_and(|resource| resource.listed)
        };
        let Some(schema) = operation
            .success_schema()
            .filter(|schema| self.schemas.is_record(schema))
        else {
            return (Kind::Draw, None);
        };
        let creates = |target: &Target| self.has_id(target.resource, schema);
        if let Some(target) = own.filter(listed).filter(creates) {
            return (Kind::Create, Some(target));
        }
        if let Some(target) = self.item(key).filter(creates) {
            return (Kind::Adopt, Some(target));
        }
        if let Some(outer) = self.outer(operation) {
            let created = operation.success().is_some_and(|(status, _)| status == 201);
            return (if created { Kind::Create } else { Kind::Act }, Some(outer));
        }
        if let Some(target) = own.filter(creates) {
            return (Kind::Create, Some(target));
        }
        if self.singletons.iter().any(|own| own == key) {
            return (Kind::Singleton, None);
        }
        if let Some(target) = self.elsewhere(key, schema).filter(creates) {
            return (Kind::Create, Some(target));
        }
        self.batch(key, schema).unwrap_or((Kind::Draw, None))
    }

    /// The resource of this record, at another path.
    fn elsewhere(&self, key: &[String], record: &Value) -> Option<Target> {
        let names = self.schemas.names(record);
        let fitting = self.resources.iter().enumerate().filter(|(_, resource)| {
            let own = self.schemas.names(&resource.record);
            resource.id.is_some() && names.iter().any(|name| own.contains(name))
        });
        let targets = fitting.filter_map(|(index, resource)| {
            let segments = if key.starts_with(&resource.key) {
                Some(resource.key.len())
            } else if resource.key.iter().any(|segment| segment.contains("{}")) {
                return None;
            } else {
                None
            };
            Some(Target {
                resource: index,
                segments,
            })
        });
        targets.max_by_key(|target| target.segments)
    }

    /// Records within a property of the response.
    fn batch(&self, key: &[String], schema: &Value) -> Option<(Kind, Option<Target>)> {
        let flat = self.schemas.flatten(schema);
        let properties = flat.keywords.get("properties")?.as_object()?;
        properties.iter().find_map(|(property, schema)| {
            let resolved = self.schemas.resolve(schema);
            let items = resolved.get("items");
            let record = items.unwrap_or(schema);
            name(record)?;
            let target = self.elsewhere(key, record)?;
            let kind = Kind::Batch {
                property: property.clone(),
                list: items.is_some(),
            };
            Some((kind, Some(target)))
        })
    }

    fn change(&self, operation: &Operation) -> (Kind, Option<Target>) {
        let key = operation.template.key();
        if let Some(outer) = self.outer(operation) {
            return (Kind::Act, Some(outer));
        }
        if let Some(target) = self.item(key) {
            return (Kind::Update, Some(target));
        }
        let record = operation
            .success_schema()
            .is_some_and(|schema| self.schemas.is_record(schema));
        if record || self.singletons.iter().any(|own| own == key) {
            return (Kind::Singleton, None);
        }
        (Kind::Draw, None)
    }

    fn delete(&self, operation: &Operation) -> (Kind, Option<Target>) {
        if let Some(outer) = self.outer(operation) {
            return (Kind::Act, Some(outer));
        }
        match self.item(operation.template.key()) {
            Some(target) => (Kind::Delete, Some(target)),
            None => (Kind::Draw, None),
        }
    }
}
