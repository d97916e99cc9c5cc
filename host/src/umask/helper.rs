//! Helper threads with a umask of their own.

use super::UmaskBy;
use crate::sys;
use cap_mknod::Mode;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

type Job = Box<dyn FnOnce() + Send>;

/// A thread with a file system context of its own. It ends when its `Helper` is dropped.
pub(super) struct Helper {
    jobs: Sender<Job>,
}

/// Helpers without work. Each call has a helper of its own, so that a file system that hangs blocks
/// that call only. At most [`MAX_IDLE`] helpers are kept for later calls.
static IDLE: Mutex<Vec<Helper>> = Mutex::new(Vec::new());
const MAX_IDLE: usize = 4;

/// Whether the kernel has refused a file system context to a thread. It would refuse again.
static REFUSED: AtomicBool = AtomicBool::new(false);

fn idle() -> MutexGuard<'static, Vec<Helper>> {
    // A panic cannot leave the list half changed.
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Helper {
    /// Takes an idle helper or starts one; `None` where there can be none, which is logged once.
    pub(super) fn take() -> Option<Self> {
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

    pub(super) fn run<R: Send + 'static>(
        self,
        mask: Mode,
        body: impl FnOnce(UmaskBy) -> R + Send + 'static,
    ) -> R {
        let (done, result) = channel();
        let job: Job = Box::new(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                sys::umask::set(mask);
                body(UmaskBy::Kernel)
            }));
            // The caller waits for the result, so the receiver exists.
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
