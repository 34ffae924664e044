//! Finds the examples in a document, each with the Rust type of its schema.

use std::collections::HashSet;

use serde_json::{Map, Value};

use xtask::Manifest;
use xtask::manifest::{Operation, TypeRef};

use super::types::Types;
use xtask::openapi::media_type::{essence, is_json, json_entry};
use xtask::openapi::method::METHODS;
use xtask::openapi::pointer::{escape, percent_decode};

/// One example.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// A JSON pointer to it.
    pub(crate) pointer: String,
    /// A pointer to the schema that it is an example of, if there is one.
    pub(crate) schema: Option<String>,
    /// A pointer to the enclosing schema whose type is used, if the schema is a part of it
    /// (`allOf`, an alternative) and has no type of its own.
    pub(crate) enclosing: Option<String>,
    /// The type, if the generated code has one for it.
    pub(crate) ty: Option<TypeRef>,
    pub(crate) value: Value,
}

/// The maximum nesting of schemas; deeper ones are recursive.
const DEPTH: usize = 200;

/// Every example of component schemas, parameters, JSON bodies, JSON responses and webhooks, as far
/// as code is generated for them.
pub(crate) fn examples(document: &Value, manifest: &Manifest) -> Vec<Example> {
    let mut walk = Walk {
        document,
        types: Types::new(manifest),
        seen: HashSet::new(),
        found: Vec::new(),
    };
    for (name, schema) in members(document.pointer("/components/schemas")) {
        let pointer = format!("/components/schemas/{}", escape(name));
        walk.schema(
            schema,
            &Position::own(pointer, manifest.schemas.get(name)),
            DEPTH,
        );
    }
    for (path, item) in members(document.get("paths")) {
        let (at, item) = walk.follow(format!("/paths/{}", escape(path)), item);
        for method in METHODS {
            if let (Some(operation), Some(types)) =
                (item.get(method), manifest.operation(method, path))
            {
                walk.operation(&at, item, &format!("{at}/{method}"), operation, types);
            }
        }
    }
    let mut delivered = manifest.webhooks.iter();
    for (name, item) in members(document.get("webhooks")) {
        let (at, item) = walk.follow(format!("/webhooks/{}", escape(name)), item);
        for method in METHODS {
            let Some(body) = item
                .get(method)
                .and_then(|operation| operation.get("requestBody"))
            else {
                continue;
            };
            let (at, body) = walk.follow(format!("{at}/{method}/requestBody"), body);
            if let Some((at, media)) = json_media(&at, body)
                && media.get("schema").is_some()
            {
                let ty = delivered
                    .next()
                    .filter(|known| known.name == *name)
                    .map(|known| &known.ty);
                walk.valued(&at, media, ty);
            }
        }
    }
    walk.found
}

struct Walk<'d, 'm> {
    document: &'d Value,
    types: Types<'m>,
    seen: HashSet<(String, Option<TypeRef>)>,
    found: Vec<Example>,
}

/// A schema on the walk.
struct Position<'t> {
    pointer: String,
    ty: Option<&'t TypeRef>,
    /// The enclosing schema that has the type, if it is not this one.
    enclosing: Option<String>,
}

impl<'t> Position<'t> {
    fn own(pointer: String, ty: Option<&'t TypeRef>) -> Self {
        Self {
            pointer,
            ty,
            enclosing: None,
        }
    }

    /// A part of this schema that shares its type.
    fn part(&self, pointer: String) -> Self {
        let enclosing = self.enclosing.as_ref().unwrap_or(&self.pointer).clone();
        Self {
            pointer,
            ty: self.ty,
            enclosing: Some(enclosing),
        }
    }
}

impl<'d> Walk<'d, '_> {
    fn operation(
        &mut self,
        at_item: &str,
        item: &'d Value,
        at: &str,
        operation: &'d Value,
        operation_types: &Operation,
    ) {
        for (at, holder) in [(at_item, item), (at, operation)] {
            for (index, parameter) in list(holder.get("parameters")).enumerate() {
                let (at, parameter) = self.follow(format!("{at}/parameters/{index}"), parameter);
                let key = |key: &str| parameter.get(key).and_then(Value::as_str);
                let (name, location) = (key("name"), key("in"));
                let mut known = operation_types.parameters.iter();
                let known = known.find(|known| {
                    name == Some(&known.name) && location == Some(known.location.name())
                });
                // OpenAPI ignores parameters named like the headers `Accept`, `Content-Type` and
                // `Authorization`.
                let Some(known) = known else {
                    continue;
                };
                let ty = Some(&known.ty);
                let json = json_media(&at, parameter);
                match json {
                    Some((at, media)) => self.valued(&at, media, ty),
                    None => self.valued(&at, parameter, ty),
                }
            }
        }
        if let (Some(body), Some(request)) =
            (operation.get("requestBody"), &operation_types.request)
        {
            let (at, body) = self.follow(format!("{at}/requestBody"), body);
            let media_type = request.media_type.as_str();
            let form = essence(media_type) == "application/x-www-form-urlencoded";
            let media = body
                .get("content")
                .and_then(|content| content.get(media_type));
            let media = media.filter(|_| form);
            let media = media.map(|media| (format!("{at}/content/{}", escape(media_type)), media));
            let json = is_json(media_type);
            let media = media.or_else(|| json_media(&at, body).filter(|_| json));
            if let Some((at, media)) = media {
                self.valued(&at, media, Some(&request.ty));
            }
        }
        for (status, response) in members(operation.get("responses")) {
            let key = format!("{at}/responses/{}", escape(status));
            let (at, response) = self.follow(key, response);
            let label = match status.to_ascii_uppercase().as_str() {
                "DEFAULT" => "default".to_owned(),
                label => label.to_owned(),
            };
            let ty = operation_types.success.get(&label);
            let ty = ty.or_else(|| operation_types.errors.get(&label));
            let untyped = |ty: &TypeRef| {
                let untyped = [TypeRef::ByteStream, TypeRef::EventStream, TypeRef::Unit];
                untyped.contains(ty)
            };
            let typed = ty.filter(|ty| !untyped(ty));
            if let (Some(ty), Some((at, media))) = (typed, json_media(&at, response)) {
                self.valued(&at, media, Some(ty));
            }
        }
    }

    /// A media type or a parameter: its examples, then those of its schema.
    fn valued(&mut self, at: &str, holder: &'d Value, ty: Option<&TypeRef>) {
        let schema = holder.get("schema");
        let position = Position::own(format!("{at}/schema"), ty);
        let named = members(holder.get("examples")).filter_map(|(name, example)| {
            let at = format!("{at}/examples/{}", escape(name));
            let (at, example) = self.follow(at, example);
            Some((format!("{at}/value"), example.get("value")?))
        });
        let own = holder
            .get("example")
            .map(|value| (format!("{at}/example"), value));
        let all: Vec<_> = own.into_iter().chain(named).collect();
        for (pointer, value) in all {
            self.add(&position, schema.is_some(), pointer, value);
        }
        if let Some(schema) = schema {
            self.schema(schema, &position, DEPTH);
        }
    }

    fn add(&mut self, position: &Position<'_>, described: bool, pointer: String, value: &Value) {
        // An example that two operations share is tried once per type.
        if !self.seen.insert((pointer.clone(), position.ty.cloned())) {
            return;
        }
        self.found.push(Example {
            pointer,
            schema: described.then(|| position.pointer.clone()),
            enclosing: position.enclosing.clone(),
            ty: position.ty.cloned(),
            value: value.clone(),
        });
    }

    fn schema(&mut self, schema: &'d Value, position: &Position<'_>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let (Some(object), at) = (schema.as_object(), &position.pointer) else {
            return;
        };
        if !self
            .seen
            .insert((format!("schema {at}"), position.ty.cloned()))
        {
            return;
        }
        if let Some(value) = object.get("example") {
            self.add(position, true, format!("{at}/example"), value);
        }
        for (index, value) in list(object.get("examples")).enumerate() {
            self.add(position, true, format!("{at}/examples/{index}"), value);
        }
        if let Some((pointer, target)) = self.target(schema) {
            // Components are visited by their own names.
            let component = pointer.strip_prefix("/components/schemas/");
            if component.is_none_or(|rest| rest.contains('/')) {
                let position = match position.enclosing {
                    Some(_) => position.part(pointer),
                    None => Position::own(pointer, position.ty),
                };
                self.schema(target, &position, depth);
            }
        }
        let (ty, types) = (position.ty, self.types);
        let child = |key: &str, ty| Position::own(format!("{at}/{key}"), ty);
        for (name, inner) in members(object.get("properties")) {
            let ty = ty.and_then(|ty| types.property(ty, name));
            let key = format!("properties/{}", escape(name));
            self.schema(inner, &child(&key, ty), depth);
        }
        let values = ty.and_then(|ty| types.values(ty));
        for (name, inner) in members(object.get("patternProperties")) {
            let key = format!("patternProperties/{}", escape(name));
            self.schema(inner, &child(&key, values), depth);
        }
        if let Some(inner) = object.get("additionalProperties") {
            self.schema(inner, &child("additionalProperties", values), depth);
        }
        for key in ["items", "prefixItems"] {
            for (index, inner) in list(object.get(key)).enumerate() {
                let ty = ty.and_then(|ty| types.item(ty, Some(index)));
                self.schema(inner, &child(&format!("{key}/{index}"), ty), depth);
            }
        }
        if let Some(inner) = object.get("items") {
            let ty = ty.and_then(|ty| types.item(ty, None));
            self.schema(inner, &child("items", ty), depth);
        }
        for (index, inner) in list(object.get("allOf")).enumerate() {
            self.schema(inner, &position.part(format!("{at}/allOf/{index}")), depth);
        }
        self.alternatives(object, position, depth);
    }

    fn alternatives(
        &mut self,
        object: &'d Map<String, Value>,
        position: &Position<'_>,
        depth: usize,
    ) {
        for key in ["anyOf", "oneOf"] {
            let all: Vec<_> = list(object.get(key)).collect();
            let is_null =
                |schema: &Value| schema.get("type").and_then(Value::as_str) == Some("null");
            let types = position.ty.and_then(|ty| self.types.alternatives(ty));
            // If alternatives were merged, it is unknown which of them has which type.
            let count = all.iter().filter(|schema| !is_null(schema)).count();
            let mut types = types
                .filter(|types| types.len() == count)
                .into_iter()
                .flatten();
            for (index, inner) in all.into_iter().enumerate() {
                let at = format!("{}/{key}/{index}", position.pointer);
                let own = (!is_null(inner)).then(|| types.next()).flatten();
                let position = match own {
                    Some(ty) => Position::own(at, Some(ty)),
                    None => position.part(at),
                };
                self.schema(inner, &position, depth);
            }
        }
    }

    /// The target of a `$ref`, and a pointer to it.
    fn target(&self, value: &Value) -> Option<(String, &'d Value)> {
        let reference = value.get("$ref")?.as_str()?.strip_prefix('#')?;
        let pointer = percent_decode(reference);
        let target = self.document.pointer(&pointer)?;
        Some((pointer, target))
    }

    /// The value, or the target of its `$ref`, and a pointer to it.
    fn follow(&self, pointer: String, value: &'d Value) -> (String, &'d Value) {
        let (mut pointer, mut value) = (pointer, value);
        for _ in 0..16 {
            match self.target(value) {
                Some(target) => (pointer, value) = target,
                None => break,
            }
        }
        (pointer, value)
    }
}

/// The JSON media type of a body, a response or a parameter with `content`.
fn json_media<'d>(at: &str, holder: &'d Value) -> Option<(String, &'d Value)> {
    let content = holder.get("content")?.as_object()?;
    let any = || content.iter().find(|(name, _)| essence(name) == "*/*");
    let (name, media) = json_entry(content).or_else(any)?;
    Some((format!("{at}/content/{}", escape(name)), media))
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::{TypeRef, examples};
    use serde_json::{Value, json};
    use xtask::Settings;

    #[test]
    fn every_example_has_its_type() {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "components": {
                "schemas": {
                    "By": {"type": "object"},
                    "Note": {
                        "example": {"id": 1},
                        "properties": {
                            "id": {"type": "integer", "examples": [1, 2]},
                            // Named like a keyword, and no example.
                            "example": {"type": "string"},
                        },
                        "allOf": [{
                            "example": {},
                            "properties": {
                                "by": {"$ref": "#/components/schemas/By", "example": "me"},
                            },
                        }],
                    },
                },
                "parameters": {"Id": {
                    "name": "id", "in": "path", "required": true, "example": 3,
                    "schema": {"type": "number"},
                }},
                "examples": {"short": {"value": {"id": 4}}},
            },
            "paths": {"/notes/{id}": {
                "parameters": [{"$ref": "#/components/parameters/Id"}],
                "put": {
                    "requestBody": {"required": true, "content": {"application/json": {
                        "schema": {"$ref": "#/components/schemas/Note"},
                        "examples": {"short": {"$ref": "#/components/examples/short"}},
                    }}},
                    "responses": {"2xx": {"description": "", "content": {"application/json": {
                        "schema": {"type": "string"},
                        "example": "fine",
                    }}}},
                },
            }},
        });
        let generated = xtask::generate(&document, &Settings::of_package("note-api")).unwrap();
        let found = examples(&document, &generated.manifest);
        let found: Vec<Value> = found
            .iter()
            .map(|example| {
                let ty = example.ty.as_ref().map(TypeRef::to_string);
                json!([
                    example.pointer,
                    ty,
                    example.enclosing.is_some(),
                    example.value
                ])
            })
            .collect();
        let note = "/components/schemas/Note";
        let put = "/paths/~1notes~1{id}/put";
        assert_eq!(
            found,
            [
                json!([format!("{note}/example"), "types::Note", false, {"id": 1}]),
                json!([format!("{note}/properties/id/examples/0"), "i128", false, 1]),
                json!([format!("{note}/properties/id/examples/1"), "i128", false, 2]),
                json!([format!("{note}/allOf/0/example"), "types::Note", true, {}]),
                json!([
                    format!("{note}/allOf/0/properties/by/example"),
                    "types::By",
                    false,
                    "me"
                ]),
                json!(["/components/parameters/Id/example", "f64", false, 3]),
                json!(["/components/examples/short/value", "types::Note", false, {"id": 4}]),
                json!([
                    format!("{put}/responses/2xx/content/application~1json/example"),
                    "::std::string::String",
                    false,
                    "fine"
                ]),
            ]
        );
    }
}
