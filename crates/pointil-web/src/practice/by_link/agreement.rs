//! The agreement by the client's link: read as a whole with its pictures, signed or declined.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use pointil_practice::Words;
use pointil_practice::agreement::{Agreement, AgreementState, ClientSigned, IdentityCheck};
use pointil_storage::{DesignVersionId, RecordId};

use super::super::agreement::{ShownSignature, Signing, sign_form, signatures};
use super::super::booking::{Fields, of};
use super::super::desk::{Day, Desk};
use super::{At, Device, Opened, Told, Tried};
use crate::app::App;
use crate::drawing::lying;
use crate::fault::Fault;
use crate::form::Form;
use crate::frame::{Frame, page};
use crate::network::Address;
use crate::version::pictured;

#[derive(Template)]
#[template(path = "look/agreement.html")]
struct AgreementPage {
    frame: Frame,
    at: At,
    agreement: Agreement,
    standing: &'static str,
    follows: &'static str,
    /// What is asked of the client about who they are.
    identity: &'static str,
    pictures: Vec<(String, String)>,
    sign: Option<Form>,
    signatures: Vec<ShownSignature>,
    problem: Option<String>,
}

/// How it stands and what follows, in words for the client.
fn standing(state: &AgreementState) -> (&'static str, &'static str) {
    match state {
        AgreementState::Draft => ("Being written", "The studio is still writing it."),
        AgreementState::Offered { .. } => (
            "To be read and signed",
            "Read all of it and take your time. You may ask the studio anything before you sign, and you may say no.",
        ),
        AgreementState::SignedByClient { .. } => (
            "You have signed",
            "Thank you. It holds once the studio has signed as well.",
        ),
        AgreementState::InForce { .. } => ("Signed by both", "This is your copy."),
        AgreementState::Amended { .. } => (
            "A later agreement took its place",
            "It is kept for you to look up.",
        ),
        AgreementState::Withdrawn { .. } => ("Taken back", "Nothing is agreed on by it any more."),
        AgreementState::Declined { .. } => (
            "You said no",
            "Nothing is agreed on. If you want something else, talk with the studio.",
        ),
    }
}

pub(super) fn told(own: &Agreement) -> Option<Told> {
    let is_asked = matches!(own.standing(), AgreementState::Offered { .. });
    let is_shown = *own.standing() != AgreementState::Draft;
    is_shown.then(|| super::told("The agreement", standing(own.standing()).0, is_asked))
}

const fn identity(asked: IdentityCheck) -> &'static str {
    match asked {
        IdentityCheck::Unchecked => {
            "Sign with your full name, as it stands in your passport or identity card."
        }
        IdentityCheck::Seen => {
            "Sign with your full name, as it stands in your passport or identity card. Before it holds, the studio looks at that document: bring it to your next appointment."
        }
        IdentityCheck::Copied => {
            "Sign with your full name, as it stands in your passport or identity card. Before it holds, the law of the place asks the studio to keep a copy of that document: bring it to your next appointment."
        }
    }
}

/// The agreement, once it lies before the client.
///
/// # Errors
/// [`Fault::NotFound`] for a draft.
pub(super) async fn read(opened: &Opened) -> Result<Agreement, Fault> {
    let own = opened.kept::<Agreement>().await?.says;
    match own.standing() {
        AgreementState::Draft => Err(Fault::NotFound),
        _ => Ok(own),
    }
}

pub(super) async fn shown(
    opened: &Opened,
    frame: Frame,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let own = read(opened).await?;
    let at = opened.at();
    let asks = matches!(own.standing(), AgreementState::Offered { .. });
    let entered = tried.as_ref().map(|own| Signing::of(&own.fields));
    let mut sign = asks.then(|| sign_form(&frame.csrf, own.content(), entered.as_ref()));
    let mut problem = None;
    if let Some(Tried { fault, .. }) = tried {
        match (&mut sign, fault) {
            (Some(form), fault @ Fault::Field { .. }) => {
                *form = core::mem::take(form).refused(fault)?;
            }
            (_, fault) => problem = Some(fault.detail()),
        }
    }
    let (standing, follows) = standing(own.standing());
    let picture = |(view, age, of): &(&str, &str, &str)| {
        (
            format!("{}/pictures/{view}/{age}.png", at.here),
            (*of).to_owned(),
        )
    };
    let pictures = super::super::agreement::PICTURES.iter().map(picture);
    page(&AgreementPage {
        standing,
        follows,
        identity: identity(own.terms().jurisdiction.jurisdiction().identity.value),
        pictures: pictures.collect(),
        sign,
        signatures: signatures(&own, &opened.zone()),
        problem,
        frame: frame
            .titled("The agreement")
            .with_module("practice/signature.js"),
        agreement: own,
        at,
    })
}

pub(super) async fn done(
    app: &App,
    opened: &Opened,
    fields: &Fields,
    by: &Device,
) -> Result<(RecordId, &'static str), Fault> {
    let (act, id) = (opened.visit.act(app), opened.id);
    if of(fields, "do") == "decline" {
        let decline = |own: Agreement, desk: &Desk, _: &Day| Ok(own.decline(desk.now())?);
        app.alter(act, id, decline).await?;
        return Ok((id, "you-declined"));
    }
    if matches!(
        read(opened).await?.standing(),
        AgreementState::SignedByClient { .. }
    ) {
        // Sent twice: it is signed already.
        return Ok((id, "you-signed"));
    }
    let device: Option<Words<300>> = Words::new(&by.0).ok();
    let signing = Signing::of(fields);
    let sign = |own: Agreement, desk: &Desk, _: &Day| {
        let client = signing.read(desk, device.clone())?;
        let parent = None;
        Ok(own.sign_by_client(ClientSigned { client, parent })?)
    };
    app.alter(act, id, sign).await?;
    Ok((id, "you-signed"))
}

/// A picture of the design that is agreed on.
pub(super) async fn picture(
    State(app): State<App>,
    from: Address,
    Path((token, id, view, age)): Path<(String, RecordId, String, String)>,
) -> Result<Response, Fault> {
    let opened = Opened::of(&app, (token, id), from).await?;
    let opened = opened.map_err(|_| Fault::NotFound)?;
    let own = read(&opened).await?;
    let studio = opened.visit.link.studio;
    let version = DesignVersionId::from_uuid(own.terms().design_version.0);
    let version = app.store().version(studio, version).await?;
    let on_table = lying(&app, studio, version.ok_or(Fault::NotFound)?).await?;
    pictured(&app, studio, on_table, (&view, &age)).await
}
