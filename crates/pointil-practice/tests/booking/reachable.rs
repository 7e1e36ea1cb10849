use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use pointil_practice::appointment::{
    Appointment, AppointmentState, Canceller, Hours, Place, Purpose, Stretch, Term, Terms,
};
use pointil_practice::{Act, LocalTime, PracticeRecord, Words};
use proptest::prelude::*;

use crate::{Made, client, id, person, place, zone};

/// Zones with the day of a change of their clocks.
const CHANGES: [(&str, Date); 6] = [
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
];

/// One step of somebody who books.
#[derive(Clone, Debug)]
enum Step {
    Ask {
        client: u128,
        who: u128,
        room: bool,
        quarter: u16,
        minutes: u32,
        day: i64,
    },
    Hold(usize),
    Confirm(usize),
    Cancel(usize),
    Lapse(usize),
    Arrive(usize),
    Keep(usize),
    Miss(usize),
    Move {
        which: usize,
        quarter: u16,
        day: i64,
    },
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let which = 0_usize..40;
    prop_oneof![
        4 => (1_u128..4, 1_u128..3, any::<bool>(), 0_u16..96, 1_u32..20, -1_i64..2).prop_map(
            |(client, who, room, quarter, tens, day)| Step::Ask {
                client, who, room, quarter, minutes: tens * 15, day,
            }
        ),
        3 => which.clone().prop_map(Step::Hold),
        6 => which.clone().prop_map(Step::Confirm),
        1 => which.clone().prop_map(Step::Cancel),
        1 => which.clone().prop_map(Step::Lapse),
        1 => which.clone().prop_map(Step::Arrive),
        1 => which.clone().prop_map(Step::Keep),
        1 => which.clone().prop_map(Step::Miss),
        2 => (which, 0_u16..96, -1_i64..2).prop_map(|(which, quarter, day)| Step::Move { which, quarter, day }),
        1 => (1_i64..600).prop_map(Step::Wait),
    ]
}

struct Studio {
    made: Made,
    zone: &'static str,
    day: Date,
    next: u128,
}

impl Studio {
    fn new(zone: &'static str, day: Date) -> Self {
        let mut made = Made::new();
        let always = Hours::daily(Stretch::new(0, 1440).unwrap());
        made.premises = always.clone();
        made.practitioner = always;
        made.now = crate::zone(zone).begin_of(day.yesterday().unwrap());
        made.terms = Terms::default().with(Term::NoShowsAllowed, 10).unwrap();
        Self {
            made,
            zone,
            day,
            next: 1000,
        }
    }

    /// A place at a quarter of an hour of a day near the change; none where the clocks skip it.
    fn at(&self, base: Place, quarter: u16, day: i64, minutes: u32) -> Option<Place> {
        let day = pointil_practice::local_time::day_after(self.day, day);
        let hour = i8::try_from(quarter / 4).unwrap();
        let minute = i8::try_from(quarter % 4 * 15).unwrap();
        let base = Place {
            zone: zone(self.zone),
            ..base
        };
        base.at(LocalTime::of(day.at(hour, minute, 0, 0)), minutes)
            .ok()
    }

    fn act(&self) -> Act {
        Act {
            at: self.made.now,
            by: person(9),
        }
    }

    /// One step; what is refused leaves everything as it was.
    fn go(&mut self, step: &Step) {
        let now = self.made.now;
        match *step {
            Step::Wait(minutes) => {
                self.made.now = now
                    .saturating_add(SignedDuration::from_mins(minutes))
                    .unwrap();
            }
            Step::Ask {
                client: who_comes,
                who,
                room,
                quarter,
                minutes,
                day,
            } => {
                let base = Place {
                    client: client(who_comes),
                    practitioner: person(who),
                    room: Words::new(if room { "One" } else { "Two" }).unwrap(),
                    ..place(Purpose::Consultation, "2026-03-03T10:00", minutes)
                };
                if let Some(place) = self.at(base, quarter, day, minutes) {
                    self.next += 1;
                    let asked = Appointment::request(id(self.next), place, now, false);
                    self.made.appointments.push(asked);
                }
            }
            Step::Hold(which) => self.change(which, |studio, asked| {
                let until = now.saturating_add(SignedDuration::from_mins(30)).ok()?;
                asked.hold(until, &studio.made.calendar()).ok()
            }),
            Step::Confirm(which) => {
                self.change(which, |studio, asked| {
                    asked.confirm(now, &studio.made.calendar()).ok()
                });
            }
            Step::Cancel(which) => {
                self.change(which, |studio, booked| {
                    booked
                        .cancel(Canceller::Client, now, &studio.made.terms)
                        .ok()
                });
            }
            Step::Lapse(which) => self.change(which, |_, held| held.lapse(now).ok()),
            Step::Arrive(which) => {
                self.change(which, |studio, booked| booked.arrive(studio.act()).ok())
            }
            Step::Keep(which) => self.change(which, |studio, there| there.keep(studio.act()).ok()),
            Step::Miss(which) => {
                self.change(which, |studio, booked| booked.miss(studio.act()).ok())
            }
            Step::Move {
                which,
                quarter,
                day,
            } => self.shift(which, quarter, day),
        }
    }

    fn change(&mut self, which: usize, to: impl Fn(&Self, Appointment) -> Option<Appointment>) {
        if let Some(before) = self.made.appointments.get(which).cloned()
            && let Some(after) = to(self, before)
        {
            self.made.appointments[which] = after;
        }
    }

    fn shift(&mut self, which: usize, quarter: u16, day: i64) {
        let Some(before) = self.made.appointments.get(which).cloned() else {
            return;
        };
        let minutes = u32::try_from(before.place.minutes()).unwrap();
        let Some(place) = self.at(before.place.clone(), quarter, day, minutes) else {
            return;
        };
        self.next += 1;
        let by = Canceller::Studio(person(9));
        let (now, calendar) = (self.made.now, self.made.calendar());
        if let Ok((moved, new)) = before.move_to(id(self.next), place, by, now, &calendar) {
            self.made.appointments[which] = moved;
            self.made.appointments.push(new);
        }
    }

    /// Two that are agreed on, at once, of one practitioner, room or client.
    fn clash(&self) -> Option<(&Appointment, &Appointment)> {
        let agreed: Vec<_> = self
            .made
            .appointments
            .iter()
            .filter(|a| is_agreed(a))
            .collect();
        let pairs = agreed
            .iter()
            .enumerate()
            .flat_map(|(k, one)| agreed[..k].iter().map(move |other| (*one, *other)));
        let mut pairs = pairs.filter(|(one, other)| one.place.span.overlaps(&other.place.span));
        pairs.find(|(one, other)| {
            let (one, other) = (&one.place, &other.place);
            one.practitioner == other.practitioner
                || one.room == other.room
                || one.client == other.client
        })
    }
}

fn is_agreed(appointment: &Appointment) -> bool {
    matches!(
        appointment.stands(),
        AppointmentState::Confirmed { .. }
            | AppointmentState::Arrived { .. }
            | AppointmentState::Kept { .. }
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_schedule_has_two_at_once(change in 0_usize..6, steps in prop::collection::vec(step(), 1..60)) {
        let (zone, day) = CHANGES[change];
        let mut studio = Studio::new(zone, day);
        for step in &steps {
            let before: Vec<&'static str> = studio.made.appointments.iter().map(PracticeRecord::state).collect();
            studio.go(step);
            prop_assert!(studio.clash().is_none(), "{:?} after {:?}", studio.clash(), step);
            for (was, is) in before.iter().zip(&studio.made.appointments) {
                let machine = &pointil_practice::appointment::MACHINE;
                let arrow = machine.arrows.iter().any(|a| a.from == *was && a.to == is.state());
                prop_assert!(*was == is.state() || arrow, "{was} to {}", is.state());
            }
        }
    }

    #[test]
    fn what_is_free_can_be_booked_around_a_change(change in 0_usize..6, steps in prop::collection::vec(step(), 1..30)) {
        let (name, day) = CHANGES[change];
        let mut studio = Studio::new(name, day);
        for step in &steps {
            studio.go(step);
        }
        let wanted = Place { zone: zone(name), ..place(Purpose::Consultation, "2026-03-03T10:00", 45) };
        let rooms = [Words::new("One").unwrap(), Words::new("Two").unwrap()];
        let search = pointil_practice::appointment::SlotSearch {
            wanted: wanted.clone(), rooms: &rooms, minutes: 45, first: day, last: day, most: 200,
        };
        for slot in pointil_practice::appointment::free_slots(&search, &studio.made.calendar()) {
            let place = Place { room: slot.room.clone(), ..wanted.clone() }.at(slot.local, 45).unwrap();
            prop_assert_eq!(place.span, slot.span);
            let asked = Appointment::request(id(7), place, studio.made.now, false);
            prop_assert!(asked.confirm(studio.made.now, &studio.made.calendar()).is_ok());
        }
    }
}

#[test]
fn the_walks_do_reach_agreed_and_moved_appointments() {
    let mut studio = Studio::new("Europe/London", date(2026, 3, 29));
    let ask = |client, quarter| Step::Ask {
        client,
        who: 1,
        room: true,
        quarter,
        minutes: 60,
        day: 0,
    };
    for step in [ask(1, 40), ask(2, 42), Step::Confirm(0), Step::Confirm(1)] {
        studio.go(&step);
    }
    let states = |studio: &Studio| -> Vec<&str> {
        studio
            .made
            .appointments
            .iter()
            .map(PracticeRecord::state)
            .collect()
    };
    assert_eq!(states(&studio), ["confirmed", "requested"]);
    for step in [
        Step::Move {
            which: 0,
            quarter: 60,
            day: 1,
        },
        Step::Confirm(1),
    ] {
        studio.go(&step);
    }
    assert_eq!(states(&studio), ["moved", "confirmed", "confirmed"]);
    let new = &studio.made.appointments[2];
    assert_eq!((new.series, new.sequence), (id(1001), 1));
    assert_eq!(new.place.local.at.to_string(), "2026-03-30T15:00:00");
    let universal: Timestamp = "2026-03-30T14:00:00Z".parse().unwrap();
    assert_eq!(new.place.span.from, universal);
}
