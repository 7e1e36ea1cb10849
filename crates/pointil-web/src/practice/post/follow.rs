//! Which messages follow from a set of changes. What a record causes depends on that record and on what its client consents to, so only the
//! messages about it are compared; a consent is compared with everything that waits for its client.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pointil_practice::appointment::Appointment;
use pointil_practice::check_in::CheckIn;
use pointil_practice::consent::{Consent, ConsentKind, wanted_messages};
use pointil_practice::credential::{Credential, CredentialState, Holder};
use pointil_practice::id::PersonId;
use pointil_practice::reminder::{
    Expiring, KeptReminder, MessageConsent, Recipient, Reminder, SessionEnd, Sources, changes,
    reminders,
};
use pointil_practice::review::Review;
use pointil_practice::session::{Session, SessionState};
use pointil_practice::waiting::Waiting;
use pointil_practice::{PracticeRecord, RecordKind, ZoneName, from_document, id};
use pointil_storage::{
    AccountId, Client, ClientId, ClientState, Message, MessageState, NewMessage, RecordChanges,
    RecordFields, RecordId, Role, Withdrawal,
};

use super::{EMAIL, Parameters};
use crate::fault::Fault;
use crate::practice::desk::{Desk, Kept, client as practice_client};

/// What records say of messages.
#[derive(Default)]
struct Said {
    appointments: Vec<Appointment>,
    waiting: Vec<Waiting>,
    session_ends: Vec<SessionEnd>,
    check_ins: Vec<CheckIn>,
    reviews: Vec<Review>,
    credentials: Vec<Credential>,
}

/// One client's part of a set of changes.
#[derive(Default)]
struct Part {
    said: Said,
    /// The records whose messages are compared.
    records: Vec<RecordId>,
    /// Consents that are written.
    consents: Vec<Consent>,
}

fn read<R: PracticeRecord>(fields: &RecordFields) -> Result<R, Fault> {
    from_document(fields.document.text.as_bytes()).map_err(Fault::internal)
}

/// The end of a session, once it has one.
fn session_end(session: &Session) -> Option<SessionEnd> {
    let (SessionState::Closed { at, .. } | SessionState::Stopped { at, .. }) = session.standing()
    else {
        return None;
    };
    Some(SessionEnd {
        session: session.id,
        client: session.plan.client,
        at: *at,
    })
}

impl Part {
    /// Takes up a record that is written, when messages can come of it.
    fn take(&mut self, id: RecordId, fields: &RecordFields) -> Result<(), Fault> {
        let said = &mut self.said;
        match RecordKind::named(&fields.kind) {
            Some(RecordKind::Appointment) => said.appointments.push(read(fields)?),
            Some(RecordKind::Waiting) => said.waiting.push(read(fields)?),
            Some(RecordKind::CheckIn) => said.check_ins.push(read(fields)?),
            Some(RecordKind::Review) => said.reviews.push(read(fields)?),
            Some(RecordKind::Credential) => said.credentials.push(read(fields)?),
            // A session is written step by step: only its end is looked at.
            Some(RecordKind::Session) if matches!(fields.state.as_str(), "closed" | "stopped") => {
                said.session_ends
                    .extend(session_end(&read::<Session>(fields)?));
            }
            Some(RecordKind::Consent) => {
                let consent: Consent = read(fields)?;
                if matches!(consent.kind, ConsentKind::Messages | ConsentKind::Reminders) {
                    self.consents.push(consent);
                }
                return Ok(());
            }
            _ => return Ok(()),
        }
        self.records.push(id);
        Ok(())
    }

    fn is_empty(&self) -> bool {
        self.records.is_empty() && self.consents.is_empty()
    }
}

/// Adds to a set of changes the messages that follow from it: those that should exist now are queued, those that should exist no more are withdrawn.
///
/// # Errors
/// Records that cannot be read.
pub(in crate::practice) async fn follow(
    desk: &Desk,
    changes: &mut RecordChanges,
) -> Result<(), Fault> {
    let mut parts: BTreeMap<Option<ClientId>, Part> = BTreeMap::new();
    let new = changes.new.iter().map(|own| (own.id, &own.fields));
    let edits = changes.edits.iter().map(|own| (own.id, &own.fields));
    for (id, fields) in new.chain(edits) {
        let part = parts.entry(fields.client).or_default();
        part.take(id, fields)?;
    }
    parts.retain(|_, part| !part.is_empty());
    for (client, part) in parts {
        match client {
            Some(client) => follow_client(desk, client, part, changes).await?,
            None => follow_studio(desk, &part, changes).await?,
        }
    }
    Ok(())
}

/// Adds what a client is to be written that was not queued when its cause was written down: an address was missing.
///
/// # Errors
/// Records that cannot be read.
pub(super) async fn catch_up(
    desk: &Desk,
    client: ClientId,
    out: &mut RecordChanges,
) -> Result<(), Fault> {
    let said = Said {
        appointments: says(desk.of_client(client).await?),
        waiting: says(desk.of_client(client).await?),
        check_ins: says(desk.of_client(client).await?),
        reviews: says(desk.of_client(client).await?),
        ..Said::default()
    };
    let wants = wants(desk, client, Vec::new()).await?;
    let zone = desk.zone().await?;
    let should = reminders(&said.sources(&zone, &[]), |_| wants);
    let store = desk.store();
    // Nothing is withdrawn here: whatever is kept stays.
    let kept = kept(store.messages(desk.studio(), client).await?).into_iter();
    let kept: Vec<_> = kept
        .map(|own| KeptReminder {
            waits: false,
            ..own
        })
        .collect();
    let person = store.client(desk.studio(), client).await?;
    let address = person.as_ref().and_then(address);
    compare(desk.now(), &should, &kept, out, |reminder| {
        let address = address.clone()?;
        Some((Some(client), address, None, reminder))
    })
}

fn says<R>(kept: Vec<Kept<R>>) -> Vec<R> {
    kept.into_iter().map(|own| own.says).collect()
}

/// What is kept of these messages.
pub(super) fn kept(messages: Vec<Message>) -> Vec<KeptReminder> {
    let waits = |state| matches!(state, MessageState::Queued | MessageState::Claimed);
    messages
        .into_iter()
        .map(|message| KeptReminder {
            waits: waits(message.state),
            cause: message.cause,
        })
        .collect()
}

async fn about(desk: &Desk, records: &[RecordId]) -> Result<Vec<KeptReminder>, Fault> {
    let mut found = Vec::new();
    for &record in records {
        let store = desk.store();
        found.extend(kept(store.messages_about(desk.studio(), record).await?));
    }
    // A touch-up is due years after its session and follows from the forecast, not from the session's end.
    found.retain(|own| !own.cause.starts_with("touch_up/"));
    Ok(found)
}

/// What a client wants to be written, with what is being written now.
async fn wants(
    desk: &Desk,
    client: ClientId,
    written: Vec<Consent>,
) -> Result<MessageConsent, Fault> {
    let kept = desk.of_client::<Consent>(client).await?.into_iter();
    let mut all: Vec<Consent> = kept.map(|own| own.says).collect();
    all.retain(|own| written.iter().all(|new| new.id != own.id));
    all.extend(written);
    Ok(wanted_messages(practice_client(client), &all))
}

async fn follow_client(
    desk: &Desk,
    client: ClientId,
    mut part: Part,
    out: &mut RecordChanges,
) -> Result<(), Fault> {
    let is_consent = !part.consents.is_empty();
    let wants = wants(desk, client, part.consents).await?;
    let mut kept_ones = about(desk, &part.records).await?;
    if is_consent {
        let store = desk.store();
        let all = kept(store.messages(desk.studio(), client).await?);
        // Whatever waits and is not wanted any more is withdrawn; what is wanted stays as it is.
        let unwanted = |own: &KeptReminder| match needs_consent(&own.cause) {
            true => !wants.further,
            false => !wants.needed,
        };
        kept_ones.extend(all.into_iter().filter(unwanted));
        if wants.further {
            let reviews = desk.of_client::<Review>(client).await?.into_iter();
            let others = reviews.filter(|own| !part.records.contains(&own.id));
            let others: Vec<_> = others.collect();
            let ids: Vec<RecordId> = others.iter().map(|own| own.id).collect();
            kept_ones.extend(about(desk, &ids).await?);
            part.said
                .reviews
                .extend(others.into_iter().map(|own| own.says));
        }
    }
    let zone = desk.zone().await?;
    let should = reminders(&part.said.sources(&zone, &[]), |_| wants);
    let person = desk.store().client(desk.studio(), client).await?;
    let address = person.as_ref().and_then(address);
    compare(desk.now(), &should, &kept_ones, out, |reminder| {
        let address = address.clone()?;
        Some((Some(client), address, None, reminder))
    })
}

/// Whether a message of this cause is sent only to whoever wants offers and news.
fn needs_consent(cause: &str) -> bool {
    ["review/", "touch_up/"]
        .iter()
        .any(|own| cause.starts_with(own))
}

/// Where a client is written to.
pub(super) fn address(client: &Client) -> Option<String> {
    let own = client.fields.email.clone()?;
    let is_there = client.state == ClientState::Active && !own.trim().is_empty();
    is_there.then_some(own)
}

async fn follow_studio(desk: &Desk, part: &Part, out: &mut RecordChanges) -> Result<(), Fault> {
    let accounts = desk.store().accounts(desk.studio()).await?;
    let here = accounts.iter().filter(|own| own.closed_at.is_none());
    let people: BTreeMap<PersonId, String> = here
        .clone()
        .map(|own| (person(own.id), own.fields.email.clone()))
        .collect();
    // A place's papers are renewed by whoever has owned the studio longest.
    let owner = here
        .filter(|own| own.fields.role == Role::Owner)
        .map(|own| person(own.id))
        .min();
    let expiring: Vec<Expiring> = part
        .said
        .credentials
        .iter()
        .filter_map(|own| expiring(own, owner))
        .collect();
    let zone = desk.zone().await?;
    let should = reminders(&part.said.sources(&zone, &expiring), |_| MessageConsent {
        needed: false,
        further: false,
    });
    let kept = about(desk, &part.records).await?;
    compare(desk.now(), &should, &kept, out, |reminder| {
        let Recipient::Person(person) = reminder.to else {
            return None;
        };
        let address = people.get(&person)?.clone();
        Some((None, address, Some(person), reminder))
    })
}

fn person(account: AccountId) -> PersonId {
    id::PersonId(account.to_uuid())
}

fn expiring(own: &Credential, owner: Option<PersonId>) -> Option<Expiring> {
    let is_held = matches!(own.standing(), CredentialState::Held);
    let person = match own.holder {
        Holder::Person { id } => id,
        Holder::Premises { .. } => owner?,
    };
    Some(Expiring {
        record: own.id,
        person,
        last_day: own.valid_until.filter(|_| is_held)?,
    })
}

impl Said {
    fn sources<'a>(&'a self, zone: &'a ZoneName, expiring: &'a [Expiring]) -> Sources<'a> {
        Sources {
            appointments: &self.appointments,
            waiting: &self.waiting,
            session_ends: &self.session_ends,
            check_ins: &self.check_ins,
            reviews: &self.reviews,
            touch_ups: &[],
            expiring,
            zone,
        }
    }
}

/// To whom a reminder goes: the client, the address, the person of the studio.
pub(super) type Addressed<'a> = (Option<ClientId>, String, Option<PersonId>, &'a Reminder);

/// Queues and withdraws; a message to somebody without an address is not queued, and the record's page says so.
pub(super) fn compare<'a>(
    now: Timestamp,
    should: &'a [Reminder],
    kept: &[KeptReminder],
    out: &mut RecordChanges,
    addressed: impl Fn(&'a Reminder) -> Option<Addressed<'a>>,
) -> Result<(), Fault> {
    let difference = changes(should, kept, now);
    out.withdrawals
        .extend(difference.withdraw.into_iter().map(Withdrawal::Cause));
    let queued = should
        .iter()
        .filter(|own| difference.queue.iter().any(|new| new.cause == own.cause));
    for (client, recipient, person, reminder) in queued.filter_map(addressed) {
        let parameters = Parameters {
            useless_from: reminder.useless_from,
            person,
            link: None,
        };
        out.messages.push(NewMessage {
            client,
            record: reminder.record.map(|own| RecordId::from_uuid(own.0)),
            cause: reminder.cause.clone(),
            channel: EMAIL.to_owned(),
            recipient,
            template: reminder.template.name().to_owned(),
            parameters: parameters.text()?,
            due: reminder.due,
        });
    }
    Ok(())
}
