//! A base with a discriminator, and the components that extend it, as a union.
//!
//! Where the document says `Pet`, a value is a `Pet` or any component whose `allOf` names `Pet`, so
//! the type `Pet` is a union, and the base itself is its first alternative, `PetBase`. The base
//! comes first so that a value that fits several alternatives equally is the base.

use serde_json::{Map, Value};

use super::builder::Builder;
use super::docs::describe;
use super::resolved::Resolved;
use crate::plan::model::{Kind, Shape};

impl Builder<'_> {
    /// The type of a component without `$ref`, `allOf` and `nullable`.
    pub(super) fn family(
        &mut self,
        object: &Map<String, Value>,
        hint: &str,
        component: &str,
    ) -> Resolved {
        let Some(family) = self.hierarchy.family(component) else {
            return self.bare(object, hint, Some(component));
        };
        let base = match self.bare(object, hint, Some(component)) {
            Resolved::Shape(shape) => shape,
            Resolved::Definition(kind) => {
                let name = format!("{hint}Base");
                Shape::named(self.define(&name, describe(object, &name), kind))
            }
        };
        let children = family.children.into_iter().filter_map(|child| {
            let id = self.ids.get(child)?;
            Some((Shape::named(*id), Some(child.to_owned())))
        });
        let mut found = vec![(base, Some(component.to_owned()))];
        found.extend(children);
        let mut union = self.tagged_union(Some(family.discriminator), found, hint);
        if let Some(base) = union.alternatives.first_mut() {
            base.base = true;
        }
        Resolved::Definition(Kind::Union(union))
    }
}
