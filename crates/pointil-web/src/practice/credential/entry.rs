//! What is entered of a credential, as text and as the practice knows it.

use std::collections::BTreeMap;

use pointil_practice::credential::{Credential, CredentialFacts, CredentialKind, Holder};

use super::Holders;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form, entered};
use crate::practice::place::fitting;

/// What a form sends, by field.
pub(super) type Fields = BTreeMap<String, String>;

pub(super) fn of<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", |own| own.trim())
}

/// A holder as a form's value.
fn holder_value(holder: Holder) -> String {
    match holder {
        Holder::Person { id } => id.to_string(),
        Holder::Premises { id } => id.to_string(),
    }
}

/// The fields of what a credential proves and from when until when, with what was entered.
fn facts_fields(fields: &Fields) -> [Field; 5] {
    let text = |name, label| {
        let own = Field::new("text", name, label).holding(of(fields, name));
        own.filled("off")
    };
    let date = |name, label| Field::new("date", name, label).holding(of(fields, name));
    let public = [("no", "No"), ("yes", "Yes")];
    [
        text("issuer", "Who gave it"),
        text("number", "Its number").optional(),
        date("valid_from", "First day"),
        date("valid_until", "Last day")
            .optional()
            .hinting("Empty where it has no end."),
        Field::new("select", "is_public", "Shown on the public page")
            .holding(of(fields, "is_public"))
            .among(public.map(|(value, name)| (value.to_owned(), name.to_owned())))
            .hinting("With its holder's name, who gave it and its number."),
    ]
}

/// The form for a new credential.
pub(super) fn form(csrf: &str, holders: &Holders, fields: &Fields) -> Form {
    let present = holders.present().into_iter();
    let present = present.map(|(holder, name)| (holder_value(holder), name));
    let kinds = CredentialKind::ALL.map(|kind| {
        let words = kind.words().to_owned();
        (words.clone(), words)
    });
    let own = [
        Field::new("select", "holder", "Whose it is")
            .holding(of(fields, "holder"))
            .among(present),
        Field::new("select", "kind", "What it is")
            .holding(of(fields, "kind"))
            .among(kinds),
    ];
    Form::new(csrf, own.into_iter().chain(facts_fields(fields)))
}

/// The form for the one that takes its place.
pub(super) fn renew_form(csrf: &str, fields: &Fields) -> Form {
    Form::new(csrf, facts_fields(fields))
}

/// What a renewal begins with: all but its days as it was.
pub(super) fn renewal_of(own: &Credential) -> Fields {
    let number = own.number.as_ref().map(ToString::to_string);
    let is_public = if own.is_public { "yes" } else { "no" };
    let next = own.valid_until.and_then(|until| until.tomorrow().ok());
    [
        ("issuer", own.issuer.to_string()),
        ("number", number.unwrap_or_default()),
        (
            "valid_from",
            next.map(|day| day.to_string()).unwrap_or_default(),
        ),
        ("is_public", is_public.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// Whose a credential is and what it proves, of what was entered.
pub(super) fn whose(holders: &Holders, fields: &Fields) -> Result<(Holder, CredentialKind), Fault> {
    let holder = holders.present().into_iter().map(|own| own.0);
    let holder = holder
        .into_iter()
        .find(|own| holder_value(*own) == of(fields, "holder"));
    let kind = CredentialKind::ALL
        .into_iter()
        .find(|kind| kind.words() == of(fields, "kind"));
    let missing = |name| field(name, "choose one of the list");
    Ok((
        holder.ok_or_else(|| missing("holder"))?,
        kind.ok_or_else(|| missing("kind"))?,
    ))
}

/// A credential of somebody, of what was entered.
///
/// # Errors
/// A field that does not fit.
pub(super) fn facts(
    (holder, kind): (Holder, CredentialKind),
    fields: &Fields,
) -> Result<CredentialFacts, Fault> {
    let number = entered(of(fields, "number"));
    let until = entered(of(fields, "valid_until"));
    Ok(CredentialFacts {
        holder,
        kind,
        issuer: fitting("issuer", of(fields, "issuer"))?,
        number: number.map(|own| fitting("number", &own)).transpose()?,
        valid_from: fitting("valid_from", of(fields, "valid_from"))?,
        valid_until: until.map(|own| fitting("valid_until", &own)).transpose()?,
        is_public: of(fields, "is_public") == "yes",
    })
}
