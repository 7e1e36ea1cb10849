//! Something that can be done with a record as it stands: a form of its own, below the record's address.

use askama::Template;

use super::sent::Sent;
use crate::fault::Fault;
use crate::form::{Field, Form};

/// A step that is offered. Its fields have names that no other form of the page has.
#[derive(Template)]
#[template(path = "practice/offer.html")]
pub(super) struct Offer {
    to: String,
    heading: &'static str,
    button: &'static str,
    words: &'static str,
    is_grave: bool,
    is_open: bool,
    form: Form,
}

impl Offer {
    /// A step that is sent to an address.
    pub(super) fn new(to: String, heading: &'static str, button: &'static str) -> Self {
        Self {
            to,
            heading,
            button,
            words: "",
            is_grave: false,
            is_open: false,
            form: Form::default(),
        }
    }

    /// Says what it does.
    #[must_use]
    pub(super) fn saying(self, words: &'static str) -> Self {
        Self { words, ..self }
    }

    /// Cannot be taken back.
    #[must_use]
    pub(super) fn grave(self) -> Self {
        let is_grave = true;
        Self { is_grave, ..self }
    }

    /// Shown open: it is what is to be done now.
    #[must_use]
    pub(super) fn opened(self) -> Self {
        let is_open = true;
        Self { is_open, ..self }
    }

    /// Asks for something.
    #[must_use]
    pub(super) fn asking(self, csrf: &str, fields: impl IntoIterator<Item = Field>) -> Self {
        let form = Form::new(csrf, fields);
        Self { form, ..self }
    }

    /// Shows what was refused when it was tried.
    ///
    /// # Errors
    /// A fault that its reader cannot mend.
    pub(super) fn tried(self, tried: Option<&Tried>) -> Result<Self, Fault> {
        let Some(tried) = tried.filter(|own| self.to.ends_with(own.step)) else {
            return Ok(self);
        };
        Ok(Self {
            form: self.form.refused(tried.fault.clone())?,
            is_open: true,
            ..self
        })
    }
}

/// A step that was refused, with what was entered.
pub(super) struct Tried {
    /// The end of its address.
    pub(super) step: &'static str,
    pub(super) sent: Sent,
    pub(super) fault: Fault,
}

/// What was entered in a field of a step that was refused; empty where none was.
pub(super) fn entered<'a>(tried: Option<&'a Tried>, name: &str) -> &'a str {
    tried.map_or("", |own| own.sent.one(name))
}

/// Why a step was refused that the page does not offer any more, because somebody else was quicker or because it is not its turn.
pub(super) fn refused(offers: &[Offer], tried: Option<&Tried>) -> Option<String> {
    let own = tried?;
    let is_shown = offers.iter().any(|offer| offer.to.ends_with(own.step));
    (!is_shown).then(|| own.fault.detail())
}
