//! A consultation: what is wanted and known, what speaks for and against, the other ways there are, and how it ended.

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::List;
use pointil_practice::consultation::{
    Alternative, Calibre, Consultation, ConsultationState, Decision, Facts, HairShade, LossPace,
    LossStage, Norwood, Permanence, Talk, WantedLength, WantedLook, alternatives,
};
use pointil_practice::suitability::{Suitability, Verdict};
use pointil_storage::{ClientId, RecordId};
use serde::Serialize;
use serde_json::{Map, Value};

use super::ask::some;
use super::booking::{Fields, of};
use super::desk::{Changes, Desk, Kept, client as client_id, record};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form, entered};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// How a fact is asked for.
enum Asked {
    /// One of these, as JSON and in words.
    Among(Vec<(String, String)>),
    /// Yes or no.
    YesNo,
    /// A whole number up to this one.
    Number(u16),
}

/// A finding as the page shows it.
struct ShownFinding {
    words: String,
    way_on: String,
}

struct ListRow {
    id: RecordId,
    begun: String,
    standing: &'static str,
}

#[derive(Template)]
#[template(path = "practice/consultations.html")]
struct ListPage {
    frame: Frame,
    client: ClientId,
    rows: Vec<ListRow>,
    may_prepare: bool,
}

#[derive(Template)]
#[template(path = "practice/consultation.html")]
struct ConsultationPage {
    frame: Frame,
    id: RecordId,
    client: ClientId,
    standing: &'static str,
    closed: Option<String>,
    verdict: &'static str,
    findings: Vec<ShownFinding>,
    ways: &'static [Alternative],
    form: Option<Form>,
    close: Option<Form>,
    said: Vec<(&'static str, String)>,
}

const DECISIONS: [(Decision, &str, &str); 5] = [
    (
        Decision::ThinkItOver,
        "think_it_over",
        "The client thinks it over",
    ),
    (
        Decision::GoOn,
        "go_on",
        "The client wants it, and we would do it",
    ),
    (
        Decision::DoctorFirst,
        "doctor_first",
        "A doctor is asked first",
    ),
    (
        Decision::ClientDeclines,
        "client_declines",
        "The client does not want it",
    ),
    (
        Decision::StudioDeclines,
        "studio_declines",
        "We do not do it",
    ),
];

const fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "Nothing that was told speaks against it",
        Verdict::GoodWithConditions => "It can be right, when this is heeded",
        Verdict::ExpectationsToTalkOver => "What is expected is to be talked over first",
        Verdict::Poor => "Something else would serve better, or it is too early",
    }
}

fn among<T: Serialize>(all: &[(T, &str)]) -> Asked {
    let pairs = all.iter().filter_map(|(own, words)| {
        let value = serde_json::to_string(own).ok()?;
        Some((value, (*words).to_owned()))
    });
    Asked::Among(pairs.collect())
}

fn losses() -> Asked {
    among(&[
        (LossStage::Pattern(Norwood::I), "No loss seen (I)"),
        (LossStage::Pattern(Norwood::II), "Temples, a little (II)"),
        (LossStage::Pattern(Norwood::III), "Temples, deep (III)"),
        (
            LossStage::Pattern(Norwood::IIIVertex),
            "Temples and crown (III vertex)",
        ),
        (
            LossStage::Pattern(Norwood::IV),
            "Front and crown, a bridge between (IV)",
        ),
        (LossStage::Pattern(Norwood::V), "The bridge gets narrow (V)"),
        (LossStage::Pattern(Norwood::VI), "The bridge is gone (VI)"),
        (
            LossStage::Pattern(Norwood::VII),
            "Only back and sides are left (VII)",
        ),
        (
            LossStage::Diffuse { ludwig: 1 },
            "Thin all over, a little (Ludwig 1)",
        ),
        (
            LossStage::Diffuse { ludwig: 2 },
            "Thin all over, clearly (Ludwig 2)",
        ),
        (
            LossStage::Diffuse { ludwig: 3 },
            "Thin all over, very (Ludwig 3)",
        ),
        (LossStage::Patches, "Patches"),
        (LossStage::All, "All hair of the head"),
        (LossStage::Scar, "A scar"),
        (LossStage::Unclear, "It cannot be said"),
    ])
}

/// Every fact that is asked for: its name in the record, how it is asked, and in which form.
fn facts() -> Vec<(&'static str, &'static str, Asked)> {
    let skins = ["I", "II", "III", "IV", "V", "VI"].map(|own| (own, own));
    let mut all = vec![
        ("age", "Age in years", Asked::Number(120)),
        ("loss", "Hair loss as seen here", losses()),
        (
            "pace",
            "In the last year",
            among(&[
                (LossPace::Stable, "it stayed as it was"),
                (LossPace::Slow, "it went on slowly"),
                (LossPace::Quick, "it went on quickly"),
            ]),
        ),
        (
            "doctor_knows_why",
            "A doctor has said what it comes from",
            Asked::YesNo,
        ),
        ("skin", "Skin type", among(&skins)),
        (
            "hair_shade",
            "Hair",
            among(&[
                (HairShade::Dark, "black or dark brown"),
                (HairShade::Brown, "brown"),
                (HairShade::DarkFair, "dark fair or red"),
                (HairShade::VeryFair, "very fair, white or grey"),
            ]),
        ),
        (
            "calibre",
            "A single hair is",
            among(&[
                (Calibre::Fine, "fine"),
                (Calibre::Medium, "medium"),
                (Calibre::Thick, "thick"),
            ]),
        ),
        (
            "look",
            "What is wanted",
            among(&[
                (WantedLook::Shaved, "the look of hair shaved close"),
                (WantedLook::Density, "more density under hair that is there"),
                (WantedLook::ScarHidden, "a scar that is less seen"),
            ]),
        ),
    ];
    all.extend(wishes());
    all
}

/// The facts about what is wished.
fn wishes() -> Vec<(&'static str, &'static str, Asked)> {
    vec![
        (
            "length",
            "The hair will be worn",
            among(&[
                (WantedLength::Shaved, "shaved to a shadow"),
                (WantedLength::Short, "a few millimetres long"),
                (WantedLength::Long, "longer"),
            ]),
        ),
        (
            "permanence",
            "It should last",
            among(&[
                (Permanence::Years, "for years, with touch-ups"),
                (Permanence::ForEver, "for ever, without another visit"),
                (Permanence::Trial, "for a trial, and go away by itself"),
            ]),
        ),
        (
            "expects_regrowth",
            "Hair is expected to grow from it",
            Asked::YesNo,
        ),
        (
            "expects_real_hair",
            "It is expected to pass for hair from near or when touched",
            Asked::YesNo,
        ),
        (
            "thinks_of_it_all_day",
            "Thoughts of it take up much of every day",
            Asked::YesNo,
        ),
        ("wish_of_another", "Somebody else wishes it", Asked::YesNo),
        (
            "sessions_wanted",
            "Sessions they would come to",
            Asked::Number(20),
        ),
        (
            "line_age_wanted",
            "Years that the wished hairline looks like",
            Asked::Number(120),
        ),
        (
            "months_since_transplant",
            "Months since a hair transplant",
            Asked::Number(1200),
        ),
        (
            "transplant_planned",
            "A hair transplant is planned",
            Asked::YesNo,
        ),
    ]
}

fn yes_no() -> Vec<(String, String)> {
    vec![
        ("true".to_owned(), "yes".to_owned()),
        ("false".to_owned(), "no".to_owned()),
    ]
}

/// With "not asked" in front.
fn or_not_asked(choices: Vec<(String, String)>) -> Vec<(String, String)> {
    let nothing = (String::new(), "not asked".to_owned());
    core::iter::once(nothing).chain(choices).collect()
}

const WORDS: [(&str, &str); 4] = [
    ("goals", "What the client wants of it"),
    ("expectations", "What the client expects"),
    ("skin_words", "Words to the skin"),
    ("notes", "Notes"),
];

const TOLD: [(&str, &str); 2] = [
    (
        "told_no_hair_grows",
        "It was said, and understood, that no hair grows from it",
    ),
    (
        "told_alternatives",
        "The other ways were gone through, doing nothing among them",
    ),
];

fn talk_form(csrf: &str, fields: &Fields) -> Form {
    let mut all = Vec::new();
    for (name, label) in WORDS {
        let own = Field::new("textarea", name, label).holding(of(fields, name));
        all.push(own.optional());
    }
    for (name, label, asked) in facts() {
        let (kind, choices) = match asked {
            Asked::Among(all) => ("select", or_not_asked(all)),
            Asked::YesNo => ("select", or_not_asked(yes_no())),
            Asked::Number(_) => ("number", Vec::new()),
        };
        let own = Field::new(kind, name, label).holding(of(fields, name));
        all.push(own.among(choices).optional());
    }
    for (name, label) in TOLD {
        let told = [("false", "Not yet"), ("true", "Yes")];
        let told = told.map(|(value, words)| (value.to_owned(), words.to_owned()));
        all.push(
            Field::new("select", name, label)
                .holding(of(fields, name))
                .among(told),
        );
    }
    Form::new(csrf, all)
}

/// What a talk says, as its form holds it.
fn entered_of(talk: &Talk) -> Result<Fields, Fault> {
    let mut fields = Fields::new();
    let words = [
        ("goals", talk.goals.as_ref().map(ToString::to_string)),
        (
            "expectations",
            talk.expectations.as_ref().map(ToString::to_string),
        ),
        ("skin_words", talk.skin.as_ref().map(ToString::to_string)),
        ("notes", talk.notes.as_ref().map(ToString::to_string)),
    ];
    for (name, words) in words {
        fields.insert(name.to_owned(), words.unwrap_or_default());
    }
    let known = serde_json::to_value(&talk.facts).map_err(Fault::internal)?;
    for (name, ..) in facts() {
        let own = known.get(name).filter(|own| !own.is_null());
        fields.insert(
            name.to_owned(),
            own.map(Value::to_string).unwrap_or_default(),
        );
    }
    let told = [talk.told_no_hair_grows, talk.told_alternatives];
    for ((name, _), told) in TOLD.iter().zip(told) {
        fields.insert((*name).to_owned(), told.to_string());
    }
    Ok(fields)
}

/// The talk that a form sends; what it does not ask about stays as it was.
fn read(fields: &Fields, was: &Talk) -> Result<Talk, Fault> {
    let known = serde_json::to_value(&was.facts).map_err(Fault::internal)?;
    let mut known: Map<String, Value> = match known {
        Value::Object(own) => own,
        _ => Map::new(),
    };
    for (name, _, asked) in facts() {
        let text = of(fields, name).trim();
        let value = match (text, &asked) {
            ("", _) => Value::Null,
            (text, Asked::Number(most)) => {
                let number = text.parse::<u16>().ok().filter(|own| own <= most);
                let wrong = || field(name, &format!("give a whole number up to {most}"));
                number.ok_or_else(wrong)?.into()
            }
            (text, _) => {
                let wrong = |_| field(name, "choose one of the list");
                serde_json::from_str(text).map_err(wrong)?
            }
        };
        known.insert(name.to_owned(), value);
    }
    let unread = |error: serde_json::Error| Fault::Malformed(error.to_string());
    let facts: Facts = serde_json::from_value(Value::Object(known)).map_err(unread)?;
    Ok(Talk {
        goals: some("goals", of(fields, "goals"))?,
        expectations: some("expectations", of(fields, "expectations"))?,
        notes: some("notes", of(fields, "notes"))?,
        skin: some("skin_words", of(fields, "skin_words"))?,
        photographs: was.photographs.clone(),
        told_no_hair_grows: of(fields, "told_no_hair_grows") == "true",
        told_alternatives: of(fields, "told_alternatives") == "true",
        facts,
    })
}

const fn standing(state: &ConsultationState) -> &'static str {
    match state {
        ConsultationState::Open => "Open",
        ConsultationState::Closed { decision, .. } => match decision {
            Decision::GoOn => "Goes on",
            Decision::ThinkItOver => "Is thought over",
            Decision::DoctorFirst => "A doctor is asked first",
            Decision::ClientDeclines => "Not wanted",
            Decision::StudioDeclines => "Declined by the studio",
        },
    }
}

/// A client's consultations.
pub(super) async fn list(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    let person = find(&app, &seat, client).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let desk = Desk::at(&app, &seat).await?;
    let all = desk.of_client::<Consultation>(client).await?;
    let row = |own: Kept<Consultation>| ListRow {
        id: own.id,
        begun: words::instant(own.says.begun.at, &zone),
        standing: standing(own.says.stands()),
    };
    page(&ListPage {
        client,
        rows: all.into_iter().rev().map(row).collect(),
        may_prepare: frame.can(Action::PreparePractice),
        frame: frame
            .titled(format!("Consultations of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

/// Begins a consultation; one that is open is gone on with.
pub(super) async fn begin(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    let begun = app.decide(seat.act(), |desk| async move {
        let all = desk.of_client::<Consultation>(client).await?;
        let open = |own: &&Kept<Consultation>| *own.says.stands() == ConsultationState::Open;
        if let Some(open) = all.iter().find(open) {
            return Ok((Changes::none(), open.id));
        }
        let talk = Talk {
            goals: None,
            expectations: None,
            notes: None,
            skin: None,
            photographs: List::default(),
            told_no_hair_grows: false,
            told_alternatives: false,
            facts: Facts::default(),
        };
        let id = desk.new_id()?;
        let new = Consultation::new(record(id), client_id(client), desk.by()?, None, talk);
        Ok((Changes::none().begin(id, Some(client), &new)?, id))
    });
    let id = begun.await?;
    Ok(Redirect::to(&format!("/consultations/{id}")).into_response())
}

/// A consultation with what was found.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, None).await
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    tried: Option<(Fields, Fault)>,
) -> Result<Response, Fault> {
    let kept = Desk::at(app, seat).await?.one::<Consultation>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let person = find(app, seat, client).await?;
    let own = &kept.says;
    let is_open = *own.stands() == ConsultationState::Open;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let (found, closed) = match own.stands() {
        ConsultationState::Open => (own.suitability(), None),
        ConsultationState::Closed {
            act, suitability, ..
        } => (suitability.clone(), Some(words::instant(act.at, &zone))),
    };
    let mut form = (is_open && frame.can(Action::PreparePractice))
        .then(|| Ok::<_, Fault>(talk_form(&frame.csrf, &entered_of(&own.talk)?)))
        .transpose()?;
    let mut close = (is_open && frame.can(Action::TreatClients)).then(|| {
        let ends = DECISIONS.map(|(_, name, words)| (name.to_owned(), words.to_owned()));
        Form::new(
            &frame.csrf,
            [Field::new("select", "decision", "How it ended").among(ends)],
        )
    });
    if let Some((fields, fault)) = tried {
        match (&mut form, &mut close, fields.contains_key("decision")) {
            (_, Some(close), true) => *close = core::mem::take(close).refused(fault)?,
            (Some(form), _, false) => {
                *form = talk_form(&frame.csrf, &fields).refused(fault)?;
            }
            _ => return Err(fault),
        }
    }
    page(&ConsultationPage {
        id,
        client,
        standing: standing(own.stands()),
        closed,
        verdict: verdict_words(found.verdict),
        findings: findings(&found),
        ways: alternatives(),
        said: if form.is_some() {
            Vec::new()
        } else {
            said(&own.talk)?
        },
        form,
        close,
        frame: frame
            .titled(format!("Consultation of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

fn findings(found: &Suitability) -> Vec<ShownFinding> {
    let shown = found.findings.iter().map(|own| ShownFinding {
        words: own.words().words.clone(),
        way_on: own.words().way_on.clone(),
    });
    shown.collect()
}

/// What was answered, in words.
fn said(talk: &Talk) -> Result<Vec<(&'static str, String)>, Fault> {
    let fields = entered_of(talk)?;
    let mut said = Vec::new();
    for (name, label) in WORDS {
        said.extend(entered(of(&fields, name)).map(|words| (label, words)));
    }
    for (name, label, asked) in facts() {
        let Some(value) = entered(of(&fields, name)) else {
            continue;
        };
        let choices = match asked {
            Asked::Among(all) => all,
            Asked::YesNo => yes_no(),
            Asked::Number(_) => Vec::new(),
        };
        let words = choices.into_iter().find(|own| own.0 == value);
        said.push((label, words.map_or(value, |own| own.1)));
    }
    for (name, label) in TOLD {
        let told = if of(&fields, name) == "true" {
            "yes"
        } else {
            "not yet"
        };
        said.push((label, told.to_owned()));
    }
    Ok(said)
}

async fn changed(
    app: &App,
    frame: Frame,
    seat: &Seat,
    (id, fields): (RecordId, Fields),
    change: impl Fn(Consultation, &Desk) -> Result<Consultation, Fault> + Send + Sync,
) -> Result<Response, Fault> {
    let made = app.decide(seat.act(), |desk| {
        let change = &change;
        async move {
            let kept = desk.one::<Consultation>(id).await?;
            let next = change(kept.says.clone(), &desk)?;
            Ok((Changes::none().edit(&kept, &next)?, ()))
        }
    });
    match made.await {
        Ok(()) => Ok(Redirect::to(&format!("/consultations/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            shown(app, frame, seat, id, Some((fields, fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Writes it anew.
pub(super) async fn amend(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let sent = fields.clone();
    let amend = move |own: Consultation, _: &Desk| {
        let talk = read(&sent, &own.talk)?;
        Ok(own.amend(talk)?)
    };
    changed(&app, frame, &seat, (id, fields), amend).await
}

/// Ends it.
pub(super) async fn close(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(mut fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let chosen = fields.entry("decision".to_owned()).or_default().clone();
    let close = move |own: Consultation, desk: &Desk| {
        let found = DECISIONS.iter().find(|(_, name, _)| *name == chosen);
        let (decision, ..) = found.ok_or_else(|| field("decision", "choose one of the list"))?;
        Ok(own.close(desk.by()?, *decision)?)
    };
    changed(&app, frame, &seat, (id, fields), close).await
}
