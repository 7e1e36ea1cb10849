//! The credentials that the studio shows to anybody: those marked so, while they are valid, with who gave them and their numbers, so
//! that they can be verified there.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use pointil_practice::credential::Credential;
use pointil_storage::{Act, Actor};

use super::{Holders, days};
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, page};
use crate::practice::desk::Desk;
use crate::words;

/// A credential as strangers see it.
struct Shown {
    holder: String,
    kind: &'static str,
    issuer: String,
    number: Option<String>,
    days: String,
}

#[derive(Template)]
#[template(path = "practice/credentials-public.html")]
struct PublicPage {
    frame: Frame,
    studio: String,
    own: Vec<Shown>,
    day: String,
}

/// What anybody may see.
pub(super) async fn show(State(app): State<App>, frame: Frame) -> Result<Response, Fault> {
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    let act = Act {
        studio,
        actor: Actor::Program,
        at: app.now(),
    };
    let desk = Desk::of(&app, act).await?;
    let today = desk.today().await?;
    let holders = Holders::of(&app, &desk).await?;
    let all = desk.of_kind::<Credential>(Some("held")).await?;
    let all = all.iter().map(|kept| &kept.says);
    let public = all.filter(|own| own.is_public && own.is_valid_on(today));
    let mut own: Vec<Shown> = public
        .map(|own| Shown {
            holder: holders.name(own.holder),
            kind: own.kind.words(),
            issuer: own.issuer.to_string(),
            number: own.number.as_ref().map(ToString::to_string),
            days: days(own),
        })
        .collect();
    own.sort_by(|one, other| (&one.holder, one.kind).cmp(&(&other.holder, other.kind)));
    let name = app.studio(studio).await?.fields.name;
    page(&PublicPage {
        frame: frame.titled(format!("Credentials of {name}")),
        studio: name,
        own,
        day: words::day(today),
    })
}
