//! Draws the patterns of present hair as maps of the practice head, seen from above with the face at the top: `cargo run --release -p
//! pointil-render --example hair_maps -- FILE.png`.

use std::error::Error;

use pointil_render::{Frame, Picture, contact_sheet};
use pointil_scalp::template::in_domain;
use pointil_scalp::{
    Chart, ChartPoint, DensityGround, ExistingHair, HairArea, HairEdit, HairField, HairPattern,
    Hairline, HairlineParameters, Head, HeadMeasurements, Mm, NorwoodClass, PatchOutline,
    PictureSize, Sex, Site, ZoneLayout, ZoneMap,
};

const SIDE_PX: u32 = 240;
/// Drawn so many times as large, then reduced.
const FINER: u32 = 3;
const MM_PER_PX: f64 = 1.75;

const PAPER: [f64; 3] = [255.0, 255.0, 255.0];
const FOREHEAD: [f64; 3] = [243.0, 226.0, 212.0];
const SKIN: [f64; 3] = [228.0, 194.0, 170.0];
const HAIR: [f64; 3] = [52.0, 40.0, 36.0];

/// One head with a hairline.
struct Canvas {
    chart: Chart,
    zones: ZoneMap,
    ground: DensityGround,
}

impl Canvas {
    fn new(sex: Sex) -> Result<Self, Box<dyn Error>> {
        let measured = HeadMeasurements {
            sex,
            ..Default::default()
        };
        let head = Head::from_measurements(&measured)?;
        let parameters = match sex {
            Sex::Female => HairlineParameters::rounded_female(&head),
            Sex::Male | Sex::Unstated => HairlineParameters::mature_male(&head),
        };
        let hairline = Hairline::new(&head, parameters)?;
        let zones = ZoneMap::new(&head, &hairline, ZoneLayout::default())?;
        Ok(Self {
            chart: Chart::new(head.cranium()),
            ground: DensityGround::new(&zones, &hairline),
            zones,
        })
    }

    fn frame(&self, label: String, hair: &ExistingHair) -> Result<Frame, Box<dyn Error>> {
        let field = HairField::new(&self.ground, hair, Mm::new(30.0))?;
        let side = SIDE_PX * FINER;
        let at =
            |k: u32| (f64::from(k) + 0.5 - f64::from(side) / 2.0) * MM_PER_PX / f64::from(FINER);
        let mut rgb8 = Vec::new();
        for row in 0..side {
            for column in 0..side {
                // Seen from above with the face at the top, the subject's left is on the left.
                let place = ChartPoint {
                    x: -at(column),
                    y: -at(row) - 28.0,
                };
                rgb8.extend(self.colour(&field, place).map(|c| c.round() as u8));
            }
        }
        let size = PictureSize {
            width: side,
            height: side,
        };
        let picture = Picture::new(size, rgb8)?.reduced(FINER)?;
        Ok(Frame { label, picture })
    }

    fn colour(&self, field: &HairField, place: ChartPoint) -> [f64; 3] {
        let Some(site) = self.chart.site(place).filter(|site| in_domain(*site)) else {
            return PAPER;
        };
        let share = field.at(site);
        if share <= 0.0 && self.zones.zone(site).is_none() {
            return FOREHEAD;
        }
        core::array::from_fn(|k| SKIN[k] + (HAIR[k] - SKIN[k]) * share)
    }
}

/// A full head with two bald patches.
fn patchy() -> ExistingHair {
    let patch = |azimuth, elevation, half_length, half_breadth| HairEdit {
        area: HairArea::Outline(PatchOutline::Oval {
            centre: Site::from_angles(azimuth, elevation),
            half_length: Mm::new(half_length),
            half_breadth: Mm::new(half_breadth),
            turn: 0.5,
        }),
        share: 0.0,
        blend: Mm::new(4.0),
    };
    ExistingHair::FULL
        .edited(patch(2.3, 0.75, 24.0, 18.0))
        .edited(patch(-1.2, 1.0, 14.0, 12.0))
}

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("name a file to write")?;
    let (male, female) = (Canvas::new(Sex::Male)?, Canvas::new(Sex::Female)?);
    let mut frames = Vec::new();
    for class in NorwoodClass::ALL {
        let pattern = HairPattern::Norwood(*class);
        frames.push(male.frame(pattern.to_string(), &pattern.into())?);
    }
    for name in [
        "Ludwig I",
        "Ludwig II",
        "Ludwig III",
        "Sinclair 2",
        "Sinclair 3",
        "Sinclair 4",
        "Sinclair 5",
    ] {
        let pattern: HairPattern = name.parse()?;
        frames.push(female.frame(name.to_owned(), &pattern.into())?);
    }
    frames.push(male.frame("Full, two patches".to_owned(), &patchy())?);
    std::fs::write(file, contact_sheet(&frames, 5)?.to_png()?)?;
    Ok(())
}
