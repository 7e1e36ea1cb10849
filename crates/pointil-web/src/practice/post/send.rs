//! Messages that are due, handed over one after the other. Each step is on the disk before the next begins, so that a stop at any moment loses
//! none and sends none twice.

use std::time::SystemTime;

use jiff::SignedDuration;
use pointil_storage::{
    Act, Actor, ClaimedMessage, Failure, Refusal, StorageError, Store, StudioId,
};

use super::letter::{self, Letter, Unwritten};
use super::line::{LONGEST, Line, Outcome, Written};
use crate::app::App;
use crate::config::MailConfig;
use crate::fault::Fault;
use crate::practice::round::Stop;

/// Messages claimed at a time.
const BATCH: u64 = 10;
/// How long they are ours: longer than handing any one of them over takes.
const LEASE: SignedDuration = SignedDuration::from_mins(20);

/// A sender at work for one studio.
struct Sender<'a> {
    app: &'a App,
    mail: &'a MailConfig,
    studio: StudioId,
    line: Option<Line>,
}

/// What the program does now.
pub(in crate::practice) fn act(app: &App, studio: StudioId) -> Act {
    Act {
        studio,
        actor: Actor::Program,
        at: app.now(),
    }
}

/// Hands over whatever is due; nothing when no mail server is set. Ends early when the server cannot be reached, or when the program is to stop.
///
/// # Errors
/// Records that cannot be read or written; what was claimed comes free by itself.
pub(in crate::practice) async fn deliver(
    app: &App,
    studio: StudioId,
    stop: &Stop,
) -> Result<(), Fault> {
    let Some(mail) = &app.config().mail else {
        return Ok(());
    };
    let mut sender = Sender {
        app,
        mail,
        studio,
        line: None,
    };
    let done = sender.send_all(stop).await;
    if let Some(line) = sender.line.take() {
        line.close().await;
    }
    done
}

impl Sender<'_> {
    fn store(&self) -> &Store {
        self.app.store()
    }

    fn act(&self) -> Act {
        act(self.app, self.studio)
    }

    async fn send_all(&mut self, stop: &Stop) -> Result<(), Fault> {
        loop {
            let (node, act) = (&self.app.config().node, self.act());
            let begun = std::time::Instant::now();
            let claimed = self.store().claim_messages(&act, node, BATCH, LEASE);
            let claimed = claimed.await?;
            let mut goes_on = !claimed.is_empty();
            for one in claimed {
                let is_short = begun.elapsed() + LONGEST > LEASE.unsigned_abs();
                goes_on = goes_on && !stop.is_asked() && !is_short;
                if !goes_on {
                    self.release(&one).await?;
                    continue;
                }
                goes_on = self.send(&one).await?;
            }
            if !goes_on {
                return Ok(());
            }
        }
    }

    async fn release(&self, one: &ClaimedMessage) -> Result<(), Fault> {
        let (store, act) = (self.store(), self.act());
        let released = store.release_message(&act, one.message.id, one.claim);
        unless_over(released.await)
    }

    /// Sends one message; answers whether the next can be sent, too.
    async fn send(&mut self, one: &ClaimedMessage) -> Result<bool, Fault> {
        if self.line.is_none() {
            match Line::open(self.mail).await {
                Ok(line) => self.line = Some(line),
                Err(failure) => {
                    self.failed(one, &failure).await?;
                    return Ok(false);
                }
            }
        }
        let public = &self.mail.public_address;
        let letter = letter::write(self.app, &self.act(), public, &one.message).await;
        let failure = match letter {
            Ok(letter) => return self.hand_over(one, letter).await,
            Err(Unwritten::Lasting(word)) => Failure::Lasting(word.to_owned()),
            Err(Unwritten::Fault(fault)) => {
                // One message that cannot be written does not keep back the others.
                tracing::warn!(reason = fault.reason(), "a message was not written");
                Failure::Passing("our_fault".to_owned())
            }
        };
        self.failed(one, &failure).await?;
        Ok(true)
    }

    async fn failed(&self, one: &ClaimedMessage, failure: &Failure) -> Result<(), Fault> {
        let (Failure::Passing(word) | Failure::Lasting(word)) = failure;
        tracing::info!(message = %one.message.id, word, "a message was not sent");
        let (store, act) = (self.store(), self.act());
        let failed = store.message_failed(&act, one.message.id, one.claim, failure);
        unless_over(failed.await)
    }

    async fn hand_over(&mut self, one: &ClaimedMessage, letter: Letter) -> Result<bool, Fault> {
        let link = letter.parameters.link;
        let id = one.message.message_id(self.mail.domain());
        let at = SystemTime::from(self.act().at);
        let outcome = match Written::new(self.mail, &letter.to, id, at, &letter.text) {
            Ok(written) => match self.begin(one, &letter).await? {
                true => self.hand(&written).await,
                false => Outcome::Refused(Failure::Lasting("withdrawn".to_owned())),
            },
            Err(failure) => Outcome::Refused(failure),
        };
        let (store, act) = (self.store(), self.act());
        let (message, claim) = (one.message.id, one.claim);
        let is_sent = match &outcome {
            Outcome::Taken => {
                let sent = store.message_sent(&act, message, claim);
                unless_over(sent.await)?;
                true
            }
            Outcome::Unclear(word) => {
                let unclear = store.message_unclear(&act, message, claim, word);
                unless_over(unclear.await)?;
                true
            }
            Outcome::Refused(failure) | Outcome::Broken(failure) => {
                self.failed(one, failure).await?;
                false
            }
        };
        // Whatever did not arrive leaves no open link behind.
        if let Some(link) = link.filter(|_| !is_sent) {
            letter::close(store, &act, link).await?;
        }
        if matches!(outcome, Outcome::Broken(_) | Outcome::Unclear(_)) {
            self.line = None;
        }
        Ok(!matches!(outcome, Outcome::Broken(_)))
    }

    /// Notes what the text holds and begins the hand-over; answers whether it may be sent.
    async fn begin(&self, one: &ClaimedMessage, letter: &Letter) -> Result<bool, Fault> {
        let (store, id, claim) = (self.store(), one.message.id, one.claim);
        let parameters = letter.parameters.text()?;
        let noted = store
            .fill_message(&self.act(), id, claim, &parameters)
            .await;
        let begun = match noted {
            Ok(()) => store.begin_hand_over(&self.act(), id, claim).await,
            refused => refused,
        };
        match begun {
            Ok(()) => Ok(true),
            Err(StorageError::Refused(Refusal::ClaimOver(_)) | StorageError::NotFound { .. }) => {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Hands over; a connection that had gone stale between two messages is opened anew, once.
    async fn hand(&mut self, written: &Written) -> Outcome {
        let Some(line) = &mut self.line else {
            return Outcome::Broken(Failure::Passing("no_connection".to_owned()));
        };
        match line.hand_over(written).await {
            Outcome::Broken(Failure::Passing(_)) => (),
            outcome => return outcome,
        }
        match Line::open(self.mail).await {
            Ok(line) => self.line.insert(line).hand_over(written).await,
            Err(failure) => Outcome::Broken(failure),
        }
    }
}

/// A message that is not ours any more, or whose client was erased, needs nothing more from us.
fn unless_over(answer: Result<(), StorageError>) -> Result<(), Fault> {
    match answer {
        Err(StorageError::Refused(Refusal::ClaimOver(_)) | StorageError::NotFound { .. }) => Ok(()),
        answer => Ok(answer?),
    }
}
