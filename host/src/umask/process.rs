//! The umask of the host process, which is the embedder's.

use crate::sys;
use cap_mknod::Mode;
use std::sync::atomic::{AtomicU64, Ordering};

/// For how many milliseconds an answer of the kernel holds. To ask takes several times as long as to make a node, and
/// programs set their umask when they start. A clock with steps of up to 10 milliseconds may make it 10.
const HOLDS: u64 = 6;

/// No answer is known.
const UNKNOWN: u64 = u64::MAX;

/// The last answer: in the low 16 bits the umask, and above them when it was given, in milliseconds.
static LAST: AtomicU64 = AtomicU64::new(UNKNOWN);

/// Tells what the umask of the process is, or was a few milliseconds ago; `None` where it cannot be asked for.
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

/// Has the umask of the host process looked up again.
///
/// Guests have a umask of their own, and that of the process does not concern them. But where neither takes anything
/// away from a mode, nodes are made without the detour that keeps the two apart, and what the umask of the process is
/// is remembered for 10 milliseconds. So an embedder that calls `umask(2)` while guests run may see the mode of a node
/// narrowed by it for that long, and never widened. This function ends that time at once.
///
/// # References
///
/// - [Linux `umask(2)`](https://man7.org/linux/man-pages/man2/umask.2.html)
pub fn host_umask_changed() {
    LAST.store(UNKNOWN, Ordering::Relaxed);
}
