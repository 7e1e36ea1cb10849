//! What becomes of a design over the years: how its dots look at each stop of the age slider, and how much of it is left.

use std::sync::Arc;

use pointil_storage::{Design as DesignRecord, StudioId};
use serde::Serialize;

use super::fingerprint;
use crate::app::App;
use crate::design_table::answers::LIGHTS;
use crate::design_table::looks::Look;
use crate::design_table::tables::{no_look, refused};
use crate::fault::Fault;

/// The stops of the age slider: days after the session, and in words. Years count from when it healed.
const STOPS: [(f64, &str); 13] = [
    (0.0, "fresh"),
    (7.0, "1 week"),
    (14.0, "2 weeks"),
    (28.0, "4 weeks"),
    (42.0, "healed, 6 weeks"),
    (133.0, "3 months after healing"),
    (225.0, "6 months after healing"),
    (407.0, "1 year after healing"),
    (590.0, "1½ years after healing"),
    (772.0, "2 years after healing"),
    (1138.0, "3 years after healing"),
    (1503.0, "4 years after healing"),
    (1868.0, "5 years after healing"),
];

/// How dots look at one stop.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Stop {
    words: &'static str,
    /// What is to be expected, with its uncertainty.
    expected: String,
    settings: Vec<Look>,
}

/// A design over the years.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Aging {
    /// The middle of the skull, around which the head is turned.
    pub centre: [f64; 3],
    /// The stop that is shown first: healed.
    pub first: usize,
    /// A shaved hair of the client's.
    hair: Look,
    /// In order.
    pub stops: Vec<Stop>,
    /// When a touch-up is due, in words; empty where nothing is known.
    pub touch_up: String,
    /// The same in years after healing: the least, the middle and the most in nine of ten people.
    #[serde(skip)]
    pub touch_up_years: Option<[f64; 3]>,
}

impl Aging {
    /// What is to be expected at an age of the pictures, by its days.
    pub(crate) fn expected(&self, days: f64) -> &str {
        let at = STOPS.iter().position(|(own, _)| *own >= days);
        let stop = at.and_then(|at| self.stops.get(at));
        stop.map_or("", |stop| &stop.expected)
    }
}

/// What is left of the work, in plain words: shares of the healed darkness in nine of ten clients.
fn expected(days: f64, [low, middle, high]: [f64; 3]) -> String {
    let percent = |share: f64| (20.0 * share).round() * 5.0;
    // More than all of it means that in some people nothing has faded yet.
    let most = match percent(high) {
        all if all >= 100.0 => "all of it".to_owned(),
        less => format!("{less:.0} %"),
    };
    if days < 42.0 {
        return "The dots are still healing: darker and a little redder than they will be."
            .to_owned();
    }
    if days < 43.0 {
        return "Healed: this is what the years are measured against.".to_owned();
    }
    format!(
        "About {:.0} % of the healed darkness is left; in nine of ten people between {:.0} % and {most}. Sun, skin and washing decide where in between.",
        percent(middle),
        percent(low)
    )
}

/// The design of a record over the years in a light.
///
/// # Errors
/// A light that there is not; a design that cannot be forecast.
pub(crate) async fn aging(
    app: &App,
    studio: StudioId,
    record: DesignRecord,
    light: &str,
) -> Result<Arc<Aging>, Fault> {
    let known = LIGHTS.iter().find(|(name, _)| *name == light);
    let (name, light) = *known.ok_or_else(|| Fault::Field {
        field: "light".to_owned(),
        reason: "noon, office, bathroom or stage".to_owned(),
    })?;
    let key = (fingerprint(&record.document), name);
    let made = app.drawings().agings.get(key, async {
        let work = app.tables().work(studio, record, move |table| {
            let layout = table.open.layout().map_err(refused)?;
            let case = table.open.case();
            let days = STOPS.map(|(days, _)| days);
            let years = table.skin.years(case, &layout, &days, light);
            let years = years.map_err(no_look)?;
            let stops = STOPS.iter().zip(years.looks).zip(&years.shares);
            let stops = stops.map(|(((days, words), settings), share)| Stop {
                words,
                expected: expected(*days, *share),
                settings,
            });
            Ok(Aging {
                centre: table.open.live().head().parts().centre,
                first: 4,
                hair: table.skin.hair(case, light).map_err(no_look)?,
                stops: stops.collect(),
                touch_up_years: years.touch_up,
                touch_up: years.touch_up.map_or_else(String::new, |[low, middle, high]| {
                    format!("A touch-up is usually wanted {middle:.0} years after healing; in nine of ten people between {low:.0} and {high:.0} years.")
                }),
            })
        });
        Ok(Arc::new(work.await?))
    });
    made.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_a_range_in_round_numbers() {
        let words = expected(1138.0, [0.513, 0.688, 0.861]);
        assert!(
            words.contains("About 70 %") && words.contains("between 50 % and 85 %"),
            "{words}"
        );
        assert!(expected(407.0, [0.5, 0.9, 1.1]).contains("between 50 % and all of it"));
        assert!(expected(0.0, [2.0; 3]).contains("healing"));
        let begins = STOPS[4].0;
        assert!(
            (begins - 42.0).abs() < f64::EPSILON,
            "the slider begins where it healed: {begins}"
        );
    }
}
