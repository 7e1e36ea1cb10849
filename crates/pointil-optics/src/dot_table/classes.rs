//! Dots of a design gathered into classes that look alike.

use std::collections::BTreeMap;

use super::loss::DotColumn;

/// Steps between classes: in depth (millimetres) and as ratios of radius and length. Half a step changes a dot's contrast by less than
/// two hundredths.
const DEPTH_STEP_MM: f64 = 0.005;
const RADIUS_STEP: f64 = 1.03;
const LENGTH_STEP: f64 = 1.06;

/// The dots of a design by class. What is worked out once for each class and each shade and age is then looked up for
/// every dot: tens of thousands of dots come in a few dozen sizes and depths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DotClasses {
    columns: Vec<DotColumn>,
    of_dots: Vec<u32>,
}

impl DotClasses {
    /// Gathers dots, in their order. A class has the sizes in its middle.
    pub fn gather(dots: impl IntoIterator<Item = DotColumn>) -> Self {
        let mut classes = Self::default();
        let mut known = BTreeMap::new();
        let (mut last, mut last_class) = (None, 0);
        for dot in dots {
            // Neighbours in a design are mostly alike.
            if last != Some(dot) {
                let steps = steps(&dot);
                let next = classes.columns.len() as u32;
                last_class = *known.entry(steps).or_insert(next);
                if last_class == next {
                    classes.columns.push(middle(steps));
                }
                last = Some(dot);
            }
            classes.of_dots.push(last_class);
        }
        classes
    }

    /// The column that stands for each class.
    pub fn columns(&self) -> &[DotColumn] {
        &self.columns
    }

    /// The class of each dot: a place in [`columns`](Self::columns).
    pub fn of_dots(&self) -> &[u32] {
        &self.of_dots
    }

    /// For every dot what its class has in `of_classes`; nothing if that has fewer entries than there are classes.
    pub fn spread<'a, T>(&'a self, of_classes: &'a [T]) -> impl Iterator<Item = &'a T> {
        self.of_dots
            .iter()
            .filter_map(|class| of_classes.get(*class as usize))
    }
}

fn steps(dot: &DotColumn) -> [i32; 3] {
    let ratio = |value: f64, step: f64| (libm::log(value) / libm::log(step)).round() as i32;
    [
        (dot.top_mm / DEPTH_STEP_MM).round() as i32,
        ratio(dot.radius_mm, RADIUS_STEP),
        ratio(dot.length_mm, LENGTH_STEP),
    ]
}

fn middle([depth, radius, length]: [i32; 3]) -> DotColumn {
    DotColumn {
        radius_mm: libm::pow(RADIUS_STEP, f64::from(radius)),
        top_mm: DEPTH_STEP_MM * f64::from(depth),
        length_mm: libm::pow(LENGTH_STEP, f64::from(length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_dots_share_a_class_near_them() {
        let dot = |k: u32| DotColumn {
            radius_mm: 0.06 + 0.0005 * f64::from(k % 50),
            top_mm: 0.1 + 0.001 * f64::from(k % 30),
            length_mm: 0.3,
        };
        let dots: Vec<DotColumn> = (0..5000).map(dot).collect();
        let classes = DotClasses::gather(dots.iter().copied());
        assert_eq!(classes.of_dots().len(), dots.len());
        assert!(classes.columns().len() < 130, "{}", classes.columns().len());
        for (dot, class) in dots.iter().zip(classes.spread(classes.columns())) {
            assert!((class.top_mm - dot.top_mm).abs() <= 0.5 * DEPTH_STEP_MM + 1e-12);
            assert!((class.radius_mm / dot.radius_mm - 1.0).abs() < 0.016);
            assert!((class.length_mm / dot.length_mm - 1.0).abs() < 0.031);
        }
        assert!(classes.spread(&[0_u8; 3]).count() < 5000);
    }
}
