//! How much each region is felt.

use pointil_scalp::Zone;

/// How much work in a zone is felt, from 0 not at all to 10 the worst pain there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comfort {
    /// What most clients say at least.
    pub low: f64,
    /// And at most.
    pub high: f64,
    /// Whether practitioners contradict each other about it.
    pub disputed: bool,
}

/// A zone that the table of comfort does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("zone_comfort.csv has no whole row for {zone}")]
pub struct ComfortTableError {
    /// The zone.
    pub zone: Zone,
}

impl Comfort {
    /// Of a zone, from `data/zone_comfort.csv`.
    ///
    /// # Errors
    /// None while the table is whole, which a test sees to.
    pub fn of(zone: Zone) -> Result<Self, ComfortTableError> {
        let name = zone.name();
        let name = name.strip_suffix("_left").unwrap_or(name);
        let name = name.strip_suffix("_right").unwrap_or(name);
        let found = include_str!("../../../../data/zone_comfort.csv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .find_map(|line| {
                let mut cells = line.split(',').map(str::trim);
                (cells.next()? == name).then_some(())?;
                let low = cells.next()?.parse().ok()?;
                let high = cells.next()?.parse().ok()?;
                let disputed = cells.next()? == "yes";
                Some(Self {
                    low,
                    high,
                    disputed,
                })
            });
        found.ok_or(ComfortTableError { zone })
    }

    /// In a few words.
    pub fn words(self) -> String {
        let disputed = if self.disputed { ", disputed" } else { "" };
        format!("{:.0} to {:.0} of 10{disputed}", self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_is_felt_somehow() {
        for zone in Zone::ALL {
            let comfort = Comfort::of(*zone).unwrap();
            assert!(0.0 <= comfort.low && comfort.low < comfort.high && comfort.high <= 10.0);
            assert_eq!(Comfort::of(zone.mirrored()), Ok(comfort));
        }
        assert_eq!(
            Comfort::of(Zone::Crown).unwrap().words(),
            "1 to 5 of 10, disputed"
        );
    }
}
