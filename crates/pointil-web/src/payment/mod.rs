//! Payment over the network: what a provider must be able to do. Without one, payments are written down by hand.

#[cfg(feature = "stripe")]
mod stripe;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use pointil_treatment::Money;

use crate::config::Config;

#[cfg(feature = "stripe")]
pub use stripe::Stripe;

/// Text that must never be shown or logged.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Keeps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret, for whoever sends or checks it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A payment that a client is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedPayment {
    /// What it is known by, made by us: the same reference asks for the same payment, once.
    pub reference: String,
    /// How much, more than nothing.
    pub amount: Money,
    /// What the client reads; no health data.
    pub words: String,
    /// Where the client comes back to.
    pub back: String,
}

/// A page of the provider on which the client pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentPage {
    /// Its address.
    pub address: String,
    /// What the provider calls it.
    pub id: String,
}

/// What a provider says was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidOnline {
    /// Our reference.
    pub reference: String,
    /// How much, as we asked for it.
    pub amount: Money,
    /// What the provider calls the payment.
    pub id: String,
}

/// Why a provider could not be asked or believed. No message holds a secret or what was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The provider cannot be reached.
    #[error("the payment provider cannot be reached: {0}; try again")]
    Unreachable(String),
    /// The provider refuses.
    #[error("the payment provider refuses it (status {status}, {code}); look into its dashboard")]
    Refused {
        /// The status of its answer.
        status: u16,
        /// Its own code.
        code: String,
    },
    /// An answer or a notice that is none.
    #[error("the payment provider says something else than its documentation: {0}")]
    Garbled(&'static str),
    /// A notice that is not from the provider, or too old.
    #[error("a notice that does not carry the provider's signature")]
    Unsigned,
    /// A currency of which it is not known how the provider counts it.
    #[error("{0} cannot be paid over the network; take it at the terminal or by transfer")]
    Currency(&'static str),
    /// An address that is not safe.
    #[error("{0:?} is no address of a payment provider; give one that begins with https://")]
    Address(String),
}

/// What asking a provider comes to, later.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Result<PaymentPage, GatewayError>> + Send + 'a>>;

/// A payment provider.
pub trait PaymentGateway: fmt::Debug + Send + Sync {
    /// Asks for a payment; the same reference twice gives the same page.
    fn ask(&self, asked: AskedPayment) -> Asking<'_>;

    /// What a notice of the provider says was paid, as its signature and bytes came in; nothing when it is about something else.
    ///
    /// # Errors
    /// A signature that does not fit or is too old; bytes that are no notice; another amount than was asked for.
    fn read_notice(
        &self,
        signature: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Option<PaidOnline>, GatewayError>;
}

/// The provider that the settings name; none where they name none.
///
/// # Errors
/// An address that is not safe.
#[cfg(feature = "stripe")]
pub(crate) fn gateway(config: &Config) -> Result<Option<Arc<dyn PaymentGateway>>, GatewayError> {
    let Some(own) = &config.stripe else {
        return Ok(None);
    };
    let stripe = Stripe::new(&own.address, own.key.clone(), own.notice_key.clone())?;
    Ok(Some(Arc::new(stripe)))
}

/// No provider: this program was built without one, and settings that name one were refused.
///
/// # Errors
/// None.
#[cfg(not(feature = "stripe"))]
pub(crate) fn gateway(_: &Config) -> Result<Option<Arc<dyn PaymentGateway>>, GatewayError> {
    Ok(None)
}
