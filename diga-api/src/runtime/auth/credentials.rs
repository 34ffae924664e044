//! The credentials of a client, and the choice of those that an operation needs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::credential_error::CredentialError;
use super::redaction::{self, MARKER};
use super::secret::Secret;
use super::token_cache::TokenCache;
use super::token_provider::TokenProvider;
use crate::runtime::error::REQUEST_ID_HEADERS;
use crate::runtime::operation::{Operation, SecurityScheme};

/// The credentials of one client.
#[derive(Default)]
pub(crate) struct Credentials {
    /// For every scheme without a credential in `named`.
    token: Option<TokenSource>,
    /// `user:password`, encoded, for Basic.
    basic: Option<Secret>,
    /// By the scheme's name in the document.
    named: Vec<(String, Secret)>,
    /// Schemes whose credentials the caller provides in another way.
    external: Vec<String>,
    /// Whether the credentials of all unsupported schemes are provided in another way.
    all_unsupported: bool,
}

/// Where the token comes from.
pub(crate) enum TokenSource {
    Fixed(Arc<Secret>),
    Provided(TokenCache),
}

/// A credential and where a request carries it.
pub(crate) enum Placement<'a> {
    /// The value of `authorization`.
    Authorization(&'a HeaderValue),
    /// A header that the document names.
    Header(&'static str, HeaderValue),
    /// A query parameter.
    Query(&'static str, &'a str),
    /// A cookie.
    Cookie(&'static str, &'a str),
}

impl Credentials {
    /// Sets the token for every scheme without a credential of its own. `what` names it in an
    /// error.
    pub(crate) fn set_token(
        &mut self,
        what: &str,
        token: SecretString,
    ) -> Result<(), CredentialError> {
        let secret = Secret::bearer(what, token)?;
        if !takes_whole_header() {
            secret.is_alone(&what)?;
        }
        self.token = Some(TokenSource::Fixed(Arc::new(secret)));
        Ok(())
    }

    /// Fetches the token from `provider`, which may take as long as `limit`.
    pub(crate) fn set_provider(&mut self, provider: Box<dyn TokenProvider>, limit: Duration) {
        let cache = TokenCache::new(provider, limit, takes_whole_header());
        self.token = Some(TokenSource::Provided(cache));
    }

    pub(crate) fn set_basic(
        &mut self,
        user: &str,
        password: &SecretString,
    ) -> Result<(), CredentialError> {
        if user.contains(':') {
            return Err(CredentialError::new(
                "the user name contains a colon, which Basic authentication cannot carry",
            ));
        }
        let encoded = BASE64.encode(format!("{user}:{}", password.expose_secret()));
        self.basic = Some(Secret::basic(&encoded, password.clone())?);
        Ok(())
    }

    pub(crate) fn set_named(
        &mut self,
        scheme: String,
        secret: SecretString,
    ) -> Result<(), CredentialError> {
        let what = format!("the credential for {scheme}");
        let secret = Secret::bearer(&what, secret)?;
        let bearer = |known: &SecurityScheme| {
            matches!(known,
            SecurityScheme::Bearer { name } if *name == scheme)
        };
        if known_schemes().any(bearer) {
            secret.is_alone(&what)?;
        }
        self.named.retain(|(name, _)| *name != scheme);
        self.named.push((scheme, secret));
        Ok(())
    }

    pub(crate) fn set_external(&mut self, scheme: String) {
        self.external.push(scheme);
    }

    pub(crate) fn set_all_unsupported(&mut self, provided: bool) {
        self.all_unsupported = provided;
    }

    /// The credential that was provided for this scheme alone.
    fn own_credential(&self, scheme: &SecurityScheme) -> Option<&Secret> {
        let named = self
            .named
            .iter()
            .find(|(name, _)| name == scheme.name())
            .map(|(_, secret)| secret);
        named.or(match scheme {
            SecurityScheme::Basic { .. } => self.basic.as_ref(),
            _ => None,
        })
    }

    fn takes_token(&self, scheme: &SecurityScheme) -> bool {
        self.own_credential(scheme).is_none()
            && !self.is_external(scheme)
            && !matches!(
                scheme,
                SecurityScheme::Basic { .. } | SecurityScheme::Unsupported { .. }
            )
    }

    fn is_external(&self, scheme: &SecurityScheme) -> bool {
        let unsupported = matches!(scheme, SecurityScheme::Unsupported { .. });
        (unsupported && self.all_unsupported)
            || self.external.iter().any(|name| name == scheme.name())
    }

    fn is_met(&self, scheme: &SecurityScheme) -> bool {
        if self.is_external(scheme) {
            return true;
        }
        if let SecurityScheme::Unsupported { .. } = scheme {
            return false;
        }
        self.own_credential(scheme).is_some() || (self.takes_token(scheme) && self.token.is_some())
    }

    /// The first of `operation`'s alternatives for which there are credentials; an alternative
    /// without any scheme comes last. The error names the missing credential.
    pub(crate) fn choose(
        &self,
        operation: &Operation,
    ) -> Result<&'static [SecurityScheme], CredentialError> {
        let mut missing = None;
        let needed = operation
            .security
            .iter()
            .filter(|schemes| !schemes.is_empty());
        for alternative in needed {
            match alternative.iter().find(|scheme| !self.is_met(scheme)) {
                None => return Ok(alternative),
                Some(scheme) => missing = missing.or(Some(scheme)),
            }
        }
        match missing {
            Some(scheme) if !operation.security.iter().any(|schemes| schemes.is_empty()) => {
                if let SecurityScheme::Unsupported { name, kind } = scheme {
                    return Err(CredentialError::new(format!(
                        "the operation needs `{name}`, {kind}, which is not supported: see \
                         `ClientBuilder::external_credential`"
                    )));
                }
                let setter = match scheme {
                    SecurityScheme::Basic { .. } => "ClientBuilder::basic_auth",
                    _ => "ClientBuilder::token",
                };
                Err(CredentialError::new(format!(
                    "the operation needs a credential for {}, and the client has none: \
                     set one with `{setter}`",
                    scheme.name()
                )))
            }
            _ => Ok(&[]),
        }
    }

    /// Where the token comes from, if one of `schemes` uses it.
    pub(crate) fn token_source(&self, schemes: &[SecurityScheme]) -> Option<&TokenSource> {
        let mut schemes = schemes.iter();
        let source = self.token.as_ref()?;
        schemes
            .any(|scheme| self.takes_token(scheme))
            .then_some(source)
    }

    /// Discards `token`, which the server refused. Returns whether a provider can replace it.
    pub(crate) fn refused(&self, token: Option<&Arc<Secret>>) -> bool {
        match (&self.token, token) {
            (Some(TokenSource::Provided(cached)), Some(token)) => {
                cached.refused(token);
                true
            }
            _ => false,
        }
    }

    /// Passes each credential that `schemes` need to `put`.
    pub(crate) fn place(
        &self,
        schemes: &[SecurityScheme],
        token: Option<&Secret>,
        mut put: impl FnMut(Placement<'_>),
    ) -> Result<(), CredentialError> {
        for scheme in schemes {
            if self.is_external(scheme) {
                continue;
            }
            let Some(secret) = self.own_credential(scheme).or(token) else {
                continue;
            };
            put(match scheme {
                SecurityScheme::Bearer { name } => {
                    secret.is_alone(&format_args!("the credential for {name}"))?;
                    Placement::Authorization(secret.authorization())
                }
                SecurityScheme::Basic { .. } => Placement::Authorization(secret.authorization()),
                SecurityScheme::ApiKeyHeader { name, header: key } => {
                    Placement::Header(key, secret.header(name)?)
                }
                SecurityScheme::ApiKeyQuery { parameter, .. } => {
                    Placement::Query(parameter, secret.expose())
                }
                SecurityScheme::ApiKeyCookie { cookie, .. } => {
                    Placement::Cookie(cookie, secret.expose())
                }
                // `choose` selects it only if its credential is external.
                SecurityScheme::Unsupported { .. } => continue,
            });
        }
        Ok(())
    }

    /// `text` with every secret in it replaced, or `None` if it contains none.
    pub(crate) fn redact(&self, text: &str) -> Option<String> {
        let tokens = match &self.token {
            Some(TokenSource::Provided(cached)) => cached.recent(),
            Some(TokenSource::Fixed(token)) => vec![Arc::clone(token)],
            None => Vec::new(),
        };
        let named = self.named.iter().map(|(_, secret)| secret);
        let own = self.basic.iter().chain(named);
        let secrets: Vec<_> = tokens.iter().map(Arc::as_ref).chain(own).collect();
        // A server may echo the secret itself, or the header that was built from it.
        let forms = secrets.iter().flat_map(|secret| secret.forms());
        redaction::redact(text, &forms.collect::<Vec<_>>())
    }

    /// Removes secrets from the request ids among `headers`, which are printed with errors and
    /// responses, and recorded in spans. Other headers are never printed.
    pub(crate) fn redact_request_ids(&self, headers: &mut HeaderMap) {
        // Responses have few headers: to compare their names costs less than to look up these.
        let ids = headers.iter_mut();
        for (_, value) in ids.filter(|(name, _)| REQUEST_ID_HEADERS.contains(name)) {
            let redacted = value.to_str().ok().and_then(|id| self.redact(id));
            if let Some(id) = redacted.and_then(|id| HeaderValue::try_from(id).ok()) {
                *value = id;
            }
        }
    }
}

/// The schemes that the document has for most operations.
fn known_schemes() -> impl Iterator<Item = &'static SecurityScheme> {
    crate::API.security.iter().copied().flatten()
}

/// Whether the token may be the whole value of `authorization`, with `Bearer ` or another word in
/// front: for a document that describes that header as an API key.
fn takes_whole_header() -> bool {
    known_schemes().any(|scheme| {
        matches!(scheme, SecurityScheme::ApiKeyHeader { header, .. }
            if header.eq_ignore_ascii_case(AUTHORIZATION.as_str()))
    })
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Credentials");
        if self.token.is_some() {
            out.field("token", &MARKER);
        }
        if self.basic.is_some() {
            out.field("basic", &MARKER);
        }
        for (name, _) in &self.named {
            out.field(name, &MARKER);
        }
        out.finish()
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    const BEARER: SecurityScheme = SecurityScheme::Bearer { name: "bearer" };
    const BASIC: SecurityScheme = SecurityScheme::Basic { name: "basic" };
    const KEY: SecurityScheme = SecurityScheme::ApiKeyHeader {
        name: "key",
        header: "x-key",
    };

    fn placed(
        credentials: &Credentials,
        security: &'static [&'static [SecurityScheme]],
    ) -> Result<Vec<String>, CredentialError> {
        let operation = Operation {
            id: "o",
            name: "o",
            method: Method::GET,
            path: "/",
            accept: None,
            security,
            ..Operation::PLAIN
        };
        let text = |value: &HeaderValue| {
            assert!(value.is_sensitive());
            value.to_str().unwrap().to_owned()
        };
        let mut all = Vec::new();
        let schemes = credentials.choose(&operation)?;
        let token = match &credentials.token {
            Some(TokenSource::Fixed(token)) => Some(&**token),
            _ => None,
        };
        credentials.place(schemes, token, |placed| {
            all.push(match placed {
                Placement::Authorization(value) => format!("authorization: {}", text(value)),
                Placement::Header(name, value) => format!("{name}: {}", text(&value)),
                Placement::Query(name, value) => format!("?{name}={value}"),
                Placement::Cookie(name, value) => format!("cookie {name}={value}"),
            });
        })?;
        Ok(all)
    }

    #[test]
    fn the_first_alternative_with_credentials_is_used() {
        let mut credentials = Credentials::default();
        credentials.set_basic("u", &"p".into()).unwrap();
        assert_eq!(
            placed(&credentials, &[&[BEARER], &[BASIC]]).unwrap(),
            ["authorization: Basic dTpw"]
        );
        credentials.set_token("the token", "t".into()).unwrap();
        assert_eq!(
            placed(&credentials, &[&[BEARER], &[BASIC]]).unwrap(),
            ["authorization: Bearer t"]
        );
        assert_eq!(
            placed(&credentials, &[&[BASIC, KEY]]).unwrap(),
            ["authorization: Basic dTpw", "x-key: t"]
        );
        credentials.set_named("key".to_owned(), "k".into()).unwrap();
        assert_eq!(placed(&credentials, &[&[KEY]]).unwrap(), ["x-key: k"]);
    }

    #[test]
    fn no_credential_is_sent_where_none_is_needed() {
        let mut credentials = Credentials::default();
        credentials.set_token("the token", "t".into()).unwrap();
        assert!(placed(&credentials, &[]).unwrap().is_empty());
        assert!(
            placed(&Credentials::default(), &[&[], &[BEARER]])
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            placed(&credentials, &[&[], &[BEARER]]).unwrap(),
            ["authorization: Bearer t"]
        );
    }

    #[test]
    fn a_missing_credential_is_named() {
        let error = placed(&Credentials::default(), &[&[BEARER]]).unwrap_err();
        let error = error.to_string();
        assert!(
            error.contains("bearer") && error.contains("ClientBuilder::token"),
            "{error}"
        );
    }

    #[test]
    fn an_unsupported_scheme_is_not_met_by_any_other_credential() {
        const DIGEST: SecurityScheme = SecurityScheme::Unsupported {
            name: "login",
            kind: "the HTTP scheme `digest`",
        };
        let mut credentials = Credentials::default();
        credentials.set_token("the token", "t".into()).unwrap();
        credentials.set_basic("u", &"p".into()).unwrap();
        let message = placed(&credentials, &[&[DIGEST]]).unwrap_err().to_string();
        assert!(
            message.contains("`login`, the HTTP scheme `digest`, which is not supported")
                && message.contains("ClientBuilder::external_credential"),
            "{message}"
        );
        // Another alternative is used, and an empty one needs nothing.
        assert_eq!(
            placed(&credentials, &[&[DIGEST], &[BEARER]]).unwrap(),
            ["authorization: Bearer t"]
        );
        assert!(placed(&credentials, &[&[DIGEST], &[]]).unwrap().is_empty());
        credentials.set_external("login".to_owned());
        assert!(placed(&credentials, &[&[DIGEST]]).unwrap().is_empty());
        assert_eq!(
            placed(&credentials, &[&[DIGEST, KEY]]).unwrap(),
            ["x-key: t"]
        );
    }

    #[test]
    fn a_secret_that_cannot_be_sent_is_not_repeated() {
        let refused = |token: &str| {
            let set = Credentials::default().set_token("the token", token.into());
            set.unwrap_err().to_string()
        };
        for (token, why) in [
            ("s3\ncret", "a line break"),
            ("s3\tcret", "a control character"),
            ("s3\u{7f}cret", "a control character"),
        ] {
            let error = refused(token);
            assert!(
                error.contains(why) && error.starts_with("the token"),
                "{error}"
            );
            assert!(!error.contains("s3"), "{error}");
        }
        for empty in ["", " ", "\u{feff}\n"] {
            assert_eq!(refused(empty), "the token is empty");
        }
        for whole in [
            "Bearer s3cret",
            "bearer  s3cret",
            " BEARER\ts3cret",
            "Bearer ",
            "Authorization: Bearer s3cret",
        ] {
            let error = refused(whole.trim_end_matches('\t'));
            assert!(
                error.contains("`Bearer `") || error.contains("control character"),
                "{error}"
            );
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn white_space_around_a_token_is_removed() {
        for token in [
            "t0ken",
            " t0ken\r\n",
            "\u{feff}t0ken",
            "\u{a0}t0ken\u{200b}\n\n",
        ] {
            let mut credentials = Credentials::default();
            credentials.set_token("the token", token.into()).unwrap();
            credentials
                .set_named("key".to_owned(), token.into())
                .unwrap();
            assert_eq!(
                placed(&credentials, &[&[BEARER, KEY]]).unwrap(),
                ["authorization: Bearer t0ken", "x-key: t0ken"]
            );
        }
        // A token that begins with the word is none of these.
        let mut credentials = Credentials::default();
        credentials
            .set_token("the token", "bearer_1".into())
            .unwrap();
        // A password may have white space.
        credentials.set_basic("u", &" p ".into()).unwrap();
        assert_eq!(
            placed(&credentials, &[&[BASIC]]).unwrap(),
            [format!("authorization: Basic {}", BASE64.encode("u: p "))]
        );
    }

    #[test]
    fn a_whole_header_is_a_credential_only_where_the_document_has_the_header_as_a_key() {
        const WHOLE: SecurityScheme = SecurityScheme::ApiKeyHeader {
            name: "whole",
            header: "Authorization",
        };
        let mut credentials = Credentials::default();
        credentials
            .set_named("whole".to_owned(), "Bearer t".into())
            .unwrap();
        assert_eq!(
            placed(&credentials, &[&[WHOLE]]).unwrap(),
            ["Authorization: Bearer t"]
        );
        credentials
            .set_named("bearer".to_owned(), "Bearer t".into())
            .unwrap();
        let error = placed(&credentials, &[&[BEARER]]).unwrap_err().to_string();
        assert!(error.contains("set the token alone"), "{error}");
    }

    #[test]
    fn secrets_are_redacted() {
        let mut credentials = Credentials::default();
        credentials
            .set_token("the token", "s3cret-1".into())
            .unwrap();
        assert_eq!(
            credentials.redact("a s3cret-1 b").as_deref(),
            Some("a [redacted] b")
        );
        credentials.set_basic("u", &"passw0rd".into()).unwrap();
        let echo = "Basic dTpwYXNzdzByZA== is u:passw0rd";
        let redacted = credentials.redact(echo).unwrap();
        assert_eq!(redacted, "Basic [redacted] is u:[redacted]");
        assert_eq!(credentials.redact("a b"), None);
        assert_eq!(
            format!("{credentials:?}"),
            "Credentials { token: \"[redacted]\", basic: \"[redacted]\" }"
        );
    }
}
