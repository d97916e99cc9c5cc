//! Writes to a broken pipe without `SIGPIPE`.

use crate::sys::Errno;
use rustix::io::{ReadWriteFlags, pwritev2, retry_on_intr};
use rustix::pipe::{PipeFlags, pipe_with};
use std::fs::File;
use std::io::IoSlice;
use std::mem::MaybeUninit;
use std::os::fd::AsFd;
use std::ptr;
use std::sync::OnceLock;

/// RWF_NOSIGNAL of Linux 6.18.
const NO_SIGNAL: ReadWriteFlags = ReadWriteFlags::from_bits_retain(0x100);

/// The offset with which `pwritev2(2)` is like `writev(2)`.
const NO_OFFSET: u64 = u64::MAX;

/// Writes `bytes`, so that a broken pipe is an error and does not raise the signal.
///
/// Programs in Rust ignore `SIGPIPE`, but it terminates an embedder in another language by default.
/// The disposition of the signal belongs to the process and is not changed. Kernels since Linux
/// 6.18 are told not to raise the signal. With an older one, where the disposition is the default,
/// this thread blocks the signal and removes it after the write.
///
/// # Errors
///
/// Those of `write(2)`.
///
/// # References
///
/// - [Linux `pwritev2(2)`](https://man7.org/linux/man-pages/man2/pwritev2.2.html)
pub(super) fn write(file: &File, bytes: &[u8]) -> Result<usize, Errno> {
    // Without bytes `pwritev2` does not reach the file, so a terminal that has hung up says nothing.
    if !bytes.is_empty() && kernel_knows_no_signal() {
        match write_without(file, bytes) {
            // A device that takes no flags.
            Err(Errno::OPNOTSUPP) => {}
            result => return result,
        }
    }
    blocked(|| retry_on_intr(|| rustix::io::write(file, bytes)))
}

fn write_without(file: impl AsFd, bytes: &[u8]) -> Result<usize, Errno> {
    let bytes = [IoSlice::new(bytes)];
    retry_on_intr(|| pwritev2(&file, &bytes, NO_OFFSET, NO_SIGNAL))
}

fn kernel_knows_no_signal() -> bool {
    static KNOWS: OnceLock<bool> = OnceLock::new();
    *KNOWS.get_or_init(|| {
        let pipe = pipe_with(PipeFlags::CLOEXEC);
        pipe.is_ok_and(|(_reader, writer)| write_without(&writer, &[0]) == Ok(1))
    })
}

/// Runs `write`, a single call to `write(2)`, with the signal blocked where it terminates the
/// process.
fn blocked(write: impl FnOnce() -> Result<usize, Errno>) -> Result<usize, Errno> {
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

#[cfg(test)]
mod tests {
    use super::{Errno, blocked, write};
    use rustix::pipe::{PipeFlags, pipe_with};
    use std::fs::File;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, ExitStatus};

    /// Says which test the process runs with the default disposition.
    const VARIABLE: &str = "WASI_MKNOD_TESTS_SIGPIPE";

    fn broken() -> File {
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC).expect("a pipe");
        drop(reader);
        writer.into()
    }

    /// Runs the test `name` in a process of its own, in which `SIGPIPE` terminates.
    fn run_apart(name: &str, test: impl FnOnce()) {
        if std::env::var_os(VARIABLE).is_some() {
            // SAFETY: the default disposition runs no code.
            unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
            return test();
        }
        let status = Command::new(std::env::current_exe().expect("the test"))
            .args([
                "--exact",
                &format!(
                    "{}::{name}",
                    module_path!().split_once("::").expect("a path").1
                ),
            ])
            .env(VARIABLE, "1")
            .output()
            .expect("the test runs")
            .status;
        assert_eq!(status, ExitStatus::from_raw(0), "{status}");
    }

    #[test]
    fn a_broken_pipe_is_an_error() {
        run_apart("a_broken_pipe_is_an_error", || {
            assert_eq!(write(&broken(), b"x"), Err(Errno::PIPE));
        });
    }

    #[test]
    fn a_broken_pipe_is_an_error_for_kernels_without_the_flag() {
        run_apart(
            "a_broken_pipe_is_an_error_for_kernels_without_the_flag",
            || {
                let write = || rustix::io::write(broken(), b"x");
                assert_eq!(blocked(write), Err(Errno::PIPE));
                assert!(!super::is_pending());
            },
        );
    }
}
