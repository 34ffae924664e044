//! Which redirects are followed, and what is sent to their targets.

use http::header::LOCATION;
use http::{HeaderMap, Method, StatusCode};
use reqwest::Url;

use crate::runtime::request::BaseUrl;

/// The maximum number of redirects that an attempt follows.
pub(crate) const LIMIT: usize = 5;

/// The target of a redirect.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) url: Url,
    /// Whether it is on an origin where credentials and the operation's own headers may be sent:
    /// that of the request's server, or one that the caller allows.
    pub(crate) trusted: bool,
}

/// The target of a redirect that this method may follow.
///
/// A call keeps its method: 301, 302 and 303 are followed for GET and HEAD only (browsers, and most
/// HTTP clients, turn a POST into a GET there), 307 and 308 for all methods.
pub(crate) fn location<'a>(
    method: &Method,
    status: StatusCode,
    headers: &'a HeaderMap,
) -> Option<&'a str> {
    match status.as_u16() {
        301..=303 if is_read(method) => {}
        307 | 308 => {}
        _ => return None,
    }
    headers.get(LOCATION)?.to_str().ok()
}

/// The hop from the URL `from` to `location`, if it is safe: another origin receives a GET or HEAD
/// without any secret, never a body, and never plain http after https. Whether an origin may
/// receive both is up to `allows`.
pub(crate) fn hop(
    server: &BaseUrl,
    allows: impl FnOnce(&Url) -> bool,
    method: &Method,
    from: &Url,
    location: &str,
) -> Option<Hop> {
    let url = from.join(location).ok()?;
    let web = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none();
    let trusted = allows(&url);
    let open = is_read(method) && (url.scheme() == "https" || !server.is_https());
    (web && (trusted || open)).then_some(Hop { url, trusted })
}

fn is_read(method: &Method) -> bool {
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
        let allows = |url: &Url| base.same_origin(url);
        hop(&base, allows, &method, &from, location).map(|hop| (hop.url.to_string(), hop.trusted))
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
            let keeps_method = matches!(status, 307 | 308);
            assert_eq!(
                hopped(Method::POST, status, "things/"),
                followed.filter(|_| keeps_method),
                "{status}"
            );
        }
        assert_eq!(hopped(Method::GET, 304, "/"), None);
        assert_eq!(hopped(Method::GET, 300, "/"), None);
    }

    #[test]
    fn another_origin_receives_no_secret_and_no_body() {
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
    fn plain_http_other_schemes_and_credentials_in_urls_are_not_followed() {
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
