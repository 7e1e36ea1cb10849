//! One photon's walk through flat layers: steps, turns and surfaces. Absorption never changes the way of a walk; it is
//! weighed afterwards by the lengths walked in each layer, which makes one walk good for every absorption.

use super::random::Random;
use crate::layers::{Layer, LayerStack};

/// The most layers a stack may have for [`MonteCarlo`](super::MonteCarlo).
pub const MOST_LAYERS: usize = 8;

/// A walk whose weight has faded by more than this optical depth (exp(-9.2) = 1e-4) is given up nine times in ten and
/// counts tenfold otherwise, which keeps the mean.
const FADED: f64 = 9.210_340_371_976_184;
const SURVIVORS: f64 = 10.0;
const SURVIVAL_DEPTH: f64 = core::f64::consts::LN_10;

/// Scattering by Henyey and Greenstein: cos θ = `offset` - `scale` / (`base` + `slope` u)².
#[derive(Clone, Copy)]
struct Phase {
    isotropic: bool,
    offset: f64,
    scale: f64,
    base: f64,
    slope: f64,
}

impl Phase {
    fn new(g: f64) -> Self {
        // Below this the formula loses digits and the law is isotropic to as many.
        let isotropic = g.abs() < 1e-6;
        let g = if isotropic { 1.0 } else { g };
        let square = 1.0 - g * g;
        Self {
            isotropic,
            offset: (1.0 + g * g) / (2.0 * g),
            scale: square * square / (2.0 * g),
            base: 1.0 - g,
            slope: 2.0 * g,
        }
    }

    #[inline]
    fn turn(&self, direction: [f64; 3], random: &mut Random) -> [f64; 3] {
        let u = random.uniform();
        let (cos_around, sin_around) = random.azimuth();
        if self.isotropic {
            let z = 2.0 * u - 1.0;
            let across = (1.0 - z * z).max(0.0).sqrt();
            return [across * cos_around, across * sin_around, z];
        }
        let share = 1.0 / (self.base + self.slope * u);
        let cos = self.offset - self.scale * (share * share);
        let sin = (1.0 - cos * cos).max(0.0).sqrt();
        turned(direction, cos, sin * cos_around, sin * sin_around)
    }
}

/// The direction turned away from itself: `along` of it and `p`, `q` of two directions across it (basis of Duff et al.,
/// Journal of Computer Graphics Techniques 6(1), 2017).
#[inline]
fn turned([x, y, z]: [f64; 3], along: f64, p: f64, q: f64) -> [f64; 3] {
    let sign = 1.0_f64.copysign(z);
    let a = -1.0 / (sign + z);
    // p and q enter x and y only through this sum and themselves.
    let r = (sign * p * x + q * y) * a;
    [
        along * x + p + r * x,
        along * y + sign * q + r * y,
        along * z - sign * p * x - q * y,
    ]
}

/// The border towards a neighbour.
#[derive(Clone, Copy)]
struct Border {
    matched: bool,
    /// Own refractive index over the neighbour's.
    ratio: f64,
    /// Cosine below which everything is reflected.
    critical: f64,
}

impl Border {
    fn new(own: f64, neighbour: f64) -> Self {
        let ratio = own / neighbour;
        let square = 1.0 - 1.0 / (ratio * ratio);
        Self {
            matched: (ratio - 1.0).abs() < 1e-12,
            ratio,
            critical: square.max(0.0).sqrt(),
        }
    }

    /// Cosine on the other side.
    fn refracted(&self, cosine: f64) -> f64 {
        let sine = self.ratio * self.ratio * (1.0 - cosine * cosine);
        (1.0 - sine).max(0.0).sqrt()
    }

    /// Share of unpolarised light reflected (Fresnel).
    fn reflectance(&self, cosine: f64, beyond: f64) -> f64 {
        let across = (self.ratio * cosine - beyond) / (self.ratio * cosine + beyond);
        let along = (self.ratio * beyond - cosine) / (self.ratio * beyond + cosine);
        0.5 * (across * across + along * along)
    }
}

/// Share of unpolarised light that a surface returns to the side it came from (index `own`) under the given cosine.
pub(crate) fn fresnel(own: f64, neighbour: f64, cosine: f64) -> f64 {
    let border = Border::new(own, neighbour);
    if border.matched {
        0.0
    } else if cosine <= border.critical {
        1.0
    } else {
        border.reflectance(cosine, border.refracted(cosine))
    }
}

struct Medium {
    top: f64,
    bottom: f64,
    mu_a: f64,
    mu_s: f64,
    free_path: f64,
    phase: Phase,
    upper: Border,
    lower: Border,
}

/// Where a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Out of the surface it came in by.
    Surface,
    /// Out of the last layer.
    Beneath,
    /// Given up inside.
    Inside,
}

/// A photon on its way.
#[derive(Clone, Debug)]
pub(crate) struct Photon {
    /// In millimetres, z down from the surface.
    pub(crate) position: [f64; 3],
    /// A unit vector.
    pub(crate) direction: [f64; 3],
    /// How many photons it stands for, absorption left out.
    pub(crate) weight: f64,
    /// Millimetres walked in each layer.
    pub(crate) lengths: [f64; MOST_LAYERS],
    layer: usize,
    faded: f64,
}

impl Photon {
    /// A photon just under the surface.
    pub(crate) fn new(x: f64, y: f64, direction: [f64; 3], weight: f64) -> Self {
        Self {
            position: [x, y, 0.0],
            direction,
            weight,
            lengths: [0.0; MOST_LAYERS],
            layer: 0,
            faded: 0.0,
        }
    }

    #[inline]
    fn advance(&mut self, medium: &Medium, distance: f64) {
        for (place, along) in self.position.iter_mut().zip(self.direction) {
            *place += along * distance;
        }
        self.lengths[self.layer] += distance;
        self.faded += medium.mu_a * distance;
    }
}

/// Sees every straight piece of a walk.
pub(crate) trait Witness {
    /// A piece of `length` from the photon's position along its direction within `layer`.
    fn piece(&mut self, layer: usize, photon: &Photon, length: f64);
}

/// Nobody looks.
impl Witness for () {
    #[inline]
    fn piece(&mut self, _: usize, _: &Photon, _: f64) {}
}

/// Layers made ready for walks.
pub(crate) struct Walk {
    media: Vec<Medium>,
}

impl Walk {
    /// Absorption of the stack only decides how far a walk is followed.
    pub(crate) fn new(stack: &LayerStack) -> Self {
        let layers = stack.layers();
        let index = |k: usize| layers.get(k).map_or(stack.below(), |l| l.refractive_index);
        let mut top = 0.0;
        let mut media = Vec::with_capacity(layers.len());
        for (k, layer) in layers.iter().enumerate() {
            let own = layer.refractive_index;
            let before = if k == 0 { stack.above() } else { index(k - 1) };
            media.push(medium(
                layer,
                top,
                Border::new(own, before),
                Border::new(own, index(k + 1)),
            ));
            top += layer.thickness;
        }
        Self { media }
    }

    /// Walks until the photon is out or given up; its state is then that outside the layers.
    #[inline]
    pub(crate) fn run(
        &self,
        photon: &mut Photon,
        random: &mut Random,
        witness: &mut impl Witness,
    ) -> End {
        loop {
            if let Some(end) = self.step(photon, random, witness) {
                return end;
            }
            if photon.faded > FADED {
                if random.uniform() * SURVIVORS >= 1.0 {
                    return End::Inside;
                }
                photon.weight *= SURVIVORS;
                photon.faded -= SURVIVAL_DEPTH;
            }
            photon.direction = self.media[photon.layer]
                .phase
                .turn(photon.direction, random);
        }
    }

    /// One flight to the next place of scattering, through as many borders as lie between.
    #[inline]
    fn step(
        &self,
        photon: &mut Photon,
        random: &mut Random,
        witness: &mut impl Witness,
    ) -> Option<End> {
        let mut flight = random.exponential();
        loop {
            let medium = &self.media[photon.layer];
            let distance = flight * medium.free_path;
            let depth = photon.position[2] + photon.direction[2] * distance;
            if depth > medium.top && depth < medium.bottom {
                witness.piece(photon.layer, photon, distance);
                photon.advance(medium, distance);
                return None;
            }
            let down = photon.direction[2] > 0.0;
            let wall = if down { medium.bottom } else { medium.top };
            let distance = ((wall - photon.position[2]) / photon.direction[2]).max(0.0);
            flight -= distance * medium.mu_s;
            witness.piece(photon.layer, photon, distance);
            photon.advance(medium, distance);
            photon.position[2] = wall;
            if let Some(end) = self.meet_border(photon, down, random) {
                return Some(end);
            }
            // Rounding can leave a flight a hair below nothing.
            flight = flight.max(0.0);
        }
    }

    #[inline]
    fn meet_border(&self, photon: &mut Photon, down: bool, random: &mut Random) -> Option<End> {
        let medium = &self.media[photon.layer];
        let border = if down { &medium.lower } else { &medium.upper };
        if !border.matched {
            let cosine = photon.direction[2].abs();
            let beyond = border.refracted(cosine);
            if cosine <= border.critical || random.uniform() < border.reflectance(cosine, beyond) {
                photon.direction[2] = -photon.direction[2];
                return None;
            }
            photon.direction[0] *= border.ratio;
            photon.direction[1] *= border.ratio;
            photon.direction[2] = beyond.copysign(photon.direction[2]);
        }
        if down {
            photon.layer += 1;
            (photon.layer == self.media.len()).then_some(End::Beneath)
        } else if photon.layer == 0 {
            Some(End::Surface)
        } else {
            photon.layer -= 1;
            None
        }
    }
}

fn medium(layer: &Layer, top: f64, upper: Border, lower: Border) -> Medium {
    // In a clear layer a flight ends nowhere.
    let free_path = if layer.mu_s > 0.0 {
        1.0 / layer.mu_s
    } else {
        1e30
    };
    Medium {
        top,
        bottom: top + layer.thickness,
        mu_a: layer.mu_a,
        mu_s: layer.mu_s,
        free_path,
        phase: Phase::new(layer.g),
        upper,
        lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_stay_unit_vectors() {
        let mut random = Random::new(1, 0);
        for g in [0.9, 0.3, 0.0, -0.5] {
            let phase = Phase::new(g);
            let mut direction = [0.0, 0.0, 1.0];
            let mut worst = 0.0_f64;
            for _ in 0..1_000_000 {
                direction = phase.turn(direction, &mut random);
                let norm: f64 = direction.iter().map(|d| d * d).sum();
                worst = worst.max((norm - 1.0).abs());
            }
            println!("{g}: {worst}");
            assert!(worst < 1e-9, "{g}: {worst}");
        }
    }

    #[test]
    fn mean_cosine_of_scattering_is_g_and_its_plane_is_any() {
        let mut random = Random::new(2, 0);
        let from = [0.48, -0.6, -0.64];
        for g in [0.9, 0.3, 0.0, -0.5] {
            let phase = Phase::new(g);
            let mut sum = [0.0; 3];
            for _ in 0..400_000 {
                let to = phase.turn(from, &mut random);
                for (s, t) in sum.iter_mut().zip(to) {
                    *s += t / 400_000.0;
                }
            }
            for (s, f) in sum.iter().zip(from) {
                assert!((s - g * f).abs() < 4e-3, "{g}: {sum:?}");
            }
        }
    }

    #[test]
    fn fresnel_at_known_angles() {
        assert!((fresnel(1.0, 1.5, 1.0) - 0.04).abs() < 1e-12);
        // Brewster: parallel light passes, half of what is left is reflected across.
        let brewster = libm::cos(libm::atan(1.5));
        let across = (1.0 - 2.25_f64) / (1.0 + 2.25);
        assert!((fresnel(1.0, 1.5, brewster) - 0.5 * across * across).abs() < 1e-12);
        assert!((fresnel(1.5, 1.0, 0.5) - 1.0).abs() < 1e-15);
        assert!(fresnel(1.4, 1.4, 0.3).abs() < 1e-15);
    }
}
