//! Skin with a black layer at several depths, against an independent program: what a dot as wide as a coin does.

use super::{Comparison, Method, ValidationError};
use crate::colour::{Illuminant, Lab, Viewing};
use crate::layers::{Layer, LayerStack};
use crate::monte_carlo::{Beam, Column, Escapes, Estimate, ImplausibleColumn, MonteCarlo, Photons};
use crate::spectrum::Spectrum;
use crate::table::Table;
use crate::tissue::{Gloss, SkinModel, SkinModelError, SkinTissue, TissueParameters};

const TABLE: &str = include_str!("../../../../data/optics/black_layer_depth.csv");

/// Thickness of the layer in millimetres and its absorption per millimetre at 550 nm.
const THICKNESS_MM: f64 = 0.4;
const BLACKNESS: f64 = 10.0;

/// Radius in millimetres of a column that no light from its middle gets around.
const ENDLESS_MM: f64 = 30.0;

/// How the name of light skin that scatters as living skin does ends.
const LIVING: &str = "light invivo";

/// The program is within 0.05 of CIELAB: in dark skin 0.3 % of the light.
const COLOUR_ALLOWED: f64 = 0.1;
const CONTRAST_ALLOWED: f64 = 3e-3;
const CONTRAST_ERROR: f64 = 1e-3;

/// One skin with a black layer at several depths.
#[derive(Clone, Debug)]
pub(super) struct BlackLayersCase {
    pub(super) name: String,
    tissue: SkinTissue,
    bare: Lab,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    top_mm: f64,
    colour: Lab,
    /// At 450 and 650 nm: the share of the skin's light that the layer takes.
    contrasts: [f64; 2],
}

const CONTRASTS_NM: [f64; 2] = [450.0, 650.0];

/// All skins of the table.
pub(super) fn all() -> Result<Vec<BlackLayersCase>, ValidationError> {
    let table = Table::parse("black_layer_depth.csv", TABLE)?;
    let (skins, tops) = (table.texts("skin")?, table.texts("z_top_mm")?);
    let column = |name| table.numbers(name);
    let lab = [column("L")?, column("a")?, column("b_star")?];
    let contrasts = [column("contrast450")?, column("contrast650")?];
    let (melanosomes, blood, oxygenation) = (column("fmel")?, column("fblood")?, column("S")?);
    let (scattering, power) = (column("a_musp500_per_mm")?, column("b")?);
    let mut cases: Vec<BlackLayersCase> = Vec::new();
    for k in 0..skins.len() {
        let colour = Lab::new(lab[0][k], lab[1][k], lab[2][k]);
        let Ok(top_mm) = tops[k].parse() else {
            // The row of the bare skin, the first of each.
            let tissue = SkinTissue::new(TissueParameters {
                melanosomes: melanosomes[k],
                papillary_blood: blood[k],
                reticular_blood: blood[k],
                oxygenation: oxygenation[k],
                dermal_scattering: scattering[k],
                epidermal_scattering: scattering[k],
                scattering_power: power[k],
                melanin_power: 3.33,
                bloodless: 1.0,
                vessel_radius_mm: 0.01,
                ..TissueParameters::SCALP
            });
            cases.push(BlackLayersCase {
                name: format!("black layer in {}", skins[k].replace('_', " ")),
                tissue: tissue.map_err(SkinModelError::Tissue)?,
                bare: colour,
                rows: Vec::new(),
            });
            continue;
        };
        if let Some(case) = cases.last_mut() {
            let contrasts = [contrasts[0][k], contrasts[1][k]];
            case.rows.push(Row {
                top_mm,
                colour,
                contrasts,
            });
        }
    }
    Ok(cases)
}

/// A black layer as a column so wide that no light from its middle gets around it.
pub(super) fn column(top_mm: f64) -> Result<Column, ImplausibleColumn> {
    Column::new([0.0, 0.0], ENDLESS_MM, top_mm, THICKNESS_MM)
}

/// Tops in millimetres and colours of black layers in light skin with the scattering of living dermis, and what they absorb per millimetre
/// at 550 nm.
pub(super) fn in_living_light_skin() -> Result<(Vec<(f64, Lab)>, f64), ValidationError> {
    let living = all()?.into_iter().find(|case| case.name.ends_with(LIVING));
    let rows = living.into_iter().flat_map(|case| case.rows);
    Ok((
        rows.map(|row| (row.top_mm, row.colour)).collect(),
        BLACKNESS,
    ))
}

impl BlackLayersCase {
    /// Epidermis over endless dermis, with a black layer or without.
    fn stack(
        &self,
        model: &SkinModel,
        nm: f64,
        top_mm: Option<f64>,
    ) -> Result<LayerStack, ValidationError> {
        let skin = model.layers(&self.tissue, nm)?;
        let (epidermis, dermis) = (skin.layers()[0], skin.layers()[1]);
        let below = Layer {
            thickness: f64::INFINITY,
            ..dermis
        };
        let layers = match top_mm {
            None => vec![epidermis, below],
            Some(top) => vec![
                epidermis,
                Layer {
                    thickness: top - epidermis.thickness,
                    ..dermis
                },
                Layer {
                    mu_a: dermis.mu_a + BLACKNESS * 550.0 / nm,
                    thickness: THICKNESS_MM,
                    ..dermis
                },
                below,
            ],
        };
        Ok(LayerStack::new(1.0, layers, below.refractive_index)?)
    }

    fn spectrum(
        &self,
        model: &SkinModel,
        top_mm: Option<f64>,
    ) -> Result<Spectrum, ValidationError> {
        let mut values = [0.0; Spectrum::COUNT];
        for (value, nm) in values.iter_mut().zip(Spectrum::wavelengths()) {
            let stack = self.stack(model, nm, top_mm)?;
            *value = model.reflectance_of_layers(&stack, Gloss::Included)?;
        }
        Ok(Spectrum::from_values(values))
    }

    pub(super) fn run(&self, photons: Photons) -> Result<Vec<Comparison>, ValidationError> {
        let model = SkinModel::new()?;
        let viewing = Viewing::under(Illuminant::D65)?;
        let bare = self.spectrum(&model, None)?;
        let mut out = self.coordinates("bare", self.bare, viewing.lab(&bare));
        let walks = self.walks(&model, photons)?;
        for (number, row) in self.rows.iter().enumerate() {
            let place = format!("top {} mm", row.top_mm);
            let black = self.spectrum(&model, Some(row.top_mm))?;
            out.extend(self.coordinates(&place, row.colour, viewing.lab(&black)));
            for (k, nm) in CONTRASTS_NM.into_iter().enumerate() {
                let values = [bare.at(nm), black.at(nm)].map(|v| v.map_err(SkinModelError::from));
                let [bare, black] = values;
                let what = format!("{} {place}, contrast at {nm} nm", self.name);
                let truth = row.contrasts[k];
                out.push(Comparison::within(
                    what.clone(),
                    Method::AddingDoubling,
                    truth,
                    1.0 - black? / bare?,
                    CONTRAST_ALLOWED,
                ));
                let ours = walks[k].contrast(number, self.rows.len());
                out.push(Comparison::sampled(what, truth, CONTRAST_ERROR, ours));
            }
        }
        Ok(out)
    }

    fn coordinates(&self, place: &str, truth: Lab, ours: Lab) -> Vec<Comparison> {
        let pairs = [
            ("L*", truth.l, ours.l),
            ("a*", truth.a, ours.a),
            ("b*", truth.b, ours.b),
        ];
        let compared = pairs.map(|(what, truth, ours)| {
            let what = format!("{} {place}, {what}", self.name);
            Comparison::within(what, Method::AddingDoubling, truth, ours, COLOUR_ALLOWED)
        });
        compared.to_vec()
    }

    /// Walks at each wavelength with a column for each depth.
    fn walks(&self, model: &SkinModel, photons: Photons) -> Result<Vec<Walks>, ValidationError> {
        let mut columns = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            columns.push(column(row.top_mm)?);
        }
        let mut walks = Vec::with_capacity(CONTRASTS_NM.len());
        for (nm, number) in CONTRASTS_NM.into_iter().zip(0_u64..) {
            let stack = self.stack(model, nm, None)?;
            let absorption = stack.layers().iter().map(|layer| layer.mu_a).collect();
            let photons = Photons {
                seed: photons.seed.wrapping_mul(2).wrapping_add(number),
                ..photons
            };
            let specular = stack.specular();
            let escapes =
                MonteCarlo::new(stack)?.escapes(Beam::pencil(0.0, 0.0), &columns, photons);
            walks.push(Walks {
                escapes,
                absorption,
                blackness: BLACKNESS * 550.0 / nm,
                specular,
            });
        }
        Ok(walks)
    }
}

struct Walks {
    escapes: Escapes,
    absorption: Vec<f64>,
    blackness: f64,
    specular: f64,
}

impl Walks {
    /// The share of the skin's light, the mirrored included, that one of the columns takes.
    fn contrast(&self, column: usize, columns: usize) -> Estimate {
        let mut mu_a = vec![0.0; columns];
        mu_a[column] = self.blackness;
        let bare = self.specular + self.escapes.reflectance(&self.absorption, &[]).mean;
        let lost = self.escapes.loss(&self.absorption, &mu_a);
        let contrast = lost.mean / bare;
        // Both come from the same walks: the ratio's error is that of what is left around it.
        let left = self
            .escapes
            .mean(|walk| walk.kept(&self.absorption) * (1.0 - walk.passed(&mu_a) - contrast));
        Estimate {
            mean: contrast,
            standard_error: left.standard_error / bare,
        }
    }
}
