//! The credentials of a client, and the choice of those that an operation needs.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::credential_error::CredentialError;
use super::secret::Secret;
use super::token_cache::TokenCache;
use super::token_provider::{BoxError, TokenProvider};
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

enum TokenSource {
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
    pub(crate) fn set_token(&mut self, token: SecretString) -> Result<(), CredentialError> {
        let secret = Secret::bearer("the token", token)?;
        self.token = Some(TokenSource::Fixed(Arc::new(secret)));
        Ok(())
    }

    pub(crate) fn set_provider(&mut self, provider: Box<dyn TokenProvider>) {
        self.token = Some(TokenSource::Provided(TokenCache::new(provider)));
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
        let secret = Secret::bearer(&format!("the credential for {scheme}"), secret)?;
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

    /// The token, if one of `schemes` uses it.
    pub(crate) async fn token(
        &self,
        schemes: &[SecurityScheme],
    ) -> Result<Option<Arc<Secret>>, BoxError> {
        if !schemes.iter().any(|scheme| self.takes_token(scheme)) {
            return Ok(None);
        }
        match &self.token {
            None => Ok(None),
            Some(TokenSource::Fixed(token)) => Ok(Some(Arc::clone(token))),
            Some(TokenSource::Provided(cached)) => cached.token().await.map(Some),
        }
    }

    /// Discards `token`, which the server refused. Returns whether a provider can replace it.
    pub(crate) async fn refused(&self, token: Option<&Arc<Secret>>) -> bool {
        match (&self.token, token) {
            (Some(TokenSource::Provided(cached)), Some(token)) => {
                cached.refused(token).await;
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
                SecurityScheme::Bearer { .. } | SecurityScheme::Basic { .. } => {
                    Placement::Authorization(secret.authorization())
                }
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
        let provided = match &self.token {
            Some(TokenSource::Provided(cached)) => cached.last(),
            Some(TokenSource::Fixed(token)) => Some(Arc::clone(token)),
            None => None,
        };
        let secrets = provided
            .as_deref()
            .into_iter()
            .chain(&self.basic)
            .chain(self.named.iter().map(|(_, secret)| secret));
        let mut redacted: Option<String> = None;
        for secret in secrets {
            // A server may echo the secret itself or the encoded header.
            let sent = secret.authorization().to_str().unwrap_or_default();
            let sent = sent.split_once(' ').map_or("", |(_, sent)| sent);
            for text_of in [secret.expose(), sent] {
                let now = redacted.as_deref().unwrap_or(text);
                if !text_of.is_empty() && now.contains(text_of) {
                    redacted = Some(now.replace(text_of, "[redacted]"));
                }
            }
        }
        redacted
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Credentials");
        if self.token.is_some() {
            out.field("token", &"[redacted]");
        }
        if self.basic.is_some() {
            out.field("basic", &"[redacted]");
        }
        for (name, _) in &self.named {
            out.field(name, &"[redacted]");
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
            streams: &[],
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
        credentials.set_token("t".into()).unwrap();
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
        credentials.set_token("t".into()).unwrap();
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
        credentials.set_token("t".into()).unwrap();
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
        let error = Credentials::default()
            .set_token("s3cret\n".into())
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("line break") && !error.contains("s3cret"),
            "{error}"
        );
        assert_eq!(
            Credentials::default()
                .set_token(" ".into())
                .unwrap_err()
                .to_string(),
            "the token is empty"
        );
    }

    #[test]
    fn secrets_are_redacted() {
        let mut credentials = Credentials::default();
        credentials.set_token("s3cret".into()).unwrap();
        assert_eq!(
            credentials.redact("a s3cret b").as_deref(),
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
