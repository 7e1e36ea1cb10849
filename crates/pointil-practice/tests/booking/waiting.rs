use pointil_practice::appointment::{Place, Purpose};
use pointil_practice::waiting::{Waiting, WaitingState, Wanted, suited};
use pointil_practice::{List, PracticeRecord, RuleCode, from_document, to_document};

use crate::{PREMISES, at, client, id, person, place};

fn waiting(number: u128, since: &str) -> Waiting {
    let wanted = Wanted {
        purpose: Purpose::Consultation,
        minutes: 45,
        premises: PREMISES,
        practitioner: None,
        first: jiff::civil::date(2026, 3, 2),
        last: jiff::civil::date(2026, 3, 8),
        weekdays: List::new(vec![2.try_into().unwrap()]).unwrap(),
        words: None,
    };
    Waiting::begin(id(number), client(number), at(since), wanted)
}

#[test]
fn a_time_is_offered_to_whoever_waits_longest_and_suits() {
    let tuesday = place(Purpose::Consultation, "2026-03-03T10:00", 45);
    let wednesday = place(Purpose::Consultation, "2026-03-04T10:00", 45);
    let list = [
        waiting(1, "2026-02-02T00:00:00Z"),
        waiting(2, "2026-02-01T00:00:00Z"),
    ];
    let order: Vec<_> = suited(&list, &tuesday).iter().map(|w| w.id).collect();
    assert_eq!(order, [id(2), id(1)]);
    assert!(suited(&list, &wednesday).is_empty());
    let short = place(Purpose::Consultation, "2026-03-03T10:00", 44);
    assert!(suited(&list, &short).is_empty());
    let mut choosy = list[0].clone();
    choosy.wanted.practitioner = Some(person(5));
    assert!(!choosy.suits(&tuesday));
    assert!(choosy.suits(&Place {
        practitioner: person(5),
        ..tuesday
    }));
}

#[test]
fn offers_end_and_the_client_waits_on() {
    let until = at("2026-03-02T12:00:00Z");
    let tuesday = place(Purpose::Consultation, "2026-03-03T10:00", 45);
    let wednesday = place(Purpose::Consultation, "2026-03-04T10:00", 45);
    let one = waiting(1, "2026-02-02T00:00:00Z");
    let refused = one.clone().offer(id(9), &wednesday, until).unwrap_err();
    assert_eq!(refused.code, RuleCode::WaitingUnsuited);
    let offered = one.offer(id(9), &tuesday, until).unwrap();
    assert_eq!(offered.due(), Some(until));
    assert!(!offered.suits(&tuesday));
    let late = offered.clone().accept(until).unwrap_err();
    assert_eq!(late.code, RuleCode::WaitingOver);
    let early = offered
        .clone()
        .lapse(at("2026-03-02T11:59:59Z"))
        .unwrap_err();
    assert_eq!(early.code, RuleCode::WaitingStands);
    let taken = offered.clone().accept(at("2026-03-02T11:59:59Z")).unwrap();
    assert!(
        matches!(taken.stands(), WaitingState::Taken { appointment, .. } if *appointment == id(9))
    );
    let read: Waiting = from_document(&to_document(&taken).unwrap()).unwrap();
    assert_eq!(read, taken);
    let again = offered.lapse(until).unwrap();
    assert_eq!((again.state(), again.passed), ("waiting", 1));
    assert!(again.clone().accept(until).is_err() && again.clone().decline().is_err());
    assert_eq!(again.withdraw(until).unwrap().state(), "withdrawn");
}
