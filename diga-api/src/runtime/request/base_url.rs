//! The base URL: the prefix of every request, and the only origin that credentials are sent to.

use std::borrow::Cow;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Arc;

use reqwest::Url;

use crate::runtime::auth::trim;
use crate::runtime::error::Error;

/// A valid base URL, without a trailing slash.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    /// Without a trailing slash.
    string: Arc<str>,
    url: Arc<Url>,
}

impl BaseUrl {
    /// Accepts an http or https URL without query, fragment and credentials; plain http only for
    /// loopback, or for any host with `allow_http`. The error calls it `what` and never repeats
    /// `text`, which may be a token in the wrong variable.
    pub(crate) fn parse_as(what: &str, text: &str, allow_http: bool) -> Result<Self, Error> {
        let rejected = |why: &str| Error::configuration(format!("{what} {why}"));
        let text = trim(text);
        // URL parsers remove line breaks, wherever they are.
        if text.contains(|character: char| character.is_control()) {
            return Err(rejected(
                "contains a line break or another control character",
            ));
        }
        let url = Url::parse(text).map_err(|error| {
            rejected(&format!(
                "is not a URL ({error}); expected one such as `https://api.example.com`"
            ))
        })?;
        if let Some(why) = reason(&url, allow_http) {
            return Err(rejected(why));
        }
        let string = url.as_str().trim_end_matches('/').into();
        Ok(Self {
            string,
            url: Arc::new(url),
        })
    }

    /// The base URL that `text` refers to: a whole URL, or one relative to this URL (RFC 3986,
    /// section 5), such as `/upload`. The same is accepted as by [`parse_as`](Self::parse_as).
    pub(crate) fn resolve(&self, text: &str, allow_http: bool) -> Result<Self, Error> {
        let relative = !text.contains("://");
        match relative.then(|| self.url.join(text)) {
            Some(Ok(url)) => Self::parse_as("its URL", url.as_str(), allow_http),
            _ => Self::parse_as("its URL", text, allow_http),
        }
    }

    /// The URL of `path`, which begins with a slash and may have a query.
    ///
    /// The base URL's host is not parsed again, which saves half of the work.
    pub(crate) fn join(&self, path: &str) -> Result<Url, <Url as FromStr>::Err> {
        let origin = self.url.as_str().len() - self.url.path().len();
        let base_path = self.string.get(origin..).unwrap_or_default();
        let whole_path = if base_path.is_empty() {
            Cow::Borrowed(path)
        } else {
            Cow::Owned([base_path, path].concat())
        };
        let mut characters = whole_path.chars();
        // Two slashes, of either kind, would begin another host.
        if characters.next() == Some('/') && !matches!(characters.next(), Some('/' | '\\')) {
            Url::options().base_url(Some(&self.url)).parse(&whole_path)
        } else {
            Url::parse(&[&*self.string, path].concat())
        }
    }

    /// Whether `other` has the scheme, host and port of this URL (RFC 6454) and its path as a
    /// prefix.
    pub(crate) fn covers(&self, other: &Url) -> bool {
        same_origin(&self.url, other)
            && other
                .as_str()
                .strip_prefix(&*self.string)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }

    pub(crate) fn same_origin(&self, other: &Url) -> bool {
        same_origin(&self.url, other)
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.string
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.string)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.string, f)
    }
}

/// The reason that `url` cannot be a base URL, if there is one.
fn reason(url: &Url, allow_http: bool) -> Option<&'static str> {
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        // `localhost:8080` has the scheme `localhost`.
        return Some(
            "is not an http or https URL; expected one that begins with `https://` or `http://`",
        );
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("contains a user name or password; pass credentials to the builder");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Some("has a query or fragment; it can have a path only");
    }
    if url.path().trim_end_matches('/').starts_with("//") {
        return Some("has two slashes after its host; does it begin with `https://` twice?");
    }
    if url.scheme() == "http" && !allow_http && !is_loopback(url) {
        return Some(
            "is plain http, which would expose the token to the network; use https, or \
             `ClientBuilder::allow_plain_http` if the network is to be trusted",
        );
    }
    None
}

fn same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// Whether `url` names this machine: `localhost` and below (RFC 6761, section 6.3), 127.0.0.0/8,
/// `::1`.
fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        || bare.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    impl BaseUrl {
        pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, Error> {
            Self::parse_as("the base URL", text, allow_http)
        }
    }

    #[test]
    fn joining_is_parsing() {
        for base_url in [
            "https://example.com",
            "http://127.0.0.1:8080/a/b",
            "https://xn--bcher-kva.example/a",
        ] {
            let base_url = BaseUrl::parse(base_url, false).unwrap();
            for path in [
                "",
                "/",
                "/v1/x/",
                "/v1/x?a=b%20c&d=/",
                "//evil.example/x",
                "/\\evil.example/x",
                "/\t/evil.example",
                "/a//b",
                "/../c",
                "/%2e%2e/c",
                "/x#y",
                "/ä ö",
                "?a=b",
                "/a:b@c",
            ] {
                let whole = format!("{base_url}{path}");
                match (base_url.join(path), Url::parse(&whole)) {
                    // A tab between two slashes is ignored, so the second begins a host.
                    (Ok(joined), Ok(parsed)) => {
                        assert!(joined == parsed || !base_url.covers(&joined), "{whole}");
                        assert!(joined == parsed || path.contains('\t'), "{whole}");
                    }
                    (joined, parsed) => assert_eq!(joined, parsed),
                }
            }
        }
    }

    fn parsed(text: &str) -> Result<String, String> {
        let base_url = BaseUrl::parse(text, false);
        base_url
            .map(|base_url| base_url.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_trailing_slash_makes_no_difference() {
        for text in [
            "https://api.diga.io",
            "https://api.diga.io/",
            " https://API.diga.io:443/ ",
            "\u{feff}https://api.diga.io\r\n",
        ] {
            assert_eq!(parsed(text).unwrap(), "https://api.diga.io");
        }
        assert_eq!(parsed("https://h/a/b//").unwrap(), "https://h/a/b");
    }

    #[test]
    fn an_invalid_base_url_is_rejected_without_being_repeated() {
        for text in [
            "s3cret",
            "ftp://h/s3cret",
            "https://user:s3cret@h/",
            "https://s3cret@h/",
            "https://h/?key=s3cret",
            "https://h/#s3cret",
            "data:s3cret",
            "http://s3cret.example/",
            "s3cret:8080",
            "https://https://s3cret.example",
            "https://h/s3\ncret",
            "",
        ] {
            let error = parsed(text).unwrap_err();
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn plain_http_is_for_loopback_unless_allowed() {
        for text in [
            "http://127.0.0.1:1",
            "http://127.9.9.9",
            "http://localhost:8000/x",
            "http://[::1]:1",
            "http://a.localhost",
        ] {
            assert!(parsed(text).is_ok(), "{text}");
        }
        for text in [
            "http://api.diga.io",
            "http://localhost.example",
            "http://10.0.0.1",
            "http://0.0.0.0",
        ] {
            assert!(parsed(text).is_err(), "{text}");
            assert!(BaseUrl::parse(text, true).is_ok(), "{text}");
        }
    }

    #[test]
    fn only_urls_below_it_are_covered() {
        let base = BaseUrl::parse("https://h/api", false).unwrap();
        for (url, covered) in [
            ("https://h/api", true),
            ("https://h:443/api/x", true),
            ("https://h/api?x=1", true),
            ("https://h/apix", false),
            ("https://h/api/../x", false),
            ("https://h:8443/api/x", false),
            ("http://h/api/x", false),
            ("https://i/api/x", false),
        ] {
            assert_eq!(base.covers(&Url::parse(url).unwrap()), covered, "{url}");
        }
    }
}
