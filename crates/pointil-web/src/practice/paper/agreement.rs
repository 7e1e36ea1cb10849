//! The agreement as it was signed: every word, the pictures, the signatures, and the hashes over all of it.

use pointil_papers::{PaperBlock, PaperColumn, PaperPicture, PaperSignature, RecordPaper};
use pointil_practice::ContentHash;
use pointil_practice::agreement::{Agreement, AgreementState, Sealed, Signature};
use pointil_storage::DesignVersionId;

use super::super::agreement::{PICTURES, identity_words};
use super::{Source, at, pair, paragraph, section};
use crate::drawing::{lying, picture};
use crate::fault::Fault;

fn standing(own: &Agreement, from: &Source<'_>) -> String {
    let when = |when: jiff::Timestamp| at(when, &from.zone);
    match own.standing() {
        AgreementState::Draft => "a draft: nobody has signed it".to_owned(),
        AgreementState::Offered { act } => {
            format!("before the client since {}, not signed", when(act.at))
        }
        AgreementState::SignedByClient { .. } => {
            "signed by the client, not yet by the studio".to_owned()
        }
        AgreementState::InForce { sealed } => {
            format!("signed by both, in force since {}", when(sealed.studio.at))
        }
        AgreementState::Amended { at, .. } => {
            format!("a later agreement took its place on {}", when(*at))
        }
        AgreementState::Withdrawn { at, why, .. } => format!("taken back on {}: {why}", when(*at)),
        AgreementState::Declined { at } => format!("declined by the client on {}", when(*at)),
    }
}

/// The pictures that were shown, drawn anew from the version of the design and held against the hashes of what was signed.
async fn pictures(own: &Agreement, from: &Source<'_>) -> Result<Vec<PaperPicture>, Fault> {
    let studio = from.desk.studio();
    let version = DesignVersionId::from_uuid(own.terms().design_version.0);
    let version = from.app.store().version(studio, version).await?;
    let on_table = lying(from.app, studio, version.ok_or(Fault::NotFound)?).await?;
    let mut pictures = Vec::new();
    for (view, age, of) in PICTURES {
        let shown = own.terms().pictures.iter();
        let Some(shown) = shown.clone().find(|own| own.of.as_str() == of) else {
            continue;
        };
        let png = picture(from.app, studio, on_table.clone(), (view, age)).await?;
        let label = match ContentHash::of_bytes(&png) == shown.hash {
            true => of.to_owned(),
            false => format!(
                "{of}\nNot the picture that was signed: a later version of the program draws it otherwise."
            ),
        };
        pictures.push(PaperPicture {
            png: png.to_vec(),
            label,
            alt: format!("The design on a model of the head. View: {of}"),
        });
    }
    Ok(pictures)
}

fn signature(whose: &str, own: &Signature, from: &Source<'_>) -> PaperBlock {
    let mut about = vec![pair("Signed", at(own.at, &from.zone))];
    about.push(pair(
        "Electronic signing",
        match own.agrees_to_sign_electronically {
            true => "agreed to",
            false => "not agreed to",
        },
    ));
    about.extend(own.device.iter().map(|own| pair("On", own.as_str())));
    about.push(pair("Of the content", own.content.to_string()));
    PaperBlock::Signature(PaperSignature {
        whose: whose.to_owned(),
        name: own.name.to_string(),
        about,
        strokes: own.strokes.lines().to_vec(),
    })
}

fn signatures(own: &Agreement, from: &Source<'_>) -> Vec<PaperBlock> {
    let signed = match own.standing() {
        AgreementState::SignedByClient { signed } => Some(&**signed),
        _ => own.sealed().map(|own| &own.signed),
    };
    let Some(signed) = signed else {
        return vec![paragraph("Nobody has signed.")];
    };
    let mut blocks = vec![signature("The client", &signed.client, from)];
    let parent = signed.parent.iter();
    blocks.extend(parent.map(|own| signature("A parent", own, from)));
    blocks.extend(
        own.sealed()
            .map(|own| signature("The studio", &own.studio, from)),
    );
    blocks
}

fn proof(own: &Agreement, sealed: Option<&Sealed>) -> Vec<PaperBlock> {
    let row = |name: &str, hash: String| vec![name.to_owned(), hash];
    let terms = own.terms();
    let mut rows = vec![
        row("Client, terms and words", own.content().to_string()),
        row("Design", terms.design.to_string()),
        row("Protocol of the studio", terms.protocol.to_string()),
    ];
    let shown = terms.pictures.iter();
    rows.extend(shown.map(|own| row(&format!("Picture: {}", own.of), own.hash.to_string())));
    rows.extend(sealed.map(|own| {
        let name = "The seal: content, signatures and how the client was identified";
        row(name, own.seal.to_string())
    }));
    let whole = match own.is_whole() {
        true => "The record was held against these hashes when this paper was made, and is whole.",
        false => "The record does not match these hashes: something in it was changed.",
    };
    vec![
        paragraph(
            "SHA-256 of what was signed, as hexadecimal numbers. Another word anywhere gives another number.",
        ),
        PaperBlock::Table {
            columns: PaperColumn::all([("Of", 3), ("Hash", 7)]),
            rows,
        },
        paragraph(whole),
    ]
}

pub(super) async fn written(from: &Source<'_>) -> Result<RecordPaper, Fault> {
    let own = from.desk.one::<Agreement>(from.id).await?.says;
    let terms = own.terms();
    let law = terms.jurisdiction.jurisdiction();
    let sealed = own.sealed();
    let mut sections = vec![section("The design", vec![PaperBlock::Pictures])];
    for part in own.text().sections.iter() {
        let paragraphs = part.paragraphs.iter();
        let paragraphs = paragraphs.map(|own| paragraph(own.as_str()));
        sections.push(section(part.heading.as_str(), paragraphs.collect()));
    }
    sections.push(section("Signed", signatures(&own, from)));
    sections.push(section("What was signed, as numbers", proof(&own, sealed)));
    Ok(RecordPaper {
        studio: terms.studio.to_string(),
        title: "Agreement".to_owned(),
        footer: format!(
            "{} · agreement {}",
            terms.client_name,
            own.content().short()
        ),
        facts: vec![
            pair("Client", terms.client_name.as_str()),
            pair("Studio", terms.studio.as_str()),
            pair("Practitioner", terms.practitioner_name.as_str()),
            pair("Law of the place", law.name.as_str()),
            pair("Price", terms.price.to_string()),
            pair(
                "Deposit",
                terms
                    .deposit
                    .map_or_else(|| "none".to_owned(), |own| own.to_string()),
            ),
            pair("Standing", standing(&own, from)),
            pair(
                "The client's identity",
                sealed.map_or_else(
                    || "not checked yet".to_owned(),
                    |own| checked(identity_words(own.identity)),
                ),
            ),
            pair("Drawn up", at(own.drafted.at, &from.zone)),
            pair("Template of the words", own.text().template.as_str()),
        ],
        notes: Vec::new(),
        pictures: pictures(&own, from).await?,
        sections,
    })
}

/// How it was checked who the client is, as the studio said it.
fn checked(words: &str) -> String {
    format!("{words} (said by whoever signed for the studio)")
}
