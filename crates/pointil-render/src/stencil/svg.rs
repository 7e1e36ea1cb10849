//! A sheet of a stencil as SVG in millimetres.

use core::fmt::Write;

use pointil_scalp::SheetPoint;

use super::{Stencil, StencilLine, StencilStroke};

/// White around the drawing, in millimetres.
const MARGIN: f64 = 12.0;

/// Room below the drawing for the control bar and its words, in millimetres.
const FOOT: f64 = 24.0;

/// Room above it for the title.
const HEAD: f64 = 10.0;

impl Stencil {
    /// The sheet as an SVG file whose millimetres are millimetres, just as large as it needs to be, with a control bar of
    /// 50 mm. A stencil without points is a sheet with the bar alone.
    pub fn to_svg(&self) -> String {
        let all = || self.lines.iter().flat_map(StencilLine::flat);
        let least = |pick: fn(SheetPoint) -> f64| all().map(pick).fold(f64::INFINITY, f64::min);
        let (left, low) = (least(|p| p.x).min(0.0), least(|p| p.y).min(0.0));
        let (right, high) = (-least(|p| -p.x).min(-50.0), -least(|p| -p.y).min(0.0));
        let width = right - left + 2.0 * MARGIN;
        let height = high - low + 2.0 * MARGIN + HEAD + FOOT;
        // The sheet shows the forehead as one looks at it: the subject's left is on the right.
        let place = |p: SheetPoint| (p.x - left + MARGIN, high - p.y + MARGIN + HEAD);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.2}mm\" height=\"{height:.2}mm\" \
             viewBox=\"0 0 {width:.2} {height:.2}\" font-family=\"sans-serif\" fill=\"none\" stroke=\"#000\">\n\
             <title>{title}</title>\n\
             <text x=\"{MARGIN}\" y=\"{MARGIN}\" font-size=\"4.5\" fill=\"#000\" stroke=\"none\">{title}</text>\n",
            title = escaped(&self.title),
        );
        for (k, line) in self.lines.iter().enumerate() {
            draw(&mut svg, line, self.is_named(k), place);
        }
        for point in &self.points {
            let (x, y) = place(point.place.flat);
            let label = escaped(&point.label);
            // Words of places on the right lead back into the sheet, above those of places on the left.
            let (anchor, aside, below) = if x > width / 2.0 {
                ("end", -1.0, -3.0)
            } else {
                ("start", 2.0, 4.0)
            };
            let _ = writeln!(
                svg,
                "<path stroke-width=\"0.3\" d=\"M{:.2} {y:.2}h4M{x:.2} {:.2}v4\"/>\n\
                 <text x=\"{:.2}\" y=\"{:.2}\" font-size=\"3\" text-anchor=\"{anchor}\" fill=\"#000\" stroke=\"none\">{label}</text>",
                x - 2.0,
                y - 2.0,
                x + aside,
                y + below
            );
        }
        control_bar(&mut svg, height - MARGIN - 6.0);
        svg.push_str("</svg>\n");
        svg
    }

    /// Whether line `k` bears the name that it shares with others: the longest does.
    fn is_named(&self, k: usize) -> bool {
        let own = &self.lines[k];
        let length = own.flat_length();
        let numbered = self.lines.iter().enumerate();
        let mut same = numbered.filter(|(_, other)| other.label == own.label);
        !own.label.is_empty()
            && same.all(|(other, line)| (line.flat_length(), k) <= (length, other))
    }
}

fn draw(
    svg: &mut String,
    line: &StencilLine,
    is_named: bool,
    place: impl Fn(SheetPoint) -> (f64, f64),
) {
    let style = match line.stroke {
        StencilStroke::Cut => "stroke-width=\"0.5\"",
        StencilStroke::Mark => "stroke-width=\"0.3\" stroke-dasharray=\"3 1.5\"",
        StencilStroke::Outline => "stroke-width=\"0.3\" stroke-dasharray=\"4 1 0.8 1\"",
        StencilStroke::Spot => "stroke-width=\"0.3\"",
        StencilStroke::Guide => "stroke-width=\"0.2\" stroke-dasharray=\"0.4 1.2\"",
    };
    let mut points = String::new();
    for point in line.flat() {
        let (x, y) = place(point);
        // Writing to a string cannot fail.
        let _ = write!(points, "{x:.3},{y:.3} ");
    }
    let _ = writeln!(svg, "<polyline {style} points=\"{}\"/>", points.trim_end());
    if let (Some(end), true) = (line.places.last(), is_named) {
        let (x, y) = place(end.flat);
        let label = escaped(&line.label);
        let _ = writeln!(
            svg,
            "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"3\" fill=\"#000\" stroke=\"none\">{label}</text>",
            x + 1.0,
            y - 1.0
        );
    }
}

/// Fifty millimetres to hold a ruler against, with a tick at every ten.
fn control_bar(svg: &mut String, y: f64) {
    let mut path = format!("M{MARGIN} {y:.2}h50");
    for k in 0..=5 {
        let x = MARGIN + 10.0 * f64::from(k);
        let _ = write!(path, "M{x} {:.2}v3", y - 1.5);
    }
    let _ = writeln!(svg, "<path stroke-width=\"0.3\" d=\"{path}\"/>");
    let _ = writeln!(
        svg,
        "<text x=\"{MARGIN}\" y=\"{:.2}\" font-size=\"3\" fill=\"#000\" stroke=\"none\">This bar is 50 mm long. \
         If it is not, print again at 100 %, without fitting to the page.</text>",
        y + 6.0
    );
}

/// `text` with the characters that mean something in XML replaced.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::StencilPlace;
    use super::*;
    use pointil_scalp::Point;

    #[test]
    fn a_hundred_millimetres_stay_a_hundred_and_text_cannot_break_out() {
        let place = |x: f64, y: f64| StencilPlace {
            flat: SheetPoint { x, y },
            on_head: Point::new(x, y, 0.0),
        };
        let line = StencilLine {
            label: "a<b".into(),
            stroke: StencilStroke::Cut,
            places: vec![place(-50.0, 0.0), place(50.0, 5.0)],
        };
        let svg = Stencil {
            title: "R & D".into(),
            lines: vec![line],
            ..Stencil::default()
        }
        .to_svg();
        assert!(
            svg.contains("points=\"12.000,27.000 112.000,22.000\""),
            "{svg}"
        );
        assert!(svg.contains("width=\"124.00mm\"") && svg.contains("viewBox=\"0 0 124.00 "));
        assert!(svg.contains("a&lt;b") && svg.contains("R &amp; D"));
        assert!(svg.contains("h50"));
    }

    #[test]
    fn a_name_is_written_once_at_the_longest_line_that_bears_it() {
        let line = |length: f64| StencilLine {
            label: "scars".into(),
            stroke: StencilStroke::Spot,
            places: [0.0, length]
                .map(|x| StencilPlace {
                    flat: SheetPoint { x, y: 0.0 },
                    on_head: Point::new(x, 0.0, 0.0),
                })
                .to_vec(),
        };
        let stencil = Stencil {
            lines: vec![line(3.0), line(9.0), line(9.0), line(5.0)],
            ..Stencil::default()
        };
        let named: Vec<usize> = (0..4).filter(|k| stencil.is_named(*k)).collect();
        assert_eq!(named, [1]);
        assert_eq!(stencil.to_svg().matches(">scars<").count(), 1);
    }

    #[test]
    fn an_empty_stencil_is_a_sheet_with_its_bar() {
        let svg = Stencil::default().to_svg();
        assert!(svg.contains("width=\"74.00mm\"") && svg.contains("50 mm long"));
    }
}
