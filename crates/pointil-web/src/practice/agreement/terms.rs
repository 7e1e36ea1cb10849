//! What an agreement is about, out of a version of a design: figures, pictures, price.

use pointil_optics::Permanence;
use pointil_practice::agreement::{AgreementTerms, ShownPicture};
use pointil_practice::protocol::StudioProtocol;
use pointil_practice::{ContentHash, List, Words, id};
use pointil_storage::{Account, Client, DesignVersion};
use pointil_treatment::design::Design;
use pointil_treatment::plan::{Plan, Work};
use pointil_treatment::quote::{Quantities, Quote};
use pointil_treatment::{Layout, Money};

use crate::app::App;
use crate::client::full_name;
use crate::design_table::tables::refused;
use crate::drawing::{lying, picture};
use crate::fault::Fault;
use crate::price::{Prices, prices};
use crate::seat::Seat;

/// The pictures that an agreement is about: side, age, and what they show.
pub(in crate::practice) const PICTURES: [(&str, &str, &str); 4] = [
    ("front", "fresh", "front, fresh"),
    ("front", "healed", "front, healed"),
    ("top", "healed", "top, healed"),
    ("side", "healed", "side, healed"),
];

/// What a design's layout says to an agreement.
struct Figures {
    shade: String,
    density: String,
    hairline_mm: f64,
    permanence: &'static str,
    dots: u32,
    sessions: u8,
    work_minutes: [u32; 2],
    price: Money,
    deposit: Option<Money>,
}

fn permanence(permanence: Permanence) -> &'static str {
    match permanence {
        Permanence::Permanent => {
            "The pigment is meant to last for years and is never wholly gone by itself."
        }
        Permanence::SemiPermanent => {
            "The pigment is sold to fade within some years; some of it may stay for ever."
        }
        Permanence::Resorbable => {
            "The pigment is sold to be taken up by the body within two to three years; nobody has shown that nothing stays."
        }
    }
}

fn words_of(key: &str) -> String {
    key.replace('_', " ")
}

fn figures(
    design: &Design,
    layout: &Layout,
    protocol: &StudioProtocol,
    prices: &Prices,
) -> Result<Figures, Fault> {
    let planning = protocol.planning()?;
    let work = Work::of(design, layout).map_err(Fault::internal)?;
    let plan = Plan::of(&work, &planning);
    let asked = layout
        .treated
        .keys()
        .filter_map(|zone| design.zones.get(zone));
    let asked: Vec<f64> = asked
        .map(|zone| zone.dots_per_cm2.per_square_cm())
        .filter(|density| *density > 0.0)
        .collect();
    let least = asked.iter().copied().fold(f64::INFINITY, f64::min);
    let most = asked.iter().copied().fold(0.0, f64::max);
    let list = match prices {
        Prices::Set(list) => list,
        Prices::Unset => {
            return Err(no_price("the studio has no price list yet; write it first"));
        }
        Prices::Wrong(why) => return Err(no_price(why)),
    };
    let quantities = Quantities::of(design, layout, &work, &plan);
    let quote = Quote::of(&quantities, list).map_err(|error| no_price(&error.to_string()))?;
    let minutes = |pick: fn(&pointil_treatment::plan::Appointment) -> f64| {
        let sum: f64 = plan.appointments.iter().map(pick).sum();
        sum.round() as u32
    };
    let sessions = plan.appointments.iter().map(|own| own.session).max();
    Ok(Figures {
        shade: format!(
            "{}, {} parts of water to one",
            words_of(&design.dot.shade),
            design.dot.water
        ),
        density: format!("{least:.0} to {most:.0} dots per cm²"),
        hairline_mm: layout.hairline.mid_frontal_height(&layout.head).mm(),
        permanence: permanence(design.permanence),
        dots: u32::try_from(layout.dots.len()).unwrap_or(u32::MAX),
        sessions: u8::try_from(sessions.unwrap_or(1)).unwrap_or(u8::MAX),
        work_minutes: [minutes(|own| own.work.low), minutes(|own| own.work.high)],
        price: quote.total,
        deposit: (quote.deposit.minor() > 0).then_some(quote.deposit),
    })
}

fn no_price(why: &str) -> Fault {
    Fault::Refused {
        code: "agreement.price",
        words: format!("there is no price to agree on: {why}"),
    }
}

fn fits<const MOST: usize>(text: &str) -> Result<Words<MOST>, Fault> {
    Words::new(text).map_err(Fault::internal)
}

/// The terms that a version of a design leads to, today, with the practitioner who draws the agreement up.
///
/// # Errors
/// No price; a design that cannot be laid out or drawn.
pub(super) async fn terms(
    app: &App,
    seat: &Seat,
    protocol: &StudioProtocol,
    (client, version): (&Client, &DesignVersion),
) -> Result<AgreementTerms, Fault> {
    let studio = app.studio(seat.studio).await?;
    let prices = prices(&studio)?;
    let on_table = lying(app, seat.studio, version.clone()).await?;
    let law = protocol.clone();
    let work = move |table: &mut crate::design_table::tables::Table| {
        let layout = table.open.layout().map_err(refused)?;
        figures(&table.open.case().design, &layout, &law, &prices)
    };
    let figures = app
        .tables()
        .work(seat.studio, on_table.clone(), work)
        .await?;
    let drawn = |(view, age, _)| picture(app, seat.studio, on_table.clone(), (view, age));
    let [first, second, third, fourth] = PICTURES.map(drawn);
    let (first, second, third, fourth) = tokio::try_join!(first, second, third, fourth)?;
    let mut pictures = Vec::new();
    for ((_, _, of), png) in PICTURES.iter().zip([first, second, third, fourth]) {
        pictures.push(ShownPicture {
            of: fits(of)?,
            hash: ContentHash::of_bytes(&png),
        });
    }
    let Account {
        id: person, fields, ..
    } = &seat.account;
    Ok(AgreementTerms {
        client_name: fits(&full_name(&client.fields))?,
        studio: fits(&studio.fields.name)?,
        practitioner: id::PersonId(person.to_uuid()),
        practitioner_name: fits(&fields.name)?,
        jurisdiction: protocol.jurisdiction,
        protocol: protocol.version(),
        design_version: id::DesignVersionId(version.id.to_uuid()),
        design: version
            .document
            .hash
            .to_string()
            .parse()
            .map_err(Fault::internal)?,
        pictures: List::new(pictures).map_err(Fault::internal)?,
        shade: fits(&figures.shade)?,
        density: fits(&figures.density)?,
        hairline_mm: figures.hairline_mm,
        permanence: fits(figures.permanence)?,
        dots: figures.dots,
        sessions: figures.sessions,
        work_minutes: figures.work_minutes,
        price: figures.price,
        deposit: figures.deposit,
    })
}
