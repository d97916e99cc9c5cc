//! Asking again instead of going to sleep.

use std::cell::Cell;
use std::thread::LocalKey;
use std::time::{Duration, Instant};

/// For how long to ask: about as long as it takes to send a thread to sleep and to wake it, so that to ask in vain costs
/// at most as much again. On a virtual machine, where processors have to be woken as well, that is long.
pub(crate) const INSTANT: Duration = Duration::from_micros(50);

/// How many times at most go by until it is tried once more.
const LONGEST_BREAK: u32 = 63;

/// Whether it has been worth while on a thread. Each time that it was not, the break until it is tried again gets twice
/// as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Eagerness {
    /// How many times are left of the break.
    rest: u32,
    /// How long the last break was.
    length: u32,
}

/// What a thread has learnt about one kind of waiting.
pub(crate) type Experience = &'static LocalKey<Cell<Eagerness>>;

impl Eagerness {
    pub(crate) const fn new() -> Self {
        Self { rest: 0, length: 0 }
    }

    /// Whether to ask this time.
    fn next(&mut self) -> bool {
        let eager = self.rest == 0;
        self.rest = self.rest.saturating_sub(1);
        eager
    }

    fn learn(&mut self, was_worth_while: bool) {
        self.length = match was_worth_while {
            true => 0,
            false => LONGEST_BREAK.min(self.length * 2 + 1),
        };
        self.rest = self.length;
    }
}

/// Whom the asking keeps waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manners {
    /// Nobody: other tasks of the runtime have their turns.
    InTurns,
    /// Whoever else needs the thread.
    OnThread,
}

/// Asks for an instant whether something is there, unless that was in vain too often.
///
/// # Errors
///
/// Those of `ask`.
pub(crate) async fn ask_again<E>(
    experience: Experience,
    manners: Manners,
    ask: impl Fn() -> Result<bool, E>,
) -> Result<bool, E> {
    if !update(experience, Eagerness::next) {
        return Ok(false);
    }
    let start = Instant::now();
    let mut answer = false;
    while !answer && start.elapsed() < INSTANT {
        if manners == Manners::InTurns {
            tokio::task::yield_now().await;
        }
        answer = ask()?;
    }
    update(experience, |eagerness| eagerness.learn(answer));
    Ok(answer)
}

fn update<R>(experience: Experience, body: impl FnOnce(&mut Eagerness) -> R) -> R {
    experience.with(|cell| {
        let mut eagerness = cell.get();
        let result = body(&mut eagerness);
        cell.set(eagerness);
        result
    })
}

#[cfg(test)]
mod tests {
    use super::Eagerness;

    #[test]
    fn what_is_in_vain_is_tried_ever_less() {
        let mut eagerness = Eagerness::new();
        let mut breaks = Vec::new();
        for _ in 0..8 {
            assert!(eagerness.next());
            eagerness.learn(false);
            breaks.push((0..).take_while(|_| !eagerness.next()).count());
            eagerness.rest = 0;
        }
        assert_eq!(breaks, [1, 3, 7, 15, 31, 63, 63, 63]);
        eagerness.learn(true);
        assert!(eagerness.next() && eagerness.next());
    }
}
