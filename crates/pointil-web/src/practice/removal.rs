//! Removal or correction of work: what is wanted, how many laser sessions there may be, what was done, and when the skin may be worked on again.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use pointil_optics::{
    FitzpatrickType, InkAmount, InkColours, KirbyDesai, LaserSessions, TattooSite, TissueChange,
};
use pointil_practice::removal_plan::{
    RemovalAim, RemovalFacts, RemovalPlan, RemovalState, Step, StepKind,
};
use pointil_practice::{List, PracticeRecord};
use pointil_storage::{ClientId, RecordId};

use super::aftercare::{ended, zone_of};
use super::asked::{Asked, Stepped};
use super::check_in::named;
use super::desk::{Changes, Day, Desk, client as client_id, record};
use super::offer::{self, Offer, Tried, entered};
use super::place::fitting;
use super::review;
use super::sent::{Sent, own_photographs};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::Field;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::version::People;
use crate::words;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{client}/removal-plans", post(propose))
        .route("/removal-plans/{plan}", get(show))
        .route("/removal-plans/{plan}/agree", post(agree))
        .route("/removal-plans/{plan}/step", post(step))
        .route("/removal-plans/{plan}/finish", post(finish))
        .route("/removal-plans/{plan}/stop", post(stop))
}

const AIMS: [(&str, &str, RemovalAim); 3] = [
    ("lighten", "Lighter, or a part away", RemovalAim::Lighten),
    ("remove", "All of it away", RemovalAim::Remove),
    (
        "correct",
        "Worked over again after lightening",
        RemovalAim::Correct,
    ),
];

const KINDS: [(&str, &str, StepKind); 3] = [
    (
        "test_spot",
        "A small place was tried with the laser",
        StepKind::TestSpot,
    ),
    ("laser_pass", "A pass of the laser", StepKind::LaserPass),
    ("new_work", "New work on the skin", StepKind::NewWork),
];

const TYPES: [(&str, &str, FitzpatrickType); 6] = [
    ("1", "I: always burns", FitzpatrickType::I),
    ("2", "II", FitzpatrickType::II),
    ("3", "III", FitzpatrickType::III),
    ("4", "IV", FitzpatrickType::IV),
    ("5", "V", FitzpatrickType::V),
    ("6", "VI: never burns", FitzpatrickType::VI),
];

const AMOUNTS: [(&str, &str, InkAmount); 4] = [
    ("1", "Light scalp micropigmentation", InkAmount::Amateur),
    ("2", "Dense scalp micropigmentation", InkAmount::Minimal),
    ("3", "Moderate: more than that", InkAmount::Moderate),
    ("4", "A great deal", InkAmount::Significant),
];

const CHANGES: [(&str, &str, TissueChange); 4] = [
    ("0", "None", TissueChange::None),
    ("1", "Few", TissueChange::Minimal),
    ("3", "Some", TissueChange::Moderate),
    ("5", "Many", TissueChange::Significant),
];

/// What is wanted, in words.
pub(super) fn aim(aim: RemovalAim) -> &'static str {
    let own = AIMS.iter().find(|own| own.2 == aim);
    own.map_or("", |own| own.1)
}

/// What is said of a plan's standing, and whether it is over.
pub(super) const fn standing(state: &RemovalState) -> (&'static str, bool) {
    match state {
        RemovalState::Proposed => ("Talked over", false),
        RemovalState::Agreed { .. } => ("Agreed", false),
        RemovalState::UnderWay => ("Under way", false),
        RemovalState::Finished { .. } => ("Reached", true),
        RemovalState::Stopped { .. } => ("Not gone on with", true),
    }
}

fn select<T>(
    (name, label): (&'static str, &'static str),
    choices: &[(&str, &str, T)],
    tried: Option<&Tried>,
) -> Field {
    let choose = [(String::new(), "Choose".to_owned())];
    let all = choices.iter();
    let all = all.map(|(value, words, _)| ((*value).to_owned(), (*words).to_owned()));
    Field::new("select", name, label)
        .holding(entered(tried, name))
        .among(choose.into_iter().chain(all))
}

fn chosen<T: Copy>(sent: &Sent, name: &str, choices: &[(&str, &str, T)]) -> Result<T, Fault> {
    let own = choices.iter().find(|own| own.0 == sent.one(name));
    own.map(|own| own.2)
        .ok_or_else(|| field(name, "choose one of the list"))
}

/// The form that proposes a plan.
pub(super) fn proposal(
    client: ClientId,
    csrf: &str,
    tried: Option<&Tried>,
) -> Result<Offer, Fault> {
    let yes_no = [("no", "No", ()), ("yes", "Yes", ())];
    let known = [
        ("no", "No, black alone", ()),
        ("yes", "Yes, or nobody knows", ()),
    ];
    let why = Field::new("textarea", "why", "Why").holding(entered(tried, "why"));
    let to = format!("/clients/{client}/removal-plans");
    Offer::new(to, "Begin a plan", "Propose it")
        .saying("A laser is a doctor's or a licensed person's matter. The number of sessions is a range from two sources that contradict each other.")
        .asking(
            csrf,
            [
                select(("aim", "What is wanted"), &AIMS, tried),
                why,
                select(("skin", "Skin type (Fitzpatrick)"), &TYPES, tried),
                select(("amount", "How much pigment"), &AMOUNTS, tried),
                select(("layered", "Does it lie over older work?"), &yes_no, tried),
                select(("scars", "Scars in it"), &CHANGES, tried),
                select(
                    ("darkens", "Are there white, red or brown pigments in it?"),
                    &known,
                    tried,
                )
                .hinting("Iron oxide and titanium white can turn black under a laser: then a small place is tried first."),
            ],
        )
        .tried(tried)
}

/// A plan is proposed.
async fn propose(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    sent: Sent,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    let proposed = app
        .decide(seat.act(), |desk| {
            let sent = &sent;
            async move {
                let sessions = ended(&desk, client).await?;
                let last = sessions.first().map(|own| own.says.id);
                let facts = facts(sent, zone_of(&desk, last).await?)?;
                let id = desk.new_id()?;
                let plan = RemovalPlan::propose(record(id), client_id(client), facts);
                Ok((Changes::none().begin(id, Some(client), &plan)?, id))
            }
        })
        .await;
    match proposed {
        Ok(id) => Ok(Redirect::to(&format!("/removal-plans/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            let status = fault.status();
            let step = "removal-plans";
            let tried = Some(Tried { step, sent, fault });
            let shown = review::shown(&app, frame, &seat, client, tried).await?;
            Ok((status, shown).into_response())
        }
        Err(fault) => Err(fault),
    }
}

fn facts(sent: &Sent, zone: pointil_practice::ZoneName) -> Result<RemovalFacts, Fault> {
    let scale = KirbyDesai {
        fitzpatrick: chosen(sent, "skin", &TYPES)?,
        site: TattooSite::HeadOrNeck,
        amount: chosen(sent, "amount", &AMOUNTS)?,
        layered: chosen(sent, "layered", &[("no", "", false), ("yes", "", true)])?,
        tissue_change: chosen(sent, "scars", &CHANGES)?,
        colours: InkColours::Black,
    };
    Ok(RemovalFacts {
        aim: chosen(sent, "aim", &AIMS)?,
        words: fitting("why", sent.one("why"))?,
        sessions: LaserSessions::of(&scale).into(),
        may_darken: chosen(sent, "darkens", &[("no", "", false), ("yes", "", true)])?,
        zone,
    })
}

#[derive(Template)]
#[template(path = "practice/removal-plan.html")]
struct PlanPage {
    frame: Frame,
    client: ClientId,
    standing: &'static str,
    told: Vec<(&'static str, String)>,
    steps: Vec<(&'static str, String, String)>,
    offers: Vec<Offer>,
    problem: Option<String>,
}

/// A plan's page.
async fn show(
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
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let kept = Desk::at(app, seat).await?.one::<RemovalPlan>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let person = find(app, seat, client).await?;
    let people = People::of(app, seat).await?;
    let own = &kept.says;
    let done = own.steps.iter().map(|step| {
        let kind = KINDS.iter().find(|kind| kind.2 == step.kind);
        let who = format!(
            "{} · by {} · noted by {}",
            words::day(step.day),
            step.done_by,
            named(&people, step.act.by)
        );
        let said = step.words.as_ref().map(ToString::to_string);
        (
            kind.map_or("", |kind| kind.1),
            who,
            said.unwrap_or_default(),
        )
    });
    let offers = match frame.can(Action::TreatClients) {
        true => offers(own, id, &frame.csrf, own.zone.day(seat.at), tried.as_ref())?,
        false => Vec::new(),
    };
    page(&PlanPage {
        client,
        standing: standing(own.stands()).0,
        told: told(own),
        steps: done.collect(),
        problem: offer::refused(&offers, tried.as_ref()),
        offers,
        frame: frame
            .titled(format!("{}: {}", full_name(&person.fields), aim(own.aim)))
            .at(Nav::Clients),
    })
}

fn told(own: &RemovalPlan) -> Vec<(&'static str, String)> {
    let sessions = format!(
        "{:.0} to {:.0}. The published series of scalp micropigmentation needed the least; the scale of Kirby and Desai, made for tattoos and older lasers, says the most.",
        own.sessions.least,
        own.sessions.most.ceil()
    );
    let darkens = match own.may_darken {
        true => "Yes, or nobody knows: a small place is tried first.",
        false => "No: black alone.",
    };
    let mut told = vec![
        ("Why", own.words.to_string()),
        ("Laser sessions", sessions),
        ("May darken", darkens.to_owned()),
    ];
    for (label, kind) in [
        ("Next pass from", StepKind::LaserPass),
        ("New work from", StepKind::NewWork),
    ] {
        let is_asked = kind == StepKind::LaserPass || own.aim == RemovalAim::Correct;
        if let Some(day) = own.first_day(kind).filter(|_| is_asked) {
            told.push((label, words::day(day)));
        }
    }
    told
}

/// What can be done with a plan as it stands.
fn offers(
    own: &RemovalPlan,
    id: RecordId,
    csrf: &str,
    today: Date,
    tried: Option<&Tried>,
) -> Result<Vec<Offer>, Fault> {
    let to = |step: &str| format!("/removal-plans/{id}/{step}");
    let mut offers = Vec::new();
    let state = own.state();
    if state == "proposed" {
        let agree = Offer::new(to("agree"), "The client wants it", "It is agreed");
        offers.push(agree.asking(csrf, []).opened());
    }
    if matches!(state, "agreed" | "under_way") {
        let day = match entered(tried, "day") {
            "" => today.to_string(),
            day => day.to_owned(),
        };
        let fields = [
            select(("kind", "What was done"), &KINDS, tried),
            Field::new("date", "day", "On which day").holding(day),
            Field::new("text", "done_by", "By whom")
                .holding(entered(tried, "done_by"))
                .filled("off")
                .hinting("Whoever is licensed for it, often not of the studio."),
            Field::new("textarea", "seen", "How skin and pigment were")
                .holding(entered(tried, "seen"))
                .optional(),
        ];
        let step = Offer::new(to("step"), "A step was done", "Note the step");
        offers.push(step.asking(csrf, fields).opened());
    }
    if state == "under_way" {
        let finish = Offer::new(to("finish"), "What was wanted is reached", "It is reached");
        offers.push(finish.asking(csrf, []));
    }
    if matches!(state, "proposed" | "agreed" | "under_way") {
        let stop = Offer::new(to("stop"), "It is not gone on with", "Stop the plan");
        offers.push(stop.asking(csrf, []).grave());
    }
    offers.into_iter().map(|own| own.tried(tried)).collect()
}

async fn changed(
    asked: Asked,
    step: &'static str,
    change: impl Fn(RemovalPlan, &Desk, &Day, &Sent) -> Result<RemovalPlan, Fault> + Send + Sync,
) -> Result<Response, Fault> {
    match asked.change("/removal-plans", step, change).await? {
        Stepped::Done(response) => Ok(response),
        Stepped::Refused(again) => {
            let status = again.tried.fault.status();
            let tried = Some(again.tried);
            let shown = shown(&again.app, again.frame, &again.seat, again.id, tried).await?;
            Ok((status, shown).into_response())
        }
    }
}

/// The client wants it.
async fn agree(asked: Asked) -> Result<Response, Fault> {
    let agree = |own: RemovalPlan, desk: &Desk, _: &Day, _: &Sent| Ok(own.agree(desk.by()?)?);
    changed(asked, "agree", agree).await
}

/// A step is done.
async fn step(asked: Asked) -> Result<Response, Fault> {
    let kept = Desk::at(&asked.app, &asked.seat).await?;
    let client = kept.one::<RemovalPlan>(asked.id).await?.client;
    let client = client.ok_or(Fault::NotFound)?;
    let act = asked.seat.act();
    let chosen_photographs = asked.sent.all("photographs");
    let own = own_photographs(&asked.app, &act, client, &chosen_photographs).await?;
    let photographs = List::new(own).map_err(|error| field("photographs", &error.to_string()))?;
    let step = |own: RemovalPlan, desk: &Desk, _: &Day, sent: &Sent| {
        let day: Date = fitting("day", sent.one("day"))?;
        if day > own.zone.day(desk.now()) {
            return Err(field("day", "that day has not come yet"));
        }
        let step = Step {
            kind: chosen(sent, "kind", &KINDS)?,
            day,
            done_by: fitting("done_by", sent.one("done_by"))?,
            act: desk.by()?,
            words: match sent.one("seen") {
                "" => None,
                text => Some(fitting("seen", text)?),
            },
            photographs: photographs.clone(),
        };
        Ok(own.do_step(step)?)
    };
    changed(asked, "step", step).await
}

/// What was wanted is reached.
async fn finish(asked: Asked) -> Result<Response, Fault> {
    let finish = |own: RemovalPlan, desk: &Desk, _: &Day, _: &Sent| Ok(own.finish(desk.by()?)?);
    changed(asked, "finish", finish).await
}

/// It is not gone on with.
async fn stop(asked: Asked) -> Result<Response, Fault> {
    let stop = |own: RemovalPlan, desk: &Desk, _: &Day, _: &Sent| Ok(own.stop(desk.by()?)?);
    changed(asked, "stop", stop).await
}
