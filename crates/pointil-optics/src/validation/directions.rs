//! Totals by adding–doubling with few and many directions: more only help.

use super::{ALLOWED, CaseKind, Comparison, Method, ValidationCase, ValidationError, totals};

/// The totals of every stack, worst of all, with each number of directions.
pub(super) fn case() -> ValidationCase {
    ValidationCase::new(CaseKind::Directions, "directions", |_| {
        Ok(vec![
            worst::<8>(8e-3)?,
            worst::<16>(ALLOWED)?,
            worst::<32>(1e-4)?,
            worst::<64>(1e-5)?,
            worst::<128>(1e-5)?,
        ])
    })
}

fn worst<const N: usize>(allowed: f64) -> Result<Comparison, ValidationError> {
    let mut worst: f64 = 0.0;
    for case in totals::all()? {
        worst = worst.max(case.error_with::<N>()?);
    }
    let what = format!("{N} directions: error of all totals, worst");
    let by = Method::AddingDoubling;
    Ok(Comparison::error(what, by, worst, allowed))
}
