//! Tokens, and the providers that fetch them.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use secrecy::SecretString;

/// Any error of a provider.
pub(super) type BoxError = Box<dyn StdError + Send + Sync>;

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
/// The client caches the token. It asks for another one a minute before the token expires (or after
/// four fifths of its lifetime, if that is earlier), and once more when the server responds with
/// 401. Concurrent calls wait for the same request to the provider. Any `Fn() -> Future<Output =
/// Result<Token, _>>` is a provider.
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
