//! How a client answers a check-in, by telephone with somebody of the studio or on their own device: the same fields, the same judgement.

use askama::Template;
use pointil_practice::check_in::{
    Answers, CheckIn, CheckInState, Outcome, Pain, Symptom, Triage, triage,
};
use pointil_practice::local_time::days_between;
use pointil_practice::session::Session;
use pointil_practice::{List, Words};
use pointil_storage::{Act, ClientId, RecordId};

use super::super::desk::{Changes, Desk, Kept, record};
use super::super::place::fitting;
use super::super::sent::{Sent, own_photographs};
use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::words;

/// What a form says of how it heals, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AnswerEntry {
    /// Names of the symptoms that are ticked.
    pub(crate) symptoms: Vec<String>,
    /// Whether "none of these" is ticked.
    pub(crate) none: bool,
    /// 0 to 10.
    pub(crate) pain: String,
    /// What else they say.
    pub(crate) words: String,
    /// Photographs that are kept already.
    pub(crate) photographs: Vec<String>,
}

impl AnswerEntry {
    /// What a form sends.
    pub(crate) fn of(sent: &Sent) -> Self {
        Self {
            symptoms: sent.all("symptom"),
            none: sent.one("none") == "yes",
            pain: sent.one("pain").to_owned(),
            words: sent.one("words").replace("\r\n", "\n"),
            photographs: sent.all("photographs"),
        }
    }

    /// The answers, but for the photographs.
    ///
    /// # Errors
    /// The field that does not fit: nothing ticked at all, both, a pain that is none.
    pub(crate) fn read(&self) -> Result<Answers, Fault> {
        let symptom = |name: &String| {
            let mut all = Symptom::ALL.iter().filter(|own| own.is_asked());
            let own = all.find(|own| own.name() == name);
            own.copied()
                .ok_or_else(|| field("symptom", "tick some of the list"))
        };
        let symptoms: Result<Vec<Symptom>, Fault> = self.symptoms.iter().map(symptom).collect();
        let symptoms = symptoms?;
        if symptoms.is_empty() != self.none {
            return Err(field(
                "symptom",
                if self.none {
                    "something is ticked and \"none of these\", too; leave out one of them"
                } else {
                    "tick what there is, or \"none of these\""
                },
            ));
        }
        let pain: Option<Pain> = self
            .pain
            .parse()
            .ok()
            .and_then(|own: u8| own.try_into().ok());
        Ok(Answers {
            symptoms: List::new(symptoms).map_err(|error| field("symptom", &error.to_string()))?,
            pain: pain.ok_or_else(|| field("pain", "choose a number from 0 to 10"))?,
            photographs: List::default(),
            words: match self.words.trim() {
                "" => None,
                text => Some(fitting::<Words<2000>>("words", text)?),
            },
        })
    }
}

/// A symptom to tick.
struct ShownSymptom {
    name: &'static str,
    question: &'static str,
    is_chosen: bool,
}

/// A photograph to choose, or chosen already.
pub(crate) struct ShownPhotograph {
    /// Its identifier.
    pub(crate) id: String,
    /// What it shows, and of when.
    pub(crate) words: String,
    /// Where a small picture of it is; none where the reader may not see it.
    pub(crate) thumbnail: Option<String>,
    /// Whether it goes with the answers.
    pub(crate) is_chosen: bool,
}

/// The fields of an answer, to be written into a form with `enctype="multipart/form-data"` after its `csrf`.
#[derive(Template)]
#[template(path = "practice/check_in_fields.html")]
pub(crate) struct CheckInFields {
    symptoms: Vec<ShownSymptom>,
    none: bool,
    pains: Vec<(String, bool)>,
    words: String,
    photographs: Vec<ShownPhotograph>,
    poses: [(&'static str, &'static str); 7],
    /// What is to be done now, whatever else does not fit: a form that is not whole must not keep anybody from help.
    urgent: Option<&'static str>,
    /// The field that does not fit, and why.
    problem: Option<(String, String)>,
}

impl CheckInFields {
    /// The fields with what was entered; `problem` is bound to the field that it names.
    pub(crate) fn new(
        entry: &AnswerEntry,
        photographs: Vec<ShownPhotograph>,
        problem: Option<&Fault>,
    ) -> Self {
        let asked = Symptom::ALL.iter().filter(|own| own.is_asked());
        Self {
            symptoms: asked
                .map(|own| ShownSymptom {
                    name: own.name(),
                    question: &own.row().question,
                    is_chosen: entry.symptoms.iter().any(|name| name == own.name()),
                })
                .collect(),
            none: entry.none,
            pains: (0..=10)
                .map(|pain| (pain.to_string(), entry.pain == pain.to_string()))
                .collect(),
            words: entry.words.clone(),
            photographs,
            poses: words::POSES,
            urgent: problem.and_then(|_| urgent(&entry.symptoms)),
            problem: problem.map(problem_of),
        }
    }

    fn wrong(&self, name: &str) -> Option<&str> {
        let own = self.problem.as_ref().filter(|(own, _)| own == name);
        own.map(|(_, words)| words.as_str())
    }
}

/// What to do now, when something is ticked that a doctor should see.
fn urgent(ticked: &[String]) -> Option<&'static str> {
    let named = Symptom::ALL.iter();
    let named = named.filter(|own| ticked.iter().any(|name| name == own.name()));
    let gravest = named.map(|own| own.row().then).max()?;
    (gravest >= Outcome::DoctorToday).then(|| to_do(gravest))
}

/// The field that a fault names, and its words.
pub(in crate::practice) fn problem_of(fault: &Fault) -> (String, String) {
    match fault {
        Fault::Field { field, reason } => (field.clone(), crate::fault::sentence(reason)),
        other => (String::new(), other.detail()),
    }
}

/// What a client reads of a judgement: what to do now, then a sentence for each sign.
pub(crate) fn told(triage: &Triage) -> Vec<String> {
    let mut words = vec![to_do(triage.outcome).to_owned()];
    for (symptom, _) in &triage.flags {
        let own = &symptom.row().words;
        if !words.contains(own) {
            words.push(own.clone());
        }
    }
    words
}

/// What is to be done, in a sentence for the client.
pub(crate) const fn to_do(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Normal => "Nothing that you told us is unusual for this day.",
        Outcome::CallStudio => "Please call the studio; we would like to look at it with you.",
        Outcome::DoctorToday => "Please see a doctor today, and tell us what was said.",
        Outcome::Emergency => "Please call the emergency number now.",
    }
}

/// An answer that could not be taken, with what was entered; photographs that came with it are kept and named in it.
pub(crate) struct Tried {
    pub(crate) entry: AnswerEntry,
    pub(crate) fault: Fault,
}

/// Takes an answer of a client's check-in, whoever sends it: answered, judged, and then closed by the rules, left for a person to read, or
/// escalated. Answers with what follows, which [`told`] words for the client. The same answer sent again is recognised and does nothing.
///
/// # Errors
/// A check-in of somebody else; one that is answered otherwise; a field that does not fit.
pub(crate) async fn take(
    app: &App,
    act: Act,
    client: ClientId,
    id: RecordId,
    sent: &Sent,
) -> Result<Triage, Tried> {
    let mut entry = AnswerEntry::of(sent);
    let taken = taken(app, act, client, id, sent, &mut entry).await;
    taken.map_err(|fault| Tried { entry, fault })
}

async fn taken(
    app: &App,
    act: Act,
    client: ClientId,
    id: RecordId,
    sent: &Sent,
    entry: &mut AnswerEntry,
) -> Result<Triage, Fault> {
    let desk = Desk::of(app, act).await?;
    let kept = of_client(&desk, client, id).await?;
    let answers = entry.read()?;
    if let Some(known) = known(&kept.says, &answers) {
        return Ok(known);
    }
    let answers = with_photographs(app, &act, client, sent, entry, answers).await?;
    app.decide(act, |desk| {
        let answers = answers.clone();
        async move {
            let kept = of_client(&desk, client, id).await?;
            if let Some(known) = known(&kept.says, &answers) {
                return Ok((Changes::none(), known));
            }
            let session = RecordId::from_uuid(kept.says.session.0);
            let day = day_of(&desk, &desk.one::<Session>(session).await?).await?;
            let next = kept.says.clone().take(answers.clone(), desk.now(), day)?;
            let triage = triage(&answers, next.judged_day());
            Ok((Changes::none().edit(&kept, &next)?, triage))
        }
    })
    .await
}

/// A check-in of this client; of another's nothing is known.
async fn of_client(desk: &Desk, client: ClientId, id: RecordId) -> Result<Kept<CheckIn>, Fault> {
    let kept = desk.one::<CheckIn>(id).await?;
    match kept.client == Some(client) {
        true => Ok(kept),
        false => Err(Fault::NotFound),
    }
}

/// What came of the very same answer, when it is there already; photographs do not count, because sending them again keeps them again.
fn known(own: &CheckIn, answers: &Answers) -> Option<Triage> {
    let known = match own.stands() {
        CheckInState::Answered { answers, .. } => answers,
        _ => &own.case()?.answers,
    };
    let same = known.symptoms == answers.symptoms
        && known.pain == answers.pain
        && known.words == answers.words;
    same.then(|| triage(known, own.judged_day()))
}

/// The answers with the photographs that were chosen and those that came with them, which are kept before anything else is.
async fn with_photographs(
    app: &App,
    act: &Act,
    client: ClientId,
    sent: &Sent,
    entry: &mut AnswerEntry,
    answers: Answers,
) -> Result<Answers, Fault> {
    let today = Desk::of(app, *act).await?.today().await?;
    let pictures = sent.keep_pictures(app, act, client, today).await?;
    let pictures = pictures.into_iter().map(|own| own.to_string());
    entry.photographs.extend(pictures);
    let photographs = own_photographs(app, act, client, &entry.photographs).await?;
    let photographs = List::new(photographs);
    Ok(Answers {
        photographs: photographs.map_err(|error| field("photographs", &error.to_string()))?,
        ..answers
    })
}

/// Takes what a client tells of themselves, between the questions or after the last one: a check-in of its own, answered and judged at once.
/// Answers with it and with what follows. The same told again on the same day is recognised and does nothing.
///
/// # Errors
/// No session yet; a field that does not fit.
pub(crate) async fn tell(
    app: &App,
    act: Act,
    client: ClientId,
    sent: &Sent,
) -> Result<(RecordId, Triage), Tried> {
    let mut entry = AnswerEntry::of(sent);
    let told = told_unasked(app, act, client, sent, &mut entry).await;
    told.map_err(|fault| Tried { entry, fault })
}

async fn told_unasked(
    app: &App,
    act: Act,
    client: ClientId,
    sent: &Sent,
    entry: &mut AnswerEntry,
) -> Result<(RecordId, Triage), Fault> {
    let answers = entry.read()?;
    let desk = Desk::of(app, act).await?;
    let session = last_session(&desk, client).await?;
    if let Some(known) = known_unasked(&desk, client, &session, &answers).await? {
        return Ok(known);
    }
    let answers = with_photographs(app, &act, client, sent, entry, answers).await?;
    app.decide(act, |desk| {
        let answers = answers.clone();
        async move {
            let session = last_session(&desk, client).await?;
            if let Some(known) = known_unasked(&desk, client, &session, &answers).await? {
                return Ok((Changes::none(), known));
            }
            let (id, plan) = (desk.new_id()?, &session.says.plan);
            let day = day_of(&desk, &session).await?;
            let begun = CheckIn::unasked(
                record(id),
                plan.client,
                session.says.id,
                plan.practitioner,
                day,
                desk.now(),
            );
            let triage = triage(&answers, day);
            let taken = begun.take(answers, desk.now(), day)?;
            let changes = Changes::none().begin(id, Some(client), &taken)?;
            Ok((changes, (id, triage)))
        }
    })
    .await
}

async fn last_session(desk: &Desk, client: ClientId) -> Result<Kept<Session>, Fault> {
    let sessions = super::super::aftercare::ended(desk, client).await?;
    let last = sessions.into_iter().next();
    last.ok_or_else(|| {
        field(
            "",
            "there was no session yet that something could follow from",
        )
    })
}

/// Days since a session by the clocks of its place.
async fn day_of(desk: &Desk, session: &Kept<Session>) -> Result<u16, Fault> {
    let zone = super::super::aftercare::zone_of(desk, Some(session.says.id)).await?;
    let ended = session.says.ended_at().map_or(desk.now(), |own| own);
    let days = days_between(zone.day(ended), zone.day(desk.now()));
    Ok(u16::try_from(days.max(0)).unwrap_or(u16::MAX))
}

async fn known_unasked(
    desk: &Desk,
    client: ClientId,
    session: &Kept<Session>,
    answers: &Answers,
) -> Result<Option<(RecordId, Triage)>, Fault> {
    let day = day_of(desk, session).await?;
    let all = desk.of_client::<CheckIn>(client).await?;
    let mut same = all.iter().filter(|own| {
        !own.says.asked && own.says.day == day && own.says.session == session.says.id
    });
    Ok(same.find_map(|own| Some((own.id, known(&own.says, answers)?))))
}
