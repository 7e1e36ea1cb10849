//! A session planned from an agreement in force: which session of its design, which dots where, how long.

use std::collections::BTreeSet;

use pointil_practice::agreement::Agreement;
use pointil_practice::id;
use pointil_practice::premises::Premises;
use pointil_practice::session::{PlannedZone, Session, SessionPlan, SessionState};
use pointil_practice::{List, LocalTime, PracticeRecord, Span, Words};
use pointil_storage::{ClientId, DesignVersionId, RecordId};
use pointil_treatment::plan::{Appointment, Plan, Work};
use pointil_treatment::{Protocol, Rule};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::desk::{Changes, Desk, client as client_id, record};
use super::super::place::fitting;
use crate::app::App;
use crate::design_table::tables::{Table, refused};
use crate::drawing::lying;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::seat::Seat;

/// What is entered of a session.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[schema(as = SessionEntry)]
#[serde(default)]
pub(crate) struct Entry {
    /// The agreement in force.
    agreement: String,
    /// The place.
    premises: String,
    /// One of its rooms.
    room: String,
    /// The day there, as `2027-01-18`.
    day: String,
    /// The time there, as `10:00`.
    time: String,
}

/// The first appointment of a design at which nobody has worked yet. Sessions of the design that are over have no appointment any more.
fn next_of<'a>(
    appointments: &'a [Appointment],
    others: &[Session],
    design: pointil_practice::ContentHash,
) -> Option<&'a Appointment> {
    let worked = others.iter().filter(|own| {
        let set = matches!(
            own.standing(),
            SessionState::Closed { .. } | SessionState::Stopped { .. }
        );
        set && own.plan.design == design
    });
    let worked: BTreeSet<(usize, u32)> = worked
        .map(|own| (usize::from(own.plan.number), u32::from(own.plan.part)))
        .collect();
    appointments
        .iter()
        .find(|own| !worked.contains(&(own.session, own.part)))
}

/// The dots of an appointment by zone, with minutes at the usual pace.
fn zones(appointment: &Appointment, per_minute: f64) -> Vec<PlannedZone> {
    let mut zones: Vec<PlannedZone> = Vec::new();
    for work in &appointment.zones {
        match zones.iter_mut().find(|own| own.zone == work.zone) {
            Some(own) => own.dots += work.dots,
            None => zones.push(PlannedZone {
                zone: work.zone,
                dots: work.dots,
                minutes: 0,
            }),
        }
    }
    for own in &mut zones {
        own.minutes = (f64::from(own.dots) / per_minute).ceil() as u16;
    }
    zones
}

/// The appointments of a design that lies on the table.
fn appointments(table: &mut Table, planning: &Protocol) -> Result<Vec<Appointment>, Fault> {
    let layout = table.open.layout().map_err(refused)?;
    let work = Work::of(&table.open.case().design, &layout).map_err(Fault::internal)?;
    Ok(Plan::of(&work, planning).appointments)
}

/// Plans the next session of an agreement.
///
/// # Errors
/// An agreement that is not in force, a time that the place's clocks do not have, nothing left to do.
pub(crate) async fn planned(
    app: &App,
    seat: &Seat,
    client: ClientId,
    entry: &Entry,
) -> Result<RecordId, Fault> {
    let agreement: RecordId = fitting("agreement", &entry.agreement)?;
    let desk = Desk::at(app, seat).await?;
    let agreed = desk.one::<Agreement>(agreement).await?;
    if agreed.client != Some(client) || agreed.says.state() != "in_force" {
        return Err(field("agreement", "choose an agreement that is in force"));
    }
    let terms = agreed.says.terms().clone();
    let version = DesignVersionId::from_uuid(terms.design_version.0);
    let version = app.store().version(seat.studio, version).await?;
    let on_table = lying(app, seat.studio, version.ok_or(Fault::NotFound)?).await?;
    let protocol = desk.protocol().await?;
    let planning = protocol.planning()?;
    let work = move |table: &mut Table| appointments(table, &planning);
    let appointments = app.tables().work(seat.studio, on_table, work).await?;
    app.decide(seat.act(), |desk| {
        let (entry, terms, appointments) = (entry.clone(), terms.clone(), &appointments);
        async move {
            let all = desk.of_client::<Session>(client).await?;
            let all: Vec<Session> = all.into_iter().map(|own| own.says).collect();
            let place = desk
                .one::<Premises>(fitting("premises", &entry.premises)?)
                .await?;
            let next = next_of(appointments, &all, terms.design);
            let next = next.ok_or_else(|| field("agreement", "every session of it is done"))?;
            let protocol = desk.protocol().await?;
            let at: jiff::civil::DateTime =
                fitting("time", &format!("{}T{}", entry.day, entry.time))?;
            let from = place.says.zone.instant(LocalTime::of(at))?;
            let minutes = jiff::SignedDuration::from_mins(next.chair_minutes.ceil() as i64);
            let until = from.checked_add(minutes).map_err(Fault::internal)?;
            let planned = zones(next, protocol.usual(Rule::DotsPerMinute));
            let id = desk.new_id()?;
            let room: Words<100> = fitting("room", &entry.room)?;
            if !place.says.rooms.contains(&room) {
                return Err(field("room", "choose a room of that place"));
            }
            let plan = SessionPlan {
                client: client_id(client),
                practitioner: desk.person()?,
                premises: record(place.id),
                room,
                design_version: terms.design_version,
                design: terms.design,
                number: u8::try_from(next.session).unwrap_or(u8::MAX),
                part: u8::try_from(next.part).unwrap_or(u8::MAX),
                planned: Span { from, until },
                protocol: protocol.version(),
                zones: List::new(planned).map_err(Fault::internal)?,
            };
            let session = Session::plan(id::RecordId(id.to_uuid()), plan)?;
            Ok((Changes::none().begin(id, Some(client), &session)?, id))
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointil_treatment::plan::{Minutes, SessionPurpose};

    fn appointment(session: usize, part: u32, parts: u32) -> Appointment {
        Appointment {
            session,
            part,
            parts,
            purpose: SessionPurpose::Density,
            zones: Vec::new(),
            work: Minutes::default(),
            breaks: 0,
            chair_minutes: 60.0,
            inks: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn the_first_appointment_of_a_design_whose_first_session_is_over_is_its_second() {
        let design = pointil_practice::ContentHash::of_bytes(b"design");
        let all = [
            appointment(2, 1, 2),
            appointment(2, 2, 2),
            appointment(3, 1, 1),
        ];
        let next = next_of(&all, &[], design).unwrap();
        assert_eq!((next.session, next.part), (2, 1));
        assert!(next_of(&[], &[], design).is_none());
    }
}
