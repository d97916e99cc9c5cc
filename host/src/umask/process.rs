//! The umask of the host process.

use crate::sys;
use cap_mknod::Mode;
use std::sync::atomic::{AtomicU64, Ordering};

/// The lifetime of a cached umask in milliseconds. Reading the umask takes several times as long as
/// creating a node, and programs set their umask at start. A clock with steps of up to 10
/// milliseconds may extend it to 10.
const HOLDS: u64 = 6;

/// No umask is cached.
const UNKNOWN: u64 = u64::MAX;

/// The cached umask in the low 16 bits, and the time of its reading in milliseconds above them.
static LAST: AtomicU64 = AtomicU64::new(UNKNOWN);

/// Returns the umask of the process as of a few milliseconds ago, or `None` where it cannot be
/// read.
pub(super) fn umask() -> Option<Mode> {
    let now = sys::umask::clock() & (u64::MAX >> 16);
    let last = LAST.load(Ordering::Relaxed);
    if last != UNKNOWN && now.wrapping_sub(last >> 16) < HOLDS {
        let [low, high, ..] = last.to_le_bytes();
        return Some(Mode::from_bits_truncate(u16::from_le_bytes([low, high])));
    }
    let umask = sys::umask::of_process()?;
    LAST.store(now << 16 | u64::from(umask.bits()), Ordering::Relaxed);
    Some(umask)
}

/// Discards the cached umask of the host process.
///
/// Guests have umasks of their own, independent of the process. A mode without a bit of either
/// umask takes a fast path that relies on a cached value of the process's umask, which is at most
/// 10 milliseconds old. After a call of `umask(2)` while guests run, modes may be narrowed by the
/// new umask for that long, and are never widened. This function ends that time at once.
///
/// # References
///
/// - [Linux `umask(2)`](https://man7.org/linux/man-pages/man2/umask.2.html)
pub fn host_umask_changed() {
    LAST.store(UNKNOWN, Ordering::Relaxed);
}
