//! Draws the pictures that the renderer is judged by, and says how long it takes: `cargo run --release -p pointil-render
//! --example pictures -- FOLDER`.

#![expect(clippy::print_stdout, reason = "an example reports on the terminal")]

#[path = "../tests/scatter/mod.rs"]
mod scatter;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use glam::DVec3;
use pointil_optics::{DAYS_PER_YEAR, FitzpatrickType, HEALED_DAYS, Skin};
use pointil_render::{
    Dot, Frame, Picture, StandardAngle, Studio, View, close_up, composite, contact_sheet,
};
use pointil_scalp::{
    Bvh, Camera, Direction, Head, HeadMeasurements, Landmark, Mannequin, Part, PictureSize, Point,
};
use scatter::{dots, scattered};

const PORTRAIT: PictureSize = PictureSize {
    width: 1200,
    height: 1500,
};

const SMALL: PictureSize = PictureSize {
    width: 480,
    height: 600,
};

const CLOSE: PictureSize = PictureSize {
    width: 1200,
    height: 900,
};

struct Set {
    studio: Studio,
    bvh: Bvh,
    places: Vec<(Point, Direction)>,
    hairline: Point,
}

impl Set {
    fn new() -> Result<Self, Box<dyn Error>> {
        let head = Head::from_measurements(&HeadMeasurements::default())?;
        let mesh = timed("mannequin", || Mannequin::new(&head).mesh(2.2));
        println!("{} triangles", mesh.triangles().len());
        let bvh = timed("hierarchy of boxes", || Bvh::new(&mesh));
        let hairline = head.landmark(Landmark::Glabella) + DVec3::new(0.0, 55.0, -12.0);
        let corner = |i: u32| {
            let i = i as usize;
            (mesh.positions()[i].to_vec(), mesh.normals()[i].to_vec())
        };
        let scalp = |t: &&[u32; 3]| t.iter().all(|i| mesh.parts()[*i as usize] == Part::Scalp);
        let triangles = mesh.triangles().iter().filter(scalp);
        let triangles: Vec<_> = triangles.map(|t| t.map(corner)).collect();
        let places = scattered(&triangles, 140.0, |p| {
            // From the hairline back and down to above the ears, thinning out over a centimetre.
            ((p.y - 42.0 - 0.42 * p.z) / 10.0).clamp(0.0, 1.0)
        });
        println!("{} dots", places.len());
        let landmarks = head.landmarks().clone();
        let studio = timed("light on the mesh", || Studio::new(mesh, landmarks, &bvh));
        Ok(Self {
            studio,
            bvh,
            places,
            hairline,
        })
    }

    /// Bare and with dots.
    fn pair(
        &self,
        camera: &Camera,
        skin: Skin,
        dots: &[Dot],
    ) -> Result<(Picture, Picture), Box<dyn Error>> {
        let before = timed("studio picture", || self.studio.photograph(camera, skin))?;
        let view = View {
            picture: &before,
            camera,
            sharpness_px: 0.5,
            occluder: &self.bvh,
            mask: None,
            redness: None,
        };
        let after = timed("dots into it", || composite(&view, dots))?;
        Ok((before, after))
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    println!("{what}: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    result
}

/// The middle one of nine composites of 50,000 dots.
fn pace(set: &Set, skin: Skin, dots: &[Dot]) -> Result<(), Box<dyn Error>> {
    let dots = dots.get(..50_000).unwrap_or(dots);
    for angle in [StandardAngle::LeftThreeQuarter, StandardAngle::Top] {
        let camera = angle.camera(PORTRAIT);
        let picture = set.studio.photograph(&camera, skin)?;
        let view = View {
            picture: &picture,
            camera: &camera,
            sharpness_px: 0.6,
            occluder: &set.bvh,
            mask: None,
            redness: None,
        };
        let mut times = Vec::new();
        for _ in 0..9 {
            let start = Instant::now();
            composite(&view, dots)?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let (count, name) = (dots.len(), angle.name());
        println!(
            "{count} dots, {name}: fastest {:.0} ms, median {:.0} ms",
            times[0], times[4]
        );
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "out".into());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let save = |name: &str, picture: &Picture| -> Result<(), Box<dyn Error>> {
        Ok(std::fs::write(folder.join(name), picture.to_png()?)?)
    };
    let set = Set::new()?;
    let skin = Skin::of_type(FitzpatrickType::II);
    let healed = dots(
        &set.places,
        0.15,
        "dark_brown",
        FitzpatrickType::II,
        HEALED_DAYS,
    );
    pace(&set, skin, &healed)?;
    let camera = StandardAngle::LeftThreeQuarter.camera(PORTRAIT);
    let (before, after) = set.pair(&camera, skin, &healed)?;
    save("three-quarter.png", &after)?;
    save(
        "before-after.png",
        &before.reduced(2)?.beside(&after.reduced(2)?)?,
    )?;
    let inward = Direction::of(DVec3::new(-0.1, -0.5, -1.0)).unwrap_or(Direction::UP);
    for (name, field_mm) in [("hairline.png", 90.0), ("dots.png", 16.0)] {
        if let Some(camera) = close_up(set.hairline, inward, field_mm, CLOSE) {
            save(name, &set.pair(&camera, skin, &healed)?.1)?;
        }
    }
    let mut frames = Vec::new();
    for angle in StandardAngle::SHEET {
        let (before, after) = set.pair(&angle.camera(SMALL), skin, &healed)?;
        frames.push(Frame {
            label: angle.name().to_owned(),
            picture: before.beside(&after)?,
        });
    }
    save("sheet.png", &contact_sheet(&frames, 2)?)?;
    let mut frames = Vec::new();
    for (fitzpatrick, age, days) in [
        (FitzpatrickType::I, "healed", HEALED_DAYS),
        (FitzpatrickType::III, "healed", HEALED_DAYS),
        (FitzpatrickType::V, "healed", HEALED_DAYS),
        (FitzpatrickType::II, "fresh", 0.0),
        (FitzpatrickType::II, "healed", HEALED_DAYS),
        (FitzpatrickType::II, "5 years", 5.0 * DAYS_PER_YEAR),
    ] {
        let skin = Skin::of_type(fitzpatrick);
        let dots = dots(&set.places, 0.15, "dark_brown", fitzpatrick, days);
        frames.push(Frame {
            label: format!("Type {fitzpatrick:?} {age}"),
            picture: set
                .pair(&StandardAngle::Front.camera(SMALL), skin, &dots)?
                .1,
        });
    }
    save("types-and-ages.png", &contact_sheet(&frames, 3)?)
}
