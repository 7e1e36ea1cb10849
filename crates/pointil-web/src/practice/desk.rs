//! The studio's practice records at hand: read by kind, decided on, and written only while nothing moved in between.

use std::future::Future;

use jiff::Timestamp;
use jiff::civil::Date;
use pointil_practice::appointment::Terms;
use pointil_practice::premises::Premises;
use pointil_practice::protocol::StudioProtocol;
use pointil_practice::{
    ContentHash, PracticeRecord, RecordKind, Refusal, Span, ZoneName, from_document, id,
    to_document,
};
use pointil_storage::{
    Act, Actor, ClientId, Committed, Document, DocumentHash, NewRecord, PracticeClock,
    RecordChanges, RecordEdit, RecordFields, RecordHead, RecordId, RecordKey, RecordSpan,
    StorageError, Store, StudioId,
};

use crate::app::App;
use crate::fault::Fault;
use crate::practice::post::follow;
use crate::seat::Seat;

/// How often a decision is made anew because somebody else wrote.
const MOST_TRIES: usize = 20;

/// A record as kept, with what it says.
#[derive(Clone, Debug)]
pub(crate) struct Kept<R> {
    /// The record.
    pub(crate) id: RecordId,
    /// Its revision.
    pub(crate) revision: u64,
    /// The client it concerns.
    pub(crate) client: Option<ClientId>,
    /// When it began.
    pub(crate) created_at: Timestamp,
    /// What it says.
    pub(crate) says: R,
}

/// What is decided on: the records as they are at one tick of the practice clock, who decides, and when.
#[derive(Clone)]
pub(crate) struct Desk {
    app: App,
    act: Act,
    clock: PracticeClock,
}

/// The day on which something is done, and how the studio works on it.
pub(crate) struct Day {
    /// The day in the studio.
    pub(crate) date: Date,
    /// The protocol in force.
    pub(crate) protocol: StudioProtocol,
}

/// What is to be written.
#[derive(Default)]
pub(crate) struct Changes(RecordChanges);

impl Changes {
    /// Nothing yet.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// All of it, to add messages to.
    pub(crate) fn whole(&mut self) -> &mut RecordChanges {
        &mut self.0
    }

    /// Begins a record.
    pub(crate) fn begin<R: PracticeRecord>(
        mut self,
        id: RecordId,
        client: Option<ClientId>,
        record: &R,
    ) -> Result<Self, Fault> {
        let fields = fields(client, record)?;
        self.0.new.push(NewRecord { id, fields });
        Ok(self)
    }

    /// Gives a record its next revision.
    pub(crate) fn edit<R: PracticeRecord>(
        mut self,
        kept: &Kept<R>,
        record: &R,
    ) -> Result<Self, Fault> {
        self.0.edits.push(RecordEdit {
            id: kept.id,
            revision: kept.revision,
            fields: fields(kept.client, record)?,
        });
        Ok(self)
    }
}

fn fields<R: PracticeRecord>(client: Option<ClientId>, record: &R) -> Result<RecordFields, Fault> {
    let bytes = to_document(record).map_err(Fault::internal)?;
    let text = String::from_utf8(bytes).map_err(Fault::internal)?;
    let hash = ContentHash::of_bytes(text.as_bytes()).to_string();
    let keys = record.keys().into_iter();
    Ok(RecordFields {
        kind: R::KIND.name().to_owned(),
        client,
        state: record.state().to_owned(),
        span: record.span().map(|own| RecordSpan {
            from: own.from,
            until: own.until,
        }),
        due: record.due(),
        format: R::FORMAT,
        document: Document {
            hash: hash.parse::<DocumentHash>().map_err(Fault::internal)?,
            text,
        },
        kept_by_law: record.kept_by_law(),
        keys: keys
            .map(|key| RecordKey::new(key.name, key.value))
            .collect(),
    })
}

fn read<R: PracticeRecord>(record: pointil_storage::PracticeRecord) -> Result<Kept<R>, Fault> {
    if record.head.kind != R::KIND.name() {
        return Err(Fault::NotFound);
    }
    Ok(Kept {
        id: record.head.id,
        revision: record.head.revision,
        client: record.head.client,
        created_at: record.head.created_at,
        says: from_document(record.document.text.as_bytes()).map_err(Fault::internal)?,
    })
}

impl Desk {
    /// The desk as it is now.
    pub(crate) async fn of(app: &App, act: Act) -> Result<Self, Fault> {
        Ok(Self {
            clock: app.store().practice_clock(act.studio).await?,
            app: app.clone(),
            act,
        })
    }

    /// The desk of somebody who is signed in.
    pub(crate) async fn at(app: &App, seat: &Seat) -> Result<Self, Fault> {
        Self::of(app, seat.act()).await
    }

    /// The records.
    pub(crate) fn store(&self) -> &Store {
        self.app.store()
    }

    /// The studio.
    pub(crate) fn studio(&self) -> StudioId {
        self.act.studio
    }

    /// When it is decided.
    pub(crate) fn now(&self) -> Timestamp {
        self.act.at
    }

    /// Who decides, where that is somebody of the studio.
    ///
    /// # Errors
    /// A client behind a private link, or the program.
    pub(crate) fn person(&self) -> Result<id::PersonId, Fault> {
        match self.act.actor {
            Actor::Account(account) => Ok(id::PersonId(account.to_uuid())),
            Actor::Client(_) | Actor::Program => Err(Fault::Forbidden),
        }
    }

    /// The act of somebody of the studio, as practice records keep it.
    ///
    /// # Errors
    /// As for [`Self::person`].
    pub(crate) fn by(&self) -> Result<pointil_practice::Act, Fault> {
        Ok(pointil_practice::Act {
            at: self.now(),
            by: self.person()?,
        })
    }

    /// A name for a record that is to begin.
    pub(crate) fn new_id(&self) -> Result<RecordId, Fault> {
        Ok(Store::new_record_id(self.now())?)
    }

    /// The studio's clocks.
    pub(crate) async fn zone(&self) -> Result<ZoneName, Fault> {
        let studio = self.app.studio(self.studio()).await?;
        studio.fields.time_zone.parse().map_err(Fault::internal)
    }

    /// The day that it is in the studio.
    pub(crate) async fn today(&self) -> Result<Date, Fault> {
        Ok(self.zone().await?.day(self.now()))
    }

    /// The day that it is, and how the studio works on it.
    pub(crate) async fn day(&self) -> Result<Day, Fault> {
        Ok(Day {
            date: self.today().await?,
            protocol: self.protocol().await?,
        })
    }

    /// The studio's terms of booking.
    pub(crate) async fn terms(&self) -> Result<Terms, Fault> {
        super::terms::of(&self.app.studio(self.studio()).await?)
    }

    /// How the studio works now. Before anybody wrote a protocol it is the built-in one under the law of the first open place, or, where
    /// there is no place yet, under the strictest of what is asked anywhere else.
    pub(crate) async fn protocol(&self) -> Result<StudioProtocol, Fault> {
        let kept = self.of_kind::<StudioProtocol>(Some("in_force")).await?;
        if let Some(kept) = kept.into_iter().next() {
            return Ok(kept.says);
        }
        let places = self.of_kind::<Premises>(Some("open")).await?;
        let law = places.last().map(|place| place.says.jurisdiction);
        let law = match law {
            Some(law) => law,
            None => ELSEWHERE.parse().map_err(Fault::internal)?,
        };
        let made = pointil_practice::Act {
            at: self.now(),
            by: id::PersonId(self.studio().to_uuid()),
        };
        let record = record(self.new_id()?);
        Ok(StudioProtocol::new(record, law, &[], made, None)?)
    }

    /// A record.
    ///
    /// # Errors
    /// [`Fault::NotFound`] also where it is of another kind.
    pub(crate) async fn one<R: PracticeRecord>(&self, id: RecordId) -> Result<Kept<R>, Fault> {
        let record = self.store().record(self.studio(), id).await?;
        read(record.ok_or(Fault::NotFound)?)
    }

    /// What a record is of; nothing where there is none.
    pub(crate) async fn kind(&self, id: RecordId) -> Result<Option<RecordKind>, Fault> {
        let record = self.store().record(self.studio(), id).await?;
        Ok(record.and_then(|own| RecordKind::named(&own.head.kind)))
    }

    /// A client's records of a kind, oldest first.
    pub(crate) async fn of_client<R: PracticeRecord>(
        &self,
        client: ClientId,
    ) -> Result<Vec<Kept<R>>, Fault> {
        let kinds = [R::KIND.name()];
        let records = self.store();
        let records = records
            .client_records(self.studio(), client, &kinds)
            .await?;
        records.into_iter().map(read).collect()
    }

    /// Some of the studio's records of a kind, newest first, and where the next of them begin.
    pub(crate) async fn some_of_kind<R: PracticeRecord>(
        &self,
        state: Option<&str>,
        before: Option<RecordId>,
        most: u64,
    ) -> Result<(Vec<Kept<R>>, Option<RecordId>), Fault> {
        let (kind, store) = (R::KIND.name(), self.store());
        let page = store.records_of_kind(self.studio(), kind, state, before, most);
        let page = page.await?;
        let found: Result<Vec<_>, _> = page.records.into_iter().map(read).collect();
        Ok((found?, page.before))
    }

    /// The studio's records of a kind, in one state or in any, all of them, newest first.
    pub(crate) async fn of_kind<R: PracticeRecord>(
        &self,
        state: Option<&str>,
    ) -> Result<Vec<Kept<R>>, Fault> {
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let some = self.some_of_kind(state, before, PAGE).await?;
            found.extend(some.0);
            if some.1.is_none() {
                return Ok(found);
            }
            before = some.1;
        }
    }

    /// The newest records of a kind that have a key, at most so many, newest first.
    pub(crate) async fn newest_with<R: PracticeRecord>(
        &self,
        key: &RecordKey,
        most: u64,
    ) -> Result<Vec<Kept<R>>, Fault> {
        let (kind, store) = (R::KIND.name(), self.store());
        let page = store.records_with_key(self.studio(), kind, key, None, most);
        page.await?.records.into_iter().map(read).collect()
    }

    /// Every record of the given kinds that has a key, without what it says, in the order in which they began.
    pub(crate) async fn heads_with(
        &self,
        kinds: &[RecordKind],
        key: &RecordKey,
    ) -> Result<Vec<RecordHead>, Fault> {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        let heads = self.store().heads_with_key(self.studio(), &kinds, key);
        Ok(heads.await?)
    }

    /// The studio's records of a kind that have an instant in common with a span, by when they begin.
    pub(crate) async fn in_calendar<R: PracticeRecord>(
        &self,
        span: Span,
    ) -> Result<Vec<Kept<R>>, Fault> {
        let (store, studio) = (self.store(), self.studio());
        let span = RecordSpan {
            from: span.from,
            until: span.until,
        };
        let found = store.calendar(studio, R::KIND.name(), span).await?;
        found.into_iter().map(read).collect()
    }

    async fn write(&self, changes: &RecordChanges) -> Result<Committed, StorageError> {
        let store = self.store();
        store.commit_records(&self.act, self.clock, changes).await
    }
}

/// The jurisdiction of a place of which nothing is known.
const ELSEWHERE: &str = "ELSEWHERE";

/// Records read at a time.
const PAGE: u64 = 500;

impl App {
    /// Has something decided on the records as they are, and writes it with the messages that follow from it; when somebody wrote in between, it is decided anew on what is
    /// true then.
    ///
    /// # Errors
    /// What `decide` refuses; records that moved again and again.
    pub(crate) async fn decide<T, F>(
        &self,
        act: Act,
        decide: impl Fn(Desk) -> F + Send,
    ) -> Result<T, Fault>
    where
        T: Send,
        F: Future<Output = Result<(Changes, T), Fault>> + Send,
    {
        let mut current = 0;
        for _ in 0..MOST_TRIES {
            let desk = Desk::of(self, act).await?;
            let (mut changes, answer) = decide(desk.clone()).await?;
            follow(&desk, &mut changes.0).await?;
            match desk.write(&changes.0).await {
                Ok(_) => {
                    if !changes.0.messages.is_empty() {
                        self.bell().notify_one();
                    }
                    return Ok(answer);
                }
                Err(StorageError::PracticeMoved { current: moved, .. }) => current = moved,
                Err(error) => return Err(error.into()),
            }
        }
        Err(Fault::Stale { current })
    }
}

impl App {
    /// Gives a record its next revision by a transition that the practice makes or refuses.
    ///
    /// # Errors
    /// No such record of this kind; what `change` refuses.
    pub(crate) async fn alter<R>(
        &self,
        act: Act,
        id: RecordId,
        change: impl Fn(R, &Desk, &Day) -> Result<R, Fault> + Send + Sync,
    ) -> Result<(), Fault>
    where
        R: PracticeRecord + Clone + Send + Sync,
    {
        self.decide(act, |desk| {
            let change = &change;
            async move {
                let kept = desk.one::<R>(id).await?;
                let day = desk.day().await?;
                let next = change(kept.says.clone(), &desk, &day)?;
                Ok((Changes::none().edit(&kept, &next)?, ()))
            }
        })
        .await
    }
}

/// A client as the practice knows them.
pub(crate) fn client(id: ClientId) -> id::ClientId {
    id::ClientId(id.to_uuid())
}

/// A record as the practice knows it.
pub(crate) fn record(id: RecordId) -> id::RecordId {
    id::RecordId(id.to_uuid())
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused {
            code: refusal.code.as_str(),
            words: refusal.to_string(),
        }
    }
}
