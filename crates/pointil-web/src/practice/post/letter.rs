//! A message's text, written at the moment in which it is handed over: with the client's address and the link as they are then.

use jiff::{SignedDuration, Timestamp};
use pointil_practice::RecordKind;
use pointil_practice::appointment::Appointment;
use pointil_practice::credential::Credential;
use pointil_practice::id;
use pointil_practice::premises::Premises;
use pointil_practice::reminder::{Fill, Filled, Template};
use pointil_practice::waiting::{Waiting, WaitingState};
use pointil_storage::{
    Act, ClientId, LinkContents, LinkId, Message, RecordId, StorageError, Store,
};

use super::Parameters;
use super::follow::address;
use crate::app::App;
use crate::fault::Fault;
use crate::practice::desk::Desk;
use crate::words;

/// A link opens its record for so long after the message is of any use: whoever answers late is welcome.
const LINK_STAYS: SignedDuration = SignedDuration::from_hours(24 * 30);
/// No link opens for longer than that.
const LINK_AT_MOST: SignedDuration = SignedDuration::from_hours(24 * 366);

/// A text with its address.
pub(super) struct Letter {
    /// The address.
    pub(super) to: String,
    /// The text.
    pub(super) text: Filled,
    /// What the message keeps: the link that was made for it.
    pub(super) parameters: Parameters,
}

/// Why no text is written: a word for the message, or a fault.
pub(super) enum Unwritten {
    /// It will never be sent as it is.
    Lasting(&'static str),
    /// A fault of ours.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Unwritten {
    fn from(error: E) -> Self {
        match error.into() {
            // Its record, or its client, is gone.
            Fault::NotFound | Fault::Refused { .. } => Self::Lasting("no_record"),
            fault => Self::Fault(fault),
        }
    }
}

/// What a text says of its record.
#[derive(Default)]
struct Facts {
    day: String,
    time: String,
    place: String,
}

/// Writes a message's text, and makes the link in it.
pub(super) async fn write(
    app: &App,
    act: &Act,
    public: &str,
    message: &Message,
) -> Result<Letter, Unwritten> {
    let parameters = Parameters::read(&message.parameters)?;
    if act.at >= parameters.useless_from {
        return Err(Unwritten::Lasting("too_late"));
    }
    let template = Template::named(&message.template);
    let template = template.ok_or(Unwritten::Lasting("unwritten"))?;
    let desk = Desk::of(app, *act).await?;
    let facts = match message.record {
        Some(record) => facts(&desk, record).await?,
        None => Facts::default(),
    };
    let (to, name) = recipient(app, act, message, &parameters).await?;
    let parameters = Parameters {
        link: None,
        ..close_former(app.store(), act, parameters).await?
    };
    let (parameters, link) = match (message.client, message.record) {
        (Some(client), Some(record)) => {
            link(app.store(), act, public, (client, record), parameters).await?
        }
        (None, Some(record)) => (parameters, format!("{public}/studio/credentials/{record}")),
        (_, None) => (parameters, public.to_owned()),
    };
    let fill = Fill {
        name,
        studio: app.studio(act.studio).await?.fields.name,
        day: facts.day,
        time: facts.time,
        place: facts.place,
        link,
    };
    Ok(Letter {
        to,
        text: template.fill(&fill),
        parameters,
    })
}

/// Closes the link of an earlier try.
async fn close_former(
    store: &Store,
    act: &Act,
    parameters: Parameters,
) -> Result<Parameters, StorageError> {
    if let Some(former) = parameters.link {
        close(store, act, former).await?;
    }
    Ok(parameters)
}

/// Closes a link; one that is gone with its client is closed.
pub(super) async fn close(store: &Store, act: &Act, link: LinkId) -> Result<(), StorageError> {
    match store.revoke_link(act, link).await {
        Err(StorageError::NotFound { .. }) => Ok(()),
        answer => answer,
    }
}

/// Makes the link to a client's record.
async fn link(
    store: &Store,
    act: &Act,
    public: &str,
    (client, record): (ClientId, RecordId),
    parameters: Parameters,
) -> Result<(Parameters, String), StorageError> {
    let later = |at: Timestamp, time| at.saturating_add(time).unwrap_or(at);
    let ends = later(parameters.useless_from.max(act.at), LINK_STAYS);
    let ends = ends.min(later(act.at, LINK_AT_MOST));
    let contents = LinkContents::records(&[record]);
    let (id, token) = store.create_link(act, client, &contents, ends).await?;
    let address = format!("{public}/look/{}", token.reveal());
    let link = Some(id);
    Ok((Parameters { link, ..parameters }, address))
}

/// The address and the name of whoever it is for, as they are now.
async fn recipient(
    app: &App,
    act: &Act,
    message: &Message,
    parameters: &Parameters,
) -> Result<(String, String), Unwritten> {
    let nobody = Unwritten::Lasting("no_address");
    if let Some(client) = message.client {
        let client = app.store().client(act.studio, client).await?;
        let client = client.ok_or(Unwritten::Lasting("no_record"))?;
        let name = client.fields.preferred_name.clone();
        let name = name.unwrap_or_else(|| client.fields.given_name.clone());
        return Ok((address(&client).ok_or(nobody)?, name));
    }
    let accounts = app.store().accounts(act.studio).await?;
    let who = accounts.into_iter().find(|own| {
        let is = Some(id::PersonId(own.id.to_uuid())) == parameters.person;
        is && own.closed_at.is_none()
    });
    let who = who.ok_or(nobody)?;
    Ok((who.fields.email, who.fields.name))
}

/// What there is to say of a record: an appointment's day, time and place; a credential's last day.
async fn facts(desk: &Desk, record: RecordId) -> Result<Facts, Fault> {
    let kept = desk.store().record(desk.studio(), record).await?;
    let kind = kept.ok_or(Fault::NotFound)?.head.kind;
    match RecordKind::named(&kind) {
        Some(RecordKind::Appointment) => of_appointment(desk, record).await,
        Some(RecordKind::Waiting) => {
            let waiting = desk.one::<Waiting>(record).await?.says;
            match waiting.stands() {
                WaitingState::Offered { appointment, .. } => {
                    of_appointment(desk, RecordId::from_uuid(appointment.0)).await
                }
                _ => Err(Fault::NotFound),
            }
        }
        Some(RecordKind::Credential) => {
            let own = desk.one::<Credential>(record).await?.says;
            Ok(Facts {
                day: own.valid_until.map(words::day).unwrap_or_default(),
                ..Facts::default()
            })
        }
        _ => Ok(Facts::default()),
    }
}

async fn of_appointment(desk: &Desk, record: RecordId) -> Result<Facts, Fault> {
    let own = desk.one::<Appointment>(record).await?.says;
    let place = RecordId::from_uuid(own.place.premises.0);
    let place = desk.one::<Premises>(place).await?.says;
    let local = own.place.zone.local(own.place.span.from);
    Ok(Facts {
        day: format!("{}, {}", local.strftime("%A"), words::day(local.date())),
        time: local.strftime("%H:%M").to_string(),
        place: place.address.to_string(),
    })
}
