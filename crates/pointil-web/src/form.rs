//! A form on the server: its fields with what was entered and what is wrong with it.

use askama::Template;

use crate::fault::{Fault, sentence};

/// One entry of a form, with its label, hint and error bound to it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "field.html")]
pub(crate) struct Field {
    kind: &'static str,
    name: &'static str,
    label: &'static str,
    value: String,
    hint: String,
    error: Option<String>,
    is_required: bool,
    autocomplete: &'static str,
    accept: &'static str,
    choices: Vec<(String, String)>,
}

impl Field {
    /// A field that must be filled in. `kind` is an input's type, `textarea`, `select` or `hidden`.
    pub(crate) fn new(kind: &'static str, name: &'static str, label: &'static str) -> Self {
        Self {
            kind,
            name,
            label,
            is_required: true,
            ..Self::default()
        }
    }

    /// A value that goes with the form unseen.
    pub(crate) fn hidden(name: &'static str, value: impl Into<String>) -> Self {
        Self::new("hidden", name, "").holding(value)
    }

    #[must_use]
    pub(crate) fn holding(self, value: impl Into<String>) -> Self {
        let value = value.into();
        Self { value, ..self }
    }

    #[must_use]
    pub(crate) fn hinting(self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        Self { hint, ..self }
    }

    /// May stay empty.
    #[must_use]
    pub(crate) fn optional(self) -> Self {
        Self {
            is_required: false,
            ..self
        }
    }

    /// What the browser may fill in.
    #[must_use]
    pub(crate) fn filled(self, autocomplete: &'static str) -> Self {
        Self {
            autocomplete,
            ..self
        }
    }

    /// The kinds of file that it takes.
    #[must_use]
    pub(crate) fn taking(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }

    /// Values and their names; for a `select`, or to be suggested.
    #[must_use]
    pub(crate) fn among(self, choices: impl IntoIterator<Item = (String, String)>) -> Self {
        let choices = choices.into_iter().collect();
        Self { choices, ..self }
    }

    /// With what is wrong with it.
    #[must_use]
    pub(crate) fn objecting(self, reason: &str) -> Self {
        Self {
            error: Some(sentence(reason)),
            ..self
        }
    }

    /// The identifiers of what describes it.
    fn described(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("f-{}-hint", self.name));
        let error = self
            .error
            .as_ref()
            .map(|_| format!("f-{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// A form's fields, ready to be written into a `<form>`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "form.html")]
pub(crate) struct Form {
    csrf: String,
    fields: Vec<Field>,
    general: Option<String>,
}

impl Form {
    pub(crate) fn new(csrf: &str, fields: impl IntoIterator<Item = Field>) -> Self {
        Self {
            csrf: csrf.to_owned(),
            fields: fields.into_iter().collect(),
            general: None,
        }
    }

    /// Says what is wrong with a field, or with the form when it has no such field.
    #[must_use]
    pub(crate) fn objecting(mut self, field: &str, reason: &str) -> Self {
        match self.fields.iter_mut().find(|own| own.name == field) {
            Some(own) => own.error = Some(sentence(reason)),
            None => self.general = Some(sentence(reason)),
        }
        self
    }

    /// Shows a fault that its reader can mend in the form; any other stays a fault.
    pub(crate) fn refused(self, fault: Fault) -> Result<Self, Fault> {
        match fault {
            Fault::Field { field, reason } => Ok(self.objecting(&field, &reason)),
            Fault::Refused { words, .. } => Ok(self.objecting("", &words)),
            Fault::Throttled { .. } => Ok(self.objecting("", &fault.detail())),
            other => Err(other),
        }
    }

    /// What is wrong, by field, for the summary on top.
    fn problems(&self) -> Vec<(Option<&'static str>, String)> {
        let general = self.general.clone().map(|words| (None, words));
        let fields = self.fields.iter().filter_map(|field| {
            let error = field.error.as_ref()?;
            Some((Some(field.name), format!("{}: {error}", field.label)))
        });
        general.into_iter().chain(fields).collect()
    }
}

/// What was entered, without spaces around it; `None` when that is nothing.
pub(crate) fn entered(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_bound_to_its_field_and_named_on_top() {
        let fields = [Field::new("email", "email", "E-mail")
            .hinting("Yours")
            .holding("<a>")];
        let form = Form::new("t", fields).objecting("email", "has no @");
        let html = form.render().unwrap();
        assert!(
            html.contains("aria-describedby=\"f-email-hint f-email-error\""),
            "{html}"
        );
        assert!(html.contains("aria-invalid=\"true\""));
        assert!(html.contains("<a href=\"#f-email\">E-mail: Has no @.</a>"));
        assert!(html.contains("value=\"&#60;a&#62;\""), "{html}");
    }
}
