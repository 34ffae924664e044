//! The types inside the types of a generated client, according to its manifest.

use xtask::Manifest;
use xtask::manifest::{TypeDef, TypeRef};

/// The maximum number of aliases, options and boxes that are followed. Aliases do not form cycles,
/// and wrappers only through lists and maps.
const DEPTH: usize = 64;

/// Finds the type of what is inside a type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Types<'m> {
    manifest: &'m Manifest,
}

impl<'m> Types<'m> {
    pub(crate) fn new(manifest: &'m Manifest) -> Self {
        Self { manifest }
    }

    /// The type without the options, boxes, aliases and wrappers around it.
    pub(crate) fn core<'t>(self, ty: &'t TypeRef) -> &'t TypeRef
    where
        'm: 't,
    {
        let mut ty = ty;
        for _ in 0..DEPTH {
            ty = match (ty, self.manifest.definition(ty)) {
                (TypeRef::Nullable(inner) | TypeRef::Boxed(inner), _) => inner,
                (_, Some(TypeDef::Alias { ty } | TypeDef::Wrapper { ty })) => ty,
                _ => break,
            };
        }
        ty
    }

    /// The type of a property.
    pub(crate) fn property<'t>(self, ty: &'t TypeRef, name: &str) -> Option<&'t TypeRef>
    where
        'm: 't,
    {
        let ty = self.core(ty);
        match (ty, self.manifest.definition(ty)) {
            (_, Some(TypeDef::Struct { fields, rest })) => {
                let field = fields.get(name).map(|field| &field.ty);
                field.or(rest.as_ref())
            }
            (TypeRef::Map(values), _) => Some(values),
            // The one alternative that has it, or several if all have it with the same type.
            (_, Some(TypeDef::Union { alternatives })) => {
                let alternatives = alternatives.iter();
                let mut found =
                    alternatives.filter_map(|alternative| self.property(&alternative.ty, name));
                let first = found.next()?;
                found.all(|other| other == first).then_some(first)
            }
            _ => None,
        }
    }

    /// The type of the values of properties that have no field.
    pub(crate) fn values<'t>(self, ty: &'t TypeRef) -> Option<&'t TypeRef>
    where
        'm: 't,
    {
        let ty = self.core(ty);
        match (ty, self.manifest.definition(ty)) {
            (_, Some(TypeDef::Struct { rest, .. })) => rest.as_ref(),
            (TypeRef::Map(values), _) => Some(values),
            (TypeRef::Any, _) => Some(ty),
            _ => None,
        }
    }

    /// The type of the items of a list, or of one item of a tuple.
    pub(crate) fn item<'t>(self, ty: &'t TypeRef, index: Option<usize>) -> Option<&'t TypeRef>
    where
        'm: 't,
    {
        let ty = self.core(ty);
        match ty {
            TypeRef::Tuple(items) => items.get(index?),
            TypeRef::List(item) => Some(item),
            TypeRef::Any => Some(ty),
            _ => None,
        }
    }

    /// The types of a union's alternatives.
    pub(crate) fn alternatives<'t>(self, ty: &'t TypeRef) -> Option<Vec<&'t TypeRef>>
    where
        'm: 't,
    {
        match self.manifest.definition(self.core(ty))? {
            TypeDef::Union { alternatives } => {
                let types = alternatives.iter().map(|alternative| &alternative.ty);
                Some(types.collect())
            }
            _ => None,
        }
    }

    /// The type as a module of the crate names it, with aliases replaced by their targets, and
    /// timestamps, dates and integers by types that are read as the fields of the generated types
    /// are: neither an alias nor a foreign type has the adaptor that reads them.
    pub(crate) fn in_module(self, ty: &TypeRef) -> TypeRef {
        ty.replace(&|ty| match (ty, self.manifest.definition(ty)) {
            (_, Some(TypeDef::Alias { ty })) => Some(self.in_module(ty)),
            (TypeRef::Named(path), _) => Some(TypeRef::Named(format!("crate::{path}"))),
            (TypeRef::ExactNumber, _) => Some(TypeRef::Named("crate::Number".to_owned())),
            (TypeRef::DateTime, _) => Some(TypeRef::Named("Stamp".to_owned())),
            (TypeRef::Date, _) => Some(TypeRef::Named("Day".to_owned())),
            (TypeRef::Integer(_), _) => Some(TypeRef::Named(format!("Whole<{ty}>"))),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{TypeRef, Types};
    use serde_json::json;
    use xtask::Settings;

    #[test]
    fn what_is_inside_a_type_is_found() {
        let note = json!({"$ref": "#/components/schemas/Note"});
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
            "components": {"schemas": {
                "Note": {
                    "properties": {"at": {"type": ["string", "null"], "format": "date-time"}},
                    "additionalProperties": {"type": "integer"},
                },
                "Notes": {"type": "array", "items": note},
                "Either": {"oneOf": [note, {"type": "integer"}]},
                "Pair": {
                    "type": "array", "minItems": 2, "maxItems": 2, "items": false,
                    "prefixItems": [
                        {"type": "string", "format": "date-time"},
                        {"$ref": "#/components/schemas/Notes"},
                    ],
                },
            }},
        });
        let generated = xtask::generate(&document, &Settings::of_package("note-api")).unwrap();
        let types = Types::new(&generated.manifest);
        let named = |name: &str| TypeRef::Named(format!("types::{name}"));
        let print = |ty: Option<&TypeRef>| ty.map(TypeRef::to_string);
        let some = |ty: &str| Some(ty.to_owned());

        let note = named("Note").boxed().nullable();
        assert_eq!(
            print(types.property(&note, "at")),
            some("::std::option::Option<::chrono::DateTime<::chrono::Utc>>")
        );
        assert_eq!(print(types.property(&note, "else")), some("i128"));
        assert_eq!(print(types.values(&note)), some("i128"));
        assert_eq!(print(types.property(&named("Either"), "else")), some("i128"));
        let alternatives = types
            .alternatives(&named("Either").nullable())
            .map(|all| all.len());
        assert_eq!(alternatives, Some(2));
        assert_eq!(
            print(types.item(&named("Notes"), None)),
            some("types::Note")
        );
        assert_eq!(
            print(types.item(&named("Pair"), Some(1))),
            some("types::Notes")
        );
        assert_eq!(types.item(&named("Pair"), None), None);
        assert_eq!(types.values(&TypeRef::Any), Some(&TypeRef::Any));
        assert_eq!(
            types.in_module(&named("Pair")).to_string(),
            "(Stamp,::std::vec::Vec<crate::types::Note>,)"
        );
    }
}
