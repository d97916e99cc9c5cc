//! Where to wait first.

use std::cell::Cell;
use std::time::Duration;

/// Where an end of a FIFO waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// In the runtime, which has other things to do meanwhile.
    InRuntime,
    /// For a moment in the kernel, which holds the thread, and only then in the runtime. For host functions that block
    /// anyway: to be woken by the runtime means two switches of threads, and the other end of a FIFO that is in use is
    /// faster than that.
    OnThread,
}

/// How long the moment is.
const MOMENT: Duration = Duration::from_micros(200);

thread_local! {
    /// Whether the last wait of this thread was worth while. If not, whoever else waits on it does not try: a guest
    /// that polls a thousand streams would wait a thousand moments.
    static PATIENT: Cell<bool> = const { Cell::new(true) };
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

    /// For how long the thread may wait now.
    pub(super) fn moment(self) -> Duration {
        match self {
            Self::OnThread if PATIENT.get() => MOMENT,
            Self::OnThread | Self::InRuntime => Duration::ZERO,
        }
    }

    /// Takes note of whether there was something at the end of a wait.
    pub(super) fn learn(self, was_worth_while: bool) {
        if self == Self::OnThread {
            PATIENT.set(was_worth_while);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, MOMENT, Waiting};

    #[test]
    fn one_wait_in_vain_is_enough() {
        let thread = std::thread::spawn(|| {
            let waiting = Waiting::new(true);
            assert_eq!(waiting.moment(), MOMENT);
            waiting.learn(false);
            Waiting::new(false).learn(true);
            assert_eq!(waiting.moment(), Duration::ZERO);
            waiting.learn(true);
            assert_eq!(waiting.moment(), MOMENT);
            assert_eq!(Waiting::new(false).moment(), Duration::ZERO);
        });
        thread.join().expect("no assertion fails");
    }
}
