//! The rules: a code for each in the program, a row for each in the table.

use core::fmt;
use core::str::FromStr;
use std::sync::OnceLock;

use pointil_optics::Grade;
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)+) => {
        /// The stable code of a rule. Codes are never given to another rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum RuleCode {
            $($(#[$doc])* $variant,)+
        }

        impl RuleCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

codes! {
    /// A transition that the record's state does not have.
    StateWrong = "state.wrong",
    /// A time that clocks skip.
    TimeSkipped = "time.skipped",
    /// A time that clocks show twice.
    TimeTwice = "time.twice",
    /// A record that has no room left.
    RecordFull = "record.full",
    /// A key that another entry has.
    StepKey = "step.key",
    /// A setting of the protocol out of its bounds.
    ProtocolValue = "protocol.value",
    /// No protocol in force for this place.
    ProtocolInForce = "protocol.in_force",
    /// The protocol changed since the session was planned.
    ProtocolVersion = "protocol.version",
    /// Premises that are closed or without that room.
    PremisesOpen = "premises.open",
    /// The premises lack a permit today.
    PremisesCredential = "premises.credential",
    /// The practitioner lacks a credential today.
    PractitionerCredential = "practitioner.credential",
    /// The practitioner is not insured today.
    PractitionerInsurance = "practitioner.insurance",
    /// A credential that ends before it begins.
    CredentialDays = "credential.days",
    /// The client is too young, or the age is not known.
    ClientAge = "client.age",
    /// A question without a fitting answer.
    ScreeningAnswers = "screening.answers",
    /// No judged screening.
    ScreeningMissing = "screening.missing",
    /// A screening that is too old.
    ScreeningExpired = "screening.expired",
    /// An outcome that is not to proceed.
    ScreeningOutcome = "screening.outcome",
    /// Changes not asked today.
    ScreeningChanges = "screening.changes",
    /// A patch test read too early.
    PatchTestEarly = "patch_test.early",
    /// A patch test without lots.
    PatchTestLots = "patch_test.lots",
    /// A lot in use that was not tried on this client.
    PatchTestMissing = "patch_test.missing",
    /// A patch test that is too old.
    PatchTestExpired = "patch_test.expired",
    /// Terms that cannot be.
    AgreementTerms = "agreement.terms",
    /// A signature that does not count.
    AgreementSignature = "agreement.signature",
    /// A signature for another content.
    AgreementChanged = "agreement.changed",
    /// An identity that was checked too little.
    AgreementIdentity = "agreement.identity",
    /// An amendment that is none.
    AgreementAmendment = "agreement.amendment",
    /// No agreement in force for this design.
    AgreementInForce = "agreement.in_force",
    /// The time to think it over is not over.
    AgreementCoolingOff = "agreement.cooling_off",
    /// No consent to be treated.
    ConsentTreatment = "consent.treatment",
    /// No consent to clinical photographs.
    ConsentPhotographs = "consent.photographs",
    /// Too soon after the last session.
    SessionInterval = "session.interval",
    /// The skin was not looked at today, or is not whole.
    SessionSkin = "session.skin",
    /// The hygiene checklist is not complete.
    SessionHygiene = "session.hygiene",
    /// Not the planned day.
    SessionDay = "session.day",
    /// No photograph before the session.
    SessionPhotographs = "session.photographs",
    /// A green light that is not for this.
    SessionLight = "session.light",
    /// A step that does not fit.
    SessionStep = "session.step",
    /// Something is missing at the close.
    SessionIncomplete = "session.incomplete",
    /// More than is left.
    LotAmount = "lot.amount",
    /// A lot that has not expired.
    LotNotExpired = "lot.not_expired",
    /// A lot that must be named is not.
    LotChosen = "lot.chosen",
    /// A lot whose last day is over.
    LotExpired = "lot.expired",
    /// A lot that is recalled.
    LotRecalled = "lot.recalled",
    /// A lot that is not open and in stock.
    LotUnavailable = "lot.unavailable",
    /// A lot open for too long.
    LotOpened = "lot.opened",
    /// A lot that this client reacted to.
    LotBlocked = "lot.blocked",
    /// A lot without the certificate that the law asks, or above a limit.
    LotCertificate = "lot.certificate",
    /// An anaesthetic that is too strong.
    AnaestheticStrength = "anaesthetic.strength",
    /// An anaesthetic that is on for too long.
    AnaestheticMinutes = "anaesthetic.minutes",
    /// An anaesthetic over too large an area.
    AnaestheticArea = "anaesthetic.area",
    /// An open red flag.
    AlarmOpen = "alarm.open",
    /// An override of a safety rule.
    OverrideForce = "override.force",
    /// An override by somebody else than an owner.
    OverrideOwner = "override.owner",
    /// An override without a reason.
    OverrideReason = "override.reason",
    /// A time that ends before it begins.
    SpanEmpty = "span.empty",
    /// Two appointments of a practitioner at once.
    AppointmentPractitionerTaken = "appointment.practitioner_taken",
    /// Two appointments in a room at once.
    AppointmentRoomTaken = "appointment.room_taken",
    /// Two appointments of a client at once.
    AppointmentClientTaken = "appointment.client_taken",
    /// A time at which the place is shut or the practitioner does not work.
    AppointmentOutsideHours = "appointment.outside_hours",
    /// A time that meets a break.
    AppointmentBreak = "appointment.break",
    /// A time at which somebody or something is off.
    AppointmentTimeOff = "appointment.time_off",
    /// An appointment shorter than its plan or longer than a day's work.
    AppointmentLength = "appointment.length",
    /// A time that is over.
    AppointmentPast = "appointment.past",
    /// A session too few days from another.
    AppointmentTooSoon = "appointment.too_soon",
    /// A session without a patch test read before it.
    AppointmentPatchTest = "appointment.patch_test",
    /// A reading of a patch test before its time.
    AppointmentReadEarly = "appointment.read_early",
    /// A session before what was signed is slept over.
    AppointmentCoolingOff = "appointment.cooling_off",
    /// Another appointment for somebody who did not come.
    AppointmentNoShows = "appointment.no_shows",
    /// An appointment whose deposit is not paid.
    AppointmentDeposit = "appointment.deposit",
    /// A client who arrives on another day.
    AppointmentOtherDay = "appointment.other_day",
    /// An end before its time.
    AppointmentNotYet = "appointment.not_yet",
    /// An offer that is not what somebody waits for.
    WaitingUnsuited = "waiting.unsuited",
    /// An offer taken after it ran out.
    WaitingOver = "waiting.over",
    /// An offer called over while it stands.
    WaitingStands = "waiting.stands",
    /// A check-in called missed while it can be answered.
    CheckInNotYet = "check_in.not_yet",
    /// A question asked again that was missed too often.
    CheckInMissed = "check_in.missed",
    /// A check-in closed although something was found.
    CheckInRedFlag = "check_in.red_flag",
    /// Words or photographs closed without a person's look.
    CheckInUnread = "check_in.unread",
    /// A red flag resolved without the client being reached.
    CheckInNotReached = "check_in.not_reached",
    /// A red flag for a doctor resolved without one.
    CheckInDoctor = "check_in.doctor",
    /// An event judged without the reason that makes it serious.
    EventSerious = "event.serious",
    /// An event followed up although a report is due.
    EventReportDue = "event.report_due",
    /// An event closed that is still going on.
    EventOpen = "event.open",
    /// Two currencies in one account, or too much.
    MoneyCurrency = "money.currency",
    /// An entry of no money.
    MoneyAmount = "money.amount",
    /// An entry that takes more than is left.
    MoneyTooMuch = "money.too_much",
    /// An entry that names one that is not there or does not fit.
    MoneyNames = "money.names",
    /// An invoice number that is not the next.
    MoneyNumber = "money.number",
    /// Instalments that do not add up.
    MoneyInstalments = "money.instalments",
    /// A quote answered twice or too late.
    MoneyQuote = "money.quote",
    /// A review whose answers do not fit its time.
    ReviewAnswers = "review.answers",
    /// A review called missed while it can be answered.
    ReviewNotYet = "review.not_yet",
    /// A step of a removal before the skin had its time.
    RemovalTooSoon = "removal.too_soon",
    /// A laser pass on an ink that may darken without a test spot.
    RemovalTestSpot = "removal.test_spot",
    /// New work in a plan that only removes.
    RemovalAim = "removal.aim",
    /// A consultation that goes on without the client being told what it is not.
    ConsultationUntold = "consultation.untold",
}

/// Who can override a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// Nobody.
    Safety,
    /// An owner, with a reason that is kept.
    Administrative,
}

/// A rule's row.
#[derive(Clone, Debug, PartialEq)]
pub struct PracticeRule {
    /// Its code.
    pub code: RuleCode,
    /// Who can override it.
    pub force: Force,
    /// What it asks, in one sentence.
    pub asks: String,
    /// Why.
    pub why: String,
    /// What to do when it refuses.
    pub way_on: String,
    /// Where it holds: jurisdictions by their code, empty for everywhere.
    pub jurisdictions: Vec<String>,
    /// How good its source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

/// A code that no rule has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is the code of no rule; docs/gates.md lists them")]
pub struct UnknownCode(pub String);

impl RuleCode {
    /// The rule's row in the built-in table.
    pub fn rule(self) -> &'static PracticeRule {
        rules().get(self as usize).unwrap_or(&BLANK)
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RuleCode {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == text)
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

impl TryFrom<String> for RuleCode {
    type Error = UnknownCode;

    fn try_from(text: String) -> Result<Self, UnknownCode> {
        text.parse()
    }
}

impl From<RuleCode> for String {
    fn from(code: RuleCode) -> Self {
        code.as_str().to_owned()
    }
}

const TABLE: &str = include_str!("../../../data/practice/rules.csv");

/// What stands for a row that is missing, which a test rules out: a rule without words is one that nobody can override.
static BLANK: PracticeRule = PracticeRule {
    code: RuleCode::StateWrong,
    force: Force::Safety,
    asks: String::new(),
    why: String::new(),
    way_on: String::new(),
    jurisdictions: Vec::new(),
    grade: Grade::D,
    source: String::new(),
};

fn rules() -> &'static [PracticeRule] {
    static RULES: OnceLock<Vec<PracticeRule>> = OnceLock::new();
    RULES.get_or_init(|| parse(TABLE).unwrap_or_default())
}

/// A table of rules that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RuleTableError {
    /// A row that is not whole.
    #[error("a row of the rules: {0}")]
    Row(#[from] csv::Error),
    /// A code that no rule has.
    #[error(transparent)]
    Code(#[from] UnknownCode),
    /// A grade that is none.
    #[error("{code}: {grade:?} is no grade; give A, B, C or D")]
    Grade {
        /// The rule.
        code: RuleCode,
        /// What stands there.
        grade: String,
    },
    /// Two rows of one code, or none.
    #[error("{code} has {rows} rows; every code has one")]
    Rows {
        /// The rule.
        code: RuleCode,
        /// How many.
        rows: usize,
    },
}

#[derive(Deserialize)]
struct Row {
    code: String,
    force: Force,
    asks: String,
    why: String,
    way_on: String,
    jurisdictions: String,
    grade: String,
    source: String,
}

/// The rules of a table, in the order of the codes.
fn parse(text: &str) -> Result<Vec<PracticeRule>, RuleTableError> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut found = Vec::new();
    for row in reader.deserialize() {
        found.push(rule(row?)?);
    }
    let mut rules = Vec::with_capacity(found.len());
    for code in RuleCode::ALL.iter().copied() {
        let of_code = found
            .iter()
            .filter(|rule: &&PracticeRule| rule.code == code);
        let of_code: Vec<_> = of_code.collect();
        let [only] = of_code.as_slice() else {
            let rows = of_code.len();
            return Err(RuleTableError::Rows { code, rows });
        };
        rules.push((*only).clone());
    }
    Ok(rules)
}

fn rule(row: Row) -> Result<PracticeRule, RuleTableError> {
    let code: RuleCode = row.code.parse()?;
    let grade = row.grade.parse().map_err(|_| RuleTableError::Grade {
        code,
        grade: row.grade.clone(),
    })?;
    Ok(PracticeRule {
        code,
        force: row.force,
        asks: row.asks,
        why: row.why,
        way_on: row.way_on,
        jurisdictions: row
            .jurisdictions
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        grade,
        source: row.source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_row_with_every_word() {
        let rules = parse(TABLE).unwrap();
        for (code, rule) in RuleCode::ALL.iter().zip(&rules) {
            assert_eq!(rule.code, *code);
            assert_eq!(code.rule(), rule);
            let words = [&rule.asks, &rule.why, &rule.way_on, &rule.source];
            assert!(words.iter().all(|word| word.len() > 8), "{code}");
            let sentence = |text: &str| text.ends_with('.');
            assert!(sentence(&rule.asks) && sentence(&rule.way_on), "{code}");
        }
    }

    #[test]
    fn a_code_is_read_as_it_is_written() {
        for code in RuleCode::ALL {
            assert_eq!(code.as_str().parse::<RuleCode>().unwrap(), *code);
        }
        assert!("no.such".parse::<RuleCode>().is_err());
    }

    #[test]
    fn a_table_with_a_row_too_few_or_too_many_is_refused() {
        let header = "code,force,asks,why,way_on,jurisdictions,grade,source\n";
        assert!(parse(header).is_err());
        let row = "state.wrong,safety,a,b,c,,D,d\n";
        assert!(parse(&format!("{header}{row}{row}")).is_err());
    }
}
