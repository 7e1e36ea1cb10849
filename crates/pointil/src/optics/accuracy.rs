//! `pointil optics accuracy`: the fast model against the reference over random dots.

use pointil_optics::monte_carlo::Photons;
use pointil_optics::{Gloss, RandomDots, SkinModel, Trial};
use serde_json::{Value, json};

use super::arguments::AccuracyArguments;
use crate::colour_input::input;
use crate::failure::Failure;
use crate::report::Report;

/// Targets for the median and the 95th percentile of CIEDE2000.
const TARGETS: [f64; 2] = [0.5, 1.5];

/// Contrast above which a dot is seen at a glance.
const VISIBLE: f64 = 3.0;

const PLACES: [&str; 3] = ["in the middle", "beside the dot", "many, from afar"];

/// Draws the dots, judges each and prints how far the fast model is off; a target missed is a failure.
pub fn accuracy(arguments: &AccuracyArguments, report: &Report) -> Result<(), Failure> {
    let model = SkinModel::new().map_err(input)?;
    let mut dots = RandomDots::new(arguments.seed);
    report.begin(arguments.dots);
    let mut trials = Vec::new();
    for k in 0..arguments.dots {
        report.step("dots tried");
        let dot = dots.draw(&model).map_err(input)?;
        let photons = Photons {
            count: arguments.photons,
            seed: arguments.seed.wrapping_mul(1_000_003).wrapping_add(k),
        };
        trials.push(dot.judge(&model, Gloss::Excluded, photons).map_err(input)?);
    }
    let visible: Vec<Trial> = trials
        .iter()
        .copied()
        .filter(|trial| trial.contrast() > VISIBLE)
        .collect();
    let groups = [
        ("all dots".to_owned(), figures(&trials)),
        (
            format!("dots that stand out by more than {VISIBLE}"),
            figures(&visible),
        ),
    ];
    let counts = [trials.len(), visible.len()];
    let missed = groups[0].1.differences.iter().any(|own| !own.on_target());
    let verdict = if missed {
        let [median, most] = TARGETS;
        Err(Failure::gate(format!(
            "the fast model misses its target: a median of {median} and a 95th percentile of {most} CIEDE2000 in every place"
        )))
    } else {
        Ok(())
    };
    report.judged(
        &summary(arguments, &groups, counts),
        &lines(arguments, &groups, counts),
        verdict,
    )
}

/// Median, 95th percentile and worst.
#[derive(Clone, Copy)]
struct Spread([f64; 3]);

impl Spread {
    /// Of these values; zeros for none.
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = sorted.len().saturating_sub(1) as f64;
            sorted
                .get((last * share).round() as usize)
                .copied()
                .unwrap_or(0.0)
        };
        Self([at(0.5), at(0.95), at(1.0)])
    }

    fn on_target(&self) -> bool {
        self.0[0] <= TARGETS[0] && self.0[1] <= TARGETS[1]
    }

    fn words(&self) -> String {
        let [median, most, worst] = self.0;
        format!("median {median:.2}, 95th percentile {most:.2}, worst {worst:.2}")
    }

    fn json(&self) -> Value {
        let [median, most, worst] = self.0;
        json!({ "median": median, "percentile_95": most, "worst": worst })
    }
}

/// What the trials of a group come to.
struct Figures {
    contrast: Spread,
    differences: [Spread; 3],
    noise: [Spread; 3],
}

fn figures(trials: &[Trial]) -> Figures {
    let of =
        |value: fn(&Trial) -> [f64; 3], k: usize| Spread::of(trials.iter().map(|t| value(t)[k]));
    Figures {
        contrast: Spread::of(trials.iter().map(Trial::contrast)),
        differences: [0, 1, 2].map(|k| of(Trial::differences, k)),
        noise: [0, 1, 2].map(|k| of(|trial| trial.noise, k)),
    }
}

fn lines(
    arguments: &AccuracyArguments,
    groups: &[(String, Figures); 2],
    counts: [usize; 2],
) -> Vec<String> {
    let mut lines = Vec::new();
    for ((name, figures), count) in groups.iter().zip(counts) {
        lines.push(format!("{name}: {count}"));
        lines.push(format!(
            "  a dot's middle from the skin: {}",
            figures.contrast.words()
        ));
        for (k, place) in PLACES.into_iter().enumerate() {
            lines.push(format!(
                "  fast model from reference, {place}: {} (of it noise: {})",
                figures.differences[k].words(),
                figures.noise[k].words()
            ));
        }
    }
    lines.push(format!(
        "(CIEDE2000 in daylight; targets: median {}, 95th percentile {}; {} photons at each of 41 wavelengths, seed {})",
        TARGETS[0], TARGETS[1], arguments.photons, arguments.seed
    ));
    lines
}

fn summary(
    arguments: &AccuracyArguments,
    groups: &[(String, Figures); 2],
    counts: [usize; 2],
) -> Value {
    let groups = groups.iter().zip(counts).map(|((name, figures), count)| {
        let places = PLACES.into_iter().enumerate().map(|(k, place)| {
            json!({
                "place": place,
                "difference": figures.differences[k].json(),
                "noise": figures.noise[k].json(),
                "on_target": figures.differences[k].on_target(),
            })
        });
        json!({
            "group": name,
            "dots": count,
            "contrast": figures.contrast.json(),
            "places": places.collect::<Vec<_>>(),
        })
    });
    json!({
        "targets": { "median": TARGETS[0], "percentile_95": TARGETS[1] },
        "photons": arguments.photons,
        "seed": arguments.seed,
        "groups": groups.collect::<Vec<_>>(),
    })
}
