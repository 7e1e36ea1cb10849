//! `pointil simulate`: the main job, from a case to pictures of the treated head.

use pointil_optics::{Age, DotAppearance, DotDeposit, Skin};
use pointil_photo::{Photograph, Sharpness};
use pointil_render::{Dot, Frame, Picture, StandardAngle, Studio, View, composite, contact_sheet};
use pointil_scalp::{Bvh, Camera, PictureSize, Zone};
use serde_json::{Value, json};

use crate::arguments::CaseArguments;
use crate::case::{Case, skin};
use crate::design::Design;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::Report;
use crate::scene::{MESH_CELL_MM, PosedShot, Scene};

/// The size of one picture on the contact sheet.
const SHEET_SIZE: PictureSize = PictureSize {
    width: 480,
    height: 600,
};

/// The mannequin's pictures are drawn this much larger and reduced, so that dots of half a pixel keep their grain.
const SUPERSAMPLING: u32 = 2;

/// The blur of a picture that cannot be measured, or that Pointil drew itself, in pixels.
const USUAL_SHARPNESS_PX: f64 = 0.6;

/// The part of the measured blur that is the pixel's own square, which the composite adds itself: a twelfth of a square
/// pixel.
const PIXEL_VARIANCE: f64 = 1.0 / 12.0;

/// Draws the case.
pub fn simulate(arguments: &CaseArguments, report: &Report) -> Result<(), Failure> {
    let case = Case::read(&arguments.case)?;
    let skin = skin(&case.file.client)?;
    let mut output = Output::new(&arguments.out.out)?;
    report.begin(7 + case.file.photographs.len() as u64);
    report.step("finding the head");
    let scene = Scene::of(&case, report)?;
    let design = Design::of(&case, &scene.head, report)?;
    let dots = drawn(&design, skin);
    let mesh = scene.mannequin.mesh(MESH_CELL_MM);
    let occluder = Bvh::new(&mesh);
    for view in &scene.views {
        report.step(&format!("drawing {}", view.shot.name));
        photograph(view, &dots, &occluder, &mut output)?;
    }
    report.step("drawing the practice head");
    let studio = Studio::new(mesh, scene.head.landmarks().clone(), &occluder);
    let sheet = practice_head(&studio, &dots, &occluder, skin)?;
    output.add("practice-head.png", &png(&sheet)?)?;
    let summary = summary(&scene, &design);
    let text = serde_json::to_string_pretty(&summary).unwrap_or_default();
    output.add("report.json", text.as_bytes())?;
    let files = output.publish()?;
    report.done(&summary, &words(&scene, &design), &files);
    Ok(())
}

/// The design's dots as the renderer takes them, healed.
fn drawn(design: &Design, skin: Skin) -> Vec<Dot> {
    // Dots of one deposit look alike, and there are few deposits.
    let mut looks: Vec<(DotDeposit, DotAppearance)> = Vec::new();
    let mut look = |deposit: DotDeposit| match looks.iter().find(|(known, _)| *known == deposit) {
        Some((_, look)) => *look,
        None => {
            let look = deposit.appearance(skin, Age::Healed);
            looks.push((deposit, look));
            look
        }
    };
    let dots = design.dots.iter();
    dots.map(|dot| Dot {
        position: dot.point,
        normal: dot.normal,
        appearance: look(dot.deposit),
    })
    .collect()
}

/// Draws one photograph: the treated head, and before and after side by side.
fn photograph(
    view: &PosedShot<'_>,
    dots: &[Dot],
    occluder: &Bvh,
    output: &mut Output,
) -> Result<(), Failure> {
    let shot = &view.shot;
    let before = picture(&shot.photograph)?;
    let sharpness_px = Sharpness::of(&shot.photograph, None).map_or(USUAL_SHARPNESS_PX, |own| {
        (own.sigma_px * own.sigma_px - PIXEL_VARIANCE)
            .max(0.01)
            .sqrt()
    });
    let after = treated(&before, &view.pose.camera, dots, occluder, sharpness_px)?;
    let pair = before
        .beside(&after)
        .map_err(|error| Failure::output(error.to_string()))?;
    output.add(&format!("{}-after.png", shot.name), &png(&after)?)?;
    output.add(&format!("{}-before-after.png", shot.name), &png(&pair)?)
}

/// The five standard angles of the practice head, treated.
fn practice_head(
    studio: &Studio,
    dots: &[Dot],
    occluder: &Bvh,
    skin: Skin,
) -> Result<Picture, Failure> {
    let refuse = |error: String| Failure::output(format!("practice-head.png: {error}"));
    let large = PictureSize {
        width: SHEET_SIZE.width * SUPERSAMPLING,
        height: SHEET_SIZE.height * SUPERSAMPLING,
    };
    let mut frames = Vec::new();
    for angle in StandardAngle::SHEET {
        let camera = angle.camera(large);
        let bare = studio
            .photograph(&camera, skin)
            .map_err(|error| refuse(error.to_string()))?;
        let after = treated(&bare, &camera, dots, occluder, USUAL_SHARPNESS_PX)?;
        let picture = after
            .reduced(SUPERSAMPLING)
            .map_err(|error| refuse(error.to_string()))?;
        frames.push(Frame {
            label: angle.name().to_owned(),
            picture,
        });
    }
    contact_sheet(&frames, 5).map_err(|error| refuse(error.to_string()))
}

fn treated(
    picture: &Picture,
    camera: &Camera,
    dots: &[Dot],
    occluder: &Bvh,
    sharpness_px: f64,
) -> Result<Picture, Failure> {
    let view = View {
        picture,
        camera,
        sharpness_px,
        occluder,
        mask: None,
        redness: None,
    };
    composite(&view, dots).map_err(|error| Failure::input(error.to_string()))
}

fn picture(photograph: &Photograph) -> Result<Picture, Failure> {
    Picture::new(photograph.size(), photograph.rgb8().to_vec())
        .map_err(|error| Failure::input(error.to_string()))
}

fn png(picture: &Picture) -> Result<Vec<u8>, Failure> {
    picture
        .to_png()
        .map_err(|error| Failure::output(error.to_string()))
}

/// The run in numbers.
fn summary(scene: &Scene<'_>, design: &Design) -> Value {
    let head = &scene.head;
    let views: Vec<Value> = scene
        .views
        .iter()
        .map(|view| {
            let suspects: Vec<String> = view
                .pose
                .suspects
                .iter()
                .map(|s| s.landmark.to_string())
                .collect();
            json!({
                "name": view.shot.name,
                "residual_px": view.pose.residual_px,
                "uncertainty_mm": view.pose.uncertainty.mm(),
                "suspects": suspects,
            })
        })
        .collect();
    let zones: serde_json::Map<String, Value> = Zone::ALL
        .iter()
        .map(|zone| {
            (
                zone.name().to_owned(),
                json!(
                    design
                        .dots
                        .iter()
                        .filter(|dot| dot.zone == Some(*zone))
                        .count()
                ),
            )
        })
        .collect();
    let sessions: Vec<usize> = (1..=design.sessions)
        .map(|k| design.dots.iter().filter(|dot| dot.session == k).count())
        .collect();
    json!({
        "head_length_mm": head.head_length().mm(),
        "head_breadth_mm": head.head_breadth().mm(),
        "head_circumference_mm": head.head_circumference().mm(),
        "scale_uncertainty": scene.scale_uncertainty,
        "hairline_height_mm": design.hairline.mid_frontal_height(head).mm(),
        "treated_cm2": design.treated.square_cm(),
        "dots": design.dots.len(),
        "dots_in_skin": design.dots.iter().filter(|dot| dot.done).count(),
        "dots_by_session": sessions,
        "dots_by_zone": zones,
        "photographs": views,
    })
}

/// The run in words.
fn words(scene: &Scene<'_>, design: &Design) -> Vec<String> {
    let head = &scene.head;
    let mut lines = vec![
        format!(
            "head of {:.0} × {:.0} mm, {:.0} mm around; hairline {:.0} mm above the glabella",
            head.head_length().mm(),
            head.head_breadth().mm(),
            head.head_circumference().mm(),
            design.hairline.mid_frontal_height(head).mm()
        ),
        format!(
            "{} dots on {:.0} cm² in {} sessions",
            design.dots.len(),
            design.treated.square_cm(),
            design.sessions
        ),
    ];
    for view in &scene.views {
        lines.push(format!(
            "{}: landmarks met within {:.1} px; scalp known to ±{:.1} mm",
            view.shot.name,
            view.pose.residual_px,
            view.pose.uncertainty.mm()
        ));
    }
    lines
}
