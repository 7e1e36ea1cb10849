use super::*;
use crate::record::{from_document, to_document};
use crate::sample::{self, sealed, signature};

#[test]
fn refuses_agreement_terms() {
    type Change = fn(&mut AgreementTerms);
    let changes: [Change; 7] = [
        |terms| terms.hairline_mm = 20.0,
        |terms| terms.hairline_mm = f64::NAN,
        |terms| terms.sessions = 0,
        |terms| terms.dots = 0,
        |terms| terms.pictures = List::default(),
        |terms| terms.work_minutes = [200, 100],
        |terms| {
            terms.deposit = Some(Money::from_minor(999_999_999, terms.price.currency()));
        },
    ];
    for change in changes {
        let mut terms = sample::terms(1);
        change(&mut terms);
        let refused = sample::draft(5, None, terms).unwrap_err();
        assert_eq!(refused.code, RuleCode::AgreementTerms, "{refused}");
    }
    assert!(sample::draft(5, None, sample::terms(1)).is_ok());
}

#[test]
fn refuses_agreement_signature_and_agreement_changed() {
    let offered = sample::draft(5, None, sample::terms(1))
        .unwrap()
        .offer(sample::act(0))
        .unwrap();
    let sign = |signature| {
        offered.clone().sign_by_client(ClientSigned {
            client: signature,
            parent: None,
        })
    };
    let good = signature(offered.content(), 1);
    let mut other = good.clone();
    other.content = ContentHash::of_bytes(b"another");
    assert_eq!(sign(other).unwrap_err().code, RuleCode::AgreementChanged);
    let mut unwilling = good.clone();
    unwilling.agrees_to_sign_electronically = false;
    assert_eq!(
        sign(unwilling).unwrap_err().code,
        RuleCode::AgreementSignature
    );
    let signed = sign(good.clone()).unwrap();
    let early = signature(offered.content(), 0);
    let early = signed
        .clone()
        .countersign(sample::person(1), early, IdentityCheck::Seen);
    assert_eq!(early.unwrap_err().code, RuleCode::AgreementSignature);
    let late = signature(offered.content(), 2);
    let done = signed.countersign(sample::person(1), late, IdentityCheck::Seen);
    assert!(done.is_ok());
}

#[test]
fn refuses_agreement_identity() {
    let offered = sample::draft(5, None, sample::terms(1))
        .unwrap()
        .offer(sample::act(0))
        .unwrap();
    let content = offered.content();
    let signed = offered
        .sign_by_client(ClientSigned {
            client: signature(content, 1),
            parent: None,
        })
        .unwrap();
    let countersign = |identity| {
        signed
            .clone()
            .countersign(sample::person(1), signature(content, 2), identity)
    };
    let refused = countersign(IdentityCheck::Unchecked).unwrap_err();
    assert_eq!(refused.code, RuleCode::AgreementIdentity);
    assert!(countersign(IdentityCheck::Seen).is_ok());
}

#[test]
fn it_is_in_force_for_exactly_the_design_that_was_shown() {
    let own = sealed(5, None, 1, 0);
    assert!(own.in_force_for(sample::design(1)));
    assert!(!own.in_force_for(sample::design(2)));
    let bytes = to_document(&own).unwrap();
    assert_eq!(from_document::<Agreement>(&bytes).unwrap(), own);
    let text = String::from_utf8(bytes).unwrap();
    let cheaper = text.replace("\"minor\":180000", "\"minor\":80000");
    assert_ne!(cheaper, text);
    let cheaper: Agreement = from_document(cheaper.as_bytes()).unwrap();
    assert!(!cheaper.is_whole() && !cheaper.in_force_for(sample::design(1)));
    let forged = text.replace("\"identity\":\"seen\"", "\"identity\":\"copied\"");
    assert!(
        !from_document::<Agreement>(forged.as_bytes())
            .unwrap()
            .is_whole()
    );
    let why = Words::new("moved away").unwrap();
    assert!(
        !own.withdraw(sample::at(9), why)
            .unwrap()
            .in_force_for(sample::design(1))
    );
}

#[test]
fn refuses_agreement_amendment() {
    let first = sealed(5, None, 1, 0);
    let stranger = sealed(6, None, 2, 0);
    let refused = first.clone().amend(&stranger, sample::at(9)).unwrap_err();
    assert_eq!(refused.code, RuleCode::AgreementAmendment);
    let later = sealed(6, Some(5), 2, 0);
    let amended = first.amend(&later, sample::at(9)).unwrap();
    assert_eq!(amended.state(), "amended");
    assert!(!amended.in_force_for(sample::design(1)) && amended.is_whole());
    assert!(later.in_force_for(sample::design(2)));
    assert!(amended.amend(&later, sample::at(9)).is_err());
}

#[test]
fn the_words_are_filled_in_and_say_what_the_law_asks() {
    let text = sealed(5, None, 1, 0).text().clone();
    let all: Vec<&str> = text
        .sections
        .iter()
        .flat_map(|section| section.paragraphs.iter())
        .map(Words::as_str)
        .collect();
    let all = all.join("\n");
    assert!(!all.contains('{') && !all.contains('}'));
    for words in [
        "USD 1,800.00",
        "skin cancer",
        "keloid",
        "Food and Drug Administration",
        "on day 5",
        "70 mm",
    ] {
        assert!(all.contains(words), "{words}");
    }
    let odd = "version = \"x\"\n[[section]]\nheading = \"a\"\nparagraphs = [\"{nothing}\"]\n";
    let error = AgreementText::fill(odd, &sample::terms(1), &sample::protocol()).unwrap_err();
    assert!(matches!(error, TextError::Unknown(_)));
    // What a client writes is never taken for a word in braces.
    let mut terms = sample::terms(1);
    terms.client_name = Words::new("{price}").unwrap();
    assert!(AgreementText::english(&terms, &sample::protocol()).is_ok());
}

#[test]
fn a_signature_that_is_not_drawn_or_too_long_is_refused() {
    let strokes = |lines: Vec<Vec<[u16; 2]>>| Strokes::try_from(lines);
    assert!(strokes(vec![]).is_err());
    assert!(strokes(vec![vec![[5, 5]; 40]]).is_err());
    assert!(strokes(vec![vec![[5, 5], [5, PAD_WIDTH + 1]]]).is_err());
    assert!(strokes(vec![vec![[1, 2]; MOST_POINTS + 1]]).is_err());
    assert!(strokes(vec![vec![[5, 5], [9, 9]]]).is_ok());
}
