//! Means and covariances of head measurements, computed from the people of ANSUR II.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};

/// The derived table.
pub const TABLE: &str = "data/ansur2_head_statistics.csv";

const COLUMNS: [&str; 4] = [
    "head_length",
    "head_breadth",
    "head_circumference",
    "tragion_to_top",
];

/// Writes the table anew.
pub fn write(root: &Path) -> Result<()> {
    let text = table(root)?;
    std::fs::write(root.join(TABLE), text).context(TABLE)
}

/// The table's text.
pub fn table(root: &Path) -> Result<String> {
    let people = std::fs::read_to_string(root.join("data/ansur2_heads.csv"))?;
    let rows: Vec<(&str, [f64; 4])> = people
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let mut values = [0.0; 4];
            for (value, cell) in values
                .iter_mut()
                .zip(cells.get(1..5).context("five cells a row")?)
            {
                *value = cell.parse().with_context(|| line.to_owned())?;
            }
            Ok((cells[0], values))
        })
        .collect::<Result<_>>()?;
    let mut out = String::from(
        "# Source: computed from ansur2_heads.csv (ANSUR II, public domain) by `cargo xtask anthropometry`: means (mm) and covariances (mm²)\n\
         # of the four head measurements. `any` takes all subjects together, two men to one woman.\n\
         sex,row,head_length,head_breadth,head_circumference,tragion_to_top\n",
    );
    for sex in ["female", "male", "any"] {
        let group: Vec<[f64; 4]> = rows
            .iter()
            .filter(|(own, _)| sex == "any" || *own == sex)
            .map(|(_, values)| *values)
            .collect();
        let count = group.len() as f64;
        let mean: [f64; 4] =
            std::array::from_fn(|k| group.iter().map(|v| v[k]).sum::<f64>() / count);
        line(&mut out, sex, "mean", mean)?;
        for (r, name) in COLUMNS.into_iter().enumerate() {
            let product = |c: usize| {
                group
                    .iter()
                    .map(|v| (v[r] - mean[r]) * (v[c] - mean[c]))
                    .sum::<f64>()
                    / count
            };
            line(&mut out, sex, name, std::array::from_fn(product))?;
        }
    }
    Ok(out)
}

fn line(out: &mut String, sex: &str, row: &str, values: [f64; 4]) -> Result<()> {
    let [a, b, c, d] = values;
    Ok(writeln!(out, "{sex},{row},{a:.4},{b:.4},{c:.4},{d:.4}")?)
}
