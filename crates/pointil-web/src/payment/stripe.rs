//! Stripe Checkout by its documented HTTP interface: a page for each payment, and notices signed with HMAC-SHA256.
//!
//! Sources: Stripe's API reference ("Create a Checkout Session", "Idempotent requests", "Currencies") and its page on webhook signatures.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use pointil_treatment::{Money, currency};
use serde::Deserialize;
use sha2::Sha256;
use ureq::Agent;

use super::{AskedPayment, Asking, GatewayError, PaidOnline, PaymentGateway, PaymentPage, Secret};
use crate::header::unhex;
/// Seconds that asking may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of an answer that are read at most.
const MOST_ANSWER: u64 = 256 << 10;
/// Seconds by which a notice may be old or ahead; Stripe's own libraries take five minutes.
const TOLERANCE_SECONDS: u64 = 300;
/// Currencies that Stripe counts otherwise than ISO 4217 does, or that it takes only in part.
const ODD: [&str; 7] = ["ISK", "UGX", "BHD", "JOD", "KWD", "OMR", "TND"];

/// A studio's account with Stripe.
#[derive(Clone, Debug)]
pub struct Stripe {
    agent: Agent,
    address: String,
    key: Secret,
    notice_key: Secret,
}

/// A Checkout session, as far as it is read.
#[derive(Deserialize)]
struct Session {
    id: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    amount_total: Option<i64>,
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    payment_status: Option<String>,
    #[serde(default)]
    client_reference_id: Option<String>,
    #[serde(default)]
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: Asked,
}

/// What was asked for, as the session carries it.
#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    pointil_minor: Option<String>,
    #[serde(default)]
    pointil_currency: Option<String>,
}

#[derive(Deserialize)]
struct Notice {
    #[serde(rename = "type")]
    kind: String,
    data: Object,
}

#[derive(Deserialize)]
struct Object {
    object: serde_json::Value,
}

#[derive(Deserialize)]
struct Refusal {
    error: RefusalError,
}

#[derive(Deserialize)]
struct RefusalError {
    #[serde(default)]
    code: Option<String>,
    #[serde(rename = "type", default)]
    kind: Option<String>,
}

impl Stripe {
    /// An account by its secret key and the secret of its notices. `address` is [`ADDRESS`] but for a test.
    ///
    /// # Errors
    /// An address without encryption that is not this machine.
    pub fn new(address: &str, key: Secret, notice_key: Secret) -> Result<Self, GatewayError> {
        let is_here = address.starts_with("http://127.0.0.1:");
        if !address.starts_with("https://") && !is_here {
            return Err(GatewayError::Address(address.chars().take(100).collect()));
        }
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Ok(Self {
            agent: config.into(),
            address: address.trim_end_matches('/').to_owned(),
            key,
            notice_key,
        })
    }

    fn ask_now(&self, asked: &AskedPayment) -> Result<PaymentPage, GatewayError> {
        let (code, minor) = (asked.amount.currency().code(), asked.amount.minor());
        if ODD.contains(&code) || minor <= 0 {
            return Err(GatewayError::Currency(code));
        }
        let lower = code.to_ascii_lowercase();
        let minor_text = minor.to_string();
        let form = [
            ("mode", "payment"),
            ("success_url", asked.back.as_str()),
            ("cancel_url", asked.back.as_str()),
            ("client_reference_id", asked.reference.as_str()),
            ("metadata[pointil_minor]", minor_text.as_str()),
            ("metadata[pointil_currency]", lower.as_str()),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", lower.as_str()),
            (
                "line_items[0][price_data][unit_amount]",
                minor_text.as_str(),
            ),
            (
                "line_items[0][price_data][product_data][name]",
                asked.words.as_str(),
            ),
        ];
        let unreachable = |error: ureq::Error| GatewayError::Unreachable(error.to_string());
        let request = self
            .agent
            .post(format!("{}/v1/checkout/sessions", self.address))
            .header("authorization", format!("Bearer {}", self.key.reveal()))
            // The same reference again gives the same session, for a day.
            .header("idempotency-key", asked.reference.as_str());
        let mut answer = request.send_form(form).map_err(unreachable)?;
        let status = answer.status().as_u16();
        let body = answer.body_mut().with_config().limit(MOST_ANSWER);
        let text = body.read_to_string().map_err(unreachable)?;
        if status != 200 {
            return Err(refused(status, &text));
        }
        let session: Session =
            serde_json::from_str(&text).map_err(|_| GatewayError::Garbled("no session"))?;
        let same = session.amount_total == Some(minor)
            && session.currency.as_deref() == Some(lower.as_str());
        match session.url {
            Some(address) if same && address.starts_with("https://") => Ok(PaymentPage {
                address,
                id: session.id,
            }),
            Some(_) if !same => Err(GatewayError::Garbled("another amount than was asked for")),
            _ => Err(GatewayError::Garbled("a session without an address")),
        }
    }

    /// Whether a notice carries our signature, made in the last minutes.
    fn is_signed(&self, signature: &str, body: &[u8], now: Timestamp) -> bool {
        let part = |name: &'static str| {
            let parts = signature
                .split(',')
                .filter_map(|own| own.trim().split_once('='));
            parts.filter(move |own| own.0 == name).map(|own| own.1)
        };
        let Some(at) = part("t").next() else {
            return false;
        };
        let Ok(seconds) = at.parse::<i64>() else {
            return false;
        };
        if now.as_second().abs_diff(seconds) > TOLERANCE_SECONDS {
            return false;
        }
        part("v1").any(|given| {
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.notice_key.reveal().as_bytes())
            else {
                return false;
            };
            mac.update(at.as_bytes());
            mac.update(b".");
            mac.update(body);
            // Compares in constant time.
            unhex(given).is_some_and(|given| mac.verify_slice(&given).is_ok())
        })
    }
}

fn refused(status: u16, text: &str) -> GatewayError {
    let said = serde_json::from_str::<Refusal>(text)
        .ok()
        .map(|own| own.error);
    let code = said.and_then(|own| own.code.or(own.kind));
    let plain = |own: &String| {
        own.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let code = code.filter(|own| own.len() <= 60 && plain(own));
    GatewayError::Refused {
        status,
        code: code.unwrap_or_else(|| "no code".to_owned()),
    }
}

impl PaymentGateway for Stripe {
    fn ask(&self, asked: AskedPayment) -> Asking<'_> {
        let own = self.clone();
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || own.ask_now(&asked)).await;
            done.unwrap_or(Err(GatewayError::Garbled("nothing: asking was given up")))
        })
    }

    fn read_notice(
        &self,
        signature: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Option<PaidOnline>, GatewayError> {
        if !self.is_signed(signature, body, now) {
            return Err(GatewayError::Unsigned);
        }
        let garbled = |_| GatewayError::Garbled("no notice");
        let notice: Notice = serde_json::from_slice(body).map_err(garbled)?;
        let is_paid = matches!(
            notice.kind.as_str(),
            "checkout.session.completed" | "checkout.session.async_payment_succeeded"
        );
        if !is_paid {
            return Ok(None);
        }
        let session: Session = serde_json::from_value(notice.data.object).map_err(garbled)?;
        // Of a completed session the money may still be on its way; another notice says when it is there.
        if session.payment_status.as_deref() != Some("paid") {
            return Ok(None);
        }
        let Some(reference) = session.client_reference_id else {
            return Ok(None);
        };
        let asked = session.metadata;
        let (Some(minor), Some(code)) = (asked.pointil_minor, asked.pointil_currency) else {
            return Ok(None);
        };
        let same = session
            .amount_total
            .is_some_and(|own| own > 0 && own.to_string() == minor)
            && session.currency.as_deref() == Some(code.as_str());
        let wrong = GatewayError::Garbled("another amount than was asked for");
        let (Some(total), true, Ok(currency)) = (session.amount_total, same, currency(&code))
        else {
            return Err(wrong);
        };
        Ok(Some(PaidOnline {
            reference,
            amount: Money::from_minor(total, currency),
            id: session.payment_intent.unwrap_or(session.id),
        }))
    }
}
