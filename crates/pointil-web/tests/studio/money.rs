//! Money by its pages: offered, accepted, invoiced, paid, given back; nothing edited, nothing twice.

#![allow(
    clippy::too_many_lines,
    reason = "each test tells one story from its beginning to its end"
)]

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::house::{Answer, Browser, House, OWNER, PASSWORD, now, wait};

/// Posts an entry through its form, with what the form has filled in.
async fn post(owner: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    // Entries stand in the order of time.
    wait(SignedDuration::from_secs(1));
    let (form, _) = path.split_once('?').unwrap_or((path, ""));
    let page = owner.get(path).await;
    let entry = page.value_after("name=\"entry\"", "value");
    let own = [("entry", entry.as_str())];
    owner.post(form, &[&own, fields].concat()).await
}

const INVOICE: [(&str, &str); 6] = [
    ("line_1", "Treatment as agreed"),
    ("amount_1", "1210"),
    ("tax_percent", "21"),
    ("tax_included", "yes"),
    ("parts", "2"),
    ("due", "2027-01-31"),
];

const PAYMENT: [(&str, &str); 3] = [
    ("amount", "300"),
    ("method", "card"),
    ("paid_for", "account"),
];

fn with<'a>(
    fields: &[(&'a str, &'a str)],
    other: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let kept = fields
        .iter()
        .filter(|own| other.iter().all(|one| one.0 != own.0));
    kept.chain(other).copied().collect()
}

/// An invoice of a client; answers with its entry.
pub async fn invoiced(owner: &mut Browser, client: &str) -> String {
    let to = post(owner, &format!("{client}/account/invoice"), &INVOICE).await;
    to.to();
    let page = owner.get(&format!("{client}/account")).await;
    let text = page.text();
    let (_, rest) = text.split_once("href=\"/invoices/").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The balance of an account as its page says it.
async fn standing(owner: &mut Browser, client: &str) -> String {
    let page = owner.get(&format!("{client}/account")).await.text();
    let (_, rest) = page.split_once("<p class=\"lead\">").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_offer_becomes_an_invoice_and_is_paid_in_parts() {
    let (_house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let account = format!("{client}/account");
    let page = owner.get(&account).await.text();
    assert!(
        page.contains("Nothing posted yet") && page.contains("Nothing is owed."),
        "{page}"
    );
    let offer = [("amount", "1210,00"), ("valid_until", "2027-02-28")];
    post(&mut owner, &format!("{account}/quote"), &offer)
        .await
        .to();
    let page = owner.get(&account).await;
    assert!(
        page.text().contains("Offered: EUR 1,210.00"),
        "{}",
        page.text()
    );
    let quote = page.value_after("name=\"of\"", "value");
    wait(SignedDuration::from_secs(1));
    let accepted = format!("{account}/accepted");
    owner.post(&accepted, &[("of", &quote)]).await.to();
    // Accepted once.
    let again = owner.post(&accepted, &[("of", &quote)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text().contains("money.quote"), "{}", again.text());
    let form = owner
        .get(&format!("{account}/invoice?of={quote}"))
        .await
        .text();
    assert!(
        form.contains("value=\"1210.00\"") && form.contains("Treatment as agreed"),
        "{form}"
    );
    let own = with(&INVOICE, &[("of", quote.as_str())]);
    post(&mut owner, &format!("{account}/invoice?of={quote}"), &own)
        .await
        .to();
    let page = owner.get(&account).await.text();
    assert!(
        page.contains("Invoice 2027-000001") && page.contains("EUR 1,210.00 is owed."),
        "{page}"
    );
    // The second part falls on the last day of a month without a 31st.
    assert!(
        page.contains("31 January 2027") && page.contains("28 February 2027"),
        "{page}"
    );
    let paper = owner
        .get(&account)
        .await
        .value_after("<tbody><tr><td><a", "href");
    let paper = owner.get(&paper).await.text();
    for words in [
        "EUR 1,000.00",
        "Tax, 21 percent",
        "EUR 210.00",
        "EUR 605.00",
        "Ada Lovelace",
    ] {
        assert!(paper.contains(words), "{words}: {paper}");
    }
    post(&mut owner, &format!("{account}/payment"), &PAYMENT)
        .await
        .to();
    assert_eq!(standing(&mut owner, &client).await, "EUR 910.00 is owed.");
    let page = owner.get(&account).await.text();
    assert!(
        page.contains("<td>EUR 305.00</td>"),
        "the oldest part is paid first: {page}"
    );
}

#[tokio::test]
async fn what_cannot_be_posted_is_said_with_what_was_entered() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let account = format!("{client}/account");
    let payment = format!("{account}/payment");
    let page = post(
        &mut owner,
        &payment,
        &with(&PAYMENT, &[("amount", "1,234.50")]),
    )
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = page.text();
    assert!(
        text.contains("id=\"f-amount-error\"") && text.contains("value=\"1,234.50\""),
        "{text}"
    );
    let page = post(&mut owner, &payment, &with(&PAYMENT, &[("amount", "0")])).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text().contains("money.amount"), "{}", page.text());
    // A form that is sent twice is posted once.
    let entry = owner
        .get(&payment)
        .await
        .value_after("name=\"entry\"", "value");
    let twice = with(&PAYMENT, &[("entry", &entry)]);
    owner.post(&payment, &twice).await.to();
    owner.post(&payment, &twice).await.to();
    assert_eq!(
        standing(&mut owner, &client).await,
        "The client has a credit of EUR 300.00."
    );
    // No more goes back than came in, and whoever only prepares corrects nothing.
    let refund = format!("{client}/corrections/refund");
    let back = [
        ("of", entry.as_str()),
        ("amount", "300.01"),
        ("method", "cash"),
        ("reason", "Changed her mind"),
    ];
    let page = post(&mut owner, &refund, &back).await.text();
    assert!(
        page.contains("money.too_much") && page.contains("Changed her mind"),
        "{page}"
    );
    let mut assistant = house.person(Role::Assistant).await;
    assert_eq!(
        assistant.post(&refund, &back).await.status,
        StatusCode::FORBIDDEN
    );
    post(&mut owner, &refund, &with(&back, &[("amount", "100")]))
        .await
        .to();
    assert_eq!(
        standing(&mut owner, &client).await,
        "The client has a credit of EUR 200.00."
    );
    // What was partly given back is no slip any more.
    let counter = format!("{client}/corrections/counter");
    let slip = [("of", entry.as_str()), ("reason", "Entered twice")];
    let page = post(&mut owner, &counter, &slip).await.text();
    assert!(page.contains("money.names"), "{page}");
    // Another client's entry is none of this account.
    let other = owner.enter_client("Jan", "Novák").await;
    let page = post(&mut owner, &format!("{other}/corrections/refund"), &back)
        .await
        .text();
    assert!(page.contains("money.names"), "{page}");
    let nothing = owner.get(&format!("{account}/refund")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn numbers_go_through_the_studio_and_begin_again_with_its_year() {
    let (_house, mut owner) = House::open().await;
    let ada = owner.enter_client("Ada", "Lovelace").await;
    let jan = owner.enter_client("Jan", "Novák").await;
    let entry = invoiced(&mut owner, &ada).await;
    invoiced(&mut owner, &jan).await;
    let note = [
        ("of", entry.as_str()),
        ("amount", "210"),
        ("reason", "A kindness"),
    ];
    post(&mut owner, &format!("{ada}/corrections/credit-note"), &note)
        .await
        .to();
    let page = owner.get(&format!("{ada}/account")).await.text();
    assert!(
        page.contains("Credit note 2027-000003") && page.contains("EUR 1,000.00 is owed."),
        "{page}"
    );
    let page = owner.get(&format!("{jan}/account")).await.text();
    assert!(page.contains("Invoice 2027-000002"), "{page}");
    // Half an hour after midnight in Prague it is still the old year in Greenwich.
    let midnight: jiff::Timestamp = "2027-12-31T23:30:00Z".parse().unwrap();
    wait(midnight.duration_since(now()));
    owner.sign_in(OWNER, PASSWORD).await;
    invoiced(&mut owner, &jan).await;
    let page = owner.get(&format!("{jan}/account")).await.text();
    assert!(
        page.contains("Invoice 2028-000001") && page.contains("1 January 2028"),
        "{page}"
    );
    assert!(page.contains("Overdue"), "{page}");
}

#[tokio::test]
async fn a_statement_and_the_studios_money_add_up() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("=Ada", "Lovelace").await;
    let empty = owner.get("/studio/money").await.text();
    assert!(empty.contains("No money moved in these days"), "{empty}");
    invoiced(&mut owner, &client).await;
    post(&mut owner, &format!("{client}/account/payment"), &PAYMENT)
        .await
        .to();
    let february: jiff::Timestamp = "2027-02-10T10:00:00Z".parse().unwrap();
    wait(february.duration_since(now()));
    owner.sign_in(OWNER, PASSWORD).await;
    let cash = with(&PAYMENT, &[("method", "cash"), ("amount", "10")]);
    post(&mut owner, &format!("{client}/account/payment"), &cash)
        .await
        .to();
    let statement = format!("{client}/statement?from=2027-02-01&until=2027-02-28");
    let page = owner.get(&statement).await.text();
    assert!(
        page.contains("Owed before: EUR 910.00") && page.contains("Owed at the end: EUR 900.00"),
        "{page}"
    );
    assert!(!page.contains("Payment, card"), "{page}");
    let turned = format!("{client}/statement?from=2027-02-28&until=2027-02-01");
    assert!(
        owner
            .get(&turned)
            .await
            .text()
            .contains("before the first day")
    );
    let page = owner
        .get("/studio/money?from=2027-01-01&until=2027-02-28")
        .await
        .text();
    for words in [
        "February 2027",
        "January 2027",
        "EUR 1,210.00",
        "EUR 300.00",
        "EUR 10.00",
        "EUR 900.00 is owed",
        "EUR 295.00 of it overdue",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let table = owner
        .get("/studio/money/export?from=2027-01-01&until=2027-02-28")
        .await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let table = table.text();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 4, "{table}");
    assert!(
        lines[1].starts_with("'=Ada Lovelace,2027-01-1")
            && lines[1].contains(",1000.00,210.00,1210.00,"),
        "{table}"
    );
    let own = owner
        .get(&format!("{client}/statement/export"))
        .await
        .text();
    assert!(
        own.lines().count() == 4 && !own.contains("Lovelace"),
        "{own}"
    );
    let mut practitioner = house.person(Role::Practitioner).await;
    assert_eq!(
        practitioner.get("/studio/money").await.status,
        StatusCode::FORBIDDEN
    );
    // What the law of the place asks on an invoice is the studio's to say.
    let page = owner.get("/studio/money").await;
    let revision = page.value_after("name=\"revision\"", "value");
    let heading = [
        ("revision", revision.as_str()),
        ("heading", "1 High Street\nVAT CZ123"),
    ];
    owner.post("/studio/money/heading", &heading).await.to();
    assert!(owner.get(&statement).await.text().contains("VAT CZ123"));
}

/// A deposit is taken for a time that is kept free; answers with the appointment.
async fn held_for_a_deposit(owner: &mut Browser, client: &str, time: &str) -> String {
    let fields = crate::diary::booking(owner, client).await;
    let asked = [("deposit", "yes"), ("time", time), ("do", "book")];
    let asked = crate::diary::with(&fields, &asked);
    let to = owner.post("/appointments", &asked).await.to().to_owned();
    let appointment = to.split('?').next().unwrap().to_owned();
    let page = owner.get(&appointment).await;
    assert!(
        page.text().contains("Kept free") && page.text().contains("Asked, not paid."),
        "{}",
        page.text()
    );
    let refused = owner.post(&appointment, &[("do", "confirm")]).await;
    assert!(
        refused.text().contains("appointment.deposit"),
        "{}",
        refused.text()
    );
    let take = page
        .value_after("<strong>Deposit:</strong>", "href")
        .replace("&#38;", "&");
    let form = owner.get(&take).await;
    let appointment_of = form.value_after("name=\"appointment\"", "value");
    let paid = [
        ("amount", "200"),
        ("method", "card"),
        ("paid_for", "deposit"),
        ("appointment", appointment_of.as_str()),
    ];
    post(owner, &take, &paid).await.to();
    owner.post(&appointment, &[("do", "confirm")]).await.to();
    let page = owner.get(&appointment).await.text();
    assert!(
        page.contains("Agreed") && page.contains("EUR 200.00 is paid."),
        "{page}"
    );
    appointment
}

#[tokio::test]
async fn a_deposit_is_kept_as_the_terms_say() {
    let (_house, mut owner) = House::open().await;
    crate::diary::place(&mut owner).await;
    let early = owner.enter_client("Ada", "Lovelace").await;
    let late = owner.enter_client("Jan", "Novák").await;
    let missed = owner.enter_client("Eva", "Malá").await;
    let early_one = held_for_a_deposit(&mut owner, &early, "09:00").await;
    let late_one = held_for_a_deposit(&mut owner, &late, "12:00").await;
    let missed_one = held_for_a_deposit(&mut owner, &missed, "14:00").await;
    owner
        .post(&early_one, &[("do", "cancel-client")])
        .await
        .to();
    assert_eq!(
        standing(&mut owner, &early).await,
        "The client has a credit of EUR 200.00."
    );
    // Two days ahead of 1 February 2027, 12:00 in Prague.
    let ahead: jiff::Timestamp = "2027-01-30T11:00:00Z".parse().unwrap();
    wait(ahead.duration_since(now()));
    owner.sign_in(OWNER, PASSWORD).await;
    owner.post(&late_one, &[("do", "cancel-client")]).await.to();
    assert_eq!(
        standing(&mut owner, &late).await,
        "The client has a credit of EUR 100.00."
    );
    let page = owner.get(&format!("{late}/account")).await.text();
    assert!(
        page.contains("cancelled late: 50 percent of the deposit"),
        "{page}"
    );
    let after: jiff::Timestamp = "2027-02-01T14:00:00Z".parse().unwrap();
    wait(after.duration_since(now()));
    owner.sign_in(OWNER, PASSWORD).await;
    owner.post(&missed_one, &[("do", "miss")]).await.to();
    assert_eq!(standing(&mut owner, &missed).await, "Nothing is owed.");
    let page = owner.get(&missed_one).await.text();
    assert!(page.contains("What is not kept is the client"), "{page}");
}

#[tokio::test]
async fn a_studio_has_terms_of_its_own_within_their_range() {
    let (house, mut owner) = House::open().await;
    let page = owner.get("/studio/terms").await;
    let revision = page.value_after("name=\"revision\"", "value");
    let wrong = [("revision", revision.as_str()), ("deposit", "90")];
    let refused = owner.post("/studio/terms", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(
        text.contains("id=\"f-deposit-error\"") && text.contains("value=\"90\""),
        "{text}"
    );
    let own = [
        ("revision", revision.as_str()),
        ("free_until", "96"),
        ("consultation_length", "60"),
    ];
    owner.post("/studio/terms", &own).await.to();
    let mut reader = house.person(Role::Reader).await;
    let page = reader.get("/studio/terms").await.text();
    assert!(
        page.contains("96 hours before") && page.contains("60 minutes"),
        "{page}"
    );
    crate::diary::place(&mut owner).await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let fields = crate::diary::booking(&mut owner, &client).await;
    let usual = crate::diary::with(&fields, &[("minutes", "")]);
    let to = owner.post("/appointments", &usual).await.to().to_owned();
    let page = owner.get(&to).await.text();
    assert!(
        page.contains("10:00–11:00") && page.contains("more than 96 hours"),
        "{page}"
    );
}

#[tokio::test]
async fn two_records_made_one_have_one_account() {
    let (_house, mut owner) = House::open().await;
    let kept = owner.enter_client("Ada", "Lovelace").await;
    let away = owner.enter_client("Ada", "Byron").await;
    invoiced(&mut owner, &kept).await;
    post(&mut owner, &format!("{away}/account/payment"), &PAYMENT)
        .await
        .to();
    assert_eq!(standing(&mut owner, &kept).await, "EUR 1,210.00 is owed.");
    let id = away.rsplit('/').next().unwrap();
    owner
        .post(&format!("{kept}/merge"), &[("away", id)])
        .await
        .to();
    assert_eq!(standing(&mut owner, &kept).await, "EUR 910.00 is owed.");
    let page = owner.get("/studio/money").await.text();
    assert!(
        page.contains("EUR 910.00 is owed") && !page.contains("Byron"),
        "{page}"
    );
}
