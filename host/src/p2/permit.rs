//! What a guest may write to a FIFO before it asks again.

use crate::fifo::PIPE_BUF;

/// The longest run of permits of [`PIPE_BUF`], as a power of two.
const MAX_RUN: u32 = 5;

/// The number of bytes that `check-write` has permitted, less those that were written since.
///
/// To ask a pipe for all its room takes two system calls that lock it, against a reader on another
/// processor. A guest that writes no more than [`PIPE_BUF`] bytes at a time has no use for the
/// answer, so after such a write the next permits are [`PIPE_BUF`]. A guest that uses up such a
/// permit may want more: it gets all the room every second time at first, and every 33rd time at
/// last if it never uses it.
#[derive(Debug, Default)]
pub(super) struct Permit {
    given: usize,
    left: usize,
    /// How many permits of [`PIPE_BUF`] the guest will use up before it gets all the room.
    small: u32,
    /// The binary logarithm of the last `small`.
    run: u32,
}

impl Permit {
    /// Returns whether to ask for all the room, and not only for that of [`PIPE_BUF`] bytes.
    pub(super) fn is_for_all(&mut self) -> bool {
        let used = self.given - self.left;
        if used > PIPE_BUF {
            (self.small, self.run) = (0, 0);
        } else if self.given > PIPE_BUF && used > 0 {
            self.small = 1 << self.run;
            self.run = MAX_RUN.min(self.run + 1);
        } else if self.given == PIPE_BUF && used == PIPE_BUF {
            self.small = self.small.saturating_sub(1);
        }
        (self.given, self.left) = (0, 0);
        self.small == 0
    }

    /// Permits `count` bytes.
    pub(super) fn give(&mut self, count: usize) {
        (self.given, self.left) = (count, count);
    }

    /// Takes `count` bytes of the permit. Returns `None` if it permits fewer.
    pub(super) fn take(&mut self, count: usize) -> Option<()> {
        self.left = self.left.checked_sub(count)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{PIPE_BUF, Permit};

    /// Lets a guest write `wanted` bytes as often as it takes a permit, and returns of how many
    /// permits all the room was asked for.
    fn asks(permit: &mut Permit, wanted: usize, writes: usize) -> Vec<bool> {
        let write = |_| {
            let all = permit.is_for_all();
            permit.give(if all { 16 * PIPE_BUF } else { PIPE_BUF });
            permit
                .take(wanted.min(permit.given))
                .expect("it is permitted");
            all
        };
        (0..writes).map(write).collect()
    }

    #[test]
    fn a_guest_of_large_writes_gets_all_the_room() {
        let mut permit = Permit::default();
        assert_eq!(asks(&mut permit, 16 * PIPE_BUF, 20), [true; 20]);
        assert_eq!(asks(&mut permit, PIPE_BUF + 1, 20), [true; 20]);
    }

    #[test]
    fn a_guest_of_small_writes_is_asked_for_once() {
        let mut permit = Permit::default();
        let all = asks(&mut permit, PIPE_BUF - 1, 1000);
        assert_eq!(all.iter().filter(|all| **all).count(), 1);
    }

    #[test]
    fn a_guest_that_uses_up_small_permits_gets_all_the_room_more_and_more_seldom() {
        let mut permit = Permit::default();
        let all = asks(&mut permit, PIPE_BUF, 1000);
        let runs: Vec<usize> = all.split(|all| *all).map(<[bool]>::len).collect();
        assert_eq!(runs[..8], [0, 1, 2, 4, 8, 16, 32, 32]);
        // A guest that begins to write more waits for the end of a run at most.
        let first = asks(&mut permit, 2 * PIPE_BUF, 100);
        let first = first.iter().position(|all| *all);
        assert!(first.is_some_and(|first| first <= 32), "{first:?}");
        assert_eq!(asks(&mut permit, 2 * PIPE_BUF, 20), [true; 20]);
    }

    #[test]
    fn a_permit_bounds_the_writes_after_it() {
        let mut permit = Permit::default();
        assert_eq!(permit.take(1), None);
        assert!(permit.is_for_all());
        permit.give(10);
        assert_eq!(permit.take(4), Some(()));
        assert_eq!(permit.take(7), None);
        assert_eq!(permit.take(6), Some(()));
        assert!(permit.is_for_all());
        assert_eq!(permit.take(1), None);
    }

    #[test]
    fn questions_without_writes_change_nothing() {
        let mut permit = Permit::default();
        asks(&mut permit, 1, 2);
        for _ in 0..10 {
            assert!(!permit.is_for_all());
            permit.give(PIPE_BUF);
        }
    }
}
