//! Number tables: comma-separated rows below `#` comments and one header line.

use crate::spectrum::{Beyond, Spectrum, SpectrumError};

/// A number table that cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TableError {
    /// A column is missing.
    #[error("{table}: no column {column:?}; it has {has}")]
    NoColumn {
        /// The table's name.
        table: String,
        /// The column asked for.
        column: &'static str,
        /// The columns there are.
        has: String,
    },
    /// A row has fewer or more cells than the header.
    #[error("{table}, row {row} below the header: {cells} cells; the header has {columns}")]
    Ragged {
        /// The table's name.
        table: String,
        /// The row, from 1.
        row: usize,
        /// Its cells.
        cells: usize,
        /// The header's cells.
        columns: usize,
    },
    /// A cell is not a number.
    #[error("{table}, row {row} below the header, column {column:?}: {cell:?} is not a number")]
    NotNumber {
        /// The table's name.
        table: String,
        /// The row, from 1.
        row: usize,
        /// The column.
        column: &'static str,
        /// What stands there.
        cell: String,
    },
    /// A column does not make a spectrum.
    #[error("{table}, column {column:?}: {source}")]
    Spectrum {
        /// The table's name.
        table: String,
        /// The column.
        column: &'static str,
        /// Why not.
        source: SpectrumError,
    },
}

/// A table as it was read: cells are text until asked for as numbers.
pub(crate) struct Table<'t> {
    name: &'t str,
    columns: Vec<&'t str>,
    rows: Vec<Vec<&'t str>>,
}

impl<'t> Table<'t> {
    /// Reads `text`; `name` is what errors call it.
    pub(crate) fn parse(name: &'t str, text: &'t str) -> Result<Self, TableError> {
        let mut lines = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
            .map(|line| line.split(',').map(str::trim).collect::<Vec<_>>());
        let columns = lines.next().unwrap_or_default();
        let rows: Vec<_> = lines.collect();
        match rows.iter().position(|row| row.len() != columns.len()) {
            None => Ok(Self {
                name,
                columns,
                rows,
            }),
            Some(k) => Err(TableError::Ragged {
                table: name.to_owned(),
                row: k + 1,
                cells: rows[k].len(),
                columns: columns.len(),
            }),
        }
    }

    /// The cells of one column.
    pub(crate) fn texts(&self, column: &'static str) -> Result<Vec<&'t str>, TableError> {
        let k = self.columns.iter().position(|own| *own == column);
        let k = k.ok_or_else(|| TableError::NoColumn {
            table: self.name.to_owned(),
            column,
            has: self.columns.join(", "),
        })?;
        Ok(self.rows.iter().map(|row| row[k]).collect())
    }

    /// One column as numbers.
    pub(crate) fn numbers(&self, column: &'static str) -> Result<Vec<f64>, TableError> {
        let texts = self.texts(column)?.into_iter().enumerate();
        texts
            .map(|(k, cell)| {
                cell.parse().map_err(|_| TableError::NotNumber {
                    table: self.name.to_owned(),
                    row: k + 1,
                    column,
                    cell: cell.to_owned(),
                })
            })
            .collect()
    }

    /// Samples of one column over the column `wavelength_nm`, from the rows that `keep` picks by their number from 0.
    pub(crate) fn samples(
        &self,
        column: &'static str,
        keep: impl Fn(usize) -> bool,
    ) -> Result<Vec<(f64, f64)>, TableError> {
        let pairs = self
            .numbers("wavelength_nm")?
            .into_iter()
            .zip(self.numbers(column)?);
        let kept = pairs.enumerate().filter(|(k, _)| keep(*k));
        Ok(kept.map(|(_, pair)| pair).collect())
    }

    /// One column over the column `wavelength_nm` as a spectrum.
    pub(crate) fn spectrum(
        &self,
        column: &'static str,
        beyond: Beyond,
    ) -> Result<Spectrum, TableError> {
        let samples = self.samples(column, |_| true)?;
        self.resample(column, &samples, beyond)
    }

    /// Samples taken from `column` as a spectrum.
    pub(crate) fn resample(
        &self,
        column: &'static str,
        samples: &[(f64, f64)],
        beyond: Beyond,
    ) -> Result<Spectrum, TableError> {
        Spectrum::from_samples(samples, beyond).map_err(|source| TableError::Spectrum {
            table: self.name.to_owned(),
            column,
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_and_its_faults_are_named() {
        let text = "# a note\nwavelength_nm,a,b\n380, 1,2\n780,3,x\n";
        let table = Table::parse("t", text).unwrap();
        assert_eq!(table.numbers("a").unwrap(), [1.0, 3.0]);
        let said = |error: TableError| error.to_string();
        assert!(said(table.numbers("b").unwrap_err()).contains("row 2"));
        assert!(said(table.numbers("c").unwrap_err()).contains("wavelength_nm, a, b"));
        assert!(said(table.spectrum("a", Beyond::Refuse).unwrap_err()).contains("380"));
        assert!(Table::parse("t", "a,b\n1,2\n1\n").is_err());
    }
}
