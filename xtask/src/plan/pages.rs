//! Lists that come in pages.
//!
//! The rule: a `GET` with query parameters `after` and `limit`, whose one success is an object with
//! `data` (an array), `has_more` (a boolean) and `last_id` (what `after` takes). With `before` and
//! `first_id` it is walked backwards too.

use super::{Content, Field, Kind, Location, Operation, Parameter, Plan, Shape, Struct, Type};

/// How an operation's pages follow one another.
#[derive(Clone, Debug)]
pub(crate) struct Paging {
    pub(crate) item: Shape,
    pub(crate) data: Place,
    pub(crate) has_more: Place,
    pub(crate) forward: Cursor,
    pub(crate) backward: Option<Cursor>,
    /// The parameter that counts pages: it stands for the first one alone.
    pub(crate) number: Option<String>,
}

/// A field of the page.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) field: String,
    /// How many `Option`s are around its value.
    pub(crate) options: usize,
}

/// The parameter that takes what a field of the page gives.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    pub(crate) parameter: String,
    pub(crate) place: Place,
    /// The field is written as text for the parameter.
    pub(crate) as_text: bool,
    /// The field's value is `Copy`.
    pub(crate) copy: bool,
}

/// How the operation's pages follow one another, if it has any.
pub(crate) fn paging(plan: &Plan, operation: &Operation) -> Option<Paging> {
    let [success] = operation.successes.as_slice() else {
        return None;
    };
    let Content::Json(shape) = &success.content else {
        return None;
    };
    let Type::Named(id) = plan.resolved(shape).ty else {
        return None;
    };
    let definition = plan.definitions.get(id)?;
    let Kind::Struct(page) = &definition.kind else {
        return None;
    };
    let three_states = definition.uses.sent;
    let parameter = |name: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.find(|it| it.location == Location::Query && it.wire == name && !it.required)
    };
    let cursor = |parameter: &Parameter, field: &str| {
        let (place, value) = place(plan, page, field, three_states)?;
        let takes = &plan.resolved(&parameter.shape).ty;
        let plain = |ty: &Type| matches!(ty, Type::Text | Type::Uuid | Type::Integer(_));
        let as_text = *takes == Type::Text && value.ty != Type::Text;
        (plain(&value.ty) && (as_text || *takes == value.ty)).then(|| Cursor {
            parameter: parameter.rust.clone(),
            place,
            as_text,
            copy: value.ty != Type::Text,
        })
    };
    parameter("limit").filter(|_| operation.method == "get" && operation.body.is_none())?;
    let (data, list) = place(plan, page, "data", three_states)?;
    let (has_more, more) = place(plan, page, "has_more", three_states)?;
    let (Type::List(item), Type::Bool(None)) = (&list.ty, &more.ty) else {
        return None;
    };
    Some(Paging {
        item: (**item).clone(),
        data,
        has_more,
        forward: cursor(parameter("after")?, "last_id")?,
        backward: parameter("before").and_then(|it| cursor(it, "first_id")),
        number: parameter("page").map(|it| it.rust.clone()),
    })
}

/// A field, and what is in it once every `Option` is off.
fn place(plan: &Plan, page: &Struct, wire: &str, three_states: bool) -> Option<(Place, Shape)> {
    let field: &Field = page.fields.iter().find(|it| it.wire == wire)?;
    let mut shape = plan.resolved(&field.shape);
    let mut options = usize::from(!field.required);
    if let Type::Nullable(inner) = &shape.ty {
        let own = matches!(field.shape.ty, Type::Nullable(_));
        // Received, an absent value and null are one `Option`.
        options = match own && !three_states {
            true => 1,
            false => options + 1,
        };
        shape = plan.resolved(inner);
    }
    let place = Place {
        field: field.rust.clone(),
        options,
    };
    Some((place, shape.clone()))
}
