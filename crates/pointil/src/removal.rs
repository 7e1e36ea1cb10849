//! `pointil removal`: how many laser sessions, what each leaves, and which pigments may darken.

use std::path::PathBuf;

use clap::ValueEnum;
use pointil_optics::{
    Band, DAYS_BETWEEN_PASSES, DAYS_PER_YEAR, DotField, FadingBelief, FadingCourse, ForecastDraws,
    HEALED_DAYS, Illuminant, InkAmount, InkColours, KirbyDesai, Lab, LaserSessions, LinearRgb,
    PigmentMaterial, SkinModel, TattooSite, TissueChange, TreatedSkin, TreatedSkinError, Viewing,
    Xyz, lightening,
};
use pointil_render::{Frame, Picture, PictureError, contact_sheet};
use pointil_scalp::PictureSize;
use serde_json::{Value, json};

use crate::colour_input::{input, lab, read_priors, three};
use crate::failure::Failure;
use crate::output::Output;
use crate::report::Report;
use crate::work::{Work, WorkArguments, treated};

/// Which work is to go.
#[derive(Debug, clap::Args)]
pub struct RemovalArguments {
    /// The work.
    #[command(flatten)]
    pub work: WorkArguments,
    /// Years since it healed.
    #[arg(long, default_value_t = 1.0, allow_negative_numbers = true)]
    pub years: f64,
    /// Laser sessions to look at.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub passes: u32,
    /// How much ink there is, for the scale of Kirby and Desai.
    #[arg(long, value_enum, default_value_t = AmountName::Minimal)]
    pub amount: AmountName,
    /// It lies over older work.
    #[arg(long)]
    pub layered: bool,
    /// Scars and changes of the tissue in it.
    #[arg(long, value_enum, default_value_t = ChangeName::None)]
    pub tissue_change: ChangeName,
    /// A folder for a picture of the work after each session.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// How much ink there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AmountName {
    /// Thin: light scalp micropigmentation.
    Amateur,
    /// Dense scalp micropigmentation.
    Minimal,
    /// Moderate.
    Moderate,
    /// Significant.
    Significant,
}

impl From<AmountName> for InkAmount {
    fn from(name: AmountName) -> Self {
        match name {
            AmountName::Amateur => Self::Amateur,
            AmountName::Minimal => Self::Minimal,
            AmountName::Moderate => Self::Moderate,
            AmountName::Significant => Self::Significant,
        }
    }
}

/// Scars and changes of the tissue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChangeName {
    /// None.
    None,
    /// Minimal.
    Minimal,
    /// Moderate.
    Moderate,
    /// Significant.
    Significant,
}

impl From<ChangeName> for TissueChange {
    fn from(name: ChangeName) -> Self {
        match name {
            ChangeName::None => Self::None,
            ChangeName::Minimal => Self::Minimal,
            ChangeName::Moderate => Self::Moderate,
            ChangeName::Significant => Self::Significant,
        }
    }
}

/// Clients drawn for the ranges.
const DRAWS: ForecastDraws = ForecastDraws {
    count: 128,
    seed: 1,
};

/// The work after so many sessions.
struct AfterPass {
    /// Darkness relative to before the first.
    darkness: Band,
    /// Pigment relative to before the first.
    pigment: Band,
    /// Mean colour on the typical course, and on a screen.
    mean: Lab,
    srgb: [u8; 3],
    /// CIEDE2000 from the bare skin.
    difference: f64,
}

/// All there is to say.
struct Removal {
    points: u32,
    sessions: LaserSessions,
    bare: Lab,
    bare_srgb: [u8; 3],
    passes: Vec<AfterPass>,
    /// Pigments that may darken, and the mean colour at worst.
    darkens: Vec<PigmentMaterial>,
    worst: Option<Lab>,
}

/// Works out the removal and prints it.
pub fn removal(arguments: &RemovalArguments, report: &Report) -> Result<(), Failure> {
    let longest = pointil_optics::LONGEST_YEARS;
    if !(0.0..=longest).contains(&arguments.years) {
        return Err(Failure::input(format!(
            "--years {}; give years since the work healed, 0 to {longest}",
            arguments.years
        )));
    }
    report.begin(3);
    report.step("reading the skin");
    let model = SkinModel::new().map_err(input)?;
    let work = Work::read(&model, &arguments.work)?;
    let skin = treated(&model, &work.tissue)?;
    let priors = read_priors(arguments.work.tables.fading.as_deref())?;
    let belief = FadingBelief::from_priors(&priors);
    report.step("sessions");
    let found = found(arguments, &work, &skin, &belief)?;
    report.step("drawing");
    let files = match &arguments.out {
        None => Vec::new(),
        Some(folder) => {
            let mut output = Output::new(folder)?;
            let png = picture(&found).and_then(|picture| picture.to_png());
            let png = png.map_err(|e| Failure::output(e.to_string()))?;
            output.add("removal.png", &png)?;
            output.publish()?
        }
    };
    report.done(
        &summary(arguments, &work, &found),
        &lines(arguments, &work, &found),
        &files,
    );
    Ok(())
}

fn found(
    arguments: &RemovalArguments,
    work: &Work,
    skin: &TreatedSkin<'_>,
    belief: &FadingBelief,
) -> Result<Removal, Failure> {
    let viewing = Viewing::under(Illuminant::D65).map_err(input)?;
    let scale = KirbyDesai {
        fitzpatrick: work.circumstances.fitzpatrick,
        site: TattooSite::HeadOrNeck,
        amount: arguments.amount.into(),
        layered: arguments.layered,
        tissue_change: arguments.tissue_change.into(),
        colours: colours(work),
    };
    let bare = viewing.xyz(&skin.bare());
    let darkens = work.ink.darkened_by_laser();
    Ok(Removal {
        points: scale.points(),
        sessions: LaserSessions::of(&scale),
        bare: Lab::relative_to(bare, viewing.white()),
        bare_srgb: viewing.rgb_of(bare).to_srgb8(),
        passes: passes(arguments, work, skin, belief, &viewing)?,
        worst: worst(arguments, work, skin, belief, &viewing, &darkens)?,
        darkens,
    })
}

/// By the pigments of the ink: carbon alone is black, red iron oxide some red.
fn colours(work: &Work) -> InkColours {
    let red = work
        .ink
        .components()
        .iter()
        .any(|own| own.particles.material == PigmentMaterial::Hematite && own.mg_per_ml > 0.0);
    if red {
        InkColours::BlackSomeRed
    } else {
        InkColours::Black
    }
}

/// Days since the session at the first pass, and between passes.
fn days(arguments: &RemovalArguments, pass: u32) -> f64 {
    HEALED_DAYS + DAYS_PER_YEAR * arguments.years + DAYS_BETWEEN_PASSES * f64::from(pass)
}

fn passes(
    arguments: &RemovalArguments,
    work: &Work,
    skin: &TreatedSkin<'_>,
    belief: &FadingBelief,
    viewing: &Viewing,
) -> Result<Vec<AfterPass>, Failure> {
    let courses = belief.courses(&work.circumstances, &work.placement, DRAWS);
    let darkness = |course: &FadingCourse, days: f64| skin.darkness(&work.dots(course), days);
    let pigment = |course: &FadingCourse, days: f64| {
        Ok::<f64, TreatedSkinError>(work.pigment_left(course, days))
    };
    let (years, most) = (arguments.years, arguments.passes);
    let darkness = lightening(&courses, years, most, &darkness).map_err(input)?;
    let pigment = lightening(&courses, years, most, &pigment).map_err(input)?;
    let typical = FadingCourse::new(&belief.typical(), &work.circumstances, &work.placement);
    let white = viewing.white();
    let bare = Lab::relative_to(viewing.xyz(&skin.bare()), white);
    let mut out = Vec::with_capacity(darkness.len());
    for ((darkness, pigment), pass) in darkness.into_iter().zip(pigment).zip(0_u32..) {
        let course = typical.after_laser(pass);
        let area = skin.area(&work.dots(&course), days(arguments, pass));
        let light: Xyz = viewing.xyz(&area.map_err(input)?);
        let mean = Lab::relative_to(light, white);
        let screen: LinearRgb = viewing.rgb_of(light);
        out.push(AfterPass {
            darkness,
            pigment,
            mean,
            srgb: screen.to_srgb8(),
            difference: mean.difference(bare),
        });
    }
    Ok(out)
}

/// The mean colour before any pigment is cleared, were all that may darken to turn black at the first pass.
fn worst(
    arguments: &RemovalArguments,
    work: &Work,
    skin: &TreatedSkin<'_>,
    belief: &FadingBelief,
    viewing: &Viewing,
    darkens: &[PigmentMaterial],
) -> Result<Option<Lab>, Failure> {
    if darkens.is_empty() {
        return Ok(None);
    }
    let ink = work.ink.laser_darkened().map_err(input)?;
    let course = FadingCourse::new(&belief.typical(), &work.circumstances, &work.placement);
    let dots = DotField {
        ink: &ink,
        ..work.dots(&course)
    };
    let area = skin.area(&dots, days(arguments, 0)).map_err(input)?;
    Ok(Some(viewing.lab(&area)))
}

/// Pixels of a swatch.
const SWATCH: PictureSize = PictureSize {
    width: 180,
    height: 120,
};

/// The work after each session, beside the bare skin.
fn picture(found: &Removal) -> Result<Picture, PictureError> {
    let mut frames = Vec::with_capacity(found.passes.len());
    for (pass, number) in found.passes.iter().zip(0_u32..) {
        let half = PictureSize {
            width: SWATCH.width / 2,
            ..SWATCH
        };
        let row = [
            found.bare_srgb.repeat(half.width as usize),
            pass.srgb.repeat(half.width as usize),
        ]
        .concat();
        let size = PictureSize {
            width: 2 * half.width,
            ..SWATCH
        };
        frames.push(Frame {
            label: if number == 0 {
                "before".to_owned()
            } else {
                format!("after {number}")
            },
            picture: Picture::new(size, row.repeat(size.height as usize))?,
        });
    }
    contact_sheet(&frames, 7)
}

fn percent(band: &Band) -> String {
    let [low, middle, high] = [band.low, band.middle, band.high].map(|share| 100.0 * share);
    format!("{middle:.0} % ({low:.0}–{high:.0})")
}

fn lines(arguments: &RemovalArguments, work: &Work, found: &Removal) -> Vec<String> {
    let (floor, ceiling) = (found.sessions.floor, found.sessions.ceiling);
    let mut lines = vec![
        format!("{}, {} years after healing", work.words(), arguments.years),
        format!(
            "sessions: {} to {} in the one published series of scalp micropigmentation; {} to {} by the scale of Kirby and Desai ({} points), made for tattoos and older lasers",
            floor.0, floor.1, ceiling.0, ceiling.1, found.points
        ),
        String::new(),
        format!(
            "{:<10}{:<20}{:<20}{:<20}{:>10}  on a screen",
            "sessions", "pigment left", "darkness left", "mean L*a*b*", "from skin"
        ),
    ];
    for (pass, number) in found.passes.iter().zip(0_u32..) {
        let [red, green, blue] = pass.srgb;
        lines.push(format!(
            "{number:<10}{:<20}{:<20}{:<20}{:>10.1}  #{red:02x}{green:02x}{blue:02x}",
            percent(&pass.pigment),
            percent(&pass.darkness),
            three(pass.mean),
            pass.difference
        ));
    }
    lines.push(format!(
        "(six weeks between sessions; in brackets nine of ten clients; CIEDE2000 from the bare skin, L*a*b* {})",
        three(found.bare)
    ));
    match found.worst {
        None => lines.push("no pigment in it is known to darken under a laser".to_owned()),
        Some(worst) => lines.push(format!(
            "may darken under a laser: {}; at worst, at first, to L*a*b* {}: a test shot first",
            names(&found.darkens).join(", "),
            three(worst)
        )),
    }
    lines
}

fn names(materials: &[PigmentMaterial]) -> Vec<&'static str> {
    materials.iter().map(|material| material.name()).collect()
}

fn summary(arguments: &RemovalArguments, work: &Work, found: &Removal) -> Value {
    let band = |b: &Band| json!({ "low": b.low, "middle": b.middle, "high": b.high });
    let passes = found.passes.iter().map(|pass| {
        json!({
            "pigment_left": band(&pass.pigment),
            "darkness_left": band(&pass.darkness),
            "mean": lab(pass.mean),
            "srgb": pass.srgb,
            "difference_from_skin": pass.difference,
        })
    });
    let (floor, ceiling) = (found.sessions.floor, found.sessions.ceiling);
    json!({
        "work": work.json(),
        "years": arguments.years,
        "kirby_desai_points": found.points,
        "sessions": { "floor": [floor.0, floor.1], "ceiling": [ceiling.0, ceiling.1] },
        "bare": lab(found.bare),
        "passes": passes.collect::<Vec<_>>(),
        "may_darken": names(&found.darkens),
        "worst_when_darkened": found.worst.map(lab),
    })
}
