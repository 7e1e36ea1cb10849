//! `pointil optics depth`: the colour of black against depth in all types of skin, and where the blue begins.

use std::fmt::Write;

use pointil_optics::{
    AgedColumn, Circumstances, DotOptics, DotPlacement, FadingBelief, FadingCourse, FadingPriors,
    FitzpatrickType, Gloss, HEALED_DAYS, Illuminant, Lab, LinearRgb, ShadeCatalogue, ShadeQuestion,
    ShavedHair, SkinModel, Spectrum, Stubble, TabulatedDots, TreatedSkin, Viewing, ViewingDistance,
};
use serde_json::{Value, json};

use super::arguments::DepthArguments;
use super::depth_figure;
use crate::colour_arguments::Scattering;
use crate::colour_input::input;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::Report;

/// Depths of the figure: from the surface to 1 mm.
const STEP_MM: f64 = 0.005;
const STEPS: usize = 200;

/// Dots per mm² of work whose mean colour is judged beside stubble.
const PER_MM2: f64 = 1.5;

/// A dot at one depth.
pub struct AtDepth {
    /// From the surface to its top.
    pub depth_mm: f64,
    /// Its middle, as under a lens.
    pub middle: Lab,
    /// Its middle's hue to an eye used to the skin, in degrees: 0 red, 90 yellow, 180 green, 270 blue.
    pub hue_deg: f64,
    /// How far it stands out from the skin (CIEDE2000).
    pub difference: f64,
    /// On a screen.
    pub srgb: [u8; 3],
    /// Red and yellow that such work takes from the skin, relative to lightness.
    pub chroma_lost: f64,
    /// Whether it looks blue beside black stubble.
    pub blue: bool,
}

/// One type of skin with one scattering.
pub struct Series {
    /// The type.
    pub fitzpatrick: FitzpatrickType,
    /// How its dermis scatters.
    pub scattering: Scattering,
    /// The bare skin.
    pub bare: Lab,
    /// The bare skin on a screen.
    pub bare_srgb: [u8; 3],
    /// Chroma lost over lightness lost from which on work looks blue.
    pub blue_from: f64,
    /// From the surface down.
    pub rows: Vec<AtDepth>,
}

impl Series {
    /// The depths between which black looks blue.
    pub fn blue_mm(&self) -> Option<[f64; 2]> {
        let mut blue = self.rows.iter().filter(|row| row.blue);
        let first = blue.next()?.depth_mm;
        Some([first, blue.next_back().map_or(first, |row| row.depth_mm)])
    }
}

/// Draws the figure and writes its numbers beside it.
pub fn depth(arguments: &DepthArguments, report: &Report) -> Result<(), Failure> {
    let dot = DotPlacement::new(arguments.diameter, 0.0, arguments.length).map_err(input)?;
    let mut output = Output::new(&arguments.out.out)?;
    report.begin(13);
    let model = SkinModel::new().map_err(input)?;
    let ink = healed_black()?;
    let mut all = Vec::new();
    for scattering in [Scattering::Living, Scattering::Excised] {
        for fitzpatrick in FitzpatrickType::ALL {
            report.step(&format!("type {fitzpatrick:?}"));
            all.push(series(&model, fitzpatrick, scattering, &dot, &ink)?);
        }
    }
    report.step("drawing");
    output.add("depth.csv", csv(&dot, &all).as_bytes())?;
    let figure = depth_figure::draw(&all).map_err(|e| Failure::output(e.to_string()))?;
    let png = figure
        .to_png()
        .map_err(|e| Failure::output(e.to_string()))?;
    output.add("depth.png", &png)?;
    let files = output.publish()?;
    report.done(&summary(&all), &lines(&all), &files);
    Ok(())
}

/// What undiluted black absorbs per millimetre in a healed dot.
fn healed_black() -> Result<Spectrum, Failure> {
    let catalogue = ShadeCatalogue::built_in().map_err(input)?;
    let belief = FadingBelief::from_priors(&FadingPriors::built_in().map_err(input)?);
    let course = FadingCourse::new(
        &belief.typical(),
        &Circumstances::TYPICAL,
        &DotPlacement::USUAL,
    );
    let black = &catalogue.shade("black").map_err(input)?.ink;
    black.aged(&course, HEALED_DAYS).absorption().map_err(input)
}

fn series(
    model: &SkinModel,
    fitzpatrick: FitzpatrickType,
    scattering: Scattering,
    dot: &DotPlacement,
    absorption: &Spectrum,
) -> Result<Series, Failure> {
    let tissue = model
        .of_type(fitzpatrick, scattering.per_mm())
        .map_err(input)?;
    let viewing = Viewing::under(Illuminant::D65).map_err(input)?;
    let bare = model.reflectance(&tissue, Gloss::Included).map_err(input)?;
    let inner = model.reflectance(&tissue, Gloss::Excluded).map_err(input)?;
    let dots = TabulatedDots::new(model, &tissue).map_err(input)?;
    let skin = TreatedSkin::new(model, &tissue, Box::new(dots.clone()), Gloss::Included);
    let skin = skin.map_err(input)?;
    let blue = blue_beside_black_stubble(&skin)?;
    let bare_lab = viewing.lab(&bare);
    let mut rows = Vec::with_capacity(STEPS + 1);
    for k in 0..=STEPS {
        let column = AgedColumn {
            diameter_mm: dot.diameter_mm(),
            depth_mm: STEP_MM * k as f64,
            length_mm: dot.length_mm(),
        };
        let loss = dots.loss_at(&column, absorption, &[0.0]).map_err(input)?;
        let area = dots.area_loss(&column, absorption).map_err(input)?;
        let under = |lost: &Spectrum| bare.zip(&inner.zip(lost, |i, l| i * l), |b, l| b - l);
        let middle = under(&loss[0]);
        let mean = under(&area.map(|area| 1.0 - (-PER_MM2 * area).exp()));
        let (middle_lab, mean) = (viewing.lab(&middle), viewing.lab(&mean));
        rows.push(AtDepth {
            depth_mm: column.depth_mm,
            middle: middle_lab,
            hue_deg: viewing.lab_within(&middle, &bare).hue_deg(),
            difference: middle_lab.difference(bare_lab),
            srgb: screen(viewing.rgb(&middle)),
            chroma_lost: blue.chroma_lost(mean).unwrap_or(0.0),
            blue: blue.is_in(mean, middle_lab),
        });
    }
    Ok(Series {
        fitzpatrick,
        scattering,
        bare: bare_lab,
        bare_srgb: screen(viewing.rgb(&bare)),
        blue_from: blue.from(),
        rows,
    })
}

fn screen(light: LinearRgb) -> [u8; 3] {
    light.to_srgb8()
}

/// When work looks blue beside a black-haired client's stubble: as `pointil shade` judges it.
fn blue_beside_black_stubble(skin: &TreatedSkin<'_>) -> Result<pointil_optics::BlueTint, Failure> {
    let belief = FadingBelief::from_priors(&FadingPriors::built_in().map_err(input)?);
    let course = FadingCourse::new(
        &belief.typical(),
        &Circumstances::TYPICAL,
        &DotPlacement::USUAL,
    );
    let hair = Stubble::Hairs(ShavedHair::typical(pointil_optics::BLACK_HAIR));
    let question = ShadeQuestion::new(
        skin,
        &course,
        100.0 * PER_MM2,
        &hair,
        ViewingDistance::ARMS_LENGTH,
    );
    Ok(question.map_err(input)?.blue())
}

fn csv(dot: &DotPlacement, all: &[Series]) -> String {
    let mut text = format!(
        "# Colour of a healed dot of undiluted black, {} mm wide and {} mm long, against depth: daylight, mirrored light included.\n\
         # difference is CIEDE2000 from the skin; b_below_skin is what the dot lacks of the skin's b*; hue_deg is the dot's hue to an eye used to the skin (180 green, 270 blue);\n\
         # chroma_lost is red and yellow lost over lightness lost of work of 150 dots/cm²; blue from blue_from on, where the dot lacks 2 of b*.\n\
         type,scattering_per_mm,depth_mm,L,a,b,difference,b_below_skin,hue_deg,chroma_lost,blue_from,blue\n",
        dot.diameter_mm(),
        dot.length_mm()
    );
    for own in all {
        for row in &own.rows {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{:?},{},{:.3},{:.2},{:.2},{:.2},{:.2},{:.2},{:.1},{:.3},{:.3},{}",
                own.fitzpatrick,
                own.scattering.per_mm(),
                row.depth_mm,
                row.middle.l,
                row.middle.a,
                row.middle.b,
                row.difference,
                own.bare.b - row.middle.b,
                row.hue_deg,
                row.chroma_lost,
                own.blue_from,
                u8::from(row.blue)
            );
        }
    }
    text
}

fn words(blue: Option<[f64; 2]>) -> String {
    blue.map_or_else(
        || "never looks blue".to_owned(),
        |[from, to]| format!("looks blue from {from:.2} to {to:.2} mm"),
    )
}

fn lines(all: &[Series]) -> Vec<String> {
    all.iter()
        .map(|own| {
            format!(
                "type {:<4} scattering {:.1}/mm: black {}",
                format!("{:?}", own.fitzpatrick),
                own.scattering.per_mm(),
                words(own.blue_mm())
            )
        })
        .collect()
}

fn summary(all: &[Series]) -> Value {
    let series = all.iter().map(|own| {
        json!({
            "type": format!("{:?}", own.fitzpatrick),
            "scattering_per_mm": own.scattering.per_mm(),
            "skin": [own.bare.l, own.bare.a, own.bare.b],
            "blue_from_mm": own.blue_mm().map(|range| range[0]),
            "blue_to_mm": own.blue_mm().map(|range| range[1]),
        })
    });
    json!({ "series": series.collect::<Vec<_>>() })
}
