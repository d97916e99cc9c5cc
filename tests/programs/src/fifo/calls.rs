//! The functions of the interface `fifo` on open descriptors.

use crate::{Answer, Wasi};
use wasi_mknod::bindings::fifo::Events;

/// What programs call of them. Events are those of 0.2.
#[expect(
    async_fn_in_trait,
    reason = "no program hands a future to another thread"
)]
pub trait FifoCalls: Wasi {
    /// `poll`.
    async fn poll(fd: &Self::Descriptor) -> Answer<Events>;

    /// `try-read`.
    async fn try_read(fd: &Self::Descriptor, length: u32) -> Answer<Option<Vec<u8>>>;

    /// `try-write`.
    async fn try_write(fd: &Self::Descriptor, bytes: &[u8]) -> Answer<Option<u32>>;

    /// Whether a wait for `events` has an answer at once.
    async fn is_ready(fd: &Self::Descriptor, events: Events) -> Answer<bool>;

    /// Waits at once for each of `events`, until all of these waits have an answer. Calls `waits`
    /// when they have begun, unless all of them have an answer at once.
    async fn wait_for(fd: &Self::Descriptor, events: &[Events], waits: impl FnOnce()) -> Answer;
}
