//! `pointil simulate`: the main job, from a case to pictures of the treated head.

mod account;
mod hair;
mod heads;
mod strip;
mod treated;

use pointil_photo::{Photograph, Sharpness};
use pointil_render::{Dot, Mask, Picture, Redness, Studio, View, composite};
use pointil_scalp::{Bvh, Camera, HairPattern, Landmark, Point, TriangleMesh};
use pointil_treatment::{Design, Layout};
use serde_json::Value;

use crate::arguments::SimulateArguments;
use crate::colour_input::named;
use crate::failure::Failure;
use crate::opened::{Opened, laid_out};
use crate::output::Output;
use crate::report::Report;
use crate::scene::{MESH_CELL_MM, PosedShot, Scene};
use account::{Expected, summary, words};
pub use hair::PracticeHead;
use heads::head_sheets;
pub use heads::{SHEET_SIZE, on_practice_head};
pub use strip::STRIP_AGES;
use strip::TimeStrip;
pub use treated::{Subject, Treated};

/// The design's dots at one age, and what is between them and the camera.
pub struct Stage<'a> {
    /// The dots.
    pub dots: Vec<Dot>,
    /// The redness around them.
    pub redness: Option<Redness>,
    /// The head itself.
    pub occluder: &'a Bvh,
}

/// A bare picture to draw into.
pub struct Canvas<'a> {
    picture: &'a Picture,
    camera: &'a Camera,
    sharpness_px: f64,
    mask: Option<&'a Mask>,
}

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
    let subject = Subject::of(opened, open, arguments)?;
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
    let mesh = scene.mannequin.mesh(MESH_CELL_MM);
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
        let drawn = strip.photograph(&Canvas::of_photograph(view, &before))?;
        output.add(&format!("{}-time-strip.png", view.shot.name), &png(&drawn)?)?;
    }
    let summary = summary(scene, &layout, &subject, &forecast, &strip.shares);
    let text = serde_json::to_string_pretty(&summary).unwrap_or_default();
    output.add("report.json", text.as_bytes())?;
    let words = words(scene, &layout, &forecast);
    Ok((summary, words))
}

/// The studio with the design's head; who has lost all hair of the body has no brows and lashes either.
pub fn studio(mesh: TriangleMesh, scene: &Scene<'_>, occluder: &Bvh, design: &Design) -> Studio {
    let studio = Studio::new(mesh, scene.head.landmarks().clone(), occluder);
    if design.hair.pattern == HairPattern::Universalis {
        studio.without_brows()
    } else {
        studio
    }
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
    let after = seen(stage.draw(&Canvas::of_photograph(view, &before))?);
    let pair = seen(before).beside(&after).map_err(drawing)?;
    output.add(&format!("{}-after.png", view.shot.name), &png(&after)?)?;
    output.add(
        &format!("{}-before-after.png", view.shot.name),
        &png(&pair)?,
    )
}

impl<'a> Stage<'a> {
    /// The dots of `layout` so many days after the session.
    pub fn at(
        days: f64,
        treated: &Treated<'_>,
        layout: &Layout,
        occluder: &'a Bvh,
    ) -> Result<Self, Failure> {
        let appearances = treated.dots(days, layout.settings.len())?;
        let dots = layout.dots.iter().map(|dot| Dot {
            position: dot.point,
            normal: dot.normal,
            appearance: appearances[dot.setting],
        });
        Ok(Self {
            dots: dots.collect(),
            redness: treated.redness(days)?,
            occluder,
        })
    }

    /// No dots yet.
    pub const fn untouched(occluder: &'a Bvh) -> Self {
        Self {
            dots: Vec::new(),
            redness: None,
            occluder,
        }
    }

    /// The bare picture with the dots.
    pub fn draw(&self, canvas: &Canvas<'_>) -> Result<Picture, Failure> {
        let view = View {
            picture: canvas.picture,
            camera: canvas.camera,
            sharpness_px: canvas.sharpness_px,
            occluder: self.occluder,
            mask: canvas.mask,
            redness: self.redness.as_ref(),
        };
        composite(&view, &self.dots).map_err(|error| Failure::input(error.to_string()))
    }
}

impl<'a> Canvas<'a> {
    /// A photograph.
    pub fn of_photograph(view: &'a PosedShot<'_>, picture: &'a Picture) -> Self {
        Self {
            picture,
            camera: &view.pose.camera,
            mask: view.shot.mask.as_ref(),
            sharpness_px: Sharpness::lens_px(&view.shot.photograph),
        }
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
