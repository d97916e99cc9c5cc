//! Writes to a broken pipe without `SIGPIPE`.

use crate::sys::Errno;
use std::mem::MaybeUninit;
use std::ptr;

/// Runs `write`, a single call to `write(2)`, so that a broken pipe is an error and does not raise
/// the signal.
///
/// Programs in Rust ignore `SIGPIPE`, but it terminates an embedder in another language by default.
/// The disposition of the signal belongs to the process and is not changed: where it is the
/// default, this thread blocks the signal and removes it after the write.
pub(super) fn without(write: impl FnOnce() -> Result<usize, Errno>) -> Result<usize, Errno> {
    if !kills() {
        return write();
    }
    let pipe = set_of_sigpipe();
    if is_pending() {
        // It is blocked and pending already, so another one has no effect.
        return write();
    }
    let mut before = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: both sets are valid for the call, which fills the second.
    let blocked =
        unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &raw const pipe, before.as_mut_ptr()) };
    if blocked != 0 {
        return Err(Errno::from_raw_os_error(blocked));
    }
    let result = write();
    if result == Err(Errno::PIPE) {
        let now = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: the set and the time are valid for the call. `write` raised the signal for this
        // thread, which has blocked it, so it is pending.
        unsafe { libc::sigtimedwait(&raw const pipe, ptr::null_mut(), &raw const now) };
    }
    // SAFETY: `pthread_sigmask` succeeded above, so `before` is filled.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut()) };
    result
}

/// Returns whether `SIGPIPE` terminates the process.
fn kills() -> bool {
    let mut action = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: with no new action this call only fills `action`.
    let result = unsafe { libc::sigaction(libc::SIGPIPE, ptr::null(), action.as_mut_ptr()) };
    // SAFETY: a result of 0 says that it is filled.
    result == 0 && unsafe { action.assume_init() }.sa_sigaction == libc::SIG_DFL
}

fn set_of_sigpipe() -> libc::sigset_t {
    let mut set = MaybeUninit::uninit();
    // SAFETY: the first call fills the set, so that the second can add to it. Neither fails for a
    // valid signal.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        libc::sigaddset(set.as_mut_ptr(), libc::SIGPIPE);
        set.assume_init()
    }
}

fn is_pending() -> bool {
    let mut pending = MaybeUninit::uninit();
    // SAFETY: the first call fills the set, so that the second can look into it.
    unsafe {
        libc::sigpending(pending.as_mut_ptr()) == 0
            && libc::sigismember(pending.as_ptr(), libc::SIGPIPE) == 1
    }
}
