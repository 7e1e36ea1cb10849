//! Small charts: curves over an axis, and strips of colour over the same axis.

use pointil_scalp::PictureSize;

use crate::lettering;
use crate::picture::{Picture, PictureError};

const PAPER: [u8; 3] = [255, 255, 253];
const INK: [u8; 3] = [96, 98, 102];
const GRID: [u8; 3] = [228, 228, 224];

/// Room around the field for numbers and labels, in pixels.
const LEFT: u32 = 86;
const RIGHT: u32 = 22;
const ABOVE: u32 = 44;
const BELOW: u32 = 66;

/// Pixels to a pixel of a letter.
const LETTERS: u32 = 2;

/// Half the width of a curve, and of the part of it that is heavy, in pixels.
const THIN: f64 = 1.0;
const HEAVY: f64 = 2.6;

/// An axis with its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartAxis {
    /// What runs along it, with its unit; written in capitals.
    pub label: String,
    /// Its first value.
    pub low: f64,
    /// Its last value, above the first.
    pub high: f64,
    /// From one number to the next, above 0.
    pub step: f64,
    /// Decimals of its numbers.
    pub decimals: usize,
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its name in the legend.
    pub label: String,
    /// Its colour in sRGB.
    pub colour: [u8; 3],
    /// Its points, along the axis; those outside the field are left out.
    pub points: Vec<[f64; 2]>,
    /// Where along the axis it is drawn heavy, with a disc where that begins.
    pub heavy: Option<[f64; 2]>,
}

/// A corner of a chart's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corner {
    /// Above, right.
    TopRight,
    /// Below, right.
    BottomRight,
}

/// Curves over one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Along the bottom.
    pub x: ChartAxis,
    /// Up the side; its label stands above.
    pub y: ChartAxis,
    /// What is drawn, the last on top.
    pub curves: Vec<Curve>,
    /// Where the legend stands.
    pub legend: Corner,
}

/// Colours over one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// Written left of it.
    pub label: String,
    /// The colour it lies on, shown above and below it.
    pub ground: [u8; 3],
    /// Its colours, evenly spread along the axis.
    pub colours: Vec<[u8; 3]>,
    /// Where along the axis a bar is drawn over it.
    pub heavy: Option<[f64; 2]>,
}

/// Strips of colour under each other over one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Strips {
    /// Along the bottom.
    pub x: ChartAxis,
    /// Written above.
    pub label: String,
    /// From the top.
    pub strips: Vec<Strip>,
}

/// The part of a picture that values are drawn in.
struct Field<'a> {
    picture: Picture,
    x: &'a ChartAxis,
    width: u32,
    height: u32,
}

impl ChartAxis {
    /// The numbers along it.
    fn numbers(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step + 1e-9).max(0.0) as u32;
        (0..=count.min(1000)).map(|k| self.low + self.step * f64::from(k))
    }

    fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    fn holds(&self, value: f64) -> bool {
        (0.0..=1.0).contains(&self.share(value))
    }

    fn number(&self, value: f64) -> String {
        format!("{value:.*}", self.decimals)
    }
}

impl<'a> Field<'a> {
    /// Paper with the axis along the bottom and `label` above.
    fn new(size: PictureSize, x: &'a ChartAxis, label: &str) -> Result<Self, PictureError> {
        let mut field = Self {
            picture: Picture::filled(size, PAPER)?,
            x,
            width: size.width.saturating_sub(LEFT + RIGHT).max(1),
            height: size.height.saturating_sub(ABOVE + BELOW).max(1),
        };
        lettering::write(&mut field.picture, label, LEFT, 14, LETTERS, INK);
        let bottom = ABOVE + field.height;
        for value in x.numbers() {
            let at = field.column(value);
            field.picture.fill(at, bottom, 1, 6, INK);
            field.centred(&x.number(value), at, bottom + 11);
        }
        field.centred(&x.label, LEFT + field.width / 2, bottom + 40);
        Ok(field)
    }

    fn place_x(&self, value: f64) -> f64 {
        f64::from(LEFT) + self.x.share(value) * f64::from(self.width)
    }

    fn column(&self, value: f64) -> u32 {
        self.place_x(value).round().max(0.0) as u32
    }

    fn centred(&mut self, text: &str, at: u32, y: u32) {
        let left = at.saturating_sub(lettering::width(text, LETTERS) / 2);
        lettering::write(&mut self.picture, text, left, y, LETTERS, INK);
    }

    /// Text that ends in column `at`, around row `y`.
    fn before(&mut self, text: &str, at: u32, y: u32) {
        let left = at.saturating_sub(lettering::width(text, LETTERS));
        let top = y.saturating_sub(lettering::HEIGHT * LETTERS / 2);
        lettering::write(&mut self.picture, text, left, top, LETTERS, INK);
    }

    fn frame(&mut self) {
        let (width, height) = (self.width, self.height);
        self.picture.fill(LEFT, ABOVE + height, width + 1, 1, INK);
        self.picture.fill(LEFT, ABOVE, 1, height, INK);
    }

    /// A line with round ends.
    fn line(&mut self, from: [f64; 2], to: [f64; 2], half: f64, colour: [u8; 3]) {
        let low = |k: usize| (from[k].min(to[k]) - half - 1.0).floor().max(0.0) as u32;
        let high = |k: usize| (from[k].max(to[k]) + half + 1.0).ceil().max(0.0) as u32;
        let along = [to[0] - from[0], to[1] - from[1]];
        let square = (along[0] * along[0] + along[1] * along[1]).max(1e-12);
        for y in low(1)..=high(1) {
            for x in low(0)..=high(0) {
                let away = [f64::from(x) + 0.5 - from[0], f64::from(y) + 0.5 - from[1]];
                let share = (away[0] * along[0] + away[1] * along[1]) / square;
                let share = share.clamp(0.0, 1.0);
                let (dx, dy) = (away[0] - share * along[0], away[1] - share * along[1]);
                let cover = half + 0.5 - (dx * dx + dy * dy).sqrt();
                self.blend(x, y, cover.clamp(0.0, 1.0), colour);
            }
        }
    }

    fn blend(&mut self, x: u32, y: u32, cover: f64, colour: [u8; 3]) {
        if cover > 0.0 {
            let below = self.picture.pixel(x, y);
            let mixed = core::array::from_fn(|k| {
                let (new, old) = (f64::from(colour[k]), f64::from(below[k]));
                (old + cover * (new - old)).round() as u8
            });
            self.picture.fill(x, y, 1, 1, mixed);
        }
    }
}

impl Chart {
    /// The chart as a picture of `size`.
    ///
    /// # Errors
    /// A size out of bounds.
    pub fn picture(&self, size: PictureSize) -> Result<Picture, PictureError> {
        let mut field = Field::new(size, &self.x, &self.y.label)?;
        let row = |field: &Field<'_>, value: f64| {
            f64::from(ABOVE) + (1.0 - self.y.share(value)) * f64::from(field.height)
        };
        for value in self.y.numbers() {
            let at = row(&field, value).round() as u32;
            let width = field.width;
            field.picture.fill(LEFT, at, width, 1, GRID);
            field.before(&self.y.number(value), LEFT - 10, at);
        }
        field.frame();
        for curve in &self.curves {
            for pair in curve.points.windows(2) {
                let inside = |p: &[f64; 2]| self.x.holds(p[0]) && self.y.holds(p[1]);
                if !pair.iter().all(inside) {
                    continue;
                }
                let [a, b] = [pair[0], pair[1]].map(|p| [field.place_x(p[0]), row(&field, p[1])]);
                let heavy = curve
                    .heavy
                    .is_some_and(|[low, high]| pair[0][0] >= low && pair[1][0] <= high);
                let half = if heavy { HEAVY } else { THIN };
                field.line(a, b, half, curve.colour);
            }
        }
        for curve in &self.curves {
            let start = curve.heavy.map(|[low, _]| low);
            let point = curve.points.iter().find(|p| Some(p[0]) == start);
            if let Some(point) = point.filter(|p| self.y.holds(p[1])) {
                let at = [field.place_x(point[0]), row(&field, point[1])];
                field.line(at, at, 6.5, PAPER);
                field.line(at, at, 5.0, curve.colour);
            }
        }
        self.write_legend(&mut field);
        Ok(field.picture)
    }

    fn write_legend(&self, field: &mut Field<'_>) {
        let line = lettering::HEIGHT * LETTERS + 10;
        let wide = |curve: &Curve| lettering::width(&curve.label, LETTERS);
        let width = 34 + self.curves.iter().map(wide).max().unwrap_or(0);
        let left = LEFT + field.width.saturating_sub(width + 14);
        let top = match self.legend {
            Corner::TopRight => ABOVE + 12,
            Corner::BottomRight => {
                ABOVE
                    + field
                        .height
                        .saturating_sub(line * self.curves.len() as u32 + 8)
            }
        };
        for (curve, k) in self.curves.iter().zip(0_u32..) {
            let y = top + k * line;
            let middle = f64::from(y + lettering::HEIGHT * LETTERS / 2);
            let x = f64::from(left);
            field.line([x, middle], [x + 22.0, middle], HEAVY, curve.colour);
            lettering::write(&mut field.picture, &curve.label, left + 34, y, LETTERS, INK);
        }
    }
}

/// Colour of the bar over a strip.
const BAR: [u8; 3] = [52, 92, 168];

impl Strips {
    /// The strips as a picture of `size`.
    ///
    /// # Errors
    /// A size out of bounds.
    pub fn picture(&self, size: PictureSize) -> Result<Picture, PictureError> {
        let mut field = Field::new(size, &self.x, &self.label)?;
        let each = field.height / (self.strips.len() as u32).max(1);
        let width = field.width;
        for (strip, k) in self.strips.iter().zip(0_u32..) {
            let top = ABOVE + k * each;
            let (ground, colour) = (each.saturating_sub(12), each.saturating_sub(12) / 2);
            field
                .picture
                .fill(LEFT, top + 8, width, ground, strip.ground);
            for column in 0..width {
                let share = f64::from(column) / f64::from(width);
                let place = (share * strip.colours.len() as f64) as usize;
                if let Some(own) = strip.colours.get(place) {
                    let at = LEFT + column;
                    field
                        .picture
                        .fill(at, top + 8 + ground / 4, 1, colour, *own);
                }
            }
            if let Some([low, high]) = strip.heavy {
                let (from, to) = (field.column(low), field.column(high));
                field
                    .picture
                    .fill(from, top + 2, to.saturating_sub(from).max(2), 4, BAR);
            }
            field.before(&strip.label, LEFT - 14, top + 8 + ground / 2);
        }
        field.frame();
        Ok(field.picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: PictureSize = PictureSize {
        width: 400,
        height: 300,
    };

    fn axis(label: &str, high: f64) -> ChartAxis {
        ChartAxis {
            label: label.to_owned(),
            low: 0.0,
            high,
            step: high / 2.0,
            decimals: 1,
        }
    }

    fn columns(picture: &Picture, colour: [u8; 3]) -> Vec<(u32, u32)> {
        let inside = |x: u32, y: u32| picture.pixel(x, y) == colour;
        let all = (0..SIZE.width).flat_map(|x| (0..SIZE.height).map(move |y| (x, y)));
        all.filter(|(x, y)| inside(*x, *y)).collect()
    }

    #[test]
    fn a_curve_runs_where_its_values_are() {
        let colour = [200, 10, 10];
        let curve = Curve {
            label: "I".to_owned(),
            colour,
            points: (0..=100).map(|k| [f64::from(k) / 100.0, 5.0]).collect(),
            heavy: Some([0.5, 1.0]),
        };
        let chart = Chart {
            x: axis("mm", 1.0),
            y: axis("b*", 10.0),
            curves: vec![curve],
            legend: Corner::TopRight,
        };
        let picture = chart.picture(SIZE).unwrap();
        let field = SIZE.height - ABOVE - BELOW;
        let middle = ABOVE + field / 2;
        let width = SIZE.width - LEFT - RIGHT;
        let high = |x: u32| {
            let own = columns(&picture, colour).into_iter();
            own.filter(|(column, row)| *column == x && row.abs_diff(middle) < 20)
                .count()
        };
        let (thin, start, heavy) = (
            high(LEFT + width / 4),
            high(LEFT + width / 2),
            high(LEFT + width * 3 / 4),
        );
        assert!(
            thin >= 1 && heavy > thin + 1 && start > heavy,
            "{thin} {start} {heavy}"
        );
        let off = ChartAxis {
            low: 6.0,
            ..axis("b*", 10.0)
        };
        let none = Chart { y: off, ..chart }.picture(SIZE).unwrap();
        let own = columns(&none, colour).into_iter();
        assert!(own.filter(|(_, row)| *row > ABOVE + 40).count() == 0);
    }

    #[test]
    fn strips_show_their_colours_on_their_ground() {
        let strips = Strips {
            x: axis("mm", 1.0),
            label: "colour".to_owned(),
            strips: vec![Strip {
                label: "VI".to_owned(),
                ground: [9, 9, 9],
                colours: vec![[1, 2, 3], [4, 5, 6]],
                heavy: Some([0.5, 1.0]),
            }],
        };
        let picture = strips.picture(SIZE).unwrap();
        let of = |colour| columns(&picture, colour);
        let (first, second) = (of([1, 2, 3]), of([4, 5, 6]));
        assert!(first.len() > 5000 && first.len().abs_diff(second.len()) < 400);
        assert!(first.iter().all(|a| second.iter().all(|b| a.0 < b.0)));
        assert!(of([9, 9, 9]).len() > 5000);
        let bar = of(BAR);
        assert!(bar.iter().all(|(x, _)| *x >= second[0].0 - 1) && bar.len() > 400);
    }
}
