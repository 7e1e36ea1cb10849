//! The questions that a session's end brings: one for each day of the table, asked by the clocks of the place.

use super::CheckIn;
use crate::aftercare::{check_in_days, planned_check_ins};
use crate::id::RecordId;
use crate::local_time::ZoneName;
use crate::session::Session;

/// The check-ins that begin when a session is closed or ends early; none before its end, and none where needles never touched the skin.
///
/// # Errors
/// What `new_id` answers when it cannot name a record.
pub fn after_session<E>(
    session: &Session,
    zone: &ZoneName,
    mut new_id: impl FnMut() -> Result<RecordId, E>,
) -> Result<Vec<CheckIn>, E> {
    let Some(ended) = session.ended_at() else {
        return Ok(Vec::new());
    };
    let planned = planned_check_ins(check_in_days(), ended, zone).into_iter();
    let of = |one| {
        let id = new_id()?;
        let plan = &session.plan;
        Ok(CheckIn::planned(
            id,
            plan.client,
            session.id,
            plan.practitioner,
            one,
        ))
    };
    planned.map(of).collect()
}
