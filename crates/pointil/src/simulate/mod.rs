//! `pointil simulate`: the main job, from a case to pictures of the treated head.

mod account;
mod strip;
mod subject;

use pointil_photo::{Photograph, Sharpness};
use pointil_render::{
    Canvas, PRACTICE_CELL_MM, Picture, PracticeHead, Stage, Studio, Treated, head_sheets,
    practice_studio,
};
use pointil_scalp::{Bvh, Landmark, Point, TriangleMesh};
use pointil_treatment::Design;
use serde_json::Value;

use crate::arguments::SimulateArguments;
use crate::colour_input::named;
use crate::failure::Failure;
use crate::opened::{Opened, laid_out};
use crate::output::Output;
use crate::report::Report;
use crate::scene::{PosedShot, Scene};
use account::{Expected, summary, words};
use strip::TimeStrip;
pub use subject::subject;

/// Draws the case.
pub fn simulate(arguments: &SimulateArguments, report: &Report) -> Result<(), Failure> {
    let opened = Opened::read(&arguments.case.case)?;
    let mut output = Output::new(&arguments.case.out.out)?;
    report.begin(6 + 2 * opened.photographs() as u64);
    report.step("finding the head");
    let scene = opened.scene(report)?;
    let (summary, words) = draw(&opened, &scene, arguments, &mut output, report)?;
    let files = output.publish()?;
    report.done(&summary, &words, &files);
    Ok(())
}

/// Draws the case on its scene; what is seen in numbers and in words.
pub fn draw(
    opened: &Opened,
    scene: &Scene<'_>,
    arguments: &SimulateArguments,
    output: &mut Output,
    report: &Report,
) -> Result<(Value, Vec<String>), Failure> {
    let open = opened.open_case(&scene.head)?;
    let subject = subject(opened, open, arguments)?;
    if let Some(stage) = arguments.stage {
        let present = subject.design.hair.pattern;
        present
            .may_become(stage)
            .map_err(|e| named("--stage", &e))?;
    }
    let layout = laid_out(&subject.design, report)?;
    let treated = Treated::new(&subject, &layout)?;
    report.step("forecasting");
    let forecast = Expected::of(&treated, &layout, &arguments.age, arguments.distance)?;
    let mesh = scene.mannequin.mesh(PRACTICE_CELL_MM);
    let occluder = Bvh::new(&mesh);
    let stage = Stage::at(arguments.age.days(), &treated, &layout, &occluder)?;
    for view in &scene.views {
        report.step(&format!("drawing {}", view.shot.name));
        let near = scene.head.landmark(Landmark::Glabella);
        draw_photograph(view, near, &stage, arguments, output)?;
    }
    report.step("drawing the practice head");
    let studio = studio(mesh, scene, &occluder, &subject.design);
    let head = PracticeHead::of(
        &studio,
        &occluder,
        (&subject, &treated, &layout),
        arguments.stage,
    )?;
    let untouched = Stage::untouched(&occluder);
    let sheets = head_sheets(&head, [&untouched, &stage], arguments.distance)?;
    for (name, sheet) in ["practice-head-before.png", "practice-head.png"]
        .iter()
        .zip(&sheets)
    {
        output.add(name, &png(sheet)?)?;
    }
    report.step("drawing the years");
    let strip = TimeStrip::of(&treated, &layout, &occluder)?.seen_from(arguments.distance);
    let drawn = strip.practice_head(&head)?;
    output.add("time-strip.png", &png(&drawn)?)?;
    if let Some(view) = scene.views.first() {
        report.step(&format!("drawing the years of {}", view.shot.name));
        let before = picture(&view.shot.photograph)?;
        let drawn = strip.photograph(&canvas(view, &before))?;
        output.add(&format!("{}-time-strip.png", view.shot.name), &png(&drawn)?)?;
    }
    let light = arguments.light.name();
    let summary = summary(scene, (&layout, light), &forecast, &strip.shares);
    let text = serde_json::to_string_pretty(&summary).unwrap_or_default();
    output.add("report.json", text.as_bytes())?;
    let words = words(scene, &layout, &forecast);
    Ok((summary, words))
}

/// The studio with the design's head.
pub fn studio(mesh: TriangleMesh, scene: &Scene<'_>, occluder: &Bvh, design: &Design) -> Studio {
    practice_studio(mesh, scene.head.landmarks().clone(), occluder, design)
}

/// A photograph after the treatment, and beside its original; distances count at the point `near`.
fn draw_photograph(
    view: &PosedShot<'_>,
    near: Point,
    stage: &Stage<'_>,
    arguments: &SimulateArguments,
    output: &mut Output,
) -> Result<(), Failure> {
    let camera = &view.pose.camera;
    let seen = |picture: Picture| match arguments.distance {
        Some(from) => picture.seen_from(camera.pixels_per_mm(near), from),
        None => picture,
    };
    let before = picture(&view.shot.photograph)?;
    let after = seen(stage.draw(&canvas(view, &before))?);
    let pair = seen(before).beside(&after).map_err(drawing)?;
    output.add(&format!("{}-after.png", view.shot.name), &png(&after)?)?;
    output.add(
        &format!("{}-before-after.png", view.shot.name),
        &png(&pair)?,
    )
}

/// A photograph to draw into.
pub fn canvas<'a>(view: &'a PosedShot<'_>, picture: &'a Picture) -> Canvas<'a> {
    Canvas {
        picture,
        camera: &view.pose.camera,
        mask: view.shot.mask.as_ref(),
        sharpness_px: Sharpness::lens_px(&view.shot.photograph),
    }
}

/// A photograph as a picture.
pub fn picture(photograph: &Photograph) -> Result<Picture, Failure> {
    Picture::new(photograph.size(), photograph.rgb8().to_vec())
        .map_err(|error| Failure::input(error.to_string()))
}

/// The picture as a PNG file.
pub fn png(picture: &Picture) -> Result<Vec<u8>, Failure> {
    picture.to_png().map_err(drawing)
}

/// A picture that could not be made.
pub fn drawing(error: impl std::fmt::Display) -> Failure {
    Failure::output(error.to_string())
}
