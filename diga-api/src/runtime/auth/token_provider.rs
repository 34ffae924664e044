//! Where tokens come from.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use secrecy::SecretString;

/// Whatever a provider fails with.
pub(super) type BoxError = Box<dyn StdError + Send + Sync>;

/// A token, and how long it lasts.
#[derive(Clone, Debug)]
pub struct Token {
    pub(super) secret: SecretString,
    pub(super) lasts: Option<Duration>,
}

impl Token {
    /// A token that lasts until the server refuses it.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
            lasts: None,
        }
    }

    /// The token lasts so long from now: `expires_in` of OAuth 2 (RFC 6749, section 5.1).
    #[must_use]
    pub fn lasting(mut self, time: Duration) -> Self {
        self.lasts = Some(time);
        self
    }
}

/// Where tokens come from: asked when a call needs one and none is at hand.
///
/// The client keeps what it is given. It asks again a minute before the token's end (or a fifth of
/// its life, if that is less), and once more when the server answers 401; however many calls are in
/// flight, they wait for one question. Any `Fn() -> Future<Output = Result<Token, _>>` is a
/// provider.
pub trait TokenProvider: Send + Sync + 'static {
    /// A new token.
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
