//! Heads with their own hair, shaved and long, by pattern: `cargo run --release -p pointil-render --example hair_heads -- FILE.png`.

#![expect(clippy::print_stderr, reason = "it says how long each picture took")]

use pointil_optics::{
    BLACK_HAIR, FitzpatrickType, Gloss, Illuminant, LinearRgb, ShavedHair, Skin, SkinModel,
    TabulatedDots, TissueParameters, TreatedSkin, Viewing,
};
use pointil_render::{
    Dot, Frame, HairLook, HairStyle, Picture, StandardAngle, Studio, View, composite, contact_sheet,
};
use pointil_scalp::{
    Bvh, DensityGround, FollicularUnitDensity, FollicularUnits, Hair, HairField, HairPattern,
    Hairline, HairlineParameters, HairlinePoint, Head, HeadMeasurements, Landmark, Mannequin, Mm,
    PictureSize, Point, Sex, Surface, SurfaceCurve, ZoneLayout, ZoneMap,
};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const SIZE: PictureSize = PictureSize {
    width: 400,
    height: 500,
};

/// Pictures are drawn so much larger and reduced.
const LARGER: u32 = 2;

const ANGLES: [StandardAngle; 5] = [
    StandardAngle::Front,
    StandardAngle::LeftThreeQuarter,
    StandardAngle::Top,
    StandardAngle::Left,
    StandardAngle::Back,
];

/// A pattern and how the hair is worn.
struct Worn {
    pattern: &'static str,
    sex: Sex,
    length_mm: f64,
    parted: bool,
}

const ROWS: [Worn; 4] = [
    Worn {
        pattern: "Norwood V",
        sex: Sex::Male,
        length_mm: 0.3,
        parted: false,
    },
    Worn {
        pattern: "full",
        sex: Sex::Female,
        length_mm: 300.0,
        parted: true,
    },
    Worn {
        pattern: "Ludwig II",
        sex: Sex::Female,
        length_mm: 300.0,
        parted: true,
    },
    Worn {
        pattern: "diffuse top 0.5",
        sex: Sex::Male,
        length_mm: 60.0,
        parted: false,
    },
];

fn main() -> Outcome<()> {
    let file = std::env::args()
        .nth(1)
        .ok_or("name the PNG file to write")?;
    let only = std::env::args().nth(2);
    let rows = ROWS
        .iter()
        .filter(|own| only.as_ref().is_none_or(|only| own.pattern == only));
    let mut frames = Vec::new();
    for own in rows {
        frames.extend(row(own)?);
    }
    std::fs::write(file, contact_sheet(&frames, ANGLES.len() as u32)?.to_png()?)?;
    Ok(())
}

fn row(own: &Worn) -> Outcome<Vec<Frame>> {
    let head = Head::from_measurements(&HeadMeasurements {
        sex: own.sex,
        ..HeadMeasurements::default()
    })?;
    let parameters = match own.sex {
        Sex::Female => HairlineParameters::rounded_female(&head),
        _ => HairlineParameters::mature_male(&head),
    };
    let hairline = Hairline::new(&head, parameters)?;
    let zones = ZoneMap::new(&head, &hairline, ZoneLayout::default())?;
    let ground = DensityGround::new(&zones, &hairline);
    let pattern: HairPattern = own.pattern.parse()?;
    let field = HairField::new(&ground, &pattern.into(), Mm::new(30.0))?;
    let units = FollicularUnits::new(&head, FollicularUnitDensity::new(100.0), 5)?;
    let hairs = units.hairs(&head, &field);
    let mesh = Mannequin::new(&head).mesh(2.0);
    let bvh = Bvh::new(&mesh);
    let studio = Studio::new(mesh, head.landmarks().clone(), &bvh);
    let mut frames = Vec::new();
    for angle in ANGLES {
        let started = std::time::Instant::now();
        let picture = if own.length_mm > 1.5 {
            long(own, (&head, &hairline), (&studio, &bvh), &hairs, angle)?
        } else {
            shaved(own, (&studio, &bvh), &hairs, angle)?
        };
        eprintln!(
            "{}, {}: {:.2?}, {} hairs",
            own.pattern,
            angle.name(),
            started.elapsed(),
            hairs.len()
        );
        frames.push(Frame {
            label: format!("{}, {}", own.pattern, angle.name()),
            picture: picture.reduced(LARGER)?,
        });
    }
    Ok(frames)
}

fn large() -> PictureSize {
    PictureSize {
        width: SIZE.width * LARGER,
        height: SIZE.height * LARGER,
    }
}

fn shaved(
    own: &Worn,
    (studio, bvh): (&Studio, &Bvh),
    hairs: &[Hair],
    angle: StandardAngle,
) -> Outcome<Picture> {
    let model = SkinModel::new()?;
    let tissue = model.of_type(FitzpatrickType::III, TissueParameters::LIVING_SCATTERING)?;
    let dots = TabulatedDots::new(&model, &tissue)?;
    let skin = TreatedSkin::new(&model, &tissue, Box::new(dots), Gloss::Included)?;
    let stubble = ShavedHair {
        length_mm: own.length_mm,
        ..ShavedHair::typical(BLACK_HAIR)
    };
    let appearance = skin.hair_appearance(&stubble, &Viewing::under(Illuminant::D65)?)?;
    let points: Vec<Dot> = hairs
        .iter()
        .map(|hair| Dot {
            position: hair.root,
            normal: hair.normal,
            appearance,
        })
        .collect();
    let camera = angle.camera(large());
    let view = View {
        picture: &studio.photograph(&camera, Skin::of_type(FitzpatrickType::III))?,
        camera: &camera,
        sharpness_px: 0.6,
        occluder: bvh,
        mask: None,
        redness: None,
    };
    Ok(composite(&view, &points)?)
}

fn long(
    own: &Worn,
    (head, hairline): (&Head, &Hairline),
    (studio, bvh): (&Studio, &Bvh),
    hairs: &[Hair],
    angle: StandardAngle,
) -> Outcome<Picture> {
    let part_line: Vec<Point> = if own.parted {
        let front = hairline.site(HairlinePoint::MidFrontalPoint);
        let vertex = head.site(head.landmark(Landmark::Vertex));
        SurfaceCurve::straight(head, &[front, vertex])?
            .points()
            .to_vec()
    } else {
        Vec::new()
    };
    let style = HairStyle {
        length_mm: own.length_mm,
        part_line,
    };
    let look = HairLook {
        shaft_mm: 0.077,
        colour: LinearRgb::from(BLACK_HAIR),
    };
    let started = std::time::Instant::now();
    let hair = studio.combed(bvh, hairs, &style, look);
    eprintln!("combed in {:.2?}", started.elapsed());
    let camera = angle.camera(large());
    let bare = studio.photograph(&camera, Skin::of_type(FitzpatrickType::III))?;
    Ok(studio.hair_layer(&camera, &hair).over(&bare))
}
