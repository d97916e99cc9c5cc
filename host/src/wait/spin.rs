//! Asking again instead of going to sleep.

use std::cell::Cell;
use std::thread::LocalKey;
use std::time::{Duration, Instant};

/// For how long to ask: about as long as it takes to send a thread to sleep and to wake it, so that to ask in vain costs
/// at most as much again. On a virtual machine, where processors have to be woken as well, that is long.
pub(crate) const INSTANT: Duration = Duration::from_micros(50);

/// How many times at most go by until it is tried once more.
const LONGEST_BREAK: u32 = 63;

/// Where to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// In the runtime, which has other things to do meanwhile: they have their turns.
    InRuntime,
    /// On the thread, which is held. For host functions that block anyway.
    OnThread,
}

impl Waiting {
    /// Where to wait when host functions may block the thread, or when they may not.
    #[cfg_attr(
        not(any(feature = "p2", test)),
        expect(
            dead_code,
            reason = "in WASI 0.3 a guest has other things to do while it waits"
        )
    )]
    pub(crate) fn new(may_block: bool) -> Self {
        match may_block {
            true => Self::OnThread,
            false => Self::InRuntime,
        }
    }
}

/// Whether it has been worth while on a thread, for one kind of waiting. Each time that it was not, the break until it is
/// tried again gets twice as long.
#[derive(Debug)]
pub(crate) struct Eagerness {
    /// How many times are left of the break.
    rest: Cell<u32>,
    /// How long the last break was.
    length: Cell<u32>,
}

impl Eagerness {
    pub(crate) const fn new() -> Self {
        Self {
            rest: Cell::new(0),
            length: Cell::new(0),
        }
    }

    /// Whether to ask this time.
    fn next(&self) -> bool {
        let rest = self.rest.get();
        self.rest.set(rest.saturating_sub(1));
        rest == 0
    }

    fn learn(&self, was_worth_while: bool) {
        let length = match was_worth_while {
            true => 0,
            false => LONGEST_BREAK.min(self.length.get() * 2 + 1),
        };
        self.length.set(length);
        self.rest.set(length);
    }
}

/// Asks for an instant whether something is there, unless that was in vain too often.
///
/// # Errors
///
/// Those of `ask`.
pub(crate) async fn ask_again<E>(
    eagerness: &'static LocalKey<Eagerness>,
    waiting: Waiting,
    ask: impl Fn() -> Result<bool, E>,
) -> Result<bool, E> {
    if !eagerness.with(Eagerness::next) {
        return Ok(false);
    }
    let start = Instant::now();
    let mut answer = false;
    while !answer && start.elapsed() < INSTANT {
        if waiting == Waiting::InRuntime {
            tokio::task::yield_now().await;
        }
        answer = ask()?;
    }
    eagerness.with(|eagerness| eagerness.learn(answer));
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::Eagerness;

    #[test]
    fn what_is_in_vain_is_tried_ever_less() {
        let eagerness = Eagerness::new();
        let mut breaks = Vec::new();
        for _ in 0..8 {
            assert!(eagerness.next());
            eagerness.learn(false);
            breaks.push((0..).take_while(|_| !eagerness.next()).count());
            eagerness.rest.set(0);
        }
        assert_eq!(breaks, [1, 3, 7, 15, 31, 63, 63, 63]);
        eagerness.learn(true);
        assert!(eagerness.next() && eagerness.next());
    }
}
