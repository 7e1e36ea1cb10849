//! Exported meshes read back as they were.

#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read back should stop the test"
)]

use pointil_scalp::template::Template;
use pointil_scalp::{Head, HeadMeasurements, TriangleMesh};

fn scalp() -> TriangleMesh {
    let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
    TriangleMesh::of_scalp(&head, Template::scalp())
}

fn float(bytes: &[u8], at: usize) -> f64 {
    f64::from(f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()))
}

#[test]
fn gltf_has_the_mesh_in_metres() {
    let mesh = scalp();
    let bytes = mesh.to_glb("scalp").unwrap();
    let gltf::Gltf { document, blob } = gltf::Gltf::from_slice(&bytes).unwrap();
    let blob = blob.unwrap();
    let read = document.meshes().next().unwrap();
    assert_eq!(read.name(), Some("scalp"));
    let primitive = read.primitives().next().unwrap();
    let reader = primitive.reader(|_| Some(&blob));
    let positions: Vec<[f32; 3]> = reader.read_positions().unwrap().collect();
    let normals: Vec<[f32; 3]> = reader.read_normals().unwrap().collect();
    let indices: Vec<u32> = reader.read_indices().unwrap().into_u32().collect();
    assert_eq!(indices, mesh.triangles().as_flattened());
    for (read, own) in positions.iter().zip(mesh.positions()) {
        for (a, b) in read.iter().zip(own.to_vec().to_array()) {
            assert!((f64::from(*a) * 1000.0 - b).abs() < 1e-5);
        }
    }
    assert_eq!(positions.len(), mesh.positions().len());
    assert_eq!(normals.len(), mesh.normals().len());
    let bounds = primitive.bounding_box();
    assert!(
        positions
            .iter()
            .flatten()
            .zip(bounds.min.iter().cycle())
            .all(|(p, low)| p >= low)
    );
    assert!(
        positions
            .iter()
            .flatten()
            .zip(bounds.max.iter().cycle())
            .all(|(p, high)| p <= high)
    );
    assert_eq!(document.default_scene().unwrap().nodes().count(), 1);
}

#[test]
fn ply_has_the_mesh_in_millimetres() {
    let mesh = scalp();
    let bytes = mesh.to_ply();
    let end = b"end_header\n";
    let start = bytes.windows(end.len()).position(|w| w == end).unwrap() + end.len();
    let header = std::str::from_utf8(&bytes[..start]).unwrap();
    let count = |word: &str| -> usize {
        let line = header.lines().find(|l| l.starts_with(word)).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    let (vertices, faces) = (count("element vertex"), count("element face"));
    assert_eq!(vertices, mesh.positions().len());
    assert_eq!(faces, mesh.triangles().len());
    assert_eq!(bytes.len(), start + 24 * vertices + 13 * faces);
    for (k, (p, n)) in mesh.positions().iter().zip(mesh.normals()).enumerate() {
        for axis in 0..3 {
            let at = start + 24 * k + 4 * axis;
            assert!((float(&bytes, at) - p.to_vec()[axis]).abs() < 1e-4);
            assert!((float(&bytes, at + 12) - n.to_vec()[axis]).abs() < 1e-6);
        }
    }
    for (k, triangle) in mesh.triangles().iter().enumerate() {
        let at = start + 24 * vertices + 13 * k;
        assert_eq!(bytes[at], 3);
        for (corner, i) in triangle.iter().enumerate() {
            let at = at + 1 + 4 * corner;
            assert_eq!(bytes[at..at + 4], i.to_le_bytes());
        }
    }
}

#[test]
fn obj_counts_from_one() {
    let mesh = scalp();
    let text = mesh.to_obj();
    let numbers = |line: &str| -> Vec<f64> {
        line.split_whitespace()
            .skip(1)
            .map(|x| x.parse().unwrap())
            .collect()
    };
    let lines = |word: &'static str| {
        text.lines()
            .filter(move |l| l.split(' ').next() == Some(word))
    };
    for (line, p) in lines("v").zip(mesh.positions()) {
        let read = numbers(line);
        assert!((read[0] - p.left()).abs() < 1e-4 && (read[2] - p.forward()).abs() < 1e-4);
    }
    assert_eq!(lines("vn").count(), mesh.normals().len());
    let faces: Vec<Vec<u32>> = lines("f")
        .map(|line| {
            line.split_whitespace()
                .skip(1)
                .map(|corner| corner.split_once("//").unwrap().0.parse().unwrap())
                .collect()
        })
        .collect();
    assert_eq!(faces.len(), mesh.triangles().len());
    for (face, triangle) in faces.iter().zip(mesh.triangles()) {
        assert_eq!(face[..], triangle.map(|i| i + 1));
    }
}
