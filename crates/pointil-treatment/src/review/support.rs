//! What stands around the line: humps, temples, mid-scalp, today and when more is lost.

use std::collections::BTreeMap;

use pointil_scalp::template::Template;
use pointil_scalp::{
    HairField, HairLossPrevalence, HairPattern, LossExtent, Mm, NorwoodClass, Zone,
};

use super::remedy::Remedy;
use super::{Finding, Subject};

/// From this share of a full look on, a zone looks covered.
const COVERED: f64 = 0.6;

/// Below this share a zone looks bare beside work.
const BARE: f64 = 0.4;

/// How covered each zone looks: hair and dots together, as a share of what its density is when nothing is left of the hair.
struct Cover(BTreeMap<Zone, f64>);

impl Cover {
    /// With the hair of `hair`.
    fn of(subject: &Subject<'_>, hair: &HairField) -> Self {
        let layout = subject.layout;
        let mut sums: BTreeMap<Zone, (f64, f64)> = BTreeMap::new();
        for site in &Template::scalp().sites {
            let Some(zone) = layout.zones.zone(*site) else {
                continue;
            };
            let own = sums.entry(zone).or_default();
            own.0 += cover(subject, hair, *site, zone);
            own.1 += 1.0;
        }
        let means = sums.into_iter();
        Self(
            means
                .map(|(zone, (sum, count))| (zone, sum / count))
                .collect(),
        )
    }

    /// The mean over zones.
    fn over(&self, zones: &[Zone]) -> f64 {
        let own: Vec<f64> = zones
            .iter()
            .filter_map(|zone| self.0.get(zone))
            .copied()
            .collect();
        own.iter().sum::<f64>() / own.len().max(1) as f64
    }

    /// The least of some zones.
    fn least(&self, zones: &[Zone]) -> f64 {
        let own = zones.iter().filter_map(|zone| self.0.get(zone));
        own.copied().fold(f64::INFINITY, f64::min)
    }
}

fn cover(subject: &Subject<'_>, hair: &HairField, site: pointil_scalp::Site, zone: Zone) -> f64 {
    let usual = subject
        .design
        .zones
        .get(&zone)
        .map_or(0.0, |own| own.dots_per_cm2.per_square_cm());
    let dots = subject.layout.field.at(site).per_square_cm() / usual.max(60.0);
    (hair.at(site) + dots).min(1.0)
}

const FRONT: [Zone; 3] = [Zone::DefinedZone, Zone::FrontalTuft, Zone::Forelock];
const HUMPS: [Zone; 2] = [Zone::LateralHumpLeft, Zone::LateralHumpRight];
const TEMPLES: [Zone; 2] = [Zone::TemporalPointLeft, Zone::TemporalPointRight];

/// The share of its density at which a zone that will lose its hair is worked among it, so that it does not look bare then. Grade D:
/// above what looks bare beside work, with room for the work's own fading.
const UNDER_HAIR: f64 = 0.55;

/// A line above this needs no temples to balance it, in millimetres.
const LOW_LINE_MM: f64 = 78.0;

pub(super) fn review(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let layout = subject.layout;
    let today = Cover::of(subject, &layout.hair);
    findings.extend(humps(subject, &today));
    findings.extend(temples(subject, &today));
    findings.extend(forelock(subject, &today));
    findings.extend(later(subject));
}

/// A covered top needs covered humps.
fn humps(subject: &Subject<'_>, cover: &Cover) -> Option<Finding> {
    if cover.over(&[Zone::MidScalp]) < COVERED {
        return None;
    }
    subject.judged(
        "H110",
        cover.least(&HUMPS),
        "a lateral hump is missing: the top will look detached from the side",
        Some(Remedy::TreatZones {
            zones: HUMPS.to_vec(),
        }),
    )
}

/// A low line needs temples.
fn temples(subject: &Subject<'_>, cover: &Cover) -> Option<Finding> {
    let layout = subject.layout;
    let height = layout.hairline.mid_frontal_height(&layout.head).mm();
    if cover.over(&FRONT) < COVERED || height > LOW_LINE_MM {
        return None;
    }
    subject.judged(
        "H111",
        cover.least(&TEMPLES),
        "the temporal points are bare beside a low line",
        Some(Remedy::TreatZones {
            zones: TEMPLES.to_vec(),
        }),
    )
}

/// A covered front needs a covered mid-scalp.
fn forelock(subject: &Subject<'_>, cover: &Cover) -> Option<Finding> {
    if cover.over(&FRONT) < COVERED {
        return None;
    }
    subject.judged(
        "H112",
        cover.over(&[Zone::MidScalp]),
        "the forelock stands alone: the mid-scalp behind it is bare",
        Some(Remedy::TreatZones {
            zones: vec![Zone::MidScalp],
        }),
    )
}

/// What the loss that may come would lay bare.
fn later(subject: &Subject<'_>) -> Option<Finding> {
    let layout = subject.layout;
    let stage = stage_to_plan_for(subject.design.hair.pattern)?;
    let blend = Mm::new(subject.design.edge.hair_blend_mm);
    let hair = layout.hair.later(&layout.ground, stage, blend).ok()?;
    let (now, then) = (Cover::of(subject, &layout.hair), Cover::of(subject, &hair));
    let bare = |cover: &Cover| -> Vec<Zone> {
        let zones = Zone::ALL.iter().copied();
        zones.filter(|zone| cover.least(&[*zone]) < BARE).collect()
    };
    let (bare_now, bare_then) = (bare(&now), bare(&then));
    let area = |zones: &[Zone]| layout.areas.of_all(zones).square_cm();
    let more = area(&bare_then) - area(&bare_now);
    let common = how_common(subject);
    let open: Vec<Zone> = bare_then
        .iter()
        .copied()
        .filter(|zone| !bare_now.contains(zone))
        .collect();
    subject.judged(
        "H113",
        more,
        format!(
            "at {stage} about {more:.0} cm² more would be bare beside the work{common}; agree today on what is done then, or treat it today already"
        ),
        (!open.is_empty()).then_some(Remedy::TreatBeforeLoss {
            zones: open,
            share_under_hair: UNDER_HAIR,
        }),
    )
}

/// The stage that a line must still suit: the worst but one of its scale.
fn stage_to_plan_for(today: HairPattern) -> Option<HairPattern> {
    match today {
        HairPattern::Norwood(class) if class < NorwoodClass::VI => {
            Some(HairPattern::Norwood(NorwoodClass::VI))
        }
        HairPattern::Norwood(_) => None,
        other => other.later().last().copied(),
    }
}

/// How common loss is among people like the client.
fn how_common(subject: &Subject<'_>) -> String {
    let rows = HairLossPrevalence::among(subject.client.sex);
    let last = rows
        .iter()
        .rfind(|row| row.extent == LossExtent::NorwoodVIOrVII);
    last.map_or(String::new(), |row| format!(" ({row})"))
}
