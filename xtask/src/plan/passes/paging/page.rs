//! The fields of a page.

use crate::identifier::words;
use crate::openapi::pointer::escape;
use crate::plan::model::{
    Body, BodyKind, Content, FieldPath, Id, Kind, Operation, PageField, Plan, Shape, Type,
};

/// Objects in a page that describe it.
const CONTAINERS: &[&str] = &[
    "cursor",
    "cursors",
    "links",
    "meta",
    "metadata",
    "page",
    "pageinfo",
    "pager",
    "pagination",
    "paging",
    "responsemetadata",
];

/// Names of the list of items, where a page has several lists.
const ITEMS: &[&str] = &[
    "content", "data", "elements", "entries", "items", "list", "nodes", "objects", "records",
    "results", "rows", "values",
];

/// The success of an operation, as a page of a list.
pub(super) struct Page<'p> {
    plan: &'p Plan,
    /// The definition of the page, if it is an object.
    id: Option<Id>,
    /// Every field of the page, and of the objects that describe it.
    pub(super) fields: Vec<Found<'p>>,
    /// The items of a page that is nothing but a list.
    pub(super) bare: Option<Shape>,
}

/// A field of a page.
#[derive(Clone)]
pub(super) struct Found<'p> {
    pub(super) path: FieldPath,
    /// The names from the page to the field: each as one word in lower case.
    pub(super) names: Vec<String>,
    /// Its name as the document has it.
    pub(super) wire: String,
    /// Its type once every `Option` is off.
    pub(super) shape: &'p Shape,
    pub(super) docs: &'p str,
    pub(super) nullable: bool,
}

impl Found<'_> {
    pub(super) fn name(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }

    /// The name of the object that it is in.
    pub(super) fn container(&self) -> Option<&str> {
        let at = self.names.len().checked_sub(2)?;
        self.names.get(at).map(String::as_str)
    }

    pub(super) fn is_integer(&self) -> bool {
        matches!(self.shape.ty, Type::Integer(_))
    }

    /// Whether it can be absent or null.
    pub(super) fn is_optional(&self) -> bool {
        self.path.iter().any(|field| field.options > 0)
    }
}

impl<'p> Page<'p> {
    /// The page that the operation's one success is.
    pub(super) fn of(plan: &'p Plan, operation: &'p Operation) -> Result<Self, &'static str> {
        let [success] = operation.successes.as_slice() else {
            return Err("it has several successes");
        };
        let Content::Json(shape) = &success.content else {
            return Err("its response is not JSON");
        };
        let mut page = Self {
            plan,
            id: None,
            fields: Vec::new(),
            bare: None,
        };
        match &plan.resolved(shape).ty {
            Type::Named(id) => {
                page.id = Some(*id);
                page.add(*id, None);
            }
            Type::List(item) => page.bare = Some((**item).clone()),
            _ => {}
        }
        Ok(page)
    }

    /// Adds the fields of an object that is within `parent`, and of the objects in it that describe
    /// the page.
    fn add(&mut self, id: Id, parent: Option<&Found<'p>>) {
        for found in fields(self.plan, id, parent) {
            // In links, each relation can be an object with `href`.
            let describes = CONTAINERS.contains(&found.name())
                || (found.container() == Some("links") && found.name() == "next");
            self.fields.push(found.clone());
            if describes
                && found.path.len() < 3
                && let Type::Named(id) = found.shape.ty
            {
                self.add(id, Some(&found));
            }
        }
    }

    /// The items: the one list of the page, or the one with a name that says so.
    pub(super) fn items(&self) -> Result<(FieldPath, Shape), &'static str> {
        if self.bare.is_some() {
            return Err("its response is only a list, which does not say where the next page is");
        }
        let lists = self.fields.iter().filter(|field| field.path.len() == 1);
        let lists = lists.filter_map(|field| match &field.shape.ty {
            Type::List(item) => Some((field, &**item)),
            _ => None,
        });
        let mut lists: Vec<_> = lists.collect();
        if lists.len() > 1 {
            lists.retain(|(field, _)| ITEMS.contains(&field.name()));
        }
        match lists.as_slice() {
            [(field, item)] => Ok((field.path.clone(), (*item).clone())),
            [] if self.fields.is_empty() => Err("its response is not an object"),
            [] => Err("no list in its response is certain to be the items"),
            _ => Err("several lists in its response could be the items"),
        }
    }

    /// The one field that `select` accepts; none if there are several.
    pub(super) fn only(&self, select: impl Fn(&Found<'p>) -> bool) -> Option<&Found<'p>> {
        let mut selected = self.fields.iter().filter(|field| select(field));
        let only = selected.next()?;
        selected.next().is_none().then_some(only)
    }

    /// The field at a path that the document's author wrote: `/meta/next`, or `meta.next`.
    pub(super) fn at(&self, path: &str) -> Option<Found<'p>> {
        let names: Vec<String> = match path.strip_prefix('/') {
            Some(pointer) => pointer
                .split('/')
                .map(|name| name.replace("~1", "/").replace("~0", "~"))
                .collect(),
            None => path.split('.').map(str::to_owned).collect(),
        };
        let mut at: Option<Found<'p>> = None;
        for name in names {
            let id = match &at {
                None => self.id?,
                Some(found) => match found.shape.ty {
                    Type::Named(id) => id,
                    _ => return None,
                },
            };
            let mut fields = fields(self.plan, id, at.as_ref()).into_iter();
            at = Some(fields.find(|field| field.wire == name)?);
        }
        at
    }
}

/// The fields of an object that is within `parent`.
fn fields<'p>(plan: &'p Plan, id: Id, parent: Option<&Found<'p>>) -> Vec<Found<'p>> {
    let Some(definition) = plan.definitions.get(id) else {
        return vec![];
    };
    let Kind::Struct(structure) = &definition.kind else {
        return vec![];
    };
    let fields = structure.fields.iter().map(|field| {
        let mut shape = plan.resolved(&field.shape);
        let mut options = usize::from(!field.required);
        let nullable = matches!(shape.ty, Type::Nullable(_));
        if let Type::Nullable(inner) = &shape.ty {
            let own = matches!(field.shape.ty, Type::Nullable(_));
            // Received, an absent value and null are one `Option`.
            options = if own && !definition.uses.sent {
                1
            } else {
                options + 1
            };
            shape = plan.resolved(inner);
        }
        let (mut path, mut names) = parent.map_or((vec![], vec![]), |parent| {
            (parent.path.clone(), parent.names.clone())
        });
        path.push(PageField {
            rust: field.rust.clone(),
            options,
        });
        names.push(words(&field.wire).concat());
        Found {
            path,
            names,
            wire: field.wire.clone(),
            shape,
            docs: &field.docs,
            nullable,
        }
    });
    fields.collect()
}

/// Whether the same body can be sent for each page. One of a file or a stream is gone once it is
/// sent.
pub(super) fn is_repeatable(operation: &Operation) -> bool {
    let is_repeatable = |body: &Body| match body.kind {
        BodyKind::Json | BodyKind::Form(_) | BodyKind::Text => true,
        BodyKind::Multipart(_) | BodyKind::Bytes => false,
    };
    operation.body.as_ref().is_none_or(is_repeatable)
}

/// Where the document has an operation.
pub(super) fn pointer(operation: &Operation) -> String {
    format!("#/paths/{}/{}", escape(&operation.path), operation.method)
}
