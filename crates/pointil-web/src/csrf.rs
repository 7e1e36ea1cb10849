//! A change must come from one of our own pages, not from a page of somebody else that the browser also has open.
//!
//! Browsers say where a request comes from: `Sec-Fetch-Site`, older ones `Origin`. Where both are absent, the form must carry a token that only our
//! own pages know.

use axum::http::{HeaderMap, header};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::header::{hex, unhex};

/// Bytes of a token.
const LENGTH: usize = 16;

/// Whether a change comes from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// From one of our pages.
    Ours,
    /// From somewhere else.
    Foreign,
    /// The browser does not say.
    Unknown,
}

/// Where a request comes from, by its headers.
pub(crate) fn origin(headers: &HeaderMap) -> Origin {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key("sec-fetch-site") {
        return match text("sec-fetch-site") {
            Some("same-origin" | "none") => Origin::Ours,
            _ => Origin::Foreign,
        };
    }
    if !headers.contains_key(header::ORIGIN.as_str()) {
        return Origin::Unknown;
    }
    // A page whose address is a secret tells nobody where it is, itself among them: then the form's token decides.
    if text("origin") == Some("null") {
        return Origin::Unknown;
    }
    let host = text("origin").and_then(|origin| origin.split_once("://"));
    match (host, text("host")) {
        (Some((_, origin)), Some(host)) if origin.eq_ignore_ascii_case(host) => Origin::Ours,
        _ => Origin::Foreign,
    }
}

fn proof(secret: &str) -> [u8; LENGTH] {
    let mut out = [0; LENGTH];
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        mac.update(b"pointil form token");
        let full = mac.finalize().into_bytes();
        for (to, from) in out.iter_mut().zip(full) {
            *to = from;
        }
    }
    out
}

/// The token of forms on pages that were given to whoever holds `secret`. It looks different on every page, so that compression tells nothing about it.
pub(crate) fn token(secret: &str) -> String {
    let mut mask = [0; LENGTH];
    if getrandom::fill(&mut mask).is_err() {
        return String::new();
    }
    let hidden: Vec<u8> = mask.iter().zip(proof(secret)).map(|(a, b)| a ^ b).collect();
    hex(&mask) + &hex(&hidden)
}

/// Whether a token was given to whoever holds `secret`.
pub(crate) fn is_token(secret: &str, token: &str) -> bool {
    let Some(bytes) = unhex(token).filter(|bytes| bytes.len() == 2 * LENGTH) else {
        return false;
    };
    let (mask, hidden) = bytes.split_at(LENGTH);
    let difference = mask
        .iter()
        .zip(hidden)
        .zip(proof(secret))
        .fold(0, |sum, ((a, b), c)| sum | (a ^ b ^ c));
    difference == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of(pairs: &[(&'static str, &'static str)]) -> Origin {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        origin(&headers)
    }

    #[test]
    fn where_a_request_comes_from() {
        assert_eq!(of(&[("sec-fetch-site", "same-origin")]), Origin::Ours);
        assert_eq!(of(&[("sec-fetch-site", "none")]), Origin::Ours);
        for foreign in ["cross-site", "same-site", "odd"] {
            assert_eq!(of(&[("sec-fetch-site", foreign)]), Origin::Foreign);
        }
        let ours = [("origin", "http://studio:7878"), ("host", "studio:7878")];
        assert_eq!(of(&ours), Origin::Ours);
        let other = [("origin", "http://evil"), ("host", "studio:7878")];
        assert_eq!(of(&other), Origin::Foreign);
        assert_eq!(
            of(&[("origin", "null"), ("host", "studio")]),
            Origin::Unknown,
            "only a token lets it in"
        );
        assert_eq!(of(&[("host", "studio")]), Origin::Unknown);
    }

    #[test]
    fn a_token_is_for_its_holder_and_never_looks_the_same() {
        let (one, two) = (token("secret"), token("secret"));
        assert_ne!(one, two);
        assert!(is_token("secret", &one) && is_token("secret", &two));
        assert!(!is_token("another", &one));
        assert!(!is_token("secret", ""));
        assert!(!is_token("secret", &one[..62]));
    }
}
