//! Every gate of a session, at the real doors: the page and the API refuse by it, and open when it is mended.
//!
//! Each case begins with a copy of one studio in which a session is planned for today and nothing stands in the way but what is done on the day.

mod health;
mod paper;
pub mod people;
mod things;
pub mod world;

use std::collections::BTreeSet;

use pointil_practice::gate::GATES;

/// Runs cases, each on a studio of its own, and says which gates they were for.
macro_rules! cases {
    ($($case:path),+ $(,)?) => {{
        let fixture = crate::gates::world::Fixture::made().await;
        $(
            let mut world = fixture.copied().await;
            println!("{}", stringify!($case));
            $case(&mut world).await;
            world.was_opened();
        )+
    }};
}
pub(crate) use cases;

/// The gates that the cases in the files of this folder are for, by the names of their functions.
fn tried() -> BTreeSet<String> {
    let files = [
        include_str!("health.rs"),
        include_str!("paper.rs"),
        include_str!("people.rs"),
        include_str!("things.rs"),
    ];
    let refused = files
        .iter()
        .flat_map(|text| text.split("refused(\"").skip(1));
    refused
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_gate_has_its_case() {
    let all: BTreeSet<String> = GATES.iter().map(ToString::to_string).collect();
    assert_eq!(tried(), all);
}
