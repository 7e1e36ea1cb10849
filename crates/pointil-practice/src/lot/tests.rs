use super::*;
use crate::record::{from_document, to_document};
use crate::sample;

fn entry(key: u128, thousandths: u64) -> LotEntry {
    LotEntry {
        key: Uuid::from_u128(key),
        act: sample::act(1),
        thousandths,
        taken_for: TakenFor::Session {
            id: sample::record(9),
        },
    }
}

fn opened() -> Lot {
    let lot = sample::lot(7, LotKind::Pigment);
    lot.open(sample::act(0), "2027-03-01".parse().unwrap())
        .unwrap()
}

#[test]
fn refuses_lot_amount() {
    let lot = opened();
    assert_eq!(lot.left_thousandths(), 10_000);
    let much = lot.clone().take(entry(1, 10_001)).unwrap_err();
    assert_eq!(much.code, RuleCode::LotAmount);
    assert_eq!(
        lot.clone().take(entry(1, 0)).unwrap_err().code,
        RuleCode::LotAmount
    );
    let lot = lot.take(entry(1, 4000)).unwrap();
    assert!(!lot.is_low() && lot.left_thousandths() == 6000);
    let lot = lot.take(entry(2, 6000)).unwrap();
    assert!(lot.is_low() && *lot.standing() == LotState::UsedUp);
    assert!(lot.take(entry(3, 1)).is_err());
}

#[test]
fn refuses_step_key_of_another_entry() {
    let lot = opened().take(entry(1, 4000)).unwrap();
    let again = lot.clone().take(entry(1, 4000)).unwrap();
    assert_eq!(again, lot);
    let other = lot.take(entry(1, 3000)).unwrap_err();
    assert_eq!(other.code, RuleCode::StepKey);
}

#[test]
fn refuses_lot_not_expired() {
    let lot = sample::lot(7, LotKind::Pigment);
    let last = lot.facts.expiry;
    let refused = lot.clone().expire(last).unwrap_err();
    assert_eq!(refused.code, RuleCode::LotNotExpired);
    let over = last.tomorrow().unwrap();
    let refused = lot.clone().open(sample::act(1), over).unwrap_err();
    assert_eq!(refused.code, RuleCode::LotExpired);
    assert!(lot.clone().open(sample::act(1), last).is_ok());
    let expired = lot.expire(over).unwrap();
    assert_eq!(*expired.standing(), LotState::Expired);
    assert_eq!(expired.due(), None);
    assert!(expired.discard(sample::act(2)).is_ok());
}

#[test]
fn what_is_set_aside_comes_back_as_it_was() {
    let why = || Words::new("a cracked cap").unwrap();
    let sealed = sample::lot(7, LotKind::Diluent);
    let back = sealed.clone().quarantine(sample::act(1), why()).unwrap();
    assert!(
        back.clone()
            .open(sample::act(1), "2027-03-01".parse().unwrap())
            .is_err()
    );
    assert_eq!(back.release().unwrap(), sealed);
    let open = opened();
    let back = open.clone().quarantine(sample::act(1), why()).unwrap();
    assert_eq!(back.release().unwrap(), open);
}

#[test]
fn refuses_record_full() {
    let certificate = Certificate {
        kind: CertificateKind::Reach,
        reference: Words::new("statement 1").unwrap(),
        on: "2026-01-01".parse().unwrap(),
        values: List::default(),
    };
    let mut lot = sample::lot(7, LotKind::Pigment);
    while lot.facts.certificates.len() < 20 {
        lot = lot.with_certificate(certificate.clone()).unwrap();
    }
    let refused = lot.with_certificate(certificate).unwrap_err();
    assert_eq!(refused.code, RuleCode::RecordFull);
}

#[test]
fn even_what_is_used_up_or_thrown_away_can_be_recalled() {
    let used = opened().take(entry(1, 10_000)).unwrap();
    let thrown = opened().discard(sample::act(1)).unwrap();
    for lot in [used, thrown, opened()] {
        let recalled = lot
            .recall(
                sample::act(2),
                Words::new("the maker").unwrap(),
                Words::new("mycobacteria were found").unwrap(),
            )
            .unwrap();
        assert_eq!(recalled.state(), "recalled");
        assert!(recalled.clone().discard(sample::act(3)).is_err());
        let bytes = to_document(&recalled).unwrap();
        assert_eq!(from_document::<Lot>(&bytes).unwrap(), recalled);
    }
}

#[test]
fn a_value_that_is_none_is_refused_with_its_field() {
    let text = String::from_utf8(to_document(&opened()).unwrap()).unwrap();
    let odd = text.replace(
        "\"certificates\":[]",
        "\"certificates\":[{\"kind\":\"reach\",\"reference\":\"a\",\"on\":\"2026-01-01\",\"values\":[{\"substance\":\"lead\",\"mg_per_kg\":-1.0}]}]",
    );
    let error = from_document::<Lot>(odd.as_bytes())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("values[0]") && error.contains("0 to 1000000"),
        "{error}"
    );
}
