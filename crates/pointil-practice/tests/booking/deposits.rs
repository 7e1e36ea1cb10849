use jiff::civil::date;
use pointil_practice::Act;
use pointil_practice::account::{
    Account, AccountEntry, Draft, InvoiceNumber, Method, PaidFor, Posting,
};
use pointil_practice::appointment::{Appointment, Canceller, Purpose};
use pointil_practice::id::RecordId;
use pointil_treatment::{Money, currency};

use crate::{Made, at, client, id, person, place};

const FIRST: InvoiceNumber = InvoiceNumber {
    year: 2026,
    number: 1,
};

fn act(text: &str) -> Act {
    Act {
        at: at(text),
        by: person(1),
    }
}

fn euro(minor: i64) -> Money {
    Money::from_minor(minor, currency("EUR").unwrap())
}

fn posted(entries: &mut Vec<AccountEntry>, posting: Posting, last: u32) -> RecordId {
    let draft = Draft {
        id: id(500 + entries.len() as u128),
        act: act("2026-03-01T12:00:00Z"),
        day: date(2026, 3, 1),
        posting,
    };
    let entry = Account::new(client(1), entries).post(draft, last).unwrap();
    entries.push(entry);
    entries.last().unwrap().id()
}

fn deposit(entries: &mut Vec<AccountEntry>, of: RecordId, minor: i64) -> RecordId {
    let paid = Posting::Payment {
        amount: euro(minor),
        method: Method::Card,
        paid_for: PaidFor::Deposit,
        reference: None,
        appointment: Some(of),
    };
    posted(entries, paid, 0)
}

fn kept(entries: &[AccountEntry], appointment: &Appointment, made: &Made) -> Option<Posting> {
    Account::new(client(1), entries)
        .kept_deposit(appointment, &made.terms, (FIRST, date(2026, 3, 3)))
        .unwrap()
}

#[test]
fn of_a_deposit_is_kept_what_the_terms_say_and_the_rest_is_the_clients() {
    let mut made = Made::new();
    made.booked(1, place(Purpose::Consultation, "2026-03-10T10:00", 60));
    let booked = made.appointments.remove(0);
    let mut entries = Vec::new();
    let paid = deposit(&mut entries, booked.series, 10_001);
    let cancel = |by, when: &str| booked.clone().cancel(by, at(when), &made.terms).unwrap();
    let client_at = |when: &str| cancel(Canceller::Client, when);
    // Early, or by the studio: nothing is kept. Between the two windows: half, as merchants round.
    assert_eq!(
        kept(&entries, &client_at("2026-03-07T10:00:00Z"), &made),
        None
    );
    let studio = cancel(Canceller::Studio(person(1)), "2026-03-10T09:00:00Z");
    assert_eq!(kept(&entries, &studio, &made), None);
    let half = kept(&entries, &client_at("2026-03-08T10:00:00Z"), &made).unwrap();
    let missed = booked.clone().miss(act("2026-03-10T10:30:00Z")).unwrap();
    let whole = kept(&entries, &missed, &made).unwrap();
    let gross = |posting: &Posting| match posting {
        Posting::Invoice(invoice) => invoice.totals().unwrap().unwrap().gross.minor(),
        other => panic!("{other:?}"),
    };
    assert_eq!((gross(&half), gross(&whole)), (5_001, 10_001));
    posted(&mut entries, half, 0);
    let account = Account::new(client(1), &entries);
    assert_eq!(account.balance().unwrap(), Some(euro(-5_000)));
    // What was given back is kept no more; of nothing, nothing is kept.
    let back = Posting::Refund {
        of: paid,
        amount: euro(10_001),
        method: Method::Cash,
        reason: "given back".parse().unwrap(),
    };
    posted(&mut entries, back, 1);
    assert_eq!(kept(&entries, &missed, &made), None);
}
