//! A credential: renewed, taken back, its warning seen.

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::credential::{Credential, CredentialState};
use pointil_storage::RecordId;

use super::entry::{self, Fields, of};
use super::{Holders, days, is_unseen, standing};
use crate::app::App;
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::desk::{Changes, Desk, record};
use crate::practice::place::fitting;
use crate::seat::Seat;
use crate::words;

#[derive(Template)]
#[template(path = "practice/credential.html")]
struct CredentialPage {
    frame: Frame,
    id: RecordId,
    own: Credential,
    holder: String,
    days: String,
    standing: &'static str,
    is_wrong: bool,
    is_unseen: bool,
    revoked: Option<(String, String)>,
    renewed_by: Option<String>,
    forms: Option<(Form, Form)>,
    problem: Option<String>,
}

/// What somebody tried that the rules do not take, and with which form.
struct Tried {
    is_renewal: bool,
    fields: Fields,
    fault: Fault,
}

fn forms(csrf: &str, own: &Credential, tried: Option<&Tried>) -> Result<(Form, Form), Fault> {
    let renewal = entry::renewal_of(own);
    let none = Fields::new();
    let (renewing, revoking) = match tried {
        Some(tried) if tried.is_renewal => (&tried.fields, &none),
        Some(tried) => (&renewal, &tried.fields),
        None => (&renewal, &none),
    };
    let mut renew = entry::renew_form(csrf, renewing);
    let why = Field::new("textarea", "why", "Why").holding(of(revoking, "why"));
    let mut revoke = Form::new(csrf, [why]);
    if let Some(tried) = tried {
        let form = if tried.is_renewal {
            &mut renew
        } else {
            &mut revoke
        };
        *form = core::mem::take(form).refused(tried.fault.clone())?;
    }
    Ok((renew, revoke))
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let own = desk.one::<Credential>(id).await?.says;
    let today = desk.today().await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let (told, is_wrong) = standing(&own, today);
    let is_held = *own.standing() == CredentialState::Held;
    let may = is_held && frame.can(Action::EditStudio);
    let forms = may.then(|| forms(&frame.csrf, &own, tried.as_ref()));
    page(&CredentialPage {
        holder: Holders::of(app, &desk).await?.name(own.holder),
        days: days(&own),
        standing: told,
        is_wrong,
        is_unseen: is_unseen(&own, today, desk.now()),
        revoked: match own.standing() {
            CredentialState::Revoked { act, why } => {
                Some((words::instant(act.at, &zone), why.to_string()))
            }
            _ => None,
        },
        renewed_by: match own.standing() {
            CredentialState::Renewed { by } => Some(by.to_string()),
            _ => None,
        },
        problem: tried.filter(|_| !may).map(|tried| tried.fault.detail()),
        forms: forms.transpose()?,
        frame: frame.titled(title(&own)).at(Nav::Studio),
        id,
        own,
    })
}

fn title(own: &Credential) -> String {
    let words = own.kind.words();
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A credential.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, None).await
}

/// Another takes its place; both are written at once.
pub(super) async fn renew(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let made = app
        .decide(seat.act(), |desk| {
            let fields = &fields;
            async move {
                let kept = desk.one::<Credential>(id).await?;
                let facts = entry::facts((kept.says.holder, kept.says.kind), fields)?;
                let next = desk.new_id()?;
                let own = Credential::record(record(next), facts, desk.by()?)?;
                let former = kept.says.clone().renew(record(next))?;
                let changes = Changes::none().begin(next, None, &own)?;
                Ok((changes.edit(&kept, &former)?, next))
            }
        })
        .await;
    answered(&app, frame, &seat, id, made, (true, fields)).await
}

/// It was taken back.
pub(super) async fn revoke(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let made = app
        .decide(seat.act(), |desk| {
            let fields = &fields;
            async move {
                let kept = desk.one::<Credential>(id).await?;
                let why = fitting("why", of(fields, "why"))?;
                let next = kept.says.clone().revoke(desk.by()?, why)?;
                Ok((Changes::none().edit(&kept, &next)?, id))
            }
        })
        .await;
    answered(&app, frame, &seat, id, made, (false, fields)).await
}

async fn answered(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    made: Result<RecordId, Fault>,
    (is_renewal, fields): (bool, Fields),
) -> Result<Response, Fault> {
    match made {
        Ok(next) => {
            let path = format!("/studio/credentials/{next}?done=saved");
            Ok(Redirect::to(&path).into_response())
        }
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            let tried = Tried {
                is_renewal,
                fields,
                fault,
            };
            shown(app, frame, seat, id, Some(tried)).await
        }
        Err(fault) => Err(fault),
    }
}

/// Somebody has seen the warning of today.
pub(super) async fn acknowledge(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    app.decide(seat.act(), |desk| async move {
        let kept = desk.one::<Credential>(id).await?;
        let next = kept.says.clone().acknowledge_warning(desk.today().await?)?;
        Ok((Changes::none().edit(&kept, &next)?, ()))
    })
    .await?;
    let path = format!("/studio/credentials/{id}?done=saved");
    Ok(Redirect::to(&path).into_response())
}
