//! What can go wrong for somebody who asks, as a status, a code and words for people.

use std::fmt::Display;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pointil_photo::DecodeError;
use pointil_storage::StorageError;

/// Why a request is not answered as asked. It is shown as a page or as a problem document (RFC 9457), with the request's identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody is signed in.
    SignedOut,
    /// Whoever is signed in may not.
    Forbidden,
    /// There is no such thing, or no longer.
    NotFound,
    /// The route does not take this method.
    MethodNotAllowed,
    /// The change does not come from one of our pages.
    Foreign,
    /// Somebody else changed it first.
    Stale {
        /// The revision that is kept.
        current: u64,
    },
    /// A rule forbids it.
    Refused {
        /// A code that never changes.
        code: &'static str,
        /// The rule, and what to do.
        words: String,
    },
    /// A value does not fit.
    Field {
        /// The field, as forms and JSON name it.
        field: String,
        /// What is wrong, what is allowed.
        reason: String,
    },
    /// The request is not what the route takes.
    Malformed(String),
    /// An upload is too large.
    TooLarge,
    /// Too many attempts.
    Throttled {
        /// Seconds until the next makes sense.
        seconds: u64,
    },
    /// Our own fault; the words are for the log alone.
    Internal(String),
}

impl Fault {
    /// A fault of ours.
    pub fn internal(error: impl Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::Foreign => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Stale { .. } | Self::Refused { .. } => StatusCode::CONFLICT,
            Self::Field { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A code that never changes, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Foreign => "foreign_origin",
            Self::Stale { .. } => "stale",
            Self::Refused { code, .. } => code,
            Self::Field { .. } => "field",
            Self::Malformed(_) => "malformed",
            Self::TooLarge => "too_large",
            Self::Throttled { .. } => "throttled",
            Self::Internal(_) => "internal",
        }
    }

    /// Why, for the log: a code, and the words of a fault of ours. What a rule found can be about somebody's health and stays out.
    pub fn reason(&self) -> &str {
        match self {
            Self::Internal(words) => words,
            other => other.code(),
        }
    }

    /// A heading for people.
    pub fn title(&self) -> &'static str {
        match self {
            Self::SignedOut => "You are not signed in",
            Self::Forbidden => "Your role does not allow this",
            Self::NotFound => "There is nothing here",
            Self::MethodNotAllowed => "This cannot be done here",
            Self::Foreign => "This did not come from the studio's own pages",
            Self::Stale { .. } => "Somebody else was quicker",
            Self::Refused { .. } => "This cannot be done",
            Self::Field { .. } => "One entry does not fit",
            Self::Malformed(_) => "This could not be read",
            Self::TooLarge => "The file is too large",
            Self::Throttled { .. } => "Too many attempts",
            Self::Internal(_) => "Something went wrong on our side",
        }
    }

    /// What happened and what to do, for people.
    pub fn detail(&self) -> String {
        match self {
            Self::SignedOut => "Sign in and try again.".to_owned(),
            Self::Forbidden => "Ask an owner of the studio to do it, or to change your role.".to_owned(),
            Self::NotFound => "It may have been removed, or the address is mistyped.".to_owned(),
            Self::MethodNotAllowed => "The address exists, but not for this kind of request.".to_owned(),
            Self::Foreign => "Nothing was changed. Open the studio, and do it from there.".to_owned(),
            Self::Stale { current } => format!(
                "The record is at revision {current} now. Nothing was overwritten: open it again and repeat your change."
            ),
            Self::Refused { words, .. } | Self::Malformed(words) => sentence(words),
            Self::Field { field, reason } => sentence(&format!("{}: {reason}", field.replace('_', " "))),
            Self::TooLarge => "Choose a smaller file; nothing was kept.".to_owned(),
            Self::Throttled { seconds } => format!("Wait {} and try again.", wait(*seconds)),
            Self::Internal(_) => {
                "Nothing that was confirmed is lost. Try again; if it stays, tell whoever looks after the program the number below.".to_owned()
            }
        }
    }
}

/// Words that begin and end like a sentence.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let mut out: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    out.push_str(letters.as_str());
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

fn wait(seconds: u64) -> String {
    match seconds {
        0..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// A name of storage's fields as forms and JSON have it.
pub(crate) fn field_name(name: &str) -> String {
    name.replace('-', "").replace(' ', "_")
}

impl From<StorageError> for Fault {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound { .. } => Self::NotFound,
            StorageError::Stale { current, .. } => Self::Stale { current },
            StorageError::Field { field, reason } => Self::Field {
                field: field_name(field),
                reason,
            },
            StorageError::Refused(refusal) => Self::Refused {
                code: refusal.code(),
                words: refusal.to_string(),
            },
            // Whoever decided began again several times, and somebody was always quicker.
            StorageError::PracticeMoved { .. } => Self::Refused {
                code: "practice_moved",
                words: error.to_string(),
            },
            other => Self::internal(other),
        }
    }
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::TooManyBytes { .. } => Self::TooLarge,
            other => Self::Field {
                field: "photograph".to_owned(),
                reason: other.to_string(),
            },
        }
    }
}

impl IntoResponse for Fault {
    /// A bare answer that carries the fault; the way out makes a page or a document of it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
