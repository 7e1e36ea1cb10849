//! Clients: the list, a record, and what is done with it.

pub(crate) mod edit;
pub(crate) mod erase;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod record;

use pointil_storage::{Client, ClientFields, ClientId};

use crate::app::App;
use crate::fault::Fault;
use crate::seat::Seat;

/// A client's name as it is read out.
pub(crate) fn full_name(fields: &ClientFields) -> String {
    let name = format!("{} {}", fields.given_name.trim(), fields.family_name.trim());
    match name.trim() {
        "" => "Erased client".to_owned(),
        name => name.to_owned(),
    }
}

/// A client of the asker's studio.
pub(crate) async fn find(app: &App, seat: &Seat, id: ClientId) -> Result<Client, Fault> {
    app.store()
        .client(seat.studio, id)
        .await?
        .ok_or(Fault::NotFound)
}

/// A client as a row of a list.
pub(crate) struct Row {
    /// The identifier.
    pub id: ClientId,
    /// Initials.
    pub initials: String,
    /// The name as lists sort it, family name first.
    pub name: String,
    /// Phone, e-mail, day of birth: what tells two of one name apart.
    pub more: String,
}

impl Row {
    pub(crate) fn of(client: &Client) -> Self {
        let fields = &client.fields;
        let name = match fields.family_name.trim() {
            "" => fields.given_name.clone(),
            family => format!("{family}, {}", fields.given_name.trim()),
        };
        let called = fields
            .preferred_name
            .as_ref()
            .map(|name| format!("“{name}”"));
        let born = fields
            .birth_date
            .map(|day| format!("born {}", crate::words::day(day)));
        let more = [called, born, fields.phone.clone(), fields.email.clone()];
        Self {
            id: client.id,
            initials: crate::words::initials(&fields.given_name, &fields.family_name),
            name,
            more: more.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        }
    }
}
