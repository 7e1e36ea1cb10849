use pointil_practice::appointment::{Canceller, Feed, Purpose, feed};

use crate::{Made, at, id, person, place};

#[test]
fn a_feed_shows_times_and_states_and_nothing_of_health() {
    let mut made = Made::new();
    let session = Purpose::Session { number: 1, part: 1 };
    made.booked(1, place(session, "2026-07-03T10:00", 180));
    let by = Canceller::Studio(person(1));
    let new = place(session, "2026-07-04T11:00", 180);
    let booked = made.appointments[0].clone();
    let (moved, new) = booked
        .move_to(id(2), new, by, made.now, &made.calendar())
        .unwrap();
    let cancelled = new.clone().cancel(by, made.now, &made.terms).unwrap();
    let address =
        "1 Example Street, Exampletown, with a name that is so long that its line has to be folded";
    let locations = [(made.appointments[0].place.premises, address.to_owned())].into();
    let words = Feed {
        host: "studio.example",
        name: "Appointments; with, us",
        summary: "Appointment",
        locations: &locations,
        changed: at("2026-03-01T12:00:00Z"),
    };
    let text = feed(&words, &[moved.clone(), new]);
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    let whole = text.replace("\r\n ", "");
    assert!(
        whole.contains("DTSTART:20260704T100000Z\r\nDTEND:20260704T130000Z"),
        "{whole}"
    );
    assert!(whole.contains(&format!("UID:{}@studio.example", id(1))));
    assert!(whole.contains("SEQUENCE:1") && whole.contains("STATUS:CONFIRMED"));
    assert!(whole.contains("LOCATION:1 Example Street\\, Exampletown\\, with"));
    assert!(whole.contains("X-WR-CALNAME:Appointments\\; with\\, us"));
    assert_eq!(whole.matches("BEGIN:VEVENT").count(), 1);
    for word in ["session", "Session", "patch", "scalp"] {
        assert!(!whole.contains(word), "{word}");
    }
    let text = feed(&words, &[moved, cancelled]);
    assert!(text.contains("STATUS:CANCELLED") && text.contains("SEQUENCE:2"));
}
