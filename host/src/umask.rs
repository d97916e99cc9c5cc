//! The guest's umask, applied by the kernel and not by us.
//!
//! The kernel takes the umask from the calling thread's file system context, which all threads of a process share. In
//! a directory with a default ACL it uses the ACL instead. So a mode with the umask's bits already taken away is not
//! the same thing, and setting the process's umask for a moment would change the files that other threads make.
//!
//! So a call runs on a helper thread that has left the shared context by `unshare(CLONE_FS)` and sets its own umask.
//! It does so even where the process seems to have the umask that the guest wants: any thread of the embedder may
//! change that at any time, and to look it up takes longer than the way to the helper and back.

use crate::Mode;
use crate::sys;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// The umask of a guest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Umask(Mode);

/// Who takes the bits of the umask away from a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Masking {
    /// The kernel: the thread has the wanted umask.
    Kernel,
    /// The caller, before the call. The umask of the process joins in, so the mode may come out narrower.
    Caller(Mode),
}

impl Masking {
    /// Returns the mode to hand to the kernel.
    pub(crate) fn apply(self, mode: Mode) -> Mode {
        match self {
            Self::Kernel => mode,
            Self::Caller(mask) => mode.difference(mask),
        }
    }
}

impl Umask {
    /// A umask of `mask`, of which only the permission bits count.
    pub(crate) fn new(mask: Mode) -> Self {
        Self(mask & Mode::PERMISSIONS)
    }

    /// Sets the umask and returns the one before it.
    pub(crate) fn replace(&mut self, mask: Mode) -> Mode {
        std::mem::replace(&mut self.0, mask & Mode::PERMISSIONS)
    }

    /// Runs `body` on a thread that has this umask, and says how the umask comes about.
    pub(crate) fn run<R: Send + 'static>(
        self,
        body: impl FnOnce(Masking) -> R + Send + 'static,
    ) -> R {
        match Helper::take() {
            Some(helper) => helper.run(self.0, body),
            None => body(Masking::Caller(self.0)),
        }
    }
}

type Job = Box<dyn FnOnce() + Send>;

/// A thread with a file system context of its own. It ends when its `Helper` is dropped.
struct Helper {
    jobs: Sender<Job>,
}

/// Helpers that wait for work. Each call has a helper to itself, so that a file system that hangs holds up its own
/// call only; this is how many stay for later calls.
static IDLE: Mutex<Vec<Helper>> = Mutex::new(Vec::new());
const MAX_IDLE: usize = 4;

/// Whether the kernel has refused a file system context of its own to a thread. It would again.
static REFUSED: AtomicBool = AtomicBool::new(false);

fn idle() -> MutexGuard<'static, Vec<Helper>> {
    // Nothing between lock and unlock can leave the list half changed.
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Helper {
    /// Takes an idle helper or starts one; `None` where there can be none, which is logged once.
    fn take() -> Option<Self> {
        if REFUSED.load(Ordering::Relaxed) {
            return None;
        }
        let helper = idle().pop();
        helper.or_else(Self::start)
    }

    fn start() -> Option<Self> {
        static LOGGED: Once = Once::new();
        let (jobs, todo) = channel::<Job>();
        let (ready, separated) = channel();
        let spawned = std::thread::Builder::new()
            .name("wasi-mknod".to_owned())
            .spawn(move || {
                let separate = sys::umask::separate();
                let works = separate.is_ok();
                if ready.send(separate).is_ok() && works {
                    todo.into_iter().for_each(|job| job());
                }
            });
        let outcome = match spawned {
            Ok(_thread) => match separated.recv() {
                Ok(Ok(())) => return Some(Self { jobs }),
                Ok(Err(errno)) => {
                    REFUSED.store(true, Ordering::Relaxed);
                    errno.to_string()
                }
                Err(_) => "the thread died".to_owned(),
            },
            Err(error) => error.to_string(),
        };
        LOGGED.call_once(|| {
            tracing::warn!(
                error = outcome,
                "no thread with a umask of its own: the umask of the host process narrows the modes of new nodes, too"
            );
        });
        None
    }

    fn run<R: Send + 'static>(
        self,
        mask: Mode,
        body: impl FnOnce(Masking) -> R + Send + 'static,
    ) -> R {
        let (done, result) = channel();
        let job: Job = Box::new(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                sys::umask::set(mask);
                body(Masking::Kernel)
            }));
            // The caller waits for this, so it is there to receive it.
            let _ = done.send(outcome);
        });
        if self.jobs.send(job).is_err() {
            unreachable!("a helper lives as long as its sender");
        }
        match result.recv() {
            Ok(Ok(value)) => {
                self.put_back();
                value
            }
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => unreachable!("a helper answers each job"),
        }
    }

    fn put_back(self) {
        let mut idle = idle();
        if idle.len() < MAX_IDLE {
            idle.push(self);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Masking, Umask};
    use crate::Mode;

    #[test]
    fn a_panic_reaches_the_caller_and_hurts_nobody_else() {
        let umask = Umask::new(Mode::OTHER_WRITE);
        for _ in 0..10 {
            let panic = std::panic::catch_unwind(|| umask.run(|_| panic!("expected"))).unwrap_err();
            assert_eq!(panic.downcast_ref(), Some(&"expected"));
            assert_eq!(umask.run(|_| 5), 5);
        }
    }

    #[test]
    fn the_caller_masks_where_the_kernel_does_not() {
        let mode = Mode::from_bits_truncate(0o4666);
        let mask = Mode::from_bits_truncate(0o022);
        assert_eq!(Masking::Kernel.apply(mode), mode);
        assert_eq!(Masking::Caller(mask).apply(mode).bits(), 0o4644);
    }
}
