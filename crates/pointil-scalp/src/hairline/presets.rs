//! Hairlines to start from, by sex, age, ancestry and taste: a shape from `data/hairline_presets.csv` with an edge from
//! `data/hairline_edges.csv`.

use core::fmt;
use core::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::construction;
use super::parameters::{HairlineParameters, face_scale};
use crate::head::Head;
use crate::measurements::Sex;
use crate::table;
use crate::units::Mm;

/// How far before the tragion a preset's frontotemporal point stays: on a short broad head a shape recedes less.
const BEFORE_EAR_MM: f64 = 10.0;

/// No shape recedes less for want of room, so that asymmetry brings neither side below the mid-frontal point.
const LEAST_RECESSION_MM: f64 = 2.0;

macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($(#[$own:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $type {
            $($(#[$own])* $variant,)+
        }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name used in case files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|own| own.name() == name)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named! {
    /// Ancestry, as far as sources tell hairlines apart by it.
    Ancestry {
        /// European; what sources say without naming anyone is mostly of them.
        European = "european",
        /// East and South-East Asian.
        EastAsian = "east_asian",
        /// African.
        African = "african",
    }
}

named! {
    /// How a client wants the edge of the hairline.
    HairlineTaste {
        /// Broken up and sparse at the edge.
        SoftBroken = "soft_broken",
        /// As it grows.
        Natural = "natural",
        /// Clear, but not ruled.
        Defined = "defined",
        /// As cut by a barber: sharp from the first dot.
        EdgeUp = "edge_up",
    }
}

/// Where a hairline runs, a row of `data/hairline_presets.csv`. Lengths are for a bitragion breadth of 143 mm and grow with the face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HairlineShape {
    /// Its name, for example `mature_male_east_asian`.
    pub name: &'static str,
    /// For whom.
    pub sex: Sex,
    /// From what age to what age, in years.
    pub ages: (u32, u32),
    /// For whom.
    pub ancestry: Ancestry,
    /// From the glabella up to the mid-frontal point.
    pub mid_frontal_height: Mm,
    /// Least and greatest height on any face.
    pub heights: (Mm, Mm),
    /// How far the frontotemporal point lies behind; negative ahead.
    pub recession: Mm,
    /// How round the frontotemporal angle is, 0 to 1.
    pub roundness: f64,
    /// How far the temporal point lies forward.
    pub temporal_point_projection: Mm,
    /// A peer-reviewed, B professional, C blog or vendor, D chosen by Pointil within what the sources span.
    pub grade: &'static str,
    /// What the numbers rest on.
    pub source: &'static str,
}

/// How a hairline's edge is drawn, a row of `data/hairline_edges.csv`. What is `None` is as by default for the sex.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HairlineEdge {
    /// The taste it suits.
    pub taste: HairlineTaste,
    /// The softness of the density at the edge: 1 rises over the whole transition zone, 0 at once.
    pub softness: f64,
    /// The depth behind the line over which density rises.
    pub transition_zone_depth: Option<Mm>,
    /// The greatest departure of the large waves.
    pub macro_amplitude: Option<Mm>,
    /// Their mean length.
    pub macro_period: Option<Mm>,
    /// The greatest departure of the fine jaggedness.
    pub micro_amplitude: Option<Mm>,
    /// Single dots ahead of the line.
    pub sentinels: Option<u32>,
    /// How much left and right differ, 0 to 1.
    pub asymmetry: Option<f64>,
    /// The grade, as of [`HairlineShape`].
    pub grade: &'static str,
    /// What the numbers rest on.
    pub source: &'static str,
}

/// A hairline to start from: a shape with an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HairlinePreset {
    /// Where it runs.
    pub shape: HairlineShape,
    /// How its edge is drawn.
    pub edge: HairlineEdge,
}

impl HairlineShape {
    /// Every shape, by sex, ancestry and age.
    pub fn all() -> Vec<Self> {
        table::rows(include_str!("../../../../data/hairline_presets.csv"))
            .map(|cells| Self::from_row(&cells))
            .collect()
    }

    fn from_row(cells: &[&'static str]) -> Self {
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        let number = |column| table::number(cells, column);
        let mm = |column| Mm::new(number(column));
        Self {
            name: cell(0),
            sex: if cell(1) == "female" {
                Sex::Female
            } else {
                Sex::Male
            },
            ages: (number(2) as u32, number(3) as u32),
            ancestry: Ancestry::named(cell(4)).unwrap_or(Ancestry::European),
            mid_frontal_height: mm(5),
            heights: (mm(6), mm(7)),
            recession: mm(8),
            roundness: number(9),
            temporal_point_projection: mm(10),
            grade: cell(11),
            source: cell(12),
        }
    }
}

impl HairlineEdge {
    /// Every edge, the softest first.
    pub fn all() -> Vec<Self> {
        table::rows(include_str!("../../../../data/hairline_edges.csv"))
            .map(|cells| Self::from_row(&cells))
            .collect()
    }

    fn from_row(cells: &[&'static str]) -> Self {
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        let given = |column: usize| -> Option<f64> { cell(column).parse().ok() };
        let mm = |column| given(column).map(Mm::new);
        Self {
            taste: HairlineTaste::named(cell(0)).unwrap_or(HairlineTaste::Natural),
            softness: table::number(cells, 1),
            transition_zone_depth: mm(2),
            macro_amplitude: mm(3),
            macro_period: mm(4),
            micro_amplitude: mm(5),
            sentinels: given(6).map(|count| count as u32),
            asymmetry: given(7),
            grade: cell(8),
            source: cell(9),
        }
    }

    fn set(&self, p: &mut HairlineParameters) {
        let mm = |slot: &mut Mm, own: Option<Mm>| *slot = own.unwrap_or(*slot);
        mm(&mut p.transition_zone_depth, self.transition_zone_depth);
        mm(&mut p.macro_amplitude, self.macro_amplitude);
        mm(&mut p.macro_period, self.macro_period);
        mm(&mut p.micro_amplitude, self.micro_amplitude);
        p.sentinels = self.sentinels.unwrap_or(p.sentinels);
        p.asymmetry = self.asymmetry.unwrap_or(p.asymmetry);
    }
}

impl HairlinePreset {
    /// Every shape with every edge.
    pub fn all() -> Vec<Self> {
        let edges = HairlineEdge::all();
        let with_edges = |shape| edges.iter().map(move |edge| Self { shape, edge: *edge });
        HairlineShape::all()
            .into_iter()
            .flat_map(with_edges)
            .collect()
    }

    /// The preset for a client of this sex, age in years, ancestry and taste. Where no source tells an ancestry apart (or none is
    /// stated) it is the European one; of sex unstated it is a man's, as lines are by default.
    pub fn suggest(sex: Sex, age: u32, ancestry: Option<Ancestry>, taste: HairlineTaste) -> Self {
        let sex = if sex == Sex::Female {
            Sex::Female
        } else {
            Sex::Male
        };
        let ancestry = ancestry.unwrap_or(Ancestry::European);
        // The fewer of the client's traits a preset misses the better, sex before age before taste before ancestry.
        let misses = |own: &Self| {
            let (youngest, oldest) = own.shape.ages;
            let years = youngest.saturating_sub(age) + age.saturating_sub(oldest);
            (
                own.shape.sex != sex,
                years,
                own.edge.taste != taste,
                own.shape.ancestry != ancestry,
                own.shape.ancestry != Ancestry::European,
            )
        };
        let all = Self::all().into_iter();
        all.min_by_key(misses).unwrap_or_else(Self::plain)
    }

    /// What tables without a row would give; tests see that they have rows.
    fn plain() -> Self {
        Self {
            shape: HairlineShape::from_row(&[]),
            edge: HairlineEdge::from_row(&[]),
        }
    }

    /// Its name, for example `mature_male_natural`.
    pub fn name(&self) -> String {
        format!("{}_{}", self.shape.name, self.edge.taste)
    }

    /// The softness of the density at the edge, for [`DensityComposition::softness`](crate::DensityComposition).
    pub const fn softness(&self) -> f64 {
        self.edge.softness
    }

    /// The hairline's parameters on `head`, with seed 1.
    pub fn parameters(&self, head: &Head) -> HairlineParameters {
        let mut p = match self.shape.sex {
            Sex::Female => HairlineParameters::rounded_female(head),
            Sex::Male | Sex::Unstated => HairlineParameters::mature_male(head),
        };
        let scale = face_scale(head);
        let (least, most) = self.shape.heights;
        let height = self.shape.mid_frontal_height.mm() * scale;
        p.mid_frontal_height = Mm::new(height.clamp(least.mm(), most.mm()));
        p.recession = Mm::new(0.0);
        p.roundness = self.shape.roundness;
        p.temporal_point_projection = self.shape.temporal_point_projection;
        self.edge.set(&mut p);
        let recession = self.shape.recession.mm() * scale;
        let room = construction::before_ear(head, &p) - BEFORE_EAR_MM;
        p.recession = Mm::new(recession.min(room.max(LEAST_RECESSION_MM)));
        p
    }
}

/// A preset that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{name}` is no hairline preset; write one of the shapes {}, then one of the edges {}, such as mature_male_natural",
    shapes(),
    edges()
)]
pub struct UnknownHairlinePreset {
    /// The name given.
    pub name: String,
}

fn shapes() -> String {
    let names: Vec<_> = HairlineShape::all()
        .iter()
        .map(|shape| shape.name)
        .collect();
    names.join(", ")
}

fn edges() -> String {
    let names: Vec<_> = HairlineTaste::ALL
        .iter()
        .map(|taste| format!("_{taste}"))
        .collect();
    names.join(", ")
}

impl FromStr for HairlinePreset {
    type Err = UnknownHairlinePreset;
    fn from_str(name: &str) -> Result<Self, UnknownHairlinePreset> {
        let known = Self::all().into_iter().find(|own| own.name() == name);
        known.ok_or_else(|| UnknownHairlinePreset {
            name: name.to_owned(),
        })
    }
}
