//! The token that a provider returned last, for as long as it is valid.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::secret::Secret;
use super::token_provider::{BoxError, TokenProvider};

/// A provider, and the token that it returned last.
pub(crate) struct TokenCache {
    provider: Box<dyn TokenProvider>,
    /// Locked while the provider is called, so that concurrent calls wait for the same token.
    current: tokio::sync::Mutex<Option<Fresh>>,
    /// The same token for redaction, which is synchronous and cannot wait for `current`.
    last: Mutex<Option<Arc<Secret>>>,
}

struct Fresh {
    secret: Arc<Secret>,
    /// When to fetch another token, and when this one expires.
    times: Option<(Instant, Instant)>,
}

impl TokenCache {
    pub(crate) fn new(provider: Box<dyn TokenProvider>) -> Self {
        Self {
            provider,
            current: tokio::sync::Mutex::default(),
            last: Mutex::default(),
        }
    }

    pub(crate) async fn token(&self) -> Result<Arc<Secret>, BoxError> {
        let mut current = self.current.lock().await;
        let now = Instant::now();
        if let Some(fresh) = &*current
            && fresh.times.is_none_or(|(refresh, _)| now < refresh)
        {
            return Ok(Arc::clone(&fresh.secret));
        }
        let fetched = match self.provider.token().await {
            Ok(token) => Secret::bearer("the provider's token", token.secret)
                .map(|secret| (secret, token.expires_in))
                .map_err(BoxError::from),
            Err(error) => Err(error),
        };
        let (secret, expires_in) = match (fetched, &*current) {
            (Ok(fetched), _) => fetched,
            // The token is still valid: the provider was only called ahead of its expiry.
            (Err(_), Some(fresh)) if fresh.times.is_none_or(|(_, end)| now < end) => {
                return Ok(Arc::clone(&fresh.secret));
            }
            (Err(error), _) => return Err(error),
        };
        let secret = Arc::new(secret);
        let now = Instant::now();
        let times = expires_in.and_then(|expires_in| {
            let early = Duration::from_secs(60).min(expires_in / 5);
            Some((
                now.checked_add(expires_in.saturating_sub(early))?,
                now.checked_add(expires_in)?,
            ))
        });
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&secret));
        *current = Some(Fresh {
            secret: Arc::clone(&secret),
            times,
        });
        Ok(secret)
    }

    /// Discards `token`, which the server refused, unless another has replaced it already. The next
    /// call fetches a new one.
    pub(crate) async fn refused(&self, token: &Arc<Secret>) {
        let mut current = self.current.lock().await;
        if current
            .as_ref()
            .is_some_and(|fresh| Arc::ptr_eq(&fresh.secret, token))
        {
            *current = None;
        }
    }

    /// The token that the provider returned last.
    pub(crate) fn last(&self) -> Option<Arc<Secret>> {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenProvider")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::runtime::auth::Token;

    /// Returns `token1`, `token2`, each valid for 100 seconds, after a second; then an error.
    fn counting() -> (Arc<AtomicU32>, TokenCache) {
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let provider = move || {
            let count = Arc::clone(&count);
            async move {
                let number = count.fetch_add(1, Ordering::SeqCst) + 1;
                tokio::time::sleep(Duration::from_secs(1)).await;
                if number > 2 {
                    return Err("no more");
                }
                Ok(Token::new(format!("token{number}")).expires_in(Duration::from_secs(100)))
            }
        };
        (asked, TokenCache::new(Box::new(provider)))
    }

    #[tokio::test(start_paused = true)]
    async fn concurrent_calls_share_one_call_of_the_provider() {
        let (asked, cached) = counting();
        let cached = Arc::new(cached);
        let all: Vec<_> = (0..50)
            .map(|_| {
                let cached = Arc::clone(&cached);
                tokio::spawn(async move { cached.token().await.unwrap() })
            })
            .collect();
        for one in all {
            assert_eq!(one.await.unwrap().expose(), "token1");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_renewed_before_it_expires() {
        let (_, cached) = counting();
        assert_eq!(cached.token().await.unwrap().expose(), "token1");
        tokio::time::advance(Duration::from_secs(79)).await;
        assert_eq!(cached.token().await.unwrap().expose(), "token1");
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(cached.token().await.unwrap().expose(), "token2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_fails_early_does_no_harm_until_the_end() {
        let (_, cached) = counting();
        cached.token().await.unwrap();
        tokio::time::advance(Duration::from_secs(90)).await;
        assert_eq!(cached.token().await.unwrap().expose(), "token2");
        tokio::time::advance(Duration::from_secs(90)).await;
        assert_eq!(cached.token().await.unwrap().expose(), "token2");
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(cached.token().await.unwrap_err().to_string(), "no more");
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_is_replaced_once() {
        let (asked, cached) = counting();
        let first = cached.token().await.unwrap();
        cached.refused(&first).await;
        cached.refused(&first).await;
        let second = cached.token().await.unwrap();
        cached.refused(&first).await;
        assert_eq!(cached.token().await.unwrap().expose(), second.expose());
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_is_dropped_leaves_the_provider_to_the_next() {
        let (asked, cached) = counting();
        let patience = Duration::from_millis(10);
        assert!(
            tokio::time::timeout(patience, cached.token())
                .await
                .is_err()
        );
        assert_eq!(cached.token().await.unwrap().expose(), "token2");
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }
}
