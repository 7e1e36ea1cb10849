//! Licences, certificates and proofs of people and places: recorded, renewed, taken back, warned of, and shown in public.

mod entry;
mod list;
mod one;
mod public;

use axum::Router;
use axum::routing::{get, post};
use jiff::Timestamp;
use jiff::civil::Date;
use pointil_practice::credential::{Credential, CredentialState, Holder};
use pointil_practice::premises::Premises;
use pointil_practice::{PracticeRecord, id};
use pointil_storage::Account;

use super::desk::Kept;
use crate::app::App;
use crate::fault::Fault;
use crate::practice::desk::Desk;
use crate::words;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/studio/credentials", get(list::show).post(list::add))
        .route("/studio/credentials/{credential}", get(one::show))
        .route("/studio/credentials/{credential}/renew", post(one::renew))
        .route("/studio/credentials/{credential}/revoke", post(one::revoke))
        .route(
            "/studio/credentials/{credential}/acknowledge",
            post(one::acknowledge),
        )
        .route("/credentials", get(public::show))
}

/// Whoever and whatever can hold a credential.
struct Holders {
    people: Vec<Account>,
    places: Vec<Kept<Premises>>,
}

impl Holders {
    /// The people of the studio and its places, those that are gone too.
    async fn of(app: &App, desk: &Desk) -> Result<Self, Fault> {
        Ok(Self {
            people: app.store().accounts(desk.studio()).await?,
            places: desk.of_kind::<Premises>(None).await?,
        })
    }

    /// Everybody and everything that a credential can be recorded for, with a name.
    fn present(&self) -> Vec<(Holder, String)> {
        let people = self.people.iter().filter(|own| own.closed_at.is_none());
        let people = people.map(|own| (person(own), own.fields.name.clone()));
        let places = self.places.iter().rev().filter(|own| own.says.is_open());
        let places = places.map(|own| (place(own), own.says.name.to_string()));
        people.chain(places).collect()
    }

    fn name(&self, holder: Holder) -> String {
        let person = self.people.iter().find(|own| person(own) == holder);
        let place = self.places.iter().find(|own| place(own) == holder);
        let name = person.map(|own| own.fields.name.clone());
        let name = name.or_else(|| place.map(|own| own.says.name.to_string()));
        name.unwrap_or_else(|| "Somebody who is gone".to_owned())
    }
}

fn person(account: &Account) -> Holder {
    Holder::Person {
        id: id::PersonId(account.id.to_uuid()),
    }
}

fn place(kept: &Kept<Premises>) -> Holder {
    Holder::Premises { id: kept.says.id }
}

/// From when until when, in words.
fn days(own: &Credential) -> String {
    let from = words::day(own.valid_from);
    match own.valid_until {
        Some(until) => format!("{from} to {}", words::day(until)),
        None => format!("from {from}, without an end"),
    }
}

/// Where a credential stands on a day, and whether that is wrong.
fn standing(own: &Credential, today: Date) -> (&'static str, bool) {
    match (own.standing(), own.warning(today)) {
        (CredentialState::Renewed { .. }, _) => ("Renewed", false),
        (CredentialState::Revoked { .. }, _) => ("Taken back", true),
        (CredentialState::Held, Some(0)) => ("Ended", true),
        (CredentialState::Held, Some(7)) => ("Ends within 7 days", true),
        (CredentialState::Held, Some(30)) => ("Ends within 30 days", true),
        (CredentialState::Held, Some(_)) => ("Ends within 60 days", true),
        (CredentialState::Held, None) if own.valid_from > today => ("Not valid yet", false),
        (CredentialState::Held, None) => ("Valid", false),
    }
}

/// Whether there is a warning that nobody has seen.
fn is_unseen(own: &Credential, today: Date, now: Timestamp) -> bool {
    own.warning(today).is_some() && own.due().is_some_and(|due| due <= now)
}
