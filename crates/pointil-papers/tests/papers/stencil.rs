//! The printed stencil, rasterised and measured: what comes out of the printer at 100 % lies on the head as it was designed.

use crate::raster::{self, PX_PER_MM, Raster};
use pointil_papers::{PaperSize, StencilPaper};
use pointil_render::{Stencil, StencilMark, stencil_sheets};
use pointil_scalp::{
    Hairline, HairlineParameters, Head, HeadMeasurements, Mm, PatchOutline, Point, Sex, Site,
    Surface, WorkOrder, Zone, ZoneLayout, ZoneMap,
};

fn sheets(measurements: &HeadMeasurements, treated: &[Zone]) -> Vec<Stencil> {
    with_marks(measurements, treated, |_| Vec::new())
}

fn with_marks(
    measurements: &HeadMeasurements,
    treated: &[Zone],
    marks: impl Fn(&Head) -> Vec<StencilMark>,
) -> Vec<Stencil> {
    let head = Head::from_measurements(measurements).unwrap();
    let hairline = Hairline::new(&head, HairlineParameters::mature_male(&head)).unwrap();
    let zones = ZoneMap::new(&head, &hairline, ZoneLayout::default()).unwrap();
    stencil_sheets(&head, &hairline, &zones, treated, &marks(&head)).unwrap()
}

fn paper(sheets: Vec<Stencil>) -> StencilPaper {
    StencilPaper {
        client: "A. Client".into(),
        date: "21 November 2026".into(),
        design: "3f2a".into(),
        sheets,
    }
}

/// A join: across (0) or down (1) the page, where, from where to where along it, and whether the part beyond it belongs to the
/// neighbour. All in pixels.
struct Join {
    axis: usize,
    at: f64,
    reach: (f64, f64),
    ends_here: bool,
}

impl Join {
    /// Whether a pixel lies beyond it, where the neighbouring piece shows the same.
    fn hides(&self, x: usize, y: usize) -> bool {
        let place = [x as f64 + 0.5, y as f64 + 0.5];
        let (across, along) = (place[self.axis], place[1 - self.axis]);
        let near = (across - self.at).abs() < 8.0 * PX_PER_MM;
        let beyond = if self.ends_here {
            across > self.at
        } else {
            across < self.at
        };
        near && beyond && along > self.reach.0 && along < self.reach.1
    }
}

/// The joins of a page, by their pairs of diamonds, which stand at a quarter and three quarters of each.
fn joins(page: &Raster) -> Vec<Join> {
    let mut middles: Vec<[f64; 2]> = Vec::new();
    for group in page.groups(|_, _, rgb| rgb.iter().all(|part| part.abs_diff(128) < 6)) {
        let extent = |pick: fn(&(usize, usize)) -> usize| {
            let values = group.iter().map(pick);
            (
                values.clone().min().unwrap() as f64,
                values.max().unwrap() as f64,
            )
        };
        let [x, y] = [extent(|own| own.0), extent(|own| own.1)];
        let is_diamond = |(low, high): (f64, f64)| ((high - low) / PX_PER_MM - 3.5).abs() < 0.5;
        if is_diamond(x) && is_diamond(y) {
            middles.push([f64::midpoint(x.0, x.1), f64::midpoint(y.0, y.1)]);
        }
    }
    let size = [page.width as f64, page.height as f64];
    let mut joins = Vec::new();
    for (k, a) in middles.iter().enumerate() {
        for b in &middles[k + 1..] {
            for axis in 0..2 {
                if (a[axis] - b[axis]).abs() < 0.3 * PX_PER_MM {
                    let (at, low, high) = (
                        f64::midpoint(a[axis], b[axis]),
                        a[1 - axis].min(b[1 - axis]),
                        a[1 - axis].max(b[1 - axis]),
                    );
                    let quarter = (high - low) / 2.0;
                    joins.push(Join {
                        axis,
                        at,
                        reach: (low - quarter, high + quarter),
                        ends_here: at > size[axis] / 2.0,
                    });
                }
            }
        }
    }
    joins
}

/// The length of the line to cut on all pages together, each piece up to its joins.
fn cut_line_mm(pages: &[Raster]) -> f64 {
    let mut sum = 0.0;
    for page in pages {
        let joins = joins(page);
        // The line is the only thing in the accent colour that is longer than a letter.
        let groups = page.groups(|x, y, [red, _, blue]| {
            blue.saturating_sub(red) > 35 && !joins.iter().any(|join| join.hides(x, y))
        });
        let long =
            |group: &&Vec<(usize, usize)>| group.len() as f64 > 6.0 * 0.5 * PX_PER_MM * PX_PER_MM;
        let lengths = groups
            .iter()
            .filter(long)
            .map(|group| page.length_mm(group));
        sum += lengths.filter(|length| *length > 11.0).sum::<f64>();
    }
    sum
}

#[test]
fn control_bar_and_hairline_come_out_at_true_size() {
    let of = |length: f64, breadth: f64| HeadMeasurements {
        sex: Sex::Male,
        head_length: Some(Mm::new(length)),
        head_breadth: Some(Mm::new(breadth)),
        ..HeadMeasurements::default()
    };
    for (measurements, size) in [
        (of(197.0, 154.0), PaperSize::A4),
        (of(210.0, 150.0), PaperSize::UsLetter),
    ] {
        let all = sheets(&measurements, WorkOrder::HairlineAndTemples.zones());
        let hairline = all[0].clone();
        let pdf = paper(all).to_pdf(size).unwrap();
        let pages = raster::pages(pdf);
        for page in &pages {
            let bar = page.control_bar_mm();
            assert!((bar - 50.0).abs() < 0.2, "{size:?}: the bar is {bar:.2} mm");
        }
        let on_head = hairline.lines[0].length_on_head();
        let printed = cut_line_mm(&raster::pages(paper(vec![hairline]).to_pdf(size).unwrap()));
        println!(
            "{size:?}: {} pages, bar {:.2} mm, hairline {printed:.2} mm of {on_head:.2} mm",
            pages.len(),
            pages[0].control_bar_mm()
        );
        assert!(
            (printed - on_head).abs() < 1.0,
            "{size:?}: {printed:.2} mm of {on_head:.2} mm"
        );
    }
}

/// The length of a closed line drawn as one group of pixels, in millimetres: opened at one place, and what was taken out there.
fn closed_mm(page: &Raster, group: &[(usize, usize)]) -> f64 {
    const OPENED_MM: f64 = 1.0;
    let (x, y) = group[group.len() / 2];
    let away =
        |own: &(usize, usize)| (own.0 as f64 - x as f64).hypot(own.1 as f64 - y as f64) / PX_PER_MM;
    let rest: Vec<(usize, usize)> = group
        .iter()
        .copied()
        .filter(|own| away(own) > OPENED_MM)
        .collect();
    page.length_mm(&rest) + 2.0 * OPENED_MM
}

#[test]
fn a_patch_and_a_scar_at_the_back_come_out_at_true_size() {
    let marks = |head: &Head| {
        let at = |left: f64, up: f64| -> Site { head.site(Point::new(left, up, -90.0)) };
        vec![
            StencilMark::Outline {
                label: "patch".into(),
                outline: PatchOutline::Oval {
                    centre: at(35.0, 70.0),
                    half_length: Mm::new(15.0),
                    half_breadth: Mm::new(11.0),
                    turn: 0.5,
                },
            },
            StencilMark::Band {
                label: "strip scar".into(),
                along: vec![at(-50.0, 20.0), at(0.0, 15.0), at(50.0, 20.0)],
                width: Mm::new(6.0),
            },
        ]
    };
    let treated = WorkOrder::HairlineAndTemples.zones();
    let all = with_marks(&HeadMeasurements::default(), treated, marks);
    for title in ["Patch", "Strip scar"] {
        let sheet = all
            .iter()
            .find(|sheet| sheet.title == title)
            .unwrap()
            .clone();
        let label = title.to_lowercase();
        let outline = sheet.lines.iter().find(|line| line.label == label).unwrap();
        let on_head = outline.length_on_head();
        let pages = raster::pages(paper(vec![sheet]).to_pdf(PaperSize::A4).unwrap());
        assert_eq!(pages.len(), 1, "{title}");
        let groups = pages[0].groups(|_, _, [red, _, blue]| blue.saturating_sub(red) > 35);
        let longest = groups.iter().max_by_key(|group| group.len()).unwrap();
        let printed = closed_mm(&pages[0], longest);
        println!("{title}: {printed:.2} mm of {on_head:.2} mm");
        assert!(
            (printed - on_head).abs() < 1.0,
            "{title}: {printed:.2} mm of {on_head:.2} mm"
        );
    }
}
