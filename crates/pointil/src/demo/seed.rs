//! The demonstration's records, written as people would have made them: who, when, one step after the other.

use jiff::{SignedDuration, Timestamp, civil::Date};
use pointil_photo::{Photograph, decode};
use pointil_render::StandardAngle;
use pointil_scalp::DotDensity;
use pointil_storage::{
    AccountFields, AccountId, Act, Actor, ClientFields, ClientId, DesignId, DesignVersionId,
    Document, DocumentHash, LinkContents, MediaType, NewAccount, NewApproval, NewPhotograph,
    PhotographFields, Picture, Store, StudioFields,
};
use pointil_treatment::OpenCase;
use pointil_treatment::design::EditDesign;

use super::cast::{GUESTS, Guest, HeadOf, PEOPLE, PHOTOGRAPHS, STUDIO, VersionOf, price_list};
use crate::colour_input::input;
use crate::failure::Failure;

/// The longer side of the small picture.
const THUMBNAIL_PX: u32 = 480;
const THUMBNAIL_QUALITY: u8 = 82;
/// Stands in for the hash of a password: nobody signs in to the demonstration by one.
const NO_PASSWORD: &str = "$demonstration$";
/// How long private links last.
const LINK_LASTS: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What the demonstration opens with.
pub struct Opening {
    /// Who is signed in.
    pub owner: AccountId,
    /// The design on the table.
    pub design: DesignId,
}

/// One who writes, and the day that is written as today.
struct Hand<'a> {
    store: &'a Store,
    owner: AccountId,
    act: Act,
    now: Timestamp,
}

fn kept(error: impl core::fmt::Display) -> Failure {
    Failure::output(format!("the demonstration cannot be written: {error}"))
}

/// Writes everything; the first design of the first client is what is opened.
pub async fn fill(store: &Store, now: Timestamp) -> Result<Opening, Failure> {
    let founded = days_before(now, 500)?;
    let (name, zone, currency) = STUDIO;
    let studio = StudioFields {
        name: name.to_owned(),
        time_zone: zone.to_owned(),
        currency: currency.to_owned(),
        ..StudioFields::default()
    };
    let studio = pointil_web::with_price_list(studio, &price_list())
        .map_err(|fault| kept(fault.detail()))?;
    let [owner, others @ ..] = PEOPLE.map(account);
    let (studio, owner) = store
        .create_studio(&studio, &owner, founded)
        .await
        .map_err(kept)?;
    let act = Act {
        studio,
        actor: Actor::Account(owner),
        at: founded,
    };
    for other in others {
        store.create_account(&act, &other).await.map_err(kept)?;
    }
    let mut hand = Hand {
        store,
        owner,
        act,
        now,
    };
    let mut opening = None;
    // The oldest first, as it happened.
    let mut guests: Vec<&Guest> = GUESTS.iter().collect();
    guests.sort_by_key(|guest| -guest.days_ago);
    for guest in guests {
        let design = hand.enter(guest).await?;
        if guest.phone == GUESTS[0].phone {
            opening = design;
        }
    }
    let design = opening.ok_or_else(|| kept("the first client has no design"))?;
    Ok(Opening { owner, design })
}

fn account((name, email, role): (&str, &str, pointil_storage::Role)) -> NewAccount {
    NewAccount {
        fields: AccountFields {
            name: name.to_owned(),
            email: email.to_owned(),
            role,
        },
        password_hash: NO_PASSWORD.to_owned(),
    }
}

fn days_before(now: Timestamp, days: i64) -> Result<Timestamp, Failure> {
    now.checked_sub(SignedDuration::from_hours(24 * days))
        .map_err(kept)
}

/// A case as the records keep it.
fn document(case: &OpenCase) -> Document {
    Document {
        text: case.write(),
        hash: DocumentHash(case.design.hash().bytes()),
    }
}

impl Hand<'_> {
    /// Goes on so many days before today, an hour later than the step before.
    fn go_to(&mut self, days_ago: i64) -> Result<(), Failure> {
        self.act.at = days_before(self.now, days_ago)?;
        self.act.actor = Actor::Account(self.owner);
        Ok(())
    }

    async fn enter(&mut self, guest: &Guest) -> Result<Option<DesignId>, Failure> {
        self.go_to(guest.days_ago)?;
        let born: Date = guest.born.parse().map_err(kept)?;
        let (given, family) = guest.name;
        let fields = ClientFields {
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            birth_date: Some(born),
            phone: Some(format!("+44 7700 900{:03}", guest.phone)),
            email: Some(format!(
                "{}.{}@example.com",
                given.to_lowercase(),
                family.to_lowercase()
            )),
            notes: guest.notes.to_owned(),
            ..ClientFields::default()
        };
        let client = self
            .store
            .create_client(&self.act, &fields)
            .await
            .map_err(kept)?;
        let Some(head) = &guest.head else {
            return Ok(None);
        };
        // Designs are drawn a third of the way from the first word to today.
        self.go_to(guest.days_ago * 2 / 3)?;
        self.photograph(client, head).await?;
        let today = self.now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let age = today.year() - born.year();
        let case = head.case(u8::try_from(age).map_err(kept)?)?;
        self.design(client, head, case).await.map(Some)
    }

    async fn photograph(&self, client: ClientId, head: &HeadOf) -> Result<(), Failure> {
        let day = self.act.at.to_zoned(jiff::tz::TimeZone::UTC).date();
        for (name, angle) in head.files() {
            let known = PHOTOGRAPHS.iter().find(|own| own.name == name);
            let known = known.ok_or_else(|| kept(format!("no photograph {name}")))?;
            let photograph = decode(known.jpeg).map_err(kept)?;
            let jpeg = |bytes: Vec<u8>| Picture {
                media_type: MediaType::Jpeg,
                bytes,
            };
            let small: Photograph = photograph.at_most(THUMBNAIL_PX);
            let new = NewPhotograph {
                fields: PhotographFields {
                    pose: pose(angle).to_owned(),
                    taken_on: Some(day),
                    document: Some(known.landmarks.to_owned()),
                },
                width_px: photograph.size().width,
                height_px: photograph.size().height,
                original: jpeg(known.jpeg.to_vec()),
                thumbnail: jpeg(small.to_jpeg(THUMBNAIL_QUALITY).map_err(kept)?),
            };
            self.store
                .put_photograph(&self.act, client, &new)
                .await
                .map_err(kept)?;
        }
        Ok(())
    }

    /// A design with its steps and the versions frozen on the way.
    async fn design(
        &mut self,
        client: ClientId,
        head: &HeadOf,
        mut case: OpenCase,
    ) -> Result<DesignId, Failure> {
        let name = "Hairline and top";
        let first = document(&case);
        let design = self.store.create_design(&self.act, client, name, &first);
        let design = design.await.map_err(kept)?;
        let mut revision = 1;
        self.freeze(client, design, head, 0).await?;
        for (k, (zone, dots)) in head.changed.iter().enumerate() {
            let edit = EditDesign::ZoneDensity {
                zone: zone.parse().map_err(input)?,
                dots_per_cm2: DotDensity::new(*dots),
            };
            case.design = edit.apply(&case.design).map_err(input)?;
            let (words, next) = (edit.words(), document(&case));
            let edited = self
                .store
                .edit_design(&self.act, design, revision, &words, &next);
            revision = edited.await.map_err(kept)?.revision;
            self.freeze(client, design, head, k + 1).await?;
        }
        Ok(design)
    }

    /// Freezes the versions that have so many steps, and lets their client do what they did.
    async fn freeze(
        &mut self,
        client: ClientId,
        design: DesignId,
        head: &HeadOf,
        steps: usize,
    ) -> Result<(), Failure> {
        let drawn_at = self.act;
        for own in head.versions.iter().filter(|own| own.steps == steps) {
            let version = self.store.freeze_version(&self.act, design, own.name, "");
            let version = version.await.map_err(kept)?;
            self.show(client, version, own).await?;
            self.act = drawn_at;
        }
        Ok(())
    }

    async fn show(
        &mut self,
        client: ClientId,
        version: DesignVersionId,
        own: &VersionOf,
    ) -> Result<(), Failure> {
        let Some(days) = own.presented_days_ago else {
            return Ok(());
        };
        self.go_to(days)?;
        self.store
            .present_version(&self.act, version)
            .await
            .map_err(kept)?;
        let ends = self.now.checked_add(LINK_LASTS).map_err(kept)?;
        let shown = LinkContents::versions(&[version]);
        let link = self.store.create_link(&self.act, client, &shown, ends);
        let (link, token) = link.await.map_err(kept)?;
        let visit = own.approved_days_ago.unwrap_or(days - 1);
        if own.comment.is_none() && own.approved_days_ago.is_none() {
            return Ok(());
        }
        self.go_to(visit)?;
        self.store
            .open_link(token.reveal(), self.act.at)
            .await
            .map_err(kept)?;
        self.act.actor = Actor::Client(link);
        if let Some(words) = own.comment {
            self.store
                .comment(&self.act, version, words)
                .await
                .map_err(kept)?;
        }
        if own.approved_days_ago.is_some() {
            self.approve(client, version).await?;
        }
        Ok(())
    }

    async fn approve(&self, client: ClientId, version: DesignVersionId) -> Result<(), Failure> {
        let shown = self
            .store
            .version(self.act.studio, version)
            .await
            .map_err(kept)?;
        let shown = shown.ok_or_else(|| kept("a version is gone"))?;
        let who = self
            .store
            .client(self.act.studio, client)
            .await
            .map_err(kept)?;
        let who = who.ok_or_else(|| kept("a client is gone"))?.fields;
        let approval = NewApproval {
            hash: shown.document.hash,
            words: "I have seen this design, fresh and over the years, and I want it done."
                .to_owned(),
            signed_name: format!("{} {}", who.given_name, who.family_name),
        };
        self.store
            .approve_version(&self.act, version, &approval)
            .await
            .map_err(kept)?;
        Ok(())
    }
}

/// The code by which the records know a side.
fn pose(angle: StandardAngle) -> &'static str {
    match angle {
        StandardAngle::Front => "front",
        StandardAngle::LeftThreeQuarter => "front_left",
        StandardAngle::RightThreeQuarter => "front_right",
        StandardAngle::Left => "left",
        StandardAngle::Right => "right",
        StandardAngle::Top => "top",
        StandardAngle::Back => "back",
    }
}
