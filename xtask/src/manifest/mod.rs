//! What the code holds, for programs.

use serde_json::{Map, Value, json};

use crate::emit::answers;
use crate::emit::types::Types;
use crate::generator::body_type;
use crate::plan::{Content, Kind, Plan, Rest};

/// Each operation and each schema with its Rust names, relative to the crate's root.
///
/// - `operations`: method, path, parameters, request, answers by status; `others` are the methods
///   for further media types of its body, which are otherwise the same.
/// - `schemas`: each component, and each other schema that something refers to, with its Rust type.
/// - `webhooks`: what is delivered, in the document's order.
/// - `types`: what each type in `types` is made of, those of inline schemas too. `kind` is `struct`
///   (`fields` by property, each with `rust_name` and `type`; `rest`, the type of the values of
///   other properties, where they are kept), `enum`, `union` (`alternatives` in the document's
///   order), `alias` or `wrapper` (both of `type`).
pub(crate) fn manifest(plan: &Plan, crate_name: &str) -> Value {
    let types = Types {
        plan,
        inside: false,
    };
    let text = |tokens: proc_macro2::TokenStream| {
        let text = tokens.to_string().replace(' ', "");
        // Tokens print with spaces around everything; a type reads without, but for `dyn` and
        // `impl`, which none has.
        text.replace("crate::runtime::", "runtime::")
    };
    let request = |operation: &crate::plan::Operation| {
        operation.body.as_ref().map(|body| {
            json!({
                "media_type": body.media_type,
                "required": body.required,
                "type": text(body_type(plan, operation, body)),
            })
        })
    };
    let own = plan.operations.iter().filter(|it| !it.is_another());
    let operations = own.map(|operation| {
        let by_status = |list: &[crate::plan::Answer]| {
            let entries = list.iter().map(|answer| {
                let ty = match &answer.content {
                    Content::Json(shape) => json!(text(types.of(shape))),
                    Content::Text => json!("::std::string::String"),
                    Content::Bytes => json!("runtime::ByteStream"),
                    Content::Events => json!("runtime::EventStream"),
                    Content::Empty => json!("()"),
                };
                (answer.status.label(), ty)
            });
            Value::Object(entries.collect())
        };
        let parameters = operation.parameters.iter().map(|it| {
            json!({
                "name": it.wire,
                "in": format!("{:?}", it.location).to_lowercase(),
                "required": it.required,
                "rust_name": it.rust,
                "type": text(types.of(&it.shape)),
            })
        });
        let others = plan
            .operations
            .iter()
            .filter(|it| it.is_another() && it.answers == operation.answers);
        let others = others.map(|it| {
            json!({
                "rust_name": it.rust,
                "builder": format!("builder::{}", it.pascal),
                "request": request(it),
            })
        });
        json!({
            "operationId": operation.id,
            "method": operation.method.to_uppercase(),
            "path": operation.path,
            "rust_name": operation.rust,
            "builder": format!("builder::{}", operation.pascal),
            "paged": operation.paging.is_some(),
            "parameters": parameters.collect::<Vec<_>>(),
            "request": request(operation),
            "others": others.collect::<Vec<_>>(),
            "success": by_status(&operation.successes),
            "success_type": text(answers::success_type(plan, operation)),
            "errors": by_status(&operation.errors),
            "error_type": text(answers::error_type(operation)),
        })
    });
    let schemas: Map<String, Value> = plan
        .definitions
        .iter()
        .filter_map(|it| Some((it.schema.clone()?, json!(format!("types::{}", it.rust)))))
        .collect();
    let webhooks = plan
        .webhooks
        .iter()
        .map(|(name, shape)| json!({"name": name, "type": text(types.of(shape))}));
    let made = plan.definitions.iter().map(|definition| {
        let made = match &definition.kind {
            Kind::Struct(it) => {
                let fields = it.fields.iter().map(|field| {
                    let ty = text(types.of(&field.shape));
                    (
                        field.wire.clone(),
                        json!({"rust_name": field.rust, "type": ty}),
                    )
                });
                let rest = match &it.rest {
                    Rest::Kept(_, shape) => json!(text(types.of(shape))),
                    _ => Value::Null,
                };
                json!({"kind": "struct", "fields": fields.collect::<Map<_, _>>(), "rest": rest})
            }
            Kind::Enum(_) => json!({"kind": "enum"}),
            Kind::Union(it) => {
                let alternatives = it
                    .alternatives
                    .iter()
                    .map(|it| json!({"rust_name": it.rust, "type": text(types.of(&it.shape))}));
                json!({"kind": "union", "alternatives": alternatives.collect::<Vec<_>>()})
            }
            Kind::Alias(shape) => json!({"kind": "alias", "type": text(types.of(shape))}),
            Kind::Wrapper(shape) => json!({"kind": "wrapper", "type": text(types.of(shape))}),
        };
        (format!("types::{}", definition.rust), made)
    });
    json!({
        "crate": crate_name,
        "title": plan.title,
        "version": plan.version,
        "operations": operations.collect::<Vec<_>>(),
        "schemas": schemas,
        "webhooks": webhooks.collect::<Vec<_>>(),
        "types": made.collect::<Map<_, _>>(),
    })
}
