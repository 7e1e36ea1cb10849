//! What `pointil forecast` is asked.

use std::path::PathBuf;

use crate::work::WorkArguments;

/// Which work, on whom, and what the studio has seen of its own.
#[derive(Debug, clap::Args)]
pub struct ForecastArguments {
    /// The work.
    #[command(flatten)]
    pub work: WorkArguments,
    /// Years after healing to look at.
    #[arg(long, value_delimiter = ',', default_values_t = [1.0, 2.0, 3.0, 5.0, 8.0], allow_negative_numbers = true)]
    pub years: Vec<f64>,
    /// Clients drawn for the ranges: 64 put their ends within a sixth, 256 within a twelfth.
    #[arg(long, default_value_t = 128, value_parser = draws)]
    pub clients: usize,
    /// Darkness measured on the studio's own healed photographs (CSV; docs/time.md says how).
    #[arg(long)]
    pub photographs: Option<PathBuf>,
    /// The client of the photographs that the forecast is for: their own course, not a new client's.
    #[arg(long, requires = "photographs")]
    pub client: Option<String>,
}

fn draws(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (8..=4096).contains(count));
    count.ok_or_else(|| format!("{text:?} is no number of clients; give 8 to 4096"))
}
