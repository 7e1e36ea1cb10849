//! The same head at several ages in one picture, with a close look at its hairline below.

use glam::DVec3;
use pointil_optics::{Band, ViewingDistance};
use pointil_papers::STRIP_AGES;
use pointil_render::{
    Canvas, Frame, Picture, PracticeHead, Stage, Treated, USUAL_SHARPNESS_PX, close_up,
    contact_sheet, with_legend,
};
use pointil_scalp::{Bvh, Direction, HairlinePoint, Mm, PictureSize, Point, Surface};
use pointil_treatment::{Layout, LayoutDot};

use super::drawing;
use crate::failure::Failure;

/// One head of the strip, and one close look.
const HEAD: PictureSize = PictureSize {
    width: 320,
    height: 340,
};
const CLOSE: PictureSize = PictureSize {
    width: 320,
    height: 320,
};

/// What the head's picture and the close look show across, in millimetres.
const HEAD_FIELD_MM: f64 = 265.0;
const CLOSE_FIELD_MM: f64 = 14.0;

/// Pictures are drawn so much larger and reduced.
const SUPERSAMPLING: u32 = 2;

/// What the picture of the head looks at, in the head's frame.
const HEAD_MIDDLE: Point = Point::new(0.0, 42.0, 5.0);

/// What the shares are.
const LEGEND: [&str; 2] = [
    "% of healed darkness: the light that the work takes, 100 % at 6 weeks.",
    "Of the typical client, and (from - to) of nine in ten clients.",
];

/// A design at the strip's ages.
pub struct TimeStrip<'a> {
    stages: Vec<Stage<'a>>,
    /// Darkness relative to when healed, at each.
    pub shares: Vec<Band>,
    /// A place at the hairline to look at closely, and the skin's outward normal there.
    close: (Point, Direction),
    /// From how far an eye looks; as near as the picture if nothing is said.
    from: Option<ViewingDistance>,
}

impl<'a> TimeStrip<'a> {
    /// Of this design in this skin.
    pub fn of(treated: &Treated<'_>, layout: &Layout, occluder: &'a Bvh) -> Result<Self, Failure> {
        let stages = STRIP_AGES
            .iter()
            .map(|(_, days)| Stage::at(*days, treated, layout, occluder));
        let days = STRIP_AGES.map(|(_, days)| days);
        Ok(Self {
            stages: stages.collect::<Result<_, _>>()?,
            shares: treated.shares(&days)?,
            close: edge_to_look_at(layout)?,
            from: None,
        })
    }

    /// The strip seen from so far, or from as near as the pictures are.
    pub fn seen_from(self, from: Option<ViewingDistance>) -> Self {
        Self { from, ..self }
    }

    /// The practice head from before and above, and below it its hairline from close, both at one scale throughout.
    pub fn practice_head(&self, head: &PracticeHead<'_>) -> Result<Picture, Failure> {
        let large = |size: PictureSize| PictureSize {
            width: size.width * SUPERSAMPLING,
            height: size.height * SUPERSAMPLING,
        };
        let (place, normal) = self.close;
        let looking = |way: DVec3| Direction::of(way).unwrap_or(Direction::UP);
        let (ahead, straight) = (looking(AHEAD), looking(-normal.to_vec()));
        let views = [
            (HEAD_MIDDLE, ahead, HEAD_FIELD_MM, HEAD),
            (place, straight, CLOSE_FIELD_MM, CLOSE),
        ];
        let mut rows = Vec::new();
        for (middle, looking, field_mm, size) in views {
            let Some(camera) = close_up(middle, looking, field_mm, large(size)) else {
                continue;
            };
            let sitting = head.before(&camera)?;
            let canvas = Canvas {
                picture: sitting.skin(),
                camera: &camera,
                sharpness_px: USUAL_SHARPNESS_PX,
                mask: None,
            };
            let drawn = self.stages.iter().map(|stage| {
                let drawn = sitting.finished(stage.draw(&canvas)?);
                let drawn = self.seen(drawn, camera.pixels_per_mm(middle));
                drawn.reduced(SUPERSAMPLING).map_err(drawing)
            });
            rows.push(drawn.collect::<Result<_, _>>()?);
        }
        self.sheet(rows)
    }

    /// As an eye sees it from the strip's distance.
    fn seen(&self, drawn: Picture, pixels_per_mm: f64) -> Picture {
        match self.from {
            Some(from) => drawn.seen_from(pixels_per_mm, from),
            None => drawn,
        }
    }

    /// A photograph's head, and below it its hairline as sharp as the photograph is.
    pub fn photograph(&self, canvas: &Canvas<'_>) -> Result<Picture, Failure> {
        let size = canvas.picture.size();
        let smaller = size.width.div_ceil(HEAD.width).max(1);
        let mut heads = Vec::new();
        let mut close = Vec::new();
        let cut = canvas.camera.project(self.close.0).and_then(|middle| {
            // As much of the close field as the photograph has pixels for, around the place or beside its edge.
            let side = CLOSE.width.min(size.width).min(size.height);
            let corner = |at: f64, pixels: u32| {
                let inside = (0.0..f64::from(pixels)).contains(&at);
                inside.then(|| (at as u32).saturating_sub(side / 2).min(pixels - side))
            };
            Some((
                corner(middle.x, size.width)?,
                corner(middle.y, size.height)?,
                side,
            ))
        });
        let pixels_per_mm = canvas.camera.pixels_per_mm(self.close.0);
        for stage in &self.stages {
            let drawn = self.seen(stage.draw(canvas)?, pixels_per_mm);
            heads.push(drawn.reduced(smaller).map_err(drawing)?);
            if let Some((x, y, side)) = cut {
                let square = PictureSize {
                    width: side,
                    height: side,
                };
                close.push(drawn.cropped(x, y, square).map_err(drawing)?);
            }
        }
        let rows = if close.is_empty() {
            vec![heads]
        } else {
            vec![heads, close]
        };
        self.sheet(rows)
    }

    /// Rows of pictures: ages under the first, shares of the healed darkness under the last.
    fn sheet(&self, rows: Vec<Vec<Picture>>) -> Result<Picture, Failure> {
        let last = rows.len() - 1;
        let mut frames = Vec::new();
        for (k, row) in rows.into_iter().enumerate() {
            for ((picture, (age, _)), share) in row.into_iter().zip(STRIP_AGES).zip(&self.shares) {
                let percent = |share: f64| (100.0 * share).round();
                let (low, middle, high) = (
                    percent(share.low),
                    percent(share.middle),
                    percent(share.high),
                );
                let label = if k < last {
                    age.to_owned()
                } else if last == 0 {
                    format!("{age} {middle} %")
                } else if low < high {
                    format!("{middle} % ({low} - {high} %)")
                } else {
                    format!("{middle} %")
                };
                frames.push(Frame { label, picture });
            }
        }
        let sheet = contact_sheet(&frames, STRIP_AGES.len() as u32).map_err(drawing)?;
        let seen = self
            .from
            .map(|from| format!("Seen from {} m.", from.metres()));
        let lines: Vec<&str> = LEGEND.into_iter().chain(seen.as_deref()).collect();
        with_legend(&sheet, &lines).map_err(drawing)
    }
}

/// A place where the work begins, to look at closely, and the skin's outward normal there: a little behind the hairline
/// beside the midline, or the dot nearest to it.
fn edge_to_look_at(layout: &Layout) -> Result<(Point, Direction), Failure> {
    const BESIDE_MM: f64 = 15.0;
    const BEHIND_MM: f64 = 4.0;
    let (guide, head) = (layout.hairline.guide(), &layout.head);
    let way = layout.hairline.way(HairlinePoint::MidFrontalPoint);
    let line = head.point(guide.at(head, Mm::new(way.mm() - BESIDE_MM)));
    let place = line + DVec3::new(0.0, BEHIND_MM, 0.0);
    let away = |dot: &&LayoutDot| dot.point.distance(place);
    let nearest = layout
        .dots
        .iter()
        .min_by(|a, b| away(a).total_cmp(&away(b)));
    nearest
        .map(|dot| (dot.point, dot.normal))
        .ok_or_else(|| Failure::input("treatment: asks for no dot at all; raise its densities"))
}

/// Which way the picture of the head looks: from before, above and a little from the subject's left.
const AHEAD: DVec3 = DVec3::new(-0.22, -0.62, -1.0);
