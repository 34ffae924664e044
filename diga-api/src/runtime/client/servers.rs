//! The servers of a client, from the document and the settings of the builder.

use std::collections::BTreeSet;

use crate::runtime::error::Error;
use crate::runtime::operation::Server;
use crate::runtime::request::{BaseUrl, ServerError, expand};

/// Refuses variables that no server of the document has.
pub(super) fn check_names(set: &[(String, String)]) -> Result<(), Error> {
    let servers = crate::API.server.iter().chain(crate::API.servers);
    unknown_variable(servers, set).map_or(Ok(()), |why| Err(Error::configuration(why)))
}

fn unknown_variable<'s>(
    servers: impl Iterator<Item = &'s Server>,
    set: &[(String, String)],
) -> Option<String> {
    let names: BTreeSet<&str> = servers
        .flat_map(|server| placeholders(server.url))
        .collect();
    let (unknown, _) = set.iter().find(|(name, _)| !names.contains(&**name))?;
    let known: Vec<&str> = names.into_iter().collect();
    Some(if known.is_empty() {
        format!("the server variable `{unknown}` is unknown: the document's servers have none")
    } else {
        let known = known.join("`, `");
        format!("the server variable `{unknown}` is unknown; the document has `{known}`")
    })
}

fn placeholders(url: &str) -> impl Iterator<Item = &str> {
    let after_braces = url.split('{').skip(1);
    after_braces.filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The servers of single operations, in the order of `API.servers`. One that cannot be used fails
/// only the calls of its operations.
pub(super) fn of_operations(
    base_url: &BaseUrl,
    set: &[(String, String)],
    allow_http: bool,
) -> Vec<Result<BaseUrl, ServerError>> {
    let servers = crate::API.servers.iter();
    let servers = servers.map(|server| {
        let url = expand(server, set)?;
        base_url.resolve(&url, allow_http).map_err(|error| {
            ServerError::new(format!(
                "the server of this operation, `{}`, cannot be used: {error}",
                server.url
            ))
        })
    });
    servers.collect()
}

/// The origins that the caller allows: of https, or as a base URL of plain http may be.
pub(super) fn allowed(origins: &[String], allow_http: bool) -> Result<Vec<BaseUrl>, Error> {
    let origins = origins
        .iter()
        .map(|origin| BaseUrl::parse_as("an allowed origin", origin, allow_http));
    origins.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_no_server_has_is_named_with_those_there_are() {
        let servers = [Server {
            url: "https://{region}.example.com/{base}",
            variables: &[],
        }];
        let unknown = |name: &str| {
            let set = [(name.to_owned(), "x".to_owned())];
            unknown_variable(servers.iter(), &set)
        };
        assert_eq!(unknown("region"), None);
        let message = unknown("regoin").unwrap();
        assert!(
            message.contains("the document has `base`, `region`"),
            "{message}"
        );
    }
}
