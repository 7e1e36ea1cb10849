//! `docs/gates.md` and `docs/states/`, drawn from the rules and transition tables of `pointil-practice`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use pointil_practice::gate::GATES;
use pointil_practice::screening::{AnswerRule, Questionnaire};
use pointil_practice::session::hygiene_items;
use pointil_practice::{Force, MACHINES, Machine, RuleCode};
use pointil_treatment::{Protocol, Rule};

const TABLE: &str = "docs/gates.md";
const STATES: &str = "docs/states";

/// Where every gate is tried through the page and the API, a function for each.
const DOORS: &str = "crates/pointil-web/tests/studio/gates";

/// The test that goes through every rule of every question.
const ANSWERS_TEST: &str = "every_rule_of_every_question_is_met_by_its_answers";

/// Writes the pages anew; a diagram of a machine that is gone is deleted.
pub fn write(root: &Path) -> Result<()> {
    let pages = pages(root)?;
    std::fs::create_dir_all(root.join(STATES))?;
    for stale in strangers(root, &pages)? {
        std::fs::remove_file(&stale).with_context(|| stale.display().to_string())?;
    }
    for (name, text) in &pages {
        std::fs::write(root.join(name), text).with_context(|| name.clone())?;
    }
    Ok(())
}

/// Pages that are out of date, and rules that no test refuses by.
pub fn findings(root: &Path) -> Result<Vec<String>> {
    let pages = pages(root)?;
    let mut found = Vec::new();
    for (name, text) in &pages {
        if std::fs::read_to_string(root.join(name)).unwrap_or_default() != *text {
            found.push(format!("{name}: out of date; run `cargo xtask gates`"));
        }
    }
    for path in strangers(root, &pages)? {
        let shown = path.strip_prefix(root).unwrap_or(&path).display();
        found.push(format!("{shown}: of no machine; run `cargo xtask gates`"));
    }
    let tests = tests(root)?;
    for code in RuleCode::ALL {
        if test_of(*code, &tests).is_none() {
            found.push(format!(
                "{code}: no test refuses by it; name one refuses_{} or assert RuleCode::{code:?} in one",
                snake(*code)
            ));
        }
    }
    let doors = doors(root)?;
    for code in GATES.iter().filter(|code| !doors.contains(&snake(**code))) {
        found.push(format!(
            "{code}: it is not tried through the page and the API; write {} in {DOORS}",
            snake(*code)
        ));
    }
    if !tests.iter().any(|test| test.name == ANSWERS_TEST) {
        found.push(format!("screening: the test {ANSWERS_TEST} is gone"));
    }
    Ok(found)
}

/// Files among the diagrams that belong to no machine.
fn strangers(root: &Path, pages: &BTreeMap<String, String>) -> Result<Vec<PathBuf>> {
    let folder = root.join(STATES);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy());
        let name = name.map(|name| format!("{STATES}/{name}"));
        if !name.is_some_and(|name| pages.contains_key(&name)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The functions that try a gate through the page and the API.
fn doors(root: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(root.join(DOORS))? {
        let text = std::fs::read_to_string(entry?.path())?;
        let heads = text.split("async fn ").skip(1);
        found.extend(heads.filter_map(|head| Some(head.split_once("(world")?.0.to_owned())));
    }
    Ok(found)
}

/// Every page by its path from the root.
fn pages(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut pages = BTreeMap::new();
    pages.insert(TABLE.to_owned(), table(&tests(root)?, &doors(root)?)?);
    let mut index = String::from(
        "# States\n\nDrawn from the transition tables that the code follows, by `cargo xtask gates`. What is not an arrow here is refused with `state.wrong`.\n\n",
    );
    for machine in MACHINES {
        let title = machine.name.replace('_', " ");
        let _ = writeln!(
            index,
            "- [{title}]({}.md): {}",
            machine.name,
            machine.states().join(", ")
        );
        pages.insert(format!("{STATES}/{}.md", machine.name), diagram(machine));
    }
    pages.insert(format!("{STATES}/README.md"), index);
    Ok(pages)
}

fn diagram(machine: &Machine) -> String {
    let mut title = machine.name.replace('_', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!(
        "# {title}\n\nDrawn from the transition table that the code follows, by `cargo xtask gates`.\n\n```mermaid\n{}```\n",
        machine.diagram()
    )
}

fn table(tests: &[Test], doors: &BTreeSet<String>) -> Result<String> {
    let mut text = String::from(
        "# Gates and rules\n\n\
         Generated from the rules by `cargo xtask gates`; `cargo xtask check` fails when this page is out of date. A **safety** rule can be overridden by nobody; an \
         **administrative** one by an owner, with a reason that stays in the session's record. Grades: A peer-reviewed or official, B professional, C vendor or blog, \
         D judged by Pointil. No jurisdiction means everywhere. The test is the one that refuses by the rule; \
         *at the doors* names the case in which page and API refuse by a gate and the session begins when it is mended.\n\n\
         ## Gates of a session\n\n\
         A session begins, goes on after a break, and takes another lot only when every one of these is green.\n\n",
    );
    rules(&mut text, GATES.iter().copied(), tests, Some(doors));
    text.push_str("\n## Other rules\n\nThey refuse a step of a record.\n\n");
    let others = RuleCode::ALL.iter().filter(|code| !GATES.contains(code));
    rules(&mut text, others.copied(), tests, None);
    answers(&mut text)?;
    checklist(&mut text);
    settings(&mut text)?;
    Ok(text)
}

fn rules(
    text: &mut String,
    codes: impl Iterator<Item = RuleCode>,
    tests: &[Test],
    doors: Option<&BTreeSet<String>>,
) {
    let [more, rule] = if doors.is_some() {
        [" at the doors |", "---|"]
    } else {
        [""; 2]
    };
    let _ = writeln!(
        text,
        "| code | rule | force | source | grade | jurisdiction | test |{more}\n|---|---|---|---|---|---|---|{rule}"
    );
    for code in codes {
        let rule = code.rule();
        let force = match rule.force {
            Force::Safety => "safety",
            Force::Administrative => "administrative",
        };
        let _ = writeln!(
            text,
            "| `{code}` | {} | {force} | {} | {} | {} | {} |{}",
            cell(&rule.asks),
            cell(&rule.source),
            rule.grade,
            rule.jurisdictions.join(" "),
            test_of(code, tests).map_or_else(|| "none".to_owned(), |test| format!("`{test}`")),
            doors.map_or_else(String::new, |doors| at_the_doors(code, doors))
        );
    }
}

fn at_the_doors(code: RuleCode, doors: &BTreeSet<String>) -> String {
    let own = snake(code);
    match doors.contains(&own) {
        true => format!(" `{own}` |"),
        false => " none |".to_owned(),
    }
}

fn answers(text: &mut String) -> Result<()> {
    let questionnaire = Questionnaire::built_in()?;
    let _ = write!(
        text,
        "\n## What answers about health meet\n\nVersion {} of the questionnaire (`data/practice/screening.toml`). A rule says what to do, never what somebody has. \
         Every row is met in the test `{ANSWERS_TEST}`.\n\n\
         | code | question | answer | outcome | what the client reads | grade | source |\n|---|---|---|---|---|---|---|\n",
        questionnaire.version
    );
    for question in &questionnaire.questions {
        for rule in &question.rules {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {} | {} | {} |",
                rule.code,
                cell(&question.asks),
                rule.when.join(" or "),
                outcome(rule),
                cell(&rule.words),
                rule.grade,
                cell(&rule.source)
            );
        }
    }
    Ok(())
}

fn outcome(rule: &AnswerRule) -> String {
    match &rule.after {
        Some(setting) => format!("{} (`{setting}`)", rule.outcome.words()),
        None => rule.outcome.words().to_owned(),
    }
}

fn checklist(text: &mut String) {
    text.push_str(
        "\n## The hygiene checklist\n\n| item | when | the client sees it | words | grade | source |\n|---|---|---|---|---|---|\n",
    );
    for item in hygiene_items() {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} |",
            item.code,
            format!("{:?}", item.phase).to_lowercase(),
            if item.is_witnessed { "yes" } else { "no" },
            cell(&item.words),
            item.grade,
            cell(&item.source)
        );
    }
}

fn settings(text: &mut String) -> Result<()> {
    let protocol = Protocol::built_in()?;
    text.push_str(
        "\n## Settings that protect people\n\nA studio sets them within the range and no further; each change is a version of its protocol.\n\n\
         | setting | default | range | unit | where sources contradict each other | grade | source |\n|---|---|---|---|---|---|---|\n",
    );
    for rule in Rule::ALL.iter().filter(|rule| rule.is_strict()) {
        let own = protocol.setting(*rule);
        let (low, high) = protocol.bounds(*rule);
        let _ = writeln!(
            text,
            "| `{rule}` | {} | {low} to {high} | {} | {} | {} | {} |",
            own.usual,
            own.unit,
            cell(&own.conflict),
            own.grade,
            cell(&own.source)
        );
    }
    Ok(())
}

fn cell(words: &str) -> String {
    words.replace('|', "\\|").replace('\n', " ")
}

/// A test of the crate: its name and what stands in it.
struct Test {
    name: String,
    body: String,
}

/// Every test of `pointil-practice`.
fn tests(root: &Path) -> Result<Vec<Test>> {
    let mut files = Vec::new();
    for folder in ["src", "tests"] {
        let folder = root.join("crates/pointil-practice").join(folder);
        if folder.is_dir() {
            rust_files(&folder, &mut files)?;
        }
    }
    files.sort();
    let mut tests = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        tests.extend(tests_in(&text));
    }
    Ok(tests)
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The tests of a file: from one mark to the next.
fn tests_in(text: &str) -> Vec<Test> {
    let marked = text.split("#[test]").skip(1);
    let named = marked.filter_map(|body| {
        let (_, after) = body.split_once("fn ")?;
        let (name, _) = after.split_once('(')?;
        Some(Test {
            name: name.trim().to_owned(),
            body: body.to_owned(),
        })
    });
    named.collect()
}

/// The test that refuses by a rule: the one that says so in its name, else the first that looks for the rule in a refusal.
fn test_of(code: RuleCode, tests: &[Test]) -> Option<&str> {
    let wanted = snake(code);
    let is_named = |test: &&Test| {
        test.name.strip_prefix("refuses_").is_some_and(|codes| {
            codes.split("_and_").any(|own| {
                own == wanted
                    || own.starts_with(&format!("{wanted}_of_"))
                    || own.starts_with(&format!("{wanted}_with_"))
            })
        })
    };
    let variant = format!("RuleCode::{code:?}");
    let looks_for = |test: &&Test| {
        test.body.match_indices(&variant).any(|(place, found)| {
            let after = &test.body[place + found.len()..];
            !after.starts_with(|letter: char| letter.is_alphanumeric())
        })
    };
    let named = tests.iter().find(is_named);
    named
        .or_else(|| tests.iter().find(looks_for))
        .map(|test| test.name.as_str())
}

fn snake(code: RuleCode) -> String {
    code.as_str().replace('.', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_found_by_its_name_or_by_the_rule_it_looks_for() {
        let text = "#[test]\nfn refuses_lot_expired_and_step_key() { a }\n#[test]\nfn other() { RuleCode::LotExpired }\n#[test]\nfn third() { assert_eq!(x, RuleCode::LotAmount); RuleCode::LotOpenedTwice }";
        let tests = tests_in(text);
        let of = |code| test_of(code, &tests);
        assert_eq!(
            of(RuleCode::LotExpired),
            Some("refuses_lot_expired_and_step_key")
        );
        assert_eq!(
            of(RuleCode::StepKey),
            Some("refuses_lot_expired_and_step_key")
        );
        assert_eq!(of(RuleCode::LotAmount), Some("third"));
        assert_eq!(of(RuleCode::LotOpened), None);
    }

    #[test]
    fn every_gate_and_every_machine_has_its_place() {
        let text = table(&[], &BTreeSet::new()).unwrap();
        for code in RuleCode::ALL {
            assert!(text.contains(&format!("| `{code}` |")), "{code}");
        }
        for machine in MACHINES {
            assert!(diagram(machine).contains("stateDiagram-v2"));
        }
    }
}
