//! The practice head: closed, the vault itself on the scalp, and true to each head's landmarks.

#![expect(
    clippy::unwrap_used,
    reason = "a head that cannot be made should stop the test"
)]

use std::time::Instant;

use glam::DVec3;
use pointil_scalp::template::{Template, in_domain};
use pointil_scalp::{
    Bvh, Deformation, Direction, Head, HeadMeasurements, Landmark, Mannequin, Mm, Part, Point, Sex,
    Surface, TriangleMesh,
};

fn predicted(sex: Sex) -> Head {
    let measurements = HeadMeasurements {
        sex,
        ..HeadMeasurements::default()
    };
    Head::from_measurements(&measurements).unwrap()
}

/// A number from -1 to 1 that looks random; the same for the same `k`.
fn scattered(k: usize) -> f64 {
    let x = libm::sin(k as f64 * 12.9898 + 4.1) * 43_758.545_3;
    2.0 * (x - x.floor()) - 1.0
}

/// A head whose landmarks stray from the mean as those of a fit do: up to 5 mm each, and the whole face with them.
fn fitted(seed: usize) -> Head {
    let mut deformation = Deformation {
        stretch: DVec3::new(1.04, 0.97, 1.02),
        ..Deformation::default()
    };
    for (k, shape) in deformation.shape.iter_mut().enumerate().skip(4) {
        *shape = 0.004 * scattered(seed * 100 + k);
    }
    for (k, offset) in deformation.landmarks.iter_mut().enumerate() {
        let at = |axis: usize| 2.5 * scattered(seed * 1000 + 7 * k + axis);
        *offset = DVec3::new(0.0, 1.5, -2.5) + DVec3::new(at(0), at(1), at(2));
    }
    predicted(Sex::Unstated).deformed(&deformation)
}

fn heads() -> Vec<Head> {
    vec![
        predicted(Sex::Female),
        predicted(Sex::Male),
        fitted(1),
        fitted(2),
    ]
}

#[test]
fn every_head_has_a_closed_mesh_on_its_surface() {
    for head in heads() {
        let mannequin = Mannequin::new(&head);
        let mesh = mannequin.mesh(3.0);
        assert!(mesh.is_closed());
        assert_eq!(mesh.euler_characteristic(), 2);
        assert!((3000.0..6000.0).contains(&mesh.volume_cubic_cm()));
        for (position, normal) in mesh.positions().iter().zip(mesh.normals()) {
            let distance = mannequin.distance(*position);
            assert!(distance.abs() < 1e-6, "{position:?} {distance}");
            assert!(mannequin.distance(*position + normal.to_vec() * 0.02) > 0.0);
        }
    }
}

#[test]
fn the_scalp_is_the_vault_itself() {
    for head in heads() {
        let mannequin = Mannequin::new(&head);
        for site in Template::scalp().sites.iter().filter(|s| in_domain(**s)) {
            let point = head.point(*site);
            assert!(mannequin.distance(point).abs() < 1e-6, "{point:?}");
            assert_eq!(mannequin.part(point), Part::Scalp);
            let off = point + head.normal(*site).to_vec() * 0.5;
            assert!(mannequin.distance(off) > 0.2);
        }
    }
}

#[test]
fn the_face_passes_through_the_landmarks() {
    for head in heads() {
        let mannequin = Mannequin::new(&head);
        let mut worst: f64 = 0.0;
        for landmark in Landmark::ALL {
            let distance = mannequin.distance(head.landmark(*landmark));
            worst = worst.max(distance.abs());
        }
        println!("landmarks within {worst:.1} mm of the face");
        assert!(worst < 2.2);
    }
}

#[test]
fn the_parts_lie_where_they_belong() {
    let head = predicted(Sex::Unstated);
    let mannequin = Mannequin::new(&head);
    let mesh = mannequin.mesh(3.0);
    let has = |part: Part, place: fn(Point) -> bool| {
        let own = mesh.positions().iter().zip(mesh.parts());
        let all: Vec<Point> = own.filter(|(_, p)| **p == part).map(|(q, _)| *q).collect();
        assert!(all.len() > 50, "{part:?} has {} vertices", all.len());
        for p in all {
            assert!(place(p), "{part:?} at {p:?}");
        }
    };
    has(Part::Scalp, |p| p.up() > -60.0);
    has(Part::Face, |p| p.forward() > -30.0 && p.up() < 45.0);
    has(Part::LeftEar, |p| p.left() > 60.0 && p.up().abs() < 40.0);
    has(Part::RightEar, |p| p.left() < -60.0 && p.up().abs() < 40.0);
    has(Part::Neck, |p| p.up() < 35.0 && p.forward() < 60.0);
    has(Part::Base, |p| p.up() < -120.0);
}

#[test]
fn the_ear_hides_the_skin_behind_it_from_the_front_alone() {
    let head = predicted(Sex::Unstated);
    let bvh = Bvh::new(&Mannequin::new(&head).mesh(3.0));
    let behind = head.project(Point::new(70.0, 8.0, -28.0));
    let out = head.normal(head.site(behind)).to_vec();
    let start = behind + out;
    let towards = |x: f64, z: f64| Direction::of(DVec3::new(x, 0.0, z)).unwrap();
    assert!(bvh.any_hit(start, towards(0.35, 0.94), Mm::new(80.0)));
    assert!(!bvh.any_hit(start, towards(0.8, -0.6), Mm::new(80.0)));
}

/// Every ray from the middle of the head leaves it, and none that starts outside on the way out comes back; the rates
/// are printed for `docs/measured.md`.
#[test]
fn rays_leave_the_head_once_and_for_all() {
    let head = predicted(Sex::Unstated);
    let started = Instant::now();
    let mesh = Mannequin::new(&head).mesh(2.0);
    println!(
        "mesh of 2 mm: {} triangles in {:.2} s",
        mesh.triangles().len(),
        started.elapsed().as_secs_f64()
    );
    let started = Instant::now();
    let bvh = Bvh::new(&mesh);
    println!("hierarchy in {:.2} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let middle = head.cranium().centre();
    let scalp = mesh
        .positions()
        .iter()
        .zip(mesh.parts())
        .filter(|(p, part)| **part == Part::Scalp && p.up() > 60.0);
    let mut rays = 0;
    for (position, _) in scalp {
        let out = Direction::of(*position - middle).unwrap();
        let hit = bvh.first_hit(middle, out).unwrap();
        assert!((hit.distance.mm() - position.distance(middle)).abs() < 1e-6);
        assert!(!bvh.any_hit(*position + out.to_vec() * 0.5, out, Mm::new(1e3)));
        rays += 2;
    }
    let rate = f64::from(rays) / started.elapsed().as_secs_f64() / 1e6;
    println!("{rays} rays, {rate:.1} million a second on one thread");
    assert!(rays > 10_000);
}

#[test]
fn the_mesh_is_the_same_on_any_number_of_threads() {
    let head = fitted(3);
    let build = |threads: usize| -> TriangleMesh {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| Mannequin::new(&head).mesh(4.0))
    };
    assert!(build(1) == build(3));
}
