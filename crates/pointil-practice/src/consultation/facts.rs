//! What is asked before one says whether it is right for somebody.

use pointil_optics::FitzpatrickType;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A grade of Norwood and Hamilton.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Norwood {
    /// None.
    I,
    /// Small recessions at the temples.
    II,
    /// Deep recessions at the temples.
    III,
    /// And a thin crown.
    IIIVertex,
    /// Front and crown, with a bridge between.
    IV,
    /// The bridge gets narrow.
    V,
    /// The bridge is gone.
    VI,
    /// Only the band at the back and sides.
    VII,
}

/// What kind of hair loss, and how far it went, as seen in the studio. It is a description, not a finding of a doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LossStage {
    /// A man's pattern.
    Pattern(Norwood),
    /// A woman's pattern by Ludwig, 1 to 3.
    Diffuse {
        /// 1 to 3.
        ludwig: u8,
    },
    /// Patches.
    Patches,
    /// All hair of the head.
    All,
    /// A scar of an operation or an injury.
    Scar,
    /// It cannot be said.
    Unclear,
}

/// How fast it went in the last year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossPace {
    /// Not at all.
    Stable,
    /// Slowly.
    Slow,
    /// Quickly.
    Quick,
}

/// What is wanted of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WantedLook {
    /// Hair that is shaved close.
    Shaved,
    /// More density under hair that is there.
    Density,
    /// A scar that is less seen.
    ScarHidden,
}

/// How long the hair will be worn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WantedLength {
    /// Shaved to a shadow.
    Shaved,
    /// A few millimetres.
    Short,
    /// Longer than that.
    Long,
}

/// How light the hair is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HairShade {
    /// Black or dark brown.
    Dark,
    /// Brown.
    Brown,
    /// Dark fair or red.
    DarkFair,
    /// Very fair, white or grey.
    VeryFair,
}

/// How thick a hair is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calibre {
    /// Fine.
    Fine,
    /// Medium.
    Medium,
    /// Thick.
    Thick,
}

/// How long it is wished to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permanence {
    /// For ever, without another visit.
    ForEver,
    /// For years, with touch-ups.
    Years,
    /// Something to try that goes away by itself.
    Trial,
}

/// What is known; what was not asked or not answered is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Years of age.
    pub age: Option<u8>,
    /// Kind and stage of hair loss.
    pub loss: Option<LossStage>,
    /// How fast it goes.
    pub pace: Option<LossPace>,
    /// Whether a doctor has said what it comes from.
    pub doctor_knows_why: Option<bool>,
    /// The skin's type.
    #[serde(serialize_with = "write_type", deserialize_with = "read_type")]
    pub skin: Option<FitzpatrickType>,
    /// The hair's shade.
    pub hair_shade: Option<HairShade>,
    /// The hair's thickness.
    pub calibre: Option<Calibre>,
    /// What is wanted.
    pub look: Option<WantedLook>,
    /// How long the hair will be worn.
    pub length: Option<WantedLength>,
    /// How long it is wished to last.
    pub permanence: Option<Permanence>,
    /// Whether hair is expected to grow from it.
    pub expects_regrowth: Option<bool>,
    /// Whether it is expected to pass for hair from near, to the touch or when wet.
    pub expects_real_hair: Option<bool>,
    /// Whether thoughts of the hair or of a flaw take up much of every day.
    pub thinks_of_it_all_day: Option<bool>,
    /// Whether the wish is somebody else's.
    pub wish_of_another: Option<bool>,
    /// Sessions that they would come to.
    pub sessions_wanted: Option<u8>,
    /// Years that the wished hairline looks like.
    pub line_age_wanted: Option<u8>,
    /// Months since the last hair transplant.
    pub months_since_transplant: Option<u16>,
    /// Whether a hair transplant is planned.
    pub transplant_planned: Option<bool>,
    /// What they would spend, in the currency's smallest unit.
    pub budget_minor: Option<i64>,
    /// The least the studio would ask, in the same unit.
    pub least_price_minor: Option<i64>,
}

const TYPES: [(FitzpatrickType, &str); 6] = [
    (FitzpatrickType::I, "I"),
    (FitzpatrickType::II, "II"),
    (FitzpatrickType::III, "III"),
    (FitzpatrickType::IV, "IV"),
    (FitzpatrickType::V, "V"),
    (FitzpatrickType::VI, "VI"),
];

/// The name of a skin's type: `I` to `VI`.
pub fn skin_name(skin: FitzpatrickType) -> &'static str {
    let found = TYPES.iter().find(|(kind, _)| *kind == skin);
    found.map_or("", |(_, name)| *name)
}

#[expect(clippy::ref_option, reason = "serde passes the field by reference")]
fn write_type<S: Serializer>(
    skin: &Option<FitzpatrickType>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let named = |of| TYPES.iter().find(|(kind, _)| *kind == of);
    skin.and_then(named)
        .map(|(_, name)| *name)
        .serialize(serializer)
}

fn read_type<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<FitzpatrickType>, D::Error> {
    let Some(name) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let found = TYPES.iter().find(|(_, known)| *known == name);
    match found {
        Some((kind, _)) => Ok(Some(*kind)),
        None => Err(serde::de::Error::custom(
            "no skin type; it is I, II, III, IV, V or VI",
        )),
    }
}
