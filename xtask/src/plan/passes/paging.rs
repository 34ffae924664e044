//! Lists that come in pages.
//!
//! The rule: a `GET` with query parameters `after` and `limit`, whose one success is an object with
//! `data` (an array), `has_more` (a boolean) and `last_id` (what `after` takes). With `before` and
//! `first_id` it is walked backwards too. None of the parameters is required. A body is sent with
//! every page, so it must be one that can be sent again.
//!
//! Example: `GET /calls?after=&limit=` that responds with `{"data": [Call], "has_more": bool,
//! "last_id": string}` has pages of `Call`; the next page is asked for with `after` set to
//! `last_id`, as long as `has_more` is true.

use crate::plan::model::{
    Body, BodyKind, Content, Cursor, Kind, Location, Operation, PageField, Paging, Parameter, Plan,
    Shape, Struct, Type,
};

pub(super) fn run(plan: &mut Plan) {
    let operations = plan.operations.iter();
    let paging: Vec<_> = operations
        .map(|operation| paging(plan, operation))
        .collect();
    for (operation, paging) in plan.operations.iter_mut().zip(paging) {
        operation.paging = paging;
    }
}

/// How the operation's pages follow one another, if it has any.
fn paging(plan: &Plan, operation: &Operation) -> Option<Paging> {
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
        parameters.find(|parameter| {
            parameter.location == Location::Query && parameter.wire == name && !parameter.required
        })
    };
    let cursor = |parameter: &Parameter, field: &str| {
        let (field, value) = page_field(plan, page, field, three_states)?;
        let takes = &plan.resolved(&parameter.shape).ty;
        let plain = |ty: &Type| matches!(ty, Type::String | Type::Uuid | Type::Integer(_));
        let as_string = *takes == Type::String && value.ty != Type::String;
        (plain(&value.ty) && (as_string || *takes == value.ty)).then(|| Cursor {
            parameter: parameter.rust.clone(),
            field,
            as_string,
            copy: value.ty != Type::String,
        })
    };
    let is_repeatable = operation.body.as_ref().is_none_or(is_repeatable);
    parameter("limit").filter(|_| operation.method == "get" && is_repeatable)?;
    let (data, list) = page_field(plan, page, "data", three_states)?;
    let (has_more, more) = page_field(plan, page, "has_more", three_states)?;
    let (Type::List(item), Type::Bool(None)) = (&list.ty, &more.ty) else {
        return None;
    };
    Some(Paging {
        item: (**item).clone(),
        data,
        has_more,
        forward: cursor(parameter("after")?, "last_id")?,
        backward: parameter("before").and_then(|parameter| cursor(parameter, "first_id")),
        number: parameter("page").map(|parameter| parameter.rust.clone()),
    })
}

/// Whether the same body can be sent for each page. One of a file or a stream is gone once it is
/// sent.
fn is_repeatable(body: &Body) -> bool {
    match body.kind {
        BodyKind::Json | BodyKind::Form | BodyKind::Text => true,
        BodyKind::Multipart(_) | BodyKind::Bytes => false,
    }
}

/// A field, and what is in it once every `Option` is off.
fn page_field(
    plan: &Plan,
    page: &Struct,
    wire: &str,
    three_states: bool,
) -> Option<(PageField, Shape)> {
    let field = page.fields.iter().find(|field| field.wire == wire)?;
    let mut shape = plan.resolved(&field.shape);
    let mut options = usize::from(!field.required);
    if let Type::Nullable(inner) = &shape.ty {
        let own = matches!(field.shape.ty, Type::Nullable(_));
        // Received, an absent value and null are one `Option`.
        options = if own && !three_states { 1 } else { options + 1 };
        shape = plan.resolved(inner);
    }
    let page_field = PageField {
        rust: field.rust.clone(),
        options,
    };
    Some((page_field, shape.clone()))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{list, nullable, plan, structure};
    use super::*;
    use crate::plan::model::{Response, Status, Style};

    fn parameter(name: &str) -> Parameter {
        Parameter {
            wire: name.to_owned(),
            rust: name.to_owned(),
            location: Location::Query,
            required: false,
            shape: Shape::of(Type::String),
            style: Style::Form { explode: true },
            docs: String::new(),
            example: None,
        }
    }

    fn operation(parameters: &[&str]) -> Operation {
        Operation {
            key: "GET /calls".to_owned(),
            id: None,
            rust: "list".to_owned(),
            pascal: "List".to_owned(),
            response_stem: "List".to_owned(),
            media: vec![],
            method: "get".to_owned(),
            path: "/calls".to_owned(),
            tag: None,
            summary: None,
            docs: String::new(),
            deprecated: false,
            parameters: parameters.iter().copied().map(parameter).collect(),
            body: None,
            successes: vec![Response {
                status: Status::Code(200),
                content: Content::Json(Shape::named(0)),
                media_types: vec![],
                docs: String::new(),
                codes: vec![],
            }],
            errors: vec![],
            security: vec![],
            server: None,
            paging: None,
        }
    }

    fn page() -> Kind {
        structure([
            ("data", list(Type::Number)),
            ("has_more", Type::Bool(None)),
            ("last_id", nullable(Type::Uuid)),
        ])
    }

    #[test]
    fn the_fields_and_parameters_of_a_page_are_found() {
        let mut plan = plan([page()]);
        plan.operations = vec![operation(&["limit", "after"])];
        run(&mut plan);
        let paging = plan.operations[0].paging.as_ref().unwrap();
        assert_eq!(paging.item.ty, Type::Number);
        assert_eq!(paging.forward.parameter, "after");
        // A UUID goes into a parameter of strings.
        assert!(paging.forward.as_string && paging.forward.copy);
        assert_eq!(paging.forward.field.options, 1);
        assert!(paging.backward.is_none() && paging.number.is_none());
    }

    #[test]
    fn a_body_is_sent_with_every_page() {
        let with = |kind: BodyKind| {
            let mut operation = operation(&["limit", "after"]);
            operation.body = Some(Body {
                required: true,
                media_type: String::new(),
                kind,
                shape: Shape::of(Type::String),
                docs: String::new(),
            });
            operation
        };
        let post = Operation {
            method: "post".to_owned(),
            ..with(BodyKind::Json)
        };
        let mut plan = plan([page()]);
        plan.operations = vec![with(BodyKind::Json), with(BodyKind::Bytes), post];
        run(&mut plan);
        let operations = plan.operations.iter();
        let paged: Vec<bool> = operations
            .map(|operation| operation.paging.is_some())
            .collect();
        assert_eq!(paged, [true, false, false]);
    }

    #[test]
    fn a_list_without_a_cursor_has_no_pages() {
        let mut plan = plan([page()]);
        plan.operations = vec![operation(&["limit"]), operation(&["after"])];
        run(&mut plan);
        assert!(
            plan.operations
                .iter()
                .all(|operation| operation.paging.is_none())
        );
    }
}
