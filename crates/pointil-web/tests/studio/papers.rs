//! Records as papers: what stands in them is read back out of the PDF, and the same record gives the same bytes.

#![allow(
    clippy::too_many_lines,
    reason = "each test is one story from beginning to end"
)]

use axum::http::StatusCode;
use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::kurbo::{Affine, BezPath, Rect};
use jiff::SignedDuration;
use pointil_storage::Role;

use crate::agreements::{drawn_up, in_force, kept};
use crate::house::{Answer, Browser, House, wait};
use crate::private_records::{linked, record};

/// Everything that is written on a page, without spaces, and how many strokes are drawn.
#[derive(Default)]
struct Read {
    text: String,
    strokes: usize,
    images: usize,
}

impl<'a> Device<'a> for Read {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, mode: &PathDrawMode) {
        self.strokes += usize::from(matches!(mode, PathDrawMode::Stroke(_)));
    }
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        _: Affine,
        _: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        match glyph.as_unicode() {
            Some(BfString::Char(letter)) => self.text.push(letter),
            Some(BfString::String(letters)) => self.text.push_str(&letters),
            None => {}
        }
    }
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {
        self.images += 1;
    }
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// A PDF as it is read: its pages. `POINTIL_WRITE_PAPERS` names a folder to keep it in and look at it.
fn read(pdf: &[u8]) -> Vec<Read> {
    if let Some(folder) = std::env::var_os("POINTIL_WRITE_PAPERS") {
        let name = format!("{}.pdf", pdf.len());
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let cache = InterpreterCache::new();
    let pages = pdf.pages().iter().map(|page| {
        let mut device = Read::default();
        let around = Rect::new(0.0, 0.0, 1000.0, 1000.0);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, around, &cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut device);
        device.text.retain(|letter| !letter.is_whitespace());
        device
    });
    pages.collect()
}

/// Whether a paper says these words, whatever its lines.
fn says(pages: &[Read], words: &str) -> bool {
    let all: String = pages.iter().map(|own| own.text.as_str()).collect();
    let words: String = words.split_whitespace().collect();
    all.contains(&words)
}

fn check(pages: &[Read], all: &[&str]) {
    for words in all {
        assert!(
            says(pages, words),
            "{words} in {}",
            pages
                .iter()
                .map(|own| own.text.as_str())
                .collect::<Vec<_>>()
                .join("\n")
        );
    }
}

/// A paper, made twice.
async fn paper(browser: &mut Browser, path: &str) -> Vec<Read> {
    let first: Answer = browser.get(path).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    assert_eq!(first.header("content-type"), "application/pdf");
    assert_eq!(first.header("cache-control"), "no-store");
    let second = browser.get(path).await;
    assert_eq!(first.bytes, second.bytes, "the same record, other bytes");
    let pages = read(&first.bytes);
    for (k, page) in pages.iter().enumerate() {
        let number = format!("page{}of{}", k + 1, pages.len());
        assert!(page.text.contains(&number), "{number} in {}", page.text);
    }
    pages
}

fn id(path: &str) -> &str {
    path.split('?').next().unwrap().rsplit('/').next().unwrap()
}

fn of(path: &str, name: &str) -> String {
    format!("/records/{}/{name}", id(path))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_is_filed_by_both_as_it_was_signed() {
    let (house, mut owner) = House::open().await;
    let (design, _) = kept(&mut owner).await;
    let agreement = in_force(&mut owner, &design).await;
    let page = owner.get(&agreement).await;
    let client = page.value_after("class=\"trail", "href");
    let client = client.strip_suffix("/agreements").unwrap().to_owned();
    let path = of(&agreement, "agreement.pdf");
    assert!(page.text().contains(&path));
    let pages = paper(&mut owner, &path).await;
    check(
        &pages,
        &[
            "Jan Novák",
            "Olga Ondrová",
            "Still Point",
            "skin cancer",
            "mm above the point between the eyebrows",
            "signed by both, in force since",
            "A copy of a document is kept",
            "agreed to",
            "The seal: content, signatures and how the client was identified",
            "is whole",
            "front, healed",
        ],
    );
    // Every word of the page stands on the paper.
    let text = page.text();
    let (_, article) = text.split_once("<article").unwrap();
    let (article, _) = article.split_once("</article>").unwrap();
    for paragraph in article.split("<p>").skip(1) {
        let paragraph = paragraph.split("</p>").next().unwrap();
        let plain = paragraph
            .replace("&#39;", "'")
            .replace("&#38;", "&")
            .replace("&#34;", "\"");
        assert!(says(&pages, &plain), "{plain}");
    }
    assert!(!says(&pages, "Not the picture that was signed"));
    assert_eq!(pages.iter().map(|own| own.images).sum::<usize>(), 4);
    assert!(pages.iter().map(|own| own.strokes).sum::<usize>() >= 2);
    // The client's link brings the very same.
    let link = linked(&mut owner, &client, &[&agreement]).await;
    let own = format!("{}/agreement.pdf", record(&link, &agreement));
    let theirs = house.browser().get(&own).await;
    assert_eq!(theirs.bytes, owner.get(&path).await.bytes);
    // And no paper that is not theirs.
    let other = format!("{}/session.pdf", record(&link, &agreement));
    assert_eq!(
        house.browser().get(&other).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        house.browser().get(&path).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_agreement_says_so() {
    let (_house, mut owner) = House::open().await;
    let (design, _) = kept(&mut owner).await;
    let (agreement, _) = drawn_up(&mut owner, &design).await;
    let pages = paper(&mut owner, &of(&agreement, "agreement.pdf")).await;
    check(
        &pages,
        &["a draft: nobody has signed it", "Nobody has signed."],
    );
    let other = owner.get(&of(&agreement, "session.pdf")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_its_patch_test_its_questionnaire_and_the_care_after_it_are_papers() {
    let (house, mut owner) = House::open().await;
    let ready = crate::sessions::ended_early(&mut owner).await;
    let pages = paper(&mut owner, &of(&ready.session, "session.pdf")).await;
    check(
        &pages,
        &[
            "Olga Ondrová",
            "Old Town, Blue room",
            "Graphite 5, Ink & Co",
            "G5-1",
            "N-1",
            "Seen by the client",
            "A photograph from before the first needle",
            "250",
            "a break",
            "ended early: the client is unwell",
            "What is in the skin now",
        ],
    );
    let page = owner.get(&format!("{}/patch-tests", ready.client)).await;
    let test = page.value_after("id=\"test-", "href");
    let pages = paper(&mut owner, &test).await;
    check(
        &pages,
        &["no reaction", "behind the left ear", "Graphite 5", "G5-1"],
    );
    let list = owner.get(&format!("{}/screening", ready.client)).await;
    let screening = list.value_after("class=\"list\"", "href");
    let pages = paper(&mut owner, &of(&screening, "screening.pdf")).await;
    check(
        &pages,
        &[
            "Nothing stands in the way",
            "Questions and answers",
            "It is no diagnosis",
        ],
    );
    let questions = pointil_practice::screening::Questionnaire::built_in().unwrap();
    for question in questions.questions {
        assert!(says(&pages, &question.asks), "{}", question.asks);
    }
    // The client takes the same sheet home, on any day.
    let path = of(&ready.session, "aftercare.pdf");
    let pages = paper(&mut owner, &path).await;
    check(
        &pages,
        &[
            "Do not wait with these",
            "emergency number",
            "Do not wash your scalp",
        ],
    );
    let sheet = owner.get(&path).await.bytes;
    wait(SignedDuration::from_hours(6 * 24));
    let mut owner = house.person(Role::Owner).await;
    let link = linked(&mut owner, &ready.client, &[&ready.session]).await;
    let own = record(&link, &ready.session);
    let theirs = house.browser().get(&format!("{own}/aftercare.pdf")).await;
    assert_eq!(theirs.bytes, sheet);
    // What the studio wrote for itself is not the client's.
    let record = house.browser().get(&format!("{own}/session.pdf")).await;
    assert_eq!(record.status, StatusCode::NOT_FOUND);
}
