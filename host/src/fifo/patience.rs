//! How an end of a FIFO waits before it sleeps.

use crate::wait::spin::{self as eagerness, Eagerness, Waiting};
use std::cell::Cell;
use std::time::Duration;

/// How long the moment is.
const MOMENT: Duration = Duration::from_micros(200);

thread_local! {
    /// Whether the last moment of this thread was worth while. If not, whoever else waits on it does not try: a guest
    /// that polls a thousand streams would wait a thousand moments.
    static PATIENT: Cell<bool> = const { Cell::new(true) };
    static EAGERNESS: Eagerness = const { Eagerness::new() };
}

impl Waiting {
    /// Asks until the answer is yes, for as long as that is better than to be woken by the runtime: again and again for an
    /// instant, and on a thread then with a moment in the kernel. To be woken by the runtime means two switches of
    /// threads, and the other end of a FIFO that is in use is faster than that.
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
        if eagerness::ask_again(&EAGERNESS, self, || ask(Duration::ZERO)).await? {
            return Ok(true);
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

#[cfg(test)]
mod tests {
    use super::{Duration, MOMENT, Waiting};
    use crate::wait::spin::INSTANT;
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
    fn one_wait_in_vain_is_enough() {
        let thread = std::thread::spawn(|| {
            let (thread, runtime) = (Waiting::new(true), Waiting::new(false));
            assert_eq!(wait(thread, 0), (true, vec![Duration::ZERO]));
            let start = std::time::Instant::now();
            let (answer, asked) = wait(thread, usize::MAX);
            assert!(!answer && start.elapsed() >= INSTANT);
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
