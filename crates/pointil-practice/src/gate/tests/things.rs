//! Hygiene, lots and anaesthetic.

use super::{gate, observe};
use crate::bounded::Words;
use crate::credential::CredentialKind;
use crate::gate::Light;
use crate::gate::world::{self, BEGIN, World, key, pat};
use crate::lot::{Certificate, CertificateKind, LotKind};
use crate::protocol::StudioProtocol;
use crate::rule::RuleCode;
use crate::sample;
use crate::session::Observation;

#[test]
fn refuses_session_skin() {
    gate(
        &[RuleCode::SessionSkin],
        |world| {
            let scabs = Observation::Skin {
                is_whole: false,
                seen: Some(Words::new("scabs at the crown").unwrap()),
            };
            observe(world, 800, scabs);
        },
        |world| {
            let whole = Observation::Skin {
                is_whole: true,
                seen: None,
            };
            observe(world, 801, whole);
        },
    );
}

#[test]
fn refuses_session_hygiene() {
    let without = |world: &mut World, code: &str| {
        let mut json = serde_json::to_value(&world.session).unwrap();
        let steps = json["steps"].as_array_mut().unwrap();
        steps.retain(|step| step["what"]["observation"]["item"] != code);
        world.session = serde_json::from_value(json).unwrap();
    };
    let done = |witnessed| Observation::Hygiene {
        item: Words::new("needles_opened").unwrap(),
        witnessed,
    };
    gate(
        &[RuleCode::SessionHygiene],
        |world| {
            without(world, "needles_opened");
            // Marked, but the client did not see it.
            observe(world, 800, done(false));
        },
        |world| observe(world, 801, done(true)),
    );
    // What was marked yesterday does not count today.
    let mut world = World::green();
    world.session = world::prepared(world::planned(30, BEGIN), &world.lots, BEGIN - 11);
    assert!(world.report().gate(RuleCode::SessionHygiene).unwrap().light == Light::Red);
}

#[test]
fn refuses_session_photographs() {
    gate(
        &[RuleCode::SessionPhotographs],
        |world| {
            let text = serde_json::to_string(&world.session).unwrap();
            let text = text.replace("\"is_before\":true", "\"is_before\":false");
            world.session = serde_json::from_str(&text).unwrap();
        },
        |world| {
            let photograph = Observation::Photograph {
                id: crate::id::PhotographId(key(5)),
                is_before: true,
            };
            observe(world, 800, photograph);
        },
    );
}

#[test]
fn refuses_lot_chosen() {
    gate(
        &[RuleCode::LotChosen],
        |world| {
            let away = Observation::LotPutAway {
                lot: sample::record(10),
            };
            observe(world, 800, away);
        },
        |world| {
            let act = world.act();
            let needles = world.lots[3].clone();
            let session = world.session.clone();
            world.session = session.take_lot(key(801), act, &needles, None).unwrap();
        },
    );
}

#[test]
fn refuses_lot_unavailable() {
    gate(
        &[RuleCode::LotUnavailable],
        |world| {
            let why = Words::new("a cracked cap").unwrap();
            let own = world.lots[0].clone();
            *world.lot(7) = own.quarantine(sample::act(1), why).unwrap();
        },
        |world| {
            let own = world.lots[0].clone();
            *world.lot(7) = own.release().unwrap();
        },
    );
    gate(
        &[RuleCode::LotUnavailable],
        |world| *world.lot(7) = sample::lot(7, LotKind::Pigment),
        |world| *world.lot(7) = world::opened(7, LotKind::Pigment, 0),
    );
    // A lot that nobody handed over is not known to be anything.
    let mut world = World::green();
    world.lots.remove(3);
    let red: Vec<_> = world.report().red().map(|own| own.code).collect();
    assert!(red.contains(&RuleCode::LotUnavailable), "{red:?}");
}

#[test]
fn refuses_lot_expired() {
    gate(
        &[RuleCode::LotExpired],
        |world| world.lot(7).facts.expiry = "2027-03-07".parse().unwrap(),
        |world| world.lot(7).facts.expiry = "2027-03-08".parse().unwrap(),
    );
}

#[test]
fn refuses_lot_recalled() {
    gate(
        &[RuleCode::LotRecalled],
        |world| {
            let words = || Words::new("bacteria were found").unwrap();
            let from = Words::new("the maker").unwrap();
            let own = world.lots[0].clone();
            *world.lot(7) = own.recall(world.act(), from, words()).unwrap();
        },
        |world| *world.lot(7) = world::opened(7, LotKind::Pigment, 0),
    );
}

#[test]
fn refuses_lot_opened() {
    // The diluent may be used on the day after it was opened and no longer.
    gate(
        &[RuleCode::LotOpened],
        |world| *world.lot(9) = world::opened(9, LotKind::Diluent, BEGIN - 48),
        |world| *world.lot(9) = world::opened(9, LotKind::Diluent, BEGIN - 24),
    );
    gate(
        &[RuleCode::LotOpened],
        |world| world.lot(7).facts.maker_open_days = Some(6),
        |world| world.lot(7).facts.maker_open_days = Some(7),
    );
}

#[test]
fn refuses_lot_certificate() {
    fn statement(values: &str) -> Certificate {
        Certificate {
            kind: CertificateKind::Reach,
            reference: Words::new("statement 12").unwrap(),
            on: "2026-01-01".parse().unwrap(),
            values: serde_json::from_str(values).unwrap(),
        }
    }
    /// The same studio in the European Union.
    fn move_to_union(world: &mut World) {
        let code = "EU".parse().unwrap();
        world.premises.as_mut().unwrap().jurisdiction = code;
        let own = StudioProtocol::new(sample::record(101), code, &[], sample::act(0), None);
        let own = own.unwrap();
        world.session.plan.protocol = own.version();
        world.protocol = Some(own);
        let trained = world::credential(70, pat(), CredentialKind::Training, "2027-12-31");
        world.credentials.push(trained);
    }
    let add = |world: &mut World, number, values| {
        let own = world.lot(number);
        *own = own.clone().with_certificate(statement(values)).unwrap();
    };
    gate(
        &[RuleCode::LotCertificate],
        |world| {
            move_to_union(world);
            add(world, 7, "[]");
        },
        |world| add(world, 9, "[]"),
    );
    gate(
        &[RuleCode::LotCertificate],
        |world| {
            move_to_union(world);
            add(world, 7, "[{\"substance\":\"lead\",\"mg_per_kg\":0.7}]");
            add(world, 9, "[]");
        },
        |world| {
            *world.lot(7) = world::opened(7, LotKind::Pigment, 0);
            add(world, 7, "[{\"substance\":\"lead\",\"mg_per_kg\":0.69}]");
        },
    );
}

/// An anaesthetic of lot 8 on the skin, and the world without it.
fn anaesthetic(code: RuleCode, [permille, area_cm2, minutes]: [u16; 3], fine: [u16; 3]) {
    let on = |[permille, area_cm2, minutes]: [u16; 3]| Observation::Anaesthetic {
        lot: sample::record(8),
        permille,
        area_cm2,
        minutes,
    };
    gate(
        &[code],
        |world| observe(world, 800, on([permille, area_cm2, minutes])),
        |world| {
            *world = World::green();
            observe(world, 800, on(fine));
        },
    );
}

#[test]
fn refuses_anaesthetic_strength() {
    anaesthetic(RuleCode::AnaestheticStrength, [41, 50, 20], [40, 50, 20]);
}

#[test]
fn refuses_anaesthetic_minutes() {
    anaesthetic(RuleCode::AnaestheticMinutes, [40, 50, 31], [40, 50, 30]);
}

#[test]
fn refuses_anaesthetic_area() {
    anaesthetic(RuleCode::AnaestheticArea, [40, 101, 20], [40, 100, 20]);
}
