//! What a client does by a private link besides looking at designs, and what it does not reach.

#![allow(
    clippy::too_many_lines,
    reason = "each test is one story from beginning to end"
)]

use axum::http::StatusCode;
use jiff::SignedDuration;
use pointil_practice::appointment::{Appointment, Place, Purpose};
use pointil_practice::id;
use pointil_practice::waiting::{Waiting, Wanted};
use pointil_practice::{ContentHash, List, PracticeRecord, Span, to_document};
use pointil_storage::{
    Act, Actor, ClientId, Document, NewRecord, RecordChanges, RecordFields, RecordId, RecordSpan,
    Role, Store,
};

use crate::agreements::{drawn_up, hand, signed};
use crate::house::{Browser, House, now, wait};

/// The last part of a path.
pub fn id(path: &str) -> &str {
    path.split('?').next().unwrap().rsplit('/').next().unwrap()
}

/// Makes a link to records of a client; answers with its path.
pub async fn linked(owner: &mut Browser, client: &str, records: &[&str]) -> String {
    let mut form: Vec<(&str, &str)> = records.iter().map(|path| ("record", id(path))).collect();
    form.push(("days", "14"));
    let answer = owner.post(&format!("{client}/links"), &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let text = answer.text();
    let (_, rest) = text.split_once("http://studio.test").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

pub fn record(link: &str, path: &str) -> String {
    format!("{link}/record/{}", id(path))
}

async fn begun(owner: &mut Browser, client: &str) -> String {
    let list = format!("{client}/screening");
    owner.post(&list, &[]).await.to().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_questionnaire_is_answered_at_home() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let screening = begun(&mut owner, &client).await;
    // The form stands on the record's own page.
    let page = owner.get(&screening).await;
    assert!(page.text().contains("Make a private link"));
    let link = linked(&mut owner, &client, &[&screening]).await;
    let mut ada = house.browser();
    let page = ada.get(&link).await;
    assert_eq!(
        (page.header("x-robots-tag"), page.header("referrer-policy")),
        ("noindex, nofollow, noarchive", "no-referrer")
    );
    let text = page.text();
    assert!(
        text.contains("Questions on your health") && text.contains("for you to do"),
        "{text}"
    );
    let own = page.value_after("class=\"list\"", "href");
    assert_eq!(own, record(&link, &screening));
    // A question left out is named, and nothing is lost.
    let fields = [("q.nursing", "no"), ("do", "hand-in")];
    let answer = ada.post(&own, &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let text = answer.text();
    assert!(text.contains("Not handed in yet") && text.contains("value=\"no\" checked"));
    let page = crate::screenings::handed_in(&mut ada, &own, &[("keloid", "yes")]).await;
    assert!(
        page.contains("Please ask a doctor first") && !page.contains("screen.keloid"),
        "{page}"
    );
    let seen = owner.get(&screening).await.text();
    assert!(seen.contains("letter is needed first"), "{seen}");
    // Nothing of the studio's own is on the client's page.
    assert!(!page.contains("href=\"/clients") && !page.contains("href=\"/screenings"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_reported_and_the_questions_are_answered_anew() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let screening = begun(&mut owner, &client).await;
    let link = linked(&mut owner, &client, &[&screening]).await;
    let mut ada = house.browser();
    let own = record(&link, &screening);
    let page = crate::screenings::handed_in(&mut ada, &own, &[]).await;
    assert!(
        page.contains("Nothing in your answers stands in the way"),
        "{page}"
    );
    let empty = ada.post(&own, &[("do", "change"), ("what", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.text().contains("id=\"f-what-error\""),
        "{}",
        empty.text()
    );
    let told = [("do", "change"), ("what", "New tablets")];
    assert!(
        ada.post(&own, &told)
            .await
            .to()
            .ends_with("done=you-changed")
    );
    assert!(owner.get(&screening).await.text().contains("New tablets"));
    let anew = ada.post(&own, &[("do", "anew")]).await.to().to_owned();
    let again = anew.split('?').next().unwrap().to_owned();
    assert_ne!(again, own);
    // Pressed twice it is one questionnaire.
    assert_eq!(ada.post(&own, &[("do", "anew")]).await.to(), anew);
    let page = crate::screenings::handed_in(&mut ada, &again, &[("of_age", "no")]).await;
    assert!(page.contains("We do not treat you"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agreement_is_read_and_signed_at_home() {
    let (house, mut owner) = House::open().await;
    let (design, _) = crate::agreements::kept(&mut owner).await;
    let (agreement, list) = drawn_up(&mut owner, &design).await;
    let client = list.strip_suffix("/agreements").unwrap().to_owned();
    // A draft is put before nobody.
    let form = [("record", id(&agreement)), ("days", "14")];
    let refused = owner.post(&format!("{client}/links"), &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("put it before them first"));
    owner.post(&format!("{agreement}/offer"), &[]).await.to();
    let link = linked(&mut owner, &client, &[&agreement]).await;
    let mut jan = house.browser();
    let own = record(&link, &agreement);
    let page = jan.get(&own).await;
    let text = page.text();
    for part in [
        "skin cancer",
        "mm above the point between the eyebrows",
        "EUR",
        "passport",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let picture = page.value_after("class=\"tile\"", "src");
    assert!(picture.starts_with(&own));
    assert!(jan.get(&picture).await.bytes.starts_with(b"\x89PNG"));
    let content = page.value_after("name=\"content\"", "value");
    let sign = |other: &[(&'static str, &'static str)]| -> Vec<(&'static str, String)> {
        let mut all: Vec<(&'static str, String)> = hand(&content)
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        all.retain(|own| other.iter().all(|one| one.0 != own.0));
        all.extend(
            other
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        all
    };
    let post = async |jan: &mut Browser, fields: Vec<(&'static str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (*a, b.as_str())).collect();
        jan.post(&own, &fields).await
    };
    // Without agreeing to sign electronically, without a hand, for another content: nothing is signed, and what was typed stays.
    for (wrong, says) in [
        ([("electronic", "")], "agree to sign on the screen"),
        ([("strokes", "[]")], "raw your signature"),
        (
            [(
                "content",
                "0000000000000000000000000000000000000000000000000000000000000000",
            )],
            "agreement.changed",
        ),
    ] {
        let answer = post(&mut jan, sign(&wrong)).await;
        let text = answer.text();
        assert!(answer.status.is_client_error(), "{text}");
        assert!(
            text.contains(says) || text.contains(&says.replacen('a', "A", 1)),
            "{says}: {text}"
        );
        assert!(text.contains("value=\"Jan Novák\""), "{text}");
    }
    let answer = post(&mut jan, sign(&[])).await;
    assert!(answer.to().ends_with("done=you-signed"));
    // Sent twice it is signed once.
    assert!(
        post(&mut jan, sign(&[]))
            .await
            .to()
            .ends_with("done=you-signed")
    );
    let page = owner.get(&agreement).await.text();
    assert!(
        page.contains("not yet by the studio") && page.contains("M1000 1000"),
        "{page}"
    );
    signed(&mut owner, &agreement, "countersign").await;
    let page = jan.get(&own).await.text();
    assert!(
        page.contains("Signed by both") && page.contains("The studio: Jan Novák"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_is_declined_at_home() {
    let (house, mut owner) = House::open().await;
    let (design, _) = crate::agreements::kept(&mut owner).await;
    let (agreement, list) = drawn_up(&mut owner, &design).await;
    owner.post(&format!("{agreement}/offer"), &[]).await.to();
    let client = list.strip_suffix("/agreements").unwrap().to_owned();
    let link = linked(&mut owner, &client, &[&agreement]).await;
    let mut jan = house.browser();
    let own = record(&link, &agreement);
    assert!(
        jan.post(&own, &[("do", "decline")])
            .await
            .to()
            .ends_with("you-declined")
    );
    assert!(jan.get(&own).await.text().contains("You said no"));
    assert!(
        owner
            .get(&agreement)
            .await
            .text()
            .contains("The client said no")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_reaches_its_records_and_nothing_else() {
    let (house, mut owner) = House::open().await;
    let ada = owner.enter_client("Ada", "Lovelace").await;
    let jan = owner.enter_client("Jan", "Novák").await;
    let own = begun(&mut owner, &ada).await;
    let others = begun(&mut owner, &jan).await;
    let visit = crate::diary::booked(&mut owner, &ada).await;
    let link = linked(&mut owner, &ada, &[&own]).await;
    let mut client = house.browser();
    let answers = [("q.nursing", "no"), ("do", "keep")];
    // Another client's record, a record of one's own that the link does not open, and none at all.
    for path in [&others, &visit, &ada] {
        let path = record(&link, path);
        assert_eq!(client.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            client.post(&path, &answers).await.status,
            StatusCode::NOT_FOUND
        );
        let file = format!("{path}/appointment.ics");
        assert_eq!(client.get(&file).await.status, StatusCode::NOT_FOUND);
    }
    // A record of another client is not put into a link, either.
    let form = [("record", id(&others)), ("days", "14")];
    let refused = owner.post(&format!("{ada}/links"), &form).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    for (records, days) in [(vec![], "14"), (vec![("record", id(&own))], "3650")] {
        let form = [records, vec![("days", days)]].concat();
        let refused = owner.post(&format!("{ada}/links"), &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut reader = house.person(Role::Reader).await;
    let form = [("record", id(&own)), ("days", "14")];
    let refused = reader.post(&format!("{ada}/links"), &form).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    // Closed, it shows and takes nothing any more.
    let page = owner.get(&format!("{ada}/links")).await;
    let text = page.text();
    assert!(
        text.contains("not opened yet") || text.contains("opened on"),
        "{text}"
    );
    let close = page.value_after("open until", "action");
    let foreign = close.replace(id(&ada), id(&jan));
    assert_eq!(
        owner.post(&foreign, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    owner.post(&close, &[]).await.to();
    let path = record(&link, &own);
    for page in [client.get(&path).await, client.post(&path, &answers).await] {
        assert_eq!(page.status, StatusCode::GONE);
        assert!(page.text().contains("The studio closed this link"));
    }
    let link = linked(&mut owner, &ada, &[&own]).await;
    wait(SignedDuration::from_hours(14 * 24));
    let page = client.get(&record(&link, &own)).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.text().contains("The time of this link is over"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_goes_into_the_calendar_and_is_cancelled_by_the_terms() {
    let (house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    let visit = crate::diary::booked(&mut owner, &client).await;
    let link = linked(&mut owner, &client, &[&visit]).await;
    let mut ada = house.browser();
    let own = record(&link, &visit);
    let page = ada.get(&own).await.text();
    for part in [
        "Monday, 1 February 2027",
        "10:00–10:45",
        "1 High Street",
        "costs you nothing",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let file = ada.get(&format!("{own}/appointment.ics")).await;
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    let text = file.text();
    assert!(
        text.contains("DTSTART:20270201T090000Z") && text.contains("STATUS:CONFIRMED"),
        "{text}"
    );
    assert!(
        !text.contains("Ada") && !text.contains("onsultation"),
        "{text}"
    );
    // A day before the beginning it costs more, and that is said.
    wait(now().duration_until("2027-01-31T10:00:00Z".parse().unwrap()));
    let mut owner = house.person(Role::Owner).await;
    let link = linked(&mut owner, &client, &[&visit]).await;
    let own = record(&link, &visit);
    let page = ada.get(&own).await.text();
    assert!(
        page.contains("percent of a deposit that you paid"),
        "{page}"
    );
    let cancelled = ada.post(&own, &[("do", "cancel")]).await;
    assert!(cancelled.to().ends_with("done=you-cancelled"));
    assert!(
        ada.post(&own, &[("do", "cancel")])
            .await
            .to()
            .ends_with("you-cancelled")
    );
    let page = ada.get(&own).await.text();
    assert!(
        page.contains("You cancelled it") && !page.contains("Cancel this"),
        "{page}"
    );
    let page = owner.get(&visit).await.text();
    assert!(
        page.contains("the client") && page.contains("percent may be kept"),
        "{page}"
    );
}

/// What is kept of a record.
pub fn fields<R: PracticeRecord>(client: ClientId, own: &R) -> RecordFields {
    let text = String::from_utf8(to_document(own).unwrap()).unwrap();
    RecordFields {
        kind: R::KIND.name().to_owned(),
        client: Some(client),
        state: own.state().to_owned(),
        span: own.span().map(|own| RecordSpan {
            from: own.from,
            until: own.until,
        }),
        due: own.due(),
        format: R::FORMAT,
        document: Document {
            hash: ContentHash::of_bytes(text.as_bytes())
                .to_string()
                .parse()
                .unwrap(),
            text,
        },
        kept_by_law: own.kept_by_law(),
        keys: Vec::new(),
    }
}

/// Keeps records that no page makes.
pub async fn keep(house: &House, new: Vec<NewRecord>) {
    let act = Act {
        studio: house.studio().await,
        actor: Actor::Program,
        at: now(),
    };
    let changes = RecordChanges {
        new,
        ..RecordChanges::default()
    };
    let store = house.app.store();
    let clock = store.practice_clock(act.studio).await.unwrap();
    store.commit_records(&act, clock, &changes).await.unwrap();
}

/// A client who waits, with the place of an appointment kept free for them.
async fn offered(house: &House, owner: &mut Browser, client: &str) -> (String, RecordId) {
    let visit = crate::diary::booked(owner, client).await;
    let studio = house.studio().await;
    let store = house.app.store();
    let booked = store
        .record(studio, id(&visit).parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    let booked: Appointment =
        pointil_practice::from_document(booked.document.text.as_bytes()).unwrap();
    let client: ClientId = id(client).parse().unwrap();
    let day = SignedDuration::from_hours(24);
    let at = |own: jiff::Timestamp| own.checked_add(day).unwrap();
    let span = Span {
        from: at(booked.place.span.from),
        until: at(booked.place.span.until),
    };
    let place = Place {
        span,
        purpose: Purpose::Consultation,
        ..booked.place
    };
    let [held, waits] = [0, 1].map(|_| Store::new_record_id(now()).unwrap());
    let of = |own: RecordId| id::RecordId(own.to_uuid());
    let until = now().checked_add(day).unwrap();
    let kept = Appointment::request(of(held), place.clone(), now(), false);
    let kept = serde_json::to_value(&kept).unwrap();
    let mut kept = kept.as_object().unwrap().clone();
    kept.insert(
        "state".into(),
        serde_json::json!({ "held": { "until": until } }),
    );
    let kept: Appointment = serde_json::from_value(kept.into()).unwrap();
    let wanted = Wanted {
        purpose: Purpose::Consultation,
        minutes: 45,
        premises: place.premises,
        practitioner: None,
        first: place.day(),
        last: place.day(),
        weekdays: List::default(),
        words: None,
    };
    let waiting = Waiting::begin(of(waits), id::ClientId(client.to_uuid()), now(), wanted);
    let waiting = waiting.offer(of(held), &place, until).unwrap();
    let new = |id, fields| NewRecord { id, fields };
    let both = vec![
        new(held, fields(client, &kept)),
        new(waits, fields(client, &waiting)),
    ];
    keep(house, both).await;
    (format!("/appointments/{held}"), waits)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_from_the_waiting_list_is_taken_or_left() {
    for (answer, done, stands) in [
        ("accept", "you-took", "Agreed"),
        ("decline", "you-left", "No longer kept free"),
    ] {
        let (house, mut owner) = House::open().await;
        let client = owner.enter_client("Ada", answer).await;
        let (visit, waits) = offered(&house, &mut owner, &client).await;
        let waits = waits.to_string();
        let link = linked(&mut owner, &client, &[&waits]).await;
        let mut ada = house.browser();
        let own = record(&link, &waits);
        let page = ada.get(&own).await.text();
        assert!(
            page.contains("A time has come free") && page.contains("2 February 2027"),
            "{page}"
        );
        let said = ada.post(&own, &[("do", answer)]).await;
        assert!(said.to().ends_with(done), "{}", said.text());
        assert!(owner.get(&visit).await.text().contains(stands), "{stands}");
        // What is answered is answered.
        let again = ada.post(&own, &[("do", answer)]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    }
}
