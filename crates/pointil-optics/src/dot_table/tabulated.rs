//! The table as the optics of dots in one skin.

use super::{DotColumn, DotTable, DotTableError, PreparedSkin, SizeError};
use crate::fading::AgedColumn;
use crate::spectrum::Spectrum;
use crate::tissue::{SkinModel, SkinModelError, SkinTissue};
use crate::treated_skin::{DotOptics, UnknownColumn};

/// Dots in one skin by the table.
#[derive(Clone, Debug, PartialEq)]
pub struct TabulatedDots {
    skin: PreparedSkin<'static>,
}

/// A skin that has no tabulated dots.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TabulatedDotsError {
    /// The table compiled in.
    #[error(transparent)]
    Table(#[from] DotTableError),
    /// The skin.
    #[error(transparent)]
    Skin(#[from] SkinModelError),
    /// Its layers.
    #[error(transparent)]
    Size(#[from] SizeError),
}

impl TabulatedDots {
    /// For dots in this skin.
    ///
    /// # Errors
    /// None for tissue that could be made.
    pub fn new(model: &SkinModel, tissue: &SkinTissue) -> Result<Self, TabulatedDotsError> {
        Ok(Self {
            skin: DotTable::load()?.prepare(&model.dot_skin(tissue)?)?,
        })
    }
}

fn size(column: &AgedColumn) -> DotColumn {
    DotColumn {
        radius_mm: 0.5 * column.diameter_mm,
        top_mm: column.depth_mm,
        length_mm: column.length_mm,
    }
}

fn unknown(column: &AgedColumn, wrong: SizeError) -> UnknownColumn {
    UnknownColumn {
        diameter_mm: column.diameter_mm,
        depth_mm: column.depth_mm,
        length_mm: column.length_mm,
        reason: wrong.to_string(),
    }
}

impl DotOptics for TabulatedDots {
    fn area_loss(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
    ) -> Result<Spectrum, UnknownColumn> {
        let area = self.skin.area_mm2(&size(column), absorption);
        area.map_err(|wrong| unknown(column, wrong))
    }

    fn loss_at(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
        away_mm: &[f64],
    ) -> Result<Vec<Spectrum>, UnknownColumn> {
        let loss = self.skin.loss(&size(column), absorption);
        let loss = loss.map_err(|wrong| unknown(column, wrong))?;
        Ok(away_mm.iter().map(|away| loss.at(*away)).collect())
    }
}
