//! The hair that is there, in pictures of the practice head: shaved hair as points in the skin, long hair before it.

use pointil_optics::{LinearRgb, ShavedHair, Skin};
use pointil_scalp::{Bvh, Camera, Hair, HairField, HairPattern, Mm};
use pointil_treatment::design::{LEAST_STUBBLE_MM, WornHair};
use pointil_treatment::{Client, Design, Layout};

use super::{DesignPictureError, Subject, Treated, USUAL_SHARPNESS_PX, drawing, input};
use crate::composite::{View, composite};
use crate::dot::Dot;
use crate::picture::Picture;
use crate::studio::{HairLayer, HairLook, HairStyle, LongHair, Studio};

/// The hair of the client as it is drawn.
enum Drawn {
    Shaved(Vec<Dot>),
    Long(LongHair),
}

/// The practice head with the client's own hair.
pub struct PracticeHead<'a> {
    studio: &'a Studio,
    occluder: &'a Bvh,
    skin: Skin,
    hair: Option<Drawn>,
}

/// The practice head as one camera sees it, before any work.
pub struct Sitting {
    /// Skin, with shaved hair in it.
    skin: Picture,
    /// Long hair before it.
    hair: Option<HairLayer>,
}

impl<'a> PracticeHead<'a> {
    /// Without hair.
    pub const fn bald(studio: &'a Studio, occluder: &'a Bvh, skin: Skin) -> Self {
        Self {
            studio,
            occluder,
            skin,
            hair: None,
        }
    }

    /// With the hair that is there, or with what `later` leaves of it.
    ///
    /// # Errors
    /// Hair that nobody has, or that does not follow from the hair that is there.
    pub fn of(
        studio: &'a Studio,
        occluder: &'a Bvh,
        (subject, treated, layout): (&Subject, &Treated<'_>, &Layout),
        later: Option<HairPattern>,
    ) -> Result<Self, DesignPictureError> {
        let hairs = hairs(&subject.client, &subject.design, layout, later)?;
        let worn = subject.design.worn_hair();
        let colour = subject.client.hair_colour();
        let hair = if hairs.is_empty() {
            None
        } else if let WornHair::Shaved { length_mm } = worn {
            let look = treated.shaved_hair(&ShavedHair {
                length_mm: length_mm.max(LEAST_STUBBLE_MM),
                ..ShavedHair::typical(colour)
            })?;
            let point = |hair: &Hair| Dot {
                position: hair.root,
                normal: hair.normal,
                appearance: look,
            };
            Some(Drawn::Shaved(hairs.iter().map(point).collect()))
        } else {
            let style = HairStyle {
                length_mm: worn.length_mm(),
                part_line: layout.part_line(&subject.design),
            };
            let look = HairLook {
                shaft_mm: ShavedHair::typical(colour).shaft_mm,
                colour: LinearRgb::from(colour),
            };
            Some(Drawn::Long(studio.combed(occluder, &hairs, &style, look)))
        };
        Ok(Self {
            hair,
            ..Self::bald(studio, occluder, treated.bare()?)
        })
    }

    /// As `camera` sees it.
    ///
    /// # Errors
    /// A picture out of bounds.
    pub fn before(&self, camera: &Camera) -> Result<Sitting, DesignPictureError> {
        let skin = self.studio.photograph(camera, self.skin).map_err(drawing)?;
        Ok(match &self.hair {
            None => Sitting { skin, hair: None },
            Some(Drawn::Shaved(points)) => {
                let view = View {
                    picture: &skin,
                    camera,
                    sharpness_px: USUAL_SHARPNESS_PX,
                    occluder: self.occluder,
                    mask: None,
                    redness: None,
                };
                Sitting {
                    skin: composite(&view, points).map_err(drawing)?,
                    hair: None,
                }
            }
            Some(Drawn::Long(hair)) => Sitting {
                hair: Some(self.studio.hair_layer(camera, hair)),
                skin,
            },
        })
    }
}

impl Sitting {
    /// The skin that work is drawn into.
    pub const fn skin(&self) -> &Picture {
        &self.skin
    }

    /// The skin with the work in it, behind the long hair.
    pub fn finished(&self, worked: Picture) -> Picture {
        match &self.hair {
            None => worked,
            Some(hair) => hair.over(&worked),
        }
    }
}

/// The hairs of the client, or what `later` leaves of them.
fn hairs(
    client: &Client,
    design: &Design,
    layout: &Layout,
    later: Option<HairPattern>,
) -> Result<Vec<Hair>, DesignPictureError> {
    let field: HairField = match later {
        None => HairField::clone(&layout.hair),
        Some(stage) => {
            let blend = Mm::new(design.edge.hair_blend_mm);
            let later = layout.hair.later(&layout.ground, stage, blend);
            later.map_err(|e| input(format!("treatment.hair: {e}")))?
        }
    };
    let units = client.follicular_units(&layout.head, design.seed);
    let units = units.map_err(input)?;
    Ok(units.hairs(&layout.head, &field))
}
