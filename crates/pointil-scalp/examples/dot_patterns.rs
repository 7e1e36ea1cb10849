//! Writes previews and final patterns of the mean head's whole scalp as tables, with the scalp beside them, so that anyone
//! can score them: `cargo run --release -p pointil-scalp --example dot_patterns -- FOLDER`.
#![expect(clippy::print_stdout, reason = "what was written is the answer")]

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use pointil_scalp::dots::{
    DensityMap, DotCount, SessionLayer, SessionPlan, SessionShares, Universe, UniverseOptions,
};
use pointil_scalp::template::Template;
use pointil_scalp::{DotDensity, Head, HeadMeasurements, Point, Site, Surface, TriangleMesh};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder to write to")?);
    fs::create_dir_all(&folder)?;
    let head = Head::from_measurements(&HeadMeasurements::default())?;
    let mesh = TriangleMesh::of_scalp(&head, Template::scalp());
    fs::write(folder.join("scalp.obj"), mesh.to_obj())?;
    for even in [true, false] {
        for thousands in [30, 50, 150] {
            let name = format!("{thousands}k-{}.csv", if even { "even" } else { "5to1" });
            let (preview, pattern) = patterns(&head, 1000.0 * f64::from(thousands), even)?;
            fs::write(folder.join(format!("preview-{name}")), preview)?;
            fs::write(folder.join(format!("final-{name}")), pattern)?;
            println!("preview-{name} and final-{name}");
        }
    }
    Ok(())
}

/// The tables of a preview and of a final pattern of about `dots` dots, even or five times denser behind than in front.
fn patterns(head: &Head, dots: f64, even: bool) -> Result<(String, String), Box<dyn Error>> {
    let form = |site: Site| {
        if even {
            1.0
        } else {
            3.0 - 2.0 * site.to_vec().z
        }
    };
    let options = UniverseOptions {
        seed: 7,
        maximum_density: DotDensity::new(if even { 300.0 } else { 460.0 }),
    };
    let universe = Universe::new(head, Template::scalp(), &options, &[])?;
    let unit = DensityMap::new(Template::scalp(), |site| DotDensity::new(10.0 * form(site)));
    let scale = 10.0 * dots / universe.expected_count(&unit);
    let asked = |site: Site| DotDensity::new(scale * form(site));
    let map = DensityMap::new(Template::scalp(), asked);
    let row = |text: &mut String, p: Point, session: u8| {
        let (x, y, z) = (p.left(), p.up(), p.forward());
        let density = asked(head.site(p)).per_square_cm();
        writeln!(text, "{x:.4},{y:.4},{z:.4},{session},{density:.3}")
    };
    let heading = "x,y,z,session,density\n";
    let mut kept = Vec::new();
    universe.preview(&map, &mut kept);
    let mut preview = heading.to_owned();
    for dot in kept {
        row(&mut preview, universe.point(dot), 1)?;
    }
    let shares = SessionShares::new(&[0.4, 0.3, 0.2, 0.1])?;
    let mut plan = SessionPlan::new(&universe, &shares, &[])?;
    let mut pattern = heading.to_owned();
    for dot in plan.finish(head, &map, DotCount::OfDensity)? {
        let session = match dot.layer {
            SessionLayer::Before => 0,
            SessionLayer::Session(session) => session,
        };
        row(&mut pattern, dot.point, session)?;
    }
    Ok((preview, pattern))
}
