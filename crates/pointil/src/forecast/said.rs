//! A forecast in words and for machines.

use pointil_optics::{Band, FadingParameter};
use serde_json::{Value, json};

use super::photographs::Learnt;
use super::{AtAge, Forecast};
use crate::work::Work;

/// A parameter whose range became narrower or whose middle moved by less than this share is not spoken of.
const WORTH_SAYING: f64 = 0.1;

/// The forecast in words.
pub fn lines(work: &Work, forecast: &Forecast, clients: usize) -> Vec<String> {
    let mut lines = vec![
        work.words(),
        format!("bare skin L* {:.1}", forecast.bare_lightness),
        String::new(),
        format!(
            "{:<10}{:<22}{:<22}{:<22}{}",
            "", "pigment left", "darkness", "L* of the work", "of the healed darkness"
        ),
    ];
    let healed = healed(forecast);
    for age in &forecast.ages {
        let line = format!(
            "{:<10}{:<22}{:<22}{:<22}{:.0} %",
            age.label,
            percent(&age.pigment),
            percent(&age.darkness),
            range(&age.lightness, 1),
            100.0 * age.darkness.middle / healed
        );
        lines.push(line);
    }
    lines.push(format!(
        "a touch-up is due {} years after healing: when the work is a third as dark as healed",
        range(&forecast.due_years, 1)
    ));
    lines.push(format!(
        "(in brackets: nine of ten of {clients} clients drawn; darkness is the share of the skin's light that the work takes)"
    ));
    if let Some(learnt) = &forecast.learnt {
        lines.push(String::new());
        lines.extend(lesson(learnt));
    }
    lines
}

fn healed(forecast: &Forecast) -> f64 {
    let healed = forecast.ages.iter().find(|age| age.label == "healed");
    healed.map_or(1.0, |age| age.darkness.middle)
}

fn percent(band: &Band) -> String {
    let [low, middle, high] = [band.low, band.middle, band.high].map(|share| 100.0 * share);
    if middle < 10.0 {
        format!("{middle:.1} % ({low:.1}–{high:.1})")
    } else {
        format!("{middle:.0} % ({low:.0}–{high:.0})")
    }
}

fn range(band: &Band, decimals: usize) -> String {
    format!(
        "{:.decimals$} ({:.decimals$}–{:.decimals$})",
        band.middle, band.low, band.high
    )
}

/// What of a parameter changed.
struct Change {
    parameter: FadingParameter,
    before: Band,
    after: Band,
}

impl Change {
    /// Width of the range now over before, as ratios of its ends.
    fn narrowed(&self) -> f64 {
        let width = |band: &Band| (band.high / band.low).ln();
        width(&self.after) / width(&self.before).max(f64::MIN_POSITIVE)
    }

    fn worth_saying(&self) -> bool {
        let moved = (self.after.middle / self.before.middle).ln().abs();
        1.0 - self.narrowed() > WORTH_SAYING || moved > WORTH_SAYING
    }
}

/// Changes, the most narrowed first.
fn changes(learnt: &Learnt) -> Vec<Change> {
    let of = |parameter| Change {
        parameter,
        before: learnt.before.client_band(parameter),
        after: learnt.after.client_band(parameter),
    };
    let mut changes: Vec<Change> = FadingParameter::ALL.into_iter().map(of).collect();
    changes.sort_by(|a, b| a.narrowed().total_cmp(&b.narrowed()));
    changes
}

fn lesson(learnt: &Learnt) -> Vec<String> {
    let mut lines = vec![format!(
        "learnt from {} photographs of {} clients; they fit what was expected with a mean square of {:.2} standard deviations (about 1 is right)",
        learnt.photographs, learnt.clients, learnt.misfit
    )];
    let told: Vec<Change> = changes(learnt)
        .into_iter()
        .filter(Change::worth_saying)
        .collect();
    if told.is_empty() {
        lines.push("they change nothing by more than a tenth".to_owned());
        return lines;
    }
    lines.push(format!("{:<22}{:<26}{}", "", "before", "now"));
    for change in told {
        lines.push(format!(
            "{:<22}{:<26}{}",
            change.parameter.key(),
            range(&change.before, 3),
            range(&change.after, 3)
        ));
    }
    lines
}

fn band(band: &Band) -> Value {
    json!({ "low": band.low, "middle": band.middle, "high": band.high })
}

fn age(age: &AtAge) -> Value {
    json!({
        "age": age.label,
        "days": age.days,
        "pigment_left": band(&age.pigment),
        "darkness": band(&age.darkness),
        "lightness": band(&age.lightness),
    })
}

/// The forecast for machines.
pub fn summary(work: &Work, forecast: &Forecast, clients: usize) -> Value {
    let learnt = forecast.learnt.as_ref().map(|learnt| {
        let parameters = changes(learnt).into_iter().map(|change| {
            json!({
                "parameter": change.parameter.key(),
                "before": band(&change.before),
                "now": band(&change.after),
            })
        });
        json!({
            "clients": learnt.clients,
            "photographs": learnt.photographs,
            "misfit": learnt.misfit,
            "parameters": parameters.collect::<Vec<_>>(),
        })
    });
    json!({
        "work": work.json(),
        "clients_drawn": clients,
        "bare_lightness": forecast.bare_lightness,
        "ages": forecast.ages.iter().map(age).collect::<Vec<_>>(),
        "touch_up_due_years": band(&forecast.due_years),
        "learnt": learnt,
    })
}
