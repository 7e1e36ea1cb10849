//! What begins when a session ends: its check-ins, and with the last session that was agreed the reviews of the result.

use pointil_practice::session::Session;
use pointil_practice::{check_in, id, review};

use super::super::desk::{Changes, Desk, record};
use super::whole::Whole;
use crate::fault::Fault;
use pointil_practice::review::Review;
use pointil_storage::RecordId;

/// The changes of a step with what its session's end begins; as they were for a step that ends nothing, and for one that is sent again.
pub(super) async fn followed(
    desk: &Desk,
    whole: &Whole,
    next: &Session,
    changes: Changes,
) -> Result<Changes, Fault> {
    let (Some(ended), None) = (next.ended_at(), whole.kept.says.ended_at()) else {
        return Ok(changes);
    };
    let zone = &whole.premises.zone;
    let new_id = || desk.new_id().map(record);
    let mut changes = changes;
    for asked in check_in::after_session(next, zone, new_id)? {
        let id = RecordId::from_uuid(asked.id.0);
        changes = changes.begin(id, Some(whole.client), &asked)?;
    }
    let kept = desk.of_client::<Review>(whole.client).await?;
    let known: Vec<Review> = kept.iter().map(|own| own.says.clone()).collect();
    let is_last = whole
        .sessions_agreed()
        .is_none_or(|agreed| next.plan.number >= agreed);
    for own in review::after_session(zone.day(ended), is_last, &known) {
        let waiting = |id: id::RecordId| kept.iter().find(|kept| kept.says.id == id);
        changes = match own.waiting.and_then(waiting) {
            Some(kept) => changes.edit(kept, &kept.says.clone().plan_anew(own.day, zone)?)?,
            None => {
                let id = desk.new_id()?;
                let (client, who) = (next.plan.client, next.plan.practitioner);
                let begun = Review::plan(record(id), client, who, own.time, own.day, zone);
                changes.begin(id, Some(whole.client), &begun)?
            }
        };
    }
    Ok(changes)
}
