//! Ink in skin: an independent model's numbers, and laws.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use pointil_optics::{
    DEPOSITED_SHARE, Dilution, FitzpatrickType, Gloss, Illuminant, Ink, InkSheet, Lab,
    ShadeCatalogue, SkinModel, Spectrum, TissueParameters, Viewing,
};

const LIVING: f64 = TissueParameters::LIVING_SCATTERING;

struct Patch {
    model: SkinModel,
    viewing: Viewing,
    ink: Ink,
}

impl Patch {
    fn new(shade: &str) -> Self {
        let catalogue = ShadeCatalogue::built_in().unwrap();
        let ink = &catalogue.shade(shade).unwrap().ink;
        Self {
            model: SkinModel::new().unwrap(),
            viewing: Viewing::under(Illuminant::D65).unwrap(),
            ink: ink.deposited(DEPOSITED_SHARE).unwrap(),
        }
    }

    fn spectrum(&self, fitzpatrick: FitzpatrickType, water: f64, top_mm: f64) -> Spectrum {
        let tissue = self.model.of_type(fitzpatrick, LIVING).unwrap();
        let ink = self.ink.diluted(Dilution::parts(1.0, water).unwrap());
        let sheet = InkSheet::new(&ink, top_mm, 0.3).unwrap();
        self.model
            .reflectance_of_sheet(&tissue, &sheet, Gloss::Excluded)
            .unwrap()
    }

    fn lab(&self, fitzpatrick: FitzpatrickType, water: f64, top_mm: f64) -> Lab {
        self.viewing.lab(&self.spectrum(fitzpatrick, water, top_mm))
    }
}

/// Ink without pigment is skin; more of it is darker at every wavelength, deeper is lighter.
#[test]
fn more_ink_is_darker_and_deeper_lighter() {
    let patch = Patch::new("black");
    let tissue = patch.model.of_type(FitzpatrickType::II, LIVING).unwrap();
    let skin = patch.model.reflectance(&tissue, Gloss::Excluded).unwrap();
    let nothing = InkSheet::new(&Ink::new(vec![]).unwrap(), 0.2, 0.3).unwrap();
    let same = patch
        .model
        .reflectance_of_sheet(&tissue, &nothing, Gloss::Excluded)
        .unwrap();
    for (a, b) in same.values().iter().zip(skin.values()) {
        assert!((a - b).abs() < 1e-10, "{a} {b}");
    }
    let mut last = skin;
    for water in [199.0, 50.0, 20.0, 5.0, 1.0, 0.0] {
        let now = patch.spectrum(FitzpatrickType::II, water, 0.2);
        assert!(
            now.values()
                .iter()
                .zip(last.values())
                .all(|(now, last)| now < last),
            "{water}"
        );
        last = now;
    }
    let depths = [0.0, 0.1, 0.2, 0.4, 0.8, 1.6];
    let all = depths.map(|top| patch.lab(FitzpatrickType::II, 3.0, top).l);
    assert!(all.windows(2).all(|w| w[0] < w[1]), "{all:?}");
}

/// Red light goes deeper than blue, so of it more is lost the deeper the ink lies (Kienle 1996): beside the skin black
/// looks bluish. Brown ink less so.
#[test]
fn black_turns_blue_with_depth() {
    let black = Patch::new("black");
    for fitzpatrick in FitzpatrickType::ALL {
        let tissue = black.model.of_type(fitzpatrick, LIVING).unwrap();
        let skin = black.model.reflectance(&tissue, Gloss::Excluded).unwrap();
        let depths = [0.1, 0.2, 0.4, 0.8];
        let seen = depths.map(|top| {
            let ink = black.spectrum(fitzpatrick, 3.0, top);
            black.viewing.lab_within(&ink, &skin)
        });
        println!("{fitzpatrick:?} from {depths:?} mm, eye used to the skin: {seen:.1?}");
        assert!(seen.iter().all(|lab| lab.b < -1.0), "not bluish");
        let red_to_blue = depths.map(|top| {
            let ink = black.spectrum(fitzpatrick, 3.0, top);
            let lost = |nm: f64| 1.0 - ink.at(nm).unwrap() / skin.at(nm).unwrap();
            lost(650.0) / lost(450.0)
        });
        assert!(
            red_to_blue.windows(2).all(|w| w[0] < w[1]),
            "{red_to_blue:?}"
        );
    }
    let brown = Patch::new("dark_brown");
    let of = |patch: &Patch| patch.lab(FitzpatrickType::II, 3.0, 0.2).b;
    assert!(of(&brown) > of(&black) + 1.0);
}

#[test]
fn ink_outside_the_skin_is_refused() {
    let patch = Patch::new("black");
    let said = |top, thickness| {
        InkSheet::new(&patch.ink, top, thickness)
            .unwrap_err()
            .to_string()
    };
    assert!(said(-0.1, 0.3).starts_with("ink -0.1 mm under the surface; it is 0 to 5 mm"));
    assert!(said(0.1, 0.0).starts_with("a layer of ink 0 mm thick"));
    assert!(said(f64::NAN, 0.3).contains("NaN"));
}
