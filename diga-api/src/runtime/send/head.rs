//! From a request that was put together to URL and headers.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use reqwest::Url;

use crate::runtime::auth::{Placed, Secret};
use crate::runtime::error::Error;
use crate::runtime::operation::SecurityScheme;
use crate::runtime::request::Request;
use crate::runtime::request::encode_into;
use crate::runtime::request::path;

/// Where a request goes, and with what.
pub(crate) struct Target {
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
}

impl Request<'_> {
    /// Whether the request may be sent at all.
    pub(crate) fn validate(&mut self) -> Result<(), Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if let Some(what) = self.options.failed.take() {
            return Err(Error::not_sent(what));
        }
        if !self.violations.is_empty() {
            let violations = std::mem::take(&mut self.violations);
            let error = Error::not_sent("not sent, the document does not allow it");
            return Err(error.with_violations(violations));
        }
        let base_url = &self.client.settings.base_url;
        let path = self.url.get(base_url.as_str().len()..).unwrap_or_default();
        match path::unsendable(path, self.operation.path) {
            Some(why) => Err(Error::not_sent(why)),
            None => Ok(()),
        }
    }

    /// URL and headers, with the credentials that `schemes` ask for.
    pub(crate) fn target(
        &self,
        schemes: &[SecurityScheme],
        token: Option<&Secret>,
    ) -> Result<Target, Error> {
        let client = self.client;
        let mut headers = HeaderMap::with_capacity(8);
        if let Some(accept) = self.operation.accept {
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        if let Some(content_type) = &self.content_type {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        headers.insert(USER_AGENT, client.settings.user_agent.clone());
        let mut secret_query = String::new();
        let mut cookies = self.cookies.clone();
        let mut unnamed = None;
        let placed = client
            .settings
            .credentials
            .place(schemes, token, |placed| match placed {
                Placed::Authorization(value) => {
                    headers.insert(AUTHORIZATION, value.clone());
                }
                Placed::Header(name, value) => match HeaderName::try_from(name) {
                    Ok(name) => {
                        headers.insert(name, value);
                    }
                    Err(_) => unnamed = Some(name),
                },
                Placed::Query(name, value) => pair(&mut secret_query, "&", name, value),
                Placed::Cookie(name, value) => pair(&mut cookies, "; ", name, value),
            });
        placed.map_err(Error::configuration)?;
        if let Some(name) = unnamed {
            return Err(Error::configuration(format!(
                "`{name}` is no name for a header"
            )));
        }
        if !cookies.is_empty() {
            let mut cookies = HeaderValue::try_from(cookies).map_err(|error| {
                Error::not_sent("the cookies cannot stand in a header").with_source(error)
            })?;
            cookies.set_sensitive(true);
            headers.insert(COOKIE, cookies);
        }
        for (name, value) in self.headers.iter().chain(&self.options.headers) {
            headers.insert(name.clone(), value.clone());
        }
        let url = self.address(&secret_query)?;
        Ok(Target { url, headers })
    }

    fn address(&self, secret_query: &str) -> Result<Url, Error> {
        let parsed = |url: &str| {
            let base_url = &self.client.settings.base_url;
            (base_url.extended(url))
                .map_err(|error| Error::not_sent("the path makes no URL").with_source(error))
        };
        let queries = [&*self.query, &*self.options.query, secret_query];
        let url = if queries.iter().all(|query| query.is_empty()) {
            parsed(&self.url)?
        } else {
            let mut url = self.url.clone();
            for query in queries.iter().filter(|query| !query.is_empty()) {
                url.push(if url.contains('?') { '&' } else { '?' });
                url.push_str(query);
            }
            parsed(&url)?
        };
        if !self.client.settings.base_url.covers(&url) {
            return Err(Error::not_sent("the path leads away from the base URL"));
        }
        Ok(url)
    }

    /// The URL without any value of its query.
    pub(crate) fn shown_url(&mut self) -> String {
        let mut shown = std::mem::take(&mut self.url);
        for query in [&self.query, &self.options.query] {
            for pair in query.split('&').filter(|pair| !pair.is_empty()) {
                shown.push(if shown.contains('?') { '&' } else { '?' });
                let name = pair.split_once('=').map_or(pair, |(name, _)| name);
                shown.push_str(name);
                shown.push_str("=…");
            }
        }
        shown
    }
}

fn pair(out: &mut String, between: &str, name: &str, value: &str) {
    if !out.is_empty() {
        out.push_str(between);
    }
    encode_into(out, name);
    out.push('=');
    encode_into(out, value);
}

/// What another origin may see of a request: what we accept, and who we are.
pub(crate) fn harmless(headers: &HeaderMap) -> HeaderMap {
    headers
        .iter()
        .filter(|(name, _)| matches!(**name, ACCEPT | USER_AGENT))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
