//! A client signs an agreement by their private link, on the screen of a telephone, with a finger.

use std::time::Duration;

use super::Served;
use super::driver::{Driver, Page};
use super::pictures::kept_as;
use crate::agreements::{drawn_up, kept};
use crate::house::House;
use crate::private_records::{linked, record};

/// The screen of a telephone, in CSS pixels.
const TELEPHONE: (u32, u32) = (390, 844);

/// Shows a step on a telephone, light and dark; nothing is broader than the screen.
fn take(page: &Page<'_>, name: &str) {
    for theme in ["dark", "light"] {
        page.lit(theme);
        page.settle();
        let broad =
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(page.script(broad, &[]), 0, "{name}");
        kept_as(page, &format!("{name}-{}-{theme}", TELEPHONE.0));
    }
}

/// Draws a name into the field for it, with a finger.
fn drawn(page: &Page<'_>) {
    page.script(
        "document.querySelector('.pad svg').scrollIntoView({ block: 'center' })",
        &[],
    );
    page.settle();
    let middle = "const own = document.querySelector('.pad svg').getBoundingClientRect();
        return [own.left + own.width / 4, own.top + own.height / 2, own.width / 2]";
    let at = page.script(middle, &[]);
    let [x, y, breadth] = [0, 1, 2].map(|k| at[k].as_f64().unwrap());
    let hand: Vec<(f64, f64)> = (0..=8)
        .map(|k| {
            let along = f64::from(k) / 8.0;
            (x + breadth * along, y + 20.0 * (along * 9.0).sin())
        })
        .collect();
    page.drag(&hand, Duration::from_millis(20));
    let drawn = page.script(
        "return document.querySelector('.pad path').getAttribute('d').length",
        &[],
    );
    assert!(drawn.as_u64().unwrap() > 40, "{drawn}");
}

/// Signs what lies open: drawn, typed, and by consent to sign on a screen.
pub fn sign(page: &Page<'_>, name: &str) {
    page.fill("name", name);
    drawn(page);
    page.click("input[name=electronic]");
    page.click("button[value=sign]");
}

#[test]
fn an_agreement_is_signed_on_a_telephone() {
    let Some(driver) = Driver::start() else {
        return;
    };
    let (mut list, mut own) = (String::new(), String::new());
    let served = Served::new(async || {
        let (house, mut owner) = House::open().await;
        let (design, _) = kept(&mut owner).await;
        let (agreement, agreements) = drawn_up(&mut owner, &design).await;
        owner.post(&format!("{agreement}/offer"), &[]).await.to();
        let client = agreements.strip_suffix("/agreements").unwrap();
        list = linked(&mut owner, client, &[&agreement]).await;
        own = record(&list, &agreement);
        house
    });
    let page = driver.open(&served.base);
    page.size(TELEPHONE.0, TELEPHONE.1);
    page.go(&list);
    take(&page, "link-list");
    page.click("main a.row");
    page.until_path("the agreement", |path| path == own);
    page.settle();
    take(&page, "link-agreement");
    page.fill("name", "Jan Novák");
    drawn(&page);
    page.click("input[name=electronic]");
    take(&page, "link-signing");
    page.click("button[value=sign]");
    page.until("the thanks", || {
        page.text("main").contains("You have signed").then_some(())
    });
    assert!(page.text("figure.signed").contains("Jan Novák"));
    let strokes = page.script(
        "return document.querySelector('figure.signed path').getAttribute('d').length",
        &[],
    );
    assert!(strokes.as_u64().unwrap() > 40, "{strokes}");
    take(&page, "link-signed");
}
