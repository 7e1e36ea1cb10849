//! `pointil plan` and `pointil quote` as a person runs them.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run the program should stop"
)]

mod program;

use program::Folder;
use serde_json::Value;

/// A man of mean measurements who wears Norwood V.
const CASE: &str = r#"
seed = 5
[client]
sex = "male"
skin = "III"
[treatment]
techniques = ["full_shaved_look"]
hair = "V"
[pigment]
shade = "black"
water = 2
"#;

/// A folder of its own for each test, with the case in it.
fn with_plan(name: &str, plan: &str) -> Folder {
    Folder::new(name).with("case.toml", &format!("{CASE}{plan}"))
}

fn prices(name: &str) -> String {
    format!(
        "{}/../../examples/price-lists/{name}.toml",
        env!("CARGO_MANIFEST_DIR")
    )
}

#[test]
fn a_plan_places_every_dot_and_keeps_its_days_apart() {
    let folder = with_plan(
        "plan",
        "[plan]\nfrom = \"2027-01-04\"\nsun = [\"2027-02-20..2027-03-06\"]\nrules = { dots_per_minute = 100, longest_appointment = 150 }\n",
    );
    let plan = folder.json(&["plan", "case.toml"]);
    let appointments = plan["appointments"].as_array().unwrap();
    let dots: u64 = appointments
        .iter()
        .map(|own| own["dots"].as_u64().unwrap())
        .sum();
    assert_eq!(plan["dots"].as_u64(), Some(dots));
    assert!(dots > 5000);
    let mut days = Vec::new();
    for own in appointments {
        assert!(own["work_minutes"]["usual"].as_f64().unwrap() <= 151.0);
        let zones = own["zones"].as_object().unwrap();
        let sum: u64 = zones
            .values()
            .map(|zone| zone["dots"].as_u64().unwrap())
            .sum();
        assert_eq!(own["dots"].as_u64(), Some(sum));
        let (pigment, water) = (
            own["pigment_ml"].as_f64().unwrap(),
            own["diluent_ml"].as_f64().unwrap(),
        );
        assert!((water / pigment - 2.0).abs() < 1e-9);
        days.push(own["day"].as_str().unwrap().to_owned());
    }
    assert!(days.is_sorted() && days[0] == "2027-01-04");
    // No session from 30 days before the sun to 14 after it.
    assert!(
        days.iter()
            .all(|day| day.as_str() < "2027-01-21" || day.as_str() > "2027-03-19"),
        "{days:?}"
    );
    let words = folder.run(&["plan", "case.toml"]);
    let words = String::from_utf8(words.stdout).unwrap();
    println!("{words}");
    assert!(words.contains("session 1") && words.contains("hairline and larger areas"));
    assert!(words.contains("least_interval: 10 days (7 to 14; grade C:"));
}

#[test]
fn a_quote_is_derived_and_within_its_range() {
    let folder = with_plan("quote", "");
    for list in ["per-area", "packages", "per-hour", "per-session", "fixed"] {
        let quote = folder.json(&["quote", "case.toml", "--prices", &prices(list)]);
        let amount = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
        let lines = quote["lines"].as_array().unwrap();
        let sum: f64 = lines.iter().map(|line| amount(&line["amount"])).sum();
        assert!((sum - amount(&quote["price"])).abs() < 1e-6, "{list}");
        let range = &quote["before_measuring"]["total"];
        let total = amount(&quote["total"]);
        assert!(
            amount(&range["low"]) <= total && total <= amount(&range["high"]),
            "{list} {quote}"
        );
        let parts = quote["instalments"].as_array().unwrap();
        let paid: f64 = parts.iter().map(amount).sum();
        assert!((paid + amount(&quote["deposit"]) - total).abs() < 1e-6);
    }
}

#[test]
fn what_cannot_be_planned_or_priced_is_refused_by_name() {
    let said = |name: &str, plan: &str| with_plan(name, plan).refused(3, &["plan", "case.toml"]);
    let hasty = said("hasty", "[plan]\nrules = { least_interval = 2 }\n");
    assert!(
        hasty.contains("plan.rules: least_interval is 2 days; give 7 to 42"),
        "{hasty}"
    );
    let unknown = said("unknown", "[plan]\nrules = { speed = 2 }\n");
    assert!(
        unknown.contains("\"speed\" is no rule of a protocol"),
        "{unknown}"
    );
    let day = said("day", "[plan]\nfrom = \"29.3.2027\"\n");
    assert!(
        day.contains("plan.from is \"29.3.2027\"; write a day as"),
        "{day}"
    );
    let turned = said(
        "turned",
        "[plan]\nfrom = \"2027-01-01\"\nsun = [\"2027-03-09..2027-03-01\"]\n",
    );
    assert!(
        turned.contains("plan.sun[0] is") && turned.contains("lies before the first"),
        "{turned}"
    );
    let folder = with_plan("prices", "");
    let priced = |text: &str| {
        std::fs::write(folder.path().join("prices.toml"), text).unwrap();
        folder.refused(3, &["quote", "case.toml", "--prices", "prices.toml"])
    };
    let float = priced("currency = \"EUR\"\nmodel = \"fixed\"\nprice = 12.5\n");
    assert!(float.contains("prices.toml: line 3:"), "{float}");
    let cents = priced("currency = \"JPY\"\nmodel = \"fixed\"\nprice = \"12.5\"\n");
    assert!(
        cents.contains("price: 12.5 JPY is no whole number"),
        "{cents}"
    );
    let model = priced("currency = \"EUR\"\nmodel = \"by_mood\"\n");
    assert!(
        model.contains("model is \"by_mood\"; write \"per_session\""),
        "{model}"
    );
    let missing = folder.refused(3, &["quote", "case.toml", "--prices", "nowhere.toml"]);
    assert!(missing.contains("nowhere.toml"), "{missing}");
}
