//! What time alone changes. Whoever looks after the records passes by from time to time and gives each its next state when its time is over;
//! whether it is, the record's own transitions say.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::appointment::Appointment;
use crate::check_in::CheckIn;
use crate::lot::Lot;
use crate::record::PracticeRecord;
use crate::review::Review;
use crate::screening::Screening;
use crate::waiting::Waiting;

/// A record that changes when nobody does anything.
pub trait Elapse: PracticeRecord + Clone {
    /// What it has become by `now`, on the day that it is in the studio; none when it stays as it is.
    fn elapsed(&self, now: Timestamp, today: Date) -> Option<Self>;
}

impl Elapse for Appointment {
    /// A time is kept free no longer.
    fn elapsed(&self, now: Timestamp, _: Date) -> Option<Self> {
        self.clone().lapse(now).ok()
    }
}

impl Elapse for Waiting {
    /// An offer has run out.
    fn elapsed(&self, now: Timestamp, _: Date) -> Option<Self> {
        self.clone().lapse(now).ok()
    }
}

impl Elapse for CheckIn {
    /// A question was not answered: it is asked again for as long as the first time; after too many, somebody calls.
    fn elapsed(&self, now: Timestamp, _: Date) -> Option<Self> {
        if !self.asked {
            return None;
        }
        let time = self.answer_by.duration_since(self.ask_at);
        let missed = self.clone().miss(now).ok()?;
        let again = now.checked_add(time).ok();
        let again = again.and_then(|until| missed.clone().ask_again(now, until).ok());
        again.or_else(|| missed.hand_over(now).ok())
    }
}

impl Elapse for Review {
    /// It was not answered.
    fn elapsed(&self, now: Timestamp, _: Date) -> Option<Self> {
        self.clone().miss(now).ok()
    }
}

impl Elapse for Lot {
    /// Its last day is over.
    fn elapsed(&self, _: Timestamp, today: Date) -> Option<Self> {
        self.clone().expire(today).ok()
    }
}

impl Elapse for Screening {
    /// It counts no longer.
    fn elapsed(&self, _: Timestamp, today: Date) -> Option<Self> {
        self.clone().expire(today).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aftercare::PlannedCheckIn;
    use crate::check_in::CheckInState;
    use crate::lot::LotKind;
    use crate::sample;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 2);

    fn question() -> CheckIn {
        let planned = PlannedCheckIn {
            day: 3,
            due: sample::at(0),
            answer_by: sample::at(24),
        };
        let record = sample::record(1);
        CheckIn::planned(
            record,
            sample::client(1),
            record,
            sample::person(1),
            planned,
        )
    }

    #[test]
    fn a_question_is_asked_again_once_and_then_somebody_calls() {
        let first = question();
        assert_eq!(first.elapsed(sample::at(23), TODAY), None);
        let again = first.elapsed(sample::at(30), TODAY).unwrap();
        assert_eq!(again.state(), "due");
        assert_eq!((again.missed, again.answer_by), (1, sample::at(54)));
        assert_eq!(again.elapsed(sample::at(53), TODAY), None);
        let call = again.elapsed(sample::at(54), TODAY).unwrap();
        assert!(matches!(call.stands(), CheckInState::ToCall { .. }));
        // Silence never closes it.
        assert_eq!(call.elapsed(sample::at(5000), TODAY), None);
    }

    #[test]
    fn what_a_client_tells_unasked_is_never_missed() {
        let own = question();
        let told = CheckIn::unasked(
            own.id,
            own.client,
            own.session,
            own.practitioner,
            3,
            own.ask_at,
        );
        assert_eq!(told.elapsed(sample::at(5000), TODAY), None);
    }

    #[test]
    fn a_lot_is_over_on_the_day_after_its_last() {
        let lot = sample::lot(7, LotKind::Pigment);
        let last = lot.facts.expiry;
        assert_eq!(lot.elapsed(sample::at(0), last), None);
        let over = lot
            .elapsed(sample::at(0), last.tomorrow().unwrap())
            .unwrap();
        assert_eq!(over.state(), "expired");
        assert_eq!(over.elapsed(sample::at(0), last.tomorrow().unwrap()), None);
    }
}
