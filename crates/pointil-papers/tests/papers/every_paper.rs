//! Every paper on every size: the same bytes again, whole with little and with much in it, and nothing typed breaks out.

use iso_currency::Currency;
use pointil_papers::{
    BeforeMeasuring, DesignSheet, FindingRow, ForecastRow, InkRow, LaterStage, PaperBlock,
    PaperColumn, PaperError, PaperPicture, PaperSection, PaperSignature, PaperSize, QuotePaper,
    RecordPaper, SessionRow, SessionSheet, SessionZoneRow, Severity, StencilPaper, ZoneRow,
};
use pointil_render::{Picture, Stencil, StencilLine, StencilPlace, StencilStroke};
use pointil_scalp::{PictureSize, Point, SheetPoint, Zone};
use pointil_treatment::Money;
use pointil_treatment::quote::{Quote, QuoteLine};

use crate::raster;

const SIZES: [PaperSize; 2] = [PaperSize::A4, PaperSize::UsLetter];

fn picture(label: &str) -> PaperPicture {
    let size = PictureSize {
        width: 48,
        height: 60,
    };
    PaperPicture {
        png: Picture::filled(size, [200, 180, 170])
            .unwrap()
            .to_png()
            .unwrap(),
        label: label.to_owned(),
        alt: format!("The head. View: {label}"),
    }
}

fn quote_paper(client: &str, lines: usize) -> QuotePaper {
    let euro = |cents: i64| Money::from_minor(cents, Currency::EUR);
    let line = |k: usize| QuoteLine {
        text: format!(
            "step {k} of the derivation, which says what was multiplied with what and why, {client}"
        ),
        amount: euro(if k % 3 == 2 { -1_250 } else { 123_456 }),
    };
    QuotePaper {
        studio: "Studio\n1 Some Street".into(),
        client: client.into(),
        number: "2026-17".into(),
        date: "21 November 2026".into(),
        valid_until: "21 December 2026".into(),
        subject: "full top, 3 sessions".into(),
        before_measuring: Some(BeforeMeasuring {
            low: euro(180_000),
            high: euro(320_000),
            basis: "the same order on a mean head.".into(),
        }),
        quote: Quote {
            lines: (0..lines).map(line).collect(),
            price: euro(245_000),
            tax: line(0),
            total: euro(291_550),
            deposit: euro(58_310),
            instalments: euro(233_240).split(12),
        },
    }
}

fn finding(k: u32) -> FindingRow {
    FindingRow {
        code: format!("H{}", 101 + k),
        severity: [Severity::Note, Severity::Caution, Severity::Serious][k as usize % 3],
        what: "The mid-frontal point lies lower than a line for this age should".into(),
        measured: "54 mm".into(),
        recommended: "70 to 95 mm".into(),
        source: "Shapiro 2013; Limmer".into(),
        remedy: "Raise it by 16 mm".into(),
    }
}

fn design_sheet(client: &str, much: bool) -> DesignSheet {
    let zone = |zone: &Zone| ZoneRow {
        zone: format!(
            "{} {}",
            zone.name().replace('_', " "),
            if much { client } else { "" }
        ),
        area_cm2: Some(123.45),
        dots_per_cm2: if zone.name().len() > 12 {
            None
        } else {
            Some(180.0)
        },
        dots: 12_345,
        dot_diameter_mm: 0.2,
        needle: "3RL 0.25".into(),
        shade: "Dark brown".into(),
        dilution: "1 : 12.5".into(),
    };
    let count = if much { 8 } else { 0 };
    DesignSheet {
        studio: "Studio".into(),
        client: client.into(),
        date: "21 November 2026".into(),
        design: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        facts: vec![("Treated".into(), "210 cm²".into())],
        pictures: ["Front", "Left", "Right", "Top", "Back", "Near"][..if much { 6 } else { 1 }]
            .iter()
            .map(|label| picture(label))
            .collect(),
        later: much.then(|| LaterStage {
            stage: "Norwood VI".into(),
            meaning: "Front and crown have joined.".into(),
            pictures: ["Front", "Left", "Top"].map(picture).to_vec(),
        }),
        zones: if much {
            Zone::ALL.iter().map(zone).collect()
        } else {
            Vec::new()
        },
        sessions: (0..count)
            .map(|k| SessionRow {
                session: format!("{}, part 1", k + 1),
                purpose: "hairline and larger areas".into(),
                dots: 4_000,
                minutes: 150.0,
                when: "21 November 2026".into(),
            })
            .collect(),
        findings: Some((0..count).map(finding).collect()),
        forecast: (0..count)
            .map(|k| ForecastRow {
                age: format!("{k} years"),
                low: 0.5,
                middle: 0.7,
                high: 0.9,
            })
            .collect(),
        touch_up: "A touch-up is due 4.2 years after healing.".into(),
        not_modelled: vec!["Hair.".into()],
    }
}

fn session_sheet(client: &str) -> SessionSheet {
    let row = |zone: &Zone| SessionZoneRow {
        zone: zone.name().replace('_', " "),
        dots: 2_345,
        needle: "3RL".into(),
        shade: "Dark brown".into(),
        dilution: "1 : 3".into(),
        minutes: 23.4,
        comfort: "3 to 6 of 10, disputed".into(),
    };
    let ink = |k: u32| InkRow {
        shade: "Dark brown".into(),
        dilution: "1 : 3".into(),
        needle: "0.25 mm 3RL".into(),
        pigment_ml: 1.5,
        water_ml: 4.5 * f64::from(k),
        cartridges: 2,
    };
    SessionSheet {
        studio: "Studio".into(),
        client: client.into(),
        session: 2,
        sessions: 8,
        part: (1, 2),
        purpose: "density".into(),
        zones: Zone::ALL.iter().map(row).collect(),
        breaks: 1,
        work_minutes: 150.0,
        chair_minutes: 190.0,
        inks: (0..3).map(ink).collect(),
        pictures: ["Right", "Front", "Left", "Top", "Back"]
            .map(picture)
            .to_vec(),
        ..SessionSheet::default()
    }
}

fn stencil_paper(client: &str, length: f64) -> StencilPaper {
    let place = |k: i32| StencilPlace {
        flat: SheetPoint {
            x: length * f64::from(k) / 20.0,
            y: 10.0 * f64::from(k % 2),
        },
        on_head: Point::ORIGIN,
    };
    StencilPaper {
        client: client.into(),
        date: "21 November 2026".into(),
        design: "9f86".into(),
        sheets: vec![Stencil {
            title: "Hairline".into(),
            ends: [client.to_owned(), "left".into()],
            lines: vec![StencilLine {
                label: client.into(),
                stroke: StencilStroke::Cut,
                places: (0..=20).map(place).collect(),
            }],
            points: Vec::new(),
        }],
    }
}

/// A record with every kind of part, about this client.
fn record_paper(client: &str) -> RecordPaper {
    let signature = PaperSignature {
        whose: "The client".into(),
        name: client.into(),
        about: vec![("Signed".into(), "21 November 2026".into())],
        strokes: vec![
            vec![[1000, 1000], [1500, 2000], [2400, 900]],
            vec![[9000, 400]],
        ],
    };
    let table = PaperBlock::Table {
        columns: PaperColumn::all([("What", 3), ("Of whom", 2)]),
        rows: vec![vec!["a name\nin two lines".into(), client.into()]; 4],
    };
    let parts = vec![
        PaperBlock::Paragraph {
            text: client.into(),
        },
        PaperBlock::List {
            items: vec![client.into(); 3],
        },
        table,
        PaperBlock::Pictures,
        PaperBlock::Signature(signature),
    ];
    let section = |heading: &str| PaperSection {
        heading: heading.into(),
        blocks: parts.clone(),
    };
    RecordPaper {
        studio: "Studio".into(),
        title: "Agreement".into(),
        footer: client.into(),
        facts: vec![
            ("Client".into(), client.into()),
            ("Empty".into(), String::new()),
        ],
        notes: vec![client.into()],
        sections: vec![section("First"), section(client)],
        pictures: ["front, fresh", "front, healed"].map(picture).to_vec(),
    }
}

/// Every paper about this client.
fn all(client: &str, size: PaperSize) -> Vec<Result<Vec<u8>, PaperError>> {
    vec![
        quote_paper(client, 2).to_pdf(size),
        design_sheet(client, true).to_pdf(size),
        session_sheet(client).to_pdf(size),
        stencil_paper(client, 100.0).to_pdf(size),
        record_paper(client).to_pdf(size),
    ]
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    for size in SIZES {
        let (first, second) = (all("A. Client", size), all("A. Client", size));
        for (a, b) in first.iter().zip(&second) {
            let pdf = a.as_ref().unwrap();
            assert!(pdf.starts_with(b"%PDF-1.7") && a == b);
        }
    }
}

#[test]
fn papers_say_that_they_are_accessible() {
    for pdf in all("A. Client", PaperSize::A4) {
        let pdf = pdf.unwrap();
        let has = |wanted: &[u8]| pdf.windows(wanted.len()).any(|own| own == wanted);
        assert!(has(b"pdfuaid:part"), "no claim of PDF/UA");
        assert!(has(b"/Marked true") && has(b"/Lang"));
    }
}

#[test]
fn what_is_typed_is_printed_and_never_run() {
    for typed in [
        "#panic(\"out\")",
        "#pagebreak() #read(\"paper.json\")",
        "$x^$ *b _c `d",
        "\"]) } #{ 1/0 }",
        "\\ // /* <a> @b",
    ] {
        // As long a name of letters alone breaks its lines alike.
        let letter = |own: char| if own == ' ' { ' ' } else { 'n' };
        let plain: String = typed.chars().map(letter).collect();
        let plain = all(&plain, PaperSize::A4);
        for (own, plain) in all(typed, PaperSize::A4).into_iter().zip(plain) {
            assert_eq!(pages_of(own.unwrap()), pages_of(plain.unwrap()), "{typed}");
        }
    }
}

fn pages_of(pdf: Vec<u8>) -> usize {
    hayro::hayro_syntax::Pdf::new(pdf).unwrap().pages().len()
}

#[test]
fn long_names_and_full_tables_stay_within_the_page() {
    let long = "Maximiliane Wilhelmina von und zu Hohenlohe-Schillingsfürst-Waldenburg, geborene Żółkiewska-Αλεξανδροπούλου, genannt Мария";
    for size in SIZES {
        for pdf in all(long, size).into_iter().chain([
            quote_paper(long, 60).to_pdf(size),
            design_sheet(long, false).to_pdf(size),
        ]) {
            for (k, page) in raster::pages(pdf.unwrap()).iter().enumerate() {
                let edge = (4.0 * raster::PX_PER_MM) as usize;
                let blank = |x: usize, y: usize| page.at(x, y) == [255, 255, 255];
                let sides = (0..page.height)
                    .all(|y| (0..edge).all(|x| blank(x, y) && blank(page.width - 1 - x, y)));
                let ends = (0..page.width)
                    .all(|x| (0..edge).all(|y| blank(x, y) && blank(x, page.height - 1 - y)));
                assert!(sides && ends, "{size:?}: page {} runs over its edge", k + 1);
            }
        }
    }
}

#[test]
fn what_cannot_be_printed_is_refused_with_its_reason() {
    let error = quote_paper("李", 1)
        .to_pdf(PaperSize::A4)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("U+674E") && error.contains("Latin"),
        "{error}"
    );
    let mut sheet = design_sheet("A", false);
    sheet.pictures[0].png = b"GIF89a".to_vec();
    assert!(
        sheet
            .to_pdf(PaperSize::A4)
            .unwrap_err()
            .to_string()
            .contains("PNG")
    );
    sheet.pictures[0].png = b"\x89PNG\r\n\x1a\nand nothing more".to_vec();
    assert!(matches!(
        sheet.to_pdf(PaperSize::A4),
        Err(PaperError::Typesetting(_))
    ));
    for length in [f64::NAN, f64::INFINITY, 1e9] {
        let error = stencil_paper("A", length)
            .to_pdf(PaperSize::A4)
            .unwrap_err();
        assert!(
            matches!(
                error,
                PaperError::Value {
                    field: "sheets",
                    ..
                }
            ),
            "{error}"
        );
    }
    let empty = StencilPaper {
        sheets: Vec::new(),
        ..stencil_paper("A", 1.0)
    };
    assert!(
        empty
            .to_pdf(PaperSize::A4)
            .unwrap_err()
            .to_string()
            .contains("at least one sheet")
    );
}

#[test]
fn a_long_stencil_takes_pages_that_join() {
    let short = pages_of(stencil_paper("A", 150.0).to_pdf(PaperSize::A4).unwrap());
    let long = pages_of(stencil_paper("A", 1990.0).to_pdf(PaperSize::A4).unwrap());
    assert!(short == 1 && long >= 2, "{short} and {long} pages");
}

#[test]
fn a_record_is_printed_whatever_was_typed_into_it() {
    let odd = record_paper("Ada 🙂 לוי\u{7}");
    assert!(odd.to_pdf(PaperSize::A4).is_ok());
    let mut short = record_paper("Ada");
    short.sections[0].blocks.push(PaperBlock::Table {
        columns: PaperColumn::all([("One", 1), ("Two", 1)]),
        rows: vec![vec!["alone".into()]],
    });
    let refused = short.to_pdf(PaperSize::A4);
    assert!(matches!(
        refused,
        Err(PaperError::Value {
            field: "row of a table",
            ..
        })
    ));
}
