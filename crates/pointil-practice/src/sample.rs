//! What the tests of this crate begin from.

use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use crate::act::Act;
use crate::agreement::{
    Agreement, AgreementTerms, AgreementText, ClientSigned, IdentityCheck, ShownPicture, Signature,
    Strokes,
};
use crate::bounded::{List, Words};
use crate::hash::ContentHash;
use crate::id::{ClientId, DesignVersionId, PersonId, RecordId};
use crate::lot::{Lot, LotFacts, LotKind, Unit};
use crate::premises::{Premises, PremisesFacts};
use crate::protocol::StudioProtocol;
use crate::refusal::Refusal;
use crate::screening::{Answer, AnswerForm, Questionnaire, Screening};
use pointil_treatment::Money;

/// A record of a number.
pub(crate) fn record(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(number))
}

/// A client of a number.
pub(crate) fn client(number: u128) -> ClientId {
    ClientId(Uuid::from_u128(number))
}

/// A person of a number.
pub(crate) fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

/// So many hours after noon of 1 March 2027, Greenwich.
pub(crate) fn at(hours: i64) -> Timestamp {
    let noon: Timestamp = "2027-03-01T12:00:00Z".parse().unwrap();
    noon.checked_add(hours.hours()).unwrap()
}

/// An act of person 1 at that hour.
pub(crate) fn act(hours: i64) -> Act {
    Act {
        at: at(hours),
        by: person(1),
    }
}

/// A place in Chicago, record 100, with two rooms.
pub(crate) fn premises() -> Premises {
    let facts = PremisesFacts {
        name: Words::new("North Street").unwrap(),
        address: Words::new("1 North Street").unwrap(),
        jurisdiction: "US-IL".parse().unwrap(),
        zone: "America/Chicago".parse().unwrap(),
        rooms: List::new(vec![Words::new("1").unwrap(), Words::new("2").unwrap()]).unwrap(),
    };
    Premises::record(record(100), facts, act(-10_000))
}

/// The built-in protocol, record 101, for Illinois.
pub(crate) fn protocol() -> StudioProtocol {
    let code = "US-IL".parse().unwrap();
    StudioProtocol::new(record(101), code, &[], act(-10_000), None).unwrap()
}

/// Ten millilitres or pieces of a kind, sealed, good until the end of 2027.
pub(crate) fn lot(number: u128, kind: LotKind) -> Lot {
    let facts = LotFacts {
        kind,
        maker: Words::new("A Maker").unwrap(),
        product: Words::new(kind.words()).unwrap(),
        number: Words::new(&format!("L{number}")).unwrap(),
        expiry: "2027-12-31".parse().unwrap(),
        maker_open_days: None,
        unit: Unit::Millilitres,
        received_thousandths: 10_000,
        reorder_thousandths: 2000,
        certificates: List::default(),
    };
    Lot::receive(record(number), facts, act(-1000))
}

/// The hash of a design of a number.
pub(crate) fn design(number: u8) -> ContentHash {
    ContentHash::of_bytes(&[number])
}

/// Terms for a design of a number.
pub(crate) fn terms(number: u8) -> AgreementTerms {
    let dollars = pointil_treatment::currency("USD").unwrap();
    fn words(text: &str) -> Words<200> {
        Words::new(text).unwrap()
    }
    AgreementTerms {
        client_name: words("Ann Example"),
        studio: words("North Street"),
        practitioner: person(1),
        practitioner_name: words("Pat Example"),
        jurisdiction: "US-IL".parse().unwrap(),
        protocol: protocol().version(),
        design_version: DesignVersionId(Uuid::from_u128(number.into())),
        design: design(number),
        pictures: List::new(vec![ShownPicture {
            of: Words::new("front, healed").unwrap(),
            hash: ContentHash::of_bytes(b"a picture"),
        }])
        .unwrap(),
        shade: words("dark brown, diluted six times"),
        density: Words::new("60 to 90 dots per square centimetre").unwrap(),
        hairline_mm: 70.0,
        permanence: Words::new("The pigment is meant to last.").unwrap(),
        dots: 14_000,
        sessions: 3,
        work_minutes: [300, 480],
        price: Money::from_minor(180_000, dollars),
        deposit: Some(Money::from_minor(30_000, dollars)),
    }
}

/// A draft on terms.
pub(crate) fn draft(
    number: u128,
    amends: Option<u128>,
    terms: AgreementTerms,
) -> Result<Agreement, Refusal> {
    let text = AgreementText::english(&terms, &protocol()).unwrap();
    let amends = amends.map(record);
    Agreement::draft(record(number), client(1), amends, terms, text, act(-500))
}

/// A signature at an hour.
pub(crate) fn signature(content: ContentHash, hours: i64) -> Signature {
    Signature {
        name: Words::new("Ann Example").unwrap(),
        strokes: Strokes::try_from(vec![vec![[100, 100], [900, 400], [1500, 50]]]).unwrap(),
        agrees_to_sign_electronically: true,
        at: at(hours),
        device: None,
        content,
    }
}

/// An agreement on a design that both signed at an hour.
pub(crate) fn sealed(number: u128, amends: Option<u128>, design: u8, hours: i64) -> Agreement {
    let offered = draft(number, amends, terms(design)).unwrap();
    let offered = offered.offer(act(hours)).unwrap();
    let content = offered.content();
    let signed = ClientSigned {
        client: signature(content, hours),
        parent: None,
    };
    let signed = offered.sign_by_client(signed).unwrap();
    let studio = signature(content, hours);
    signed
        .countersign(person(1), studio, IdentityCheck::Seen)
        .unwrap()
}

/// A questionnaire of a client with harmless answers but for those given, not handed in.
pub(crate) fn screening_draft(number: u128, of: u128, other: &[(&str, Answer)]) -> Screening {
    let questionnaire = Questionnaire::built_in().unwrap();
    let harmless = questionnaire.questions.iter().map(|question| {
        let answer = match question.form {
            AnswerForm::YesNo if question.code == "of_age" => Answer::Yes,
            AnswerForm::YesNo | AnswerForm::Date => Answer::No,
            AnswerForm::Choice => Answer::Choice {
                code: Words::new(&question.choices[0].code).unwrap(),
            },
            AnswerForm::Text => Answer::Text {
                words: Words::new("none").unwrap(),
            },
        };
        (Words::new(&question.code).unwrap(), answer)
    });
    let other = other
        .iter()
        .map(|(code, answer)| (Words::new(code).unwrap(), answer.clone()));
    Screening::begin(record(number), client(of), &questionnaire)
        .with_answers(harmless)
        .unwrap()
        .with_answers(other)
        .unwrap()
}
