//! Lists that come in pages.
//!
//! [`recognize`] finds the lists of which parameters and response make it certain how the pages
//! follow one another; [`described`] reads `x-pagination`, with which the document or its overlay
//! describes the pages of others. A list that is neither has no pages, and a note says why.

mod described;
mod page;
mod recognize;

use crate::note::Note;
use crate::plan::model::{Operation, Paging, Plan};
use page::{is_repeatable, pointer};
use recognize::List;

pub(super) fn run(plan: &mut Plan) {
    let mut paging = Vec::with_capacity(plan.operations.len());
    let mut notes = Vec::new();
    let mut refused = Vec::new();
    for operation in &plan.operations {
        paging.push(match &operation.pagination {
            Some(description) => match described::read(plan, operation, description) {
                Ok(paging) => paging,
                Err(diagnostic) => {
                    refused.push(diagnostic);
                    None
                }
            },
            None => match recognized(plan, operation) {
                Ok(paging) => Some(paging),
                Err(why) => {
                    notes.extend(note(operation, why));
                    None
                }
            },
        });
    }
    for (operation, paging) in plan.operations.iter_mut().zip(paging) {
        operation.paging = paging;
    }
    plan.notes.extend(notes);
    plan.refused.extend(refused);
}

/// How the operation's pages follow one another, if that is certain; otherwise, why it is not.
fn recognized(plan: &Plan, operation: &Operation) -> Result<Paging, &'static str> {
    // The pages of another method are requested by calling it again, which may not be safe.
    if operation.method != "get" {
        return Err("it is not a `GET`");
    }
    if !is_repeatable(operation) {
        return Err("its body can be sent only once");
    }
    List::of(plan, operation)?.recognize()
}

/// The note on a list that looks as if it had pages.
fn note(operation: &Operation, why: &str) -> Option<Note> {
    if !List::seems_paged(operation) || operation.is_another() {
        return None;
    }
    let what = format!(
        "the parameters look like those of a list with pages, but there is no `pages()`, because \
         {why}: `x-pagination` can describe the pages"
    );
    Some(Note::new(pointer(operation), what))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{list, nullable, plan, structure};
    use super::*;
    use crate::plan::model::{
        Body, BodyKind, Content, Kind, Location, Parameter, Response, Shape, Status, Step, Style,
        Type,
    };

    fn parameter(name: &str) -> Parameter {
        Parameter {
            wire: name.to_owned(),
            rust: name.to_owned(),
            location: Location::Query,
            required: false,
            shape: Shape::of(Type::String),
            allow_reserved: false,
            style: Style::Form { explode: true },
            docs: String::new(),
            example: None,
            default: None,
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
            tags: Default::default(),
            summary: None,
            docs: String::new(),
            deprecated: false,
            parameters: parameters.iter().copied().map(parameter).collect(),
            body: None,
            successes: vec![Response {
                status: Status::Code(200),
                content: Content::Json(Shape::named(0)),
                media_types: vec![],
                others: vec![],
                docs: String::new(),
                codes: vec![],
            }],
            errors: vec![],
            choices: vec![],
            security: vec![],
            server: None,
            pagination: None,
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
        let Step::Cursor { forward, backward } = &paging.step else {
            panic!("{paging:?}");
        };
        assert_eq!(forward.parameter, "after");
        // A UUID goes into a parameter of strings.
        assert!(forward.as_string && !forward.is_string);
        assert_eq!(forward.field[0].options, 1);
        assert!(backward.is_none() && paging.dropped.is_empty());
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
