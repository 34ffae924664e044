//! A provider of tokens that expire soon, which is slow and sometimes fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use diga_api::Token;

use crate::server::TOKEN;

/// What the provider has done.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    asked: Arc<AtomicU32>,
    failed: Arc<AtomicU32>,
}

impl Tokens {
    pub fn fetched(&self) -> u32 {
        self.asked.load(Ordering::Relaxed) - self.failed()
    }

    pub fn failed(&self) -> u32 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Fetches a token.
    pub async fn fetch(self) -> Result<Token, &'static str> {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(u64::from(number) % 15)).await;
        if number % 40 == 39 {
            self.failed.fetch_add(1, Ordering::Relaxed);
            return Err("no token for you");
        }
        let token = Token::new(format!("{TOKEN}-{number}"));
        Ok(token.expires_in(Duration::from_secs(2)))
    }
}
