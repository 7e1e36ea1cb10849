//! An event for those who must be told: the fields of the form that the FDA asks for, and the same as JSON.

use jiff::civil::Date;
use serde::Serialize;

use super::AdverseEvent;

/// Who reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedBy<'a> {
    /// The studio.
    pub studio: &'a str,
    /// Its address.
    pub address: &'a str,
    /// How it is reached.
    pub reach: &'a str,
    /// A code that names the client to the studio alone; a report has no name.
    pub client_code: &'a str,
    /// The client's age in years when it happened.
    pub age: Option<u8>,
    /// What was used: product, maker, lot, last day.
    pub products: Vec<ReportedProduct<'a>>,
    /// The day of the treatment.
    pub treated: Option<Date>,
    /// The day of the report.
    pub today: Date,
}

/// A product that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedProduct<'a> {
    /// Its name and shade.
    pub name: &'a str,
    /// Its maker.
    pub maker: &'a str,
    /// Its lot.
    pub lot: &'a str,
    /// Its last day.
    pub last_day: Option<Date>,
}

/// One field of a report, ordered as in the FDA's form 3500A (MedWatch, mandatory reporting).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportField {
    /// The form's section and field: `A1`.
    pub place: String,
    /// What it is.
    pub label: String,
    /// What stands in it.
    pub value: String,
}

/// The fields of a report. Empty ones are left out; what the studio does not know stands as such.
pub fn report_fields(event: &AdverseEvent, by: &ReportedBy<'_>) -> Vec<ReportField> {
    let mut fields = Vec::new();
    let mut field = |place: &str, label: &str, value: String| {
        fields.push(ReportField {
            place: place.to_owned(),
            label: label.to_owned(),
            value,
        });
    };
    let unknown = || "unknown".to_owned();
    let day = |day: Option<Date>| day.map_or_else(unknown, |day| day.to_string());
    field("A1", "Patient identifier", by.client_code.to_owned());
    let age = by.age.map_or_else(unknown, |age| format!("{age} years"));
    field("A2", "Age at time of event", age);
    if let Some(last) = event.assessment() {
        let reasons: Vec<&str> = last
            .serious_for
            .iter()
            .map(|reason| reason.words())
            .collect();
        field(
            "B2",
            "Outcome attributed to adverse event",
            reasons.join("; "),
        );
        let step = u8::from(last.severity);
        field(
            "B2",
            "Severity",
            format!("{step} of 5. {}", last.severity.words()),
        );
    }
    field("B3", "Date of event", day(event.facts.noticed));
    field("B4", "Date of this report", by.today.to_string());
    let title = event.facts.kind.row().map_or("", |row| row.title.as_str());
    field("B5", "Event", format!("{title}. {}", event.facts.words));
    if let Some(last) = event.assessment() {
        field("B5", "Findings", last.words.to_string());
    }
    for (number, product) in by.products.iter().enumerate() {
        let place = format!("C{}", number + 1);
        let known = [product.name, product.maker];
        field(&place, "Product and maker", known.join(", "));
        field(&place, "Lot", product.lot.to_owned());
        field(&place, "Expiration date", day(product.last_day));
    }
    field("C", "Date of use", day(by.treated));
    field("G1", "Reporter", by.studio.to_owned());
    field("G1", "Address", by.address.to_owned());
    field("G1", "Contact", by.reach.to_owned());
    let known = event.facts.zone.day(event.reported.at);
    field("G3", "Date received by the reporter", known.to_string());
    fields.retain(|field| !field.value.is_empty());
    fields
}

/// The event as JSON: the record's own words and the fields, for other programs.
///
/// # Errors
/// None for an event that could be made.
pub fn report_json(event: &AdverseEvent, by: &ReportedBy<'_>) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Report<'a> {
        format: &'static str,
        kind: &'a super::EventKind,
        serious_for: Vec<super::SeriousFor>,
        severity: Option<u8>,
        fields: Vec<ReportField>,
    }
    let last = event.assessment();
    serde_json::to_string_pretty(&Report {
        format: "pointil adverse event 1",
        kind: &event.facts.kind,
        serious_for: last.map_or_else(Vec::new, |last| last.serious_for.to_vec()),
        severity: last.map(|last| u8::from(last.severity)),
        fields: report_fields(event, by),
    })
}
