//! Passwords: what is long enough, and their argon2id hashes, a bounded number at once.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::fault::Fault;

/// The fewest characters of a password: what NIST SP 800-63B asks for where nothing else is asked.
pub(crate) const FEWEST: usize = 12;
/// The most bytes of a password; hashing more would only cost time.
const MOST: usize = 256;

/// Hashes passwords on threads of its own, at most so many at once: each takes 19 MiB.
pub(crate) struct Hasher {
    places: Arc<Semaphore>,
    /// A hash that no password fits: an unknown address must cost as much time as a known one.
    nobody: String,
}

/// What is wrong with a new password.
pub(crate) fn objection(password: &str) -> Option<String> {
    let length = password.chars().count();
    if length < FEWEST {
        return Some(format!(
            "{length} characters, at least {FEWEST}: three or four unrelated words are easy to remember"
        ));
    }
    if password.len() > MOST {
        return Some(format!("longer than {MOST} bytes: shorten it"));
    }
    let first = password.chars().next();
    if password.chars().all(|c| Some(c) == first) {
        return Some("one character over and over: choose something else".to_owned());
    }
    None
}

impl Hasher {
    pub(crate) fn new(places: usize) -> Result<Self, getrandom::Error> {
        let unknown = crate::header::random_text::<32>()?;
        Ok(Self {
            places: Arc::new(Semaphore::new(places)),
            nobody: hash(&unknown).unwrap_or_default(),
        })
    }

    /// The hash of a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Fault> {
        let _place = self.place().await?;
        let work = move || {
            hash(&password).ok_or_else(|| Fault::internal("a password could not be hashed"))
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Fault::internal)?
    }

    /// Whether a password fits its hash; with no hash never, in the same time.
    pub(crate) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, Fault> {
        let _place = self.place().await?;
        let is_known = hash
            .as_deref()
            .is_some_and(|hash| hash.starts_with("$argon2"));
        let hash = hash
            .filter(|_| is_known)
            .unwrap_or_else(|| self.nobody.clone());
        let work = move || verify(&password, &hash);
        let fits = tokio::task::spawn_blocking(work)
            .await
            .map_err(Fault::internal)?;
        Ok(fits && is_known)
    }

    async fn place(&self) -> Result<tokio::sync::OwnedSemaphorePermit, Fault> {
        self.places
            .clone()
            .acquire_owned()
            .await
            .map_err(Fault::internal)
    }
}

fn hash(password: &str) -> Option<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).ok()?;
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .ok()?;
    Some(hash.to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    password.len() <= MOST
        && PasswordHash::new(hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_argon2id_and_fits_its_password_alone() {
        let kept = hash("three unrelated words").unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert!(verify("three unrelated words", &kept));
        assert!(!verify("three unrelated word", &kept));
        assert_ne!(Some(kept), hash("three unrelated words"));
    }

    #[test]
    fn a_short_or_monotonous_password_is_refused() {
        assert!(objection("elevenchars").is_some());
        assert!(objection("aaaaaaaaaaaaaaa").is_some());
        assert!(objection(&"ab".repeat(200)).is_some());
        assert_eq!(objection("twelve chars"), None);
    }
}
