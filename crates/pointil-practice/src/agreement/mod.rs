//! Agreements: terms and words under one content hash, signed by the client and countersigned; amended by a later agreement, never edited.

mod signature;
mod text;

use jiff::Timestamp;
use pointil_treatment::Money;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::hash::ContentHash;
use crate::id::{ClientId, DesignVersionId, PersonId, RecordId};
use crate::jurisdiction::JurisdictionCode;
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

pub use signature::{IdentityCheck, MOST_POINTS, PAD_WIDTH, Signature, Strokes};
pub use text::{AgreementText, Section, TextError};

const fn arrow(from: &'static str, event: &'static str, to: &'static str) -> Arrow {
    Arrow { from, event, to }
}

/// The states of an agreement.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Agreement.name(),
    starts: &["draft"],
    arrows: &[
        arrow("draft", "offer", "offered"),
        arrow("draft", "withdraw", "withdrawn"),
        arrow("offered", "sign_by_client", "signed_by_client"),
        arrow("offered", "decline", "declined"),
        arrow("offered", "withdraw", "withdrawn"),
        arrow("signed_by_client", "countersign", "in_force"),
        arrow("signed_by_client", "withdraw", "withdrawn"),
        arrow("in_force", "amend", "amended"),
        arrow("in_force", "withdraw", "withdrawn"),
    ],
};

/// A picture that was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownPicture {
    /// What it shows, for example `front, healed`.
    pub of: Words<100>,
    /// SHA-256 of its file.
    pub hash: ContentHash,
}

/// What is agreed, taken from a version of the design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementTerms {
    /// The client's name.
    pub client_name: Words<200>,
    /// The studio's name.
    pub studio: Words<200>,
    /// Who treats.
    pub practitioner: PersonId,
    /// Their name.
    pub practitioner_name: Words<200>,
    /// Whose law holds.
    pub jurisdiction: JurisdictionCode,
    /// The protocol of the day.
    pub protocol: ContentHash,
    /// The version of the design.
    pub design_version: DesignVersionId,
    /// Its content hash.
    pub design: ContentHash,
    /// The pictures that were shown of it.
    pub pictures: List<ShownPicture, 24>,
    /// The shade in words.
    pub shade: Words<200>,
    /// The density in words, for example `60 to 90 dots per cm²`.
    pub density: Words<200>,
    /// From the glabella to the mid-frontal point, 30 to 150 mm.
    pub hairline_mm: f64,
    /// What its lasting is, in a sentence.
    pub permanence: Words<500>,
    /// Dots in all.
    pub dots: u32,
    /// Sessions, 1 to 12.
    pub sessions: u8,
    /// Minutes of work in all, least and most.
    pub work_minutes: [u32; 2],
    /// The price.
    pub price: Money,
    /// A deposit as part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Money>,
}

/// An agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The record.
    pub id: RecordId,
    /// With whom.
    pub client: ClientId,
    /// The earlier agreement in whose place it comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<RecordId>,
    terms: AgreementTerms,
    text: AgreementText,
    /// Who drew it up.
    pub drafted: Act,
    content: ContentHash,
    state: AgreementState,
}

/// What the client's side signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSigned {
    /// The client.
    pub client: Signature,
    /// A parent, where the client's age asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Signature>,
}

/// An agreement with every signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The client's side.
    pub signed: ClientSigned,
    /// Whoever signed for the studio.
    pub by: PersonId,
    /// Their signature.
    pub studio: Signature,
    /// How the client's identity was checked.
    pub identity: IdentityCheck,
    /// The hash over content and signatures.
    pub seal: ContentHash,
}

/// Where an agreement stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum AgreementState {
    /// Being drawn up.
    Draft,
    /// Before the client.
    Offered {
        /// Who offered it.
        act: Act,
    },
    /// The client has signed.
    SignedByClient {
        /// The signatures.
        signed: Box<ClientSigned>,
    },
    /// Both have signed.
    InForce {
        /// The signatures.
        sealed: Box<Sealed>,
    },
    /// A later agreement took its place.
    Amended {
        /// The later one.
        by: RecordId,
        /// Since when.
        at: Timestamp,
        /// The signatures.
        sealed: Box<Sealed>,
    },
    /// Taken back by one side.
    Withdrawn {
        /// When.
        at: Timestamp,
        /// Why.
        why: Words<500>,
        /// The signatures, if both had signed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sealed: Option<Box<Sealed>>,
    },
    /// The client said no.
    Declined {
        /// When.
        at: Timestamp,
    },
}

impl AgreementState {
    const fn name(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Offered { .. } => "offered",
            Self::SignedByClient { .. } => "signed_by_client",
            Self::InForce { .. } => "in_force",
            Self::Amended { .. } => "amended",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Declined { .. } => "declined",
        }
    }
}

#[derive(Serialize)]
struct Content<'a> {
    client: ClientId,
    amends: Option<RecordId>,
    terms: &'a AgreementTerms,
    text: &'a AgreementText,
}

#[derive(Serialize)]
struct Seal<'a> {
    content: ContentHash,
    signed: &'a ClientSigned,
    by: PersonId,
    studio: &'a Signature,
    identity: IdentityCheck,
}

impl Agreement {
    /// Draws an agreement up.
    ///
    /// # Errors
    /// Terms that cannot be ([`RuleCode::AgreementTerms`]).
    pub fn draft(
        id: RecordId,
        client: ClientId,
        amends: Option<RecordId>,
        terms: AgreementTerms,
        text: AgreementText,
        drafted: Act,
    ) -> Result<Self, Refusal> {
        check_terms(&terms)?;
        let content = ContentHash::of(&Content {
            client,
            amends,
            terms: &terms,
            text: &text,
        });
        Ok(Self {
            id,
            client,
            amends,
            terms,
            text,
            drafted,
            content,
            state: AgreementState::Draft,
        })
    }

    fn to(mut self, event: &str, state: AgreementState) -> Result<Self, Refusal> {
        MACHINE.follow(self.state.name(), event, state.name())?;
        self.state = state;
        Ok(self)
    }

    /// Puts it before the client.
    ///
    /// # Errors
    /// It is no draft.
    pub fn offer(self, act: Act) -> Result<Self, Refusal> {
        self.to("offer", AgreementState::Offered { act })
    }

    /// The client signs, and a parent where the age asks for one.
    ///
    /// # Errors
    /// A signature for another content or without agreeing to sign electronically; not offered.
    pub fn sign_by_client(self, signed: ClientSigned) -> Result<Self, Refusal> {
        signed.client.check(self.content)?;
        if let Some(parent) = &signed.parent {
            parent.check(self.content)?;
        }
        let signed = Box::new(signed);
        self.to("sign_by_client", AgreementState::SignedByClient { signed })
    }

    /// The studio signs after the client, and says how it was checked who the client is.
    ///
    /// # Errors
    /// The check is less than the law of the place asks ([`RuleCode::AgreementIdentity`]), a signature for another content or from
    /// before the client's; not signed by the client.
    pub fn countersign(
        self,
        by: PersonId,
        studio: Signature,
        identity: IdentityCheck,
    ) -> Result<Self, Refusal> {
        let AgreementState::SignedByClient { signed } = self.state.clone() else {
            MACHINE.follow(self.state.name(), "countersign", "in_force")?;
            return Ok(self);
        };
        studio.check(self.content)?;
        let asked = self.terms.jurisdiction.jurisdiction().identity.value;
        if identity < asked {
            let found = format!("Asked is {asked:?}, done is {identity:?}.");
            return Err(Refusal::new(RuleCode::AgreementIdentity, found));
        }
        if studio.at < signed.client.at {
            let found = "The studio's signature is older than the client's.";
            return Err(Refusal::new(RuleCode::AgreementSignature, found));
        }
        let seal = self.seal(&signed, by, &studio, identity);
        let sealed = Box::new(Sealed {
            signed: *signed,
            by,
            studio,
            identity,
            seal,
        });
        self.to("countersign", AgreementState::InForce { sealed })
    }

    /// A later agreement, which names this one, took its place. The caller writes both together.
    ///
    /// # Errors
    /// The later one does not name this one or is not in force ([`RuleCode::AgreementAmendment`]); this one is not in force.
    pub fn amend(self, later: &Self, at: Timestamp) -> Result<Self, Refusal> {
        let is_later = later.amends == Some(self.id)
            && later.client == self.client
            && matches!(later.state, AgreementState::InForce { .. });
        if !is_later {
            let found = format!("The other agreement is {}.", later.state.name());
            return Err(Refusal::new(RuleCode::AgreementAmendment, found));
        }
        match self.state.clone() {
            AgreementState::InForce { sealed } => {
                let by = later.id;
                self.to("amend", AgreementState::Amended { by, at, sealed })
            }
            other => MACHINE
                .follow(other.name(), "amend", "amended")
                .map(|()| self),
        }
    }

    /// One side takes it back.
    ///
    /// # Errors
    /// It is over already.
    pub fn withdraw(self, at: Timestamp, why: Words<500>) -> Result<Self, Refusal> {
        let sealed = self.sealed().cloned().map(Box::new);
        self.to("withdraw", AgreementState::Withdrawn { at, why, sealed })
    }

    /// The client says no.
    ///
    /// # Errors
    /// It does not lie before the client.
    pub fn decline(self, at: Timestamp) -> Result<Self, Refusal> {
        self.to("decline", AgreementState::Declined { at })
    }

    /// What is agreed.
    pub const fn terms(&self) -> &AgreementTerms {
        &self.terms
    }

    /// Its words.
    pub const fn text(&self) -> &AgreementText {
        &self.text
    }

    /// The hash over client, terms and words: what is signed.
    pub const fn content(&self) -> ContentHash {
        self.content
    }

    /// Where it stands.
    pub const fn standing(&self) -> &AgreementState {
        &self.state
    }

    /// Every signature, once both have signed.
    pub fn sealed(&self) -> Option<&Sealed> {
        match &self.state {
            AgreementState::InForce { sealed } | AgreementState::Amended { sealed, .. } => {
                Some(sealed)
            }
            AgreementState::Withdrawn { sealed, .. } => sealed.as_deref(),
            _ => None,
        }
    }

    /// Whether content and signatures are those that its hashes name.
    pub fn is_whole(&self) -> bool {
        let content = ContentHash::of(&Content {
            client: self.client,
            amends: self.amends,
            terms: &self.terms,
            text: &self.text,
        });
        let is_sealed = self.sealed().is_none_or(|own| {
            own.seal == self.seal(&own.signed, own.by, &own.studio, own.identity)
        });
        content == self.content && is_sealed
    }

    /// Whether both have signed for exactly this design and nothing took its place.
    pub fn in_force_for(&self, design: ContentHash) -> bool {
        matches!(self.state, AgreementState::InForce { .. })
            && self.terms.design == design
            && self.is_whole()
    }

    fn seal(
        &self,
        signed: &ClientSigned,
        by: PersonId,
        studio: &Signature,
        identity: IdentityCheck,
    ) -> ContentHash {
        ContentHash::of(&Seal {
            content: self.content,
            signed,
            by,
            studio,
            identity,
        })
    }
}

fn check_terms(terms: &AgreementTerms) -> Result<(), Refusal> {
    let refuse = |found: String| Err(Refusal::new(RuleCode::AgreementTerms, found));
    if !(30.0..=150.0).contains(&terms.hairline_mm) {
        return refuse(format!(
            "hairline_mm is {}; give 30 to 150.",
            terms.hairline_mm
        ));
    }
    if !(1..=12).contains(&terms.sessions) {
        return refuse(format!("sessions is {}; give 1 to 12.", terms.sessions));
    }
    if terms.dots == 0 {
        return refuse("dots is 0; give 1 or more.".to_owned());
    }
    if terms.pictures.is_empty() {
        return refuse("pictures is empty; show the client at least one picture.".to_owned());
    }
    let [least, most] = terms.work_minutes;
    if least == 0 || most < least {
        return refuse(format!(
            "work_minutes is {least} to {most}; give least and most."
        ));
    }
    if terms.price.minor() < 0 {
        return refuse(format!("price is {}; give 0 or more.", terms.price));
    }
    let more = |own: Money| {
        own.currency() != terms.price.currency()
            || !(0..=terms.price.minor()).contains(&own.minor())
    };
    if let Some(deposit) = terms.deposit.filter(|own| more(*own)) {
        return refuse(format!(
            "deposit is {deposit}; give a part of {}.",
            terms.price
        ));
    }
    Ok(())
}

impl PracticeRecord for Agreement {
    const KIND: RecordKind = RecordKind::Agreement;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        self.state.name()
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![
            RecordKey::new("design_version", self.terms.design_version),
            RecordKey::new("practitioner", self.terms.practitioner),
        ]
    }

    fn kept_by_law(&self) -> bool {
        self.sealed().is_some()
    }
}

#[cfg(test)]
mod tests;
