//! The number tables of `data/`, compiled in: comma-separated rows below `#` comments and one header line.

/// The cells of each row after the header.
pub fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .skip(1)
        .map(|line| line.split(',').map(str::trim).collect())
}

/// The cell as a number; zero for a cell that is none (the tables are covered by tests).
pub fn number(cells: &[&str], column: usize) -> f64 {
    cells
        .get(column)
        .and_then(|cell| cell.parse().ok())
        .unwrap_or(0.0)
}
