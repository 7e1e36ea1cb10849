//! The table as the optics of dots in one skin.

use super::{DotColumn, DotLoss, DotSkin, DotTable, DotTableError};
use crate::fading::AgedColumn;
use crate::spectrum::Spectrum;
use crate::tissue::{SkinModel, SkinModelError, SkinTissue};
use crate::treated_skin::{DotOptics, UnknownColumn};

/// Dots in one skin by the table.
#[derive(Clone, Debug, PartialEq)]
pub struct TabulatedDots {
    table: &'static DotTable,
    skin: DotSkin,
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
}

impl TabulatedDots {
    /// For dots in this skin.
    ///
    /// # Errors
    /// None for tissue that could be made.
    pub fn new(model: &SkinModel, tissue: &SkinTissue) -> Result<Self, TabulatedDotsError> {
        Ok(Self {
            table: DotTable::load()?,
            skin: model.dot_skin(tissue)?,
        })
    }

    fn loss(&self, column: &AgedColumn, absorption: &Spectrum) -> Result<DotLoss, UnknownColumn> {
        let own = DotColumn {
            radius_mm: 0.5 * column.diameter_mm,
            top_mm: column.depth_mm,
            length_mm: column.length_mm,
        };
        let loss = self.table.loss(&self.skin, &own, absorption);
        loss.map_err(|wrong| UnknownColumn {
            diameter_mm: column.diameter_mm,
            depth_mm: column.depth_mm,
            length_mm: column.length_mm,
            reason: wrong.to_string(),
        })
    }
}

impl DotOptics for TabulatedDots {
    fn area_loss(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
    ) -> Result<Spectrum, UnknownColumn> {
        Ok(*self.loss(column, absorption)?.area_mm2())
    }

    fn loss_at(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
        away_mm: &[f64],
    ) -> Result<Vec<Spectrum>, UnknownColumn> {
        let loss = self.loss(column, absorption)?;
        Ok(away_mm.iter().map(|away| loss.at(*away)).collect())
    }
}
