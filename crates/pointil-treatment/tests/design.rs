//! Laws of designs: the same file, the same hash, the same dots; more asked is never less given.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

mod designs;

use designs::{man, shaved_look, with_forecast};
use pointil_optics::ShadeCatalogue;
use pointil_scalp::{DotDensity, HairPattern, Mm, Sex, Surface, WorkOrder, Zone};
use pointil_treatment::design::{
    DotSetting, LedgerBatch, Needle, Outline, PartLine, Place, ShadeRecipe, Technique,
};
use pointil_treatment::diff::Difference;
use pointil_treatment::plan::{Plan, Work};
use pointil_treatment::quote::{PriceList, PriceModel, Quantities, Quote, Tax};
use pointil_treatment::{Client, Design, Layout, Money, OpenCase, Protocol, currency};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

/// A digest of every dot: its place, session and setting, bit for bit.
fn dots_digest(layout: &Layout) -> String {
    let mut digest = Sha256::new();
    for dot in &layout.dots {
        for value in dot.point.to_vec().to_array() {
            digest.update(value.to_bits().to_le_bytes());
        }
        digest.update([dot.session as u8, dot.setting as u8]);
    }
    let bytes: [u8; 32] = digest.finalize().into();
    bytes
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn on_threads<T: Send>(count: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count);
    pool.build().unwrap().install(work)
}

/// A case kept in a file when this format was young. Its hash and its dots are those of that day, in every build profile, on any
/// number of threads.
#[test]
fn a_kept_file_has_the_hash_and_the_dots_it_always_had() {
    let text = include_str!("kept/shaved_look.pointil.json");
    let case = OpenCase::read(text).unwrap();
    let expected = include_str!("kept/shaved_look.digest.txt");
    let told = |threads| {
        on_threads(threads, || {
            let layout = Layout::of(&case.design).unwrap();
            format!("{} {}\n", case.design.hash(), dots_digest(&layout))
        })
    };
    assert_eq!(told(1), expected);
    assert_eq!(told(3), expected);
}

#[test]
fn a_design_comes_back_from_its_file_as_it_was() {
    let case = OpenCase::new(man(45), every_technique());
    let text = case.write();
    let back = OpenCase::read(&text).unwrap();
    assert_eq!(back, case);
    assert_eq!(back.write(), text);
    assert_eq!(back.design.hash(), case.design.hash());
    let mut other = case.design.clone();
    other.seed += 1;
    assert_ne!(other.hash(), case.design.hash());
}

#[test]
fn older_files_are_raised_and_newer_ones_refused_kindly() {
    let text = include_str!("kept/format_1.pointil.json");
    let case = OpenCase::read(text).unwrap();
    assert_eq!(case.pointil, pointil_treatment::FORMAT);
    let hair = case.design.hair.existing();
    assert_eq!(case.design.hair.pattern.to_string(), "Norwood VI");
    // The first format said every share by zone, and what it left out was full.
    assert!((hair.of(Zone::LateralHumpLeft) - 0.4).abs() < 1e-12);
    assert!((hair.of(Zone::ParietalLeft) - 1.0).abs() < 1e-12);
    let told = |text: &str| OpenCase::read(text).unwrap_err().to_string();
    let newer = text.replacen("\"pointil\": 1", "\"pointil\": 99", 1);
    let message = told(&newer);
    assert!(
        message.contains("format 99") && message.contains("newer Pointil"),
        "{message}"
    );
    assert!(told("{}").contains("no version"));
    assert!(told("[1").starts_with("line 1"));
    let strange = case.write().replace("\"seed\"", "\"sead\"");
    assert!(told(&strange).contains("sead"), "{}", told(&strange));
    let dense = case
        .write()
        .replacen("\"dots_per_cm2\": 150.0", "\"dots_per_cm2\": 900.0", 1);
    assert!(
        told(&dense).contains("900") && told(&dense).contains("0 to 250"),
        "{}",
        told(&dense)
    );
}

#[test]
fn the_schema_in_the_documents_is_the_one_that_is_read() {
    let kept = include_str!("../../../docs/pointil.schema.json");
    let own = serde_json::to_string_pretty(&OpenCase::schema()).unwrap() + "\n";
    assert_eq!(kept, own, "write it anew: pointil schema --out docs");
}

fn vertex_and(left: f64, forward: f64) -> Place {
    let head = designs::head(Sex::Male);
    let up = pointil_scalp::Point::new(left, 130.0, forward - 7.0);
    Place::of(pointil_scalp::Surface::site(&head, up))
}

/// A design with every technique that there is.
fn every_technique() -> Design {
    let mut design = shaved_look();
    let catalogue = ShadeCatalogue::built_in().unwrap();
    design
        .shades
        .push(ShadeRecipe::of(catalogue.shade("grey").unwrap()));
    let own = DotSetting {
        shade: "grey".to_owned(),
        needle: Needle::FINE,
        ..design.dot.clone()
    };
    design.techniques = areas();
    design.techniques.extend(places(own));
    design.in_skin = vec![LedgerBatch {
        of: "another studio, 2021".to_owned(),
        session: None,
        on: Some(jiff::civil::date(2021, 5, 30)),
        dot: None,
        places: (0..40)
            .map(|k| vertex_and(f64::from(k) - 20.0, 20.0))
            .collect(),
    }];
    design
}

/// Techniques that treat zones.
fn areas() -> Vec<Technique> {
    vec![
        Technique::HairlineDefinition {},
        Technique::RecedingLine {},
        Technique::Crown {},
        Technique::ChosenZones {
            zones: vec![Zone::MidScalp],
        },
        Technique::DiffuseDensity {
            zones: vec![Zone::Forelock],
            part_line: Some(PartLine {
                along: vec![vertex_and(20.0, 60.0), vertex_and(20.0, 10.0)],
                width_mm: 6.0,
                dots_per_cm2: DotDensity::new(170.0),
                blend_mm: 10.0,
            }),
        },
        Technique::AfterTransplant {
            zones: vec![Zone::FrontalTuft],
            grafts_per_cm2: pointil_scalp::FollicularUnitDensity::new(35.0),
        },
    ]
}

/// Techniques that have places of their own.
fn places(own: DotSetting) -> Vec<Technique> {
    let oval = |left, forward| Outline::Oval {
        centre: vertex_and(left, forward),
        length_mm: 30.0,
        breadth_mm: 20.0,
        turn_deg: 30.0,
    };
    vec![
        Technique::AreataPatch {
            outline: oval(60.0, -20.0),
            dots_per_cm2: DotDensity::new(120.0),
            blend_mm: 4.0,
        },
        Technique::StripScar {
            along: vec![vertex_and(30.0, -90.0), vertex_and(-30.0, -90.0)],
            width_mm: 5.0,
            density_share: 0.7,
            blend_mm: 2.0,
            dot: Some(own.clone()),
        },
        Technique::PunchScars {
            centres: vec![vertex_and(-50.0, -60.0), vertex_and(-56.0, -60.0)],
            diameter_mm: 3.0,
            density_share: 0.8,
            blend_mm: 1.0,
            dot: Some(own),
        },
        Technique::CoverUp {
            outline: oval(-60.0, 0.0),
            dots_per_cm2: DotDensity::new(140.0),
            blend_mm: 3.0,
        },
    ]
}

#[test]
fn techniques_combine_on_one_head() {
    let design = every_technique();
    let layout = Layout::of(&design).unwrap();
    // Old dots stay and count; scars are set in their own way.
    assert_eq!(
        layout.dots.iter().filter(|dot| dot.session == 0).count(),
        40
    );
    assert_eq!(layout.settings.len(), 2);
    let grey = layout
        .dots
        .iter()
        .filter(|dot| layout.setting(dot).shade == "grey")
        .count();
    assert!(grey > 50 && grey < 1500, "{grey}");
    // Grafts that grew need no dots beside them.
    let mut without = design.clone();
    without
        .techniques
        .retain(|own| !matches!(own, Technique::AfterTransplant { .. }));
    without.techniques.push(Technique::ChosenZones {
        zones: vec![Zone::FrontalTuft],
    });
    let tuft = |layout: &Layout| {
        layout
            .dots
            .iter()
            .filter(|dot| dot.zone == Some(Zone::FrontalTuft))
            .count()
    };
    assert!(tuft(&Layout::of(&without).unwrap()) > tuft(&layout));
    let orders = design.orders();
    for order in [WorkOrder::Crown, WorkOrder::Patches, WorkOrder::Scars] {
        assert!(orders.contains(&order), "{orders:?}");
    }
}

fn list() -> PriceList {
    let money =
        |text: &str| Money::exactly(text.parse().unwrap(), currency("EUR").unwrap()).unwrap();
    PriceList {
        currency: currency("EUR").unwrap(),
        model: PriceModel::PerArea {
            square_cm: money("9.75"),
            least: money("450"),
        },
        level: None,
        extras: Vec::new(),
        discount: None,
        tax: Tax {
            name: "VAT".to_owned(),
            rate: Decimal::ZERO,
            included: false,
        },
        deposit: Decimal::ZERO,
        instalments: 1,
    }
}

/// Dots, minutes in the chair and price of a design.
fn asked(design: &Design) -> (usize, f64, [i64; 2]) {
    let layout = Layout::of(design).unwrap();
    let protocol = Protocol::built_in().unwrap();
    let plan = Plan::of(&Work::of(design, &layout).unwrap(), &protocol);
    let quantities = Quantities {
        sessions: plan.sessions() as u32,
        minutes: plan.work_minutes().usual,
        area_cm2: layout.treated_area().square_cm(),
        orders: design.orders(),
        hair: None,
        on_scars: false,
    };
    let price = |model| {
        let list = PriceList { model, ..list() };
        Quote::of(&quantities, &list).unwrap().total.minor()
    };
    let each = Money::exactly("180".parse().unwrap(), currency("EUR").unwrap()).unwrap();
    let prices = [
        price(list().model),
        price(PriceModel::PerHour { hour: each }),
    ];
    (layout.dots.len(), plan.chair_minutes(), prices)
}

#[test]
fn more_density_area_or_layers_never_ask_for_less() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(4);
    let mut below = |most: u64| random.next_u64() % most;
    let mut design = shaved_look();
    design.techniques = vec![Technique::Crown {}];
    let mut before = asked(&design);
    for step in 0..9 {
        match step % 3 {
            0 => {
                for zone in design.zones.values_mut() {
                    let more = zone.dots_per_cm2.per_square_cm() * (1.0 + below(20) as f64 / 100.0);
                    zone.dots_per_cm2 = DotDensity::new(more.min(250.0));
                }
            }
            1 => {
                let zone = Zone::ALL[below(Zone::ALL.len() as u64) as usize];
                let zones = vec![zone, zone.mirrored()];
                design.techniques.push(Technique::ChosenZones { zones });
            }
            _ => {
                let layers = design.layers.len() + 1;
                let even = (1..=layers).map(|k| k as f64 / layers as f64);
                design.layers = even.collect();
            }
        }
        let after = asked(&design);
        assert!(
            after.0 >= before.0,
            "dots, step {step}: {before:?} {after:?}"
        );
        assert!(
            after.1 >= before.1 - 1e-6,
            "minutes, step {step}: {before:?} {after:?}"
        );
        assert!(
            after.2.iter().zip(before.2).all(|(now, then)| *now >= then),
            "price, step {step}: {before:?} {after:?}"
        );
        before = after;
    }
}

#[test]
fn a_difference_names_what_changed_and_counts_dots() {
    let first = shaved_look();
    let mut second = first.clone();
    let crown = second.zones.get_mut(&Zone::Crown).unwrap();
    crown.dots_per_cm2 = DotDensity::new(190.0);
    second.hairline.parameters.macro_amplitude = Mm::new(1.5);
    let (old, new) = (Layout::of(&first).unwrap(), Layout::of(&second).unwrap());
    let none = Difference::between((&first, &old), (&first, &old));
    assert!(none.is_none());
    assert_eq!(
        (none.dots.kept, none.dots.added, none.dots.removed),
        (old.dots.len(), 0, 0)
    );
    let some = Difference::between((&first, &old), (&second, &new));
    let fields: Vec<&str> = some.changes.iter().map(|own| own.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "hairline.parameters.macro_amplitude",
            "zones.crown.dots_per_cm2"
        ]
    );
    assert_eq!(
        (some.changes[1].from.as_str(), some.changes[1].to.as_str()),
        ("150.0", "190.0")
    );
    let dots = &some.dots;
    assert!(dots.by_zone[&Zone::Crown] > 300, "{dots:?}");
    assert_eq!(dots.kept + dots.added, new.dots.len());
    assert_eq!(dots.kept + dots.removed, old.dots.len());
}

#[test]
fn values_out_of_range_are_named() {
    let told = |change: &dyn Fn(&mut Design)| {
        let mut design = shaved_look();
        change(&mut design);
        design.check().unwrap_err().to_string()
    };
    assert!(told(&|d| d.layers = vec![0.5]).starts_with("layers is [0.5]"));
    assert!(told(&|d| d.dot.diameter_mm = -0.1).contains("dot.diameter_mm is -0.1"));
    assert!(told(&|d| d.dot.water = 500.0).contains("dot.water is 500"));
    assert!(told(&|d| d.dot.shade = "pink".into()).contains("dot.shade is pink"));
    assert!(told(&|d| d.techniques.clear()).contains("techniques"));
    assert!(told(&|d| d.seed = u64::MAX).contains("seed"));
    assert!(told(&|d| d.head.shape.truncate(9)).contains("shape has 9 entries"));
    assert!(told(&|d| drop(d.zones.remove(&Zone::Nape))).contains("zones.nape is missing"));
    assert!(told(&|d| d.dots = Some(0)).contains("dots is 0"));
    assert!(told(&|d| d.edge.softness = f64::NAN).contains("edge.softness is NaN"));
    let nowhere = Place([0.0, 0.0, 0.0]);
    let told = told(&|d| d.hairline.points[0].at = nowhere);
    assert!(told.contains("hairline.points[0].at"), "{told}");
}

#[test]
fn a_forecast_narrows_to_the_healed_work_and_its_ledger_grows() {
    let (client, mut design) = (man(45), shaved_look());
    design.hair = HairPattern::None.into();
    with_forecast(&client, &design, |layout, forecast| {
        let shares = forecast.shares(&[0.0, 42.0, 365.0 * 6.0]).unwrap();
        assert!(
            shares[0].middle > shares[1].middle && shares[2].middle < 0.8,
            "{shares:?}"
        );
        assert!((shares[1].middle - 1.0).abs() < 1e-9 && shares[2].low < shares[2].high);
        let due = forecast.touch_up_years().unwrap().unwrap();
        assert!(due.low < due.middle && due.middle < due.high);
        let ledger = forecast.lifetime(3).unwrap();
        assert_eq!(ledger.len(), 4);
        assert!((ledger[0].dots_per_cm2 - layout.typical_density().per_square_cm()).abs() < 1e-9);
        for pair in ledger.windows(2) {
            assert!(pair[1].dots_per_cm2 > pair[0].dots_per_cm2);
            assert!(pair[1].coverage > pair[0].coverage);
        }
    });
    let _: Client = client;
}

/// A patch whose dots are all in the skin, sentinels among them.
fn finished() -> (Layout, Design) {
    let mut design = shaved_look();
    design.techniques = vec![places(design.dot.clone()).swap_remove(0)];
    let layout = Layout::of(&design).unwrap();
    for session in 1..=layout.sessions {
        let own = layout.dots.iter().filter(|dot| dot.session == session);
        design.in_skin.push(LedgerBatch {
            of: format!("session {session}"),
            session: Some(session as u8),
            on: None,
            dot: None,
            places: own
                .map(|dot| Place::of(layout.head.site(dot.point)))
                .collect(),
        });
    }
    (layout, design)
}

#[test]
fn a_finished_design_is_its_dots_in_the_skin() {
    let (planned, design) = finished();
    assert!(design.is_finished() && !shaved_look().is_finished());
    let layout = Layout::of(&design).unwrap();
    assert_eq!(layout.dots.len(), planned.dots.len());
    assert!(layout.dots.iter().all(|dot| dot.done));
    for session in 1..=layout.sessions {
        let count = |layout: &Layout| {
            let own = layout.dots.iter().filter(|dot| dot.session == session);
            own.count()
        };
        assert_eq!(count(&layout), count(&planned), "session {session}");
    }
    // Each lies where it was planned, in its zone and set as it was.
    let mut at: Vec<[f64; 2]> = planned
        .dots
        .iter()
        .map(|dot| [dot.point.left(), dot.point.up()])
        .collect();
    at.sort_by(|a, b| a[0].total_cmp(&b[0]));
    for dot in &layout.dots {
        let from = at.partition_point(|own| own[0] < dot.point.left() - 1e-3);
        let near = |own: &&[f64; 2]| (own[0] - dot.point.left()).abs() < 1e-3;
        let mut candidates = at[from..].iter().take_while(near);
        assert!(
            candidates.any(|own| (own[1] - dot.point.up()).abs() < 1e-3),
            "{dot:?}"
        );
    }
    assert_eq!(layout.treated, planned.treated);
    let work = Work::of(&design, &layout).unwrap();
    assert_eq!(work.done(), design.sessions());
    // One session more than there are is none of this design's.
    let mut more = design.clone();
    more.in_skin[0].session = Some(4);
    let told = Layout::of(&more).unwrap_err().to_string();
    assert!(told.contains("the design has 3 sessions"), "{told}");
    let mut empty = design.clone();
    empty.in_skin.iter_mut().for_each(|own| own.places.clear());
    let told = Layout::of(&empty).unwrap_err().to_string();
    assert!(
        told.contains("in_skin") && told.contains("list the dots"),
        "{told}"
    );
    // The number of dots asked for no longer counts.
    let counted = Design {
        dots: Some(17),
        ..design
    };
    assert_eq!(Layout::of(&counted).unwrap().dots.len(), planned.dots.len());
}
