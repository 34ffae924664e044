//! The token that a provider returned last, for as long as it is valid.
//!
//! The provider runs in a task of its own, so that it outlives the call that started it: all calls
//! that need its token wait for the same task, and so does a call that comes after the first one
//! has given up.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::secret::Secret;
use super::token_provider::TokenProvider;
use crate::runtime::error::{BoxError, SharedError};

/// How long a failure of the provider ends the calls that need a token, without another request to
/// the provider.
const FAILURE_LASTS: Duration = Duration::from_secs(1);

/// The number of tokens that are removed from what servers send: calls that are under way may use
/// an earlier one.
const REMEMBERED: usize = 4;

/// A provider, and the token that it returned last.
pub(crate) struct TokenCache(Arc<Shared>);

struct Shared {
    provider: Box<dyn TokenProvider>,
    /// The time limit of one request to the provider.
    limit: Duration,
    /// Whether a token may begin with `Bearer `.
    takes_whole_header: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Fresh>,
    /// The request to the provider that is under way.
    refresh: Option<watch::Receiver<Option<Refreshed>>>,
    /// The last request to the provider, if it failed, and until when that counts.
    failure: Option<(SharedError, Instant)>,
    /// The newest tokens, the latest last, for redaction.
    recent: VecDeque<Arc<Secret>>,
}

struct Fresh {
    secret: Arc<Secret>,
    /// When to fetch another token, and when this one expires.
    times: Option<(Instant, Instant)>,
}

type Refreshed = Result<Arc<Secret>, SharedError>;

/// What a call does that needs a token.
enum Step {
    Use(Arc<Secret>),
    Fail(SharedError),
    Wait(watch::Receiver<Option<Refreshed>>),
}

impl TokenCache {
    /// A cache for the tokens of `provider`, which may take as long as `limit` for each.
    pub(crate) fn new(
        provider: Box<dyn TokenProvider>,
        limit: Duration,
        takes_whole_header: bool,
    ) -> Self {
        Self(Arc::new(Shared {
            provider,
            limit,
            takes_whole_header,
            state: Mutex::default(),
        }))
    }

    /// A token that is valid, for all that is known. Must be called within a tokio runtime.
    pub(crate) async fn token(&self) -> Refreshed {
        loop {
            let mut refresh = match self.step() {
                Step::Use(secret) => return Ok(secret),
                Step::Fail(error) => return Err(error),
                Step::Wait(refresh) => refresh,
            };
            // It ends without a result if its runtime is shut down: this call starts another.
            if let Ok(refreshed) = refresh.wait_for(Option::is_some).await
                && let Some(refreshed) = &*refreshed
            {
                return refreshed.clone();
            }
        }
    }

    fn step(&self) -> Step {
        let mut state = self.0.lock();
        let now = Instant::now();
        let failure = state.failure.as_ref().filter(|(_, until)| now < *until);
        let failure = failure.map(|(error, _)| error.clone());
        if let Some(Fresh { secret, times }) = &state.current {
            let secret = Arc::clone(secret);
            match *times {
                Some((_, end)) if end <= now => {}
                Some((refresh, _)) if refresh <= now => {
                    // Beside this call, which does not wait for it.
                    if failure.is_none() {
                        state.refresh(&self.0);
                    }
                    return Step::Use(secret);
                }
                _ => return Step::Use(secret),
            }
        }
        match failure {
            Some(error) => Step::Fail(error),
            None => Step::Wait(state.refresh(&self.0)),
        }
    }

    /// Discards `token`, which the server refused, unless another has replaced it already. The next
    /// call fetches a new one.
    pub(crate) fn refused(&self, token: &Arc<Secret>) {
        let mut state = self.0.lock();
        if state
            .current
            .as_ref()
            .is_some_and(|fresh| Arc::ptr_eq(&fresh.secret, token))
        {
            state.current = None;
        }
    }

    /// The tokens that the provider returned last.
    pub(crate) fn recent(&self) -> Vec<Arc<Secret>> {
        self.0.lock().recent.iter().cloned().collect()
    }
}

impl State {
    /// The request to the provider that is under way, or else a new one.
    fn refresh(&mut self, shared: &Arc<Shared>) -> watch::Receiver<Option<Refreshed>> {
        // One whose task has been dropped has no result and never will.
        if let Some(refresh) = &self.refresh
            && (refresh.has_changed().is_ok() || refresh.borrow().is_some())
        {
            return refresh.clone();
        }
        let (sender, refresh) = watch::channel(None);
        let shared = Arc::clone(shared);
        self.refresh = Some(refresh.clone());
        tokio::spawn(async move {
            let mut running = Running {
                shared: &shared,
                sender: Some(sender),
            };
            let fetched = shared.fetch().await;
            running.end(fetched);
        });
        refresh
    }

    fn ended(&mut self, fetched: Result<Fresh, BoxError>) -> Refreshed {
        self.refresh = None;
        match fetched {
            Ok(fresh) => {
                let secret = Arc::clone(&fresh.secret);
                self.current = Some(fresh);
                self.failure = None;
                self.recent.push_back(Arc::clone(&secret));
                while self.recent.len() > REMEMBERED {
                    self.recent.pop_front();
                }
                Ok(secret)
            }
            Err(error) => {
                let error = SharedError::from(error);
                self.failure = Some((error.clone(), Instant::now() + FAILURE_LASTS));
                Err(error)
            }
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No code that runs while it is locked leaves it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self) -> Result<Fresh, BoxError> {
        let Ok(token) = timeout(self.limit, self.provider.token()).await else {
            return Err(format!("it returned no token within {:?}", self.limit).into());
        };
        let token = token?;
        let what = "the provider's token";
        let secret = Secret::bearer(what, token.secret)?;
        if !self.takes_whole_header {
            secret.is_alone(&what)?;
        }
        let now = Instant::now();
        let times = token.expires_in.and_then(|expires_in| {
            let early = Duration::from_secs(60).min(expires_in / 5);
            Some((
                now.checked_add(expires_in.saturating_sub(early))?,
                now.checked_add(expires_in)?,
            ))
        });
        Ok(Fresh {
            secret: Arc::new(secret),
            times,
        })
    }
}

/// A request to the provider. If it panics, that is its result: every call that needs a token would
/// otherwise start another.
struct Running<'a> {
    shared: &'a Shared,
    sender: Option<watch::Sender<Option<Refreshed>>>,
}

impl Running<'_> {
    fn end(&mut self, fetched: Result<Fresh, BoxError>) {
        if let Some(sender) = self.sender.take() {
            let refreshed = self.shared.lock().ended(fetched);
            sender.send_replace(Some(refreshed));
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.end(Err("it panicked".into()));
        }
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

    use std::sync::atomic::AtomicBool;

    const LIMIT: Duration = Duration::from_secs(60);

    fn cache(provider: impl TokenProvider) -> Arc<TokenCache> {
        Arc::new(TokenCache::new(Box::new(provider), LIMIT, false))
    }

    /// Returns `token1`, `token2`, each valid for 100 seconds, after a second; then an error.
    fn counting() -> (Arc<AtomicU32>, Arc<TokenCache>) {
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
        (asked, cache(provider))
    }

    async fn passes(seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn concurrent_calls_share_one_call_of_the_provider() {
        let (asked, cached) = counting();
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
    async fn a_token_is_renewed_before_it_expires_and_no_call_waits_for_that() {
        let (asked, cached) = counting();
        assert_eq!(cached.token().await.unwrap().expose(), "token1");
        passes(79).await;
        assert_eq!(cached.token().await.unwrap().expose(), "token1");
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        passes(2).await;
        let before = Instant::now();
        assert_eq!(cached.token().await.unwrap().expose(), "token1");
        assert_eq!(before.elapsed(), Duration::ZERO);
        passes(2).await;
        assert_eq!(cached.token().await.unwrap().expose(), "token2");
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        // Both may be in what a server sends.
        let recent = cached.recent();
        let recent: Vec<_> = recent.iter().map(|secret| secret.expose()).collect();
        assert_eq!(recent, ["token1", "token2"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_fails_early_does_no_harm_until_the_end() {
        let (_, cached) = counting();
        cached.token().await.unwrap();
        passes(90).await;
        cached.token().await.unwrap();
        passes(80).await;
        for _ in 0..10 {
            assert_eq!(cached.token().await.unwrap().expose(), "token2");
            passes(1).await;
        }
        passes(20).await;
        assert_eq!(cached.token().await.unwrap_err().to_string(), "no more");
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_is_shared_and_remembered_for_a_second() {
        let asked = Arc::new(AtomicU32::new(0));
        let works = Arc::new(AtomicBool::new(false));
        let (count, state) = (Arc::clone(&asked), Arc::clone(&works));
        let cached = cache(move || {
            count.fetch_add(1, Ordering::SeqCst);
            let works = state.load(Ordering::SeqCst);
            async move {
                tokio::time::sleep(Duration::from_millis(300)).await;
                if works {
                    Ok(Token::new("token"))
                } else {
                    Err("sealed")
                }
            }
        });
        let before = Instant::now();
        let all = (0..30).map(|_| cached.token());
        for one in futures_util::future::join_all(all).await {
            assert_eq!(one.unwrap_err().to_string(), "sealed");
        }
        assert_eq!(before.elapsed(), Duration::from_millis(300));
        works.store(true, Ordering::SeqCst);
        assert!(cached.token().await.is_err());
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        passes(1).await;
        assert_eq!(cached.token().await.unwrap().expose(), "token");
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_is_replaced_once() {
        let (asked, cached) = counting();
        let first = cached.token().await.unwrap();
        cached.refused(&first);
        cached.refused(&first);
        let second = cached.token().await.unwrap();
        cached.refused(&first);
        assert_eq!(cached.token().await.unwrap().expose(), second.expose());
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_to_the_provider_outlives_the_call_that_started_it() {
        let (asked, cached) = counting();
        let patience = Duration::from_millis(10);
        assert!(timeout(patience, cached.token()).await.is_err());
        assert_eq!(cached.token().await.unwrap().expose(), "token1");
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_hangs_or_panics_is_a_failure() {
        let hangs = cache(std::future::pending::<Result<Token, std::fmt::Error>>);
        let error = hangs.token().await.unwrap_err().to_string();
        assert_eq!(error, "it returned no token within 60s");

        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let panics = cache(move || {
            count.fetch_add(1, Ordering::SeqCst);
            async {
                if true {
                    panic!("on purpose")
                } else {
                    Err::<Token, _>("never")
                }
            }
        });
        for _ in 0..3 {
            assert_eq!(panics.token().await.unwrap_err().to_string(), "it panicked");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_request_that_ends_with_its_runtime_is_made_again() {
        let (asked, cached) = counting();
        let runtime = || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.enable_all().start_paused(true).build().unwrap()
        };
        runtime().block_on(async {
            let patience = Duration::from_millis(10);
            timeout(patience, cached.token()).await.unwrap_err();
        });
        let token = runtime().block_on(cached.token());
        assert_eq!(token.unwrap().expose(), "token2");
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_token_is_trimmed_and_has_to_be_the_token_alone() {
        let padded = cache(|| async { Ok::<_, String>(Token::new("\u{feff}t0ken\n")) });
        assert_eq!(padded.token().await.unwrap().expose(), "t0ken");
        let whole = cache(|| async { Ok::<_, String>(Token::new("Bearer t0ken")) });
        let error = whole.token().await.unwrap_err().to_string();
        assert!(
            error.contains("set the token alone") && !error.contains("t0ken"),
            "{error}"
        );
    }
}
