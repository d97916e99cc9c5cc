//! Where to wait first, and how.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// Where an end of a FIFO waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// In the runtime, which has other things to do meanwhile. Before it sleeps, the end asks again for an instant, in
    /// turns with all others.
    InRuntime,
    /// For an instant by asking again, then for a moment in the kernel, which holds the thread, and only then in the
    /// runtime. For host functions that block anyway: to be woken by the runtime means two switches of threads, and the
    /// other end of a FIFO that is in use is faster than that.
    OnThread,
}

/// How long the moment is.
const MOMENT: Duration = Duration::from_micros(200);

/// How long the instant is: about as long as it takes to send a thread to sleep and to wake it, so that to ask in vain
/// costs at most as much again. On a virtual machine, where processors have to be woken as well, that is long.
const EAGER: Duration = Duration::from_micros(50);

/// How many waits at most go by until a thread is eager once more.
const LONGEST_BREAK: u32 = 63;

thread_local! {
    /// Whether the last moment of this thread was worth while. If not, whoever else waits on it does not try: a guest
    /// that polls a thousand streams would wait a thousand moments.
    static PATIENT: Cell<bool> = const { Cell::new(true) };
    static EAGERNESS: Cell<Eagerness> = const { Cell::new(Eagerness { rest: 0, length: 0 }) };
}

/// Whether asking again and again has been worth while on a thread. Each time that it was not, the break until it is
/// tried again gets twice as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Eagerness {
    /// How many waits are left of the break.
    rest: u32,
    /// How long the last break was.
    length: u32,
}

impl Eagerness {
    /// Whether to be eager in this wait.
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

    /// Asks until the answer is yes, for as long as that is better than to be woken by the runtime.
    ///
    /// `ask` gets a time to wait for the answer, and may come back earlier.
    ///
    /// # Errors
    ///
    /// Those of `ask`.
    pub(super) async fn a_moment<E>(
        self,
        ask: impl Fn(Duration) -> Result<bool, E>,
    ) -> Result<bool, E> {
        if ask(Duration::ZERO)? {
            return Ok(true);
        }
        if with_eagerness(Eagerness::next) {
            let start = Instant::now();
            while start.elapsed() < EAGER {
                if self == Self::InRuntime {
                    tokio::task::yield_now().await;
                }
                if ask(Duration::ZERO)? {
                    with_eagerness(|eagerness| eagerness.learn(true));
                    return Ok(true);
                }
            }
            with_eagerness(|eagerness| eagerness.learn(false));
        }
        if self == Self::InRuntime || !PATIENT.get() {
            return Ok(false);
        }
        let answer = ask(MOMENT)?;
        PATIENT.set(answer);
        Ok(answer)
    }

    /// Takes note of the end of a wait in the runtime: the next moment may be worth while.
    pub(super) fn was_woken(self) {
        if self == Self::OnThread {
            PATIENT.set(true);
        }
    }
}

fn with_eagerness<R>(body: impl FnOnce(&mut Eagerness) -> R) -> R {
    let mut eagerness = EAGERNESS.get();
    let result = body(&mut eagerness);
    EAGERNESS.set(eagerness);
    result
}

#[cfg(test)]
mod tests {
    use super::{Duration, EAGER, Eagerness, MOMENT, Waiting};
    use std::cell::RefCell;
    use std::convert::Infallible;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// Waits for an answer that comes at the `nth` time, and says for which times it was waited.
    fn wait(waiting: Waiting, nth: usize) -> (bool, Vec<Duration>) {
        let asked = RefCell::new(Vec::new());
        let mut moment = pin!(waiting.a_moment(|limit| {
            asked.borrow_mut().push(limit);
            Ok::<_, Infallible>(asked.borrow().len() > nth)
        }));
        let mut context = Context::from_waker(Waker::noop());
        let Ok(answer) = loop {
            if let Poll::Ready(answer) = moment.as_mut().poll(&mut context) {
                break answer;
            }
        };
        (answer, asked.take())
    }

    #[test]
    fn eagerness_that_fails_is_tried_ever_less() {
        let mut eagerness = Eagerness { rest: 0, length: 0 };
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

    #[test]
    fn one_wait_in_vain_is_enough() {
        let thread = std::thread::spawn(|| {
            let (thread, runtime) = (Waiting::new(true), Waiting::new(false));
            assert_eq!(wait(thread, 0), (true, vec![Duration::ZERO]));
            let start = std::time::Instant::now();
            let (answer, asked) = wait(thread, usize::MAX);
            assert!(!answer && start.elapsed() >= EAGER);
            let (last, others) = asked.split_last().expect("it asked");
            assert_eq!(*last, MOMENT);
            assert!(others.iter().all(Duration::is_zero));

            // Now it neither asks often nor waits, until something has come after all.
            assert_eq!(wait(thread, 1), (false, vec![Duration::ZERO]));
            runtime.was_woken();
            let (_, asked) = wait(thread, usize::MAX);
            assert!(asked.iter().all(Duration::is_zero));
            thread.was_woken();
            assert_eq!(wait(thread, 1), (true, vec![Duration::ZERO, MOMENT]));
        });
        thread.join().expect("no assertion fails");
    }

    #[test]
    fn what_comes_at_once_is_waited_for_without_sleep() {
        let thread = std::thread::spawn(|| {
            for waiting in [Waiting::new(true), Waiting::new(false)] {
                // Where others take the processor away for so long, "at once" is over.
                let without_sleep = (true, vec![Duration::ZERO; 3]);
                assert!((0..10_000).any(|_| wait(waiting, 2) == without_sleep));
            }
            let (answer, asked) = wait(Waiting::new(false), usize::MAX);
            assert!(!answer && asked.iter().all(Duration::is_zero));
        });
        thread.join().expect("no assertion fails");
    }
}
