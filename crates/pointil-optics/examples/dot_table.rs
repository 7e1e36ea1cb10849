//! Computes the dot table: `cargo run --release -p pointil-optics --example dot_table -- data/optics/dot_table.bin [WALKS]`. Finished
//! parts are kept in a folder beside the file, so that it can be stopped and go on; remove the folder to start anew.
#![expect(clippy::print_stdout, reason = "an example reports on the terminal")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pointil_optics::DotTable;

/// Walks per part and their seed, of the table in `data/optics/`.
const WALKS: u64 = 98_304;
const SEED: u64 = 1;
/// Error of the shortened table relative to its values.
const ERROR: f64 = 1e-2;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = PathBuf::from(arguments.next().ok_or("give the file to write")?);
    let walks = arguments.next().map_or(Ok(WALKS), |walks| walks.parse())?;
    let folder = path.with_extension(format!("parts-{walks}"));
    std::fs::create_dir_all(&folder)?;
    let mut parts = Vec::new();
    for part in 0..DotTable::PARTS {
        let start = Instant::now();
        parts.push(finished(&folder.join(format!("{part}")), part, walks)?);
        println!(
            "part {} of {}: {:.0} s",
            part + 1,
            DotTable::PARTS,
            start.elapsed().as_secs_f64()
        );
    }
    let bytes = DotTable::from_parts(parts, ERROR)?.to_bytes();
    println!("{} bytes", bytes.len());
    std::fs::write(&path, bytes)?;
    Ok(())
}

/// The part, from its file if it was finished before.
fn finished(file: &Path, part: usize, walks: u64) -> Result<Vec<f64>, Box<dyn Error>> {
    if let Ok(bytes) = std::fs::read(file) {
        let (numbers, _) = bytes.as_chunks::<8>();
        return Ok(numbers.iter().map(|n| f64::from_le_bytes(*n)).collect());
    }
    let values = DotTable::tabulate(part, walks, SEED)?;
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    // Written under another name first, so that no half part is ever taken for a whole one.
    let unfinished = file.with_extension("unfinished");
    std::fs::write(&unfinished, bytes)?;
    std::fs::rename(&unfinished, file)?;
    Ok(values)
}
