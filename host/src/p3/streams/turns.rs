//! Turns of others between the transfers of a stream.

use std::task::Context;

/// How many transfers follow each other.
const TRANSFERS: u32 = 16;

/// Counts the transfers of a stream. wasmtime moves bytes from one stream of the host to another
/// by itself: where both never wait, nothing else gets a turn, not even the limit of time.
#[derive(Debug, Default)]
pub(super) struct Turns(u32);

impl Turns {
    /// Returns whether others get their turn before the next transfer, which `context` asks for
    /// again. `finish` is that of wasmtime: the stream may not wait.
    pub(super) fn give_way(&mut self, context: &Context<'_>, finish: bool) -> bool {
        self.0 += 1;
        if finish || self.0 <= TRANSFERS {
            return false;
        }
        self.0 = 0;
        context.waker().wake_by_ref();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{TRANSFERS, Turns};
    use std::task::{Context, Waker};

    #[test]
    fn others_get_their_turn() {
        let context = Context::from_waker(Waker::noop());
        let mut turns = Turns::default();
        for _ in 0..3 {
            assert!((0..TRANSFERS).all(|_| !turns.give_way(&context, false)));
            assert!(turns.give_way(&context, false));
        }
        assert!((0..TRANSFERS * 2).all(|_| !turns.give_way(&context, true)));
    }
}
