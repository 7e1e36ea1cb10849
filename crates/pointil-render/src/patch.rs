//! A small piece of skin as a camera sees it.

use glam::{DMat2, DVec2, DVec3};
use pointil_scalp::{Camera, Direction, Pixel, Point};

/// The cosine of the angle of view below which dots fade out: in the last 5° before the horizon a millimetre of misfit
/// decides whether a dot falls on the head or beside it.
const GRAZING: f64 = 0.09;

/// The picture of the skin around a point, flat to first order.
#[derive(Clone, Copy, Debug)]
pub struct Patch {
    /// Where the point falls.
    pub middle: Pixel,
    /// Turns displacements on the skin (squared, as a covariance in square millimetres) into square pixels: a round
    /// spot of variance `v` has the covariance `v · shape` in the picture.
    pub shape: DMat2,
    /// 1 in plain view, falling to 0 at the horizon.
    pub presence: f64,
}

impl Patch {
    /// The skin at `point` with its outward `normal`; `None` where it faces away from the camera or lies behind it.
    pub fn new(camera: &Camera, point: Point, normal: Direction) -> Option<Self> {
        let middle = camera.project(point)?;
        let sight = (camera.position() - point).try_normalize()?;
        let facing = normal.to_vec().dot(sight);
        if facing <= 0.0 {
            return None;
        }
        let turned = |v: DVec3| {
            let axes = [camera.right(), camera.down(), camera.forward()];
            DVec3::from(axes.map(|axis| axis.dot(v)))
        };
        let (p, n) = (camera.to_camera(point), turned(normal.to_vec()));
        let scale = camera.focal_px() / p.z;
        // How column and row change along the skin: their gradients without the part across it.
        let tangent = |gradient: DVec3| gradient - n * n.dot(gradient);
        let column = tangent(DVec3::new(scale, 0.0, -scale * p.x / p.z));
        let row = tangent(DVec3::new(0.0, scale, -scale * p.y / p.z));
        let both = column.dot(row);
        Some(Self {
            middle,
            shape: DMat2::from_cols(
                DVec2::new(column.length_squared(), both),
                DVec2::new(both, row.length_squared()),
            ),
            presence: (facing / GRAZING).min(1.0),
        })
    }

    /// Square pixels taken by one square millimetre of this skin.
    pub fn square_px_per_square_mm(&self) -> f64 {
        self.shape.determinant().max(0.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_scalp::PictureSize;

    /// The projected outline of a small disc, corner by corner, has the area and the extent that the patch says.
    #[test]
    fn a_disc_is_foreshortened_as_its_outline() {
        let size = PictureSize {
            width: 1200,
            height: 1500,
        };
        let eye = Point::new(640.0, 222.0, 828.0);
        let camera =
            Camera::look_at(eye, Point::new(0.0, 76.0, 9.0), Direction::UP, 18.0, size).unwrap();
        let middle = Point::new(70.0, 130.0, 20.0);
        for v in [
            DVec3::new(1.0, 0.6, 0.2),
            DVec3::new(0.1, 1.0, 0.1),
            DVec3::new(0.4, 0.1, 1.0),
        ] {
            let normal = Direction::of(v).unwrap();
            let patch = Patch::new(&camera, middle, normal).unwrap();
            let u = normal.to_vec().any_orthonormal_vector();
            let w = normal.to_vec().cross(u);
            let outline: Vec<DVec2> = (0..360)
                .map(|k| {
                    let (s, c) = f64::from(k).to_radians().sin_cos();
                    let p = camera.project(middle + (u * c + w * s) * 0.5).unwrap();
                    DVec2::new(p.x - patch.middle.x, p.y - patch.middle.y)
                })
                .collect();
            let area: f64 = (0..360)
                .map(|k| outline[k].perp_dot(outline[(k + 1) % 360]) / 2.0)
                .sum();
            let expected = core::f64::consts::PI * 0.25 * patch.square_px_per_square_mm();
            assert!(
                (area.abs() / expected - 1.0).abs() < 1e-3,
                "{area} {expected}"
            );
            let widest = outline.iter().map(|p| p.x.abs()).fold(0.0, f64::max);
            assert!((widest / (0.5 * patch.shape.x_axis.x.sqrt()) - 1.0).abs() < 1e-3);
        }
        let away = Direction::of(-DVec3::ONE).unwrap();
        assert!(Patch::new(&camera, middle, away).is_none());
    }
}
