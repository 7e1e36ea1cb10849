//! How long ago a session was, as people say it.

use std::str::FromStr;

use pointil_optics::{DAYS_PER_YEAR, HEALED_DAYS, LONGEST_YEARS};

/// Days since the session.
#[derive(Clone, Debug, PartialEq)]
pub struct Age {
    days: f64,
    words: String,
}

impl Age {
    /// Once the work has healed.
    pub fn healed() -> Self {
        Self {
            days: HEALED_DAYS,
            words: "healed".to_owned(),
        }
    }

    /// In days.
    pub const fn days(&self) -> f64 {
        self.days
    }

    /// In words.
    pub fn words(&self) -> &str {
        &self.words
    }
}

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = |days: f64, words: &str| {
            Ok(Self {
                days,
                words: words.to_owned(),
            })
        };
        match text {
            "fresh" => return named(0.0, "fresh"),
            "healed" => return named(HEALED_DAYS, "healed"),
            _ => {}
        }
        let refused = |what: &str| {
            Err(format!(
                "{what}; give fresh, healed, or a number of days, weeks or years since the session up to {LONGEST_YEARS}y, as 5d, 3w, 2y"
            ))
        };
        let unit = text.chars().next_back().unwrap_or(' ');
        let (days, unit) = match unit {
            'd' => (1.0, "day"),
            'w' => (7.0, "week"),
            'y' => (DAYS_PER_YEAR, "year"),
            _ => return refused(&format!("{text:?} is no age")),
        };
        let Ok(count) = text[..text.len() - 1].parse::<f64>() else {
            return refused(&format!("{text:?} is no age"));
        };
        let plural = if (count - 1.0).abs() < 1e-9 { "" } else { "s" };
        let words = format!("{count} {unit}{plural}");
        let age = count * days;
        if (0.0..=LONGEST_YEARS * DAYS_PER_YEAR).contains(&age) {
            Ok(Self { days: age, words })
        } else {
            refused(&format!("an age of {words}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_as_they_are_said() {
        let days = |text: &str| text.parse::<Age>().unwrap().days();
        assert_eq!((days("fresh"), days("healed")), (0.0, HEALED_DAYS));
        assert!((days("6w") - 42.0).abs() < 1e-12 && (days("3d") - 3.0).abs() < 1e-12);
        assert!((days("2.5y") - 2.5 * DAYS_PER_YEAR).abs() < 1e-9);
        assert_eq!("1y".parse::<Age>().unwrap().words(), "1 year");
        assert_eq!("8w".parse::<Age>().unwrap().words(), "8 weeks");
    }

    #[test]
    fn what_is_no_age_says_what_is() {
        for text in ["99y", "-1y", "NaNd", "soon", "", "y", "5", "é"] {
            let said = text.parse::<Age>().unwrap_err();
            assert!(said.contains("up to 30y"), "{said}");
        }
        assert!(
            "99y"
                .parse::<Age>()
                .unwrap_err()
                .contains("an age of 99 years")
        );
    }
}
