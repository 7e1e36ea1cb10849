//! A lot: what is known of it, what left it, and what can follow.

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::lot::{
    Certificate, LimitFinding, Lot, LotEntry, LotState, MACHINE, TakenFor, check,
};
use pointil_practice::{Act, PracticeRecord};
use pointil_storage::RecordId;
use uuid::Uuid;

use super::{Fields, Today, amount, entry, kind_heading, list, of, standing};
use crate::app::App;
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::desk::{Changes, Desk};
use crate::practice::place::fitting;
use crate::seat::Seat;
use crate::words;

/// Something that can be done with the lot as it is.
struct Step {
    event: &'static str,
    heading: &'static str,
    button: &'static str,
    words: &'static str,
    is_grave: bool,
    is_open: bool,
    form: Form,
}

/// A certificate as the page shows it.
struct ShownCertificate {
    kind: &'static str,
    reference: String,
    on: String,
    too_much: Vec<String>,
    missing: Vec<&'static str>,
    within: usize,
}

/// What left the stock.
struct ShownEntry {
    what: String,
    why: String,
    when: String,
}

#[derive(Template)]
#[template(path = "practice/lot.html")]
struct LotPage {
    frame: Frame,
    id: RecordId,
    lot: Lot,
    kind: &'static str,
    standing: &'static str,
    is_wrong: bool,
    told: Vec<(&'static str, String)>,
    entries: Vec<ShownEntry>,
    certificates: Vec<ShownCertificate>,
    steps: Vec<Step>,
    problem: Option<String>,
}

/// What somebody tried that the rules do not take.
struct Tried {
    event: &'static str,
    fields: Fields,
    fault: Fault,
}

/// What a change is made with.
struct Sent<'a> {
    act: Act,
    today: jiff::civil::Date,
    fields: &'a Fields,
}

/// Event, heading, button, words, whether it is grave, and who may.
type Offer = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
    Action,
);

const OFFERS: [Offer; 8] = [
    (
        "open",
        "Open it",
        "It is open now",
        "From today its days once open are counted.",
        false,
        Action::PreparePractice,
    ),
    (
        "take",
        "Take some away",
        "Take it away",
        "What a session or a patch test uses is taken away there. Here goes what was spilt, thrown away or counted anew.",
        false,
        Action::PreparePractice,
    ),
    (
        "release",
        "Back into stock",
        "It may be used again",
        "Somebody has looked, and it is sound.",
        false,
        Action::TreatClients,
    ),
    (
        "certificates",
        "Add a certificate",
        "Add the certificate",
        "Enter the values of the analysis as they stand there; they are held against the limits of entry 75 of REACH.",
        false,
        Action::PreparePractice,
    ),
    (
        "quarantine",
        "Set it aside",
        "Set it aside",
        "Nobody can use it until somebody has looked.",
        false,
        Action::PreparePractice,
    ),
    (
        "expire",
        "Out of date",
        "Its last day is over",
        "Nobody can use it any more.",
        false,
        Action::PreparePractice,
    ),
    (
        "discard",
        "Throw it away",
        "It is thrown away",
        "What is left is gone. It can still be recalled.",
        true,
        Action::PreparePractice,
    ),
    (
        "recall",
        "Recall",
        "Recall the lot",
        "Maker or authority call it back. From then on no session begins or goes on with it, and you see at once who received it.",
        true,
        Action::PreparePractice,
    ),
];

/// Whether something can be done with a lot as it is: by its transition table, and on its days.
fn is_offered(lot: &Lot, event: &str, today: jiff::civil::Date) -> bool {
    match event {
        "certificates" => true,
        "take" => *lot.standing() == LotState::Opened,
        "open" | "expire" if lot.is_expired(today) != (event == "expire") => false,
        "release" => matches!(lot.standing(), LotState::Quarantined { .. }),
        event => MACHINE.target(lot.state(), event).is_some(),
    }
}

fn step_form(event: &str, csrf: &str, fields: &Fields, new: RecordId) -> Form {
    let area = |name, label| Field::new("textarea", name, label).holding(of(fields, name));
    let text = |name, label| {
        let own = Field::new("text", name, label).holding(of(fields, name));
        own.filled("off")
    };
    match event {
        "take" => {
            let key = match of(fields, "key") {
                "" => new.to_string(),
                sent => sent.to_owned(),
            };
            let own = [
                text("amount", "How much"),
                text("what_for", "Why"),
                Field::hidden("key", key),
            ];
            Form::new(csrf, own)
        }
        "quarantine" => Form::new(csrf, [area("why", "Why")]),
        "recall" => {
            let from = text("from", "Who recalls it").hinting("The maker, or an authority.");
            Form::new(csrf, [from, area("notice", "Their notice")])
        }
        "certificates" => entry::certificate_form(csrf, fields),
        _ => Form::new(csrf, []),
    }
}

fn shown_certificate(own: &Certificate) -> ShownCertificate {
    let mut shown = ShownCertificate {
        kind: entry::certificate_words(own.kind),
        reference: own.reference.to_string(),
        on: words::day(own.on),
        too_much: Vec::new(),
        missing: Vec::new(),
        within: 0,
    };
    if own.values.is_empty() {
        return shown;
    }
    for finding in check(&own.values) {
        match finding {
            LimitFinding::TooMuch { limit, mg_per_kg } => shown.too_much.push(format!(
                "{}: {mg_per_kg} mg/kg; from {} on it is too much",
                limit.words, limit.limit_mg_per_kg
            )),
            LimitFinding::Within { .. } => shown.within += 1,
            LimitFinding::NotAnalysed { limit } => shown.missing.push(&limit.words),
        }
    }
    shown
}

fn told(lot: &Lot, today: &Today) -> Vec<(&'static str, String)> {
    let facts = &lot.facts;
    let mut told = vec![
        ("Maker", facts.maker.to_string()),
        ("Lot number", facts.number.to_string()),
        ("Last day", words::day(facts.expiry)),
        (
            "Left",
            format!(
                "{} of {}",
                amount(lot.left_thousandths(), facts.unit),
                amount(facts.received_thousandths, facts.unit)
            ),
        ),
        (
            "Order again at",
            amount(facts.reorder_thousandths, facts.unit),
        ),
        ("Received", today.instant(lot.received.at)),
    ];
    if let Some(opened) = lot.opened() {
        told.push(("Opened", today.instant(opened.at)));
        told.push(("To be used until", words::day(today.usable_until(lot))));
    }
    match lot.standing() {
        LotState::Quarantined { act, why } => {
            told.push(("Set aside", today.instant(act.at)));
            told.push(("Why", why.to_string()));
        }
        LotState::Recalled { act, from, notice } => {
            told.push(("Recalled", today.instant(act.at)));
            told.push(("By", from.to_string()));
            told.push(("Their notice", notice.to_string()));
        }
        LotState::Discarded { act } => told.push(("Thrown away", today.instant(act.at))),
        _ => {}
    }
    told
}

fn entries(lot: &Lot, today: &Today) -> Vec<ShownEntry> {
    let shown = |entry: &LotEntry| ShownEntry {
        what: amount(entry.thousandths, lot.facts.unit),
        why: match &entry.taken_for {
            TakenFor::Session { .. } => "for a session".to_owned(),
            TakenFor::PatchTest { .. } => "for a patch test".to_owned(),
            TakenFor::Other { why } => why.to_string(),
        },
        when: today.instant(entry.act.at),
    };
    lot.entries().iter().rev().map(shown).collect()
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let lot = desk.one::<Lot>(id).await?.says;
    let today = list::today(app, seat, &desk).await?;
    let new = desk.new_id()?;
    let none = Fields::new();
    let may = OFFERS.iter().filter(|own| frame.can(own.5));
    let offered = may.filter(|own| is_offered(&lot, own.0, today.day));
    let mut steps = Vec::new();
    for (event, heading, button, words, is_grave, _) in offered {
        let own = tried.as_ref().filter(|tried| tried.event == *event);
        let fields = own.map_or(&none, |tried| &tried.fields);
        let mut form = step_form(event, &frame.csrf, fields, new);
        if let Some(tried) = own {
            form = form.refused(tried.fault.clone())?;
        }
        steps.push(Step {
            event,
            heading,
            button,
            words,
            is_grave: *is_grave,
            is_open: own.is_some(),
            form,
        });
    }
    let is_shown = steps.iter().any(|step| step.is_open);
    let (told_standing, is_wrong) = standing(lot.standing());
    page(&LotPage {
        frame: frame.titled(lot.name()).at(Nav::Stock),
        id,
        kind: kind_heading(lot.facts.kind),
        standing: told_standing,
        is_wrong,
        told: told(&lot, &today),
        entries: entries(&lot, &today),
        certificates: lot
            .facts
            .certificates
            .iter()
            .map(shown_certificate)
            .collect(),
        problem: tried
            .filter(|_| !is_shown)
            .map(|tried| tried.fault.detail()),
        steps,
        lot,
    })
}

/// A lot.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, None).await
}

/// A lot, by whom it is asked for, and what a form sends.
type Asked = (State<App>, Frame, Seat, Path<RecordId>, Entered<Fields>);

/// Makes a transition; what the rules do not take is shown with what was entered.
async fn changed(
    (State(app), frame, seat, Path(id), Entered(fields)): Asked,
    event: &'static str,
    change: impl Fn(Lot, &Sent<'_>) -> Result<Lot, Fault> + Sync,
) -> Result<Response, Fault> {
    let made = app
        .decide(seat.act(), |desk| {
            let (fields, change) = (&fields, &change);
            async move {
                let kept = desk.one::<Lot>(id).await?;
                let sent = Sent {
                    act: desk.by()?,
                    today: desk.today().await?,
                    fields,
                };
                let next = change(kept.says.clone(), &sent)?;
                if next == kept.says {
                    return Ok((Changes::none(), ()));
                }
                Ok((Changes::none().edit(&kept, &next)?, ()))
            }
        })
        .await;
    match made {
        Ok(()) if event == "recall" => {
            Ok(Redirect::to(&format!("/stock/{id}/received?done=recalled")).into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("/stock/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            let tried = Tried {
                event,
                fields,
                fault,
            };
            shown(&app, frame, &seat, id, Some(tried)).await
        }
        Err(fault) => Err(fault),
    }
}

macro_rules! handlers {
    ($($(#[$doc:meta])* $name:ident = $event:literal, $change:expr;)+) => {$(
        $(#[$doc])*
        pub(super) async fn $name(
            app: State<App>,
            frame: Frame,
            seat: Seat,
            id: Path<RecordId>,
            fields: Entered<Fields>,
        ) -> Result<Response, Fault> {
            changed((app, frame, seat, id, fields), $event, $change).await
        }
    )+};
}

handlers! {
    /// Opens it.
    open = "open", |lot, sent| Ok(lot.open(sent.act, sent.today)?);
    /// An amount is taken away.
    take = "take", taken;
    /// Sets it aside.
    quarantine = "quarantine", |lot, sent| {
        Ok(lot.quarantine(sent.act, fitting("why", of(sent.fields, "why"))?)?)
    };
    /// Back into stock.
    release = "release", |lot, _| Ok(lot.release()?);
    /// Maker or authority call it back.
    recall = "recall", |lot, sent| {
        let from = fitting("from", of(sent.fields, "from"))?;
        Ok(lot.recall(sent.act, from, fitting("notice", of(sent.fields, "notice"))?)?)
    };
    /// Its last day is over.
    expire = "expire", |lot, sent| Ok(lot.expire(sent.today)?);
    /// Thrown away.
    discard = "discard", |lot, sent| Ok(lot.discard(sent.act)?);
    /// A certificate is added.
    certificate = "certificates", |lot, sent| {
        Ok(lot.with_certificate(entry::certificate(sent.fields)?)?)
    };
}

/// The amount that a form takes away. The same form sent again is the same entry.
fn taken(lot: Lot, sent: &Sent<'_>) -> Result<Lot, Fault> {
    let key: Uuid = fitting("key", of(sent.fields, "key"))?;
    let known = lot.entries().iter().find(|own| own.key == key);
    let entry = LotEntry {
        key,
        act: known.map_or(sent.act, |own| own.act),
        thousandths: entry::thousandths("amount", of(sent.fields, "amount"))?,
        taken_for: TakenFor::Other {
            why: fitting("what_for", of(sent.fields, "what_for"))?,
        },
    };
    Ok(lot.take(entry)?)
}
