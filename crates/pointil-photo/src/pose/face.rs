//! How faces and ears differ: which landmarks stray together, and how far.

use glam::DVec3;
use nalgebra::DMatrix;
use pointil_scalp::{Head, Landmark, Mm};

/// How far faces stray in size from what the head predicts, to the left, upward and forward. Source: residuals of the same
/// regression: bizygomatic breadth 3.3 %, interpupillary breadth 4.9 %, menton-sellion length 5.1 %, bitragion-chin
/// arc 3.7 %.
const FACE_SIZE_SD: DVec3 = DVec3::new(0.04, 0.05, 0.04);

/// The correlation of those three: it brings the spread of the mean of breadths and length to the 3.1 % found.
const FACE_SIZE_CORRELATION: f64 = 0.2;

/// The same for ears about their tragion (ear length 6.8 %, breadth 8 %, same source).
const EAR_SIZE_SD: DVec3 = DVec3::new(0.08, 0.07, 0.08);

/// At least this share of a landmark's variance is not explained by sizes.
const LOCAL_SHARE: f64 = 0.4;

/// Landmarks of one face stray together: neighbours and mirror images alike. Shares of the variance that are common to
/// both sides, that are a side's own, and that are a landmark's own; and the distance over which neighbours agree (grade D).
const SYMMETRIC_SHARE: f64 = 0.72;
const SIDED_SHARE: f64 = 0.16;
const OWN_SHARE: f64 = 0.12;
const AGREEMENT_MM: f64 = 60.0;

/// The standard deviation of a landmark's place along any axis before anything is seen, in millimetres.
pub fn landmark_sd(landmark: Landmark) -> f64 {
    Head::landmark_sd(landmark).map_or(6.0, Mm::mm)
}

/// A landmark of face or ear as its covariance with others needs it.
struct Member {
    place: DVec3,
    /// With the right side folded onto the left.
    folded: DVec3,
    /// 1 on the left, -1 on the right, 0 on the midline.
    side: f64,
    /// How far it moves with the size of its face or ear.
    reach: DVec3,
    ear: bool,
    tragion: bool,
    /// What sizes leave of its variance along each axis.
    rest: DVec3,
}

impl Member {
    fn new(base: &Head, landmark: Landmark) -> Self {
        use Landmark as L;
        let place = base.landmark(landmark).to_vec();
        let paired = landmark.mirrored() != landmark;
        let ear = matches!(
            landmark,
            L::SuperauraleLeft
                | L::SuperauraleRight
                | L::SubauraleLeft
                | L::SubauraleRight
                | L::PostauraleLeft
                | L::PostauraleRight
        );
        let side = if paired { place.x.signum() } else { 0.0 };
        let tragion = matches!(landmark, L::TragionLeft | L::TragionRight);
        let reach = if ear {
            let canal = if side > 0.0 {
                L::TragionLeft
            } else {
                L::TragionRight
            };
            (place - base.landmark(canal).to_vec()) * EAR_SIZE_SD
        } else {
            place * FACE_SIZE_SD
        };
        let total = DVec3::splat(landmark_sd(landmark).powi(2));
        Self {
            place,
            folded: DVec3::new(place.x.abs(), place.y, place.z),
            side,
            reach,
            ear,
            tragion,
            rest: (total - reach * reach).max(total * LOCAL_SHARE),
        }
    }

    /// The covariance with `other` along `axis` that sizes leave, in mm².
    fn local(&self, other: &Self, axis: usize, same: bool) -> f64 {
        let near = |d: DVec3| libm::exp(-d.length_squared() / (2.0 * AGREEMENT_MM * AGREEMENT_MM));
        let sign = if axis == 0 {
            self.side * other.side
        } else {
            1.0
        };
        // The head frame's origin lies midway between the tragia: together they move only apart.
        let anchored = axis > 0 && (self.tragion || other.tragion);
        let symmetric = if anchored {
            0.0
        } else {
            SYMMETRIC_SHARE * sign * near(self.folded - other.folded)
        };
        let own = if same { OWN_SHARE } else { 0.0 };
        let shares = symmetric + SIDED_SHARE * near(self.place - other.place) + own;
        (self.rest[axis] * other.rest[axis]).sqrt() * shares
    }

    /// The covariance along `axis` with `other` along `other_axis` that sizes make, in mm².
    fn sized(&self, other: &Self, axis: usize, other_axis: usize) -> f64 {
        let together = self.ear == other.ear && axis == other_axis;
        let correlation = if together { 1.0 } else { FACE_SIZE_CORRELATION };
        correlation * self.reach[axis] * other.reach[other_axis]
    }
}

/// The covariance of the offsets of face and ears in mm², three coordinates for each landmark.
pub fn facial_covariance(base: &Head, facial: &[Landmark]) -> DMatrix<f64> {
    let members: Vec<Member> = facial.iter().map(|l| Member::new(base, *l)).collect();
    let n = members.len();
    let mut covariance = DMatrix::zeros(3 * n, 3 * n);
    for i in 0..n {
        for j in 0..n {
            for axis in 0..3 {
                covariance[(3 * i + axis, 3 * j + axis)] =
                    members[i].local(&members[j], axis, i == j);
                for other in 0..3 {
                    covariance[(3 * i + axis, 3 * j + other)] +=
                        members[i].sized(&members[j], axis, other);
                }
            }
        }
    }
    covariance
}
