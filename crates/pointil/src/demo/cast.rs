//! Who is in the demonstration. Nobody is real: names and stories are made up, addresses end in `example.com`, telephone numbers are of the range
//! that Ofcom keeps for drama, and photographs are drawn by Pointil.

use pointil_optics::FitzpatrickType;
use pointil_render::StandardAngle;
use pointil_scalp::Sex;
use pointil_storage::Role;
use pointil_treatment::quote::{ExtraText, PriceListText, TaxText};

/// The studio.
pub const STUDIO: (&str, &str, &str) = ("Quiet Line Studio", "Europe/London", "GBP");

/// What the studio charges: by the area treated, of the order that British studios name (research: 850 to 2,500 pounds for what is most
/// often asked for, grade B).
pub fn price_list() -> PriceListText {
    PriceListText {
        currency: STUDIO.2.to_owned(),
        model: "per_area".to_owned(),
        price: Some("7.50".to_owned()),
        least: Some("400".to_owned()),
        extras: vec![ExtraText {
            name: "work on scars".to_owned(),
            price: "200".to_owned(),
            charged: Some("once_for_scars".to_owned()),
        }],
        tax: Some(TaxText {
            name: "VAT".to_owned(),
            percent: "20".to_owned(),
            included: true,
        }),
        deposit_percent: Some("20".to_owned()),
        instalments: Some(3),
        ..PriceListText::default()
    }
}

/// Who works there: name, address, role. The first is the owner, whom the demonstration signs in.
pub const PEOPLE: [(&str, &str, Role); 3] = [
    ("Marta Ellery", "marta@quietline.example.com", Role::Owner),
    (
        "Dan Whitlock",
        "dan@quietline.example.com",
        Role::Practitioner,
    ),
    ("Priya Nair", "priya@quietline.example.com", Role::Assistant),
];

/// A client.
pub struct Guest {
    /// Given and family name.
    pub name: (&'static str, &'static str),
    /// Day of birth.
    pub born: &'static str,
    /// The last three digits of the telephone number.
    pub phone: u16,
    /// What the studio noted.
    pub notes: &'static str,
    /// When the studio first heard of them, in days before today.
    pub days_ago: i64,
    /// Head, hair, skin and what was drawn for them.
    pub head: Option<HeadOf>,
}

/// What a design begins with.
pub struct HeadOf {
    /// Whose means stand in for what was not measured.
    pub sex: Sex,
    /// Circumference in millimetres.
    pub circumference_mm: f64,
    /// Fitzpatrick type.
    pub skin: FitzpatrickType,
    /// The pattern of present hair.
    pub hair: &'static str,
    /// The hairline to start from.
    pub preset: &'static str,
    /// What is done: a technique that asks for nothing but its name.
    pub technique: &'static str,
    /// The file name and the sides of the photographs.
    pub photographs: (&'static str, &'static [StandardAngle]),
    /// Densities that were changed, each a step: zone, dots per cm².
    pub changed: &'static [(&'static str, f64)],
    /// Versions that were frozen.
    pub versions: &'static [VersionOf],
}

/// A frozen version.
pub struct VersionOf {
    /// Its name.
    pub name: &'static str,
    /// How many of the changed densities it has.
    pub steps: usize,
    /// When it was shown to the client, in days before today.
    pub presented_days_ago: Option<i64>,
    /// When the client approved it through their private link.
    pub approved_days_ago: Option<i64>,
    /// What the client wrote through their private link.
    pub comment: Option<&'static str>,
}

const FRONT_LEFT_TOP: &[StandardAngle] = &[
    StandardAngle::Front,
    StandardAngle::LeftThreeQuarter,
    StandardAngle::Left,
    StandardAngle::Top,
];

const fn version(name: &'static str, steps: usize) -> VersionOf {
    VersionOf {
        name,
        steps,
        presented_days_ago: None,
        approved_days_ago: None,
        comment: None,
    }
}

/// The clients. The demonstration opens on the first one's design.
pub const GUESTS: [Guest; 12] = [
    Guest {
        name: ("Tom", "Hargreaves"),
        born: "1981-05-14",
        phone: 114,
        notes: "Shaves every other day. Wants nobody at work to notice: an older man's line, soft at the temples.",
        days_ago: 19,
        head: Some(HeadOf {
            sex: Sex::Male,
            circumference_mm: 572.0,
            skin: FitzpatrickType::II,
            hair: "Norwood V",
            preset: "late_male_natural",
            technique: "full_shaved_look",
            photographs: ("tom", FRONT_LEFT_TOP),
            changed: &[("transition_zone", 70.0), ("crown", 150.0)],
            versions: &[
                VersionOf {
                    presented_days_ago: Some(6),
                    comment: Some(
                        "The second one, I think. Could the temples be a touch softer still?",
                    ),
                    ..version("First proposal", 0)
                },
                VersionOf {
                    presented_days_ago: Some(6),
                    ..version("Softer front", 1)
                },
            ],
        }),
    },
    Guest {
        name: ("Kofi", "Mensah"),
        born: "1974-11-02",
        phone: 227,
        notes: "First session on the 4th. Patch test read after 48 hours: nothing.",
        days_ago: 64,
        head: Some(HeadOf {
            sex: Sex::Male,
            circumference_mm: 583.0,
            skin: FitzpatrickType::VI,
            hair: "Norwood VI",
            preset: "late_male_african_defined",
            technique: "full_shaved_look",
            photographs: ("kofi", &[StandardAngle::Front, StandardAngle::Top]),
            changed: &[("crown", 140.0)],
            versions: &[VersionOf {
                presented_days_ago: Some(41),
                approved_days_ago: Some(38),
                ..version("Agreed", 1)
            }],
        }),
    },
    Guest {
        name: ("Daniel", "Reyes"),
        born: "1992-02-27",
        phone: 318,
        notes: "Wears it at a number one. Asked for a straight, low line; explained why it would not age well, thinks about it.",
        days_ago: 12,
        head: Some(HeadOf {
            sex: Sex::Male,
            circumference_mm: 565.0,
            skin: FitzpatrickType::IV,
            hair: "Norwood III",
            preset: "mature_male_natural",
            technique: "hairline_definition",
            photographs: (
                "daniel",
                &[StandardAngle::Front, StandardAngle::LeftThreeQuarter],
            ),
            changed: &[],
            versions: &[version("Conservative", 0)],
        }),
    },
    Guest {
        name: ("Peter", "Lindgren"),
        born: "1969-08-19",
        phone: 402,
        notes: "Three sessions in the spring. Comes for the check after a year; swims twice a week.",
        days_ago: 380,
        head: Some(HeadOf {
            sex: Sex::Male,
            circumference_mm: 578.0,
            skin: FitzpatrickType::I,
            hair: "Norwood VI",
            preset: "late_male_natural",
            technique: "full_shaved_look",
            photographs: ("", &[]),
            changed: &[("mid_scalp", 140.0)],
            versions: &[VersionOf {
                presented_days_ago: Some(342),
                approved_days_ago: Some(340),
                ..version("Agreed in spring", 1)
            }],
        }),
    },
    Guest {
        name: ("Ines", "Carvalho"),
        born: "1986-04-08",
        phone: 519,
        notes: "Alopecia universalis for six years, letter of her dermatologist is here. Wants to go without the wig at home.",
        days_ago: 33,
        head: Some(HeadOf {
            sex: Sex::Female,
            circumference_mm: 552.0,
            skin: FitzpatrickType::III,
            hair: "universalis",
            preset: "mature_female_natural",
            technique: "whole_scalp",
            photographs: ("ines", &[StandardAngle::Front]),
            changed: &[],
            versions: &[],
        }),
    },
    Guest {
        name: ("Ruth", "Abernathy"),
        born: "1967-12-30",
        phone: 633,
        notes: "Parting has widened. Consultation on Thursday; brings photographs of ten years ago.",
        days_ago: 4,
        head: None,
    },
    Guest {
        name: ("Oliver", "Stanton"),
        born: "1984-03-22",
        phone: 704,
        notes: "Strip scar of 2011, 18 cm. Asked his surgeon for the report.",
        days_ago: 27,
        head: None,
    },
    Guest {
        name: ("Wei", "Zhang"),
        born: "1979-09-09",
        phone: 735,
        notes: "Called about prices for the crown alone. Prefers text messages.",
        days_ago: 2,
        head: None,
    },
    Guest {
        name: ("Marcus", "Feld"),
        born: "1990-06-11",
        phone: 748,
        notes: "Takes isotretinoin until February: postponed by six months.",
        days_ago: 90,
        head: None,
    },
    Guest {
        name: ("Yusuf", "Demir"),
        born: "1988-01-17",
        phone: 812,
        notes: "Patch test set on Monday, to be read on Wednesday.",
        days_ago: 9,
        head: None,
    },
    Guest {
        name: ("Sam", "Okoye"),
        born: "1995-10-05",
        phone: 866,
        notes: "Work of another studio, blue and too low. Removal first; sent to the laser clinic.",
        days_ago: 48,
        head: None,
    },
    Guest {
        name: ("George", "Platt"),
        born: "1958-07-01",
        phone: 921,
        notes: "Decided against it after the consultation.",
        days_ago: 120,
        head: None,
    },
];

/// A photograph with where its landmarks are, by the name of its files.
pub struct PhotographOf {
    /// The name.
    pub name: &'static str,
    /// JPEG.
    pub jpeg: &'static [u8],
    /// Landmarks, as the records keep them.
    pub landmarks: &'static str,
}

macro_rules! photographs {
    ($($name:literal),+ $(,)?) => {
        /// The photographs: drawn by `pointil demo --draw`, and held against that by a test.
        pub const PHOTOGRAPHS: &[PhotographOf] = &[$(PhotographOf {
            name: $name,
            jpeg: include_bytes!(concat!("../../assets/demo/", $name, ".jpg")),
            landmarks: include_str!(concat!("../../assets/demo/", $name, ".json")),
        }),+];
    };
}

photographs!(
    "tom-front",
    "tom-left-three-quarter",
    "tom-left",
    "tom-top",
    "kofi-front",
    "kofi-top",
    "daniel-front",
    "daniel-left-three-quarter",
    "ines-front",
);
