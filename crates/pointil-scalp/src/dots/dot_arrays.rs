//! Many dots as one array per coordinate, the form in which they are searched, ranked and moved.

use glam::Vec3;

use super::skin::SkinPoint;

/// Positions in millimetres in the head frame and places in pixels of the chart.
#[derive(Clone, Debug, Default)]
pub struct DotArrays {
    /// Millimetres to the left.
    pub x: Vec<f32>,
    /// Millimetres up.
    pub y: Vec<f32>,
    /// Millimetres forward.
    pub z: Vec<f32>,
    /// Chart pixels to the left.
    pub u: Vec<f32>,
    /// Chart pixels forward.
    pub v: Vec<f32>,
}

impl DotArrays {
    /// The number of dots.
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// Makes room for `more` dots.
    pub fn reserve(&mut self, more: usize) {
        for along in [
            &mut self.x,
            &mut self.y,
            &mut self.z,
            &mut self.u,
            &mut self.v,
        ] {
            along.reserve(more);
        }
    }

    /// Adds a dot.
    pub fn push(&mut self, dot: &SkinPoint) {
        self.x.push(dot.point.x as f32);
        self.y.push(dot.point.y as f32);
        self.z.push(dot.point.z as f32);
        self.u.push(dot.place.x as f32);
        self.v.push(dot.place.y as f32);
    }

    /// Adds all of `others`.
    pub fn append(&mut self, others: &Self) {
        self.x.extend_from_slice(&others.x);
        self.y.extend_from_slice(&others.y);
        self.z.extend_from_slice(&others.z);
        self.u.extend_from_slice(&others.u);
        self.v.extend_from_slice(&others.v);
    }

    /// Where a dot is.
    pub fn point(&self, index: usize) -> Vec3 {
        Vec3::new(self.x[index], self.y[index], self.z[index])
    }

    /// The same dots picked and put in order by `picks`.
    pub fn picked(&self, picks: &[u32]) -> Self {
        let pick = |from: &[f32]| picks.iter().map(|k| from[*k as usize]).collect();
        Self {
            x: pick(&self.x),
            y: pick(&self.y),
            z: pick(&self.z),
            u: pick(&self.u),
            v: pick(&self.v),
        }
    }
}
