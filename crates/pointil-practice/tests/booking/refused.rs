use jiff::SignedDuration;
use pointil_practice::appointment::{
    Appointment, Dated, Hours, PatchTestStanding, Place, Purpose, Stretch, Term, Waiver, Weekly,
};
use pointil_practice::time_off::{TimeOff, Whose};
use pointil_practice::{
    Act, Force, List, PracticeRecord, Refusal, RuleCode, Words, from_document, to_document,
};

use crate::{Made, PREMISES, at, client, id, person, place};

const SESSION: Purpose = Purpose::Session { number: 2, part: 1 };

fn codes(refusals: &[Refusal]) -> Vec<RuleCode> {
    refusals.iter().map(|refusal| refusal.code).collect()
}

/// The rules that refuse a place on a calendar.
fn refused(made: &Made, place: &Place) -> Vec<RuleCode> {
    codes(&made.calendar().refusals(id(99), place))
}

fn act(text: &str) -> Act {
    Act {
        at: at(text),
        by: person(1),
    }
}

#[test]
fn practitioner_room_and_client_are_at_one_place_at_a_time() {
    let mut made = Made::new();
    made.booked(1, place(Purpose::Consultation, "2026-03-03T10:00", 60));
    let wanted = place(Purpose::Consultation, "2026-03-03T10:59", 30);
    let all = [
        RuleCode::AppointmentPractitionerTaken,
        RuleCode::AppointmentRoomTaken,
        RuleCode::AppointmentClientTaken,
    ];
    assert_eq!(refused(&made, &wanted), all);
    let other_client = Place {
        client: client(2),
        ..wanted.clone()
    };
    assert_eq!(refused(&made, &other_client), all[..2]);
    let other_room = Place {
        room: Words::new("Two").unwrap(),
        ..other_client.clone()
    };
    assert_eq!(refused(&made, &other_room), all[..1]);
    let other_person = Place {
        practitioner: person(2),
        ..other_client
    };
    assert_eq!(refused(&made, &other_person), all[1..2]);
    let neither = Place {
        practitioner: person(2),
        ..other_room
    };
    assert_eq!(refused(&made, &neither), []);
    let after = place(Purpose::Consultation, "2026-03-03T11:00", 30);
    assert_eq!(refused(&made, &after), []);
}

#[test]
fn shut_places_breaks_and_time_off_are_kept() {
    let mut made = Made::new();
    let early = place(Purpose::Consultation, "2026-03-03T08:30", 60);
    let outside = RuleCode::AppointmentOutsideHours;
    assert_eq!(refused(&made, &early), [outside, outside]);
    let fine = place(Purpose::Consultation, "2026-03-03T12:00", 60);
    assert_eq!(refused(&made, &fine), []);
    let lunch = Weekly {
        day: 2.try_into().unwrap(),
        stretch: Stretch::new(12 * 60 + 30, 13 * 60).unwrap(),
    };
    made.practitioner.breaks = List::new(vec![lunch]).unwrap();
    assert_eq!(refused(&made, &fine), [RuleCode::AppointmentBreak]);
    made.practitioner.breaks = List::default();
    let shut = Dated {
        date: fine.day(),
        open: List::default(),
        words: Words::new("Fair").ok(),
    };
    made.premises.dated = List::new(vec![shut]).unwrap();
    assert_eq!(refused(&made, &fine), [outside]);
    made.premises.dated = List::default();
    let off = |whose| TimeOff::plan(id(5), whose, fine.span, None, act("2026-03-01T00:00:00Z"));
    for whose in [
        Whose::Practitioner(person(1)),
        Whose::Premises(PREMISES),
        Whose::Room {
            premises: PREMISES,
            room: Words::new("One").unwrap(),
        },
    ] {
        made.time_off = vec![off(whose).unwrap()];
        assert_eq!(refused(&made, &fine), [RuleCode::AppointmentTimeOff]);
    }
    let off = made.time_off.remove(0);
    made.time_off = vec![off.cancel(act("2026-03-01T00:00:00Z")).unwrap()];
    assert_eq!(refused(&made, &fine), []);
}

#[test]
fn an_appointment_is_as_long_as_its_plan_and_not_over() {
    let mut made = Made::new();
    let wanted = place(SESSION, "2026-03-03T10:00", 179);
    assert_eq!(refused(&made, &wanted), [RuleCode::AppointmentLength]);
    assert_eq!(refused(&made, &place(SESSION, "2026-03-03T10:00", 180)), []);
    let long = place(SESSION, "2026-03-03T10:00", 481);
    assert_eq!(refused(&made, &long), [RuleCode::AppointmentLength]);
    made.now = at("2026-03-03T10:00:01Z");
    let over = refused(&made, &place(SESSION, "2026-03-03T10:00", 180));
    assert_eq!(over, [RuleCode::AppointmentPast]);
}

#[test]
fn sessions_lie_days_apart_before_and_after_by_local_days() {
    let mut made = Made::new();
    // Late on the 9th and early on the 19th are ten days apart by the calendar, though fewer hours.
    made.booked(
        1,
        place(
            Purpose::Session { number: 1, part: 1 },
            "2026-03-09T16:00",
            180,
        ),
    );
    for (day, fits) in [
        ("2026-03-18", false),
        ("2026-03-19", true),
        ("2026-03-06", false),
    ] {
        let wanted = place(SESSION, &format!("{day}T09:00"), 180);
        let found = refused(&made, &wanted);
        assert_eq!(found.is_empty(), fits, "{day}");
        assert!(fits || found == [RuleCode::AppointmentTooSoon], "{day}");
    }
    let part = Purpose::Session { number: 1, part: 2 };
    assert_eq!(refused(&made, &place(part, "2026-03-10T09:00", 180)), []);
    let talk = place(Purpose::Review, "2026-03-12T09:00", 30);
    assert_eq!(refused(&made, &talk), []);
    made.appointments.clear();
    made.course.sessions = vec![jiff::civil::date(2026, 2, 25)];
    let soon = refused(&made, &place(SESSION, "2026-03-06T09:00", 180));
    assert_eq!(soon, [RuleCode::AppointmentTooSoon]);
    assert_eq!(refused(&made, &place(SESSION, "2026-03-07T09:00", 180)), []);
}

#[test]
fn a_patch_test_is_read_before_the_skin_is_worked_on() {
    let mut made = Made::new();
    let wanted = place(SESSION, "2026-03-10T10:00", 180);
    let code = [RuleCode::AppointmentPatchTest];
    let readable = at("2026-03-04T10:00:00Z");
    for standing in [
        PatchTestStanding::Missing,
        PatchTestStanding::Reacted,
        PatchTestStanding::Applied { readable },
        PatchTestStanding::Calm {
            counts_until: at("2026-03-10T09:59:59Z"),
        },
    ] {
        made.course.patch_test = standing;
        assert_eq!(refused(&made, &wanted), code, "{standing:?}");
    }
    made.course.patch_test = PatchTestStanding::Applied { readable };
    let early = place(Purpose::PatchTestReading, "2026-03-04T09:50", 10);
    assert_eq!(refused(&made, &early), [RuleCode::AppointmentReadEarly]);
    made.booked(1, place(Purpose::PatchTestReading, "2026-03-04T10:00", 10));
    assert_eq!(refused(&made, &wanted), []);
    let before = place(SESSION, "2026-03-03T10:00", 180);
    assert_eq!(refused(&made, &before), code);
    made.course.patch_test = PatchTestStanding::Reacted;
    assert_eq!(refused(&made, &wanted), code);
}

#[test]
fn what_was_signed_is_slept_over() {
    let mut made = Made::new();
    made.course.cooling_off_until = Some(at("2026-03-03T10:00:01Z"));
    let wanted = place(SESSION, "2026-03-03T10:00", 180);
    assert_eq!(refused(&made, &wanted), [RuleCode::AppointmentCoolingOff]);
    made.course.cooling_off_until = Some(at("2026-03-03T10:00:00Z"));
    assert_eq!(refused(&made, &wanted), []);
}

#[test]
fn deposits_and_missed_appointments_are_for_an_owner_to_pass_over() {
    let mut made = Made::new();
    let wanted = place(Purpose::Consultation, "2026-03-03T10:00", 60);
    let asked = Appointment::request(id(1), wanted, made.now, true);
    let confirm =
        |asked: &Appointment, made: &Made| asked.clone().confirm(made.now, &made.calendar());
    let refusals = confirm(&asked, &made).unwrap_err();
    assert_eq!(codes(&refusals), [RuleCode::AppointmentDeposit]);
    assert!(confirm(&asked.clone().with_deposit_paid(true), &made).is_ok());
    made.course.no_shows = 2;
    let refusals = confirm(&asked, &made).unwrap_err();
    let both = [RuleCode::AppointmentNoShows, RuleCode::AppointmentDeposit];
    assert_eq!(codes(&refusals), both);
    let waiver = Waiver {
        act: act("2026-03-01T00:00:00Z"),
        codes: List::new(both.to_vec()).unwrap(),
        reason: Words::new("an old client").unwrap(),
    };
    let waived = asked.with_waiver(waiver).unwrap();
    let confirmed = confirm(&waived, &made).unwrap();
    let read: Appointment = from_document(&to_document(&confirmed).unwrap()).unwrap();
    assert_eq!(read, confirmed);
    made.terms = made.terms.with(Term::NoShowsAllowed, 2).unwrap();
    assert!(made.calendar().no_show_refusal().is_none());
}

#[test]
fn no_word_of_an_owner_passes_over_safety() {
    let mut made = Made::new();
    made.course.patch_test = PatchTestStanding::Missing;
    let wanted = place(SESSION, "2026-03-10T10:00", 180);
    let waiver = Waiver {
        act: act("2026-03-01T00:00:00Z"),
        codes: List::new(vec![RuleCode::AppointmentPatchTest]).unwrap(),
        reason: Words::new("in a hurry").unwrap(),
    };
    let asked = Appointment::request(id(1), wanted, made.now, false);
    let refusals = asked
        .with_waiver(waiver)
        .unwrap()
        .confirm(made.now, &made.calendar())
        .unwrap_err();
    assert_eq!(codes(&refusals), [RuleCode::AppointmentPatchTest]);
    assert_eq!(RuleCode::AppointmentPatchTest.rule().force, Force::Safety);
}

#[test]
fn a_client_arrives_on_the_day_and_is_missed_after_the_start() {
    let mut made = Made::new();
    made.booked(1, place(Purpose::Consultation, "2026-06-03T09:00", 60));
    let booked = made.appointments.remove(0);
    // Midnight in London is 23:00 universal time in summer.
    let early = booked
        .clone()
        .arrive(act("2026-06-02T22:59:59Z"))
        .unwrap_err();
    assert_eq!(early.code, RuleCode::AppointmentOtherDay);
    let arrived = booked.clone().arrive(act("2026-06-02T23:00:00Z")).unwrap();
    assert_eq!(
        arrived.keep(act("2026-06-03T09:00:00Z")).unwrap().state(),
        "kept"
    );
    let early = booked
        .clone()
        .miss(act("2026-06-03T07:59:59Z"))
        .unwrap_err();
    assert_eq!(early.code, RuleCode::AppointmentNotYet);
    let missed = booked.miss(act("2026-06-03T08:00:00Z")).unwrap();
    assert_eq!(pointil_practice::appointment::no_shows(&[missed]), 1);
}

#[test]
fn a_held_time_lapses_when_its_time_is_over() {
    let made = Made::new();
    let wanted = place(Purpose::Consultation, "2026-03-03T10:00", 60);
    let until = made
        .now
        .saturating_add(SignedDuration::from_mins(30))
        .unwrap();
    let asked = Appointment::request(id(1), wanted, made.now, true);
    let held = asked.hold(until, &made.calendar()).unwrap();
    assert!(held.occupies(made.now) && !held.occupies(until));
    let early = held.clone().lapse(made.now).unwrap_err();
    assert_eq!(early.code, RuleCode::AppointmentNotYet);
    assert_eq!(held.clone().lapse(until).unwrap().state(), "lapsed");
    // Whoever it was held for can leave it to somebody else before.
    let free = held.give_back().unwrap();
    assert!(free.state() == "lapsed" && !free.occupies(made.now));
    assert!(free.give_back().is_err());
}

#[test]
fn every_free_time_can_be_booked_and_none_is_left_out() {
    let mut made = Made::new();
    made.premises = Hours::daily(Stretch::new(9 * 60, 12 * 60).unwrap());
    made.booked(1, place(Purpose::Consultation, "2026-03-03T10:00", 60));
    let search = pointil_practice::appointment::SlotSearch {
        wanted: Place {
            client: client(2),
            ..place(Purpose::Consultation, "2026-03-03T09:00", 60)
        },
        rooms: &[Words::new("One").unwrap(), Words::new("Two").unwrap()],
        minutes: 60,
        first: jiff::civil::date(2026, 3, 3),
        last: jiff::civil::date(2026, 3, 3),
        most: 100,
    };
    let free = pointil_practice::appointment::free_slots(&search, &made.calendar());
    let shown: Vec<String> = free
        .iter()
        .map(|slot| slot.local.at.time().to_string())
        .collect();
    assert_eq!(shown, ["09:00:00", "11:00:00"]);
    assert!(free.iter().all(|slot| slot.room.as_str() == "One"));
}
