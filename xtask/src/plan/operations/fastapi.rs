//! FastAPI's operationIds.

use crate::openapi::method::METHODS;

/// The name of the function in an operationId of FastAPI, which adds the path, with everything but
/// letters, digits and `_` replaced, and a method (`fastapi.utils.generate_unique_id`). None if the
/// operationId is not of that form.
///
/// A route can have several methods. Its operations then share one operationId, which ends in any
/// of these methods.
pub(super) fn rest<'i>(id: &'i str, path: &str) -> Option<&'i str> {
    let path: String = path
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    METHODS.iter().find_map(|method| {
        let rest = id.strip_suffix(method)?.strip_suffix('_')?;
        let rest = rest.strip_suffix(path.as_str())?;
        (!rest.trim_matches('_').is_empty()).then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::rest;

    #[test]
    fn the_path_and_any_method_are_dropped() {
        for (id, path, expected) in [
            ("create_v1_a__post", "/v1/a/", Some("create")),
            // Registered as `api_route(methods=["GET", "PUT"])`.
            (
                "handle_user_users__id__get",
                "/users/{id}",
                Some("handle_user"),
            ),
            ("remove__delete", "/", Some("remove")),
            ("_v1_c_post", "/v1/c", None),
            ("list_get", "/b", None),
        ] {
            assert_eq!(rest(id, path), expected, "{id}");
        }
    }
}
