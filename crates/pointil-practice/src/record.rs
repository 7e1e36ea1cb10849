//! What every record of the practice has, whatever it says: its kind, state, span, due time and keys.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// What a record is of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RecordKind {
            $($(#[$doc])* $variant,)+
        }

        impl RecordKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name it is kept under.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The kind of a name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }
        }
    };
}

kinds! {
    /// Somebody asks for an appointment or a conversation.
    Enquiry = "enquiry",
    /// What was talked over before anything was agreed.
    Consultation = "consultation",
    /// The questionnaire on health.
    Screening = "screening",
    /// Pigment and anaesthetic tried on a small place.
    PatchTest = "patch_test",
    /// What was agreed and signed.
    Agreement = "agreement",
    /// One consent, given or withdrawn.
    Consent = "consent",
    /// A stretch of a day that a client has with a practitioner.
    Appointment = "appointment",
    /// A client who waits for an appointment.
    Waiting = "waiting",
    /// When a practitioner or a room cannot be booked.
    TimeOff = "time_off",
    /// A session at the chair.
    Session = "session",
    /// How it heals, as the client says and shows.
    CheckIn = "check_in",
    /// Something that should not have happened.
    AdverseEvent = "adverse_event",
    /// What came of it, healed.
    Review = "review",
    /// Removal or correction.
    RemovalPlan = "removal_plan",
    /// Money owed, paid or given back.
    AccountEntry = "account_entry",
    /// A lot of pigment, diluent, needles or anaesthetic.
    Lot = "lot",
    /// A licence, certificate or proof of a person or a place.
    Credential = "credential",
    /// A place where clients are treated, with its rooms.
    Premises = "premises",
    /// A version of how the studio works.
    Protocol = "protocol",
    /// A secret address at which another calendar reads appointments.
    CalendarFeed = "calendar_feed",
}

/// From an instant until another, which is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Span {
    /// The first instant.
    pub from: Timestamp,
    /// The instant after the last; later than `from`.
    pub until: Timestamp,
}

impl Span {
    /// Whether two spans have an instant in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// A name with a value that a record is found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordKey {
    /// What it is: `lot`, `practitioner`, `premises`.
    pub name: &'static str,
    /// Its value, usually an identifier.
    pub value: String,
}

impl RecordKey {
    /// A key.
    pub fn new(name: &'static str, value: impl ToString) -> Self {
        Self {
            name,
            value: value.to_string(),
        }
    }
}

/// Bytes that a record's document may have at most.
pub const MOST_DOCUMENT_BYTES: usize = 256 * 1024;

/// A document that is no record of its kind.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Too large to be read.
    #[error("a document of {found} bytes; a record has at most {MOST_DOCUMENT_BYTES}")]
    TooLarge {
        /// Its size.
        found: usize,
    },
    /// Made by a newer program, or by none.
    #[error("a {kind} of format {found}; this program reads {known}")]
    Format {
        /// The kind asked for.
        kind: &'static str,
        /// The format found.
        found: u32,
        /// The format known.
        known: u32,
    },
    /// A field that does not fit.
    #[error("{kind}: {field}: {what}")]
    Field {
        /// The kind asked for.
        kind: &'static str,
        /// The path to the field.
        field: String,
        /// What is wrong with it.
        what: String,
    },
}

#[derive(Serialize)]
struct WrittenDocument<'a, R> {
    format: u32,
    record: &'a R,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadDocument<R> {
    format: u32,
    record: R,
}

/// A record as its document: JSON with its format.
///
/// # Errors
/// It would be too large.
pub fn to_document<R: PracticeRecord>(record: &R) -> Result<Vec<u8>, DocumentError> {
    let written = WrittenDocument {
        format: R::FORMAT,
        record,
    };
    let bytes = serde_json::to_vec(&written).map_err(|error| DocumentError::Field {
        kind: R::KIND.name(),
        field: "record".to_owned(),
        what: error.to_string(),
    })?;
    if bytes.len() > MOST_DOCUMENT_BYTES {
        return Err(DocumentError::TooLarge { found: bytes.len() });
    }
    Ok(bytes)
}

/// The record of a document.
///
/// # Errors
/// Too large, another format, a field that does not fit or that no record of this kind has.
pub fn from_document<R: PracticeRecord>(bytes: &[u8]) -> Result<R, DocumentError> {
    if bytes.len() > MOST_DOCUMENT_BYTES {
        return Err(DocumentError::TooLarge { found: bytes.len() });
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let kind = R::KIND.name();
    let read: ReadDocument<R> =
        serde_path_to_error::deserialize(&mut reader).map_err(|error| DocumentError::Field {
            kind,
            field: error.path().to_string(),
            what: error.inner().to_string(),
        })?;
    reader.end().map_err(|error| DocumentError::Field {
        kind,
        field: "end".to_owned(),
        what: error.to_string(),
    })?;
    if read.format == R::FORMAT {
        return Ok(read.record);
    }
    Err(DocumentError::Format {
        kind,
        found: read.format,
        known: R::FORMAT,
    })
}

/// A record: what is kept as a document and found by what it says here.
pub trait PracticeRecord: Serialize + DeserializeOwned {
    /// What it is of.
    const KIND: RecordKind;
    /// The version of the document's form; grows with every change that an older program could not read.
    const FORMAT: u32;

    /// The name of its state in the kind's transition table.
    fn state(&self) -> &'static str;

    /// When it is, for what stands in a calendar.
    fn span(&self) -> Option<Span> {
        None
    }

    /// When somebody should look; none when nothing is due.
    fn due(&self) -> Option<Timestamp> {
        None
    }

    /// What it is found by.
    fn keys(&self) -> Vec<RecordKey> {
        Vec::new()
    }

    /// Whether the law asks to keep it when its client is erased.
    fn kept_by_law(&self) -> bool;
}
