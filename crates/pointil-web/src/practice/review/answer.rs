//! How a client answers a review, on paper or by telephone with somebody of the studio, or on their own device: the same fields.

use askama::Template;
use pointil_practice::review::{
    Agreement, Review, ReviewAnswers, ReviewTime, Rosenberg, Satisfaction, rosenberg_items,
};
use pointil_practice::{List, Words};
use pointil_storage::{Act, ClientId, RecordId};

use super::super::check_in::{ShownPhotograph, problem_of};
use super::super::desk::{Changes, Desk, Kept};
use super::super::place::fitting;
use super::super::sent::{Sent, own_photographs};
use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::words;

/// How much somebody agrees, by the value that a form sends.
const AGREEMENTS: [(&str, &str, Agreement); 4] = [
    ("0", "Strongly disagree", Agreement::StronglyDisagree),
    ("1", "Disagree", Agreement::Disagree),
    ("2", "Agree", Agreement::Agree),
    ("3", "Strongly agree", Agreement::StronglyAgree),
];

/// Satisfaction, 0 to 3.
pub(in crate::practice) const SATISFACTIONS: [(&str, &str); 4] = [
    ("0", "Not satisfied"),
    ("1", "A little satisfied"),
    ("2", "Satisfied"),
    ("3", "Very satisfied"),
];

/// What a form says of a review, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReviewEntry {
    /// The answers to the ten items of self-esteem, in their order; empty where none was given.
    pub(crate) esteem: [String; 10],
    /// 0 to 3.
    pub(crate) satisfaction: String,
    /// `yes` or `no`.
    pub(crate) again: String,
    /// In their own words.
    pub(crate) words: String,
    /// Photographs that are kept already.
    pub(crate) photographs: Vec<String>,
}

impl ReviewEntry {
    /// What a form sends.
    pub(crate) fn of(sent: &Sent) -> Self {
        Self {
            esteem: core::array::from_fn(|k| sent.one(&format!("esteem.{}", k + 1)).to_owned()),
            satisfaction: sent.one("satisfaction").to_owned(),
            again: sent.one("again").to_owned(),
            words: sent.one("words").replace("\r\n", "\n"),
            photographs: sent.all("photographs"),
        }
    }

    /// The answers, but for the photographs.
    ///
    /// # Errors
    /// The field that does not fit; some of the ten items answered and some not.
    pub(crate) fn read(&self) -> Result<ReviewAnswers, Fault> {
        Ok(ReviewAnswers {
            rosenberg: self.rosenberg()?,
            satisfaction: match self.satisfaction.as_str() {
                "" => None,
                text => Some(satisfaction(text)?),
            },
            would_choose_again: match self.again.as_str() {
                "" => None,
                "yes" => Some(true),
                "no" => Some(false),
                _ => return Err(field("again", "choose yes or no")),
            },
            photographs: List::default(),
            words: match self.words.trim() {
                "" => None,
                text => Some(fitting::<Words<4000>>("words", text)?),
            },
        })
    }

    fn rosenberg(&self) -> Result<Option<Rosenberg>, Fault> {
        if self.esteem.iter().all(String::is_empty) {
            return Ok(None);
        }
        let mut answers = [Agreement::Disagree; 10];
        for (k, (given, answer)) in self.esteem.iter().zip(&mut answers).enumerate() {
            let own = AGREEMENTS.iter().find(|(value, _, _)| value == given);
            let own = own.ok_or_else(|| {
                let words = "answer this one, too, or leave all ten empty: only together they give a number";
                field(&format!("esteem.{}", k + 1), words)
            })?;
            *answer = own.2;
        }
        Ok(Some(Rosenberg(answers)))
    }
}

fn satisfaction(text: &str) -> Result<Satisfaction, Fault> {
    let own: Option<Satisfaction> = text.parse().ok().and_then(|own: u8| own.try_into().ok());
    own.ok_or_else(|| field("satisfaction", "choose one of the list"))
}

/// A choice with its words.
struct ShownChoice {
    value: &'static str,
    words: &'static str,
    is_chosen: bool,
}

/// An item of self-esteem.
struct ShownItem {
    name: String,
    words: String,
    choices: Vec<ShownChoice>,
    error: Option<String>,
}

/// The fields of a review, to be written into a form with `enctype="multipart/form-data"` after its `csrf`.
#[derive(Template)]
#[template(path = "practice/review_fields.html")]
pub(crate) struct ReviewFields {
    /// Whether there is something to be satisfied with.
    rates: bool,
    satisfactions: Vec<ShownChoice>,
    agains: Vec<ShownChoice>,
    items: Vec<ShownItem>,
    words: String,
    photographs: Vec<ShownPhotograph>,
    poses: [(&'static str, &'static str); 7],
    problem: Option<(String, String)>,
}

impl ReviewFields {
    /// The fields with what was entered; `problem` is bound to the field that it names.
    pub(crate) fn new(
        time: ReviewTime,
        entry: &ReviewEntry,
        photographs: Vec<ShownPhotograph>,
        problem: Option<&Fault>,
    ) -> Self {
        let problem = problem.map(problem_of);
        let choice = |(value, words): (&'static str, &'static str), chosen: &str| ShownChoice {
            value,
            words,
            is_chosen: value == chosen,
        };
        let item = |(k, words): (usize, &str), chosen: &str| {
            let name = format!("esteem.{}", k + 1);
            ShownItem {
                error: (problem.as_ref())
                    .filter(|(own, _)| *own == name)
                    .map(|(_, words)| words.clone()),
                choices: AGREEMENTS
                    .map(|(value, words, _)| choice((value, words), chosen))
                    .into(),
                words: words.to_owned(),
                name,
            }
        };
        let items = rosenberg_items().iter().enumerate();
        Self {
            rates: time != ReviewTime::Baseline,
            satisfactions: SATISFACTIONS
                .map(|own| choice(own, &entry.satisfaction))
                .into(),
            agains: [("yes", "Yes"), ("no", "No")]
                .map(|own| choice(own, &entry.again))
                .into(),
            items: items
                .zip(&entry.esteem)
                .map(|((k, own), chosen)| item((k, own.words.as_str()), chosen))
                .collect(),
            words: entry.words.clone(),
            photographs,
            poses: words::POSES,
            problem,
        }
    }

    fn wrong(&self, name: &str) -> Option<&str> {
        let own = self.problem.as_ref().filter(|(own, _)| own == name);
        own.map(|(_, words)| words.as_str())
    }

    /// What is wrong and belongs to no field of its own.
    fn general(&self) -> Option<&str> {
        let names = ["", "photographs", "photograph", "satisfaction", "again"];
        names.iter().find_map(|name| self.wrong(name))
    }
}

/// Answers that could not be taken, with what was entered; photographs that came with them are kept and named in it.
pub(crate) struct Tried {
    pub(crate) entry: ReviewEntry,
    pub(crate) fault: Fault,
}

/// Takes the answers of a client's review, whoever sends them. The same answers sent again are recognised and do nothing.
///
/// # Errors
/// A review of somebody else; one that is answered otherwise; a field that does not fit.
pub(crate) async fn take(
    app: &App,
    act: Act,
    client: ClientId,
    id: RecordId,
    sent: &Sent,
) -> Result<(), Tried> {
    let mut entry = ReviewEntry::of(sent);
    let taken = taken(app, act, client, id, sent, &mut entry).await;
    taken.map_err(|fault| Tried { entry, fault })
}

async fn taken(
    app: &App,
    act: Act,
    client: ClientId,
    id: RecordId,
    sent: &Sent,
    entry: &mut ReviewEntry,
) -> Result<(), Fault> {
    let desk = Desk::of(app, act).await?;
    let kept = of_client(&desk, client, id).await?;
    let answers = entry.read()?;
    if is_known(&kept.says, &answers) {
        return Ok(());
    }
    let pictures = sent.keep_pictures(app, &act, client, desk.today().await?);
    let pictures = pictures.await?.into_iter().map(|own| own.to_string());
    entry.photographs.extend(pictures);
    let photographs = own_photographs(app, &act, client, &entry.photographs).await?;
    let photographs = List::new(photographs);
    let answers = ReviewAnswers {
        photographs: photographs.map_err(|error| field("photographs", &error.to_string()))?,
        ..answers
    };
    app.decide(act, |desk| {
        let answers = answers.clone();
        async move {
            let kept = of_client(&desk, client, id).await?;
            if is_known(&kept.says, &answers) {
                return Ok((Changes::none(), ()));
            }
            let next = kept.says.clone().answer(answers, desk.now())?;
            Ok((Changes::none().edit(&kept, &next)?, ()))
        }
    })
    .await
}

/// A review of this client; of another's nothing is known.
async fn of_client(desk: &Desk, client: ClientId, id: RecordId) -> Result<Kept<Review>, Fault> {
    let kept = desk.one::<Review>(id).await?;
    match kept.client == Some(client) {
        true => Ok(kept),
        false => Err(Fault::NotFound),
    }
}

/// Whether the very same answers are there already; photographs do not count, because sending them again keeps them again.
fn is_known(own: &Review, answers: &ReviewAnswers) -> bool {
    own.answers().is_some_and(|known| {
        let known = ReviewAnswers {
            photographs: answers.photographs.clone(),
            ..known.clone()
        };
        known == *answers
    })
}
