//! Dots spread evenly over a surface of triangles, for tests and examples.

use std::collections::HashMap;

use glam::DVec3;
use pointil_optics::{
    Circumstances, DotAppearance, DotPlacement, FadingBelief, FadingCourse, FadingPriors,
    FitzpatrickType, Gloss, Illuminant, ShadeCatalogue, SkinModel, TabulatedDots, TissueParameters,
    TreatedSkin, Viewing,
};
use pointil_render::Dot;
use pointil_scalp::{Direction, Point};

/// Numbers from 0 to 1 that follow from a seed (splitmix64).
pub struct Numbers(pub u64);

impl Numbers {
    /// The next number.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A corner: place and outward normal.
pub type Corner = (DVec3, DVec3);

/// Places on `triangles`, `per_square_cm` of them where `keep` is 1 and in proportion elsewhere, none closer to another
/// than 0.7 of the mean spacing.
pub fn scattered(
    triangles: &[[Corner; 3]],
    per_square_cm: f64,
    keep: impl Fn(DVec3) -> f64,
) -> Vec<(Point, Direction)> {
    let mut numbers = Numbers(7);
    let apart = 7.0 / per_square_cm.sqrt();
    let cell = |p: DVec3| (p / apart).floor().as_i64vec3().to_array();
    let mut grid: HashMap<[i64; 3], Vec<DVec3>> = HashMap::new();
    let mut found: Vec<Corner> = Vec::new();
    let mut sums = Vec::with_capacity(triangles.len());
    let mut total = 0.0;
    for [a, b, c] in triangles {
        total += (b.0 - a.0).cross(c.0 - a.0).length() / 200.0;
        sums.push(total);
    }
    let wanted = (total * per_square_cm) as usize;
    // Some seven in eight tries fall too close to others in the end.
    for _ in 0..wanted * 8 {
        if found.len() >= wanted {
            break;
        }
        let at = numbers.next() * total;
        let [a, b, c] = triangles[sums.partition_point(|s| *s < at).min(sums.len() - 1)];
        let (mut u, mut v) = (numbers.next(), numbers.next());
        if u + v > 1.0 {
            (u, v) = (1.0 - u, 1.0 - v);
        }
        let p = a.0 * (1.0 - u - v) + b.0 * u + c.0 * v;
        let n = a.1 * (1.0 - u - v) + b.1 * u + c.1 * v;
        let [x, y, z] = cell(p);
        let near = |dx: i64, dy: i64, dz: i64| {
            let others = grid.get(&[x + dx, y + dy, z + dz]);
            others.is_some_and(|o| o.iter().any(|q| q.distance(p) < apart))
        };
        let free = (-1..=1).all(|i| (-1..=1).all(|j| (-1..=1).all(|k| !near(i, j, k))));
        if free {
            grid.entry([x, y, z]).or_default().push(p);
            found.push((p, n));
        }
    }
    found
        .into_iter()
        .filter(|(p, _)| numbers.next() < keep(*p))
        .filter_map(|(p, n)| Some((Point::from_vec(p), Direction::of(n)?)))
        .collect()
}

/// Asks skin of this type, and how the dots of its typical client fare.
#[expect(
    clippy::unwrap_used,
    reason = "tables compiled in that cannot be read should stop what draws by them"
)]
pub fn in_skin<T>(
    fitzpatrick: FitzpatrickType,
    ask: impl FnOnce(&TreatedSkin<'_>, &dyn Fn(&DotPlacement) -> FadingCourse) -> T,
) -> T {
    let model = SkinModel::new().unwrap();
    let scattering = TissueParameters::LIVING_SCATTERING;
    let tissue = model.of_type(fitzpatrick, scattering).unwrap();
    let optics = Box::new(TabulatedDots::new(&model, &tissue).unwrap());
    let skin = TreatedSkin::new(&model, &tissue, optics, Gloss::Excluded).unwrap();
    let belief = FadingBelief::from_priors(&FadingPriors::built_in().unwrap());
    let circumstances = Circumstances {
        fitzpatrick,
        ..Circumstances::TYPICAL
    };
    ask(&skin, &|placement| {
        FadingCourse::new(&belief.typical(), &circumstances, placement)
    })
}

/// Dots of `shade` at `places`, of about `diameter_mm` when healed, as uneven as a steady hand makes them, so many `days` after they
/// were set.
#[expect(
    clippy::unwrap_used,
    reason = "tables compiled in that cannot be read should stop what draws by them"
)]
pub fn dots(
    places: &[(Point, Direction)],
    diameter_mm: f64,
    shade: &str,
    fitzpatrick: FitzpatrickType,
    days: f64,
) -> Vec<Dot> {
    let viewing = Viewing::under(Illuminant::D65).unwrap();
    let catalogue = ShadeCatalogue::built_in().unwrap();
    let ink = &catalogue.shade(shade).unwrap().ink;
    let looks: Vec<DotAppearance> = in_skin(fitzpatrick, |skin, course| {
        let look = |wider: f64, deeper: f64| {
            let placement = DotPlacement::new(diameter_mm * wider, 0.12 * deeper, 0.3).unwrap();
            let seen = skin.dot_appearance(&course(&placement), ink, days, &viewing);
            seen.unwrap()
        };
        let widths = [0.85, 0.925, 1.0, 1.075, 1.15].into_iter();
        let looks = widths.flat_map(|wider| [0.7, 1.0, 1.3].map(|deeper| look(wider, deeper)));
        looks.collect()
    });
    let mut numbers = Numbers(3);
    let places = places.iter();
    places
        .map(|(position, normal)| Dot {
            position: *position,
            normal: *normal,
            appearance: looks[(numbers.next() * looks.len() as f64) as usize],
        })
        .collect()
}
