//! What no design may be, before anything is laid out.

use pointil_scalp::dots::SessionShares;
use pointil_scalp::{HeadPartsError, Zone};

use super::place::Place;
use super::{Design, DotSetting, WornHair};

/// The greatest whole number that every program reads exactly.
const MOST_SEED: u64 = (1 << 53) - 1;

/// The most dots a design holds.
const MOST_DOTS: usize = 500_000;

/// The most techniques on one head.
const MOST_TECHNIQUES: usize = 64;

/// A value that no design has.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} is {value}; {allowed}")]
pub struct DesignError {
    /// Which value, as it stands in the file.
    pub field: String,
    /// The value.
    pub value: String,
    /// What is allowed, and what to do.
    pub allowed: String,
}

impl DesignError {
    pub(crate) fn new(field: &str, value: impl ToString, allowed: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            value: value.to_string(),
            allowed: allowed.into(),
        }
    }

    pub(super) fn place(field: &str, place: Place) -> Self {
        let [left, up, forward] = place.0;
        let value = format!("[{left}, {up}, {forward}]");
        Self::new(
            field,
            value,
            "give a direction to the left, up and forward, of a length above 0",
        )
    }
}

impl Design {
    /// Refuses the first value out of its range. What depends on the head, such as a patch off the scalp, is refused when it is laid
    /// out.
    ///
    /// # Errors
    /// The value, what is allowed and what to do.
    pub fn check(&self) -> Result<(), DesignError> {
        self.head_is_whole()?;
        self.shares_are_shares()?;
        for (k, own) in self.hairline.points.iter().enumerate() {
            if own.at.site().is_none() {
                return Err(DesignError::place(
                    &format!("hairline.points[{k}].at"),
                    own.at,
                ));
            }
        }
        for zone in Zone::ALL {
            let field = format!("zones.{zone}");
            let own = self.zones.get(zone).ok_or_else(|| {
                DesignError::new(&field, "missing", "give every zone its density and dots")
            })?;
            let density = own.dots_per_cm2.per_square_cm();
            within(&format!("{field}.dots_per_cm2"), density, 0.0, 250.0)?;
            if let Some(dot) = &own.dot {
                self.dot_can_be(&format!("{field}.dot"), dot)?;
            }
        }
        super::density_stroke::check(&self.density_strokes)?;
        self.dot_can_be("dot", &self.dot)?;
        for (k, shade) in self.shades.iter().enumerate() {
            let field = format!("shades[{k}]");
            shade
                .shade()
                .map_err(|e| DesignError::new(&field, &shade.key, e.to_string()))?;
        }
        self.techniques_can_be()?;
        self.ledger_can_be()?;
        if self.seed > MOST_SEED {
            return Err(DesignError::new(
                "seed",
                self.seed,
                format!("give 0 to {MOST_SEED}"),
            ));
        }
        let dots = self.dots.map_or(1, |dots| dots as usize);
        if !(1..=MOST_DOTS).contains(&dots) {
            let allowed = format!("give 1 to {MOST_DOTS} dots");
            return Err(DesignError::new("dots", dots, allowed));
        }
        Ok(())
    }

    fn head_is_whole(&self) -> Result<(), DesignError> {
        self.head.head().map(|_| ()).map_err(|error| {
            let field = match &error {
                HeadPartsError::Count { field, .. } => (*field).to_owned(),
                HeadPartsError::Range { field, .. } => field.clone(),
            };
            DesignError::new(&format!("head.{field}"), "not a head's", error.to_string())
        })
    }

    fn shares_are_shares(&self) -> Result<(), DesignError> {
        for (zone, share) in &self.hair.zones {
            within(&format!("hair.zones.{zone}"), *share, 0.0, 1.0)?;
        }
        for (name, place) in self.hair.places() {
            if place.site().is_none() {
                return Err(DesignError::place(&format!("hair.{name}"), place));
            }
        }
        let hair = self.hair.existing().check();
        hair.map_err(|error| DesignError::new("hair", "not a head's", error.to_string()))?;
        match self.hair.worn {
            None => {}
            Some(WornHair::Shaved { length_mm }) => within(
                "hair.worn.shaved.length_mm",
                length_mm,
                0.0,
                WornHair::MOST_SHAVED_MM,
            )?,
            Some(WornHair::Long { length_mm, .. }) => within(
                "hair.worn.long.length_mm",
                length_mm,
                WornHair::MOST_SHAVED_MM,
                WornHair::LONGEST_MM,
            )?,
        }
        within("edge.softness", self.edge.softness, 0.0, 1.0)?;
        within(
            "edge.share_under_hair",
            self.edge.share_under_hair,
            0.0,
            1.0,
        )?;
        within("edge.zone_blend_mm", self.edge.zone_blend_mm, 0.0, 40.0)?;
        within("edge.hair_blend_mm", self.edge.hair_blend_mm, 0.0, 80.0)?;
        if self.session_shares().is_none() {
            return Err(DesignError::new(
                "layers",
                format!("{:?}", self.layers),
                "write 1 to 8 shares that rise by 0.02 or more and end with 1, such as [0.3, 0.7, 1.0]",
            ));
        }
        Ok(())
    }

    /// The share of dots of each session; `None` where layers do not rise to 1.
    pub(crate) fn session_shares(&self) -> Option<SessionShares> {
        let last = self.layers.last().copied().unwrap_or(0.0);
        let before = core::iter::once(0.0).chain(self.layers.iter().copied());
        let shares: Vec<f64> = self
            .layers
            .iter()
            .zip(before)
            .map(|(to, from)| to - from)
            .collect();
        if (last - 1.0).abs() < 1e-9 {
            SessionShares::new(&shares).ok()
        } else {
            None
        }
    }

    fn dot_can_be(&self, field: &str, dot: &DotSetting) -> Result<(), DesignError> {
        let refused = |part: &str, value: f64, why: String| {
            DesignError::new(&format!("{field}.{part}"), value, why)
        };
        if self.shade(&dot.shade).is_none() {
            let known: Vec<&str> = self.shades.iter().map(|own| own.key.as_str()).collect();
            return Err(DesignError::new(
                &format!("{field}.shade"),
                &dot.shade,
                format!("the design\'s shades are {}", known.join(", ")),
            ));
        }
        within(&format!("{field}.diameter_mm"), dot.diameter_mm, 0.05, 0.5)?;
        dot.placement()
            .map_err(|e| refused("depth_mm", dot.depth_mm, e.to_string()))?;
        dot.dilution()
            .map_err(|e| refused("water", dot.water, e.to_string()))?;
        let needle = dot.needle;
        within(
            &format!("{field}.needle.diameter_mm"),
            needle.diameter_mm,
            0.15,
            0.4,
        )?;
        within(
            &format!("{field}.needle.points"),
            f64::from(needle.points),
            1.0,
            9.0,
        )
    }

    fn techniques_can_be(&self) -> Result<(), DesignError> {
        if self.techniques.is_empty() || self.techniques.len() > MOST_TECHNIQUES {
            return Err(DesignError::new(
                "techniques",
                format!("{} of them", self.techniques.len()),
                format!("give 1 to {MOST_TECHNIQUES}, such as full_shaved_look"),
            ));
        }
        for (k, technique) in self.techniques.iter().enumerate() {
            let field = format!("techniques[{k}]");
            for (name, place) in technique.places() {
                if place.site().is_none() {
                    return Err(DesignError::place(&format!("{field}.{name}"), place));
                }
            }
            use super::Technique as T;
            match technique {
                T::StripScar { dot: Some(dot), .. } | T::PunchScars { dot: Some(dot), .. } => {
                    self.dot_can_be(&format!("{field}.dot"), dot)?;
                }
                T::AfterTransplant { grafts_per_cm2, .. } => within(
                    &format!("{field}.grafts_per_cm2"),
                    grafts_per_cm2.per_square_cm(),
                    0.0,
                    120.0,
                )?,
                _ => {}
            }
        }
        Ok(())
    }

    fn ledger_can_be(&self) -> Result<(), DesignError> {
        let mut dots = 0;
        for (k, batch) in self.in_skin.iter().enumerate() {
            let field = format!("in_skin[{k}]");
            dots += batch.places.len();
            if dots > MOST_DOTS {
                let allowed = format!("the ledger holds at most {MOST_DOTS} dots");
                return Err(DesignError::new(&format!("{field}.places"), dots, allowed));
            }
            let numbered = batch.places.iter().enumerate();
            for (i, place) in numbered {
                if place.site().is_none() {
                    let field = format!("{field}.places[{i}]");
                    return Err(DesignError::place(&field, *place));
                }
            }
            if let Some(dot) = &batch.dot {
                self.dot_can_be(&format!("{field}.dot"), dot)?;
            }
            let sessions = self.sessions();
            if let Some(session) = batch.session
                && !(1..=sessions).contains(&usize::from(session))
            {
                return Err(DesignError::new(
                    &format!("{field}.session"),
                    session,
                    format!(
                        "the design has {sessions} sessions; add a layer, or leave the line out for work done before it"
                    ),
                ));
            }
        }
        if dots == 0 && self.is_finished() {
            return Err(DesignError::new(
                "in_skin",
                "without a dot",
                "its last session is done: list the dots of its sessions, or leave the done ones out",
            ));
        }
        Ok(())
    }
}

pub(super) fn within(field: &str, value: f64, low: f64, high: f64) -> Result<(), DesignError> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(DesignError::new(
            field,
            value,
            format!("choose {low} to {high}"),
        ))
    }
}
