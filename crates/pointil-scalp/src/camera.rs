//! A pinhole camera: where a point of the head falls in a picture, and which ray a pixel looks along.

use glam::{DMat3, DVec2, DVec3};

use crate::space::{Direction, Point};

/// A place in a picture, in pixels: `x` to the right and `y` down from the outer corner of the top left pixel, so that
/// the middle of the first pixel is (0.5, 0.5).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pixel {
    /// Pixels to the right.
    pub x: f64,
    /// Pixels down.
    pub y: f64,
}

impl Pixel {
    /// The place (`x`, `y`).
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Pixels between two places.
    pub fn distance(self, other: Self) -> f64 {
        DVec2::new(self.x - other.x, self.y - other.y).length()
    }
}

/// The size of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureSize {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A pinhole camera without lens distortion, its principal point in the middle of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Rows: the camera's right, down and forward axes in the head frame.
    axes: DMat3,
    position: Point,
    focal_px: f64,
    size: PictureSize,
}

impl Camera {
    /// The camera at `position` whose axes in the head frame are `right`, `down` and `forward` (right-handed,
    /// orthonormal), with a focal length of `focal_px` pixels.
    pub fn new(
        position: Point,
        right: DVec3,
        down: DVec3,
        forward: DVec3,
        focal_px: f64,
        size: PictureSize,
    ) -> Self {
        let axes = DMat3::from_cols(right, down, forward).transpose();
        Self {
            axes,
            position,
            focal_px,
            size,
        }
    }

    /// The camera at `position` that has `target` in the middle of the picture and `up` pointing up in it, with a
    /// horizontal field of view of `field_of_view_deg` degrees. `None` where they leave a direction open.
    pub fn look_at(
        position: Point,
        target: Point,
        up: Direction,
        field_of_view_deg: f64,
        size: PictureSize,
    ) -> Option<Self> {
        let forward = (target - position).try_normalize()?;
        let right = forward.cross(up.to_vec()).try_normalize()?;
        let down = forward.cross(right);
        let focal_px =
            f64::from(size.width) / 2.0 / libm::tan(field_of_view_deg.to_radians() / 2.0);
        Some(Self::new(position, right, down, forward, focal_px, size))
    }

    /// Where the camera stands.
    pub const fn position(&self) -> Point {
        self.position
    }

    /// The direction the camera looks in.
    pub fn forward(&self) -> DVec3 {
        self.axes.row(2)
    }

    /// The direction in the head frame that points right in the picture.
    pub fn right(&self) -> DVec3 {
        self.axes.row(0)
    }

    /// The direction in the head frame that points down in the picture.
    pub fn down(&self) -> DVec3 {
        self.axes.row(1)
    }

    /// The focal length in pixels.
    pub const fn focal_px(&self) -> f64 {
        self.focal_px
    }

    /// The picture's size.
    pub const fn size(&self) -> PictureSize {
        self.size
    }

    /// The same camera for the same whole picture at another `size` of nearly the same shape.
    #[must_use]
    pub fn scaled_to(&self, size: PictureSize) -> Self {
        let scale = f64::from(size.width) / f64::from(self.size.width);
        Self {
            focal_px: self.focal_px * scale,
            size,
            ..*self
        }
    }

    /// `point` in camera axes (right, down, forward), in millimetres.
    pub fn to_camera(&self, point: Point) -> DVec3 {
        self.axes * (point - self.position)
    }

    /// Where `point` falls in the picture (perhaps outside its edges); `None` behind the camera.
    pub fn project(&self, point: Point) -> Option<Pixel> {
        let c = self.to_camera(point);
        (c.z > 1.0).then(|| self.pixel(c))
    }

    fn pixel(&self, c: DVec3) -> Pixel {
        let s = self.focal_px / c.z;
        Pixel::new(
            f64::from(self.size.width) / 2.0 + s * c.x,
            f64::from(self.size.height) / 2.0 + s * c.y,
        )
    }

    /// The direction from the camera through `pixel`.
    pub fn ray(&self, pixel: Pixel) -> Direction {
        let x = (pixel.x - f64::from(self.size.width) / 2.0) / self.focal_px;
        let y = (pixel.y - f64::from(self.size.height) / 2.0) / self.focal_px;
        let v = self.axes.transpose() * DVec3::new(x, y, 1.0);
        Direction::of(v).unwrap_or(Direction::UP)
    }

    /// Pixels per millimetre for a small thing at `point` that faces the camera.
    pub fn pixels_per_mm(&self, point: Point) -> f64 {
        self.focal_px / self.to_camera(point).z
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_looks_at_what_falls_on_it() {
        let size = PictureSize {
            width: 1200,
            height: 1500,
        };
        let eye = Point::new(640.0, 222.0, 828.0);
        let camera =
            Camera::look_at(eye, Point::new(0.0, 76.0, 9.0), Direction::UP, 18.0, size).unwrap();
        let p = Point::new(-20.0, 120.0, 70.0);
        let pixel = camera.project(p).unwrap();
        let ray = camera.ray(pixel).to_vec();
        assert!((p - eye).cross(ray).length() < 1e-9);
        let middle = camera.project(Point::new(0.0, 76.0, 9.0)).unwrap();
        assert!(middle.distance(Pixel::new(600.0, 750.0)) < 1e-9);
        let higher = camera.project(Point::new(0.0, 90.0, 9.0)).unwrap();
        assert!(higher.y < middle.y);
    }
}
