//! The demonstration's heads: their designs, and their photographs, which Pointil draws itself.

use pointil_optics::{
    BLACK_HAIR, Illuminant, Lab, ShadeCatalogue, ShavedHair, Skin, SkinModel, Viewing,
};
use pointil_photo::{Photograph, PlacedLandmarks};
use pointil_render::{Dot, StandardAngle, Studio, View, composite};
use pointil_scalp::{
    Bvh, FollicularUnitDensity, FollicularUnits, HairPattern, Hairline, HairlinePreset, Head,
    HeadMeasurements, Mannequin, Mm, PictureSize,
};
use pointil_treatment::design::Technique;
use pointil_treatment::{Client, Design, Layout, OpenCase, SkinReading};

use super::cast::HeadOf;
use crate::colour_input::input;
use crate::failure::Failure;
use crate::output::Output;
use crate::sample::{field_of_view_deg, landmarks_in_view};
use crate::work;

/// The pictures' size.
pub const SIZE: PictureSize = PictureSize {
    width: 720,
    height: 900,
};
/// Pictures are drawn this much larger and reduced, so that shaved hair keeps its grain.
const SUPERSAMPLING: u32 = 2;
const QUALITY: u8 = 84;
/// What shows of shaved hair two days after shaving, in millimetres.
const STUBBLE_MM: f64 = 0.7;
/// Follicular units per cm² where hair is full.
const UNITS: f64 = 100.0;

/// The techniques of the cast, by their names.
const TECHNIQUES: [(&str, Technique); 3] = [
    ("full_shaved_look", Technique::FullShavedLook {}),
    ("hairline_definition", Technique::HairlineDefinition {}),
    ("whole_scalp", Technique::WholeScalp {}),
];

impl HeadOf {
    /// The case that the design begins with, for a client of this age in years.
    pub fn case(&self, age_years: u8) -> Result<OpenCase, Failure> {
        let measurements = HeadMeasurements {
            sex: self.sex,
            head_circumference: Some(Mm::new(self.circumference_mm)),
            ..HeadMeasurements::default()
        };
        let head = Head::from_measurements(&measurements).map_err(input)?;
        let preset: HairlinePreset = self.preset.parse().map_err(input)?;
        let line = Hairline::new(&head, preset.parameters(&head)).map_err(input)?;
        let hair: HairPattern = self.hair.parse().map_err(input)?;
        let technique = TECHNIQUES.iter().find(|(name, _)| *name == self.technique);
        let technique = technique.ok_or_else(|| Failure::input(self.technique))?;
        let catalogue = ShadeCatalogue::built_in().map_err(input)?;
        let shade = catalogue.shade("soft_black").map_err(input)?;
        let mut design = Design::usual(&head, &line, hair, vec![technique.1.clone()], shade);
        design.edge.softness = preset.softness();
        let client = Client {
            sex: self.sex,
            age_years: Some(age_years),
            skin: Some(SkinReading::Fitzpatrick(self.skin)),
            ..Client::default()
        };
        Ok(OpenCase::new(client, design))
    }

    /// The file names of the photographs, with their sides.
    pub fn files(&self) -> impl Iterator<Item = (String, StandardAngle)> {
        let (name, angles) = self.photographs;
        angles.iter().map(move |angle| (file(name, *angle), *angle))
    }
}

fn file(name: &str, angle: StandardAngle) -> String {
    format!("{name}-{}", angle.name().to_lowercase().replace(' ', "-"))
}

/// A head that is ready to be photographed, with its shaved hair.
struct Sitter {
    head: Head,
    studio: Studio,
    occluder: Bvh,
    skin: Skin,
    stubble: Vec<Dot>,
}

impl Sitter {
    fn of(head: &HeadOf) -> Result<Self, Failure> {
        let case = head.case(40)?;
        let layout = Layout::of(&case.design).map_err(input)?;
        let mesh = Mannequin::new(&layout.head).mesh(1.5);
        let occluder = Bvh::new(&mesh);
        let model = SkinModel::new().map_err(input)?;
        let tissue = case.client.tissue(&model).map_err(input)?;
        let treated = work::treated(&model, &tissue)?;
        let viewing = Viewing::under(Illuminant::D65).map_err(input)?;
        let look = treated.hair_appearance(
            &ShavedHair {
                length_mm: STUBBLE_MM,
                ..ShavedHair::typical(BLACK_HAIR)
            },
            &viewing,
        );
        let look = look.map_err(input)?;
        let full = FollicularUnitDensity::new(UNITS);
        let units = FollicularUnits::new(&layout.head, full, case.design.seed).map_err(input)?;
        let stubble = units.hairs(&layout.head, &layout.hair);
        let studio = Studio::new(mesh, layout.head.landmarks().clone(), &occluder);
        let seen = Lab::from(viewing.rgb(&treated.bare()));
        Ok(Self {
            head: layout.head,
            studio: if head.hair == "universalis" {
                studio.without_brows()
            } else {
                studio
            },
            occluder,
            skin: Skin::from_lab(seen).map_err(input)?,
            stubble: stubble
                .iter()
                .map(|hair| Dot {
                    position: hair.root,
                    normal: hair.normal,
                    appearance: look,
                })
                .collect(),
        })
    }

    /// Where landmarks are in a photograph, as somebody would have clicked on them, for the records.
    fn landmarks(&self, angle: StandardAngle) -> Result<String, Failure> {
        let camera = angle.camera(SIZE);
        let seen = landmarks_in_view(&self.head, &camera, &self.occluder);
        let tenth = |own: f64| (own * 10.0).round() / 10.0;
        let placed = PlacedLandmarks {
            field_of_view_deg: Some((field_of_view_deg(&camera) * 100.0).round() / 100.0),
            landmarks: seen
                .into_iter()
                .map(|(landmark, at)| (landmark, [tenth(at.x), tenth(at.y)]))
                .collect(),
            ..PlacedLandmarks::default()
        };
        serde_json::to_string(&placed).map_err(input)
    }

    fn photograph(&self, angle: StandardAngle) -> Result<Vec<u8>, Failure> {
        let drawing = |error: &dyn core::fmt::Display| Failure::output(error.to_string());
        let camera = angle.camera(PictureSize {
            width: SIZE.width * SUPERSAMPLING,
            height: SIZE.height * SUPERSAMPLING,
        });
        let bare = self
            .studio
            .photograph(&camera, self.skin)
            .map_err(|e| drawing(&e))?;
        let view = View {
            picture: &bare,
            camera: &camera,
            sharpness_px: 0.8,
            occluder: &self.occluder,
            mask: None,
            redness: None,
        };
        let shaved = composite(&view, &self.stubble).map_err(|e| drawing(&e))?;
        let drawn = shaved.reduced(SUPERSAMPLING).map_err(|e| drawing(&e))?;
        let photograph = Photograph::new(drawn.size(), drawn.rgb8().to_vec())
            .ok_or_else(|| Failure::output("the drawn picture has no pixels"))?;
        photograph.to_jpeg(QUALITY).map_err(|e| drawing(&e))
    }
}

/// Draws the photographs of some heads.
pub fn draw<'a>(
    heads: impl Iterator<Item = &'a HeadOf>,
    output: &mut Output,
) -> Result<(), Failure> {
    for head in heads {
        if head.photographs.1.is_empty() {
            continue;
        }
        let sitter = Sitter::of(head)?;
        for (name, angle) in head.files() {
            output.add(&format!("{name}.jpg"), &sitter.photograph(angle)?)?;
            output.add(&format!("{name}.json"), sitter.landmarks(angle)?.as_bytes())?;
        }
    }
    Ok(())
}
