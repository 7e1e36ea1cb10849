//! Laws of plans and of the days on which they are worked.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use pointil_scalp::Zone;
use pointil_treatment::design::Needle;
use pointil_treatment::plan::{
    Calendar, DateRange, Plan, PlanFinding, Work, WorkInk, ZoneInk, propose,
};
use pointil_treatment::{Protocol, Rule};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

type Dots = Vec<BTreeMap<ZoneInk, u32>>;

fn below(random: &mut Xoshiro256PlusPlus, most: u64) -> u64 {
    random.next_u64() % most
}

fn any_dots(random: &mut Xoshiro256PlusPlus) -> Dots {
    let sessions = 1 + below(random, 5);
    let zones = 1 + below(random, 18) as usize;
    (0..sessions)
        .map(|_| {
            let zones = Zone::ALL.iter().take(zones);
            zones
                .map(|zone| ((*zone, 0), below(random, 9000) as u32))
                .collect()
        })
        .collect()
}

/// A protocol anywhere in its ranges.
fn any_protocol(random: &mut Xoshiro256PlusPlus) -> Protocol {
    Rule::ALL
        .iter()
        .fold(Protocol::built_in().unwrap(), |protocol, rule| {
            let setting = protocol.setting(*rule);
            let share = below(random, 1001) as f64 / 1000.0;
            let value = setting.low + share * (setting.high - setting.low);
            protocol.with(*rule, value).unwrap()
        })
}

fn plan(dots: &Dots, protocol: &Protocol) -> Plan {
    Plan::of(
        &Work::new(dots.clone(), 0, vec![ink(2.0)]).unwrap(),
        protocol,
    )
}

fn ink(water: f64) -> WorkInk {
    WorkInk {
        shade: "black".to_owned(),
        water,
        needle: Needle::USUAL,
    }
}

#[test]
fn every_dot_is_placed_once_and_no_appointment_is_too_long() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    for _ in 0..300 {
        let (dots, protocol) = (any_dots(&mut random), any_protocol(&mut random));
        let plan = plan(&dots, &protocol);
        for (k, wanted) in dots.iter().enumerate() {
            let own = plan.appointments.iter().filter(|own| own.session == k + 1);
            let mut placed: BTreeMap<ZoneInk, u32> = BTreeMap::new();
            for part in own.flat_map(|own| &own.zones) {
                *placed.entry((part.zone, part.ink)).or_default() += part.dots;
            }
            let wanted: BTreeMap<ZoneInk, u32> = wanted
                .iter()
                .filter(|(_, n)| **n > 0)
                .map(|(z, n)| (*z, *n))
                .collect();
            assert_eq!(placed, wanted);
        }
        for own in &plan.appointments {
            // Parts differ by one dot at most.
            let most = protocol.usual(Rule::LongestAppointment) + 1.0;
            assert!(own.work.usual <= most, "{own:?}");
            assert!(own.work.low <= own.work.usual && own.work.usual <= own.work.high);
            let used = own.materials();
            assert!(own.dots() > 0 && used.cartridges > 0);
            let ink = used.pigment_ml + used.diluent_ml;
            assert!((used.diluent_ml / used.pigment_ml - 2.0).abs() < 1e-9);
            assert!(ink >= protocol.usual(Rule::LeastInk) - 1e-9);
        }
    }
}

#[test]
fn more_dots_zones_or_sessions_never_take_less() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2);
    for _ in 0..300 {
        let (dots, protocol) = (any_dots(&mut random), any_protocol(&mut random));
        let less = plan(&dots, &protocol);
        let mut more = dots.clone();
        match below(&mut random, 3) {
            0 => {
                let k = below(&mut random, more.len() as u64) as usize;
                *more[k].entry((Zone::Crown, 0)).or_default() +=
                    1 + below(&mut random, 3000) as u32;
            }
            1 => more[0].values_mut().for_each(|n| *n += *n / 7),
            _ => more.push(BTreeMap::from([(
                (Zone::MidScalp, 0),
                1 + below(&mut random, 800) as u32,
            )])),
        }
        let more = plan(&more, &protocol);
        assert!(more.dots() >= less.dots());
        assert!(more.chair_minutes() >= less.chair_minutes() - 1e-9);
        assert!(more.work_minutes().usual >= less.work_minutes().usual);
        let (a, b) = (less.materials(), more.materials());
        // Cartridges may be fewer: three short days waste less of them than two.
        assert!(b.pigment_ml >= a.pigment_ml - 1e-9);
    }
}

#[test]
fn plans_say_where_they_depart_from_the_protocol() {
    let protocol = Protocol::built_in().unwrap();
    let dots =
        |sessions: usize, each: u32| vec![BTreeMap::from([((Zone::Crown, 0), each)]); sessions];
    let codes = |work: Work| -> Vec<&'static str> {
        let plan = Plan::of(&work, &protocol);
        plan.findings.iter().map(PlanFinding::code).collect()
    };
    let work = |sessions, each| Work::new(dots(sessions, each), 0, vec![ink(0.0)]).unwrap();
    assert!(codes(work(3, 5000)).is_empty());
    assert_eq!(codes(work(1, 5000)), ["P101"]);
    assert_eq!(codes(work(5, 5000)), ["P102"]);
    assert!(codes(work(5, 5000).whole_head(true)).is_empty());
    assert_eq!(codes(work(2, 5000).on_scars(true)), ["P101"]);
    // 30,000 dots at 78 a minute are 385 minutes; 300 is the longest.
    assert_eq!(codes(work(2, 30_000)), ["P103", "P103"]);
    let plan = Plan::of(&work(2, 30_000), &protocol);
    assert_eq!(plan.appointments.len(), 4);
    assert!(
        plan.findings[0]
            .words()
            .contains("session 1 is 385 minutes")
    );
    let last = Plan::of(
        &Work::new(dots(3, 9000), 2, vec![ink(0.0)]).unwrap(),
        &protocol,
    );
    assert_eq!((last.sessions(), last.dots()), (1, 9000));
    // A finished design has nothing to plan, whatever the protocol thinks of its sessions.
    for sessions in [1, 3, 6] {
        let all = Work::new(dots(sessions, 9000), sessions, vec![ink(0.0)]).unwrap();
        assert_eq!(codes(all.clone()), ["P104"]);
        let plan = Plan::of(&all, &protocol);
        assert!(plan.appointments.is_empty() && plan.dots() == 0);
        assert!(
            plan.findings[0]
                .words()
                .contains("nothing is left to place")
        );
    }
}

#[test]
fn every_ink_has_a_cup_and_a_cartridge_of_its_own() {
    let protocol = Protocol::built_in().unwrap();
    let dots = BTreeMap::from([
        ((Zone::TransitionZone, 1), 900),
        ((Zone::MidScalp, 0), 9000),
        ((Zone::Crown, 0), 3000),
    ]);
    let work = Work::new(vec![dots; 2], 0, vec![ink(0.0), ink(3.0)]).unwrap();
    let plan = Plan::of(&work, &protocol);
    let first = &plan.appointments[0];
    assert_eq!(first.inks.len(), 2);
    let (body, line) = (first.inks[&0], first.inks[&1]);
    assert_eq!((body.cartridges, line.cartridges), (2, 1));
    // Twelve thousand dots at 0.1 ml a thousand, undiluted; nine hundred from the smallest cup, one in four of it pigment.
    assert!((body.pigment_ml - 1.2).abs() < 1e-9 && body.diluent_ml.abs() < 1e-9);
    assert!((line.pigment_ml - 0.25).abs() < 1e-9 && (line.diluent_ml - 0.75).abs() < 1e-9);
    let strange = Work::new(
        vec![BTreeMap::from([((Zone::Crown, 2), 5)])],
        0,
        vec![ink(0.0)],
    );
    assert!(strange.unwrap_err().to_string().contains("ink 2 of 1"));
}

fn calendar(from: Date) -> Calendar {
    Calendar {
        from,
        last_session: None,
        practitioner_free: Vec::new(),
        client_away: Vec::new(),
        sun: Vec::new(),
        swimming: Vec::new(),
        sport: Vec::new(),
    }
}

fn range(first: Date, days: i64) -> DateRange {
    DateRange::new(first, first.saturating_add(days.days())).unwrap()
}

#[test]
fn days_keep_every_interval_and_nothing_forbidden() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
    let from = date(2027, 1, 4);
    for _ in 0..200 {
        let (dots, protocol) = (any_dots(&mut random), any_protocol(&mut random));
        let plan = plan(&dots, &protocol);
        let mut calendar = calendar(from);
        let mut any_day = |most: u64| from.saturating_add((below(&mut random, most) as i64).days());
        calendar.practitioner_free = (0..120).map(|_| any_day(330)).collect();
        calendar.client_away = vec![range(any_day(300), 9)];
        calendar.sun = vec![range(any_day(300), 12)];
        calendar.sport = vec![range(any_day(300), 1), range(any_day(300), 1)];
        let Ok(days) = propose(&plan, &protocol, &calendar) else {
            continue;
        };
        assert_eq!(days.len(), plan.appointments.len());
        for (k, day) in days.iter().enumerate() {
            assert!(*day >= from && calendar.practitioner_free.contains(day));
            let apart = |other: Date| i64::from((other - *day).get_days());
            let sunny = |n: i64| calendar.sun[0].first().saturating_add(n.days());
            for sunny in (0..13).map(sunny) {
                let away = apart(sunny);
                let tan = -protocol.usual(Rule::NoTanBefore).round() as i64;
                assert!(
                    away < tan || away > protocol.usual(Rule::NoSunAfter).round() as i64,
                    "{day} {sunny}"
                );
            }
            if k > 0 {
                let gap = -apart(days[k - 1]);
                assert!(gap >= i64::from(plan.usual_days(k, &protocol)));
                assert!(gap >= i64::from(plan.least_days(k, &protocol)));
            }
        }
    }
}

#[test]
fn without_a_day_the_reasons_are_told() {
    let protocol = Protocol::built_in().unwrap();
    let plan = plan(
        &vec![BTreeMap::from([((Zone::Crown, 0), 5000)]); 2],
        &protocol,
    );
    let mut calendar = calendar(date(2027, 1, 4));
    let days = propose(&plan, &protocol, &calendar).unwrap();
    assert_eq!(days, [date(2027, 1, 4), date(2027, 1, 18)]);
    calendar.last_session = Some(date(2027, 1, 1));
    let days = propose(&plan, &protocol, &calendar).unwrap();
    assert_eq!(days[0], date(2027, 1, 15));
    calendar.practitioner_free = vec![date(2027, 2, 1), date(2027, 2, 5)];
    let refused = propose(&plan, &protocol, &calendar).unwrap_err();
    assert_eq!(refused.appointment, 2);
    let said = refused.to_string();
    assert!(
        said.contains("from 2027-02-15") && said.contains("practitioner is not free (days: 366)"),
        "{said}"
    );
    assert!(DateRange::new(date(2027, 1, 2), date(2027, 1, 1)).is_none());
}
