//! Reminders as data: which messages should exist, given what is known. Nothing is sent here; a message that should exist no more is withdrawn.

mod template;

use jiff::civil::{Date, time};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use template::{Fill, Filled, Template};

use crate::appointment::{Appointment, AppointmentState};
use crate::check_in::{CheckIn, CheckInState};
use crate::id::{ClientId, PersonId, RecordId};
use crate::local_time::{ZoneName, day_after};
use crate::review::{Review, ReviewState};
use crate::touch_up::TouchUpDue;
use crate::waiting::{Waiting, WaitingState};

/// Whom a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Recipient {
    /// A client.
    Client(ClientId),
    /// Somebody of the studio.
    Person(PersonId),
}

/// A message that should exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What it is sent for, unique: at most one message is ever sent for it.
    pub cause: String,
    /// Whom it is for.
    pub to: Recipient,
    /// The record it is about; none when it is about no record.
    pub record: Option<RecordId>,
    /// Its text.
    pub template: Template,
    /// When it is to be sent: in the waking hours there.
    pub due: Timestamp,
    /// From when on sending it is senseless.
    pub useless_from: Timestamp,
}

/// What a client wants to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageConsent {
    /// Messages about appointments and healing.
    pub needed: bool,
    /// Everything else: the consent of the kind `messages` is given and not withdrawn.
    pub further: bool,
}

/// A credential that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiring {
    /// The credential.
    pub record: RecordId,
    /// Who has to renew it.
    pub person: PersonId,
    /// Its last day.
    pub last_day: Date,
}

/// An end of a session after which the client gets the aftercare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionEnd {
    /// The session.
    pub session: RecordId,
    /// Whose.
    pub client: ClientId,
    /// When it ended.
    pub at: Timestamp,
}

/// Everything that messages come of.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// Appointments.
    pub appointments: &'a [Appointment],
    /// Waiting clients.
    pub waiting: &'a [Waiting],
    /// Ends of sessions.
    pub session_ends: &'a [SessionEnd],
    /// Check-ins.
    pub check_ins: &'a [CheckIn],
    /// Reviews.
    pub reviews: &'a [Review],
    /// Touch-ups, of the last session of each client.
    pub touch_ups: &'a [TouchUpDue],
    /// Credentials.
    pub expiring: &'a [Expiring],
    /// The clocks of whoever is written to when a record has none of its own.
    pub zone: &'a ZoneName,
}

/// Hours before an appointment at which a reminder is sent (grade D; two days and one day are usual).
pub const HOURS_BEFORE: [i64; 2] = [48, 24];

/// Days before a credential ends at which its holder is told.
pub const DAYS_BEFORE_END: [i64; 3] = [60, 30, 7];

/// The first hour of a day in which messages are sent, by local clocks.
const FIRST_HOUR: i8 = 9;

/// The first hour in the evening in which none is sent any more.
const LAST_HOUR: i8 = 20;

/// The same instant when it lies in the waking hours there, else nine in the morning next.
pub fn awake(at: Timestamp, zone: &ZoneName) -> Timestamp {
    let local = zone.local(at);
    let nine = time(FIRST_HOUR, 0, 0, 0);
    if local.hour() < FIRST_HOUR {
        zone.reached(local.date().to_datetime(nine))
    } else if local.hour() >= LAST_HOUR {
        zone.days_later(at, 1, nine)
    } else {
        at
    }
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

fn after(at: Timestamp, wait: SignedDuration) -> Timestamp {
    at.saturating_add(wait).unwrap_or(at)
}

fn before(at: Timestamp, wait: SignedDuration) -> Timestamp {
    at.saturating_sub(wait).unwrap_or(at)
}

/// The messages that should exist, in the order of their due times. `consent` says what each client wants; it does not keep back messages
/// to the studio's own people.
pub fn reminders(
    sources: &Sources<'_>,
    consent: impl Fn(ClientId) -> MessageConsent,
) -> Vec<Reminder> {
    let mut found = Vec::new();
    for appointment in sources.appointments {
        found.extend(of_appointment(appointment));
    }
    found.extend(sources.waiting.iter().filter_map(of_waiting));
    for end in sources.session_ends {
        found.push(Reminder {
            cause: format!("session/{}/guide", end.session),
            to: Recipient::Client(end.client),
            record: Some(end.session),
            template: Template::Guide,
            // At once, whatever the hour: the first night is the one that it is for.
            due: end.at,
            useless_from: after(end.at, hours(72)),
        });
    }
    found.extend(
        sources
            .check_ins
            .iter()
            .filter_map(|one| of_check_in(one, sources.zone)),
    );
    found.extend(
        sources
            .reviews
            .iter()
            .filter_map(|one| of_review(one, sources.zone)),
    );
    found.extend(
        sources
            .touch_ups
            .iter()
            .map(|one| of_touch_up(one, sources.zone)),
    );
    for one in sources.expiring {
        found.extend(of_expiring(one, sources.zone));
    }
    found.retain(|reminder| match reminder.to {
        Recipient::Person(_) => true,
        Recipient::Client(client) => {
            let wants = consent(client);
            match reminder.template {
                Template::LookBack | Template::ComeBack => wants.further,
                _ => wants.needed,
            }
        }
    });
    found.retain(|reminder| reminder.due < reminder.useless_from);
    found.sort_by(|one, other| (one.due, &one.cause).cmp(&(other.due, &other.cause)));
    found
}

fn of_appointment(appointment: &Appointment) -> Vec<Reminder> {
    let place = &appointment.place;
    let start = place.span.from;
    let reminder = |what: &str, template, due, useless_from| Reminder {
        cause: format!(
            "appointment/{}/{}/{what}",
            appointment.id, appointment.sequence
        ),
        to: Recipient::Client(place.client),
        record: Some(appointment.id),
        template,
        due,
        useless_from,
    };
    match appointment.stands() {
        AppointmentState::Confirmed { at } => {
            let confirmed = reminder("confirmed", Template::AppointmentConfirmed, *at, start);
            let coming = HOURS_BEFORE.iter().filter_map(|before_hours| {
                let due = waking_before(before(start, hours(*before_hours)), &place.zone);
                // Whoever books later than that has just been told.
                let what = format!("reminder/{before_hours}");
                (due > after(*at, hours(12))).then(|| {
                    reminder(
                        &what,
                        Template::AppointmentReminder,
                        due,
                        before(start, hours(1)),
                    )
                })
            });
            core::iter::once(confirmed).chain(coming).collect()
        }
        AppointmentState::Cancelled { at, .. } => {
            vec![reminder(
                "cancelled",
                Template::AppointmentCancelled,
                *at,
                start,
            )]
        }
        _ => Vec::new(),
    }
}

/// The same instant in waking hours, else the evening before: a reminder is never later than meant.
fn waking_before(at: Timestamp, zone: &ZoneName) -> Timestamp {
    let local = zone.local(at);
    let evening = time(LAST_HOUR - 1, 0, 0, 0);
    if local.hour() < FIRST_HOUR {
        zone.days_later(at, -1, evening)
    } else if local.hour() >= LAST_HOUR {
        zone.reached(local.date().to_datetime(evening))
    } else {
        at
    }
}

fn of_waiting(waiting: &Waiting) -> Option<Reminder> {
    let WaitingState::Offered { appointment, until } = waiting.stands() else {
        return None;
    };
    Some(Reminder {
        cause: format!("waiting/{}/{appointment}/offer", waiting.id),
        to: Recipient::Client(waiting.client),
        record: Some(waiting.id),
        template: Template::Offer,
        // At once: no offer stands for longer than that.
        due: before(*until, hours(72)),
        useless_from: *until,
    })
}

fn of_check_in(check_in: &CheckIn, zone: &ZoneName) -> Option<Reminder> {
    if !matches!(check_in.stands(), CheckInState::Due) || !check_in.asked {
        return None;
    }
    let template = if check_in.missed == 0 {
        Template::Question
    } else {
        Template::QuestionAgain
    };
    Some(Reminder {
        cause: format!("check_in/{}/{}", check_in.id, check_in.missed),
        to: Recipient::Client(check_in.client),
        record: Some(check_in.id),
        template,
        due: awake(check_in.ask_at, zone),
        useless_from: check_in.answer_by,
    })
}

fn of_review(review: &Review, zone: &ZoneName) -> Option<Reminder> {
    matches!(review.stands(), ReviewState::Due).then(|| Reminder {
        cause: format!("review/{}", review.id),
        to: Recipient::Client(review.client),
        record: Some(review.id),
        template: Template::LookBack,
        due: awake(review.ask_at, zone),
        useless_from: review.answer_by,
    })
}

fn of_touch_up(due: &TouchUpDue, zone: &ZoneName) -> Reminder {
    let ten = time(10, 0, 0, 0);
    Reminder {
        cause: format!("touch_up/{}", due.session),
        to: Recipient::Client(due.client),
        record: Some(due.session),
        template: Template::ComeBack,
        due: zone.reached(due.recall.to_datetime(ten)),
        useless_from: zone.begin_of(day_after(due.latest, 365)),
    }
}

fn of_expiring(one: &Expiring, zone: &ZoneName) -> Vec<Reminder> {
    let end = zone.begin_of(day_after(one.last_day, 1));
    let reminder = |days: &i64| {
        let day = day_after(one.last_day, -days);
        Reminder {
            cause: format!("credential/{}/{}/{days}", one.record, one.last_day),
            to: Recipient::Person(one.person),
            record: Some(one.record),
            template: Template::Expiring,
            due: zone.reached(day.to_datetime(time(FIRST_HOUR, 0, 0, 0))),
            useless_from: end,
        }
    };
    DAYS_BEFORE_END.iter().map(reminder).collect()
}

/// A message that is kept already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReminder {
    /// What it was queued for.
    pub cause: String,
    /// Whether it can still be withdrawn: it waits and nobody is sending it.
    pub waits: bool,
}

/// What is to be done so that what is kept is what should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// To be queued.
    pub queue: Vec<Reminder>,
    /// Causes of messages to be withdrawn.
    pub withdraw: Vec<String>,
}

/// Compares what should exist with what is kept of the same sources. A cause that was sent, withdrawn or is being sent is never queued again.
pub fn changes(should: &[Reminder], kept: &[KeptReminder], now: Timestamp) -> Changes {
    let is_kept = |cause: &str| kept.iter().any(|kept| kept.cause == cause);
    let should_be = |cause: &str| {
        let mut wanted = should.iter();
        wanted.any(|reminder| reminder.cause == cause && now < reminder.useless_from)
    };
    let queue = should
        .iter()
        .filter(|reminder| now < reminder.useless_from && !is_kept(&reminder.cause));
    let withdraw = kept
        .iter()
        .filter(|kept| kept.waits && !should_be(&kept.cause));
    Changes {
        queue: queue.cloned().collect(),
        withdraw: withdraw.map(|kept| kept.cause.clone()).collect(),
    }
}
