//! What a client can say of a healing scalp, and what follows from it.

use std::sync::OnceLock;

use pointil_optics::Grade;
use serde::{Deserialize, Serialize};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It heals as it should.
    Normal,
    /// The studio looks at it.
    CallStudio,
    /// A doctor looks at it today.
    DoctorToday,
    /// The emergency number is called now.
    Emergency,
}

macro_rules! symptoms {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// One thing that a client says or that follows from the pain.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Symptom {
            $($(#[$doc])* $variant,)+
        }

        impl Symptom {
            /// Every symptom.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in the table.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

symptoms! {
    /// Redness.
    Redness = "redness",
    /// A little swelling.
    Swelling = "swelling",
    /// Itching.
    Itching = "itching",
    /// Scabs or flakes.
    Flakes = "flakes",
    /// A tight scalp.
    Tightness = "tightness",
    /// Pale or uneven.
    Patchy = "patchy",
    /// Dots larger or merged.
    DotsLarger = "dots_larger",
    /// Blue or green.
    Blue = "blue",
    /// Scabs picked off.
    Picked = "picked",
    /// Weeping or bleeding.
    Weeping = "weeping",
    /// Swellings behind the ears or at the neck.
    Nodes = "nodes",
    /// Lumps in the dots.
    Lumps = "lumps",
    /// Blisters.
    Blisters = "blisters",
    /// Redness that spreads.
    RednessSpreading = "redness_spreading",
    /// Pus.
    Pus = "pus",
    /// Fever or chills.
    Fever = "fever",
    /// Red streaks.
    RedStreaks = "red_streaks",
    /// Hives.
    Hives = "hives",
    /// A swollen face.
    FaceSwollen = "face_swollen",
    /// Fainted.
    Faint = "faint",
    /// Swollen lips, tongue or throat.
    ThroatSwollen = "throat_swollen",
    /// Trouble breathing.
    Breathing = "breathing",
    /// Pain of 4 to 7; follows from the number.
    PainSome = "pain_some",
    /// Pain above 7; follows from the number.
    PainSevere = "pain_severe",
}

/// What the table says to a symptom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymptomRow {
    /// What the client is asked.
    pub question: String,
    /// The first day after the session on which the second outcome holds.
    pub until_day: u16,
    /// The outcome until then.
    pub first: Outcome,
    /// The outcome from then on.
    pub then: Outcome,
    /// What the client reads.
    pub words: String,
    /// How good the source is.
    pub grade: Grade,
    /// What it rests on.
    pub source: String,
}

const TABLE: &str = include_str!("../../../../data/practice/symptoms.csv");

#[derive(Deserialize)]
struct Row {
    symptom: Symptom,
    question: String,
    until_day: u16,
    first: Outcome,
    then: Outcome,
    words: String,
    grade: Grade,
    source: String,
}

/// What stands for a row that is missing, which a test rules out: then a doctor looks at it.
static BLANK: SymptomRow = SymptomRow {
    question: String::new(),
    until_day: 0,
    first: Outcome::DoctorToday,
    then: Outcome::DoctorToday,
    words: String::new(),
    grade: Grade::D,
    source: String::new(),
};

fn parse(text: &str) -> Result<Vec<SymptomRow>, csv::Error> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows: Vec<Row> = reader.deserialize().collect::<Result<_, _>>()?;
    let mut found = Vec::with_capacity(Symptom::ALL.len());
    for symptom in Symptom::ALL {
        let row = rows.iter().find(|row| row.symptom == *symptom);
        found.push(row.map_or_else(
            || BLANK.clone(),
            |row| SymptomRow {
                question: row.question.clone(),
                until_day: row.until_day,
                first: row.first,
                then: row.then,
                words: row.words.clone(),
                grade: row.grade,
                source: row.source.clone(),
            },
        ));
    }
    Ok(found)
}

impl Symptom {
    /// What the table says to it.
    pub fn row(self) -> &'static SymptomRow {
        static READ: OnceLock<Vec<SymptomRow>> = OnceLock::new();
        let read = READ.get_or_init(|| parse(TABLE).unwrap_or_default());
        read.get(self as usize).unwrap_or(&BLANK)
    }

    /// What is to be done so many days after the session.
    pub fn outcome(self, day: u16) -> Outcome {
        let row = self.row();
        if day < row.until_day {
            row.first
        } else {
            row.then
        }
    }

    /// Whether a client is asked for it; the others follow from the pain.
    pub const fn is_asked(self) -> bool {
        !matches!(self, Self::PainSome | Self::PainSevere)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symptom_has_its_row_and_gets_no_milder_with_the_days() {
        let rows = parse(TABLE).unwrap();
        for (symptom, row) in Symptom::ALL.iter().zip(&rows) {
            assert_eq!(symptom.row(), row);
            assert!(
                !row.question.is_empty() && row.source.len() > 8,
                "{symptom:?}"
            );
            assert!(row.words.ends_with('.'), "{symptom:?}");
            assert!(row.first <= row.then, "{symptom:?}");
            assert!(row.then >= Outcome::CallStudio, "{symptom:?}");
        }
    }

    #[test]
    fn the_alarm_signs_are_alarms_on_every_day() {
        let signs = [
            Symptom::RednessSpreading,
            Symptom::Pus,
            Symptom::Fever,
            Symptom::RedStreaks,
            Symptom::Hives,
            Symptom::FaceSwollen,
            Symptom::PainSevere,
        ];
        for day in 0..400 {
            assert!(
                signs
                    .iter()
                    .all(|sign| sign.outcome(day) >= Outcome::DoctorToday)
            );
            assert_eq!(Symptom::Breathing.outcome(day), Outcome::Emergency);
            assert_eq!(Symptom::ThroatSwollen.outcome(day), Outcome::Emergency);
        }
        assert_eq!(Symptom::Redness.outcome(1), Outcome::Normal);
        assert_eq!(Symptom::Redness.outcome(5), Outcome::CallStudio);
    }
}
