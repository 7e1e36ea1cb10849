//! A signature on a page: the form that asks for it, what it sends, and how one that was given is shown.

use pointil_practice::agreement::{Agreement, AgreementState, Signature, Strokes};
use pointil_practice::{ContentHash, Words};
use serde::Deserialize;

use super::super::booking::{Fields, of};
use super::super::desk::Desk;
use super::super::place::fitting;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::words;

/// A signature as the page shows it: name, when, and the hand as a path.
pub(in crate::practice) struct ShownSignature {
    pub(in crate::practice) whose: &'static str,
    pub(in crate::practice) name: String,
    pub(in crate::practice) at: String,
    pub(in crate::practice) path: String,
}

/// Strokes as a path.
fn path_of(strokes: &Strokes) -> String {
    let mut path = String::new();
    for line in strokes.lines() {
        for (place, [across, down]) in line.iter().enumerate() {
            let pen = if place == 0 { 'M' } else { 'L' };
            path.push_str(&format!("{pen}{across} {down}"));
        }
    }
    path
}

/// The signatures that there are, in the time of a zone.
pub(in crate::practice) fn signatures(
    agreement: &Agreement,
    zone: &jiff::tz::TimeZone,
) -> Vec<ShownSignature> {
    let shown = |whose, own: &Signature| ShownSignature {
        whose,
        name: own.name.to_string(),
        at: words::instant(own.at, zone),
        path: path_of(&own.strokes),
    };
    let signed = match agreement.standing() {
        AgreementState::SignedByClient { signed } => Some(&**signed),
        _ => agreement.sealed().map(|own| &own.signed),
    };
    let mut all: Vec<ShownSignature> = signed
        .iter()
        .map(|own| shown("The client", &own.client))
        .collect();
    all.extend(
        agreement
            .sealed()
            .map(|own| shown("The studio", &own.studio)),
    );
    all
}

/// What a form of a signature sends.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::practice) struct Signing {
    pub(super) content: String,
    pub(super) name: String,
    pub(super) strokes: String,
    pub(super) electronic: String,
    pub(super) identity: String,
    pub(super) why: String,
}

/// The fields that a signature is given in, with what was entered.
pub(in crate::practice) fn sign_form(
    csrf: &str,
    content: ContentHash,
    entered: Option<&Signing>,
) -> Form {
    let name = entered.map_or("", |own| own.name.as_str());
    let strokes = entered.map_or("", |own| own.strokes.as_str());
    Form::new(
        csrf,
        [
            Field::hidden("content", content.to_string()),
            Field::hidden("strokes", strokes),
            Field::new("text", "name", "Your name, typed")
                .holding(name)
                .filled("off"),
        ],
    )
}

impl Signing {
    /// What a form of the client's own page sends.
    pub(in crate::practice) fn of(fields: &Fields) -> Self {
        let text = |name: &str| of(fields, name).to_owned();
        Self {
            content: text("content"),
            name: text("name"),
            strokes: text("strokes"),
            electronic: text("electronic"),
            ..Self::default()
        }
    }

    /// The signature, given now on a device as far as it is known.
    ///
    /// # Errors
    /// Signing on a screen is not agreed to, nothing is drawn, no name.
    pub(in crate::practice) fn read(
        &self,
        desk: &Desk,
        device: Option<Words<300>>,
    ) -> Result<Signature, Fault> {
        if self.electronic != "yes" {
            return Err(field(
                "name",
                "agree to sign on the screen first; a paper copy can be signed instead",
            ));
        }
        let strokes = serde_json::from_str::<Strokes>(&self.strokes).map_err(|_| {
            field(
                "name",
                "draw your signature into the field with a finger or a pen",
            )
        })?;
        Ok(Signature {
            name: fitting("name", &self.name)?,
            strokes,
            agrees_to_sign_electronically: true,
            at: desk.now(),
            device,
            content: fitting("content", &self.content)?,
        })
    }
}
