//! Messages queued, claimed, sent, lost, withdrawn and decided on in chance order, against a model: none is sent twice unless somebody says so.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pointil_storage::MessageState::{
    Claimed, Failed, HandingOver, Queued, Sent, Uncertain, Withdrawn,
};
use pointil_storage::{
    ClaimedMessage, Failure, MessageId, MessageState, RecordChanges, Refusal, Settlement,
    StorageError, Withdrawal,
};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::chance::{pick, runner};
use crate::house::House;
use crate::messages::{messages, reminder};
use crate::records::commit;

const LEASE: SignedDuration = SignedDuration::from_mins(5);
const NODES: [&str; 2] = ["first", "second"];

/// An act; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Deed {
    Queue(u8),
    Claim(usize, u64),
    Begin(usize),
    Sent(usize),
    Failed(usize, bool),
    Unclear(usize),
    Release(usize),
    Withdraw(u8),
    Settle(usize, usize),
    Die(usize),
    Wait(i64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let one = 0..64_usize;
    prop_oneof![
        6 => (0..12_u8).prop_map(Deed::Queue),
        5 => (0..2_usize, 1..4_u64).prop_map(|(node, most)| Deed::Claim(node, most)),
        8 => one.clone().prop_map(Deed::Begin),
        6 => one.clone().prop_map(Deed::Sent),
        3 => (one.clone(), any::<bool>()).prop_map(|(claim, lasts)| Deed::Failed(claim, lasts)),
        1 => one.clone().prop_map(Deed::Unclear),
        1 => one.clone().prop_map(Deed::Release),
        2 => (0..12_u8).prop_map(Deed::Withdraw),
        2 => (one, 0..3_usize).prop_map(|(message, how)| Deed::Settle(message, how)),
        1 => (0..2_usize).prop_map(Deed::Die),
        2 => (1..400_i64).prop_map(Deed::Wait),
    ]
}

/// What a message should be.
struct Line {
    state: MessageState,
    /// The place of the claim that counts.
    claim: Option<usize>,
    node: usize,
    ends: Timestamp,
    next: Timestamp,
    attempts: i64,
    /// How often a sender was allowed to send it, and how often somebody said that it should be sent again.
    sent: usize,
    again: usize,
}

#[derive(Default)]
struct Model {
    lines: BTreeMap<MessageId, Line>,
    causes: BTreeMap<u8, MessageId>,
    claims: Vec<ClaimedMessage>,
}

impl Model {
    async fn does(&mut self, house: &House, life: &str, deed: &Deed) {
        match *deed {
            Deed::Queue(cause) => self.queues(house, life, cause).await,
            Deed::Claim(node, most) => self.claims_some(house, node, most).await,
            Deed::Withdraw(cause) => self.withdraws(house, life, cause).await,
            Deed::Settle(message, how) => self.settles(house, message, how).await,
            Deed::Die(node) => {
                let act = house.act();
                self.recover(|line| line.node == node);
                let recovered = house.store.recover_messages(&act, NODES[node]).await;
                recovered.unwrap();
            }
            Deed::Wait(seconds) => drop(house.later(SignedDuration::from_secs(seconds))),
            Deed::Begin(claim)
            | Deed::Sent(claim)
            | Deed::Failed(claim, _)
            | Deed::Unclear(claim)
            | Deed::Release(claim) => {
                if let Some(place) = claim.checked_rem(self.claims.len()) {
                    self.goes_on(house, place, deed).await;
                }
            }
        }
    }

    async fn queues(&mut self, house: &House, life: &str, cause: u8) {
        let new = reminder(house, None, &format!("{life} {cause}"));
        let due = new.due;
        let page = || house.store.messages_in(house.studio, Queued, None, 1000);
        let had = page().await.unwrap().messages;
        commit(house, &messages(vec![new])).await;
        let has = page().await.unwrap().messages;
        let added: Vec<_> = has.iter().filter(|one| !had.contains(one)).collect();
        assert_eq!(added.len(), usize::from(!self.causes.contains_key(&cause)));
        for one in added {
            self.causes.insert(cause, one.id);
            let line = Line {
                state: Queued,
                claim: None,
                node: 0,
                ends: due,
                next: due,
                attempts: 0,
                sent: 0,
                again: 0,
            };
            self.lines.insert(one.id, line);
        }
    }

    fn recover(&mut self, which: impl Fn(&Line) -> bool) {
        for line in self.lines.values_mut().filter(|line| which(line)) {
            match line.state {
                Claimed => (line.state, line.claim) = (Queued, None),
                HandingOver => line.state = Uncertain,
                _ => (),
            }
        }
    }

    async fn claims_some(&mut self, house: &House, node: usize, most: u64) {
        let act = house.act();
        self.recover(|line| line.ends <= act.at);
        let due = |line: &Line| line.state == Queued && line.next <= act.at;
        let waiting = self.lines.values().filter(|line| due(line)).count();
        let claimed = house
            .store
            .claim_messages(&act, NODES[node], most, LEASE)
            .await
            .unwrap();
        assert_eq!(claimed.len(), waiting.min(usize::try_from(most).unwrap()));
        for one in claimed {
            let line = self.lines.get_mut(&one.message.id).unwrap();
            assert!(due(line));
            line.state = Claimed;
            line.claim = Some(self.claims.len());
            (line.node, line.ends) = (node, act.at + LEASE);
            self.claims.push(one);
        }
    }

    /// A further step of one who claimed a message, perhaps long ago.
    async fn goes_on(&mut self, house: &House, place: usize, deed: &Deed) {
        let ClaimedMessage { claim, message } = self.claims[place].clone();
        let (id, act) = (message.id, house.act());
        let store = &house.store;
        let failure = |lasts: bool| match lasts {
            true => Failure::Lasting("refused".to_owned()),
            false => Failure::Passing("busy".to_owned()),
        };
        let done = match *deed {
            Deed::Begin(_) => store.begin_hand_over(&act, id, claim).await,
            Deed::Sent(_) => store.message_sent(&act, id, claim).await,
            Deed::Failed(_, lasts) => store.message_failed(&act, id, claim, &failure(lasts)).await,
            Deed::Unclear(_) => store.message_unclear(&act, id, claim, "broken").await,
            _ => store.release_message(&act, id, claim).await,
        };
        let line = self.lines.get_mut(&id).unwrap();
        let is_allowed = line.claim == Some(place) && line.allows(deed, act.at);
        match done {
            Ok(()) => assert!(is_allowed, "{deed:?} in {}", line.state),
            Err(StorageError::Refused(Refusal::ClaimOver(state))) => {
                assert_eq!((is_allowed, state), (false, line.state), "{deed:?}");
            }
            Err(error) => unreachable!("{error}"),
        }
        if is_allowed {
            line.follow(deed, act.at);
        }
    }

    async fn withdraws(&mut self, house: &House, life: &str, cause: u8) {
        let withdrawal = Withdrawal::Cause(format!("{life} {cause}"));
        let changes = RecordChanges {
            withdrawals: vec![withdrawal],
            ..RecordChanges::default()
        };
        commit(house, &changes).await;
        if let Some(id) = self.causes.get(&cause)
            && let Some(line) = self.lines.get_mut(id)
            && matches!(line.state, Queued | Claimed)
        {
            line.state = Withdrawn;
        }
    }

    async fn settles(&mut self, house: &House, message: usize, how: usize) {
        let ids: Vec<MessageId> = self.lines.keys().copied().collect();
        let Some(&id) = pick(&ids, message) else {
            return;
        };
        let act = house.act();
        let how = [
            Settlement::SendAgain,
            Settlement::WasSent,
            Settlement::Leave,
        ][how];
        let settled = house.store.settle_message(&act, id, how).await;
        let line = self.lines.get_mut(&id).unwrap();
        assert_eq!(settled.is_ok(), matches!(line.state, Failed | Uncertain));
        if settled.is_err() {
            return;
        }
        line.claim = None;
        match how {
            Settlement::SendAgain => {
                line.state = Queued;
                line.again += 1;
                (line.attempts, line.next) = (0, act.at);
            }
            Settlement::WasSent => line.state = Sent,
            Settlement::Leave => line.state = Withdrawn,
        }
    }

    async fn agrees(&self, house: &House) {
        for (&id, line) in &self.lines {
            let kept = house
                .store
                .message(house.studio, id)
                .await
                .unwrap()
                .unwrap();
            assert_eq!(kept.state, line.state);
            assert_eq!(kept.next_try, line.next);
            assert_eq!(kept.attempts.cast_signed(), line.attempts);
            let is_over = matches!(line.state, Sent | Withdrawn);
            assert_eq!(kept.parameters.is_empty(), is_over);
        }
    }
}

impl Line {
    fn allows(&self, deed: &Deed, at: Timestamp) -> bool {
        match deed {
            Deed::Begin(_) => self.state == Claimed && at < self.ends,
            Deed::Sent(_) => matches!(self.state, HandingOver | Uncertain | Sent),
            Deed::Failed(..) => matches!(self.state, Claimed | HandingOver | Uncertain),
            Deed::Unclear(_) => matches!(self.state, HandingOver | Uncertain),
            _ => self.state == Claimed,
        }
    }

    fn follow(&mut self, deed: &Deed, at: Timestamp) {
        match deed {
            Deed::Begin(_) => {
                self.state = HandingOver;
                self.sent += 1;
                // Between two hand-overs somebody said that the first one did not arrive: a person, or the sender itself.
                assert!(self.sent <= 1 + self.again, "handed over twice");
            }
            Deed::Sent(_) => self.state = Sent,
            Deed::Unclear(_) => self.state = Uncertain,
            Deed::Failed(_, lasts) => {
                if self.state != Claimed {
                    // For certain it did not arrive.
                    self.sent -= 1;
                }
                self.attempts += 1;
                let ends = *lasts || self.attempts >= 12;
                self.state = if ends { Failed } else { Queued };
                self.claim = None;
                let minutes = (1 << (self.attempts - 1)).min(360);
                self.next = at + SignedDuration::from_mins(minutes);
            }
            _ => (self.state, self.claim) = (Queued, None),
        }
    }
}

async fn live_through(house: &House, deeds: &[Deed]) {
    let mut model = Model::default();
    let life = house.now().to_string();
    for deed in deeds {
        model.does(house, &life, deed).await;
    }
    model.agrees(house).await;
    house.assert_audit_whole().await;
    // What is left would be claimed in the next life.
    for cause in model.causes.clone().into_keys() {
        model.withdraws(house, &life, cause).await;
    }
    house.later(LEASE);
}

#[test]
fn whatever_happens_no_message_is_sent_twice() {
    let runtime = Runtime::new().unwrap();
    let house = runtime.block_on(House::on_sqlite());
    runner(24)
        .run(&proptest::collection::vec(deed(), 1..80), |deeds| {
            runtime.block_on(live_through(&house, &deeds));
            Ok(())
        })
        .unwrap();
}

#[test]
fn on_postgresql_too() {
    let runtime = Runtime::new().unwrap();
    let Some(house) = runtime.block_on(House::on_postgres()) else {
        return;
    };
    runner(8)
        .run(&proptest::collection::vec(deed(), 1..80), |deeds| {
            runtime.block_on(live_through(&house, &deeds));
            Ok(())
        })
        .unwrap();
    runtime.block_on(house.leave());
}
