//! Passwords: which are good enough, and their hashes.

use std::{collections::HashSet, sync::Arc, thread::available_parallelism, time::Duration};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use unicode_normalization::UnicodeNormalization;

use super::{Refusal, name};

/// How many characters a password has at least.
pub(crate) const MIN: usize = 12;

/// How many bytes a password may have.
const MAX_BYTES: usize = 256;

/// How many different characters a password has at least.
const MIN_DIFFERENT: usize = 5;

/// How long a password may wait to be looked at.
const PATIENCE: Duration = Duration::from_secs(5);

/// When to try again if too many wait.
const LATER: Duration = Duration::from_secs(10);

/// What somebody gives as a password, however their keyboard composes its letters.
#[derive(Clone)]
pub(super) struct Password(String);

impl Password {
    /// What was given, unless it is longer than any password.
    pub(super) fn given(text: &str) -> Option<Self> {
        (text.len() <= MAX_BYTES).then(|| Self(text.nfkc().collect()))
    }

    /// A password that is good enough for somebody of a name, or what is wrong with it.
    pub(super) fn new(text: &str, name: &str) -> Result<Self, &'static str> {
        let password = Self::given(text).ok_or("a password has at most 256 bytes")?;
        let characters: Vec<char> = password.0.chars().collect();
        if characters.len() < MIN {
            return Err(
                "a password has at least 12 characters: several words are easy to keep in mind",
            );
        }
        if characters.iter().collect::<HashSet<_>>().len() < MIN_DIFFERENT {
            return Err("a password has at least 5 different characters");
        }
        if is_run(&characters) {
            return Err("a password is no row of neighbouring characters");
        }
        let (folded, name) = (name::folded(&password.0), name::folded(name));
        if folded.replace(&name, "").chars().count() < MIN / 2 {
            return Err("a password is more than the name");
        }
        Ok(password)
    }
}

/// Whether characters follow one another as in the alphabet or on the row of digits, up or down.
fn is_run(characters: &[char]) -> bool {
    let step = |pair: &[char]| {
        let digits = (pair[0].to_digit(10), pair[1].to_digit(10));
        match digits {
            (Some(9), Some(0)) => 1,
            (Some(0), Some(9)) => -1,
            _ => i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])),
        }
    };
    let mut steps = characters.windows(2).map(step);
    let first = steps.next();
    matches!(first, Some(1 | -1)) && steps.all(|step| Some(step) == first)
}

/// Hashes passwords, as many at once as there are cores: each takes 19 MiB, and time on purpose.
#[derive(Clone, Debug)]
pub(super) struct Hashing(Arc<Semaphore>);

impl Hashing {
    /// One for each core.
    pub(super) fn new() -> Self {
        let cores = available_parallelism().map_or(1, std::num::NonZero::get);
        Self(Arc::new(Semaphore::new(cores)))
    }

    /// What is stored of a password.
    pub(super) async fn hash(&self, password: Password) -> Result<String, Refusal> {
        let hashed = self.run(move || hashed(&password)).await?;
        hashed.map_err(|cause| {
            tracing::error!(%cause, "a password cannot be hashed");
            Refusal::Busy(LATER)
        })
    }

    /// Whether a password is the one that something was stored of. Where nothing was, it takes as long to say no.
    pub(super) async fn fits(
        &self,
        password: Password,
        stored: Option<String>,
    ) -> Result<bool, Refusal> {
        self.run(move || {
            if let Some(stored) = stored {
                return verified(&password, &stored);
            }
            // The same work, to no end.
            let _ = hashed(&password);
            false
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Refusal::Busy(LATER));
        };
        let done = spawn_blocking(move || {
            let done = work();
            // Not before: the request may be gone while the work goes on.
            drop(turn);
            done
        });
        done.await.map_err(|_| Refusal::Busy(LATER))
    }
}

fn hashed(password: &Password) -> Result<String, argon2::password_hash::Error> {
    let hash = Argon2::default().hash_password(password.0.as_bytes())?;
    Ok(hash.to_string())
}

fn verified(password: &Password, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|stored| {
        Argon2::default()
            .verify_password(password.0.as_bytes(), &stored)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_passwords_are_refused() {
        for easy in [
            "",
            "short word",
            "aaaaaaaaaaaaaaaa",
            "abababababababab",
            "123456789012",
            "abcdefghijklmnop",
            "ponmlkjihgfedcba",
            "Ada Lovelace",
            "ada lovelace1",
            &"long word ".repeat(26),
        ] {
            assert!(Password::new(easy, "Ada Lovelace").is_err(), "{easy}");
        }
        for good in ["four small green boats", "пароль из слов", "1357924680ab"] {
            assert!(Password::new(good, "Ada Lovelace").is_ok(), "{good}");
        }
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_and_no_other() {
        let hashing = Hashing::new();
        let given = |text| Password::given(text).unwrap();
        let stored = hashing.hash(given("Zoë and four boats")).await.unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        let fits = async |text, stored| hashing.fits(given(text), stored).await.unwrap();
        let stored = Some(stored);
        assert!(fits("Zoe\u{308} and four boats", stored.clone()).await);
        assert!(!fits("Zoë and five boats", stored).await);
        assert!(!fits("Zoë and four boats", None).await);
        assert!(!fits("Zoë and four boats", Some("rubbish".to_owned())).await);
    }
}
