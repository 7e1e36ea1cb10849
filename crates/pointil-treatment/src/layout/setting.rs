//! How the dots of each place are set: by zone, and on scars by the scar.

use pointil_scalp::{Head, Point, Surface, SurfaceCurve, Zone};

use super::error::LayoutError;
use crate::design::{Design, DotSetting, Technique};

/// The ways in which a design's dots are set, and where each holds.
pub(super) struct Settings {
    /// Every way, each once.
    pub list: Vec<DotSetting>,
    by_zone: [usize; Zone::ALL.len()],
    scars: Vec<ScarSetting>,
}

/// A scar whose dots are set in a way of their own.
struct ScarSetting {
    place: ScarPlace,
    reach_mm: f64,
    setting: usize,
}

enum ScarPlace {
    Line(SurfaceCurve),
    Points(Vec<Point>),
}

impl Settings {
    pub fn of(design: &Design, head: &Head) -> Result<Self, LayoutError> {
        let mut list: Vec<DotSetting> = Vec::new();
        let mut known = |setting: &DotSetting| {
            let found = list.iter().position(|own| own == setting);
            found.unwrap_or_else(|| {
                list.push(setting.clone());
                list.len() - 1
            })
        };
        let usual = known(&design.dot);
        let mut by_zone = [usual; Zone::ALL.len()];
        for zone in Zone::ALL {
            by_zone[*zone as usize] = known(design.dot_of(*zone));
        }
        let mut scars = Vec::new();
        for technique in &design.techniques {
            let (place, reach_mm, dot) = match technique {
                Technique::StripScar {
                    along,
                    width_mm,
                    blend_mm,
                    dot: Some(dot),
                    ..
                } => {
                    let sites: Vec<_> = along.iter().filter_map(|own| own.site()).collect();
                    let line = SurfaceCurve::straight(head, &sites);
                    let line = line.map_err(|e| LayoutError::Density(e.into()))?;
                    (ScarPlace::Line(line), width_mm / 2.0 + blend_mm / 2.0, dot)
                }
                Technique::PunchScars {
                    centres,
                    diameter_mm,
                    blend_mm,
                    dot: Some(dot),
                    ..
                } => {
                    let sites = centres.iter().filter_map(|own| own.site());
                    let points = sites.map(|site| head.point(site)).collect();
                    let reach = diameter_mm / 2.0 + blend_mm / 2.0;
                    (ScarPlace::Points(points), reach, dot)
                }
                _ => continue,
            };
            scars.push(ScarSetting {
                place,
                reach_mm,
                setting: known(dot),
            });
        }
        Ok(Self {
            list,
            by_zone,
            scars,
        })
    }

    /// The way in which a dot at `point` of `zone` is set; a scar's own goes before its zone's.
    pub fn at(&self, point: Point, zone: Zone) -> usize {
        let scar = self.scars.iter().find(|scar| scar.holds(point));
        scar.map_or(self.by_zone[zone as usize], |scar| scar.setting)
    }
}

impl ScarSetting {
    fn holds(&self, point: Point) -> bool {
        let away = match &self.place {
            ScarPlace::Line(line) => line.nearest(point).distance.mm().abs(),
            ScarPlace::Points(points) => points
                .iter()
                .map(|own| own.distance(point))
                .fold(f64::INFINITY, f64::min),
        };
        away <= self.reach_mm
    }
}
