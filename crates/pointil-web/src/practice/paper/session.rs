//! A session's record: who and where, hygiene, lots, zones, dots, pain, breaks, and every step in its order.

use jiff::tz::TimeZone;
use pointil_papers::{PaperBlock, PaperColumn, PaperSection, RecordPaper};
use pointil_practice::lot::Lot;
use pointil_practice::premises::Premises;
use pointil_practice::session::{
    LedgerEntry, Observation, Session, SessionState, Step, What, hygiene_items,
};
use pointil_storage::RecordId;

use super::super::session::{standing, told};
use super::patch_test::{lot, lot_columns, row};
use super::{People, Source, at, pair, paragraph, section};
use crate::fault::Fault;
use crate::words;

fn plain(zone: impl ToString) -> String {
    zone.to_string().replace('_', " ")
}

fn table<const MANY: usize>(columns: [(&str, u8); MANY], rows: Vec<Vec<String>>) -> PaperBlock {
    match rows.is_empty() {
        true => paragraph("None."),
        false => PaperBlock::Table {
            columns: PaperColumn::all(columns),
            rows,
        },
    }
}

fn time(step: &Step, zone: &TimeZone) -> String {
    let local = step.act.at.to_zoned(zone.clone());
    local.strftime("%-d %b %H:%M").to_string()
}

fn hygiene(own: &Session, zone: &TimeZone, people: &People) -> PaperSection {
    let done = own.observations().filter_map(|(step, seen)| match seen {
        Observation::Hygiene { item, witnessed } => {
            let known = hygiene_items().iter();
            let known = known.clone().find(|own| own.code == item.as_str());
            Some(vec![
                known.map_or_else(|| plain(item), |own| own.words.clone()),
                if *witnessed { "yes" } else { "no" }.to_owned(),
                format!("{}, {}", time(step, zone), people.name(step.act.by)),
            ])
        }
        _ => None,
    });
    let columns = [("Done", 7), ("Seen by the client", 2), ("When, by whom", 4)];
    section("Hygiene", vec![table(columns, done.collect())])
}

/// Everything observed of a kind: when, and in words.
fn observed(
    own: &Session,
    zone: &TimeZone,
    says: impl Fn(&Observation) -> Option<String>,
) -> Vec<Vec<String>> {
    let all = own.observations();
    let rows = all.filter_map(|(step, seen)| Some(vec![time(step, zone), says(seen)?]));
    rows.collect()
}

fn work(own: &Session, zone: &TimeZone) -> Vec<PaperSection> {
    let zones = own.progress().into_iter().map(|own| {
        vec![
            plain(own.zone),
            own.planned_dots.to_string(),
            own.done_dots.to_string(),
            own.done_minutes.to_string(),
        ]
    });
    let columns = [
        ("Zone", 4),
        ("Dots planned", 2),
        ("Dots set", 2),
        ("Minutes of work", 2),
    ];
    let zones = table(columns, zones.collect());
    let pain = observed(own, zone, |seen| match seen {
        Observation::Pain { zone, of_ten } => {
            Some(format!("{} of 10, {}", of_ten.get(), plain(zone)))
        }
        _ => None,
    });
    let needle = observed(own, zone, machine);
    let skin = observed(own, zone, |seen| match seen {
        Observation::Skin { is_whole, seen } => {
            let told = if *is_whole { "whole" } else { "not whole" };
            let seen = seen.as_ref().map(|own| format!(": {own}"));
            Some(format!("The skin is {told}{}", seen.unwrap_or_default()))
        }
        Observation::Photograph { is_before, .. } => Some(
            match is_before {
                true => "A photograph from before the first needle",
                false => "A photograph",
            }
            .to_owned(),
        ),
        Observation::Remark { words } => Some(words.to_string()),
        _ => None,
    });
    let columns = [("When", 2), ("What", 7)];
    vec![
        section("Zone by zone", vec![zones]),
        section(
            "Machine, needle, dilution, anaesthetic",
            vec![table(columns, needle)],
        ),
        section("Pain as the client said", vec![table(columns, pain)]),
        section("Skin, photographs, remarks", vec![table(columns, skin)]),
    ]
}

fn machine(seen: &Observation) -> Option<String> {
    match seen {
        Observation::Machine {
            machine,
            needle,
            depth_um,
            stroke_um,
            bleeding,
        } => Some(format!(
            "{machine}, needle {needle}, depth {:.2} mm and stroke {:.2} mm as observed, bleeding: {}",
            f64::from(*depth_um) / 1000.0,
            f64::from(*stroke_um) / 1000.0,
            format!("{bleeding:?}").to_lowercase()
        )),
        Observation::Dilution {
            pigment_parts,
            diluent_parts,
            ..
        } => Some(format!(
            "Thinned: {pigment_parts} parts of pigment to {diluent_parts} of diluent"
        )),
        Observation::Anaesthetic {
            permille,
            area_cm2,
            minutes,
            ..
        } => Some(format!(
            "Anaesthetic of {:.1} % on {area_cm2} cm² for {minutes} minutes",
            f64::from(*permille) / 10.0
        )),
        _ => None,
    }
}

fn breaks(own: &Session, zone: &TimeZone) -> PaperSection {
    let rows = own.steps().iter().filter_map(|step| {
        let what = match &step.what {
            What::Begun { .. } => "begun".to_owned(),
            What::Paused { why: None } => "a break".to_owned(),
            What::Paused { why: Some(why) } => format!("a break: {why}"),
            What::Resumed { .. } => "gone on".to_owned(),
            What::Closed => "closed".to_owned(),
            What::Stopped { reason } => format!("ended early: {reason}"),
            What::Cancelled { reason } => format!("cancelled: {reason}"),
            _ => return None,
        };
        Some(vec![time(step, zone), what])
    });
    let columns = [("When", 2), ("What", 7)];
    section(
        "Beginning, breaks, end",
        vec![table(columns, rows.collect())],
    )
}

fn ledger(entries: &[LedgerEntry]) -> PaperSection {
    let rows = entries.iter().map(|own| {
        vec![
            plain(own.zone),
            own.layer.to_string(),
            words::day(own.on),
            own.dots.to_string(),
        ]
    });
    let columns = [("Zone", 4), ("Layer", 2), ("Day", 3), ("Dots", 2)];
    section(
        "What is in the skin now",
        vec![table(columns, rows.collect())],
    )
}

fn steps(own: &Session, lots: &[Lot], (zone, people): (&TimeZone, &People)) -> PaperSection {
    let rows = own
        .steps()
        .iter()
        .map(|step| vec![time(step, zone), told(step, lots), people.name(step.act.by)]);
    let columns = [("When", 2), ("What", 6), ("By", 3)];
    section("Every step", vec![table(columns, rows.collect())])
}

pub(super) async fn written(from: &Source<'_>) -> Result<RecordPaper, Fault> {
    let kept = from.desk.one::<Session>(from.id).await?;
    let own = kept.says;
    let place = RecordId::from_uuid(own.plan.premises.0);
    let place = from.desk.one::<Premises>(place).await?.says;
    let (zone, people) = (place.zone.zone(), from.people().await?);
    let client = from.client(kept.client).await?;
    let mut lots = Vec::new();
    for id in own.lots_taken().into_keys() {
        lots.push(lot(from, id).await?);
    }
    let rows: Vec<Vec<String>> = lots.iter().map(row).collect();
    let shown = match rows.is_empty() {
        true => paragraph("None."),
        false => PaperBlock::Table {
            columns: lot_columns(),
            rows,
        },
    };
    let mut sections = vec![section("Lots", vec![shown]), hygiene(&own, &zone, &people)];
    sections.extend(work(&own, &zone));
    sections.push(breaks(&own, &zone));
    if let SessionState::Closed { ledger: own, .. } | SessionState::Stopped { ledger: own, .. } =
        own.standing()
    {
        let entries: Vec<LedgerEntry> = own.iter().cloned().collect();
        sections.push(ledger(&entries));
    }
    sections.push(steps(&own, &lots, (&zone, &people)));
    let plan = &own.plan;
    let day = words::day(place.zone.day(plan.planned.from));
    Ok(RecordPaper {
        studio: from.studio.clone(),
        title: format!("Session {}, part {}", plan.number, plan.part),
        footer: format!("{client} · {day} · design {}", plan.design.short()),
        facts: vec![
            pair("Client", client),
            pair("Practitioner", people.name(plan.practitioner)),
            pair(
                "Where",
                format!("{}, {}\n{}", place.name, plan.room, place.address),
            ),
            pair("Planned", at(plan.planned.from, &zone)),
            pair("Standing", standing(own.standing())),
            pair("Design", plan.design.short()),
            pair("Protocol", plan.protocol.short()),
            pair(
                "Times",
                format!("by the clocks of the place ({})", place.zone),
            ),
        ],
        notes: Vec::new(),
        sections,
        pictures: Vec::new(),
    })
}
