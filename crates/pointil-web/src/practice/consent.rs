//! A client's consents: each for itself, with its words; given, refused and taken back with somebody of the studio beside.

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::Words;
use pointil_practice::consent::{Consent, ConsentKind, Said, holds};
use pointil_practice::id::PersonId;
use pointil_storage::{ClientId, RecordId};
use serde::Deserialize;

use super::desk::{Changes, Day, Desk, Kept, client as client_id, record};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// A kind of consent as the page shows it.
struct ShownConsent {
    code: &'static str,
    title: &'static str,
    words: &'static str,
    holds: bool,
    /// Nobody asked, and it holds until the client says no.
    is_assumed: bool,
    /// What was said last, and when.
    last: Option<(&'static str, String)>,
    /// The record that can be taken back.
    given: Option<RecordId>,
}

#[derive(Template)]
#[template(path = "practice/consents.html")]
struct ConsentsPage {
    frame: Frame,
    client: ClientId,
    consents: Vec<ShownConsent>,
    may_prepare: bool,
}

/// What a form sends.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entry {
    kind: String,
    how: String,
    says: String,
}

/// A kind's heading.
pub(super) fn title(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::Treatment => "Treatment",
        ConsentKind::ClinicalPhotographs => "Photographs for the record",
        ConsentKind::PublishingPhotographs => "Photographs shown to others",
        ConsentKind::Messages => "Offers and news",
        ConsentKind::Reminders => "Reminders and questions by e-mail",
    }
}

/// How it was said, out of a form.
fn said(how: &str, person: PersonId) -> Result<Said, Fault> {
    Ok(match how {
        "screen" => Said::OnScreen { with: person },
        "paper" => Said::OnPaper { by: person },
        "aloud" => Said::Aloud { to: person },
        _ => return Err(field("how", "choose how the client said it")),
    })
}

/// What a client agreed to and what not.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    let person = find(&app, &seat, client).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let desk = Desk::at(&app, &seat).await?;
    let kept = desk.of_client::<Consent>(client).await?;
    let all: Vec<Consent> = kept.iter().map(|kept| kept.says.clone()).collect();
    let shown = |kind: ConsentKind| {
        let of_kind = kept.iter().filter(|kept| kept.says.kind == kind);
        let last: Option<&Kept<Consent>> = of_kind.max_by_key(|kept| (kept.says.at, kept.id));
        let holds = holds(client_id(client), kind, &all);
        ShownConsent {
            code: kind.name(),
            title: title(kind),
            words: kind.words(),
            holds,
            is_assumed: last.is_none() && kind == ConsentKind::Reminders,
            last: last.map(|kept| {
                let said = match pointil_practice::PracticeRecord::state(&kept.says) {
                    "given" => "Yes, said on",
                    "refused" => "No, said on",
                    _ => "Taken back; had been given on",
                };
                (said, words::instant(kept.says.at, &zone))
            }),
            given: last.filter(|_| holds).map(|kept| kept.id),
        }
    };
    page(&ConsentsPage {
        may_prepare: frame.can(Action::PreparePractice),
        frame: frame
            .titled(format!("Consents of {}", full_name(&person.fields)))
            .at(Nav::Clients),
        client,
        consents: ConsentKind::ALL.map(shown).into_iter().collect(),
    })
}

/// A client says yes or no to a kind.
pub(super) async fn say(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
    Entered(entry): Entered<Entry>,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    let kind = ConsentKind::ALL
        .into_iter()
        .find(|own| own.name() == entry.kind);
    let kind = kind.ok_or_else(|| field("kind", "choose one of the list"))?;
    let yes = match entry.says.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(field("says", "choose yes or no")),
    };
    app.decide(seat.act(), |desk| {
        let how = entry.how.clone();
        async move {
            let how = said(&how, desk.person()?)?;
            let words = Words::new(kind.words()).map_err(Fault::internal)?;
            let id = desk.new_id()?;
            let at = (desk.now(), how);
            let consent = Consent::said(record(id), client_id(client), kind, words, at, yes);
            Ok((Changes::none().begin(id, Some(client), &consent)?, ()))
        }
    })
    .await?;
    Ok(Redirect::to(&format!("/clients/{client}/consents?done=saved")).into_response())
}

/// A client takes a consent back.
pub(super) async fn withdraw(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(entry): Entered<Entry>,
) -> Result<Response, Fault> {
    let kept = Desk::at(&app, &seat).await?.one::<Consent>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let take_back = |consent: Consent, desk: &Desk, _: &Day| {
        let how = said(&entry.how, desk.person()?)?;
        Ok(consent.withdraw(desk.now(), how)?)
    };
    app.alter(seat.act(), id, take_back).await?;
    Ok(Redirect::to(&format!("/clients/{client}/consents?done=saved")).into_response())
}
