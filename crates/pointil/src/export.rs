//! `pointil export`: parts of a case for other programs.

use std::fmt::Write;

use pointil_render::{Stencil, StencilLine, StencilStroke};
use pointil_scalp::template::Template;
use pointil_scalp::{
    Development, Hairline, HairlinePoint, Head, Landmark, SheetPoint, Surface, TriangleMesh,
    geodesic,
};
use pointil_treatment::Layout;
use serde_json::json;

use crate::arguments::{CaseArguments, MeshFormat};
use crate::colour_input::{input, named};
use crate::failure::Failure;
use crate::opened::{Opened, laid_out};
use crate::output::Output;
use crate::report::Report;
use crate::scene::MESH_CELL_MM;
use crate::sessions;

/// How far from the hairline a place still goes onto the stencil, in millimetres.
const STENCIL_REACH_MM: f64 = 30.0;

/// Writes the head as a mesh in each of `formats`.
pub fn head(
    arguments: &CaseArguments,
    formats: &[MeshFormat],
    report: &Report,
) -> Result<(), Failure> {
    report.begin(2);
    report.step("finding the head");
    let opened = Opened::read(&arguments.case)?;
    let scene = opened.scene(report)?;
    report.step("meshing");
    let mesh = scene.mannequin.mesh(MESH_CELL_MM);
    let mut output = Output::new(&arguments.out.out)?;
    for format in formats {
        match format {
            MeshFormat::Ply => output.add("head.ply", &mesh.to_ply())?,
            MeshFormat::Obj => output.add("head.obj", mesh.to_obj().as_bytes())?,
            MeshFormat::Glb => {
                let bytes = mesh
                    .to_glb("head")
                    .map_err(|error| Failure::output(error.to_string()))?;
                output.add("head.glb", &bytes)?;
            }
        }
    }
    let files = output.publish()?;
    let head = &scene.head;
    let summary = json!({
        "triangles": mesh.triangles().len(),
        "head_length_mm": head.head_length().mm(),
        "head_breadth_mm": head.head_breadth().mm(),
        "head_circumference_mm": head.head_circumference().mm(),
        "tragion_to_top_mm": head.tragion_to_top().mm(),
    });
    let line = format!(
        "head of {:.0} × {:.0} mm, {:.0} mm around, {} triangles",
        head.head_length().mm(),
        head.head_breadth().mm(),
        head.head_circumference().mm(),
        mesh.triangles().len()
    );
    report.done(&summary, &[line], &files);
    Ok(())
}

/// Less than this many dots per cm² counts as not treated.
const LEAST_DENSITY: f64 = 1.0;

/// Writes the dots as CSV, the scalp they lie on and the treated part of it as OBJ, and a piece of each session's pattern
/// as a picture.
pub fn dots(arguments: &CaseArguments, report: &Report) -> Result<(), Failure> {
    report.begin(6);
    report.step("finding the head");
    let opened = Opened::read(&arguments.case)?;
    let scene = opened.scene(report)?;
    let layout = laid_out(&opened.open_case(&scene.head)?.design, report)?;
    let mesh = TriangleMesh::of_scalp(&layout.head, Template::scalp());
    let mut output = Output::new(&arguments.out.out)?;
    output.add("dots.csv", dots_csv(&layout).as_bytes())?;
    output.add("scalp.obj", mesh.to_obj().as_bytes())?;
    let treated = TriangleMesh::part_of_scalp(&layout.head, Template::scalp(), |site| {
        layout.density.at(site).per_square_cm() >= LEAST_DENSITY
    });
    output.add("treated.obj", treated.to_obj().as_bytes())?;
    let sheet = sessions::sheet(&layout)?;
    output.add(
        "sessions.png",
        &sheet
            .to_png()
            .map_err(|error| Failure::output(error.to_string()))?,
    )?;
    let files = output.publish()?;
    let summary = json!({ "dots": layout.dots.len(), "sessions": layout.sessions });
    let words = format!("{} dots in {} sessions", layout.dots.len(), layout.sessions);
    report.done(&summary, &[words], &files);
    Ok(())
}

/// One line for each dot: position in millimetres in the head frame, session from 1, the density asked for around it in dots
/// per cm², the skin's normal, its rank (0 appears first as density rises) and its healed diameter in millimetres.
fn dots_csv(layout: &Layout) -> String {
    let mut text = String::from("x,y,z,session,density,nx,ny,nz,rank,diameter\n");
    for dot in &layout.dots {
        let (p, n) = (dot.point, dot.normal.to_vec());
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:.4},{:.4},{:.4},{},{:.2},{:.5},{:.5},{:.5},{},{}",
            p.left(),
            p.up(),
            p.forward(),
            dot.session,
            dot.density.per_square_cm(),
            n.x,
            n.y,
            n.z,
            dot.rank,
            layout.setting(dot).diameter_mm
        );
    }
    text
}

/// Writes the hairline as a stencil.
pub fn stencil(arguments: &CaseArguments, report: &Report) -> Result<(), Failure> {
    report.begin(2);
    report.step("finding the head");
    let opened = Opened::read(&arguments.case)?;
    let scene = opened.scene(report)?;
    let design = opened.open_case(&scene.head)?.design;
    let head = design.head.head().map_err(input)?;
    let line = design
        .hairline
        .on(&head)
        .map_err(|e| named("hairline", &e))?;
    report.step("laying the hairline flat");
    let sheet = sheet(&head, &line).ok_or_else(|| {
        Failure::input("hairline: is too short to lay flat; move its points apart")
    })?;
    let mut output = Output::new(&arguments.out.out)?;
    output.add("stencil.svg", sheet.to_svg().as_bytes())?;
    let files = output.publish()?;
    let length = line.guide().length();
    let summary = json!({ "hairline_mm": length.mm() });
    let words = format!(
        "hairline of {:.0} mm from temple to temple; print at 100 %",
        length.mm()
    );
    report.done(&summary, &[words], &files);
    Ok(())
}

/// The hairline laid flat, with its transition zone, the midline and the lateral canthi to lay it by.
fn sheet(head: &Head, line: &Hairline) -> Option<Stencil> {
    let guide = line.guide();
    let middle = line.way(HairlinePoint::MidFrontalPoint);
    let sites = guide.sites();
    let origin = guide.ways().position(|way| way >= middle)?;
    let flat = Development::along(head, sites, origin)?;
    let place = |points: &[pointil_scalp::Point]| -> Vec<SheetPoint> {
        points
            .iter()
            .filter_map(|point| flat.place(*point, STENCIL_REACH_MM))
            .collect()
    };
    let mut lines = vec![StencilLine {
        label: "hairline".into(),
        stroke: StencilStroke::Cut,
        points: flat.line(),
    }];
    lines.push(StencilLine {
        label: String::new(),
        stroke: StencilStroke::Mark,
        points: place(line.edge().points()),
    });
    let mark = |label: &str, from: Landmark, to: HairlinePoint| {
        let path = geodesic::geodesic(head, head.site(head.landmark(from)), line.site(to));
        StencilLine {
            label: label.into(),
            stroke: StencilStroke::Guide,
            points: place(&path),
        }
    };
    lines.push(mark(
        "midline",
        Landmark::Glabella,
        HairlinePoint::MidFrontalPoint,
    ));
    for (canthus, point) in [
        (
            Landmark::ExocanthionLeft,
            HairlinePoint::FrontotemporalPointLeft,
        ),
        (
            Landmark::ExocanthionRight,
            HairlinePoint::FrontotemporalPointRight,
        ),
    ] {
        lines.push(mark("lateral canthus", canthus, point));
    }
    Some(Stencil {
        title: "Hairline, true size".into(),
        lines,
    })
}
