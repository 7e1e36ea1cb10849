use jiff::Timestamp;
use pointil_practice::ZoneName;
use pointil_practice::aftercare::PlannedCheckIn;
use pointil_practice::appointment::{Appointment, Canceller, Purpose};
use pointil_practice::check_in::CheckIn;
use pointil_practice::reminder::{
    Expiring, KeptReminder, MessageConsent, Recipient, Reminder, SessionEnd, Sources, Template,
    awake, changes, reminders,
};
use pointil_practice::review::{Review, ReviewTime};
use pointil_practice::touch_up::{TouchUpDays, TouchUpDue};
use proptest::prelude::*;

use crate::{Made, at, client, id, person, place, zone};

const ALL: MessageConsent = MessageConsent {
    needed: true,
    further: true,
};

fn nothing(zone: &ZoneName) -> Sources<'_> {
    Sources {
        appointments: &[],
        waiting: &[],
        session_ends: &[],
        check_ins: &[],
        reviews: &[],
        touch_ups: &[],
        expiring: &[],
        zone,
    }
}

fn booked(local: &str) -> Appointment {
    let mut made = Made::new();
    made.booked(1, place(Purpose::Consultation, local, 60));
    made.appointments.remove(0)
}

fn of(appointments: &[Appointment]) -> Vec<Reminder> {
    let london = zone("Europe/London");
    let sources = Sources {
        appointments,
        ..nothing(&london)
    };
    reminders(&sources, |_| ALL)
}

fn shown(found: &[Reminder]) -> Vec<(Template, String)> {
    let named = found.iter().map(|one| (one.template, one.due.to_string()));
    named.collect()
}

#[test]
fn an_appointment_is_confirmed_and_reminded_of_by_local_clocks() {
    // The clocks go forward on the 29th: two days before ten o'clock is ten o'clock of another offset.
    let found = of(&[booked("2026-03-30T10:00")]);
    let due = [
        (
            Template::AppointmentConfirmed,
            "2026-03-01T12:00:00Z".to_owned(),
        ),
        (
            Template::AppointmentReminder,
            "2026-03-28T09:00:00Z".to_owned(),
        ),
        (
            Template::AppointmentReminder,
            "2026-03-29T09:00:00Z".to_owned(),
        ),
    ];
    assert_eq!(shown(&found), due);
    assert!(
        found
            .iter()
            .all(|one| one.cause.len() <= 200 && one.to == Recipient::Client(client(1)))
    );
    let soon = of(&[booked("2026-03-02T10:00")]);
    assert_eq!(soon.len(), 1);
}

#[test]
fn a_cancelled_or_moved_appointment_withdraws_what_was_not_sent() {
    let before = booked("2026-03-30T10:00");
    let queued = of(core::slice::from_ref(&before));
    let kept: Vec<KeptReminder> = queued
        .iter()
        .map(|one| KeptReminder {
            cause: one.cause.clone(),
            waits: one.template == Template::AppointmentReminder,
        })
        .collect();
    let now = at("2026-03-02T12:00:00Z");
    assert_eq!(
        changes(&queued, &kept, now),
        pointil_practice::reminder::Changes::default()
    );
    let terms = Made::new().terms;
    let cancelled = before.cancel(Canceller::Client, now, &terms).unwrap();
    let change = changes(&of(&[cancelled]), &kept, now);
    assert_eq!(change.withdraw.len(), 2);
    assert_eq!(change.queue.len(), 1);
    assert_eq!(change.queue[0].template, Template::AppointmentCancelled);
}

/// One of everything that messages come of, but appointments.
struct Course {
    end: [SessionEnd; 1],
    check_ins: Vec<CheckIn>,
    reviews: [Review; 1],
    touch_ups: [TouchUpDue; 1],
    expiring: [Expiring; 1],
    zone: ZoneName,
}

impl Course {
    fn new() -> Self {
        let zone = zone("Europe/London");
        let days = TouchUpDays::new(300, 900, 1500).unwrap();
        let healed = jiff::civil::date(2026, 2, 12);
        let planned = PlannedCheckIn {
            day: 1,
            due: at("2026-01-02T03:00:00Z"),
            answer_by: at("2026-01-03T10:00:00Z"),
        };
        let check_in = CheckIn::planned(id(5), client(1), id(3), person(1), planned);
        let again = check_in.clone().miss(at("2026-01-03T10:00:00Z")).unwrap();
        let again = again.ask_again(at("2026-01-03T21:00:00Z"), at("2026-01-05T10:00:00Z"));
        Self {
            end: [SessionEnd {
                session: id(3),
                client: client(1),
                at: at("2026-01-01T22:30:00Z"),
            }],
            check_ins: vec![check_in, again.unwrap()],
            reviews: [Review::plan(
                id(4),
                client(1),
                person(1),
                ReviewTime::Healed,
                healed,
                &zone,
            )],
            touch_ups: [TouchUpDue::of(
                client(1),
                id(3),
                jiff::civil::date(2026, 1, 1),
                days,
            )],
            expiring: [Expiring {
                record: id(8),
                person: person(7),
                last_day: jiff::civil::date(2026, 3, 31),
            }],
            zone,
        }
    }

    fn messages(&self, consent: MessageConsent) -> Vec<Reminder> {
        let sources = Sources {
            session_ends: &self.end,
            check_ins: &self.check_ins,
            reviews: &self.reviews,
            touch_ups: &self.touch_ups,
            expiring: &self.expiring,
            ..nothing(&self.zone)
        };
        reminders(&sources, |_| consent)
    }
}

#[test]
fn messages_come_in_waking_hours_and_the_guide_at_once() {
    let all = Course::new().messages(ALL);
    let due = |template| {
        let mut of = all.iter().filter(move |one| one.template == template);
        of.next().map(|one| one.due.to_string()).unwrap()
    };
    assert_eq!(due(Template::Guide), "2026-01-01T22:30:00Z");
    assert_eq!(due(Template::Question), "2026-01-02T09:00:00Z");
    assert_eq!(due(Template::QuestionAgain), "2026-01-04T09:00:00Z");
    assert_eq!(due(Template::LookBack), "2026-02-12T10:00:00Z");
    assert_eq!(due(Template::ComeBack), "2026-10-28T10:00:00Z");
    assert_eq!(due(Template::Expiring), "2026-01-30T09:00:00Z");
    assert_eq!(all.len(), 8);
}

#[test]
fn withdrawn_consent_withdraws_and_further_messages_need_it() {
    let course = Course::new();
    let kept = |one: Reminder| KeptReminder {
        cause: one.cause,
        waits: true,
    };
    let kept: Vec<KeptReminder> = course.messages(ALL).into_iter().map(kept).collect();
    let needed = course.messages(MessageConsent {
        needed: true,
        further: false,
    });
    let withdrawn = changes(&needed, &kept, at("2026-01-01T22:00:00Z")).withdraw;
    let further = |cause: &String| cause.starts_with("review/") || cause.starts_with("touch_up/");
    assert_eq!(withdrawn.len(), 2);
    assert!(withdrawn.iter().all(further));
    let to_people = course.messages(MessageConsent {
        needed: false,
        further: false,
    });
    assert!(
        to_people
            .iter()
            .all(|one| one.to == Recipient::Person(person(7)))
    );
    assert_eq!(to_people.len(), 3);
}

#[test]
fn what_would_come_too_late_is_not_queued() {
    let found = of(&[booked("2026-03-30T10:00")]);
    let late = changes(&found, &[], at("2026-03-30T08:30:00Z"));
    let templates: Vec<Template> = late.queue.iter().map(|one| one.template).collect();
    assert_eq!(templates, [Template::AppointmentConfirmed]);
    assert!(
        changes(&found, &[], at("2026-03-30T09:00:00Z"))
            .queue
            .is_empty()
    );
}

proptest! {
    #[test]
    fn nobody_is_woken(second in 1_700_000_000_i64..1_900_000_000, which in 0_usize..3) {
        let zone = zone(["Europe/London", "America/New_York", "Australia/Lord_Howe"][which]);
        let at = Timestamp::from_second(second).unwrap();
        let due = awake(at, &zone);
        let hour = zone.local(due).hour();
        prop_assert!((9..20).contains(&hour), "{hour}");
        prop_assert!(due >= at && due.as_second() - at.as_second() <= 14 * 3600);
        prop_assert_eq!(awake(due, &zone), due);
    }
}
