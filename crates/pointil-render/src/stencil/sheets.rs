//! Which sheets a design's stencil has, and what is drawn on each.

use pointil_scalp::{
    CurveError, Hairline, Head, Mm, Point, Site, Surface, SurfaceCurve, Zone, ZoneMap,
};

use super::band::{Band, agree, agrees_with_itself};
use super::marks::{StencilMark, ends, extended, on_midline, taped, through};
use super::wanted::{MIDLINE, OwnSheet, Wanted, named_points, zone_lines};
use super::{Stencil, StencilLine, StencilPlace, StencilPoint, StencilStroke};

/// Circles farther apart than this do not share a sheet, in millimetres.
const SHARED_MM: f64 = 180.0;

/// A stencil that cannot be laid out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StencilRefusal {
    /// A line that has no length on this head.
    #[error("{name} is too short to lay flat; move its points apart")]
    TooShort {
        /// Its name.
        name: String,
    },
    /// A midline that cannot be drawn.
    #[error("midline: {0}")]
    Midline(#[from] CurveError),
    /// A patch, scar or old tattoo whose outline cannot be drawn.
    #[error("{name}: {source}")]
    Mark {
        /// What it is.
        name: String,
        /// Why.
        source: CurveError,
    },
}

/// The head with everything that is wanted on its stencil.
struct Drawing<'a> {
    head: &'a Head,
    lines: Vec<Wanted>,
    points: Vec<(String, Point)>,
}

/// A sheet, and which of the wanted lines each of its lines is of.
struct Sheet {
    stencil: Stencil,
    of: Vec<Option<usize>>,
}

/// What a sheet is laid along.
struct Spine<'a> {
    curve: &'a SurfaceCurve,
    /// What it is drawn as; a guide of its own if it is none of the wanted lines.
    label: &'a str,
    stroke: StencilStroke,
    /// The wanted line that it is or is a part of.
    part_of: Option<usize>,
}

/// The stencil of the `treated` zones of `head` and of `marks`: the hairline's sheet first, then the midline's, then one for each border,
/// patch and scar that is on none of those before.
///
/// On each sheet the spine has its true length and turning. Whatever else is drawn lies so near to it that lengths there are wrong by
/// at most 3 %, and a whole line by at most 0.8 mm; what would be worse is left off, and is the spine of a sheet of its own. A patch
/// that is too large to be right on one sheet is cut into pieces of its outline.
///
/// # Errors
/// A line without length, as on no head with a hairline that was accepted for it, and no mark that a layout accepts.
pub fn stencil_sheets(
    head: &Head,
    hairline: &Hairline,
    zones: &ZoneMap,
    treated: &[Zone],
    marks: &[StencilMark],
) -> Result<Vec<Stencil>, StencilRefusal> {
    let mut lines = zone_lines(head, hairline, zones, treated)?;
    for mark in marks {
        lines.extend(mark.lines(head)?);
    }
    let drawing = Drawing {
        head,
        lines,
        points: named_points(head, hairline, zones),
    };
    let mut sheets: Vec<Sheet> = Vec::new();
    for (k, line) in drawing.lines.iter().enumerate() {
        let is_missing = || drawing.missing(k, &sheets) > line.may_miss();
        match &line.sheet {
            OwnSheet::Never | OwnSheet::Shared => {}
            OwnSheet::Spine if is_missing() => sheets.push(drawing.own_sheet(k, &line.curve)?),
            OwnSheet::Axis(axis) if is_missing() => {
                sheets.extend(drawing.sheets_along(k, axis)?);
            }
            OwnSheet::Spine | OwnSheet::Axis(_) => {}
        }
    }
    drawing.share(&mut sheets)?;
    let mut all: Vec<Stencil> = sheets.into_iter().map(|sheet| sheet.stencil).collect();
    number_titles(&mut all);
    Ok(all)
}

impl Drawing<'_> {
    /// How much of a line is on none of `sheets`, in millimetres: its whole length less its longest piece.
    fn missing(&self, own: usize, sheets: &[Sheet]) -> f64 {
        let pieces = sheets
            .iter()
            .flat_map(|sheet| sheet.of.iter().zip(&sheet.stencil.lines));
        let own_pieces = pieces.filter(|(of, _)| **of == Some(own));
        let lengths = own_pieces.map(|(_, piece)| piece.length_on_head());
        self.lines[own].curve.length().mm() - lengths.fold(0.0, f64::max)
    }

    /// The sheet of a line along itself or along a part of it.
    fn own_sheet(&self, own: usize, curve: &SurfaceCurve) -> Result<Sheet, StencilRefusal> {
        let line = &self.lines[own];
        let spine = Spine {
            curve,
            label: &line.label,
            stroke: own_stroke(line.stroke),
            part_of: Some(own),
        };
        self.sheet(&spine, &[own])
    }

    /// The sheets of a closed line: along its axis, or along pieces of itself where that does not show it whole.
    fn sheets_along(&self, own: usize, axis: &SurfaceCurve) -> Result<Vec<Sheet>, StencilRefusal> {
        let line = &self.lines[own];
        let spine = Spine {
            curve: axis,
            label: "axis",
            stroke: StencilStroke::Guide,
            part_of: None,
        };
        let whole = vec![self.sheet(&spine, &[own])?];
        if self.missing(own, &whole) <= line.may_miss() {
            return Ok(whole);
        }
        let refused = |source| StencilRefusal::Mark {
            name: line.label.clone(),
            source,
        };
        let ways = [axis.points().first(), axis.points().last()].map(|end| {
            let near = end.map(|end| line.curve.nearest(*end).along.mm());
            near.unwrap_or_default()
        });
        let (from, to) = (ways[0].min(ways[1]), ways[0].max(ways[1]));
        let length = line.curve.length().mm();
        let part = |from: f64, to: f64| line.curve.part(self.head, Mm::new(from), Mm::new(to));
        let round_the_start: Vec<Site> = [part(to, length), part(0.0, from)]
            .iter()
            .flat_map(|own| own.sites().to_vec())
            .collect();
        let mut open = vec![
            through(self.head, round_the_start, false).map_err(refused)?,
            through(self.head, part(from, to).sites().to_vec(), false).map_err(refused)?,
        ];
        let mut sheets = Vec::new();
        while let Some(piece) = open.pop() {
            let half = Mm::new(piece.length().mm() / 2.0);
            if agrees_with_itself(self.head, &piece) {
                sheets.push(self.own_sheet(own, &piece)?);
            } else {
                open.push(piece.part(self.head, half, piece.length()));
                open.push(piece.part(self.head, Mm::new(0.0), half));
            }
        }
        Ok(sheets)
    }

    /// Sheets for the small closed lines that are on none yet, as many to a sheet as lie near a line through two of them.
    fn share(&self, sheets: &mut Vec<Sheet>) -> Result<(), StencilRefusal> {
        let shared = self.lines.iter().enumerate();
        let is_drawn = |k: usize, sheet: &Sheet| sheet.of.contains(&Some(k));
        let mut open: Vec<usize> = shared
            .filter(|(k, line)| {
                matches!(line.sheet, OwnSheet::Shared)
                    && !sheets.iter().any(|own| is_drawn(*k, own))
            })
            .map(|(k, _)| k)
            .collect();
        while let Some(first) = open.first().copied() {
            let one = self.farthest(first, &open);
            let other = self.farthest(one, &open);
            let too_short = || StencilRefusal::TooShort {
                name: self.lines[first].label.clone(),
            };
            let axis = self.axis_of_circles(one, other).ok_or_else(too_short)?;
            let spine = Spine {
                curve: &axis,
                label: "axis",
                stroke: StencilStroke::Guide,
                part_of: None,
            };
            let sheet = self.sheet(&spine, &open)?;
            let count = open.len();
            open.retain(|k| !is_drawn(*k, &sheet));
            if open.len() == count {
                return Err(too_short());
            }
            sheets.push(sheet);
        }
        Ok(())
    }

    /// The middle of a small closed line.
    fn middle(&self, own: usize) -> Point {
        let points = self.lines[own].curve.points();
        points[0].lerp(points[points.len() / 2], 0.5)
    }

    /// The one of `among` that is farthest from one of them but near enough to share a sheet.
    fn farthest(&self, from: usize, among: &[usize]) -> usize {
        let middle = self.middle(from);
        let away = |k: &usize| self.middle(*k).distance(middle);
        let near = among.iter().filter(|k| away(k) <= SHARED_MM);
        near.max_by(|a, b| away(a).total_cmp(&away(b)))
            .copied()
            .unwrap_or(from)
    }

    /// A line through the middles of two circles, or level through that of one.
    fn axis_of_circles(&self, one: usize, other: usize) -> Option<SurfaceCurve> {
        const BEYOND_MM: f64 = 15.0;
        let [a, b] = [one, other].map(|k| self.head.site(self.middle(k)));
        if one != other && self.middle(one).distance(self.middle(other)) > 1.0 {
            return extended(self.head, &[a, b], BEYOND_MM).ok();
        }
        let level = glam::DVec3::Y.cross(self.head.normal(a).to_vec());
        let walked =
            |by: f64| pointil_scalp::geodesic::walk(self.head, a, level, Mm::new(by * BEYOND_MM));
        SurfaceCurve::straight(self.head, &[walked(-1.0)?, a, walked(1.0)?]).ok()
    }

    /// A sheet along `spine` with everything that is right beside it, `own` lines first.
    fn sheet(&self, spine: &Spine<'_>, own: &[usize]) -> Result<Sheet, StencilRefusal> {
        let first = own.first().map(|k| &self.lines[*k]);
        let too_short = || StencilRefusal::TooShort {
            name: first.map_or_else(String::new, |line| line.label.clone()),
        };
        let band = Band::along(self.head, spine.curve, spine.label == MIDLINE);
        let band = band.ok_or_else(too_short)?;
        let flat = band.flat.line().into_iter().zip(spine.curve.points());
        let places = flat.map(|(flat, on_head)| StencilPlace {
            flat,
            on_head: *on_head,
        });
        let mut lines = vec![StencilLine {
            label: spine.label.to_owned(),
            stroke: spine.stroke,
            places: places.collect(),
        }];
        let mut of = vec![spine.part_of];
        let mut drawn = lines[0].places.clone();
        let others = (0..self.lines.len()).filter(|k| !own.contains(k));
        let all = own.iter().copied().chain(others);
        for k in all.filter(|k| Some(*k) != spine.part_of) {
            let line = &self.lines[k];
            let pieces = match line.sheet {
                OwnSheet::Shared => band.whole(&line.curve, &mut drawn).into_iter().collect(),
                _ => band.pieces(&line.curve, &mut drawn),
            };
            let is_own = own.contains(&k) && !matches!(line.sheet, OwnSheet::Shared);
            for places in pieces {
                of.push(Some(k));
                lines.push(StencilLine {
                    label: line.label.clone(),
                    stroke: if is_own {
                        own_stroke(line.stroke)
                    } else {
                        line.stroke
                    },
                    places,
                });
            }
        }
        let is_mark = first.is_some_and(Wanted::is_mark);
        let named = match first {
            Some(line) if !is_mark => line.ends,
            _ => ends(spine.curve),
        };
        let stencil = Stencil {
            title: first.map_or_else(String::new, |line| title(&line.label)),
            ends: named.map(str::to_owned),
            points: self.points_beside(&band, spine.curve, is_mark, &drawn),
            lines,
        };
        Ok(Sheet { stencil, of })
    }

    /// The points that are right on a sheet; on that of a mark with what it is laid by.
    fn points_beside(
        &self,
        band: &Band<'_>,
        spine: &SurfaceCurve,
        is_mark: bool,
        drawn: &[StencilPlace],
    ) -> Vec<StencilPoint> {
        let mut points = self.points.clone();
        if is_mark {
            points.extend(self.registration(spine));
        }
        let placed = points.into_iter().filter_map(|(label, on_head)| {
            let place = band.place(on_head)?;
            let agrees = drawn.iter().all(|other| agree(&place, other));
            agrees.then_some(StencilPoint { label, place })
        });
        placed.collect()
    }

    /// What the sheet of a patch or scar is laid by: both ends of its spine by tape, and where it crosses the midline.
    fn registration(&self, spine: &SurfaceCurve) -> Vec<(String, Point)> {
        let points = spine.points();
        let count = points.len();
        // A little inside the ends, where the sheet is whole.
        let inner = [1, count.saturating_sub(2)].map(|k| points.get(k).copied());
        let mut all: Vec<(String, Point)> = inner
            .into_iter()
            .flatten()
            .map(|point| (taped(self.head, point), point))
            .collect();
        let crossing = |pair: &&[Point]| (pair[0].left() < 0.0) != (pair[1].left() < 0.0);
        if let Some(pair) = points.windows(2).find(crossing) {
            let share = pair[0].left() / (pair[0].left() - pair[1].left());
            let point = pair[0].lerp(pair[1], share);
            let point = self.head.point(self.head.site(point));
            all.push((
                format!("{MIDLINE}, {}", on_midline(self.head, point)),
                point,
            ));
        }
        all
    }
}

/// How a line is drawn on its own sheet.
const fn own_stroke(stroke: StencilStroke) -> StencilStroke {
    match stroke {
        StencilStroke::Guide => StencilStroke::Guide,
        _ => StencilStroke::Cut,
    }
}

/// Sheets of one title are numbered.
fn number_titles(sheets: &mut [Stencil]) {
    let titles: Vec<String> = sheets.iter().map(|own| own.title.clone()).collect();
    for (k, sheet) in sheets.iter_mut().enumerate() {
        let is_same = |other: &&String| **other == sheet.title;
        let all = titles.iter().filter(is_same).count();
        let before = titles[..k].iter().filter(is_same).count();
        if all > 1 {
            sheet.title = format!("{}, {} of {all}", sheet.title, before + 1);
        }
    }
}

/// `Hairline` for `hairline`.
fn title(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().map(|own| own.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
