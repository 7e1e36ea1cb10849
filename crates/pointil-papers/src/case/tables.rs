//! The papers' tables.

use std::collections::BTreeMap;

use pointil_optics::{DAYS_PER_YEAR, HEALED_DAYS};
use pointil_render::Treated;
use pointil_scalp::Zone;
use pointil_treatment::plan::{Appointment, Comfort};
use pointil_treatment::review::{Finding, Review, Severity as Weight};

use super::{CasePapers, day_words};
use crate::{
    FindingRow, ForecastRow, InkRow, PaperError, SessionRow, SessionSheet, SessionZoneRow,
    Severity, ZoneRow,
};

/// The strip's ages: what they are called, and days since the session.
pub const STRIP_AGES: [(&str, f64); 7] = [
    ("Fresh", 0.0),
    ("1 week", 7.0),
    ("6 weeks", HEALED_DAYS),
    ("1 year", DAYS_PER_YEAR),
    ("3 years", 3.0 * DAYS_PER_YEAR),
    ("5 years", 5.0 * DAYS_PER_YEAR),
    ("8 years", 8.0 * DAYS_PER_YEAR),
];

/// What the pictures leave out.
pub const NOT_MODELLED: [&str; 4] = [
    "The client's own growth of hair: the practice head's hair is spread by the pattern of loss, in the colour given. A photograph shows the hair that was there when it was taken.",
    "Scars, moles and the client's own texture of skin, except where a photograph shows them.",
    "Dots that are lost or blurred while they heal: each dot is drawn as it is planned.",
    "Another light than noon daylight.",
];

impl CasePapers<'_> {
    /// What the work is, in a few words.
    pub fn subject(&self) -> String {
        let orders = self.design.orders();
        let orders: Vec<String> = orders
            .iter()
            .map(|own| own.name().replace('_', " "))
            .collect();
        if self.design.is_finished() {
            return format!("{}, all sessions done", orders.join(", "));
        }
        let sessions = self.plan.sessions();
        let plural = if sessions == 1 { "" } else { "s" };
        format!("{}, {sessions} session{plural}", orders.join(", "))
    }

    /// What stands at the top of the design sheet.
    pub fn facts(&self) -> Vec<(String, String)> {
        let layout = self.layout;
        let head = &layout.head;
        let done = layout.dots.iter().filter(|dot| dot.done).count();
        let dots = if done > 0 {
            format!("{done} of {} dots", layout.dots.len())
        } else {
            String::new()
        };
        let size = format!(
            "{:.0} × {:.0} mm, {:.0} mm around",
            head.head_length().mm(),
            head.head_breadth().mm(),
            head.head_circumference().mm()
        );
        let height = layout.hairline.mid_frontal_height(head).mm();
        [
            ("What", self.subject()),
            ("Head", size),
            ("Hairline", format!("{height:.0} mm above the glabella")),
            (
                "Treated",
                format!("{:.0} cm²", layout.treated_area().square_cm()),
            ),
            ("Hair", self.design.hair_words()),
            ("In the skin already", dots),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    /// The zones in which dots are asked for: a row for each way in which dots are set there, the most used first.
    pub fn zones(&self) -> Vec<ZoneRow> {
        let layout = self.layout;
        let mut zones: BTreeMap<Zone, BTreeMap<usize, u32>> = BTreeMap::new();
        for dot in &layout.dots {
            // A dot ahead of the line belongs to it.
            let zone = dot.zone.unwrap_or(Zone::TransitionZone);
            *zones
                .entry(zone)
                .or_default()
                .entry(dot.setting)
                .or_default() += 1;
        }
        let rows = zones.into_iter().flat_map(|(zone, settings)| {
            let all: u32 = settings.values().sum();
            let mut settings: Vec<(usize, u32)> = settings.into_iter().collect();
            settings.sort_by_key(|(setting, dots)| (core::cmp::Reverse(*dots), *setting));
            let area = layout.treated.get(&zone).map(|area| area.square_cm());
            let rows = settings.into_iter().enumerate();
            rows.map(move |(k, (setting, dots))| {
                let own = &layout.settings[setting];
                let area_cm2 = area.filter(|_| k == 0);
                ZoneRow {
                    zone: sentence(zone.name()),
                    area_cm2,
                    dots_per_cm2: area_cm2.map(|area| f64::from(all) / area.max(0.01)),
                    dots,
                    dot_diameter_mm: own.diameter_mm,
                    needle: own.needle.to_string(),
                    shade: sentence(&own.shade),
                    dilution: dilution(own.water),
                }
            })
        });
        rows.collect()
    }

    /// A row for each appointment.
    pub fn sessions(&self) -> Vec<SessionRow> {
        let appointments = self.plan.appointments.iter().enumerate();
        let row = |(k, own): (usize, &Appointment)| SessionRow {
            session: if own.parts > 1 {
                format!("{}, part {}", own.session, own.part)
            } else {
                own.session.to_string()
            },
            purpose: own.purpose.words().to_owned(),
            dots: own.dots(),
            minutes: own.work.usual,
            when: self.when(k),
        };
        appointments.map(row).collect()
    }

    fn when(&self, index: usize) -> String {
        let day = self.days.and_then(|days| days.get(index));
        match day {
            Some(day) => day_words(Some(*day)),
            None if index == 0 => "first day".to_owned(),
            None => match self.plan.usual_days(index, self.protocol) {
                1 => "1 day later".to_owned(),
                days => format!("{days} days later"),
            },
        }
    }

    /// The sheet of one appointment, without its pictures.
    pub fn session_sheet(
        &self,
        index: usize,
        own: &Appointment,
    ) -> Result<SessionSheet, PaperError> {
        let minutes = own.work.usual / f64::from(own.dots().max(1));
        let inks = self.work.inks();
        let rows = own.zones.iter().map(|row| {
            let ink = &inks[row.ink];
            Ok(SessionZoneRow {
                zone: sentence(row.zone.name()),
                dots: row.dots,
                needle: ink.needle.to_string(),
                shade: sentence(&ink.shade),
                dilution: dilution(ink.water),
                minutes: minutes * f64::from(row.dots),
                comfort: Comfort::of(row.zone).map_err(PaperError::of)?.words(),
            })
        });
        let poured = own.inks.iter().map(|(ink, materials)| InkRow {
            shade: sentence(&inks[*ink].shade),
            dilution: dilution(inks[*ink].water),
            needle: inks[*ink].needle.to_string(),
            pigment_ml: materials.pigment_ml,
            water_ml: materials.diluent_ml,
            cartridges: materials.cartridges,
        });
        let day = self.days.and_then(|days| days.get(index));
        Ok(SessionSheet {
            studio: self.studio.clone(),
            client: self.client.clone(),
            date: day_words(day.copied()),
            design: format!("design {}", self.design.hash().short()),
            session: own.session as u32,
            sessions: self.plan.sessions() as u32,
            part: (own.part, own.parts),
            purpose: own.purpose.words().to_owned(),
            zones: rows.collect::<Result<_, PaperError>>()?,
            breaks: own.breaks,
            work_minutes: own.work.usual,
            chair_minutes: own.chair_minutes,
            inks: poured.collect(),
            pictures: Vec::new(),
        })
    }
}

/// Parts of pigment to parts of water.
fn dilution(water: f64) -> String {
    if water > 0.0 {
        format!("1 : {water}")
    } else {
        "pure".to_owned()
    }
}

/// What a review found.
pub fn findings(review: &Review) -> Vec<FindingRow> {
    let row = |own: &Finding| FindingRow {
        code: own.rule.code.clone(),
        severity: match own.rule.severity {
            Weight::Note => Severity::Note,
            Weight::Caution => Severity::Caution,
            Weight::Serious => Severity::Serious,
        },
        what: own.words.clone(),
        measured: format!(
            "{} {}",
            (100.0 * own.measured).round() / 100.0,
            own.rule.unit
        ),
        recommended: own.rule.recommended(),
        source: format!("grade {}: {}", own.rule.grade, own.rule.source),
        remedy: own
            .remedy
            .as_ref()
            .map_or_else(String::new, |remedy| remedy.words()),
    };
    review.findings.iter().map(row).collect()
}

/// How dark the work is with the years.
pub fn forecast(treated: &Treated<'_>) -> Result<Vec<ForecastRow>, PaperError> {
    let shares = treated.shares(&STRIP_AGES.map(|(_, days)| days))?;
    let rows = STRIP_AGES
        .iter()
        .zip(shares)
        .map(|((age, _), share)| ForecastRow {
            age: (*age).to_owned(),
            low: share.low,
            middle: share.middle,
            high: share.high,
        });
    Ok(rows.collect())
}

/// When a touch-up is due.
pub fn touch_up(treated: &Treated<'_>) -> Result<String, PaperError> {
    let years = treated.touch_up_years()?;
    Ok(years.map_or_else(String::new, |own| {
        format!(
            "A touch-up is due {:.1} years after healing, {:.1} to {:.1} years in nine of ten clients.",
            own.middle, own.low, own.high
        )
    }))
}

/// `Frontal tuft` for `frontal_tuft`.
fn sentence(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|own| own.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
