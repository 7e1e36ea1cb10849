//! The calendar's edges by their pages: hours, breaks, holidays, time off, changes of the clocks, and who waits.

#![allow(
    clippy::too_many_lines,
    reason = "each test tells one story from its beginning to its end"
)]

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::diary::{booking, with};
use crate::house::{Browser, House, OWNER, PASSWORD, wait};

/// A place with one room in a time zone, with its hours; answers with the path of its hours.
pub async fn place_in(owner: &mut Browser, zone: &str, hours: &[(&str, &str)]) -> String {
    let fields = [
        ("name", "Old Town"),
        ("address", "1 High Street"),
        ("jurisdiction", "GB-ENG"),
        ("zone", zone),
        ("rooms", "Blue room"),
    ];
    owner.post("/studio/places", &fields).await.to();
    let page = owner.get("/studio/places").await;
    let path = page.value_after("<dd>Blue room</dd>", "href");
    owner.post(&path, hours).await.to();
    path
}

/// The page of free times from a day on.
async fn looked(owner: &mut Browser, client: &str, other: &[(&'static str, &str)]) -> String {
    let fields = booking(owner, client).await;
    let look = [other, &[("do", "look")]].concat();
    owner
        .post("/appointments", &with(&fields, &look))
        .await
        .text()
}

#[tokio::test]
async fn times_are_offered_and_booked_within_the_hours_of_the_place() {
    let (house, mut owner) = House::open().await;
    let hours = [
        ("open_1", "14:00-18:00, 09:00-13:00"),
        ("break_1", "10:30-10:45"),
        (
            "dated",
            "2027-02-08 closed Studio's birthday\n2028-02-29 10:00-12:00 Leap day",
        ),
    ];
    let path = place_in(&mut owner, "Europe/Berlin", &hours).await;
    let page = owner.get(&path).await.text();
    assert!(
        page.contains("value=\"09:00–13:00, 14:00–18:00\""),
        "{page}"
    );
    let mut reader = house.person(Role::Reader).await;
    let page = reader.get(&path).await.text();
    assert!(
        page.contains("closed Studio") && page.contains("break 10:30–10:45"),
        "{page}"
    );
    let client = owner.enter_client("Ada", "Lovelace").await;
    let fields = booking(&mut owner, &client).await;
    for (day, time, code) in [
        ("2027-02-01", "08:30", "appointment.outside_hours"),
        ("2027-02-01", "10:15", "appointment.break"),
        ("2027-02-01", "12:30", "appointment.outside_hours"),
        ("2027-02-02", "10:00", "appointment.outside_hours"),
        ("2027-02-08", "11:00", "(Studio"),
    ] {
        let asked = with(&fields, &[("day", day), ("time", time)]);
        let text = owner.post("/appointments", &asked).await.text();
        assert!(text.contains(code), "{day} {time}: {text}");
    }
    let text = looked(&mut owner, &client, &[]).await;
    assert!(
        text.contains("2027-02-01T09:45:00|") && text.contains("2027-02-01T10:45:00|"),
        "{text}"
    );
    for never in ["T10:00:00|", "T12:30:00|", "2027-02-02T", "2027-02-08T"] {
        assert!(!text.contains(never), "{never}: {text}");
    }
    // The leap day has hours of its own, and the calendar says them.
    let text = looked(&mut owner, &client, &[("day", "2028-02-29")]).await;
    assert!(
        text.contains("2028-02-29T11:15:00|") && !text.contains("2028-02-29T11:30"),
        "{text}"
    );
    let page = owner.get("/calendar?day=2028-02-29").await.text();
    assert!(page.contains("Open 10:00–12:00 (Leap day)"), "{page}");
    let page = owner.get("/calendar?day=2027-02-10&view=week").await.text();
    assert!(
        page.contains("Closed (Studio") && page.contains("Closed</p>"),
        "{page}"
    );
    let wrong = [("open_1", "9-17"), ("open_2", "10:00-12:00")];
    let page = owner.post(&path, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = page.text();
    assert!(
        text.contains("id=\"f-open_1-error\"") && text.contains("value=\"10:00-12:00\""),
        "{text}"
    );
}

#[tokio::test]
async fn clocks_that_change_shorten_and_lengthen_the_day() {
    let (_house, mut owner) = House::open().await;
    // In Berlin the clocks go from two to three in the night to Sunday, 28 March 2027.
    place_in(&mut owner, "Europe/Berlin", &[("open_7", "01:00-05:00")]).await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let sunday = [("day", "2027-03-28"), ("minutes", "60")];
    let text = looked(&mut owner, &client, &sunday).await;
    assert!(
        text.contains("2027-03-28T01:45:00|") && text.contains("2027-03-28T04:00:00|"),
        "{text}"
    );
    assert!(
        !text.contains("2027-03-28T02:") && !text.contains("2027-03-28T04:15"),
        "{text}"
    );
    let fields = booking(&mut owner, &client).await;
    let skipped = with(&fields, &[("day", "2027-03-28"), ("time", "02:30")]);
    let text = owner.post("/appointments", &skipped).await.text();
    assert!(text.contains("time.skipped"), "{text}");
}

#[tokio::test]
async fn an_hour_that_is_shown_twice_is_offered_twice() {
    let (_house, mut owner) = House::open().await;
    // In New York the clocks go from two back to one in the night to Sunday, 7 November 2027.
    place_in(&mut owner, "America/New_York", &[("open_7", "00:30-03:00")]).await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let sunday = [("day", "2027-11-07"), ("minutes", "60")];
    let text = looked(&mut owner, &client, &sunday).await;
    for time in ["01:00:00|0|-14400", "01:00:00|0|-18000", "02:00:00|0|"] {
        assert!(
            text.contains(&format!("2027-11-07T{time}")),
            "{time}: {text}"
        );
    }
    let fields = booking(&mut owner, &client).await;
    let which = with(&fields, &[("day", "2027-11-07"), ("time", "01:00")]);
    let text = owner.post("/appointments", &which).await.text();
    assert!(text.contains("time.twice"), "{text}");
    let second = [
        ("day", "2027-11-07"),
        ("minutes", "60"),
        ("slot", "2027-11-07T01:00:00|0|-18000"),
    ];
    let to = owner
        .post("/appointments", &with(&fields, &second))
        .await
        .to()
        .to_owned();
    assert!(owner.get(&to).await.text().contains("01:00–02:00"));
    // Only the hour from two on is left beside what is booked and before it.
    let text = looked(&mut owner, &client, &sunday).await;
    assert!(
        !text.contains("-18000") && text.contains("2027-11-07T02:00:00|"),
        "{text}"
    );
}

#[tokio::test]
async fn time_off_is_not_booked_and_says_who_is_booked_in_it() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    crate::diary::booked(&mut owner, &client).await;
    let form = owner.get("/studio/time-off").await;
    assert!(
        form.text().contains("No time off is planned"),
        "{}",
        form.text()
    );
    let whose = form.value_after("id=\"f-whose\"", "option value");
    let off = [
        ("whose", whose.as_str()),
        ("from_day", "2027-01-31"),
        ("until_day", "2027-02-02"),
        ("words", "at the dentist's"),
    ];
    let turned = [off[0], ("from_day", "2027-02-03"), off[2]];
    let page = owner.post("/studio/time-off", &turned).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.text().contains("span.empty") && page.text().contains("2027-02-03"),
        "{}",
        page.text()
    );
    owner.post("/studio/time-off", &off).await.to();
    let page = owner.get("/studio/time-off").await;
    let text = page.text();
    assert!(
        text.contains("Ada Lovelace, 1 February 2027, 10:00–10:45"),
        "{text}"
    );
    assert!(
        text.contains("31 January 2027, 00:00 – 3 February 2027, 00:00 (Europe/Prague)"),
        "{text}"
    );
    assert!(
        !text.contains("dentist"),
        "why somebody is away stays unsaid: {text}"
    );
    let calendar = owner.get("/calendar?day=2027-02-02").await.text();
    assert!(calendar.contains("Time off"), "{calendar}");
    let other = owner.enter_client("Jan", "Novák").await;
    let fields = booking(&mut owner, &other).await;
    let asked = with(&fields, &[("day", "2027-02-02")]);
    let text = owner.post("/appointments", &asked).await.text();
    assert!(text.contains("appointment.time_off"), "{text}");
    let mut reader = house.person(Role::Reader).await;
    let cancel = page.value_after("Booked in it", "action");
    assert_eq!(
        reader.post(&cancel, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    owner.post(&cancel, &[]).await.to();
    owner.post("/appointments", &asked).await.to();
}

#[tokio::test]
async fn a_time_that_came_free_is_offered_to_whoever_waits() {
    let (_house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let taken = crate::diary::booked(&mut owner, &client).await;
    let waits = owner.enter_client("Jan", "Novák").await;
    assert!(owner.get("/waiting").await.text().contains("Nobody waits"));
    let id = waits.rsplit('/').next().unwrap();
    let form = owner.get(&format!("/waiting/new?client={id}")).await;
    let premises = form.value_after("id=\"f-premises\"", "option value");
    let wanted = [
        ("client", id),
        ("purpose", "consultation"),
        ("premises", premises.as_str()),
        ("minutes", "45"),
        ("first", "2027-02-01"),
        ("last", "2027-02-01"),
        ("weekday", "1"),
    ];
    let wrong = [("client", id), ("minutes", "long"), ("last", "2027-02-01")];
    let page = owner.post("/waiting", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let to = owner.post("/waiting", &wanted).await.to().to_owned();
    let waiting = to.split('?').next().unwrap().to_owned();
    owner.post(&taken, &[("do", "cancel-client")]).await.to();
    let freed = owner.get(&taken).await;
    assert!(
        freed.text().contains("Jan Novák: Consultation"),
        "{}",
        freed.text()
    );
    let offer = freed.value_after("Waiting for such a time", "href");
    assert!(offer.starts_with(&waiting), "{offer}");
    let page = owner.get(&offer).await;
    let slot = page.value_after("name=\"slot\"", "value");
    let chosen = |name: &str| {
        let text = page.text();
        let (_, rest) = text.split_once(&format!("id=\"f-{name}\"")).unwrap();
        let (rest, _) = rest.split_once("</select>").unwrap();
        let (rest, _) = rest.split_once("\" selected").unwrap();
        rest.rsplit('"').next().unwrap().to_owned()
    };
    let (person, room) = (chosen("practitioner"), chosen("where"));
    let offered = [
        ("practitioner", person.as_str()),
        ("where", room.as_str()),
        ("day", "2027-02-01"),
        ("slot", slot.as_str()),
    ];
    owner.post(&waiting, &offered).await.to();
    let page = owner.get(&waiting).await;
    assert!(page.text().contains("A time is offered"), "{}", page.text());
    // While the offer stands nobody else gets the time; declined it is free, and they wait on.
    let fields = booking(&mut owner, &client).await;
    let (at, _) = slot.split_once('|').unwrap();
    let time = at.split('T').nth(1).unwrap().to_owned();
    let same = with(&fields, &[("time", &time)]);
    assert!(
        owner
            .post("/appointments", &same)
            .await
            .text()
            .contains("practitioner_taken")
    );
    owner.post(&waiting, &[("do", "decline")]).await.to();
    owner.post(&waiting, &offered).await.to();
    owner.post(&waiting, &[("do", "accept")]).await.to();
    let page = owner.get(&waiting).await;
    assert!(
        page.text().contains("Took a time") && page.text().contains("Offers passed"),
        "{}",
        page.text()
    );
    let appointment = page.value_after("</dl>", "href");
    assert!(owner.get(&appointment).await.text().contains("Agreed"));
}

#[tokio::test]
async fn an_offer_runs_out_and_frees_its_time() {
    let (_house, mut owner) = House::open().await;
    crate::diary::place(&mut owner).await;
    let client = owner.enter_client("Jan", "Novák").await;
    let id = client.rsplit('/').next().unwrap();
    let form = owner.get(&format!("/waiting/new?client={id}")).await;
    let premises = form.value_after("id=\"f-premises\"", "option value");
    let wanted = [
        ("client", id),
        ("purpose", "consultation"),
        ("premises", premises.as_str()),
        ("minutes", "45"),
        ("first", "2027-02-01"),
        ("last", "2027-02-05"),
    ];
    let to = owner.post("/waiting", &wanted).await.to().to_owned();
    let waiting = to.split('?').next().unwrap().to_owned();
    let slot = owner
        .get(&waiting)
        .await
        .value_after("name=\"slot\"", "value");
    owner
        .post(&waiting, &[("slot", &slot), ("day", "2027-02-01")])
        .await
        .to();
    let early = owner.post(&waiting, &[("do", "lapse")]).await;
    assert!(early.text().contains("waiting.stands"), "{}", early.text());
    // An offer stands for twelve hours.
    wait(SignedDuration::from_hours(12));
    owner.sign_in(OWNER, PASSWORD).await;
    let late = owner.post(&waiting, &[("do", "accept")]).await;
    assert!(late.text().contains("waiting.over"), "{}", late.text());
    assert!(
        owner
            .get("/waiting")
            .await
            .text()
            .contains("The offer ran out")
    );
    let page = owner.get("/today").await.text();
    assert!(
        page.contains("Offer from the waiting list ran out"),
        "{page}"
    );
    owner.post(&waiting, &[("do", "lapse")]).await.to();
    assert!(owner.get(&waiting).await.text().contains("Waits"));
    owner.post(&waiting, &[("do", "withdraw")]).await.to();
    assert!(owner.get("/waiting").await.text().contains("Nobody waits"));
}
