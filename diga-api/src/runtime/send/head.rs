//! The URL and headers of one attempt.

use std::borrow::Cow;

use http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, RANGE, USER_AGENT,
};
use http::{HeaderMap, HeaderValue};
use reqwest::Url;

use super::compression::ACCEPTED;
use super::settings::Settings;
use crate::runtime::auth::{Placement, Secret};
use crate::runtime::error::Error;
use crate::runtime::operation::SecurityScheme;
use crate::runtime::request::{BaseUrl, Request, encode_into};

/// The URL and the headers of an attempt.
pub(super) struct Head {
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    /// Whether the client's credentials are among them, and not replaced by the call's own.
    pub(super) credentials_sent: bool,
    /// The credentials in the query, encoded.
    pub(super) secret_query: String,
}

impl Head {
    /// The URL and headers of an attempt, with the credentials that its schemes require.
    pub(super) fn new(
        settings: &Settings,
        server: &BaseUrl,
        request: &Request,
        schemes: &[SecurityScheme],
        token: Option<&Secret>,
    ) -> Result<Self, Error> {
        let mut headers = HeaderMap::with_capacity(8);
        if let Some(accept) = request.operation.accept {
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        if let Some(content_type) = &request.content_type {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        headers.insert(USER_AGENT, settings.user_agent.clone());
        let mut secret_query = String::new();
        let mut cookies = request.cookies.clone();
        let mut invalid_name = None;
        let mut cookie_placed = false;
        let credentials = &settings.credentials;
        let placed = credentials.place(schemes, token, |placement| match placement {
            Placement::Authorization(value) => {
                headers.insert(AUTHORIZATION, value.clone());
            }
            Placement::Header(name, value) => match HeaderName::try_from(name) {
                Ok(name) => {
                    headers.insert(name, value);
                }
                Err(_) => invalid_name = Some(name),
            },
            Placement::Query(name, value) => append_pair(&mut secret_query, "&", name, value),
            Placement::Cookie(name, value) => {
                cookie_placed = true;
                append_pair(&mut cookies, "; ", name, value);
            }
        });
        placed.map_err(Error::configuration)?;
        if let Some(name) = invalid_name {
            return Err(Error::configuration(format!(
                "`{name}` is not a valid header name"
            )));
        }
        if !cookies.is_empty() {
            let mut cookies = HeaderValue::try_from(cookies).map_err(|error| {
                Error::not_sent("the cookies are not a valid header value").with_source(error)
            })?;
            cookies.set_sensitive(true);
            headers.insert(COOKIE, cookies);
        }
        let mut credentials_sent = true;
        for (name, value) in request.headers.iter().chain(&request.options.headers) {
            let replaced = headers.insert(name.clone(), value.clone());
            if replaced.is_some_and(|value| value.is_sensitive())
                && (*name != COOKIE || cookie_placed)
            {
                credentials_sent = false;
            }
        }
        // A part of a compressed representation cannot be decompressed.
        if let Some(accepted) = ACCEPTED.filter(|_| !headers.contains_key(RANGE)) {
            let accepted = HeaderValue::from_static(accepted);
            headers.entry(ACCEPT_ENCODING).or_insert(accepted);
        }
        let url = match &request.options.continue_at {
            None => url(server, request, &secret_query)?,
            Some(next) => next_url(settings, server, request, &secret_query, next)?,
        };
        Ok(Self {
            url,
            headers,
            credentials_sent,
            secret_query,
        })
    }
}

/// The URL of `request`: the server's URL, the path, the operation's and the call's queries, and
/// the credentials that are sent in the query.
fn url(base_url: &BaseUrl, request: &Request, secret_query: &str) -> Result<Url, Error> {
    let mut path = Cow::Borrowed(&*request.path);
    for query in [&*request.query, &*request.options.query, secret_query] {
        if !query.is_empty() {
            let separator = if path.contains('?') { '&' } else { '?' };
            let path = path.to_mut();
            path.push(separator);
            path.push_str(query);
        }
    }
    let url = base_url
        .join(&path)
        .map_err(|error| Error::not_sent("the path does not form a URL").with_source(error))?;
    if !base_url.covers(&url) {
        return Err(Error::not_sent("the path leads away from the base URL"));
    }
    Ok(url)
}

/// The URL of the next page of a list, from the page before it. It may be relative to the URL of
/// that page, and must be on an origin that credentials may be sent to.
fn next_url(
    settings: &Settings,
    server: &BaseUrl,
    request: &Request,
    secret_query: &str,
    next: &str,
) -> Result<Url, Error> {
    let invalid = |error| {
        Error::not_sent("the URL of the next page, which the response has, is not a URL")
            .with_source(error)
    };
    let mut next = url(server, request, "")?.join(next).map_err(invalid)?;
    // A service behind a proxy that ends TLS often takes its own URL for plain http.
    if next.scheme() == "http" && next.port().is_none() && server.is_https() {
        // The URL has a host, so its scheme can be changed.
        let _ = next.set_scheme("https");
    }
    let is_web = matches!(next.scheme(), "http" | "https")
        && next.username().is_empty()
        && next.password().is_none();
    if !is_web {
        return Err(Error::not_sent(
            "the URL of the next page, which the response has, is not one of http or https",
        ));
    }
    if !server.same_origin(&next) && !settings.allows(&next) {
        let origin = next.origin().ascii_serialization();
        return Err(Error::configuration(format!(
            "the next page of the list is on another origin, {origin}: if it may receive the \
             credentials, call `ClientBuilder::allow_origin(\"{origin}\")`"
        )));
    }
    add_secret_query(&mut next, secret_query);
    Ok(next)
}

/// Adds the credentials that are sent in the query to a URL from a server, which may repeat them.
pub(super) fn add_secret_query(url: &mut Url, secret_query: &str) {
    if secret_query.is_empty() {
        return;
    }
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let secret: Vec<String> = secret_query.split('&').map(name).collect();
    let pairs = url.query().unwrap_or_default().split('&');
    let pairs = pairs.filter(|pair| !pair.is_empty() && !secret.contains(&name(pair)));
    let pairs: Vec<&str> = pairs.chain([secret_query]).collect();
    let query = pairs.join("&");
    url.set_query(Some(&query));
}

/// The URL of `request` without the values in its query, for errors.
pub(super) fn shown_url(base_url: &BaseUrl, request: &Request) -> String {
    let mut shown = [base_url.as_str(), &request.path].concat();
    for query in [&request.query, &request.options.query] {
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            shown.push(if shown.contains('?') { '&' } else { '?' });
            let name = pair.split_once('=').map_or(pair, |(name, _)| name);
            shown.push_str(name);
            shown.push_str("=…");
        }
    }
    shown
}

fn append_pair(out: &mut String, separator: &str, name: &str, value: &str) {
    if !out.is_empty() {
        out.push_str(separator);
    }
    encode_into(out, name);
    out.push('=');
    encode_into(out, value);
}

/// The headers that another origin may see: what the client accepts, and its name.
pub(super) fn public_headers(headers: &HeaderMap) -> HeaderMap {
    headers
        .iter()
        .filter(|(name, _)| matches!(**name, ACCEPT | ACCEPT_ENCODING | USER_AGENT))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
