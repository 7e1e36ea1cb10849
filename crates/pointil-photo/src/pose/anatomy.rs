//! How heads differ, as unknowns with a unit normal prior: size, shape of the vault, landmarks of the face.
//!
//! Every unknown is in units of its own spread, so that the prior of the whole head is the identity.

use glam::DVec3;
use nalgebra::{DMatrix, DVector, Matrix3, Vector3};
use pointil_scalp::{
    CompleteMeasurements, Cranium, Deformation, Head, HeadMeasurements, ImplausibleMeasurement,
    Landmark, Mm, Site, Surface,
};

use super::face::facial_covariance;

/// Factors of size.
const STRETCH: usize = 0;
/// Harmonics of degree 1 to [`DEGREE`].
const SHAPE: usize = 3;
/// The highest degree fitted: an outline says nothing on finer ones that the vault's smoothness does not.
const DEGREE: usize = 6;
const SHAPE_COUNT: usize = (DEGREE + 1) * (DEGREE + 1) - 1;
/// Two shifts along the surface for each landmark of the vault.
const SLIDE: usize = SHAPE + SHAPE_COUNT;
/// Three coordinates for each landmark of face and ears.
const FACIAL: usize = SLIDE + 2 * SLIDES.len();

/// How well a calliper or tape meets the definition of a measurement, one standard deviation.
const CALLIPER_SD_MM: f64 = 1.0;

/// How closely length, breadth and height of the vault follow the factors of size: they are the vault's size, so that its
/// harmonics are left with its shape.
const SIZE_SD_MM: f64 = 1.5;

/// A head larger by 1 % has a face larger by 0.63 %. Source: regression of the mean logarithm of menton-sellion length,
/// bizygomatic and interpupillary breadth on that of head length, breadth and height over the men of `ansur2_heads.csv`.
const FACE_ON_HEAD: f64 = 0.63;

/// Landmarks of the vault: the axes along which they are ill defined, and how far people and markers stray (grade D).
const SLIDES: [(Landmark, [DVec3; 2], [f64; 2]); 3] = [
    (Landmark::Glabella, [DVec3::X, DVec3::Y], [2.0, 4.0]),
    (Landmark::Vertex, [DVec3::X, DVec3::Z], [3.0, 12.0]),
    (Landmark::Opisthocranion, [DVec3::X, DVec3::Y], [3.0, 10.0]),
];

/// A point of the head and how it moves with each unknown (3 rows).
pub struct Placed {
    pub point: DVec3,
    pub slope: DMatrix<f64>,
}

/// The population from which one head is to be found.
pub struct Anatomy {
    pub base: Head,
    facial: Vec<Landmark>,
    /// Lower Cholesky factor of the facial landmarks' covariance.
    facial_factor: DMatrix<f64>,
    /// Breadth, height and length of the prediction, in millimetres.
    size: DVec3,
    /// Lower Cholesky factor of the factors of size (left, up, forward).
    stretch_factor: Matrix3<f64>,
    widest: [Site; 2],
}

/// One head of the population.
pub struct Person<'a> {
    anatomy: &'a Anatomy,
    unknowns: Vec<f64>,
    pub deformation: Deformation,
    pub cranium: Cranium,
}

impl Anatomy {
    /// The adults who have these measurements.
    pub fn new(measurements: &HeadMeasurements) -> Result<Self, ImplausibleMeasurement> {
        let base = Head::from_measurements(measurements)?;
        let facial: Vec<Landmark> = Landmark::ALL
            .iter()
            .copied()
            .filter(|landmark| !landmark.is_cranial())
            .collect();
        let covariance = facial_covariance(&base, &facial);
        let n = covariance.nrows();
        let facial_factor = covariance
            .cholesky()
            .map_or_else(|| DMatrix::identity(n, n) * 4.0, |c| c.l());
        let (size, covariance) = size_prior(measurements, base.measurements())?;
        let stretch_factor = covariance
            .cholesky()
            .map_or_else(|| Matrix3::from_diagonal_element(5.0), |c| c.l());
        let stretch_factor = Matrix3::from_fn(|r, c| stretch_factor[(r, c)] / size[r]);
        let widest = [-1.0, 1.0].map(|side| widest_site(base.cranium(), side));
        Ok(Self {
            base,
            facial,
            facial_factor,
            size,
            stretch_factor,
            widest,
        })
    }

    /// The number of unknowns.
    pub fn unknowns(&self) -> usize {
        FACIAL + 3 * self.facial.len()
    }

    /// The head with these unknowns.
    pub fn person(&self, unknowns: &[f64]) -> Person<'_> {
        let mut deformation = Deformation::default();
        let z = Vector3::from_column_slice(&unknowns[STRETCH..STRETCH + 3]);
        let growth = self.stretch_factor * z;
        let growth = DVec3::new(growth.x, growth.y, growth.z);
        deformation.stretch += growth;
        for k in 0..SHAPE_COUNT {
            deformation.shape[k + 1] = unknowns[SHAPE + k] * shape_sd(k);
        }
        let z = DVector::from_column_slice(&unknowns[FACIAL..self.unknowns()]);
        let offsets = &self.facial_factor * z;
        for (k, landmark) in self.facial.iter().enumerate() {
            let lag = self.base.landmark(*landmark).to_vec() * growth * (FACE_ON_HEAD - 1.0);
            deformation.landmarks[*landmark as usize] =
                lag + DVec3::new(offsets[3 * k], offsets[3 * k + 1], offsets[3 * k + 2]);
        }
        Person {
            anatomy: self,
            unknowns: unknowns.to_vec(),
            cranium: self.base.cranium().deformed(&deformation),
            deformation,
        }
    }
}

fn shape_sd(k: usize) -> f64 {
    Deformation::shape_sd((k + 1).isqrt())
}

/// Breadth, height and length of the prediction and their covariance given what was measured, from the population's
/// conditional means: how far the others move when one of them does.
fn size_prior(
    given: &HeadMeasurements,
    complete: &CompleteMeasurements,
) -> Result<(DVec3, Matrix3<f64>), ImplausibleMeasurement> {
    let values = |m: &CompleteMeasurements| {
        DVec3::new(
            m.head_breadth.mm(),
            m.tragion_to_top.mm(),
            m.head_length.mm(),
        )
    };
    let mean = values(complete);
    let sd = [1, 3, 0].map(|k: usize| complete.uncertainty[k].mm());
    let mut covariance = Matrix3::from_diagonal_element(CALLIPER_SD_MM * CALLIPER_SD_MM);
    for i in 0..3 {
        if sd[i] < 1e-6 {
            continue;
        }
        let mut moved = *given;
        let value = Some(Mm::new(mean[i] + 0.1));
        match i {
            0 => moved.head_breadth = value,
            1 => moved.tragion_to_top = value,
            _ => moved.head_length = value,
        }
        let shift = (values(&moved.complete()?) - mean) / 0.1;
        for j in 0..3 {
            covariance[(i, j)] += shift[j] * sd[i] * sd[i];
        }
    }
    let symmetric = (covariance + covariance.transpose()) / 2.0;
    Ok((mean, symmetric))
}

/// The site of the vault that lies farthest to one side, by search over the sides of the head.
fn widest_site(cranium: &Cranium, side: f64) -> Site {
    let mut best = (f64::MIN, Site::from_angles(0.0, 0.0));
    for azimuth in 60..=130 {
        for elevation in -20..=50 {
            let site = Site::from_angles(
                side * f64::from(azimuth).to_radians(),
                f64::from(elevation).to_radians(),
            );
            let reach = side * cranium.point(site).left();
            if reach > best.0 {
                best = (reach, site);
            }
        }
    }
    best.1
}

impl Person<'_> {
    /// Where `landmark` lies.
    pub fn landmark(&self, landmark: Landmark) -> Placed {
        let slide = SLIDES.iter().position(|(own, ..)| *own == landmark);
        slide.map_or_else(|| self.facial(landmark), |k| self.slid(k))
    }

    fn facial(&self, landmark: Landmark) -> Placed {
        let anatomy = self.anatomy;
        let start = anatomy.base.landmark(landmark).to_vec();
        let stretch = self.deformation.stretch;
        let mut slope = DMatrix::zeros(3, anatomy.unknowns());
        for axis in 0..3 {
            for k in 0..3 {
                slope[(axis, STRETCH + k)] =
                    FACE_ON_HEAD * start[axis] * anatomy.stretch_factor[(axis, k)];
            }
        }
        if let Some(k) = anatomy.facial.iter().position(|own| *own == landmark) {
            let rows = anatomy.facial_factor.rows(3 * k, 3);
            slope
                .columns_mut(FACIAL, 3 * anatomy.facial.len())
                .copy_from(&rows);
        }
        Placed {
            point: start * stretch + self.deformation.landmarks[landmark as usize],
            slope,
        }
    }

    /// A landmark of the vault, slid along the surface.
    fn slid(&self, k: usize) -> Placed {
        let (landmark, axes, sds) = SLIDES[k];
        let base = &self.anatomy.base;
        let home = base.site(base.landmark(landmark)).to_vec();
        let semi_axes = base.cranium().semi_axes();
        let amounts = [0, 1].map(|i| self.unknowns[SLIDE + 2 * k + i]);
        let site = |amounts: [f64; 2]| {
            let slide = axes[0] * (amounts[0] * sds[0]) + axes[1] * (amounts[1] * sds[1]);
            Site::of(home + slide / semi_axes).unwrap_or(Site::from_angles(0.0, 0.0))
        };
        let mut placed = self.site(site(amounts));
        let step = 1e-4;
        for i in 0..2 {
            let mut ahead = amounts;
            ahead[i] += step;
            let moved = self.cranium.point(site(ahead)).to_vec() - placed.point;
            for axis in 0..3 {
                placed.slope[(axis, SLIDE + 2 * k + i)] = moved[axis] / step;
            }
        }
        placed
    }

    /// The point of the vault at `site`.
    pub fn site(&self, site: Site) -> Placed {
        let point = self.cranium.point(site).to_vec();
        let mut slope = DMatrix::zeros(3, self.anatomy.unknowns());
        let rays = site.to_vec() * self.cranium.semi_axes();
        let harmonics = Cranium::harmonics(site);
        for axis in 0..3 {
            let own = point[axis] / self.deformation.stretch[axis];
            for k in 0..3 {
                slope[(axis, STRETCH + k)] = own * self.anatomy.stretch_factor[(axis, k)];
            }
            for k in 0..SHAPE_COUNT {
                slope[(axis, SHAPE + k)] = shape_sd(k) * harmonics[k + 1] * rays[axis];
            }
        }
        Placed { point, slope }
    }

    /// How far breadth, height above the tragia and length of the vault are from the factors of size, in standard
    /// deviations, and how that changes.
    pub fn size_rows(&self) -> ([f64; 3], DMatrix<f64>) {
        let anatomy = self.anatomy;
        let base = &anatomy.base;
        let [right, left] = anatomy.widest.map(|site| self.site(site));
        let at = |landmark| self.site(base.site(base.landmark(landmark)));
        let (vertex, front, back) = (
            at(Landmark::Vertex),
            at(Landmark::Glabella),
            at(Landmark::Opisthocranion),
        );
        let ears = [Landmark::TragionLeft, Landmark::TragionRight].map(|l| self.facial(l));
        let ahead = (front.point - back.point).normalize();
        let sizes = DVec3::new(
            left.point.x - right.point.x,
            vertex.point.y - (ears[0].point.y + ears[1].point.y) / 2.0,
            (front.point - back.point).dot(ahead),
        );
        let mut slope = DMatrix::zeros(3, anatomy.unknowns());
        let breadth = left.slope.row(0) - right.slope.row(0);
        let height = vertex.slope.row(1) - (ears[0].slope.row(1) + ears[1].slope.row(1)) / 2.0;
        slope.row_mut(0).copy_from(&breadth);
        slope.row_mut(1).copy_from(&height);
        for axis in 0..3 {
            let part = (front.slope.row(axis) - back.slope.row(axis)) * ahead[axis];
            let mut length = slope.row_mut(2);
            length += part;
            for k in 0..3 {
                slope[(axis, STRETCH + k)] -=
                    anatomy.size[axis] * anatomy.stretch_factor[(axis, k)];
            }
        }
        let off = (sizes - anatomy.size * self.deformation.stretch) / SIZE_SD_MM;
        (off.to_array(), slope / SIZE_SD_MM)
    }

    /// The head itself.
    pub fn head(&self) -> Head {
        let mut deformation = self.deformation.clone();
        let glabella = Landmark::Glabella;
        let unmoved = self.anatomy.base.landmark(glabella).to_vec() * deformation.stretch;
        deformation.landmarks[glabella as usize] = self.landmark(glabella).point - unmoved;
        self.anatomy.base.deformed(&deformation)
    }
}
