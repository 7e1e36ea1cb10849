//! The mannequin as a solid that can be meshed.

use glam::DVec3;

use super::Mannequin;
use crate::mesh::{Solid, Vertex};
use crate::space::Point;

impl Solid for Mannequin {
    fn distance(&self, point: Point) -> f64 {
        Self::distance(self, point)
    }

    fn bounds(&self) -> (Point, Point) {
        let reach = self.cranium.semi_axes();
        let top = self.cranium.centre() + reach * 1.2;
        (
            Point::new(-top.left() - 35.0, -160.0, -reach.z * 1.3 - 10.0),
            Point::new(top.left() + 35.0, top.up(), top.forward() + 25.0),
        )
    }

    fn vertex(&self, point: Point, outward: DVec3) -> Vertex {
        let outward = outward.try_normalize().unwrap_or(DVec3::Y);
        let position = self
            .descended(point, outward)
            .unwrap_or_else(|| self.settled(point));
        Vertex {
            position,
            normal: self.normal(position),
            part: self.part(position),
        }
    }
}

impl Mannequin {
    /// The surface on the line through `point` along `outward`, by the secant method; `None` where it is not close.
    fn descended(&self, point: Point, outward: DVec3) -> Option<Point> {
        let (mut at, mut slope) = (0.0, 1.0);
        let mut value = self.distance(point);
        for _ in 0..16 {
            if value.abs() < 1e-8 {
                return Some(point + outward * at);
            }
            let step = (-value / slope).clamp(-1.0, 1.0);
            at += step;
            let next = self.distance(point + outward * at);
            slope = ((next - value) / step).clamp(0.2, 3.0);
            value = next;
        }
        (value.abs() < 1e-7 && at.abs() < 6.0).then(|| point + outward * at)
    }

    /// The surface downhill from `point`: in a fold the way out of the lattice is not the way to the surface.
    fn settled(&self, mut point: Point) -> Point {
        for _ in 0..60 {
            let value = self.distance(point);
            if value.abs() < 1e-8 {
                break;
            }
            let gradient = self.gradient(point);
            let step = gradient * (-value / gradient.length_squared().max(0.1));
            point = point + step.clamp_length_max(0.5);
        }
        point
    }
}
