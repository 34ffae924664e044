//! Tokens, and the providers that fetch them.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use secrecy::SecretString;

use crate::runtime::error::BoxError;

/// A token, and how long it is valid.
#[derive(Clone, Debug)]
pub struct Token {
    pub(super) secret: SecretString,
    pub(super) expires_in: Option<Duration>,
}

impl Token {
    /// A token that is valid until the server refuses it.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
            expires_in: None,
        }
    }

    /// How long the token is valid from now on: `expires_in` of OAuth 2 (RFC 6749, section 5.1).
    #[must_use]
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires_in = Some(time);
        self
    }
}

/// Fetches tokens. It is called when a call needs a token and the client has none.
///
/// The client caches the token. A minute before it expires (or after four fifths of its lifetime,
/// if that is earlier), the next call has another one fetched, and does not wait for it: calls use
/// the token that they have until it expires. A 401 discards the token.
///
/// All calls that need a token wait for the same request to the provider. It runs in a task of its
/// own and ends even if the call that started it is dropped or times out; it may take as long as
/// [`ClientBuilder::timeout`], but at least a minute. If it fails, the calls that wait for it fail
/// with that error ([`is_authentication`], and the provider's own error as the source), and so do
/// those that need a token within the next second; after that, the provider is called again.
///
/// White space around the token is removed. A token that begins with `Bearer ` is rejected, since
/// the client adds that itself.
///
/// Any `Fn() -> Future<Output = Result<Token, _>>` is a provider.
///
/// [`ClientBuilder::timeout`]: crate::ClientBuilder::timeout
/// [`is_authentication`]: crate::Error::is_authentication
pub trait TokenProvider: Send + Sync + 'static {
    /// Fetches a new token.
    fn token(&self) -> Pin<Box<dyn Future<Output = Result<Token, BoxError>> + Send + '_>>;
}

impl<F, T, E> TokenProvider for F
where
    F: Fn() -> T + Send + Sync + 'static,
    T: Future<Output = Result<Token, E>> + Send,
    E: Into<BoxError>,
{
    fn token(&self) -> Pin<Box<dyn Future<Output = Result<Token, BoxError>> + Send + '_>> {
        Box::pin(async move { self().await.map_err(Into::into) })
    }
}
