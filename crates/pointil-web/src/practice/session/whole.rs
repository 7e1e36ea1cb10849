//! Everything that the gates of a session look at, read at one tick of the clock.

use jiff::Timestamp;
use jiff::civil::Date;
use pointil_practice::PracticeRecord;
use pointil_practice::adverse_event::AdverseEvent;
use pointil_practice::agreement::Agreement;
use pointil_practice::alarm::OpenAlarm;
use pointil_practice::check_in::CheckIn;
use pointil_practice::consent::Consent;
use pointil_practice::credential::Credential;
use pointil_practice::gate::{GateReport, Override, Situation, judge};
use pointil_practice::lot::Lot;
use pointil_practice::patch_test::PatchTest;
use pointil_practice::premises::Premises;
use pointil_practice::protocol::StudioProtocol;
use pointil_practice::screening::Screening;
use pointil_practice::session::Session;
use pointil_storage::{ClientId, RecordId};

use super::super::desk::{Desk, Kept};
use crate::app::App;
use crate::fault::Fault;

/// A session with all that its gates look at.
pub(crate) struct Whole {
    pub(crate) kept: Kept<Session>,
    pub(crate) client: ClientId,
    pub(crate) protocol: StudioProtocol,
    pub(crate) premises: Premises,
    /// Every lot of the studio that can still be used, and those that the session has taken.
    pub(crate) lots: Vec<Lot>,
    born: Option<Date>,
    screenings: Vec<Screening>,
    patch_tests: Vec<PatchTest>,
    agreements: Vec<Agreement>,
    consents: Vec<Consent>,
    credentials: Vec<Credential>,
    others: Vec<Session>,
    alarms: Vec<OpenAlarm>,
}

fn says<R: PracticeRecord>(kept: Vec<Kept<R>>) -> Vec<R> {
    kept.into_iter().map(|own| own.says).collect()
}

impl Whole {
    /// Reads it.
    pub(crate) async fn of(app: &App, desk: &Desk, id: RecordId) -> Result<Self, Fault> {
        let kept = desk.one::<Session>(id).await?;
        let client = kept.client.ok_or(Fault::NotFound)?;
        let person = app.store().client(desk.studio(), client).await?;
        let premises = RecordId::from_uuid(kept.says.plan.premises.0);
        let mut others = says(desk.of_client::<Session>(client).await?);
        others.retain(|own| own.id != kept.says.id);
        let check_ins = desk.of_client::<CheckIn>(client).await?;
        let events = desk.of_client::<AdverseEvent>(client).await?;
        let raised = check_ins.iter().filter_map(|own| own.says.open_alarm());
        let raised = raised.chain(events.iter().filter_map(|own| own.says.open_alarm()));
        let mut lots = says(desk.of_kind::<Lot>(None).await?);
        let taken = kept.says.lots_taken();
        lots.retain(|own| {
            taken.contains_key(&own.id) || matches!(own.state(), "received" | "opened")
        });
        Ok(Self {
            born: person.and_then(|own| own.fields.birth_date),
            protocol: desk.protocol().await?,
            premises: desk.one::<Premises>(premises).await?.says,
            screenings: says(desk.of_client(client).await?),
            patch_tests: says(desk.of_client(client).await?),
            agreements: says(desk.of_client(client).await?),
            consents: says(desk.of_client(client).await?),
            credentials: says(desk.of_kind(None).await?),
            alarms: raised.collect(),
            others,
            lots,
            client,
            kept,
        })
    }

    /// Judges every gate for the session as it stands.
    pub(crate) fn judged(
        &self,
        lot_to_take: Option<&Lot>,
        overrides: &[Override],
        now: Timestamp,
    ) -> GateReport {
        let situation = Situation {
            session: &self.kept.says,
            lot_to_take,
            born: self.born,
            protocol: Some(&self.protocol),
            premises: Some(&self.premises),
            screenings: &self.screenings,
            patch_tests: &self.patch_tests,
            agreements: &self.agreements,
            consents: &self.consents,
            credentials: &self.credentials,
            lots: &self.lots,
            other_sessions: &self.others,
            alarms: &self.alarms,
            overrides,
        };
        judge(&situation, now)
    }

    /// How many sessions were agreed for the design; none where no agreement in force speaks of it.
    pub(crate) fn sessions_agreed(&self) -> Option<u8> {
        let design = self.kept.says.plan.design;
        let agreed = self.agreements.iter().map(Agreement::terms);
        let agreed = agreed.filter(|terms| terms.design == design);
        agreed.map(|terms| terms.sessions).max()
    }

    /// A lot of those at hand.
    ///
    /// # Errors
    /// There is no such lot.
    pub(crate) fn lot(&self, id: RecordId) -> Result<&Lot, Fault> {
        let found = self.lots.iter().find(|own| own.id.0 == id.to_uuid());
        found.ok_or(Fault::NotFound)
    }
}
