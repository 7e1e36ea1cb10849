//! The questionnaire on health with somebody of the studio beside: asked, judged, a doctor's letter read, changes asked about.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::Words;
use pointil_practice::consent::Said;
use pointil_practice::screening::{Answer, Letter, Questionnaire, Screening, ScreeningState};
use pointil_storage::{ClientId, RecordId};

use super::answers::{self, ShownQuestion};
use super::by_link::{MakeLink, make_link};
use super::desk::{Changes, Day, Desk, Kept, client as client_id, record};
use super::place::fitting;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// What a form sends, by field.
type Fields = BTreeMap<String, String>;

/// A screening in a list.
struct Row {
    id: RecordId,
    begun: String,
    standing: &'static str,
    is_wrong: bool,
}

#[derive(Template)]
#[template(path = "practice/screenings.html")]
struct ListPage {
    frame: Frame,
    client: ClientId,
    rows: Vec<Row>,
    may_prepare: bool,
}

/// What was found, as the page shows it.
struct ShownFinding {
    outcome: &'static str,
    words: String,
    until: Option<String>,
    code: String,
}

#[derive(Template)]
#[template(path = "practice/screening.html")]
struct ScreeningPage {
    frame: Frame,
    id: RecordId,
    client: ClientId,
    is_draft: bool,
    standing: &'static str,
    counts_until: Option<String>,
    is_wrong: bool,
    questions: Vec<ShownQuestion>,
    problem: Option<String>,
    findings: Vec<ShownFinding>,
    letter: Option<(String, String, String)>,
    letter_form: Option<Form>,
    changed: Option<String>,
    still: bool,
    change_form: Option<Form>,
    make_link: Option<MakeLink>,
    may_prepare: bool,
}

/// What is said of a screening's standing, and whether it stands in the way.
pub(super) fn standing(state: &ScreeningState) -> (&'static str, bool) {
    match state {
        ScreeningState::Draft => ("Being answered", false),
        ScreeningState::Answered { .. } => ("Answered, not judged yet", true),
        ScreeningState::Proceed { .. } => ("Nothing stands in the way", false),
        ScreeningState::LetterNeeded { .. } => ("A doctor's letter is needed first", true),
        ScreeningState::LetterAccepted { .. } => ("A doctor's letter was accepted", false),
        ScreeningState::Postponed { .. } => ("Not yet", true),
        ScreeningState::Declined { .. } => ("We do not treat", true),
        ScreeningState::Changed { .. } => ("Something changed: ask anew", true),
        ScreeningState::Expired { .. } => ("Too old: ask anew", true),
        ScreeningState::Superseded { .. } => ("A later one took its place", false),
    }
}

fn questionnaire() -> Result<Questionnaire, Fault> {
    Questionnaire::built_in().map_err(Fault::internal)
}

/// A client's screenings.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    let person = find(&app, &seat, client).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let desk = Desk::at(&app, &seat).await?;
    let screenings = desk.of_client::<Screening>(client).await?;
    let row = |kept: Kept<Screening>| {
        let (standing, is_wrong) = standing(kept.says.standing());
        Row {
            id: kept.id,
            begun: words::instant(kept.created_at, &zone),
            standing,
            is_wrong,
        }
    };
    page(&ListPage {
        may_prepare: frame.can(Action::PreparePractice),
        frame: frame
            .titled(format!("Screening of {}", full_name(&person.fields)))
            .at(Nav::Clients),
        client,
        rows: screenings.into_iter().rev().map(row).collect(),
    })
}

/// Begins a questionnaire; one that is being answered is gone on with.
pub(super) async fn begin(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    let asked = questionnaire()?;
    let id = app
        .decide(seat.act(), |desk| {
            let asked = &asked;
            async move {
                let all = desk.of_client::<Screening>(client).await?;
                let draft = |own: &&Kept<Screening>| *own.says.standing() == ScreeningState::Draft;
                if let Some(open) = all.iter().find(draft) {
                    return Ok((Changes::none(), open.id));
                }
                let id = desk.new_id()?;
                let begun = Screening::begin(record(id), client_id(client), asked);
                Ok((Changes::none().begin(id, Some(client), &begun)?, id))
            }
        })
        .await?;
    Ok(Redirect::to(&format!("/screenings/{id}")).into_response())
}

/// A screening: its questions while it is a draft, afterwards what came of it and what can follow.
pub(super) async fn show_one(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, None).await
}

/// What somebody tried that the rules do not take.
struct Tried {
    fields: Fields,
    fault: Fault,
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let kept = Desk::at(app, seat).await?.one::<Screening>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let person = find(app, seat, client).await?;
    let own = &kept.says;
    let (told, is_wrong) = standing(own.standing());
    let state = own.standing();
    let opens = matches!(
        state,
        ScreeningState::Proceed { .. } | ScreeningState::LetterAccepted { .. }
    );
    let may_prepare = frame.can(Action::PreparePractice);
    let empty = Fields::new();
    let entered = tried.as_ref().map_or(&empty, |own| &own.fields);
    let letter = matches!(state, ScreeningState::LetterNeeded { .. });
    let mut letter_form =
        (letter && frame.can(Action::TreatClients)).then(|| letter_form(&frame.csrf, entered));
    let mut change_form = (opens && may_prepare).then(|| change_form(&frame.csrf, entered));
    let mut problem = None;
    if let Some(Tried { fault, .. }) = tried {
        match (&mut letter_form, &mut change_form) {
            (Some(form), _) | (None, Some(form)) => *form = core::mem::take(form).refused(fault)?,
            (None, None) => problem = Some(fault.detail()),
        }
    }
    page(&ScreeningPage {
        id,
        client,
        is_draft: *state == ScreeningState::Draft,
        standing: told,
        is_wrong,
        counts_until: own
            .judgement()
            .filter(|_| opens)
            .map(|judged| words::day(judged.counts_until)),
        questions: answers::shown(&questionnaire()?, own.answers()),
        problem,
        findings: findings(own),
        letter: letter_of(state),
        letter_form,
        changed: match state {
            ScreeningState::Changed { what, .. } => Some(what.to_string()),
            _ => None,
        },
        still: opens && may_prepare,
        change_form,
        make_link: make_link(&frame, client, id),
        may_prepare,
        frame: frame
            .titled(format!("Screening of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

fn findings(own: &Screening) -> Vec<ShownFinding> {
    let judged = own.judgement().into_iter();
    let found = judged.flat_map(|judged| judged.findings.iter());
    found
        .map(|finding| ShownFinding {
            outcome: finding.outcome.words(),
            words: finding.words.to_string(),
            until: finding.until.map(words::day),
            code: finding.rule.to_string(),
        })
        .collect()
}

fn letter_of(state: &ScreeningState) -> Option<(String, String, String)> {
    let letter = match state {
        ScreeningState::LetterAccepted { letter, .. } => letter,
        ScreeningState::Declined { letter, .. } => letter.as_ref()?,
        _ => return None,
    };
    Some((
        letter.from.to_string(),
        words::day(letter.on),
        letter.says.to_string(),
    ))
}

fn of<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", String::as_str)
}

fn letter_form(csrf: &str, fields: &Fields) -> Form {
    Form::new(
        csrf,
        [
            Field::new("text", "from", "Who wrote it")
                .holding(of(fields, "from"))
                .filled("off"),
            Field::new("date", "on", "Its day").holding(of(fields, "on")),
            Field::new("textarea", "says", "What it says about this treatment")
                .holding(of(fields, "says")),
        ],
    )
}

fn change_form(csrf: &str, fields: &Fields) -> Form {
    let what = Field::new("textarea", "what", "What has changed").holding(of(fields, "what"));
    Form::new(csrf, [what])
}

/// Makes a transition of a screening; what the rules do not take is shown with what was entered.
async fn changed(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    fields: Fields,
    change: impl Fn(Screening, &Desk, &Day, &Fields) -> Result<Screening, Fault> + Send + Sync,
) -> Result<Response, Fault> {
    let change = |own: Screening, desk: &Desk, day: &Day| change(own, desk, day, &fields);
    match app.alter(seat.act(), id, change).await {
        Ok(()) => Ok(Redirect::to(&format!("/screenings/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            shown(app, frame, seat, id, Some(Tried { fields, fault })).await
        }
        Err(fault) => Err(fault),
    }
}

/// Keeps answers, or hands them in and has them judged.
pub(super) async fn answer(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let asked = questionnaire()?;
    let given: Vec<(Words<40>, Answer)> = match answers::read(&asked, &fields) {
        Ok(given) => given,
        Err(fault) => return shown(&app, frame, &seat, id, Some(Tried { fields, fault })).await,
    };
    // What was answered is kept before it is judged, so that a question left out loses nothing.
    let keep = |own: Screening, _: &Desk, _: &Day, _: &Fields| Ok(own.with_answers(given.clone())?);
    if of(&fields, "do") == "keep" {
        return changed(&app, frame, &seat, id, fields, keep).await;
    }
    let kept = changed(&app, frame.clone(), &seat, id, fields.clone(), keep).await?;
    if !kept.status().is_redirection() {
        return Ok(kept);
    }
    let judge = |own: Screening, desk: &Desk, day: &Day, _: &Fields| {
        let how = Said::OnScreen {
            with: desk.person()?,
        };
        let answered = own.answer(&asked, (desk.now(), how), day.date)?;
        Ok(answered.judge(&asked, &day.protocol, day.date)?)
    };
    changed(&app, frame, &seat, id, fields, judge).await
}

/// Somebody has read a doctor's letter.
pub(super) async fn letter(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let read = |own: Screening, desk: &Desk, _: &Day, fields: &Fields| {
        let letter = Letter {
            from: fitting("from", of(fields, "from"))?,
            on: fitting("on", of(fields, "on"))?,
            says: fitting("says", of(fields, "says"))?,
            act: desk.by()?,
        };
        Ok(own.answer_letter(letter, of(fields, "do") == "accept")?)
    };
    changed(&app, frame, &seat, id, fields, read).await
}

/// The client says that all is as it was.
pub(super) async fn still(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let confirm = |own: Screening, desk: &Desk, _: &Day, _: &Fields| {
        let to = desk.person()?;
        Ok(own.confirm_unchanged(desk.now(), Said::Aloud { to })?)
    };
    changed(&app, frame, &seat, id, Fields::new(), confirm).await
}

/// The client says that something is other than it was.
pub(super) async fn change(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let report = |own: Screening, desk: &Desk, _: &Day, fields: &Fields| {
        let what = fitting("what", of(fields, "what"))?;
        Ok(own.report_change(desk.now(), what)?)
    };
    changed(&app, frame, &seat, id, fields, report).await
}
