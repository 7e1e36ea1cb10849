//! From quantities and prices to a total, line by line.

use std::collections::BTreeMap;

use pointil_scalp::{HairPattern, NorwoodClass, WorkOrder};
use rust_decimal::Decimal;

use super::price_list::{Charged, Discount, PriceList, PriceListError, PriceModel, Reduction};
use crate::design::Design;
use crate::layout::Layout;
use crate::money::{Money, MoneyError};
use crate::plan::{Plan, Work};

/// What is charged for, counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantities {
    /// Sessions still to come.
    pub sessions: u32,
    /// Minutes of work in them.
    pub minutes: f64,
    /// Treated area in square centimetres.
    pub area_cm2: f64,
    /// What is ordered, as a price list calls it; the same order twice counts twice.
    pub orders: Vec<WorkOrder>,
    /// The class of hair loss, where it has one.
    pub hair: Option<NorwoodClass>,
    /// Whether some of the work is on scars.
    pub on_scars: bool,
}

impl Quantities {
    /// Of a design that is laid out and planned.
    pub fn of(design: &Design, layout: &Layout, work: &Work, plan: &Plan) -> Self {
        Self {
            sessions: plan.sessions() as u32,
            minutes: plan.work_minutes().usual,
            area_cm2: layout.treated_area().square_cm(),
            orders: design.orders(),
            hair: match design.hair.pattern {
                HairPattern::Norwood(class) => Some(class),
                _ => None,
            },
            on_scars: work.is_on_scars(),
        }
    }

    /// Whether nothing is left to be done.
    pub fn is_nothing(&self) -> bool {
        self.sessions == 0 && self.minutes <= 0.0
    }
}

/// One step of a derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteLine {
    /// What it is and how it comes about.
    pub text: String,
    /// What it adds; less than nothing where it takes off.
    pub amount: Money,
}

/// A price with its derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The steps; they sum to [`Self::price`].
    pub lines: Vec<QuoteLine>,
    /// Their sum.
    pub price: Money,
    /// Tax: on top of the price or contained in it, as the text says.
    pub tax: QuoteLine,
    /// What is paid in all.
    pub total: Money,
    /// Of the total, to book.
    pub deposit: Money,
    /// The rest, in parts; with the deposit they sum to the total.
    pub instalments: Vec<Money>,
}

/// A price that cannot be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum QuoteError {
    /// The price list.
    #[error(transparent)]
    PriceList(#[from] PriceListError),
    /// A sum.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// An order that has no package.
    #[error("no package for {0}; add its price to the list, or choose another model")]
    NoPackage(WorkOrder),
    /// Quantities that cannot be.
    #[error("{minutes} minutes of work on {area_cm2} cm²; both are finite and 0 or more")]
    Quantities {
        /// Minutes given.
        minutes: f64,
        /// Square centimetres given.
        area_cm2: f64,
    },
}

/// Minutes in a quarter of an hour.
const QUARTER: f64 = 15.0;

impl Quote {
    /// The price of `work` by `list`.
    ///
    /// # Errors
    /// A list that cannot be, an order without a package, or a sum beyond what money counts.
    pub fn of(work: &Quantities, list: &PriceList) -> Result<Self, QuoteError> {
        list.check()?;
        let plausible = |value: f64| value.is_finite() && (0.0..=1e9).contains(&value);
        if !plausible(work.minutes) || !plausible(work.area_cm2) {
            return Err(QuoteError::Quantities {
                minutes: work.minutes,
                area_cm2: work.area_cm2,
            });
        }
        if work.is_nothing() {
            let nothing = Money::none(list.currency);
            let text = "no session is left: nothing is charged".to_owned();
            return Self::with_terms(vec![line(text, nothing)], nothing, list);
        }
        let mut lines = base(work, list)?;
        let mut price = sum(&lines, list)?;
        if let Some((name, factor)) = &list.level {
            let amount = price.times(*factor)?.minus(price)?;
            lines.push(line(format!("{name}: × {}", factor.normalize()), amount));
        }
        for extra in &list.extras {
            let times = match extra.charged {
                Charged::Once => 1,
                Charged::EachSession => work.sessions,
                Charged::OnceForScars => u32::from(work.on_scars),
            };
            if times > 0 {
                let amount = extra.price.times(times.into())?;
                lines.push(line(counted(&extra.name, times, extra.price), amount));
            }
        }
        price = sum(&lines, list)?;
        if let Some(discount) = &list.discount {
            lines.push(taken_off(discount, price)?);
            price = sum(&lines, list)?;
        }
        Self::with_terms(lines, price, list)
    }

    fn with_terms(
        lines: Vec<QuoteLine>,
        price: Money,
        list: &PriceList,
    ) -> Result<Self, QuoteError> {
        let (rate, percent) = (list.tax.rate, percent(list.tax.rate));
        let name = &list.tax.name;
        let (tax, total) = if rate.is_zero() {
            (line("no tax".to_owned(), Money::none(list.currency)), price)
        } else if list.tax.included {
            let contained = price.times(rate / (Decimal::ONE + rate))?;
            (
                line(format!("{name} of {percent} % contained in it"), contained),
                price,
            )
        } else {
            let added = price.times(rate)?;
            (
                line(format!("{name} of {percent} % on top"), added),
                price.plus(added)?,
            )
        };
        let deposit = total.times(list.deposit)?;
        let instalments = total.minus(deposit)?.split(list.instalments);
        Ok(Self {
            lines,
            price,
            tax,
            total,
            deposit,
            instalments,
        })
    }
}

fn line(text: String, amount: Money) -> QuoteLine {
    QuoteLine { text, amount }
}

fn counted(name: &str, times: u32, each: Money) -> String {
    if times == 1 {
        name.to_owned()
    } else {
        format!("{name}: {times} × {each}")
    }
}

fn percent(share: Decimal) -> Decimal {
    (share * Decimal::ONE_HUNDRED).normalize()
}

fn sum(lines: &[QuoteLine], list: &PriceList) -> Result<Money, MoneyError> {
    let none = Money::none(list.currency);
    lines
        .iter()
        .try_fold(none, |sum, line| sum.plus(line.amount))
}

fn base(work: &Quantities, list: &PriceList) -> Result<Vec<QuoteLine>, QuoteError> {
    let own = match &list.model {
        PriceModel::PerSession { each } => {
            let text = format!("{} sessions at {each}", work.sessions);
            line(text, each.times(work.sessions.into())?)
        }
        PriceModel::PerHour { hour } => {
            let quarters = Decimal::from((work.minutes / QUARTER).ceil() as i64);
            let hours = (quarters / Decimal::from(4)).normalize();
            let text = format!(
                "{:.0} minutes of work, begun quarters counted whole: {hours} h at {hour}",
                work.minutes
            );
            line(text, hour.times(hours)?)
        }
        PriceModel::Fixed { price } => line("fixed price".to_owned(), *price),
        PriceModel::PerArea { square_cm, least } => {
            let area = Decimal::from(work.area_cm2.ceil() as i64);
            let amount = square_cm.times(area)?;
            let text = format!("{area} cm² (begun ones counted whole) at {square_cm}");
            if amount.minor() < least.minor() {
                line(format!("{text}, at least {least}"), *least)
            } else {
                line(text, amount)
            }
        }
        PriceModel::Packages { prices, factors } => {
            let cheapest = cheapest(&work.orders, prices)?.into_iter();
            let packages = cheapest.map(|order| package(order, work.hair, prices, factors));
            return packages.collect();
        }
    };
    Ok(vec![own])
}

/// The packages that hold everything ordered and cost least together: who orders more never pays less.
fn cheapest(
    orders: &[WorkOrder],
    prices: &BTreeMap<WorkOrder, Money>,
) -> Result<Vec<WorkOrder>, QuoteError> {
    if let Some(order) = orders.iter().find(|order| !prices.contains_key(order)) {
        return Err(QuoteError::NoPackage(*order));
    }
    // Patches and scars have no zones that another package could hold.
    let (whole, placed): (Vec<WorkOrder>, Vec<WorkOrder>) =
        orders.iter().partition(|order| order.zones().is_empty());
    let offered: Vec<(WorkOrder, i64)> = prices
        .iter()
        .filter(|(order, _)| !order.zones().is_empty())
        .map(|(order, price)| (*order, price.minor()))
        .collect();
    let chosen = |set: usize| {
        let numbered = offered.iter().enumerate();
        numbered.filter(move |(k, _)| set >> k & 1 == 1)
    };
    let holds = |set: &usize| {
        let mut zones = placed.iter().flat_map(|order| order.zones());
        zones.all(|zone| chosen(*set).any(|(_, (order, _))| order.zones().contains(zone)))
    };
    let cost = |set: &usize| -> i64 { chosen(*set).map(|(_, (_, price))| *price).sum() };
    // The fewest packages where two sets cost the same.
    let best = (0..1_usize << offered.len())
        .filter(holds)
        .min_by_key(|set| (cost(set), set.count_ones()))
        .unwrap_or_default();
    let mut all: Vec<WorkOrder> = chosen(best).map(|(_, (order, _))| *order).collect();
    all.extend(whole);
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// One package at its price, by the class of hair loss.
fn package(
    order: WorkOrder,
    hair: Option<NorwoodClass>,
    prices: &BTreeMap<WorkOrder, Money>,
    factors: &BTreeMap<NorwoodClass, Decimal>,
) -> Result<QuoteLine, QuoteError> {
    let price = *prices.get(&order).ok_or(QuoteError::NoPackage(order))?;
    let factor = hair.and_then(|class| Some((class, *factors.get(&class)?)));
    Ok(match factor {
        Some((class, factor)) => {
            let text = format!(
                "{order} at {price}, × {} for Norwood {class}",
                factor.normalize()
            );
            line(text, price.times(factor)?)
        }
        None => line(order.to_string(), price),
    })
}

/// A discount never makes a price less than nothing.
fn taken_off(discount: &Discount, price: Money) -> Result<QuoteLine, MoneyError> {
    let none = Money::none(price.currency());
    match discount.reduction {
        Reduction::Share(share) => {
            let text = format!("{}: {} % off", discount.name, percent(share));
            Ok(line(text, none.minus(price.times(share)?)?))
        }
        Reduction::Amount(amount) => {
            let most = if amount.minor() > price.minor() {
                price
            } else {
                amount
            };
            Ok(line(discount.name.clone(), none.minus(most)?))
        }
    }
}
