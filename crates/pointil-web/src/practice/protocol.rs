//! How the studio works: every setting with its range, source and contradictions; changed by a new version; and the versions so far.

use core::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use askama::Template;
use axum::extract::{Form as Entered, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::protocol::StudioProtocol;
use pointil_practice::{Act, JurisdictionCode, id};
use pointil_storage::Account;
use pointil_treatment::{Protocol, Rule};

use super::desk::{Changes, Desk, Kept, record};
use super::place::fitting;
use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form, entered};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// What a form sends, by field.
type Fields = BTreeMap<String, String>;

/// A setting as the page shows it.
struct ShownSetting {
    name: &'static str,
    value: String,
    /// The built-in value, where the studio has another.
    built_in: Option<String>,
    range: String,
    grade: String,
    source: String,
    conflict: String,
    is_strict: bool,
}

/// A version of the protocol.
struct ShownVersion {
    version: String,
    when: String,
    who: String,
    remark: Option<String>,
    changes: Vec<String>,
    is_in_force: bool,
    is_whole: bool,
}

#[derive(Template)]
#[template(path = "practice/protocol.html")]
struct ProtocolPage {
    frame: Frame,
    law: String,
    version: String,
    is_kept: bool,
    settings: Vec<ShownSetting>,
    versions: Vec<ShownVersion>,
    form: Option<Form>,
    is_tried: bool,
}

fn of<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", |own| own.trim())
}

/// A rule's name as people read it.
fn label(rule: Rule) -> &'static str {
    static LABELS: OnceLock<Vec<String>> = OnceLock::new();
    let labels = LABELS.get_or_init(|| {
        let label = |rule: &Rule| {
            let name = rule.name().replace('_', " ");
            let (first, rest) = name.split_at(1);
            format!("{}{rest}", first.to_uppercase())
        };
        Rule::ALL.iter().map(label).collect()
    });
    labels.get(rule as usize).map_or("", String::as_str)
}

fn built_in() -> Result<Protocol, Fault> {
    Protocol::built_in().map_err(Fault::internal)
}

/// A value as text: to three digits after the point, and no noughts at the end.
fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

fn range(table: &Protocol, rule: Rule) -> String {
    let (low, high) = table.bounds(rule);
    format!("{} to {}", number(low), number(high))
}

fn settings(table: &Protocol, own: &StudioProtocol) -> Vec<ShownSetting> {
    let shown = |rule: &Rule| {
        let setting = table.setting(*rule);
        let (value, usual) = (number(own.usual(*rule)), number(setting.usual));
        ShownSetting {
            name: label(*rule),
            built_in: (value != usual).then_some(usual),
            value: format!("{value} {}", setting.unit),
            range: range(table, *rule),
            grade: setting.grade.to_string(),
            source: setting.source.clone(),
            conflict: setting.conflict.clone(),
            is_strict: rule.is_strict(),
        }
    };
    Rule::ALL.iter().map(shown).collect()
}

/// The versions, newest first, each with what it changed.
fn versions(
    kept: &[Kept<StudioProtocol>],
    people: &[Account],
    zone: &jiff::tz::TimeZone,
) -> Vec<ShownVersion> {
    let who = |by: id::PersonId| {
        let own = people.iter().find(|own| own.id.to_uuid() == by.0);
        own.map_or_else(|| "Somebody".to_owned(), |own| own.fields.name.clone())
    };
    let shown = |(place, own): (usize, &Kept<StudioProtocol>)| {
        let former = kept.get(place + 1).map(|own| &own.says);
        ShownVersion {
            version: own.says.version().short(),
            when: words::instant(own.says.made.at, zone),
            who: who(own.says.made.by),
            remark: own.says.remark.as_ref().map(ToString::to_string),
            changes: former.map_or_else(Vec::new, |former| changes(former, &own.says)),
            is_in_force: own.says.is_in_force(),
            is_whole: own.says.is_whole(),
        }
    };
    kept.iter().enumerate().map(shown).collect()
}

fn changes(former: &StudioProtocol, own: &StudioProtocol) -> Vec<String> {
    let law = (former.jurisdiction != own.jurisdiction)
        .then(|| format!("Law: {}", own.jurisdiction.jurisdiction().name));
    let changed = Rule::ALL.iter().filter_map(|rule| {
        let (was, is) = (number(former.usual(*rule)), number(own.usual(*rule)));
        (was != is).then(|| format!("{}: {was} became {is}", label(*rule)))
    });
    law.into_iter().chain(changed).collect()
}

/// The form with every setting; what was entered stands in for what is kept.
fn form(csrf: &str, table: &Protocol, own: &StudioProtocol, fields: &Fields) -> Form {
    let laws = JurisdictionCode::all().map(|code| {
        let law = code.jurisdiction();
        (law.code.clone(), law.name.clone())
    });
    let held = |name: &str, kept: String| fields.get(name).cloned().unwrap_or(kept);
    let law = Field::new("select", "jurisdiction", "Whose law it follows")
        .holding(held("jurisdiction", own.jurisdiction.to_string()))
        .among(laws);
    let remark = Field::new("textarea", "remark", "Why it is changed")
        .holding(of(fields, "remark"))
        .optional();
    let settings = Rule::ALL.iter().map(|rule| {
        let unit = &table.setting(*rule).unit;
        Field::new("text", rule.name(), label(*rule))
            .holding(held(rule.name(), number(own.usual(*rule))))
            .filled("off")
            .hinting(format!("{unit}; {}", range(table, *rule)))
    });
    Form::new(csrf, [law, remark].into_iter().chain(settings))
}

/// The law and the values that a form sends; a value that nobody touched is the one that is kept.
fn entered_values(
    own: &StudioProtocol,
    fields: &Fields,
) -> Result<(JurisdictionCode, Vec<(Rule, f64)>), Fault> {
    let table = built_in()?;
    let mut values = Vec::new();
    for rule in Rule::ALL {
        let kept = own.usual(*rule);
        let text = of(fields, rule.name()).replace(',', ".");
        if text == number(kept) || !fields.contains_key(rule.name()) {
            values.push((*rule, kept));
            continue;
        }
        let value = text.parse::<f64>().ok().filter(|own| own.is_finite());
        let value = value.ok_or_else(|| {
            let reason = format!("{text:?}: a number, {}", range(&table, *rule));
            field(rule.name(), &reason)
        })?;
        let bound = table.clone().with(*rule, value);
        bound.map_err(|error| field(rule.name(), &error.to_string()))?;
        values.push((*rule, value));
    }
    let law = match of(fields, "jurisdiction") {
        "" => own.jurisdiction,
        code => fitting("jurisdiction", code)?,
    };
    Ok((law, values))
}

async fn shown_with(
    app: &App,
    frame: Frame,
    seat: &Seat,
    (fields, fault): (&Fields, Option<Fault>),
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let own = desk.protocol().await?;
    let mut kept = desk.of_kind::<StudioProtocol>(None).await?;
    kept.sort_by_key(|own| (!own.says.is_in_force(), Reverse(own.says.made.at)));
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let people = app.store().accounts(seat.studio).await?;
    let table = built_in()?;
    let is_tried = fault.is_some();
    let mut form = form(&frame.csrf, &table, &own, fields);
    if let Some(fault) = fault {
        form = form.refused(fault)?;
    }
    page(&ProtocolPage {
        form: frame.can(Action::EditStudio).then_some(form),
        frame: frame.titled("Protocol").at(Nav::Studio),
        law: own.jurisdiction.jurisdiction().name.clone(),
        version: own.version().short(),
        is_kept: !kept.is_empty(),
        settings: settings(&table, &own),
        versions: versions(&kept, &people, &zone),
        is_tried,
    })
}

/// How the studio works.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
) -> Result<Response, Fault> {
    shown_with(&app, frame, &seat, (&Fields::new(), None)).await
}

/// Makes the next version; the one before is superseded in the same write.
pub(super) async fn revise(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let made = app
        .decide(seat.act(), |desk| {
            let fields = &fields;
            async move { Ok((revised(&desk, fields).await?, ())) }
        })
        .await;
    match made {
        Ok(()) => Ok(Redirect::to("/studio/protocol?done=saved").into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            shown_with(&app, frame, &seat, (&fields, Some(fault))).await
        }
        Err(fault) => Err(fault),
    }
}

async fn revised(desk: &Desk, fields: &Fields) -> Result<Changes, Fault> {
    let own = desk.protocol().await?;
    let (law, values) = entered_values(&own, fields)?;
    let remark = entered(of(fields, "remark"));
    let remark = remark.map(|own| fitting("remark", &own)).transpose()?;
    let made: Act = desk.by()?;
    let next_id = desk.new_id()?;
    let next = StudioProtocol::new(record(next_id), law, &values, made, remark)?;
    let former = desk.of_kind::<StudioProtocol>(Some("in_force")).await?;
    if !former.is_empty() && next.version() == own.version() {
        return Err(field(
            "",
            "nothing is changed: this version is in force already",
        ));
    }
    let mut changes = Changes::none().begin(next_id, None, &next)?;
    for kept in former {
        let superseded = kept.says.clone().supersede(desk.now())?;
        changes = changes.edit(&kept, &superseded)?;
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_written_for_people() {
        assert_eq!(number(10.0), "10");
        assert_eq!(number(0.25), "0.25");
        assert_eq!(number(100.0 / 3.0), "33.333");
        assert_eq!(label(Rule::DotsPerMinute), "Dots per minute");
        assert_eq!(label(Rule::PauseForConversation), "Pause for conversation");
    }
}
