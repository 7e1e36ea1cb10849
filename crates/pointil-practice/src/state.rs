//! Which transitions a kind of record has: one table that the code follows and the diagrams are drawn from.

use core::fmt::Write as _;

use crate::refusal::Refusal;
use crate::rule::RuleCode;

/// One transition: in state `from`, `event` leads to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// The state before.
    pub from: &'static str,
    /// What happens.
    pub event: &'static str,
    /// The state after.
    pub to: &'static str,
}

/// The transition table of one kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// The kind, as in [`crate::RecordKind::name`].
    pub name: &'static str,
    /// The states a record can begin in.
    pub starts: &'static [&'static str],
    /// Every transition there is. One event has one target in each state.
    pub arrows: &'static [Arrow],
}

impl Machine {
    /// Where an event leads from a state; none when it cannot happen there.
    pub fn target(&self, from: &str, event: &str) -> Option<&'static str> {
        self.arrows
            .iter()
            .find(|arrow| arrow.from == from && arrow.event == event)
            .map(|arrow| arrow.to)
    }

    /// Follows the table: in state `from`, `event` must lead to `to`, the name of the state that the code has made.
    ///
    /// # Errors
    /// The event cannot happen in that state, or leads elsewhere.
    pub fn follow(&self, from: &str, event: &str, to: &str) -> Result<(), Refusal> {
        match self.target(from, event) {
            Some(target) if target == to => Ok(()),
            Some(target) => Err(Refusal::new(
                RuleCode::StateWrong,
                format!(
                    "{event} of a {} that is {from} leads to {target}, not to {to}.",
                    self.name
                ),
            )),
            None => {
                let can = match self.events(from).as_slice() {
                    [] => "nothing can happen to it any more".to_owned(),
                    events => format!("possible is {}", events.join(", ")),
                };
                Err(Refusal::new(
                    RuleCode::StateWrong,
                    format!("The {} is {from}: {event} cannot happen, {can}.", self.name),
                ))
            }
        }
    }

    /// What can happen in a state, in the table's order.
    pub fn events(&self, from: &str) -> Vec<&'static str> {
        self.arrows
            .iter()
            .filter(|arrow| arrow.from == from)
            .map(|arrow| arrow.event)
            .collect()
    }

    /// Every state, in the order in which the table names them.
    pub fn states(&self) -> Vec<&'static str> {
        let mut states: Vec<&'static str> = Vec::new();
        let ends = self.arrows.iter().flat_map(|arrow| [arrow.from, arrow.to]);
        for state in self.starts.iter().copied().chain(ends) {
            if !states.contains(&state) {
                states.push(state);
            }
        }
        states
    }

    /// The states that nothing leads out of.
    pub fn ends(&self) -> Vec<&'static str> {
        let mut ends = self.states();
        ends.retain(|state| self.events(state).is_empty());
        ends
    }

    /// The table as a Mermaid state diagram.
    pub fn diagram(&self) -> String {
        let mut text = String::from("stateDiagram-v2\n");
        for start in self.starts {
            let _ = writeln!(text, "    [*] --> {start}");
        }
        for Arrow { from, event, to } in self.arrows {
            let _ = writeln!(text, "    {from} --> {to}: {event}");
        }
        for end in self.ends() {
            let _ = writeln!(text, "    {end} --> [*]");
        }
        text
    }

    /// What is wrong with the table: an event with two targets in one state, a state that no start leads to.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (place, arrow) in self.arrows.iter().enumerate() {
            let earlier = &self.arrows[..place];
            if earlier
                .iter()
                .any(|other| other.from == arrow.from && other.event == arrow.event)
            {
                faults.push(format!(
                    "{}: {} has two targets in {}",
                    self.name, arrow.event, arrow.from
                ));
            }
        }
        let mut reached: Vec<&str> = self.starts.to_vec();
        let mut next = 0;
        while let Some(&from) = reached.get(next) {
            for arrow in self.arrows.iter().filter(|arrow| arrow.from == from) {
                if !reached.contains(&arrow.to) {
                    reached.push(arrow.to);
                }
            }
            next += 1;
        }
        for state in self.states() {
            if !reached.contains(&state) {
                faults.push(format!("{}: nothing leads to {state}", self.name));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOOR: Machine = Machine {
        name: "door",
        starts: &["shut"],
        arrows: &[
            Arrow {
                from: "shut",
                event: "open",
                to: "open",
            },
            Arrow {
                from: "open",
                event: "shut",
                to: "shut",
            },
            Arrow {
                from: "shut",
                event: "brick_up",
                to: "wall",
            },
        ],
    };

    #[test]
    fn a_table_says_where_an_event_leads_and_where_it_cannot_happen() {
        assert_eq!(DOOR.target("shut", "open"), Some("open"));
        assert_eq!(DOOR.target("wall", "open"), None);
        assert_eq!(DOOR.events("shut"), ["open", "brick_up"]);
        assert_eq!(DOOR.ends(), ["wall"]);
        assert!(DOOR.faults().is_empty());
    }

    #[test]
    fn a_step_that_the_table_does_not_have_is_refused_with_what_is_possible() {
        assert_eq!(DOOR.follow("shut", "open", "open"), Ok(()));
        let refused = DOOR.follow("open", "open", "open");
        assert!(refused.is_err_and(|refusal| refusal.found.contains("possible is shut")));
        let refused = DOOR.follow("wall", "open", "open");
        assert!(refused.is_err_and(|refusal| refusal.found.contains("nothing can happen")));
        assert!(DOOR.follow("shut", "open", "wall").is_err());
    }

    #[test]
    fn a_table_with_two_targets_or_an_island_is_found() {
        let arrows = &[
            Arrow {
                from: "a",
                event: "go",
                to: "b",
            },
            Arrow {
                from: "a",
                event: "go",
                to: "c",
            },
            Arrow {
                from: "d",
                event: "go",
                to: "e",
            },
        ];
        let machine = Machine {
            name: "island",
            starts: &["a"],
            arrows,
        };
        assert_eq!(machine.faults().len(), 3);
    }

    #[test]
    fn a_diagram_shows_every_arrow() {
        let text = DOOR.diagram();
        assert!(text.contains("[*] --> shut") && text.contains("shut --> wall: brick_up"));
        assert!(text.contains("wall --> [*]"));
    }
}
