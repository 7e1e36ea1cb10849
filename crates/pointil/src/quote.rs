//! `pointil quote`: what a case costs, first as a range and then with its derivation.

use pointil_scalp::{Head, HeadMeasurements};
use pointil_treatment::design::HeadRecord;
use pointil_treatment::quote::{PriceList, Quantities, Quote, QuoteLine};
use pointil_treatment::{Layout, Money, Rule};
use serde_json::{Value, json};

use crate::arguments::QuoteArguments;
use crate::colour_input::{input, named};
use crate::failure::Failure;
use crate::opened::Opened;
use crate::plan::Planned;
use crate::price_list_file;
use crate::report::Report;

/// Quotes the case and prints the derivation.
pub fn quote(arguments: &QuoteArguments, report: &Report) -> Result<(), Failure> {
    let opened = Opened::read(&arguments.case)?;
    let list = price_list_file::read(&arguments.prices)?;
    let planned = Planned::of(&opened, report)?;
    let (quote, range) = quoted(&opened, &planned, &list)?;
    let lines = lines(&quote, range.as_ref());
    report.done(&summary(&quote, range.as_ref()), &lines, &[]);
    Ok(())
}

/// The price of a planned case, and the range before measuring.
pub fn quoted(
    opened: &Opened,
    planned: &Planned,
    list: &PriceList,
) -> Result<(Quote, Option<BeforeMeasuring>), Failure> {
    let (design, layout) = (&planned.design, &planned.layout);
    let quantities = Quantities::of(design, layout, &planned.work, &planned.plan);
    let quote = Quote::of(&quantities, list).map_err(|e| named("price list", &e))?;
    let range = if quantities.is_nothing() {
        None
    } else {
        before_measuring(opened, planned, &quantities, list)?
    };
    Ok((quote, range))
}

/// What could be said before the head was measured.
pub struct BeforeMeasuring {
    /// The area that may be treated, in cm².
    pub area_cm2: (f64, f64),
    /// The least and the most.
    pub total: (Money, Money),
}

/// How far a treated area may be from that of the same order on the mean head, as a share: heads' sizes (6 %) and lines' heights.
/// Grade D.
const AREA_SPREAD: f64 = 0.2;

/// The range for the same order on the mean head of the client's sex, its area and the practitioner's rate at their ends; none where
/// the case asks for what the mean head does not have.
fn before_measuring(
    opened: &Opened,
    planned: &Planned,
    quantities: &Quantities,
    list: &PriceList,
) -> Result<Option<BeforeMeasuring>, Failure> {
    let mean = HeadMeasurements {
        sex: opened.client()?.sex,
        ..HeadMeasurements::default()
    };
    let mean = Head::from_measurements(&mean).map_err(input)?;
    let Ok(mut open) = opened.open_case(&mean) else {
        return Ok(None);
    };
    open.design.head = HeadRecord::of(&mean);
    let Ok(layout) = Layout::of(&open.design) else {
        return Ok(None);
    };
    let rate = planned.protocol.setting(Rule::DotsPerMinute);
    let area = layout.treated_area().square_cm();
    let open = layout.dots.iter().filter(|dot| !dot.done).count() as f64;
    let at = |share: f64, rate: f64| Quantities {
        area_cm2: area * share,
        minutes: open * share / rate.max(1.0),
        ..quantities.clone()
    };
    let (least, most) = (
        at(1.0 - AREA_SPREAD, rate.high),
        at(1.0 + AREA_SPREAD, rate.low),
    );
    let total = |work: &Quantities| -> Result<Money, Failure> {
        let quote = Quote::of(work, list).map_err(|e| named("price range", &e))?;
        Ok(quote.total)
    };
    Ok(Some(BeforeMeasuring {
        area_cm2: (least.area_cm2, most.area_cm2),
        total: (total(&least)?, total(&most)?),
    }))
}

/// The derivation in words.
pub fn lines(quote: &Quote, range: Option<&BeforeMeasuring>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(own) = range {
        let (least, most) = &own.total;
        let total = if least.minor() == most.minor() {
            least.to_string()
        } else {
            format!("{least} to {most}")
        };
        lines.push(format!(
            "before measuring: {total} (mean head, {:.0} to {:.0} cm², every practitioner's pace; grade D)",
            own.area_cm2.0, own.area_cm2.1
        ));
        lines.push(String::new());
    }
    let row = |own: &QuoteLine| format!("{:>16}  {}", own.amount.to_string(), own.text);
    lines.extend(quote.lines.iter().map(row));
    lines.push(format!("{:>16}  price", quote.price.to_string()));
    lines.push(row(&quote.tax));
    lines.push(format!("{:>16}  total", quote.total.to_string()));
    if quote.deposit.minor() > 0 {
        lines.push(format!("{:>16}  of it to book", quote.deposit.to_string()));
    }
    if quote.instalments.len() > 1 {
        let parts: Vec<String> = quote.instalments.iter().map(Money::to_string).collect();
        lines.push(format!(
            "the rest in {} parts: {}",
            parts.len(),
            parts.join(", ")
        ));
    }
    lines.push("amounts are rounded to the smallest unit, halves away from nothing".to_owned());
    lines
}

/// The quote for machines.
pub fn summary(quote: &Quote, range: Option<&BeforeMeasuring>) -> Value {
    let line = |own: &QuoteLine| json!({ "text": own.text, "amount": own.amount.to_decimal().to_string() });
    let amount = |money: &Money| money.to_decimal().to_string();
    json!({
        "currency": quote.total.currency().code(),
        "before_measuring": range.map(|own| json!({
            "area_cm2": { "low": own.area_cm2.0, "high": own.area_cm2.1 },
            "total": { "low": amount(&own.total.0), "high": amount(&own.total.1) },
        })),
        "lines": quote.lines.iter().map(line).collect::<Vec<_>>(),
        "price": amount(&quote.price),
        "tax": line(&quote.tax),
        "total": amount(&quote.total),
        "deposit": amount(&quote.deposit),
        "instalments": quote.instalments.iter().map(amount).collect::<Vec<_>>(),
    })
}
