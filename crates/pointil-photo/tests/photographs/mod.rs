//! The photographs of a scanned head with their true cameras, which lie beside the repository or not at all.

#![allow(dead_code, reason = "each test takes what it needs")]
#![expect(clippy::print_stdout, reason = "a test that skips says so")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use glam::DVec3;
use pointil_photo::{FieldOfView, Mark, MarkedPhotograph, Outline, Photograph, decode};
use pointil_scalp::template::in_domain;
use pointil_scalp::{
    Camera, Direction, Head, HeadMeasurements, Landmark, Mm, PictureSize, Pixel, Point,
    RigidMotion, Sex, Surface,
};
use serde_json::Value;

/// Scan, landmarks and views, in the scan's own frame.
pub struct Truth {
    pub folder: PathBuf,
    pub landmarks: BTreeMap<Landmark, Point>,
    /// Points of the scalp and their outward normals.
    pub scalp: Vec<(Point, Direction)>,
    pub views: Vec<View>,
}

/// One photograph.
pub struct View {
    pub name: String,
    pub camera: Camera,
    pub field_of_view_deg: f64,
    pub marks: Vec<Mark>,
}

fn vector(value: &Value) -> DVec3 {
    let list: Vec<f64> = value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap())
        .collect();
    DVec3::from_slice(&list)
}

/// The truth, or none (said once) where the photographs are absent.
pub fn truth() -> Option<Truth> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/photos");
    let folder = PathBuf::from(std::env::var("POINTIL_PHOTOS").unwrap_or_else(|_| beside.into()));
    let Ok(text) = std::fs::read_to_string(folder.join("views.json")) else {
        println!("photographs absent, skipped");
        return None;
    };
    let all: Value = serde_json::from_str(&text).unwrap();
    let landmarks: BTreeMap<Landmark, Point> = all["landmarks_mm"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, place)| (name.parse().unwrap(), Point::from_vec(vector(place))))
        .collect();
    let number = |name: &str| all[name].as_f64().unwrap();
    let size = PictureSize {
        width: number("image_width_px") as u32,
        height: number("image_height_px") as u32,
    };
    let fov = number("horizontal_fov_deg");
    let views = all["views"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, view)| self::view(name, view, fov, size))
        .collect();
    let scalp = scalp(&std::fs::read(folder.join("scan.ply")).unwrap(), &landmarks);
    Some(Truth {
        folder,
        landmarks,
        scalp,
        views,
    })
}

fn view(name: &str, view: &Value, field_of_view_deg: f64, size: PictureSize) -> View {
    let point = |key: &str| Point::from_vec(vector(&view[key]));
    let up = Direction::of(vector(&view["up"])).unwrap();
    let camera = Camera::look_at(
        point("camera_mm"),
        point("target_mm"),
        up,
        field_of_view_deg,
        size,
    );
    let marks = view["landmarks_px"].as_object().unwrap();
    View {
        name: name.into(),
        camera: camera.unwrap(),
        field_of_view_deg,
        marks: marks
            .iter()
            .map(|(name, px)| {
                Mark::named(name, px[0].as_f64().unwrap(), px[1].as_f64().unwrap()).unwrap()
            })
            .collect(),
    }
}

/// The vertices of a binary PLY of triangles that lie on the scalp, above brow and ears, with their normals.
fn scalp(bytes: &[u8], landmarks: &BTreeMap<Landmark, Point>) -> Vec<(Point, Direction)> {
    let end = b"end_header\n";
    let start = bytes.windows(end.len()).position(|w| w == end).unwrap() + end.len();
    let header = std::str::from_utf8(&bytes[..start]).unwrap();
    let count = |word: &str| -> usize {
        let line = header.lines().find(|l| l.starts_with(word)).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    let (vertices, faces) = (count("element vertex"), count("element face"));
    let float = |at: usize| f64::from(f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()));
    let at: Vec<DVec3> = (0..vertices)
        .map(|i| DVec3::from([0, 4, 8].map(|k| float(start + 12 * i + k))))
        .collect();
    let face_start = start + 12 * vertices;
    let index = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let mut normals = vec![DVec3::ZERO; vertices];
    for f in 0..faces {
        let corners = [1, 5, 9].map(|k| index(face_start + 13 * f + k));
        let [a, b, c] = corners.map(|i| at[i]);
        for i in corners {
            normals[i] += (b - a).cross(c - a);
        }
    }
    let mean = Head::from_measurements(&male()).unwrap();
    let pairs: Vec<_> = landmarks
        .iter()
        .map(|(landmark, place)| (*place, mean.landmark(*landmark), 1.0))
        .collect();
    let to_mean = RigidMotion::best(&pairs);
    at.iter()
        .zip(normals)
        .filter_map(|(p, n)| {
            let point = Point::from_vec(*p);
            let on_mean = to_mean.apply(point);
            let site = mean.site(on_mean);
            let near = mean.cranium().elevation(on_mean).abs() < 20.0;
            // The domain reaches down before and behind the ears; what is asked for is the scalp above them.
            let above = site.elevation().to_degrees() > 5.0 || site.azimuth().abs() > 2.3;
            (near && above && in_domain(site)).then_some((point, Direction::of(n)?))
        })
        .collect()
}

/// A man without measurements.
pub fn male() -> HeadMeasurements {
    HeadMeasurements {
        sex: Sex::Male,
        ..HeadMeasurements::default()
    }
}

impl View {
    /// What a person would mark.
    pub fn marked(&self, known_field_of_view: bool) -> MarkedPhotograph {
        MarkedPhotograph {
            name: self.name.clone(),
            size: self.camera.size(),
            field_of_view: if known_field_of_view {
                FieldOfView::Horizontal(self.field_of_view_deg)
            } else {
                FieldOfView::Unknown
            },
            marks: self.marks.clone(),
            outline: None,
        }
    }
}

impl Truth {
    /// The pixels of `view`.
    pub fn photograph(&self, view: &View) -> Photograph {
        let file = self.folder.join(format!("{}.jpg", view.name));
        decode(&std::fs::read(file).unwrap()).unwrap()
    }

    /// What a person would mark in `view`, with the outline found in its pixels.
    pub fn outlined(&self, view: &View, known_field_of_view: bool) -> MarkedPhotograph {
        MarkedPhotograph {
            outline: Some(Outline::of(&self.photograph(view)).unwrap()),
            ..view.marked(known_field_of_view)
        }
    }

    /// The rigid motion from the scan's frame into that of a fitted head, by their landmarks.
    pub fn motion_to(&self, head: &Head) -> RigidMotion {
        let pairs: Vec<_> = self
            .landmarks
            .iter()
            .map(|(landmark, place)| {
                let dome = matches!(landmark, Landmark::Vertex | Landmark::Opisthocranion);
                (
                    *place,
                    head.landmark(*landmark),
                    if dome { 0.1 } else { 1.0 },
                )
            })
            .collect();
        RigidMotion::best(&pairs)
    }

    /// Root mean square and greatest distance on the skin, in millimetres, between where `camera` puts the scalp seen in
    /// `view` and where it is.
    pub fn error_mm(&self, view: &View, camera: &Camera, motion: &RigidMotion) -> (f64, f64) {
        let (mut sum, mut count, mut worst) = (0.0, 0.0, 0.0_f64);
        for (point, normal) in &self.scalp {
            let faces = (view.camera.position() - *point)
                .normalize()
                .dot(normal.to_vec());
            if faces < 0.1 {
                continue;
            }
            let pixel: Pixel = view.camera.project(*point).unwrap();
            let found = camera.project(motion.apply(*point)).unwrap();
            let mm = pixel.distance(found) / view.camera.pixels_per_mm(*point);
            sum += mm * mm;
            count += 1.0;
            worst = worst.max(mm);
        }
        ((sum / f64::max(count, 1.0)).sqrt(), worst)
    }
}

impl Truth {
    /// Root mean square distance in millimetres of the scan's scalp from a fitted vault, wherever it fits best.
    pub fn shape_mm(&self, head: &Head) -> f64 {
        let mut motion = self.motion_to(head);
        for _ in 0..20 {
            let pairs: Vec<_> = self
                .scalp
                .iter()
                .map(|(point, _)| (*point, head.project(motion.apply(*point)), 1.0))
                .collect();
            motion = RigidMotion::best(&pairs);
        }
        let square = |(point, _): &(Point, Direction)| {
            head.cranium().elevation(motion.apply(*point)).powi(2)
        };
        let sum: f64 = self.scalp.iter().map(square).sum();
        (sum / self.scalp.len() as f64).sqrt()
    }

    /// Root mean square distance on the skin, in millimetres, between where places of the scalp seen in `view` are and
    /// where the picture of the fitted head shows them: what a design laid on that head is off. The scan is first brought to
    /// the fitted head's size, since size alone shifts nothing in a picture.
    pub fn design_error_mm(&self, view: &View, camera: &Camera, head: &Head) -> f64 {
        let scale = self.scale_of(head);
        let scaled = |point: &Point| Point::from_vec(point.to_vec() * scale);
        let pairs: Vec<_> = self
            .landmarks
            .iter()
            .map(|(landmark, place)| (scaled(place), head.landmark(*landmark), 1.0))
            .collect();
        let motion = RigidMotion::best(&pairs);
        let (mut sum, mut count) = (0.0, 0.0);
        for (point, normal) in &self.scalp {
            let faces = (view.camera.position() - *point).normalize();
            if faces.dot(normal.to_vec()) < 0.3 {
                continue;
            }
            let laid = head.project(motion.apply(scaled(point)));
            let found = camera.project(laid).unwrap();
            let mm = view.camera.project(*point).unwrap().distance(found)
                / view.camera.pixels_per_mm(*point);
            sum += mm * mm;
            count += 1.0;
        }
        (sum / f64::max(count, 1.0)).sqrt()
    }

    /// The factor by which the fitted landmarks are larger than the true ones.
    pub fn scale_of(&self, head: &Head) -> f64 {
        let spread = |places: Vec<DVec3>| {
            let middle = places.iter().sum::<DVec3>() / places.len() as f64;
            let square: f64 = places.iter().map(|p| p.distance_squared(middle)).sum();
            square.sqrt()
        };
        let fitted = self.landmarks.keys().map(|l| head.landmark(*l).to_vec());
        let real = self.landmarks.values().map(|p| p.to_vec());
        spread(fitted.collect()) / spread(real.collect())
    }
}

/// Numbers that look random, the same at every run.
pub struct Noise(pub u64);

impl Noise {
    /// About normally distributed with standard deviation one.
    pub fn normal(&mut self) -> f64 {
        let mut uniform = || {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 11) as f64 / (1_u64 << 53) as f64
        };
        (0..12).map(|_| uniform()).sum::<f64>() - 6.0
    }
}

/// A man whose head is 199 mm long.
pub fn measured() -> HeadMeasurements {
    HeadMeasurements {
        head_length: Some(Mm::new(199.0)),
        ..male()
    }
}
