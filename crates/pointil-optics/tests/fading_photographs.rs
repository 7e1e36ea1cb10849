//! Learning from healed photographs, on studios made up from the priors.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use pointil_optics::{
    Band, Circumstances, DarknessScale, DotPlacement, FadingBelief, FadingCourse, FadingParameter,
    FadingParameters, FadingPriors, FitzpatrickType, HealedSeries, MeasuredDarkness, Permanence,
    PhotographError, PigmentMaterial, Sebum, SunExposure,
};

/// A dot's darkness as it saturates with what light meets of its pigment.
fn darkness(course: &FadingCourse, days: f64) -> f64 {
    let diameter = course.column(days).diameter_mm;
    let met = 600.0 * course.concentration(PigmentMaterial::CarbonBlack, days) * diameter;
    diameter * met / (met + 1.3)
}

/// Small random numbers (SplitMix64) and a normal variate made of twelve.
struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

fn circumstances(chance: &mut Chance) -> Circumstances {
    let sebum = [Sebum::Dry, Sebum::Normal, Sebum::Oily];
    let sun = [
        SunExposure::Protected,
        SunExposure::Usual,
        SunExposure::Unprotected,
    ];
    let pick = |chance: &mut Chance| (chance.unit() * 3.0) as usize;
    Circumstances {
        fitzpatrick: FitzpatrickType::ALL[(chance.unit() * 6.0) as usize],
        sebum: sebum[pick(chance)],
        sun: sun[pick(chance)],
        swims: chance.unit() < 0.3,
        scar: chance.unit() < 0.1,
        permanence: Permanence::Permanent,
    }
}

const ERROR: f64 = 0.05;

/// What photographs of a client with these parameters show at six weeks, half a year, one, two and four years.
fn photographs(
    parameters: &FadingParameters,
    circumstances: &Circumstances,
    chance: &mut Chance,
) -> Vec<MeasuredDarkness> {
    let course = FadingCourse::new(parameters, circumstances, &DotPlacement::USUAL);
    [42.0, 180.0, 365.0, 730.0, 1460.0]
        .into_iter()
        .map(|days| MeasuredDarkness {
            days,
            darkness: darkness(&course, days) * (1.0 + ERROR * chance.normal()),
            relative_error: ERROR,
        })
        .collect()
}

fn series(circumstances: Circumstances, measured: Vec<MeasuredDarkness>) -> HealedSeries<'static> {
    HealedSeries {
        circumstances,
        placement: DotPlacement::USUAL,
        measured,
        scale: DarknessScale::Relative,
        darkness: &darkness,
    }
}

fn priors() -> FadingPriors {
    FadingPriors::built_in().unwrap()
}

/// Priors that leave only studios to differ, or only clients around a studio's typical one.
fn with_share(between_clients: f64, typical: Option<&FadingParameters>) -> FadingBelief {
    let mut all = priors();
    for prior in priors().records() {
        let mut own = prior.clone();
        // What parts studios or clients alone has the width of its share of the variance.
        let share = if typical.is_some() {
            own.between_clients
        } else {
            1.0 - own.between_clients
        };
        let shrunk = |value: f64| {
            let (low, at) = (value.ln() - own.typical.ln(), own.typical.ln());
            (at + low * share.sqrt()).exp()
        };
        (own.low, own.high) = (shrunk(own.low), shrunk(own.high));
        if let Some(studio) = typical {
            let moved = studio.get(own.parameter) / own.typical;
            own.low *= moved;
            own.typical *= moved;
            own.high *= moved;
        }
        own.between_clients = between_clients;
        all = all.with(own).unwrap();
    }
    FadingBelief::from_priors(&all)
}

const LEARNT: [FadingParameter; 3] = [
    FadingParameter::LossPermanent,
    FadingParameter::OilySkin,
    FadingParameter::Spreading,
];

/// Sixty studios drawn from the priors, each with twelve clients of its own: the intervals learnt hold nine of ten of the
/// true values, are narrower than before, and a new client of the studio fades as forecast nine times of ten.
#[test]
fn intervals_hold_what_they_promise() {
    let belief = FadingBelief::from_priors(&priors());
    let studios = with_share(0.0, None).draws(60, 11);
    let mut chance = Chance(5);
    let (mut held, mut asked) = ([0; LEARNT.len()], 0);
    let (mut forecast, mut narrower, mut misfit) = (0, 0.0, 0.0);
    for (k, studio) in studios.iter().enumerate() {
        let clients = with_share(0.0, Some(studio)).draws(13, 100 + k as u64);
        let (newcomer, known) = clients.split_last().unwrap();
        let all: Vec<HealedSeries<'_>> = known
            .iter()
            .map(|client| {
                let own = circumstances(&mut chance);
                series(own, photographs(client, &own, &mut chance))
            })
            .collect();
        let learnt = belief.learn(&all).unwrap();
        misfit += learnt.misfit / studios.len() as f64;
        for (held, parameter) in held.iter_mut().zip(LEARNT) {
            *held += i32::from(
                learnt
                    .belief
                    .studio_band(parameter)
                    .holds(studio.get(parameter)),
            );
        }
        let width = |band: Band| (band.high / band.low).ln();
        let loss = FadingParameter::LossPermanent;
        narrower += width(learnt.belief.studio_band(loss)) / width(belief.studio_band(loss));
        let ratio = |parameters: &FadingParameters| {
            let typical = Circumstances::TYPICAL;
            let course = FadingCourse::new(parameters, &typical, &DotPlacement::USUAL);
            darkness(&course, 1860.0) / darkness(&course, 42.0)
        };
        let draws: Vec<f64> = learnt.belief.draws(400, 3).iter().map(ratio).collect();
        forecast += i32::from(Band::of(&draws).unwrap().holds(ratio(newcomer)));
        asked += 1;
    }
    let narrower = narrower / f64::from(asked);
    println!(
        "of {asked} studios held {held:?}, forecasts {forecast}, width {narrower:.2}, misfit {misfit:.2}"
    );
    // Nine of ten of 60 are 54; fewer than 47 or more than 60 happen once in a thousand.
    assert!(
        held.iter().all(|count| (47..=60).contains(count)),
        "{held:?}"
    );
    assert!((47..=60).contains(&forecast), "{forecast}");
    assert!(narrower < 0.8, "{narrower}");
    assert!((misfit - 1.0).abs() < 0.25, "{misfit}");
}

/// A studio whose work fades twice as fast as most is found out, the more surely the more clients there are, and never wholly.
#[test]
fn a_studio_that_differs_is_found_out() {
    let belief = FadingBelief::from_priors(&priors());
    let loss = FadingParameter::LossPermanent;
    let mut own = priors().get(loss).clone();
    (own.low, own.typical, own.high) = (0.33, 0.35, 0.37);
    let fast = FadingBelief::from_priors(&priors().with(own).unwrap()).typical();
    let mut chance = Chance(9);
    let mut last = belief.studio_band(loss);
    for count in [2, 8, 32] {
        let all: Vec<HealedSeries<'_>> = (0..count)
            .map(|_| {
                let own = Circumstances::TYPICAL;
                series(own, photographs(&fast, &own, &mut chance))
            })
            .collect();
        let learnt = belief.learn(&all).unwrap().belief;
        let band = learnt.studio_band(loss);
        println!(
            "{count} clients: {band:.3?}, a new client {:.3?}",
            learnt.client_band(loss)
        );
        assert!(band.high - band.low < last.high - last.low);
        assert!(band.middle > last.middle - 0.01);
        assert!(learnt.client_band(loss).high / learnt.client_band(loss).low > 1.3);
        last = band;
    }
    assert!(last.middle > 0.27 && last.high > 0.3, "{last:?}");
    // What photographs of carbon on unscarred skin say nothing of stays as it was.
    for silent in [
        FadingParameter::SunLossIronOxide,
        FadingParameter::LaserClearance,
    ] {
        let learnt = belief.learn(&[series(
            Circumstances::TYPICAL,
            photographs(&fast, &Circumstances::TYPICAL, &mut chance),
        )]);
        let (before, now) = (
            belief.studio_band(silent),
            learnt.unwrap().belief.studio_band(silent),
        );
        assert!((now.middle / before.middle - 1.0).abs() < 1e-9);
        assert!((now.high / before.high - 1.0).abs() < 1e-9);
    }
}

/// A client's own photographs narrow the forecast for that client beyond what the studio's do.
#[test]
fn a_client_is_known_by_their_own_photographs() {
    let belief = FadingBelief::from_priors(&priors());
    let client = belief.draws(9, 4)[2];
    let mut chance = Chance(2);
    let own = Circumstances::TYPICAL;
    let shown = photographs(&client, &own, &mut chance);
    let loss = FadingParameter::LossPermanent;
    let learnt = belief.learn_client(&[series(own, shown)]).unwrap().belief;
    let (before, now) = (belief.client_band(loss), learnt.client_band(loss));
    println!("{:.3}: {before:.3?} {now:.3?}", client.get(loss));
    assert!(now.high - now.low < 0.85 * (before.high - before.low));
    assert_eq!(learnt.client_band(loss), learnt.studio_band(loss));
    // Counted dots tell how much of the ink stays.
    let course = FadingCourse::new(&client, &own, &DotPlacement::USUAL);
    let counted = HealedSeries {
        measured: vec![MeasuredDarkness {
            days: 42.0,
            darkness: darkness(&course, 42.0),
            relative_error: 0.05,
        }],
        scale: DarknessScale::Absolute,
        ..series(own, Vec::new())
    };
    let share = FadingParameter::ImplantedShare;
    let learnt = belief.learn_client(&[counted]).unwrap().belief;
    let (before, now) = (belief.client_band(share), learnt.client_band(share));
    println!("{:.4}: {before:.4?} {now:.4?}", client.get(share));
    assert!(now.holds(client.get(share)));
    assert!(now.high / now.low < 0.6 * before.high / before.low);
}

#[test]
fn photographs_that_tell_nothing_are_refused() {
    let belief = FadingBelief::from_priors(&priors());
    let m = |days, darkness, relative_error| MeasuredDarkness {
        days,
        darkness,
        relative_error,
    };
    let said = |measured: Vec<MeasuredDarkness>| {
        let all = [series(Circumstances::TYPICAL, measured)];
        belief.learn(&all).unwrap_err().to_string()
    };
    assert!(said(vec![m(42.0, 0.1, 0.05)]).contains("series 1 has 1 photographs; give 2"));
    let with = |odd| said(vec![m(42.0, 0.1, 0.05), odd]);
    assert!(with(m(-1.0, 0.1, 0.05)).contains("photograph 2: days -1; it must be 0 to"));
    assert!(with(m(99.0, 0.0, 0.05)).contains("darkness 0; it must be above"));
    assert!(with(m(99.0, f64::NAN, 0.05)).contains("darkness NaN"));
    assert!(with(m(99.0, 0.1, 0.0)).contains("relative error 0"));
    let nothing = HealedSeries {
        darkness: &|_, _| 0.0,
        ..series(
            Circumstances::TYPICAL,
            vec![m(42.0, 0.1, 0.1), m(80.0, 0.1, 0.1)],
        )
    };
    let unseen = belief.learn(&[nothing]);
    assert!(matches!(
        unseen,
        Err(PhotographError::Unseen { series: 1, .. })
    ));
    assert_eq!(
        belief.learn(&[]).unwrap().belief,
        belief.learn(&[]).unwrap().belief
    );
}
