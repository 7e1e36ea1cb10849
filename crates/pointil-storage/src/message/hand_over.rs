//! Messages claimed, handed over, and what came of it.

use jiff::SignedDuration;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use serde::Serialize;

use super::{
    ClaimId, FIRST_PAUSE_MS, LONGEST_PAUSE_MS, MOST_PARAMETERS, Message, MessageState, TRIES,
};
use crate::act::Act;
use crate::audit::Action;
use crate::error::{Refusal, Result, StorageError, check_document, check_name, check_word};
use crate::id::{ClientId, MessageId};
use crate::random;
use crate::store::Store;
use crate::table::message;
use crate::write::{Entry, Writing};

/// Messages of one claim.
const MOST: u64 = 100;

/// A message that one sender may send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedMessage {
    /// The right to send it once, named at every further step.
    pub claim: ClaimId,
    /// The message.
    pub message: Message,
}

/// Why a message was not sent, in a word of small letters that says nothing of the client: `refused_address`, `no_connection`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may go later: after one minute, two, four, … up to six hours, twelve times in all.
    Passing(String),
    /// It never will as it is.
    Lasting(String),
}

/// What somebody decides about a message that failed or is uncertain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// It is queued again, at once.
    SendAgain,
    /// It arrived.
    WasSent,
    /// It is not needed any more.
    Leave,
}

impl Store {
    /// Gives messages that are due to a sender of name `node` for as long as `lease`, at most `most` and never more than a hundred, the longest due first. No
    /// other sender gets them meanwhile. What a sender that is gone had claimed is given anew; what it was handing over becomes uncertain.
    ///
    /// A lease must be longer than sending takes, and than the clocks of two nodes are apart: five minutes will do.
    pub async fn claim_messages(
        &self,
        act: &Act,
        node: &str,
        most: u64,
        lease: SignedDuration,
    ) -> Result<Vec<ClaimedMessage>> {
        check_name("node", node, 200)?;
        let lease = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
        if lease <= 0 {
            return Err(StorageError::field("lease", "not longer than nothing"));
        }
        let mut write = self.write(act).await?;
        let over = message::Column::ClaimEndsAt.lte(write.at());
        write.recover_messages(over).await?;
        let rows = write.due_messages(most.min(MOST)).await?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            let claim = ClaimId(random::id(act.at)?);
            let row = message::Model {
                claim: Some(claim.0),
                claimed_by: Some(node.to_owned()),
                claim_ends_at: Some(write.at().saturating_add(lease)),
                ..row
            };
            write
                .move_message(row.clone(), MessageState::Claimed)
                .await?;
            let mut message = Message::read(row)?;
            message.state = MessageState::Claimed;
            message.changed_at = act.at;
            claimed.push(ClaimedMessage { claim, message });
        }
        write.commit().await?;
        Ok(claimed)
    }

    /// What the sender of name `node` left when it was last stopped: what it had claimed is queued again, what it was handing over becomes uncertain. To be
    /// called when that sender starts, when no other has its name.
    pub async fn recover_messages(&self, act: &Act, node: &str) -> Result<()> {
        let mut write = self.write(act).await?;
        let its = message::Column::ClaimedBy.eq(node);
        write.recover_messages(its).await?;
        write.commit().await
    }

    /// What was due before this moment and is not sent becomes uncertain. To be called once after a backup was restored: the studio that it is a copy of may have
    /// sent these messages since.
    pub async fn doubt_due_messages(&self, act: &Act) -> Result<u64> {
        let mut write = self.write(act).await?;
        let open = [MessageState::Queued, MessageState::Claimed].map(MessageState::as_str);
        let rows = message::Entity::find()
            .filter(message::Column::Studio.eq(act.studio.0))
            .filter(message::Column::State.is_in(open))
            .filter(message::Column::DueAt.lte(write.at()))
            .all(write.db())
            .await?;
        let doubted = rows.len() as u64;
        for row in rows {
            write.doubt(row).await?;
        }
        write.commit().await?;
        Ok(doubted)
    }

    /// Keeps what a claimed message's text is filled with, before the hand-over begins: a link that was made for it can so be closed when another is made.
    ///
    /// # Errors
    /// [`Refusal::ClaimOver`] when it was withdrawn meanwhile.
    pub async fn fill_message(
        &self,
        act: &Act,
        id: MessageId,
        claim: ClaimId,
        parameters: &str,
    ) -> Result<()> {
        check_document(parameters, MOST_PARAMETERS)?;
        let write = self.write(act).await?;
        let (row, state) = write.claimed_message(id, claim).await?;
        if state != MessageState::Claimed {
            return Err(Refusal::ClaimOver(state).into());
        }
        let parameters = parameters.to_owned();
        let row = message::Model { parameters, ..row };
        write.move_message(row, MessageState::Claimed).await?;
        write.commit().await
    }

    /// Begins to hand a claimed message over. Only when this has answered may it be sent: from here on it is not sent a second time by itself.
    ///
    /// # Errors
    /// [`Refusal::ClaimOver`] when it was withdrawn meanwhile or the claim ended: it must not be sent.
    pub async fn begin_hand_over(&self, act: &Act, id: MessageId, claim: ClaimId) -> Result<()> {
        let write = self.write(act).await?;
        let (row, state) = write.claimed_message(id, claim).await?;
        let is_over = row.claim_ends_at.is_none_or(|ends| ends <= write.at());
        if state != MessageState::Claimed || is_over {
            return Err(Refusal::ClaimOver(state).into());
        }
        write.move_message(row, MessageState::HandingOver).await?;
        write.commit().await
    }

    /// A claimed message that the sender has not begun to hand over goes back to the queue: the sender stops.
    ///
    /// # Errors
    /// [`Refusal::ClaimOver`].
    pub async fn release_message(&self, act: &Act, id: MessageId, claim: ClaimId) -> Result<()> {
        let write = self.write(act).await?;
        let (row, state) = write.claimed_message(id, claim).await?;
        if state != MessageState::Claimed {
            return Err(Refusal::ClaimOver(state).into());
        }
        write
            .move_message(unclaimed(row), MessageState::Queued)
            .await?;
        write.commit().await
    }

    /// It was sent. Once more is no error; also when it was held uncertain meanwhile, because the claim had ended.
    ///
    /// # Errors
    /// [`Refusal::ClaimOver`] when it is another sender's by now; [`StorageError::NotFound`] when its client was erased meanwhile.
    pub async fn message_sent(&self, act: &Act, id: MessageId, claim: ClaimId) -> Result<()> {
        let mut write = self.write(act).await?;
        let (row, state) = write.claimed_message(id, claim).await?;
        match state {
            MessageState::Sent => return Ok(()),
            MessageState::HandingOver | MessageState::Uncertain => (),
            _ => return Err(Refusal::ClaimOver(state).into()),
        }
        let entry = entry(Action::MessageSent, &row);
        let row = message::Model { fault: None, ..row };
        write.move_message(row, MessageState::Sent).await?;
        write.record(entry).await?;
        write.commit().await
    }

    /// It was not sent, for certain: it is tried again later, or never when the failure lasts or it failed twelve times.
    ///
    /// # Errors
    /// [`Refusal::ClaimOver`].
    pub async fn message_failed(
        &self,
        act: &Act,
        id: MessageId,
        claim: ClaimId,
        failure: &Failure,
    ) -> Result<()> {
        let (Failure::Passing(fault) | Failure::Lasting(fault)) = failure;
        check_word("failure", fault)?;
        let mut write = self.write(act).await?;
        let (row, state) = write.claimed_message(id, claim).await?;
        if !matches!(
            state,
            MessageState::Claimed | MessageState::HandingOver | MessageState::Uncertain
        ) {
            return Err(Refusal::ClaimOver(state).into());
        }
        let attempts = row.attempts + 1;
        let is_lasting = matches!(failure, Failure::Lasting(_)) || attempts >= TRIES;
        let row = message::Model {
            attempts,
            next_at: write.at().saturating_add(pause(attempts)),
            fault: Some(fault.clone()),
            ..unclaimed(row)
        };
        if is_lasting {
            let entry = entry(Action::MessageFailed, &row);
            write.move_message(row, MessageState::Failed).await?;
            write.record(entry).await?;
        } else {
            write.move_message(row, MessageState::Queued).await?;
        }
        write.commit().await
    }

    /// Nobody can say whether it was sent: the connection broke after the text and before the answer. `fault` is a word of small letters.
    ///
    /// # Errors
    /// [`Refusal::ClaimOver`].
    pub async fn message_unclear(
        &self,
        act: &Act,
        id: MessageId,
        claim: ClaimId,
        fault: &str,
    ) -> Result<()> {
        check_word("failure", fault)?;
        let mut write = self.write(act).await?;
        let (row, state) = write.claimed_message(id, claim).await?;
        match state {
            MessageState::Uncertain => return Ok(()),
            MessageState::HandingOver => (),
            _ => return Err(Refusal::ClaimOver(state).into()),
        }
        let fault = Some(fault.to_owned());
        write.doubt(message::Model { fault, ..row }).await?;
        write.commit().await
    }

    /// What somebody decides about a message that failed or is uncertain.
    ///
    /// # Errors
    /// [`Refusal::NothingToSettle`] when it is neither.
    pub async fn settle_message(
        &self,
        act: &Act,
        id: MessageId,
        settlement: Settlement,
    ) -> Result<()> {
        let mut write = self.write(act).await?;
        let row = write.message(id).await?;
        let state = MessageState::read(&row.state)?;
        if !matches!(state, MessageState::Failed | MessageState::Uncertain) {
            return Err(Refusal::NothingToSettle(state).into());
        }
        let entry = entry(Action::MessageSettled, &row);
        let (row, state) = match settlement {
            Settlement::WasSent => (row, MessageState::Sent),
            Settlement::Leave => (row, MessageState::Withdrawn),
            Settlement::SendAgain => {
                let again = message::Model {
                    attempts: 0,
                    next_at: write.at(),
                    ..row
                };
                (again, MessageState::Queued)
            }
        };
        // Whoever had it has no say any more.
        write.move_message(unclaimed(row), state).await?;
        write.record(entry).await?;
        write.commit().await
    }
}

impl Writing {
    async fn message(&self, id: MessageId) -> Result<message::Model> {
        message::Entity::find_by_id(id.0)
            .filter(message::Column::Studio.eq(self.studio().0))
            .one(self.db())
            .await?
            .ok_or(StorageError::NotFound {
                kind: "message",
                id: id.0,
            })
    }

    /// A message and where it stands, for the one who claimed it.
    async fn claimed_message(
        &self,
        id: MessageId,
        claim: ClaimId,
    ) -> Result<(message::Model, MessageState)> {
        let row = self.message(id).await?;
        let state = MessageState::read(&row.state)?;
        match row.claim == Some(claim.0) {
            true => Ok((row, state)),
            false => Err(Refusal::ClaimOver(state).into()),
        }
    }

    async fn due_messages(&self, most: u64) -> Result<Vec<message::Model>> {
        Ok(message::Entity::find()
            .filter(message::Column::Studio.eq(self.studio().0))
            .filter(message::Column::State.eq(MessageState::Queued.as_str()))
            .filter(message::Column::NextAt.lte(self.at()))
            .order_by_asc(message::Column::NextAt)
            .order_by_asc(message::Column::Id)
            .limit(most)
            .all(self.db())
            .await?)
    }

    async fn recover_messages(&mut self, which: Expr) -> Result<()> {
        let under_way = [MessageState::Claimed, MessageState::HandingOver];
        let rows = message::Entity::find()
            .filter(message::Column::Studio.eq(self.studio().0))
            .filter(message::Column::State.is_in(under_way.map(MessageState::as_str)))
            .filter(which)
            .all(self.db())
            .await?;
        for row in rows {
            match MessageState::read(&row.state)? {
                MessageState::HandingOver => self.doubt(row).await?,
                _ => {
                    self.move_message(unclaimed(row), MessageState::Queued)
                        .await?
                }
            }
        }
        Ok(())
    }

    /// The claim stays: should its sender be alive after all, it may still say what came of it.
    async fn doubt(&mut self, row: message::Model) -> Result<()> {
        let entry = entry(Action::MessageUncertain, &row);
        self.move_message(row, MessageState::Uncertain).await?;
        self.record(entry).await
    }
}

fn entry(action: Action, row: &message::Model) -> Entry {
    Entry::new(action, row.id).client(row.client.map(ClientId))
}

fn unclaimed(row: message::Model) -> message::Model {
    message::Model {
        claim: None,
        claimed_by: None,
        claim_ends_at: None,
        ..row
    }
}

/// How long to wait after so many failures, in milliseconds.
fn pause(failures: i64) -> i64 {
    let doublings = u32::try_from(failures - 1).unwrap_or(0).min(20);
    (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_six_hours_and_last_more_than_a_day() {
        let pauses: Vec<i64> = (1..TRIES)
            .map(|failures| pause(failures) / 60_000)
            .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        assert!(pauses.iter().sum::<i64>() > 20 * 60);
    }
}
