//! Which redirects are followed, and what goes along.

use http::header::LOCATION;
use http::{HeaderMap, Method, StatusCode};
use reqwest::Url;

use crate::runtime::request::BaseUrl;

/// How many redirects one call follows.
pub(crate) const LIMIT: usize = 5;

/// Where a redirect leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) url: Url,
    /// Whether credentials and the operation's own headers may go there: it is the base URL's
    /// origin.
    pub(crate) trusted: bool,
}

/// Where an answer asks to go instead, if that is to be followed by what the method is.
///
/// A call keeps its method: 301, 302 and 303 are followed for GET and HEAD only (browsers, and most
/// HTTP clients, make a GET of a POST there), 307 and 308 for all.
pub(crate) fn location<'a>(
    method: &Method,
    status: StatusCode,
    headers: &'a HeaderMap,
) -> Option<&'a str> {
    match status.as_u16() {
        301..=303 if reads(method) => {}
        307 | 308 => {}
        _ => return None,
    }
    headers.get(LOCATION)?.to_str().ok()
}

/// The hop from the URL `from` to `location`, if it is one to take: another origin gets a GET or
/// HEAD without anything secret, never a body, and never plain http after https.
pub(crate) fn hop(base_url: &BaseUrl, method: &Method, from: &Url, location: &str) -> Option<Hop> {
    let url = from.join(location).ok()?;
    let web = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none();
    let trusted = base_url.same_origin(&url);
    let open = reads(method) && (url.scheme() == "https" || !base_url.is_https());
    (web && (trusted || open)).then_some(Hop { url, trusted })
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn hopped(method: Method, status: u16, to: &'static str) -> Option<(String, bool)> {
        let base = BaseUrl::parse("https://api.diga.io/v1", false).unwrap();
        let from = Url::parse("https://api.diga.io/v1/things").unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_static(to));
        let status = StatusCode::from_u16(status).unwrap();
        let location = super::location(&method, status, &headers)?;
        hop(&base, &method, &from, location).map(|hop| (hop.url.to_string(), hop.trusted))
    }

    #[test]
    fn a_call_keeps_its_method() {
        for status in [301, 302, 303, 307, 308] {
            let followed = Some(("https://api.diga.io/v1/things/".to_owned(), true));
            assert_eq!(
                hopped(Method::GET, status, "/v1/things/"),
                followed,
                "{status}"
            );
            let kept = matches!(status, 307 | 308);
            assert_eq!(
                hopped(Method::POST, status, "things/"),
                followed.filter(|_| kept),
                "{status}"
            );
        }
        assert_eq!(hopped(Method::GET, 304, "/"), None);
        assert_eq!(hopped(Method::GET, 300, "/"), None);
    }

    #[test]
    fn another_origin_gets_nothing_secret_and_no_body() {
        for other in [
            "https://evil.example/",
            "https://api.diga.io:8443/",
            "https://diga.io/",
        ] {
            assert_eq!(
                hopped(Method::GET, 302, other),
                Some((other.to_owned(), false))
            );
            assert_eq!(hopped(Method::POST, 307, other), None);
            assert_eq!(hopped(Method::DELETE, 308, other), None);
        }
    }

    #[test]
    fn neither_the_clear_nor_other_schemes_nor_credentials_in_urls_are_followed() {
        for location in [
            "http://api.diga.io/",
            "file:///etc/passwd",
            "https://u:p@api.diga.io/",
            "https://",
            "javascript:1",
        ] {
            assert_eq!(hopped(Method::GET, 302, location), None, "{location}");
        }
    }
}
