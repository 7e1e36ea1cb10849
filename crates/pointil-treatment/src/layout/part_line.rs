//! Where long hair is parted on the head.

use pointil_scalp::{HairPattern, Landmark, Point, Site, Surface, SurfaceCurve};

use super::Layout;
use crate::design::{Design, Parting, Technique, WornHair};

/// How far from the middle a parting at the side begins, in millimetres (grade D).
const ASIDE_MM: f64 = 38.0;

/// A parting ends a little behind the vertex, nearer to the middle than it began (grade D).
const BEHIND_VERTEX_MM: f64 = 18.0;
const TOWARD_MIDDLE: f64 = 0.6;

impl Layout {
    /// The parting of the hair that `design` finds there, from the hairline back, as places on the skin; none where hair is shaved or
    /// combed straight back.
    pub fn part_line(&self, design: &Design) -> Vec<Point> {
        let WornHair::Long { parting, .. } = design.worn_hair() else {
            return Vec::new();
        };
        let own = design.techniques.iter().find_map(|own| match own {
            Technique::DiffuseDensity { part_line, .. } => part_line.as_ref(),
            _ => None,
        });
        let of_women = matches!(
            design.hair.pattern,
            HairPattern::Ludwig(_) | HairPattern::Sinclair(_)
        );
        let sites = match (parting, own) {
            (Some(Parting::Back), _) => return Vec::new(),
            (Some(Parting::Middle), _) => self.straight_back(0.0),
            (Some(Parting::Left), _) => self.straight_back(ASIDE_MM),
            (Some(Parting::Right), _) => self.straight_back(-ASIDE_MM),
            (None, Some(line)) => {
                self.begun_at_hairline(line.along.iter().filter_map(|own| own.site()))
            }
            (None, None) if of_women => self.straight_back(0.0),
            (None, None) => return Vec::new(),
        };
        // Places that coincide make no line, and hair without one is combed back.
        SurfaceCurve::straight(&self.head, &sites)
            .map_or_else(|_| Vec::new(), |line| line.points().to_vec())
    }

    /// From the hairline so far to the left of the middle to behind the vertex.
    fn straight_back(&self, left_mm: f64) -> Vec<Site> {
        let vertex = self.head.landmark(Landmark::Vertex);
        let aside = glam::DVec3::new(left_mm * TOWARD_MIDDLE, 0.0, -BEHIND_VERTEX_MM);
        vec![
            self.head.site(self.hairline_at(left_mm)),
            self.head.site(vertex + aside),
        ]
    }

    /// These places, begun at the hairline.
    fn begun_at_hairline(&self, along: impl Iterator<Item = Site>) -> Vec<Site> {
        let mut sites: Vec<Site> = along.collect();
        if let Some(first) = sites.first() {
            let first = self.head.point(*first);
            let front = self.hairline_at(first.left());
            if front.forward() > first.forward() + 1.0 {
                sites.insert(0, self.head.site(front));
            }
        }
        sites
    }

    /// The hairline's guide so far to the left of the middle.
    fn hairline_at(&self, left_mm: f64) -> Point {
        let away = |own: &&Point| (own.left() - left_mm).abs();
        let guide = self.hairline.guide().points().iter();
        let nearest = guide.min_by(|a, b| away(a).total_cmp(&away(b)));
        nearest
            .copied()
            .unwrap_or_else(|| self.head.landmark(Landmark::Glabella))
    }
}
