//! Servers of the document, whose URLs may have variables.

use std::fmt;

use crate::runtime::operation::{Server, ServerVariable};

/// The reason that a server of the document cannot be used.
#[derive(Clone, Debug)]
pub(crate) struct ServerError(String);

impl ServerError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The URL of `server` with its variables replaced: by the values that the caller `set`, or by
/// their defaults.
///
/// # Errors
///
/// A variable without a value, or with one that the document does not list or that would change
/// what the URL means.
pub(crate) fn expand(server: &Server, set: &[(String, String)]) -> Result<String, ServerError> {
    let mut url = String::new();
    let mut rest = server.url;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        url.push_str(before);
        let variable = server.variables.iter().find(|known| known.name == name);
        let given = set.iter().find(|(set, _)| set == name);
        let value = match (given, variable) {
            (Some((_, value)), variable) => {
                validate(name, value, variable, &url)?;
                value
            }
            (
                None,
                Some(ServerVariable {
                    default: Some(default),
                    ..
                }),
            ) => *default,
            (None, _) => {
                return Err(ServerError::new(format!(
                    "the server variable `{name}` has no default: \
                     set it with `ClientBuilder::server_variable`"
                )));
            }
        };
        url.push_str(value);
        rest = after;
    }
    url.push_str(rest);
    Ok(url)
}

/// Refuses a value that the document does not list, or that would end the part of the URL that
/// it is in. `before` is the URL up to the variable.
fn validate(
    name: &str,
    value: &str,
    variable: Option<&ServerVariable>,
    before: &str,
) -> Result<(), ServerError> {
    let values = variable.map_or(&[][..], |variable| variable.values);
    if !values.is_empty() {
        return if values.contains(&value) {
            Ok(())
        } else {
            let values = values.join("`, `");
            Err(ServerError::new(format!(
                "the server variable `{name}` is none of `{values}`"
            )))
        };
    }
    // The variable may be the whole origin, or a path of several segments.
    let in_path = before
        .split_once("://")
        .is_some_and(|(_, after)| after.contains('/'));
    let allowed = |c: char| {
        c.is_ascii_alphanumeric()
            || "-._~".contains(c)
            || (c == '/' && (in_path || before.is_empty()))
            || (":[]".contains(c) && before.is_empty())
    };
    let climbs = value
        .split('/')
        .any(|segment| matches!(segment, "." | ".."));
    if value.is_empty() || !value.chars().all(allowed) || climbs {
        return Err(ServerError::new(format!(
            "the server variable `{name}` has a value that cannot be a part of the URL there"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: Server = Server {
        url: "https://{region}.example.com/{base}",
        variables: &[
            ServerVariable {
                name: "region",
                default: Some("eu"),
                values: &["eu", "us"],
            },
            ServerVariable {
                name: "base",
                default: None,
                values: &[],
            },
        ],
    };

    fn expanded(server: &Server, set: &[(&str, &str)]) -> Result<String, ServerError> {
        let set: Vec<_> = set
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        expand(server, &set)
    }

    #[test]
    fn variables_have_the_values_that_are_set_or_their_defaults() {
        let url = expanded(&SERVER, &[("base", "v2/x")]).unwrap();
        assert_eq!(url, "https://eu.example.com/v2/x");
        let url = expanded(&SERVER, &[("base", "v2"), ("region", "us")]).unwrap();
        assert_eq!(url, "https://us.example.com/v2");
        let message = expanded(&SERVER, &[]).unwrap_err().to_string();
        assert!(message.contains("`base` has no default"), "{message}");
        let message = expanded(&SERVER, &[("region", "cn")])
            .unwrap_err()
            .to_string();
        assert!(message.contains("none of `eu`, `us`"), "{message}");
    }

    #[test]
    fn a_value_cannot_lead_to_another_host() {
        let tenant = Server {
            url: "https://{tenant}.example.com",
            variables: &[],
        };
        for value in ["evil.com/", "a@b", "a:1", "a?", "a#", "a\\", "", "ä", "a b"] {
            assert!(expanded(&tenant, &[("tenant", value)]).is_err(), "{value}");
        }
        assert!(expanded(&SERVER, &[("base", "a/../../b")]).is_err());
        assert!(expanded(&tenant, &[("tenant", "my-shop.eu")]).is_ok());
    }

    #[test]
    fn a_variable_can_be_the_whole_origin() {
        let root = Server {
            url: "{apiRoot}/v1",
            variables: &[],
        };
        let url = expanded(&root, &[("apiRoot", "http://[::1]:8080/x")]).unwrap();
        assert_eq!(url, "http://[::1]:8080/x/v1");
    }
}
