//! What puts a finding right, applied to a design with one click.

use glam::DVec3;
use pointil_scalp::{
    DotDensity, HairlineParameters, HairlinePoint as P, Head, Mm, Surface, Zone, geodesic,
};

use crate::design::{Design, DotSetting, Place, ShadeRecipe, Technique};

/// A change that puts a finding right.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// Moves the frontal line up along the skin.
    RaiseLine {
        /// How far.
        by_mm: f64,
    },
    /// Lets the edge wander.
    Irregular {
        /// The large waves' greatest departure.
        macro_amplitude_mm: f64,
        /// The fine jaggedness's.
        micro_amplitude_mm: f64,
    },
    /// Lets left and right differ.
    Asymmetric {
        /// 0 mirror images, 1 independent sides.
        asymmetry: f64,
    },
    /// Moves the frontotemporal points back and up along the skin.
    DeepenCorners {
        /// How far.
        by_mm: f64,
    },
    /// Lets density rise over the whole transition zone.
    SoftEdge {
        /// Its depth.
        depth_mm: f64,
    },
    /// Treats zones besides.
    TreatZones {
        /// Which.
        zones: Vec<Zone>,
    },
    /// Treats zones today that are still covered but will be bare, among their hair.
    TreatBeforeLoss {
        /// Which.
        zones: Vec<Zone>,
        /// The share of the density that is placed even where hair is full, in all zones that are treated.
        share_under_hair: f64,
    },
    /// Asks for fewer dots where there are more.
    ThinDensities {
        /// The most that any zone keeps.
        most_per_cm2: f64,
    },
    /// Thins the ink.
    Dilute {
        /// Parts of water to one of the shade.
        water: f64,
    },
    /// Takes another shade.
    ChangeShade {
        /// Its recipe.
        recipe: ShadeRecipe,
        /// Parts of water to one of it.
        water: f64,
    },
    /// Sets dots less deep.
    Shallower {
        /// From the surface to a dot's top.
        depth_mm: f64,
    },
}

/// A remedy that this design cannot take.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RemedyError {
    /// The head is none.
    #[error("head: {0}")]
    Head(#[from] pointil_scalp::HeadPartsError),
    /// A point of the line cannot be moved so far.
    #[error("{point} cannot be moved {by_mm:.1} mm; move it by hand")]
    Point {
        /// Which.
        point: P,
        /// How far.
        by_mm: f64,
    },
}

impl Remedy {
    /// In words, as on a button.
    pub fn words(&self) -> String {
        match self {
            Self::RaiseLine { by_mm } => format!("raise the line by {by_mm:.1} mm"),
            Self::Irregular {
                macro_amplitude_mm,
                micro_amplitude_mm,
            } => format!(
                "let the line wander by {macro_amplitude_mm} mm and single dots by {micro_amplitude_mm} mm"
            ),
            Self::Asymmetric { asymmetry } => format!("let the sides differ ({asymmetry})"),
            Self::DeepenCorners { by_mm } => {
                format!("move the frontotemporal points back by {by_mm:.1} mm")
            }
            Self::SoftEdge { depth_mm } => {
                format!("let density rise over a transition zone of {depth_mm} mm")
            }
            Self::TreatZones { zones } => format!("treat {} too", named(zones)),
            Self::TreatBeforeLoss {
                zones,
                share_under_hair,
            } => format!(
                "treat {} today already, at {:.0} % of the density where hair is full",
                named(zones),
                100.0 * share_under_hair
            ),
            Self::ThinDensities { most_per_cm2 } => {
                format!("ask for {most_per_cm2} dots/cm² at most")
            }
            Self::Dilute { water } => format!("thin the ink with {water} parts of water"),
            Self::ChangeShade { recipe, water } => {
                format!("take {} with {water} parts of water instead", recipe.key)
            }
            Self::Shallower { depth_mm } => format!("set dots {depth_mm} mm deep"),
        }
    }

    /// The design with the change made; nothing else changes.
    ///
    /// # Errors
    /// A head that is none, or a point that cannot be moved so far.
    pub fn apply(&self, design: &Design) -> Result<Design, RemedyError> {
        let mut own = design.clone();
        let line = &mut own.hairline.parameters;
        match self {
            Self::Irregular {
                macro_amplitude_mm,
                micro_amplitude_mm,
            } => {
                line.macro_amplitude = Mm::new(*macro_amplitude_mm);
                line.micro_amplitude = Mm::new(*micro_amplitude_mm);
            }
            Self::Asymmetric { asymmetry } => line.asymmetry = *asymmetry,
            Self::SoftEdge { depth_mm } => {
                line.transition_zone_depth = Mm::new(*depth_mm);
                own.edge.softness = 1.0;
            }
            Self::RaiseLine { by_mm } => raise(&mut own, *by_mm)?,
            Self::DeepenCorners { by_mm } => deepen(&mut own, *by_mm)?,
            Self::TreatZones { zones } => own.techniques.push(Technique::ChosenZones {
                zones: zones.clone(),
            }),
            Self::TreatBeforeLoss {
                zones,
                share_under_hair,
            } => {
                own.techniques.push(Technique::ChosenZones {
                    zones: zones.clone(),
                });
                own.edge.share_under_hair = own.edge.share_under_hair.max(*share_under_hair);
                // An exact number of dots would be spread thinner instead.
                own.dots = None;
            }
            Self::ThinDensities { most_per_cm2 } => thin(&mut own, *most_per_cm2),
            Self::Dilute { water } => own.set_every_dot(|dot| DotSetting {
                water: water.max(dot.water),
                ..dot.clone()
            }),
            Self::ChangeShade { recipe, water } => {
                own.shades = vec![recipe.clone()];
                own.set_every_dot(|dot| DotSetting {
                    shade: recipe.key.clone(),
                    water: *water,
                    ..dot.clone()
                });
            }
            Self::Shallower { depth_mm } => own.set_every_dot(|dot| DotSetting {
                depth_mm: depth_mm.min(dot.depth_mm),
                ..dot.clone()
            }),
        }
        Ok(own)
    }
}

fn named(zones: &[Zone]) -> String {
    let names: Vec<&str> = zones.iter().map(|zone| zone.name()).collect();
    names.join(", ")
}

fn thin(design: &mut Design, most_per_cm2: f64) {
    for zone in design.zones.values_mut() {
        let own = zone.dots_per_cm2.per_square_cm().min(most_per_cm2);
        zone.dots_per_cm2 = DotDensity::new(own);
    }
    // An exact number of dots would bring the densities back.
    design.dots = None;
}

/// The points between the temples.
const FRONTAL: [P; 5] = [
    P::FrontotemporalPointRight,
    P::LateralAnteriorPointRight,
    P::MidFrontalPoint,
    P::LateralAnteriorPointLeft,
    P::FrontotemporalPointLeft,
];

/// Moves the frontal line up, and what it passes between the corners with it.
fn raise(design: &mut Design, by_mm: f64) -> Result<(), RemedyError> {
    let head = design.head.head()?;
    let mut frontal = false;
    for own in &mut design.hairline.points {
        let named = own.name.is_some_and(|name| FRONTAL.contains(&name));
        if named {
            frontal = own.name != Some(P::FrontotemporalPointLeft);
        }
        if named || (own.name.is_none() && frontal) {
            let point = own.name.unwrap_or(P::MidFrontalPoint);
            own.at = walked(&head, own.at, DVec3::Y, by_mm, point)?;
        }
    }
    let height = &mut design.hairline.parameters.mid_frontal_height;
    let (low, high) = HairlineParameters::range("mid_frontal_height").unwrap_or((40.0, 120.0));
    *height = Mm::new((height.mm() + by_mm).clamp(low, high));
    Ok(())
}

/// Moves the corners back over the head, and up where the skin goes.
fn deepen(design: &mut Design, by_mm: f64) -> Result<(), RemedyError> {
    let head = design.head.head()?;
    for own in &mut design.hairline.points {
        if let Some(name @ (P::FrontotemporalPointRight | P::FrontotemporalPointLeft)) = own.name {
            own.at = walked(&head, own.at, -DVec3::Z, by_mm, name)?;
        }
    }
    let recession = &mut design.hairline.parameters.recession;
    let (low, high) = HairlineParameters::range("recession").unwrap_or((-25.0, 60.0));
    *recession = Mm::new((recession.mm() + by_mm).clamp(low, high));
    Ok(())
}

fn walked(
    head: &Head,
    place: Place,
    heading: DVec3,
    by_mm: f64,
    point: P,
) -> Result<Place, RemedyError> {
    let far = RemedyError::Point { point, by_mm };
    let site = place.site().ok_or_else(|| far.clone())?;
    let normal = head.normal(site).to_vec();
    let along = heading - normal * heading.dot(normal);
    let site = geodesic::walk(head, site, along, Mm::new(by_mm)).ok_or(far)?;
    Ok(Place::of(site))
}
