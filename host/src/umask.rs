//! The guest's umask, applied by the kernel and not by us.
//!
//! The kernel takes the umask from the calling thread's file system context, which all threads of a process share. In
//! a directory with a default ACL it uses the ACL instead. So a mode with the umask's bits already taken away is not
//! the same thing, and setting the process's umask for a moment would change the files that other threads make.
//!
//! Where the process happens to have the umask that the guest wants, the call runs on the calling thread. Where not,
//! it runs on a helper thread that has left the shared context by `unshare(CLONE_FS)` and sets its own umask.

use crate::Mode;
use crate::sys;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// A umask, and how to have it applied.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Umask {
    mask: Mode,
    /// The umask of the process when the context was built; `None` if it cannot be read.
    process: Option<Mode>,
}

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
        Self {
            mask: mask & Mode::PERMISSIONS,
            process: sys::umask::of_process(),
        }
    }

    /// Sets the umask and returns the one before it.
    pub(crate) fn replace(&mut self, mask: Mode) -> Mode {
        std::mem::replace(&mut self.mask, mask & Mode::PERMISSIONS)
    }

    /// Looks again what the umask of the process is.
    pub(crate) fn refresh(&mut self) {
        self.process = sys::umask::of_process();
    }

    /// Runs `body` on a thread that has this umask, and says how the umask comes about.
    pub(crate) fn run<R: Send + 'static>(
        self,
        body: impl FnOnce(Masking) -> R + Send + 'static,
    ) -> R {
        if self.process == Some(self.mask) {
            return body(Masking::Kernel);
        }
        match Helper::take() {
            Some(helper) => helper.run(self.mask, body),
            None => body(Masking::Caller(self.mask)),
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

fn idle() -> MutexGuard<'static, Vec<Helper>> {
    // Nothing between lock and unlock can leave the list half changed.
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Helper {
    /// Takes an idle helper or starts one; `None` where there can be none, which is logged once.
    fn take() -> Option<Self> {
        let helper = idle().pop();
        helper.or_else(Self::start)
    }

    fn start() -> Option<Self> {
        static REFUSED: Once = Once::new();
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
                Ok(Err(errno)) => errno.to_string(),
                Err(_) => "the thread died".to_owned(),
            },
            Err(error) => error.to_string(),
        };
        REFUSED.call_once(|| {
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
    fn the_process_umask_stays_what_it_is() {
        let before = crate::sys::umask::of_process();
        for mask in [0o000, 0o022, 0o077, 0o777] {
            let mask = Mode::from_bits_truncate(mask);
            let umask = Umask {
                mask,
                process: before,
            };
            let masking = umask.run(|masking| masking);
            assert!(matches!(masking, Masking::Kernel | Masking::Caller(_)));
            assert_eq!(crate::sys::umask::of_process(), before);
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
