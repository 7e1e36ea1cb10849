//! Laws of money.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use std::collections::BTreeMap;

use pointil_scalp::{NorwoodClass, WorkOrder};
use pointil_treatment::quote::{
    Charged, Discount, Extra, PriceList, PriceModel, Quantities, Quote, Reduction, Tax,
};
use pointil_treatment::{Money, currency};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rust_decimal::Decimal;

fn work() -> Quantities {
    Quantities {
        sessions: 3,
        minutes: 487.0,
        area_cm2: 212.4,
        orders: vec![WorkOrder::FullTop],
        hair: Some(NorwoodClass::V),
        on_scars: false,
    }
}

fn money(text: &str) -> Money {
    Money::exactly(text.parse().unwrap(), currency("EUR").unwrap()).unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn models() -> Vec<PriceModel> {
    vec![
        PriceModel::PerSession { each: money("620") },
        PriceModel::PerHour {
            hour: money("180.50"),
        },
        PriceModel::Fixed {
            price: money("2400"),
        },
        PriceModel::PerArea {
            square_cm: money("9.75"),
            least: money("450"),
        },
        PriceModel::Packages {
            prices: WorkOrder::ALL
                .iter()
                .map(|order| (*order, money("2200")))
                .collect(),
            factors: BTreeMap::from([(NorwoodClass::V, decimal("1.3"))]),
        },
    ]
}

fn list(model: PriceModel) -> PriceList {
    PriceList {
        level: Some(("senior practitioner".to_owned(), decimal("1.15"))),
        extras: vec![
            Extra {
                name: "scar".to_owned(),
                price: money("400"),
                charged: Charged::OnceForScars,
            },
            Extra {
                name: "room".to_owned(),
                price: money("15.35"),
                charged: Charged::EachSession,
            },
        ],
        discount: Some(Discount {
            name: "returning client".to_owned(),
            reduction: Reduction::Share(decimal("0.075")),
        }),
        tax: Tax {
            name: "VAT".to_owned(),
            rate: decimal("0.21"),
            included: false,
        },
        deposit: decimal("0.25"),
        instalments: 3,
        ..PriceList::of(currency("EUR").unwrap(), model)
    }
}

/// Every line adds up, to the cent, under every model and terms.
#[test]
fn money_adds_up_to_the_cent() {
    for model in models() {
        for included in [true, false] {
            let mut list = list(model.clone());
            list.tax.included = included;
            let quote = Quote::of(&work(), &list).unwrap();
            let lines: i64 = quote.lines.iter().map(|line| line.amount.minor()).sum();
            assert_eq!(lines, quote.price.minor());
            let tax = if included {
                0
            } else {
                quote.tax.amount.minor()
            };
            assert_eq!(quote.price.minor() + tax, quote.total.minor());
            let paid: i64 = quote.instalments.iter().map(|part| part.minor()).sum();
            assert_eq!(quote.deposit.minor() + paid, quote.total.minor());
        }
    }
}

#[test]
fn a_quote_is_what_one_reckons_by_hand() {
    // 213 cm² at 9.75 = 2076.75; × 1.15 adds 311.51; three rooms 46.05; 7.5 % off 182.57; 21 % on top.
    let quote = Quote::of(&work(), &list(models()[3].clone())).unwrap();
    let amounts: Vec<String> = quote
        .lines
        .iter()
        .map(|line| line.amount.to_string())
        .collect();
    assert_eq!(
        amounts,
        ["EUR 2,076.75", "EUR 311.51", "EUR 46.05", "EUR -182.57"]
    );
    assert_eq!(quote.price.to_string(), "EUR 2,251.74");
    assert_eq!(quote.tax.amount.to_string(), "EUR 472.87");
    assert_eq!(quote.total.to_string(), "EUR 2,724.61");
    assert_eq!(quote.deposit.to_string(), "EUR 681.15");
    let parts: Vec<i64> = quote.instalments.iter().map(|part| part.minor()).collect();
    assert_eq!(parts, [68_116, 68_115, 68_115]);
    assert!(
        quote.lines[0]
            .text
            .contains("213 cm² (begun ones counted whole) at EUR 9.75")
    );
    let hours = Quote::of(&work(), &list(models()[1].clone())).unwrap();
    assert!(
        hours.lines[0].text.ends_with("8.25 h at EUR 180.50"),
        "{}",
        hours.lines[0].text
    );
    assert_eq!(hours.lines[0].amount, money("1489.13"));
}

#[test]
fn more_work_never_costs_less() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(5);
    let mut below = |most: u64| random.next_u64() % most;
    for _ in 0..2000 {
        let less = Quantities {
            sessions: below(6) as u32,
            minutes: below(2000) as f64 / 3.0,
            area_cm2: below(7000) as f64 / 10.0,
            ..work()
        };
        let more = Quantities {
            sessions: less.sessions + below(2) as u32,
            minutes: less.minutes + below(100) as f64 / 7.0,
            area_cm2: less.area_cm2 + below(100) as f64 / 7.0,
            on_scars: true,
            ..less.clone()
        };
        for model in models() {
            let total = |work| Quote::of(work, &list(model.clone())).unwrap().total;
            assert!(
                total(&less).minor() <= total(&more).minor(),
                "{less:?} {more:?}"
            );
        }
    }
}

#[test]
fn nothing_left_costs_nothing_and_says_why() {
    let none = Quantities {
        sessions: 0,
        minutes: 0.0,
        ..work()
    };
    for model in models() {
        let quote = Quote::of(&none, &list(model)).unwrap();
        assert_eq!((quote.price.minor(), quote.total.minor()), (0, 0));
        assert_eq!(quote.deposit.minor(), 0);
        assert!(quote.instalments.iter().all(|part| part.minor() == 0));
        assert_eq!(quote.lines.len(), 1);
        assert!(quote.lines[0].text.contains("no session is left"));
    }
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let said = |change: &dyn Fn(&mut PriceList)| {
        let mut list = list(models()[0].clone());
        change(&mut list);
        Quote::of(&work(), &list).unwrap_err().to_string()
    };
    assert_eq!(
        said(&|list| list.deposit = decimal("1.5")),
        "deposit is 150 %; give 0 to 100 %"
    );
    assert_eq!(
        said(&|list| list.instalments = 0),
        "instalments is 0; give 1 to 60"
    );
    assert!(
        said(&|list| list.extras[0].price = money("-1")).starts_with("extras: scar is EUR -1.00")
    );
    assert!(
        said(&|list| list.level = Some(("junior".to_owned(), Decimal::ZERO)))
            .contains("level junior is 0")
    );
    let foreign = Money::exactly(decimal("5"), currency("USD").unwrap()).unwrap();
    assert!(said(&|list| list.extras[0].price = foreign).contains("every price in one currency"));
    let none = PriceModel::Packages {
        prices: BTreeMap::new(),
        factors: BTreeMap::new(),
    };
    assert!(said(&|list| list.model = none.clone()).contains("no package for full_top"));
    let endless = Quantities {
        minutes: f64::INFINITY,
        ..work()
    };
    assert!(Quote::of(&endless, &list(models()[0].clone())).is_err());
    // A discount by amount never pays the client.
    let mut generous = list(models()[2].clone());
    generous.discount = Some(Discount {
        name: "gift".to_owned(),
        reduction: Reduction::Amount(money("99999")),
    });
    assert_eq!(Quote::of(&work(), &generous).unwrap().total.minor(), 0);
}

/// Packages never punish who orders more: what is ordered is charged as the cheapest packages that hold it.
#[test]
fn more_packages_never_cost_less() {
    let prices = [
        (WorkOrder::HairlineAndTemples, "1200"),
        (WorkOrder::Crown, "1500"),
        (WorkOrder::FullTop, "2200"),
        (WorkOrder::Patches, "1400"),
        (WorkOrder::Scars, "700"),
        (WorkOrder::FullScalp, "2800"),
    ];
    let list = PriceList {
        discount: None,
        level: None,
        extras: Vec::new(),
        ..list(PriceModel::Packages {
            prices: prices.map(|(order, price)| (order, money(price))).into(),
            factors: BTreeMap::new(),
        })
    };
    let price = |orders: &[WorkOrder]| {
        let work = Quantities {
            orders: orders.to_vec(),
            ..work()
        };
        Quote::of(&work, &list).unwrap().price.minor()
    };
    for set in 0..64_usize {
        let orders: Vec<WorkOrder> = WorkOrder::ALL
            .iter()
            .enumerate()
            .filter(|(k, _)| set >> k & 1 == 1)
            .map(|(_, order)| *order)
            .collect();
        for more in WorkOrder::ALL {
            let mut with = orders.clone();
            with.push(*more);
            assert!(price(&with) >= price(&orders), "{orders:?} and {more}");
        }
    }
    use WorkOrder as O;
    assert_eq!(price(&[O::Crown, O::FullTop]), 220_000);
    assert_eq!(price(&[O::HairlineAndTemples, O::FullTop]), 280_000);
    assert_eq!(price(&[O::HairlineAndTemples, O::Crown, O::Scars]), 340_000);
}
