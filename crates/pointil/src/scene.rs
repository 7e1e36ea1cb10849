//! A case on a head: the head itself, and where each photograph was taken from.

use pointil_photo::{FieldOfView, FitSettings, Mark, MarkedPhotograph, Outline, PoseEstimate};
use pointil_scalp::{Head, Mannequin, Pixel};

use crate::case::{Case, PhotographSection, Shot, measurements};
use crate::failure::Failure;
use crate::report::Report;

/// The head of a case with its photographs.
pub struct Scene<'a> {
    /// The head.
    pub head: Head,
    /// The head with face, ears and neck.
    pub mannequin: Mannequin,
    /// One standard deviation of the head's size as a fraction, where photographs gave it.
    pub scale_uncertainty: Option<f64>,
    /// The photographs with their poses.
    pub views: Vec<PosedShot<'a>>,
}

/// A photograph and its camera.
pub struct PosedShot<'a> {
    /// The photograph.
    pub shot: Shot<'a>,
    /// Where it was taken from.
    pub pose: PoseEstimate,
}

impl<'a> Scene<'a> {
    /// A head without photographs.
    pub fn of_head(head: Head) -> Self {
        Self {
            mannequin: Mannequin::new(&head),
            head,
            scale_uncertainty: None,
            views: Vec::new(),
        }
    }

    /// Decodes the case's photographs and finds the head: from them if there are any, from its measurements alone if not.
    pub fn of(case: &'a Case, report: &Report) -> Result<Self, Failure> {
        let measurements = measurements(&case.file.client, &case.file.head)?;
        let shots = case.shots()?;
        if shots.is_empty() {
            let head = Head::from_measurements(&measurements)
                .map_err(|refusal| Failure::input(format!("head.{refusal}")))?;
            return Ok(Self::of_head(head));
        }
        let marked = shots
            .iter()
            .map(|shot| marked(shot, report))
            .collect::<Result<Vec<_>, _>>()?;
        let fit = pointil_photo::fit(&measurements, &marked, &FitSettings::default())
            .map_err(|error| Failure::input(error.to_string()))?;
        let views: Vec<_> = shots
            .into_iter()
            .zip(fit.poses)
            .map(|(shot, pose)| PosedShot { shot, pose })
            .collect();
        for view in &views {
            warn_of_suspects(&view.pose, report);
        }
        let mannequin = Mannequin::new(&fit.head);
        Ok(Self {
            head: fit.head,
            mannequin,
            scale_uncertainty: Some(fit.scale_uncertainty),
            views,
        })
    }
}

/// What the fit needs of a photograph.
fn marked(shot: &Shot<'_>, report: &Report) -> Result<MarkedPhotograph, Failure> {
    let size = shot.photograph.size();
    let field = format!("photographs \"{}\"", shot.name);
    let mut marks = Vec::new();
    for (name, [x, y]) in &shot.section.landmarks {
        marks.push(
            Mark::named(name, *x, *y)
                .map_err(|e| Failure::input(format!("{field}: landmarks: {e}")))?,
        );
    }
    Ok(MarkedPhotograph {
        name: shot.name.clone(),
        size,
        field_of_view: FieldOfView::known(shot.section.field_of_view_deg, shot.photograph.lens()),
        marks,
        outline: outline(shot.section, shot, report).map_err(|failure| failure.at(&field))?,
    })
}

/// The outline as drawn, or as found where the background is plain enough to trust it.
fn outline(
    section: &PhotographSection,
    shot: &Shot<'_>,
    report: &Report,
) -> Result<Option<Outline>, Failure> {
    if !section.outline.is_empty() {
        let drawn: Vec<Pixel> = section
            .outline
            .iter()
            .map(|[x, y]| Pixel::new(*x, *y))
            .collect();
        return Outline::drawn(&drawn)
            .map(Some)
            .map_err(|error| Failure::input(format!("outline: {error}")));
    }
    match Outline::of(&shot.photograph) {
        Ok(outline) => Ok(Some(outline)),
        Err(why) => {
            report.warn(&format!(
                "{}: going by the landmarks alone, because {why}",
                shot.name
            ));
            Ok(None)
        }
    }
}

/// Names clicks that cannot be right.
fn warn_of_suspects(pose: &PoseEstimate, report: &Report) {
    for suspect in &pose.suspects {
        report.warn(&format!(
            "{}: {} is marked at ({:.0}, {:.0}) but everything else puts it at ({:.0}, {:.0}); it was left out, mark it again",
            pose.photograph, suspect.landmark, suspect.marked.x, suspect.marked.y, suspect.expected.x, suspect.expected.y
        ));
    }
}
