//! The examples that a document carries, each with the Rust type of the place where it stands.

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
    /// A pointer to the schema that it is an example of; None where the document has none.
    pub(crate) schema: Option<String>,
    /// Where the schema is a part of another (`allOf`, an alternative) and has no type of its own:
    /// the other, whose type it is that stands here.
    pub(crate) whole: Option<String>,
    /// None where the place has none.
    pub(crate) ty: Option<TypeRef>,
    pub(crate) value: Value,
}

/// Schemas in schemas, beyond which a document refers to itself.
const DEPTH: usize = 200;

/// Every example of every place that has a type: components' schemas, parameters, JSON bodies, JSON
/// answers and webhooks. What nothing refers to, and what is no JSON, is not generated.
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
            &Place::own(pointer, manifest.schemas.get(name)),
            DEPTH,
        );
    }
    for (path, item) in members(document.get("paths")) {
        let (at, item) = walk.follow(format!("/paths/{}", escape(path)), item);
        for method in METHODS {
            if let (Some(operation), Some(made)) =
                (item.get(method), manifest.operation(method, path))
            {
                walk.operation(&at, item, &format!("{at}/{method}"), operation, made);
            }
        }
    }
    let mut delivered = manifest.webhooks.iter();
    for (name, item) in members(document.get("webhooks")) {
        let (at, item) = walk.follow(format!("/webhooks/{}", escape(name)), item);
        for method in METHODS {
            let Some(body) = item.get(method).and_then(|it| it.get("requestBody")) else {
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

/// Where the walk is.
struct Place<'t> {
    pointer: String,
    ty: Option<&'t TypeRef>,
    /// The schema that has the type, if it is not this one.
    whole: Option<String>,
}

impl<'t> Place<'t> {
    fn own(pointer: String, ty: Option<&'t TypeRef>) -> Self {
        Self {
            pointer,
            ty,
            whole: None,
        }
    }

    /// A part of the schema here that has no type but the whole's.
    fn part(&self, pointer: String) -> Self {
        let whole = self.whole.as_ref().unwrap_or(&self.pointer).clone();
        Self {
            pointer,
            ty: self.ty,
            whole: Some(whole),
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
        made: &Operation,
    ) {
        for (at, holder) in [(at_item, item), (at, operation)] {
            for (index, parameter) in list(holder.get("parameters")).enumerate() {
                let (at, parameter) = self.follow(format!("{at}/parameters/{index}"), parameter);
                let key = |key: &str| parameter.get(key).and_then(Value::as_str);
                let (name, location) = (key("name"), key("in"));
                let mut known = made.parameters.iter();
                let known = known.find(|known| {
                    name == Some(&known.name) && location == Some(known.location.name())
                });
                // Headers that HTTP itself owns are no parameters.
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
        if let (Some(body), Some(request)) = (operation.get("requestBody"), &made.request) {
            let (at, body) = self.follow(format!("{at}/requestBody"), body);
            let media_type = request.media_type.as_str();
            let form = essence(media_type) == "application/x-www-form-urlencoded";
            let media = body
                .get("content")
                .and_then(|content| content.get(media_type));
            let media = media.filter(|_| form);
            let media = media.map(|it| (format!("{at}/content/{}", escape(media_type)), it));
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
            let ty = made.success.get(&label);
            let ty = ty.or_else(|| made.errors.get(&label));
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

    /// A media type or a parameter: its own examples, then its schema's.
    fn valued(&mut self, at: &str, holder: &'d Value, ty: Option<&TypeRef>) {
        let schema = holder.get("schema");
        let place = Place::own(format!("{at}/schema"), ty);
        let named = members(holder.get("examples")).filter_map(|(name, example)| {
            let at = format!("{at}/examples/{}", escape(name));
            let (at, example) = self.follow(at, example);
            Some((format!("{at}/value"), example.get("value")?))
        });
        let own = holder
            .get("example")
            .map(|it| (format!("{at}/example"), it));
        let all: Vec<_> = own.into_iter().chain(named).collect();
        for (pointer, value) in all {
            self.add(&place, schema.is_some(), pointer, value);
        }
        if let Some(schema) = schema {
            self.schema(schema, &place, DEPTH);
        }
    }

    fn add(&mut self, place: &Place<'_>, described: bool, pointer: String, value: &Value) {
        // What two operations share is tried once, unless it has another type in each.
        if !self.seen.insert((pointer.clone(), place.ty.cloned())) {
            return;
        }
        self.found.push(Example {
            pointer,
            schema: described.then(|| place.pointer.clone()),
            whole: place.whole.clone(),
            ty: place.ty.cloned(),
            value: value.clone(),
        });
    }

    fn schema(&mut self, schema: &'d Value, place: &Place<'_>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let (Some(object), at) = (schema.as_object(), &place.pointer) else {
            return;
        };
        if !self
            .seen
            .insert((format!("schema {at}"), place.ty.cloned()))
        {
            return;
        }
        if let Some(value) = object.get("example") {
            self.add(place, true, format!("{at}/example"), value);
        }
        for (index, value) in list(object.get("examples")).enumerate() {
            self.add(place, true, format!("{at}/examples/{index}"), value);
        }
        if let Some((pointer, target)) = self.target(schema) {
            // Components have their turn under their own names.
            let component = pointer.strip_prefix("/components/schemas/");
            if component.is_none_or(|rest| rest.contains('/')) {
                let place = match place.whole {
                    Some(_) => place.part(pointer),
                    None => Place::own(pointer, place.ty),
                };
                self.schema(target, &place, depth);
            }
        }
        let (ty, types) = (place.ty, self.types);
        let child = |key: &str, ty| Place::own(format!("{at}/{key}"), ty);
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
            self.schema(inner, &place.part(format!("{at}/allOf/{index}")), depth);
        }
        self.alternatives(object, place, depth);
    }

    fn alternatives(&mut self, object: &'d Map<String, Value>, place: &Place<'_>, depth: usize) {
        for key in ["anyOf", "oneOf"] {
            let all: Vec<_> = list(object.get(key)).collect();
            let null = |it: &Value| it.get("type").and_then(Value::as_str) == Some("null");
            let types = place.ty.and_then(|ty| self.types.alternatives(ty));
            // Where some were put together, there is no telling which is which.
            let count = all.iter().filter(|it| !null(it)).count();
            let mut types = types.filter(|it| it.len() == count).into_iter().flatten();
            for (index, inner) in all.into_iter().enumerate() {
                let at = format!("{}/{key}/{index}", place.pointer);
                let own = (!null(inner)).then(|| types.next()).flatten();
                let place = match own {
                    Some(ty) => Place::own(at, Some(ty)),
                    None => place.part(at),
                };
                self.schema(inner, &place, depth);
            }
        }
    }

    /// What a `$ref` names.
    fn target(&self, value: &Value) -> Option<(String, &'d Value)> {
        let reference = value.get("$ref")?.as_str()?.strip_prefix('#')?;
        let pointer = percent_decode(reference);
        let target = self.document.pointer(&pointer)?;
        Some((pointer, target))
    }

    /// What stands here, or what it refers to.
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

/// The JSON of a body, an answer or a parameter with `content`.
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
    fn every_place_has_its_type() {
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
                json!([example.pointer, ty, example.whole.is_some(), example.value])
            })
            .collect();
        let note = "/components/schemas/Note";
        let put = "/paths/~1notes~1{id}/put";
        assert_eq!(
            found,
            [
                json!([format!("{note}/example"), "types::Note", false, {"id": 1}]),
                json!([format!("{note}/properties/id/examples/0"), "i64", false, 1]),
                json!([format!("{note}/properties/id/examples/1"), "i64", false, 2]),
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
