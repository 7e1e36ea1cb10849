//! Dots that earlier sessions of the same design left in the skin, read from the table that `pointil export dots` wrote.

use std::path::Path;

use pointil_scalp::{Head, Point, Surface};

use super::read::bounded;
use crate::failure::Failure;

/// The largest table that is read: a million dots.
const MOST_BYTES: u64 = 128 << 20;

/// The most dots that a table may hold.
const MOST_DOTS: usize = 1_000_000;

/// A dot farther than this from the head's skin was measured on another head.
const FARTHEST_MM: f64 = 5.0;

/// A dot in the skin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DotInSkin {
    /// Where.
    pub point: Point,
    /// The session it was placed in, from 1.
    pub session: usize,
}

/// The dots of the table at `path` that were placed in the first `done` sessions, checked against `head`.
pub fn dots_in_skin(path: &Path, done: usize, head: &Head) -> Result<Vec<DotInSkin>, Failure> {
    let shown = path.display().to_string();
    let text = String::from_utf8(bounded(path, MOST_BYTES)?).map_err(|_| {
        Failure::input(format!(
            "{shown}: not a text file; give the dots.csv of pointil export dots"
        ))
    })?;
    let dots = parsed(&text, done).map_err(|failure| failure.at(&shown))?;
    let off = |dot: &&DotInSkin| head.project(dot.point).distance(dot.point) > FARTHEST_MM;
    if let Some(dot) = dots.iter().find(off) {
        let away = head.project(dot.point).distance(dot.point);
        return Err(Failure::input(format!(
            "{shown}: a dot lies {away:.0} mm off this head's skin; give the dots of the same head, at most {FARTHEST_MM} mm off"
        )));
    }
    Ok(dots)
}

fn parsed(text: &str, done: usize) -> Result<Vec<DotInSkin>, Failure> {
    let mut lines = text.lines();
    let heading = lines.next().unwrap_or("");
    if !heading.starts_with("x,y,z,session,") {
        return Err(Failure::input(
            "does not begin with x,y,z,session; give the dots.csv of pointil export dots",
        ));
    }
    let mut dots = Vec::new();
    for (k, line) in lines.enumerate() {
        let row = k + 2;
        let mut cells = line.split(',');
        let mut number = |name: &str| {
            let cell = cells.next().unwrap_or("").trim();
            match cell.parse::<f64>() {
                Ok(value) if value.is_finite() && value.abs() < 1000.0 => Ok(value),
                _ => Err(Failure::input(format!(
                    "line {row}: {name} is \"{cell}\"; write a number of millimetres below 1000"
                ))),
            }
        };
        let (x, y, z) = (number("x")?, number("y")?, number("z")?);
        let session = number("session")?;
        if session.fract() != 0.0 || !(0.0..=8.0).contains(&session) {
            return Err(Failure::input(format!(
                "line {row}: session is {session}; write 0 to 8"
            )));
        }
        if session as usize > done {
            continue;
        }
        if dots.len() == MOST_DOTS {
            return Err(Failure::input(format!(
                "holds more than {MOST_DOTS} dots in the skin; give fewer"
            )));
        }
        dots.push(DotInSkin {
            point: Point::new(x, y, z),
            session: session as usize,
        });
    }
    Ok(dots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sessions_that_were_done_count() {
        let text = "x,y,z,session,density\n1,2,3,1,80\n4,5,6,2,80\n7,8,9,0,0\n";
        let dots = parsed(text, 1).unwrap();
        assert_eq!(dots.len(), 2);
        assert_eq!((dots[0].session, dots[1].session), (1, 0));
        assert_eq!(dots[0].point, Point::new(1.0, 2.0, 3.0));
    }

    #[test]
    fn bad_rows_are_named() {
        for (text, told) in [
            ("left,up\n", "x,y,z,session"),
            ("x,y,z,session,d\n1,2,nan,1\n", "line 2: z is \"nan\""),
            (
                "x,y,z,session,d\n1,2,3,1\n1,2,3,9\n",
                "line 3: session is 9",
            ),
            ("x,y,z,session,d\n1,2\n", "line 2: z is \"\""),
        ] {
            let message = parsed(text, 3).unwrap_err().to_string();
            assert!(message.contains(told), "{message}");
        }
    }
}
