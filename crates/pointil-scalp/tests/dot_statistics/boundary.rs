//! The open boundary of a triangle mesh.

use std::collections::BTreeMap;

use glam::DVec3;

/// Points on the edges that belong to one triangle alone, eight to an edge; none where the mesh is closed.
pub fn boundary(positions: &[DVec3], triangles: &[[u32; 3]]) -> Vec<DVec3> {
    let mut uses: BTreeMap<[u32; 2], usize> = BTreeMap::new();
    for [a, b, c] in triangles {
        for (i, j) in [(a, b), (b, c), (c, a)] {
            *uses.entry([*i.min(j), *i.max(j)]).or_default() += 1;
        }
    }
    uses.into_iter()
        .filter(|(_, count)| *count == 1)
        .flat_map(|(edge, _)| {
            let [a, b] = edge.map(|i| positions[i as usize]);
            (0..8).map(move |k| a.lerp(b, f64::from(k) / 8.0))
        })
        .collect()
}
