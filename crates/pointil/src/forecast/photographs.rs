//! A studio's healed photographs as a table, and what they teach.

use std::collections::BTreeMap;
use std::path::Path;

use clap::ValueEnum;
use pointil_optics::{
    Circumstances, DarknessScale, Dilution, DotPlacement, FadingBelief, FitzpatrickType,
    HealedSeries, LearntFading, MeasuredDarkness, PhotographError, ShadeCatalogue, SkinModel,
    TreatedSkin,
};

use crate::colour_arguments::{PermanenceName, SebumName, SkinColour, SunName};
use crate::colour_input::{input, named, read_catalogue, text};
use crate::failure::Failure;
use crate::work::{Work, WorkArguments, treated};

/// The longest table read.
const MOST_BYTES: usize = 1 << 20;

/// Columns that every table has.
const NEEDED: [&str; 4] = ["client", "days", "darkness", "relative_error"];

/// Columns that say how a client differs from what the command was told; the same in all rows of a client, or blank.
const OPTIONAL: [&str; 13] = [
    "skin",
    "sebum",
    "sun",
    "swims",
    "scar",
    "permanence",
    "shade",
    "water",
    "dots_per_cm2",
    "diameter_mm",
    "depth_mm",
    "length_mm",
    "scale",
];

/// What was learnt.
pub struct Learnt {
    /// What was known before.
    pub before: FadingBelief,
    /// What is known now.
    pub after: FadingBelief,
    /// Mean square of the photographs' distance from what was expected, in standard deviations.
    pub misfit: f64,
    /// Clients and photographs.
    pub clients: usize,
    /// All photographs.
    pub photographs: usize,
}

/// One client of the table.
#[derive(Default)]
struct Client {
    name: String,
    /// Cells of the optional columns.
    cells: BTreeMap<&'static str, String>,
    measured: Vec<MeasuredDarkness>,
}

/// A client ready to be learnt from: which of the skins it has, its work, and what of its darkness counts.
struct Ready {
    skin: usize,
    work: Work,
    scale: DarknessScale,
}

/// Learns from the table at `path`. With `client`, what is learnt is that client's own course.
pub fn learn(
    path: &Path,
    client: Option<&str>,
    belief: &FadingBelief,
    model: &SkinModel,
    work: &Work,
    arguments: &WorkArguments,
) -> Result<Learnt, Failure> {
    let place = path.display().to_string();
    let clients = read(&text(path, MOST_BYTES)?).map_err(|e| e.at(&place))?;
    let catalogue = read_catalogue(arguments.tables.shades.as_deref())?;
    let mut skins = Skins::new(model, work, arguments)?;
    let mut ready = Vec::with_capacity(clients.len());
    for own in &clients {
        let made = skins.ready(own, work, &catalogue);
        ready.push(made.map_err(|e| e.at(&format!("{place}: client {:?}", own.name)))?);
    }
    if let Some(wanted) = client
        && !clients.iter().any(|own| own.name == wanted)
    {
        let names: Vec<&str> = clients.iter().map(|own| own.name.as_str()).collect();
        return Err(Failure::input(format!(
            "--client {wanted:?}: not in {place}; it has {}",
            names.join(", ")
        )));
    }
    let learnt = from(&clients, &ready, &skins, client, belief);
    let learnt = learnt.map_err(|e| Failure::input(format!("{place}: {e}")))?;
    Ok(Learnt {
        before: belief.clone(),
        after: learnt.belief,
        misfit: learnt.misfit,
        clients: clients.len(),
        photographs: clients.iter().map(|own| own.measured.len()).sum(),
    })
}

/// The studio from all other clients, then the client wanted from its own photographs.
fn from(
    clients: &[Client],
    ready: &[Ready],
    skins: &Skins<'_>,
    wanted: Option<&str>,
    belief: &FadingBelief,
) -> Result<LearntFading, String> {
    let darkness: Vec<_> = ready
        .iter()
        .map(|own| {
            let skin = &skins.all[own.skin].1;
            // What cannot be worked out is no number, which is reported as such.
            move |course: &_, days| {
                skin.darkness(&own.work.dots(course), days)
                    .unwrap_or(f64::NAN)
            }
        })
        .collect();
    let series = |k: usize| HealedSeries {
        circumstances: ready[k].work.circumstances,
        placement: ready[k].work.placement,
        measured: clients[k].measured.clone(),
        scale: ready[k].scale,
        darkness: &darkness[k],
    };
    let (own, others): (Vec<usize>, Vec<usize>) =
        (0..clients.len()).partition(|k| Some(clients[*k].name.as_str()) == wanted);
    let of = |numbers: &[usize]| numbers.iter().map(|k| series(*k)).collect::<Vec<_>>();
    let told = |numbers: &[usize], e: PhotographError| words(&e, numbers, clients);
    let studio = belief.learn(&of(&others)).map_err(|e| told(&others, e))?;
    if own.is_empty() {
        return Ok(studio);
    }
    let client = studio.belief.learn_client(&of(&own));
    client.map_err(|e| told(&own, e))
}

/// The error with the client's name for its number.
fn words(error: &PhotographError, numbers: &[usize], clients: &[Client]) -> String {
    let said = error.to_string();
    let series = match error {
        PhotographError::Few { series, .. }
        | PhotographError::Value { series, .. }
        | PhotographError::Unseen { series, .. } => Some(*series),
        PhotographError::Singular => None,
    };
    let client = series
        .and_then(|series| numbers.get(series.wrapping_sub(1)))
        .and_then(|k| clients.get(*k));
    match (series, client) {
        (Some(series), Some(client)) => said.replace(
            &format!("series {series}"),
            &format!("client {:?}", client.name),
        ),
        _ => said,
    }
}

/// The clients of the table in their order.
fn read(text: &str) -> Result<Vec<Client>, Failure> {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let header: Vec<&str> = lines
        .next()
        .map(|(_, line)| line.split(',').map(str::trim).collect())
        .unwrap_or_default();
    check_header(&header)?;
    let mut clients: Vec<Client> = Vec::new();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let row = Row {
            number: number + 1,
            header: &header,
            cells: &cells,
        };
        row.add_to(&mut clients)?;
    }
    if clients.is_empty() {
        return Err(Failure::input("no photograph in it"));
    }
    Ok(clients)
}

fn check_header(header: &[&str]) -> Result<(), Failure> {
    let known = || NEEDED.iter().chain(&OPTIONAL);
    if let Some(missing) = NEEDED.iter().find(|name| !header.contains(name)) {
        return Err(Failure::input(format!(
            "no column {missing:?}; it needs {}",
            NEEDED.join(", ")
        )));
    }
    if let Some(foreign) = header.iter().find(|name| !known().any(|own| own == *name)) {
        let all: Vec<&str> = known().copied().collect();
        return Err(Failure::input(format!(
            "column {foreign:?} is not known; there are {}",
            all.join(", ")
        )));
    }
    Ok(())
}

/// One row of the table.
struct Row<'t> {
    /// Of the line in the file, from 1.
    number: usize,
    header: &'t [&'t str],
    cells: &'t [&'t str],
}

impl Row<'_> {
    fn failure(&self, what: &str) -> Failure {
        Failure::input(format!("line {}: {what}", self.number))
    }

    fn cell(&self, column: &str) -> &str {
        let place = self.header.iter().position(|own| *own == column);
        place
            .and_then(|k| self.cells.get(k))
            .copied()
            .unwrap_or_default()
    }

    fn number(&self, column: &str) -> Result<f64, Failure> {
        let cell = self.cell(column);
        cell.parse()
            .map_err(|_| self.failure(&format!("{column} {cell:?} is no number")))
    }

    fn add_to(&self, clients: &mut Vec<Client>) -> Result<(), Failure> {
        if self.cells.len() != self.header.len() {
            let (cells, columns) = (self.cells.len(), self.header.len());
            return Err(self.failure(&format!("{cells} cells; the header has {columns}")));
        }
        let name = self.cell("client");
        if name.is_empty() {
            return Err(self.failure("no client; give each a name or number"));
        }
        let place = clients.iter().position(|own| own.name == name);
        let place = place.unwrap_or_else(|| {
            clients.push(Client {
                name: name.to_owned(),
                ..Client::default()
            });
            clients.len() - 1
        });
        let client = &mut clients[place];
        for column in OPTIONAL {
            let cell = self.cell(column);
            if cell.is_empty() {
                continue;
            }
            let before = client.cells.insert(column, cell.to_owned());
            if let Some(before) = before.filter(|before| before != cell) {
                return Err(self.failure(&format!(
                    "client {name:?} has {column} {cell} here and {before} above; it is the same in all of a client's rows"
                )));
            }
        }
        client.measured.push(MeasuredDarkness {
            days: self.number("days")?,
            darkness: self.number("darkness")?,
            relative_error: self.number("relative_error")?,
        });
        Ok(())
    }
}

/// The skins that clients have: that of the command first, then those of types.
struct Skins<'a> {
    model: &'a SkinModel,
    scattering: f64,
    all: Vec<(Option<FitzpatrickType>, TreatedSkin<'a>)>,
}

impl<'a> Skins<'a> {
    fn new(model: &'a SkinModel, work: &Work, arguments: &WorkArguments) -> Result<Self, Failure> {
        Ok(Self {
            model,
            scattering: arguments.skin.scattering.per_mm(),
            all: vec![(None, treated(model, &work.tissue)?)],
        })
    }

    fn of(&mut self, fitzpatrick: FitzpatrickType) -> Result<usize, Failure> {
        if let Some(known) = self
            .all
            .iter()
            .position(|(own, _)| *own == Some(fitzpatrick))
        {
            return Ok(known);
        }
        let tissue = self.model.of_type(fitzpatrick, self.scattering);
        let skin = treated(self.model, &tissue.map_err(input)?)?;
        self.all.push((Some(fitzpatrick), skin));
        Ok(self.all.len() - 1)
    }

    /// A client's work: that of the command where its cells are blank.
    fn ready(
        &mut self,
        client: &Client,
        work: &Work,
        catalogue: &ShadeCatalogue,
    ) -> Result<Ready, Failure> {
        let cells = Cells(&client.cells);
        let fitzpatrick = match cells.parsed::<SkinColour>("skin")? {
            None => None,
            Some(SkinColour::Type(fitzpatrick)) => Some(fitzpatrick),
            Some(SkinColour::Measured(_)) => {
                return Err(Failure::input("skin is a Fitzpatrick type here, I to VI"));
            }
        };
        let usual = work.circumstances;
        let circumstances = Circumstances {
            fitzpatrick: fitzpatrick.unwrap_or(usual.fitzpatrick),
            sebum: cells
                .chosen::<SebumName>("sebum")?
                .map_or(usual.sebum, Into::into),
            sun: cells
                .chosen::<SunName>("sun")?
                .map_or(usual.sun, Into::into),
            swims: cells.yes("swims")?.unwrap_or(usual.swims),
            scar: cells.yes("scar")?.unwrap_or(usual.scar),
            permanence: cells
                .chosen::<PermanenceName>("permanence")?
                .map_or(usual.permanence, Into::into),
        };
        let placement = DotPlacement::new(
            cells
                .parsed("diameter_mm")?
                .unwrap_or(work.placement.diameter_mm()),
            cells
                .parsed("depth_mm")?
                .unwrap_or(work.placement.depth_mm()),
            cells
                .parsed("length_mm")?
                .unwrap_or(work.placement.length_mm()),
        );
        let dilution = match cells.parsed("water")? {
            None => work.dilution,
            Some(water) => Dilution::parts(1.0, water).map_err(|e| named("water", &e))?,
        };
        let shade = cells.0.get("shade").unwrap_or(&work.shade);
        let shade = catalogue.shade(shade).map_err(|e| named("shade", &e))?;
        Ok(Ready {
            skin: fitzpatrick.map_or(Ok(0), |own| self.of(own))?,
            scale: scale(cells.0.get("scale"))?,
            work: Work {
                placement: placement.map_err(input)?,
                shade: shade.key.clone(),
                dilution,
                ink: shade.ink.diluted(dilution),
                per_cm2: cells.parsed("dots_per_cm2")?.unwrap_or(work.per_cm2),
                circumstances,
                tissue: work.tissue,
            },
        })
    }
}

fn scale(cell: Option<&String>) -> Result<DarknessScale, Failure> {
    match cell.map(String::as_str) {
        None | Some("relative") => Ok(DarknessScale::Relative),
        Some("absolute") => Ok(DarknessScale::Absolute),
        Some(other) => Err(Failure::input(format!(
            "scale {other:?}; it is relative (only ratios count) or absolute (the dots were counted)"
        ))),
    }
}

/// Cells of a client by column; blank ones are not there.
struct Cells<'c>(&'c BTreeMap<&'static str, String>);

impl Cells<'_> {
    fn parsed<T: std::str::FromStr>(&self, column: &'static str) -> Result<Option<T>, Failure> {
        let Some(cell) = self.0.get(column) else {
            return Ok(None);
        };
        let parsed = cell.parse();
        parsed
            .map(Some)
            .map_err(|_| Failure::input(format!("{column} {cell:?} cannot be read")))
    }

    fn chosen<T: ValueEnum>(&self, column: &'static str) -> Result<Option<T>, Failure> {
        let Some(cell) = self.0.get(column) else {
            return Ok(None);
        };
        T::from_str(cell, true).map(Some).map_err(|_| {
            let all = T::value_variants().iter();
            let names = all.filter_map(|own| Some(own.to_possible_value()?.get_name().to_owned()));
            let names: Vec<String> = names.collect();
            Failure::input(format!("{column} {cell:?}; it is {}", names.join(", ")))
        })
    }

    fn yes(&self, column: &'static str) -> Result<Option<bool>, Failure> {
        match self.0.get(column).map(String::as_str) {
            None => Ok(None),
            Some("yes") => Ok(Some(true)),
            Some("no") => Ok(Some(false)),
            Some(other) => Err(Failure::input(format!(
                "{column} {other:?}; it is yes or no"
            ))),
        }
    }
}
