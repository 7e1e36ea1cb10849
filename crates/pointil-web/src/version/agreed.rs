//! What was said of versions and agreed to.

use pointil_storage::{Approval, Comment, DesignVersion, DocumentHash};

use super::People;

/// How far a version has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Kept.
    Kept,
    /// The client was shown it.
    Presented,
    /// The client asked for a change of it.
    ChangeAsked,
    /// The client approved it.
    Approved,
}

impl State {
    /// Of a version with what was said of it.
    pub(crate) fn of(version: &DesignVersion, comments: &[Comment]) -> Self {
        let asked = |own: &Comment| own.version == version.id && own.asks_change;
        if version.approved_at.is_some() {
            Self::Approved
        } else if comments.iter().any(asked) {
            Self::ChangeAsked
        } else if version.presented_at.is_some() {
            Self::Presented
        } else {
            Self::Kept
        }
    }

    /// In words, for a tag.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Kept => "not shown yet",
            Self::Presented => "presented",
            Self::ChangeAsked => "change asked for",
            Self::Approved => "approved by the client",
        }
    }

    /// The tag's look.
    pub(crate) fn look(self) -> &'static str {
        match self {
            Self::Approved => "good",
            Self::ChangeAsked => "wrong",
            Self::Kept | Self::Presented => "",
        }
    }

    /// For programs.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Presented => "presented",
            Self::ChangeAsked => "change_asked",
            Self::Approved => "approved",
        }
    }
}

/// The first eight digits of a version's hash, to be read aloud.
pub(crate) fn short(hash: DocumentHash) -> String {
    hash.to_string().chars().take(8).collect()
}

/// The words that a client agrees to, in full: what they say is what is kept with the approval.
pub(crate) fn approval_words(version: &DesignVersion, studio: &str) -> String {
    format!(
        "I have looked at the version “{}” (code {}) as drawn on the model of my head, fresh, healed and over five years. I want {studio} to work by it. \
         I know that it is scalp micropigmentation: dots of pigment in the skin that look like shaved hair; no hair grows. I know that the pictures are a forecast: \
         colour, fading and healing differ from person to person and may differ from what I was shown.",
        version.name,
        short(version.document.hash)
    )
}

/// Something that was said, as it is shown.
pub(crate) struct Said {
    /// Who.
    pub who: String,
    /// When.
    pub when: String,
    /// What.
    pub text: String,
    /// Whether it asks for a change.
    pub asks_change: bool,
}

impl Said {
    /// What was said of a version, oldest first.
    pub(crate) fn of(
        version: &DesignVersion,
        comments: &[Comment],
        people: &People,
        zone: &jiff::tz::TimeZone,
    ) -> Vec<Self> {
        let own = comments.iter().filter(|own| own.version == version.id);
        own.map(|own| Self {
            who: crate::fault::sentence(&people.name(own.actor))
                .trim_end_matches('.')
                .to_owned(),
            when: crate::words::instant(own.at, zone),
            text: own.text.clone(),
            asks_change: own.asks_change,
        })
        .collect()
    }
}

/// An approval, as it is shown.
pub(super) struct ShownApproval {
    /// The name that was signed with.
    pub name: String,
    /// When.
    pub when: String,
    /// Through the client's own link, or who saw it signed.
    pub how: String,
    /// The words that were agreed to.
    pub words: String,
}

impl ShownApproval {
    pub(super) fn of(own: &Approval, people: &People, zone: &jiff::tz::TimeZone) -> Self {
        Self {
            name: own.signed_name.clone(),
            when: crate::words::instant(own.at, zone),
            how: match own.actor {
                pointil_storage::Actor::Client(_) => "by their private link".to_owned(),
                actor => format!("in the studio, seen by {}", people.name(actor)),
            },
            words: own.words.clone(),
        }
    }
}
