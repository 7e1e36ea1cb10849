//! Named shades as data: recipes of pigments that a studio edits.

use super::material::PigmentMaterial;
use super::{Ink, InkComponent, InkError, Particles};
use crate::table::{Table, TableError};

/// A named shade of ink as it comes out of the bottle.
#[derive(Clone, Debug, PartialEq)]
pub struct Shade {
    /// Its name in files and commands, such as `dark_brown`.
    pub key: String,
    /// Its recipe.
    pub ink: Ink,
}

/// Shades in the order of their table.
#[derive(Clone, Debug, PartialEq)]
pub struct ShadeCatalogue {
    shades: Vec<Shade>,
}

/// A catalogue that cannot be read, or a shade it does not have.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ShadeError {
    /// The text is too long.
    #[error(
        "a catalogue of shades of {bytes} bytes; at most {} are read",
        ShadeCatalogue::MOST_BYTES
    )]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// A fault in the table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A pigment that there is none of.
    #[error(
        "shade {shade:?}: no pigment {material:?}; there are carbon_black, hematite, magnetite, rutile"
    )]
    Material {
        /// The shade.
        shade: String,
        /// What stands there.
        material: String,
    },
    /// A recipe that cannot be.
    #[error("shade {shade:?}: {source}")]
    Ink {
        /// The shade.
        shade: String,
        /// Why not.
        source: InkError,
    },
    /// A shade that is not in the catalogue.
    #[error("no shade {key:?}; there are {known}")]
    Unknown {
        /// The key asked for.
        key: String,
        /// All keys.
        known: String,
    },
}

impl ShadeCatalogue {
    /// Longer texts are no catalogue of shades.
    pub const MOST_BYTES: usize = 1 << 20;

    /// The shades that Pointil knows (`data/optics/ink_shades.csv`, grade D: recipes in the spirit of what is sold, no
    /// maker's).
    ///
    /// # Errors
    /// None for the table compiled in.
    pub fn built_in() -> Result<Self, ShadeError> {
        Self::parse(include_str!("../../../../data/optics/ink_shades.csv"))
    }

    /// From a table with the columns `shade`, `material`, `diameter_nm` and `mg_per_ml`, one row per pigment of a shade.
    ///
    /// # Errors
    /// Text too long, a column missing, a number that is none, an unknown pigment, a concentration out of range.
    pub fn parse(text: &str) -> Result<Self, ShadeError> {
        if text.len() > Self::MOST_BYTES {
            return Err(ShadeError::TooLong { bytes: text.len() });
        }
        let table = Table::parse("shades", text)?;
        let keys = table.texts("shade")?;
        let materials = table.texts("material")?;
        let diameters = table.numbers("diameter_nm")?;
        let concentrations = table.numbers("mg_per_ml")?;
        let mut recipes: Vec<(String, Vec<InkComponent>)> = Vec::new();
        for (k, key) in keys.iter().enumerate() {
            let material =
                PigmentMaterial::of_key(materials[k]).ok_or_else(|| ShadeError::Material {
                    shade: (*key).to_owned(),
                    material: materials[k].to_owned(),
                })?;
            let component = InkComponent {
                particles: Particles {
                    material,
                    diameter_nm: diameters[k] as u32,
                },
                mg_per_ml: concentrations[k],
            };
            match recipes.iter_mut().find(|(own, _)| own == key) {
                Some((_, recipe)) => recipe.push(component),
                None => recipes.push(((*key).to_owned(), vec![component])),
            }
        }
        let shades = recipes
            .into_iter()
            .map(|(key, recipe)| match Ink::new(recipe) {
                Ok(ink) => Ok(Shade { key, ink }),
                Err(source) => Err(ShadeError::Ink { shade: key, source }),
            });
        Ok(Self {
            shades: shades.collect::<Result<_, _>>()?,
        })
    }

    /// All shades.
    pub fn shades(&self) -> &[Shade] {
        &self.shades
    }

    /// The shade of this key.
    ///
    /// # Errors
    /// No such shade.
    pub fn shade(&self, key: &str) -> Result<&Shade, ShadeError> {
        let found = self.shades.iter().find(|shade| shade.key == key);
        found.ok_or_else(|| {
            let known: Vec<&str> = self.shades.iter().map(|shade| shade.key.as_str()).collect();
            ShadeError::Unknown {
                key: key.to_owned(),
                known: known.join(", "),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_run_from_grey_to_warm() {
        let catalogue = ShadeCatalogue::built_in().unwrap();
        let warmth = |key: &str| {
            let absorption = catalogue.shade(key).unwrap().ink.absorption().unwrap();
            absorption.at(450.0).unwrap() / absorption.at(650.0).unwrap()
        };
        let order = [
            "black",
            "soft_black",
            "dark_brown",
            "mid_brown",
            "light_brown",
        ];
        let all: Vec<f64> = order.into_iter().map(warmth).collect();
        assert!(all.windows(2).all(|w| w[0] < w[1]), "{all:?}");
        let unknown = catalogue.shade("purple").unwrap_err().to_string();
        assert!(
            unknown.contains("no shade \"purple\"; there are black"),
            "{unknown}"
        );
    }

    #[test]
    fn faults_of_an_edited_catalogue_are_named() {
        let said = |rows: &str| {
            let text = format!("shade,material,diameter_nm,mg_per_ml\n{rows}");
            ShadeCatalogue::parse(&text).unwrap_err().to_string()
        };
        assert!(said("mine,soot,100,5").contains("shade \"mine\": no pigment \"soot\""));
        assert!(said("mine,hematite,50,5").contains("hematite of 50 nm is not tabulated"));
        assert!(said("mine,hematite,100,-5").contains("hematite at -5 mg/ml"));
        assert!(said("mine,hematite,100,much").contains("\"much\" is not a number"));
        let long = "#".repeat(ShadeCatalogue::MOST_BYTES + 1);
        assert!(
            ShadeCatalogue::parse(&long)
                .unwrap_err()
                .to_string()
                .contains("1048577 bytes")
        );
        assert!(
            ShadeCatalogue::parse("shade\nblack\n")
                .unwrap_err()
                .to_string()
                .contains("no column")
        );
    }
}
