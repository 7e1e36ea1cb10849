//! How the dots of a design are shared out among its sessions.

/// The most sessions that a design can have.
pub const MOST_SESSIONS: usize = 8;

/// The least share of a session: one dot in fifty.
pub const LEAST_SHARE: f64 = 0.02;

/// The share of each session, in order; they sum to one.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionShares(Vec<f32>);

/// Shares that no design can have.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "session shares are {0:?}; give 1 to {MOST_SESSIONS} shares of {LEAST_SHARE} or more that sum to 1, such as 0.4, 0.3, 0.3"
)]
pub struct ImplausibleShares(pub Vec<f64>);

impl SessionShares {
    /// The sessions with these shares.
    ///
    /// # Errors
    /// None or more than eight, one below 0.02, or a sum that is not 1.
    pub fn new(shares: &[f64]) -> Result<Self, ImplausibleShares> {
        let sum: f64 = shares.iter().sum();
        let plausible = (1..=MOST_SESSIONS).contains(&shares.len())
            && shares.iter().all(|share| *share >= LEAST_SHARE)
            && (sum - 1.0).abs() < 1e-6;
        if !plausible {
            return Err(ImplausibleShares(shares.to_vec()));
        }
        Ok(Self(shares.iter().map(|share| *share as f32).collect()))
    }

    /// All dots in one session.
    pub fn one() -> Self {
        Self(vec![1.0])
    }

    /// The number of sessions.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The share of each session.
    pub(crate) fn each(&self) -> &[f32] {
        &self.0
    }

    /// The share done after each session but the last.
    pub(crate) fn unions(&self) -> Vec<f32> {
        let mut sum = 0.0;
        let but_last = self.0.iter().take(self.0.len() - 1);
        but_last
            .map(|share| {
                sum += share;
                sum
            })
            .collect()
    }

    pub(crate) fn least(&self) -> f32 {
        self.0.iter().copied().fold(1.0, f32::min)
    }
}
