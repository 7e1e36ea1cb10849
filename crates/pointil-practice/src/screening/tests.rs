use super::*;
use crate::record::{from_document, to_document};
use crate::sample;

fn questionnaire() -> Questionnaire {
    Questionnaire::built_in().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A screening with harmless answers but for those given, handed in and judged on 1 March 2027.
fn judged(other: &[(&str, Answer)]) -> Screening {
    let screening = sample::screening_draft(1, 1, other);
    let today = day("2027-03-01");
    let said = (sample::at(0), Said::ByLink);
    let answered = screening.answer(&questionnaire(), said, today).unwrap();
    answered
        .judge(&questionnaire(), &sample::protocol(), today)
        .unwrap()
}

fn choice(code: &str) -> Answer {
    Answer::Choice {
        code: Words::new(code).unwrap(),
    }
}

fn on(text: &str) -> Answer {
    Answer::Date { day: day(text) }
}

#[test]
fn the_built_in_questionnaire_is_whole_and_every_rule_has_its_words() {
    let own = Questionnaire::parse(include_str!("../../../../data/practice/screening.toml"));
    for question in &own.unwrap().questions {
        assert!(question.asks.ends_with(['?', '.']), "{}", question.code);
        for rule in &question.rules {
            assert!(rule.code.starts_with("screen."), "{}", rule.code);
            assert!(rule.words.ends_with('.'), "{}", rule.code);
            for word in ["you have", "diagnos", "guarantee", "promise"] {
                assert!(!rule.words.to_lowercase().contains(word), "{}", rule.code);
            }
        }
    }
}

#[test]
fn harmless_answers_proceed_with_notes() {
    let own = judged(&[("latex_allergy", Answer::Yes)]);
    assert_eq!(own.state(), "proceed");
    let findings = &own.judgement().unwrap().findings;
    let note = findings
        .iter()
        .find(|own| own.rule.as_str() == "screen.latex_allergy");
    assert_eq!(note.unwrap().outcome, Outcome::Proceed);
}

#[test]
fn every_rule_of_every_question_is_met_by_its_answers() {
    for question in &questionnaire().questions {
        for rule in &question.rules {
            for when in &rule.when {
                let answer = match when.as_str() {
                    "yes" => Answer::Yes,
                    "no" => Answer::No,
                    "unknown" => Answer::Unknown,
                    "date" => on("2027-02-28"),
                    "text" => Answer::Text {
                        words: Words::new("none").unwrap(),
                    },
                    code => choice(code),
                };
                let own = judged(&[(&question.code, answer)]);
                let judgement = own.judgement().unwrap();
                let met = judgement
                    .findings
                    .iter()
                    .any(|own| own.rule.as_str() == rule.code && own.outcome == rule.outcome);
                assert!(met && judgement.outcome() >= rule.outcome, "{}", rule.code);
            }
        }
    }
}

#[test]
fn not_knowing_never_proceeds_where_an_answer_would_not() {
    for question in &questionnaire().questions {
        let outcome = |answer: Answer| {
            let own = judged(&[(&question.code, answer)]);
            own.judgement().unwrap().outcome()
        };
        if question.form == AnswerForm::YesNo {
            let [yes, no, unknown] = [Answer::Yes, Answer::No, Answer::Unknown].map(outcome);
            let is_harmless = yes.max(no) == Outcome::Proceed;
            assert!(
                is_harmless || unknown > Outcome::Proceed,
                "{}",
                question.code
            );
        }
    }
}

#[test]
fn a_postponement_is_reckoned_from_the_day_given_and_is_over_when_it_has_come() {
    let own = judged(&[("isotretinoin", on("2027-01-01"))]);
    assert_eq!(own.state(), "postponed");
    let until = own.judgement().unwrap().postponed_until();
    assert_eq!(until, Some(day("2027-06-30")));
    assert_eq!(own.due().unwrap().to_string(), "2027-06-30T00:00:00Z");
    // 180 days after 2 September 2026 is 1 March 2027.
    let state = |text: &str| judged(&[("isotretinoin", on(text))]).state();
    assert_eq!(state("2026-09-02"), "proceed");
    assert_eq!(state("2026-09-03"), "postponed");
    // After a chemotherapy the doctor is asked even when the waiting is over.
    let long_ago = [("chemotherapy", on("2020-02-29"))];
    assert_eq!(judged(&long_ago).state(), "letter_needed");
}

#[test]
fn the_weightiest_answer_decides() {
    let own = judged(&[
        ("diabetes", Answer::Yes),
        ("fever", Answer::Yes),
        ("haemophilia", Answer::Yes),
    ]);
    assert_eq!(own.state(), "declined");
    let findings = &own.judgement().unwrap().findings;
    let weighty = findings.iter().filter(|own| own.outcome > Outcome::Proceed);
    assert_eq!(weighty.count(), 3);
    assert_eq!(judged(&[("thoughts", Answer::Yes)]).state(), "postponed");
    let psoriasis = |code| judged(&[("psoriasis", choice(code))]).state();
    assert_eq!(psoriasis("quiet"), "letter_needed");
    assert_eq!(psoriasis("active"), "postponed");
}

#[test]
fn refuses_screening_answers() {
    let today = day("2027-03-01");
    let hand_in = |screening: Screening, questionnaire: &Questionnaire| {
        screening.answer(questionnaire, (sample::at(0), Said::ByLink), today)
    };
    let empty = Screening::begin(sample::record(1), sample::client(1), &questionnaire());
    let refused = hand_in(empty, &questionnaire()).unwrap_err();
    assert_eq!(refused.code, RuleCode::ScreeningAnswers);
    assert!(refused.found.contains("pregnancy has no answer"));
    for (code, answer, words) in [
        ("pregnancy", choice("yes"), "another form"),
        ("psoriasis", choice("purple"), "another form"),
        ("laser", on("2027-03-02"), "still to come"),
        ("shoe_size", Answer::Yes, "is no question"),
    ] {
        let odd = sample::screening_draft(1, 1, &[(code, answer)]);
        let refused = hand_in(odd, &questionnaire()).unwrap_err();
        assert!(refused.found.contains(words), "{refused}");
    }
    let mut newer = questionnaire();
    newer.version += 1;
    let whole = sample::screening_draft(1, 1, &[]);
    assert!(hand_in(whole.clone(), &newer).is_err());
    assert!(hand_in(whole, &questionnaire()).is_ok());
}

#[test]
fn a_letter_is_accepted_or_refused_by_a_named_person() {
    let letter = || Letter {
        from: Words::new("Dr. Grey").unwrap(),
        on: day("2027-03-02"),
        says: Words::new("no objection").unwrap(),
        act: sample::act(30),
    };
    let own = judged(&[("diabetes", Answer::Yes)]);
    assert_eq!(own.state(), "letter_needed");
    let confirmed = own.clone().confirm_unchanged(sample::at(1), Said::ByLink);
    assert!(confirmed.is_err());
    let accepted = own.clone().answer_letter(letter(), true).unwrap();
    assert_eq!(accepted.state(), "letter_accepted");
    let refused = own.answer_letter(letter(), false).unwrap();
    assert_eq!(refused.state(), "declined");
    assert!(judged(&[]).answer_letter(letter(), true).is_err());
    let bytes = to_document(&accepted).unwrap();
    assert_eq!(from_document::<Screening>(&bytes).unwrap(), accepted);
}

#[test]
fn a_change_asks_for_a_new_questionnaire_and_time_lets_it_expire() {
    let confirm = |own: Screening, hours| own.confirm_unchanged(sample::at(hours), Said::ByLink);
    let again = confirm(judged(&[]), 40).unwrap();
    assert_eq!(again.last_confirmed(), Some(sample::at(40)));
    let what = Words::new("new tablets").unwrap();
    let changed = again.clone().report_change(sample::at(50), what).unwrap();
    assert_eq!(changed.state(), "changed");
    assert!(confirm(changed, 51).is_err());
    // 90 days after 1 March is 30 May.
    assert!(again.clone().expire(day("2027-05-30")).is_err());
    let old = again.expire(day("2027-05-31")).unwrap();
    assert_eq!(old.state(), "expired");
    let why = Words::new("asked anew").unwrap();
    assert!(
        old.supersede(sample::record(2), sample::act(60), why)
            .is_err()
    );
}

#[test]
fn a_questionnaire_with_a_hole_is_refused() {
    let text = include_str!("../../../../data/practice/screening.toml");
    let parse = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Questionnaire::parse(&text.replacen(from, to, 1))
            .unwrap_err()
            .to_string()
    };
    assert!(parse("\"wait_after_flare\"", "\"wait_for_it\"").contains("name a setting"));
    assert!(parse("code = \"nursing\"", "code = \"pregnancy\"").contains("twice"));
    assert!(parse("when = [\"yes\", \"unknown\"]", "when = [\"yes\"]").contains("do not know"));
    assert!(parse("when = [\"yes\", \"unknown\"]", "when = [\"maybe\"]").contains("no answer"));
}
