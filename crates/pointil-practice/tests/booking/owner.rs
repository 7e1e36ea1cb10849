use jiff::civil::date;
use pointil_practice::appointment::{Appointment, Canceller, Place, Purpose};
use pointil_practice::reminder::Expiring;
use pointil_practice::today::{FollowUp, GroupBy, OutcomeRow, Shown, coming, expiring, outcomes};

use crate::{Made, at, client, id, person, place, zone};

#[test]
fn today_is_the_day_of_the_place_and_shows_what_takes_place_in_order() {
    let mut made = Made::new();
    made.booked(1, place(Purpose::Consultation, "2026-06-03T15:00", 60));
    made.booked(2, place(Purpose::Consultation, "2026-06-03T10:00", 60));
    made.booked(3, place(Purpose::Consultation, "2026-06-04T10:00", 60));
    made.booked(4, place(Purpose::Consultation, "2026-06-03T12:00", 60));
    let gone = made.appointments.pop().unwrap();
    made.appointments.push(
        gone.cancel(Canceller::Client, made.now, &made.terms)
            .unwrap(),
    );
    let found = coming(&made.appointments, date(2026, 6, 3), |appointment| {
        appointment.id == id(2)
    });
    let order: Vec<_> = found
        .iter()
        .map(|one| (one.appointment, one.gates))
        .collect();
    assert_eq!(order, [(id(2), true), (id(1), false)]);
    assert_eq!(found[0].from.to_string(), "2026-06-03T10:00:00");
}

#[test]
fn what_is_due_is_followed_up() {
    let made = Made::new();
    let wanted = Place {
        zone: zone("Europe/London"),
        ..place(Purpose::Consultation, "2026-06-03T15:00", 60)
    };
    let asked = Appointment::request(id(1), wanted, made.now, false);
    let of = |now| FollowUp::of(&asked, asked.id, Some(client(1)), now);
    assert!(of(at("2026-03-01T11:59:59Z")).is_none());
    assert_eq!(of(made.now).unwrap().state, "requested");
}

#[test]
fn papers_that_end_come_first_to_end_first() {
    let one = |number, last_day| Expiring {
        record: id(number),
        person: person(1),
        last_day,
    };
    let all = [
        one(1, date(2026, 4, 30)),
        one(2, date(2026, 3, 1)),
        one(3, date(2026, 6, 1)),
    ];
    let found: Vec<_> = expiring(&all, date(2026, 3, 2), 60)
        .iter()
        .map(|(one, days)| (one.record, *days))
        .collect();
    assert_eq!(found, [(id(2), -1), (id(1), 59)]);
}

#[test]
fn outcomes_show_how_many_there_are_and_hide_the_few() {
    let row = |number, again| OutcomeRow {
        practitioner: person(number),
        skin_class: "II".to_owned(),
        protocol: "1".to_owned(),
        would_choose_again: Some(again),
        density_change: Some(4.0),
        self_esteem_change: None,
        event: !again,
    };
    let mut rows: Vec<OutcomeRow> = (0..12).map(|k| row(1, k > 0)).collect();
    rows.extend((0..9).map(|_| row(2, true)));
    let found = outcomes(&rows, GroupBy::Practitioner);
    assert_eq!((found[0].n, found[1].n), (12, 9));
    let Shown::Share(share) = found[0].would_choose_again else {
        panic!("twelve are enough");
    };
    assert_eq!((share.of, share.n), (11, 12));
    assert!(share.low < share.share && share.share < share.high);
    assert_eq!(found[1].would_choose_again, Shown::TooFew { n: 9 });
    assert!(found[0].density_change.is_some() && found[1].density_change.is_none());
    assert_eq!(outcomes(&rows, GroupBy::SkinClass).len(), 1);
}
