//! Warnings that a guest can cause any number of times.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// At most one warning of a kind comes in this time.
const PAUSE: Duration = Duration::from_secs(60);

/// When a kind of warning may come again.
#[derive(Debug)]
pub(crate) struct Occasions(Mutex<State>);

#[derive(Debug)]
struct State {
    last: Option<Instant>,
    left_out: u64,
}

impl Occasions {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(State {
            last: None,
            left_out: 0,
        }))
    }

    /// Returns how many warnings were left out since the last one, or `None` if this one is to be
    /// left out, too.
    pub(crate) fn take(&self, now: Instant) -> Option<u64> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_early = |last| now.saturating_duration_since(last) < PAUSE;
        if state.last.is_some_and(is_early) {
            state.left_out += 1;
            return None;
        }
        state.last = Some(now);
        Some(std::mem::take(&mut state.left_out))
    }
}

/// Logs an event at the level WARN, once in a while for the whole process, and otherwise at the
/// level DEBUG.
macro_rules! warn_now_and_then {
    ($($event:tt)*) => {{
        static OCCASIONS: $crate::log::Occasions = $crate::log::Occasions::new();
        match OCCASIONS.take(::std::time::Instant::now()) {
            Some(left_out) => ::tracing::warn!(left_out, $($event)*),
            None => ::tracing::debug!($($event)*),
        }
    }};
}

pub(crate) use warn_now_and_then;

#[cfg(all(test, unix))]
mod tests {
    use super::{Occasions, PAUSE};
    use crate::error::ErrorCode;
    use crate::sys::Errno;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Level, Metadata, Subscriber};

    /// Counts the events at WARN and those at DEBUG.
    #[derive(Clone, Default)]
    struct Counts(Arc<[AtomicUsize; 2]>);

    impl Subscriber for Counts {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            let is_debug = *event.metadata().level() == Level::DEBUG;
            self.0[usize::from(is_debug)].fetch_add(1, Ordering::Relaxed);
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn one_in_a_while_and_the_others_are_counted() {
        let occasions = Occasions::new();
        let start = Instant::now();
        let nearly = PAUSE - Duration::from_millis(1);
        for (after, expected) in [
            (Duration::ZERO, Some(0)),
            (Duration::ZERO, None),
            (nearly, None),
            (PAUSE, Some(2)),
            (PAUSE + nearly, None),
            (Duration::ZERO, None),
            (PAUSE * 2, Some(2)),
            (PAUSE * 9, Some(0)),
        ] {
            assert_eq!(occasions.take(start + after), expected, "{after:?}");
        }
    }

    /// Each of these is what a guest can have again and again.
    #[test]
    fn errors_of_the_host_fill_no_log() {
        for errno in [Errno::MFILE, Errno::NFILE, Errno::NOTSOCK, Errno::ISCONN] {
            let counts = Counts::default();
            let start = Instant::now();
            tracing::subscriber::with_default(counts.clone(), || {
                for _ in 0..1000 {
                    let _ = ErrorCode::from(errno);
                }
            });
            let passed = usize::try_from(start.elapsed().as_secs() / PAUSE.as_secs()).unwrap();
            let [warnings, details] = counts
                .0
                .each_ref()
                .map(|count| count.load(Ordering::Relaxed));
            assert!(warnings <= 1 + passed, "{errno}: {warnings}");
            assert_eq!(warnings + details, 1000, "{errno}");
        }
    }
}
