//! The limit on the depth of a document.

use serde_json::Value;

use crate::diagnostic::Diagnostic;

/// The deepest document that is lowered, in values within values.
///
/// Documents nest a few dozen levels. The limit bounds the stack of recursive functions.
pub(super) const LIMIT: usize = 256;

/// Refuses a document that nests deeper than [`LIMIT`].
pub(crate) fn check(document: &Value) -> Result<(), Diagnostic> {
    let mut open = vec![(document, 0)];
    while let Some((value, depth)) = open.pop() {
        if depth > LIMIT {
            return Err(too_deep());
        }
        match value {
            Value::Array(list) => open.extend(list.iter().map(|element| (element, depth + 1))),
            Value::Object(map) => open.extend(map.values().map(|member| (member, depth + 1))),
            _ => {}
        }
    }
    Ok(())
}

/// The diagnostic for a document that is too deep.
pub(super) fn too_deep() -> Diagnostic {
    Diagnostic::new(
        "#",
        format!("the document nests deeper than {LIMIT} levels"),
    )
    .help("move inner schemas to components.schemas and refer to them")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_nested_ten_thousand_deep_is_refused() {
        let handle = std::thread::Builder::new()
            .stack_size(64 << 20)
            .spawn(|| {
                let mut value = json!({});
                for _ in 0..10_000 {
                    value = Value::Array(vec![value]);
                }
                check(&value).is_err()
            })
            .unwrap();
        assert!(handle.join().unwrap());
    }
}
