//! `pointil sample`: the practice head photographed by Pointil itself, and a case around the photographs.

use std::fmt::Write;

use pointil_optics::{FitzpatrickType, Skin};
use pointil_photo::Photograph;
use pointil_render::{StandardAngle, Studio};
use pointil_scalp::{
    Bvh, Camera, Direction, Head, HeadMeasurements, Landmark, Mannequin, Mm, PictureSize, Pixel,
    Point, Sex,
};
use serde_json::json;

use crate::arguments::OutArguments;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::Report;

/// The pictures' size.
const SIZE: PictureSize = PictureSize {
    width: 960,
    height: 1200,
};

/// The angles photographed, with the names of their files.
const ANGLES: [(StandardAngle, &str); 4] = [
    (StandardAngle::Front, "front"),
    (StandardAngle::LeftThreeQuarter, "left-three-quarter"),
    (StandardAngle::Left, "left"),
    (StandardAngle::Top, "top"),
];

/// The sample's opening lines; the photographs follow.
const CASE: &str = include_str!("../../../examples/practice-head/design.toml");

/// Draws the photographs and writes the case.
pub fn sample(arguments: &OutArguments, report: &Report) -> Result<(), Failure> {
    report.begin(ANGLES.len() as u64 + 1);
    report.step("modelling the practice head");
    let measurements = HeadMeasurements {
        sex: Sex::Male,
        ..HeadMeasurements::default()
    };
    let head = Head::from_measurements(&measurements).map_err(|e| Failure::input(e.to_string()))?;
    let mesh = Mannequin::new(&head).mesh(1.5);
    let bvh = Bvh::new(&mesh);
    let studio = Studio::new(mesh, head.landmarks().clone(), &bvh);
    let mut output = Output::new(&arguments.out)?;
    let mut case = String::from(CASE);
    for (angle, name) in ANGLES {
        report.step(name);
        let camera = angle.camera(SIZE);
        let drawn = studio
            .photograph(&camera, Skin::of_type(FitzpatrickType::II))
            .map_err(|error| Failure::output(error.to_string()))?;
        let photograph = Photograph::new(drawn.size(), drawn.rgb8().to_vec())
            .ok_or_else(|| Failure::output("the drawn picture has no pixels"))?;
        let jpeg = photograph
            .to_jpeg(92)
            .map_err(|error| Failure::output(error.to_string()))?;
        let file = format!("{name}.jpg");
        output.add(&file, &jpeg)?;
        section(
            &mut case,
            &file,
            &camera,
            &landmarks_in_view(&head, &camera, &bvh),
        );
    }
    output.add("case.toml", case.as_bytes())?;
    let files = output.publish()?;
    report.done(&json!({ "photographs": ANGLES.len() }), &[], &files);
    Ok(())
}

/// The landmarks that show in the camera's picture, and where.
pub fn landmarks_in_view(head: &Head, camera: &Camera, bvh: &Bvh) -> Vec<(Landmark, Pixel)> {
    let mut seen = Vec::new();
    for landmark in Landmark::ALL {
        let point = head.landmark(*landmark);
        let Some(pixel) = camera.project(point) else {
            continue;
        };
        let size = camera.size();
        let inside = pixel.x > 0.0
            && pixel.y > 0.0
            && pixel.x < f64::from(size.width)
            && pixel.y < f64::from(size.height);
        // Menton lies under the chin, where a click is a guess.
        if inside && *landmark != Landmark::Menton && shows(bvh, point, camera.position()) {
            seen.push((*landmark, pixel));
        }
    }
    seen
}

/// Whether a landmark at `point` shows from `eye`. Landmarks of soft parts lie up to a few millimetres inside the modelled
/// surface, which is therefore left out of account so far in front of them.
fn shows(bvh: &Bvh, point: Point, eye: Point) -> bool {
    const SOFT_PARTS_MM: f64 = 4.0;
    let sight = eye - point;
    Direction::of(sight).is_some_and(|toward| {
        let start = point + toward.to_vec() * SOFT_PARTS_MM;
        !bvh.any_hit(start, toward, Mm::new(sight.length()))
    })
}

/// A camera's horizontal angle in degrees.
pub fn field_of_view_deg(camera: &Camera) -> f64 {
    let half = f64::from(camera.size().width) / 2.0 / camera.focal_px();
    2.0 * half.atan().to_degrees()
}

/// Adds a photograph's section to the case.
fn section(case: &mut String, file: &str, camera: &Camera, landmarks: &[(Landmark, Pixel)]) {
    let degrees = field_of_view_deg(camera);
    // Writing to a string cannot fail.
    let _ = writeln!(
        case,
        "\n[[photographs]]\nfile = \"{file}\"\nfield_of_view_deg = {degrees:.2}\n[photographs.landmarks]"
    );
    for (landmark, pixel) in landmarks {
        let _ = writeln!(case, "{landmark} = [{:.1}, {:.1}]", pixel.x, pixel.y);
    }
}
