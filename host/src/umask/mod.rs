//! The guest's umask, applied by the kernel and not by us.
//!
//! The kernel takes the umask from the calling thread's file system context, which all threads of a process share. In
//! a directory with a default ACL it uses the ACL instead. So a mode with the umask's bits already taken away is not
//! the same thing, and setting the process's umask for a moment would change the files that other threads make.
//!
//! Where neither the umask of the guest nor that of the process takes anything away from a mode, there is nothing to
//! apply, and the call runs on the calling thread. So does a call for one node in a directory that is known to have no
//! default ACL, after the guest's umask is taken away, if that of the process then takes nothing more. Everywhere else
//! the call runs on a helper thread that has left the shared context by `unshare(CLONE_FS)` and sets its own umask. So
//! the umask of the process cannot widen a mode; if it has just been changed, see [`process`], it can narrow one.

mod helper;
mod process;

pub use process::host_umask_changed;

use crate::sys;
use cap_mknod::Mode;
use helper::Helper;
use std::fs::File;

/// The umask of a guest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Umask(Mode);

/// Who takes the bits of the umask away from a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UmaskBy {
    /// The kernel: the thread has the wanted umask.
    Kernel,
    /// The caller, before the call. The umask of the process joins in, so the mode may come out narrower.
    Us(Mode),
}

impl UmaskBy {
    /// Returns the mode to hand to the kernel.
    pub(crate) fn mode_for_kernel(self, mode: Mode) -> Mode {
        match self {
            Self::Kernel => mode,
            Self::Us(mask) => mode.difference(mask),
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

    /// Runs `body`, which makes nodes with modes of these bits, where the kernel applies this umask to them, and says
    /// how the umask comes about.
    pub(crate) fn run<R: Send + 'static>(
        self,
        modes: Mode,
        body: impl FnOnce(UmaskBy) -> R + Send + 'static,
    ) -> R {
        if self.is_moot(modes) {
            return body(UmaskBy::Kernel);
        }
        match Helper::take() {
            Some(helper) => helper.run(self.0, body),
            None => body(UmaskBy::Us(self.0)),
        }
    }

    /// Returns the mode to hand to the kernel on the calling thread, so that a node in `parent` gets `mode` less this
    /// umask, or `None` if only a thread with this umask can do that.
    pub(crate) fn mode_in(self, parent: &File, mode: Mode) -> Option<Mode> {
        if self.is_moot(mode) {
            return Some(mode);
        }
        let masked = mode.difference(self.0);
        let narrowed = masked.intersects(process::umask()?);
        (!narrowed && sys::umask::has_no_default_acl(parent)).then_some(masked)
    }

    /// Whether modes come out the same with the guest's umask, with that of the process and without any.
    fn is_moot(self, modes: Mode) -> bool {
        !modes.intersects(self.0) && process::umask().is_some_and(|mask| !modes.intersects(mask))
    }
}

#[cfg(test)]
mod tests {
    use super::{Umask, UmaskBy};
    use cap_mknod::Mode;

    #[test]
    fn a_panic_reaches_the_caller_and_hurts_nobody_else() {
        let umask = Umask::new(Mode::OTHER_WRITE);
        let masked = Mode::OTHER_WRITE;
        for _ in 0..10 {
            let panic =
                std::panic::catch_unwind(|| umask.run(masked, |_| panic!("expected"))).unwrap_err();
            assert_eq!(panic.downcast_ref(), Some(&"expected"));
            assert_eq!(umask.run(masked, |_| 5), 5);
        }
    }

    #[test]
    fn the_caller_masks_where_the_kernel_does_not() {
        let mode = Mode::from_bits_truncate(0o4666);
        let mask = Mode::from_bits_truncate(0o022);
        assert_eq!(UmaskBy::Kernel.mode_for_kernel(mode), mode);
        assert_eq!(UmaskBy::Us(mask).mode_for_kernel(mode).bits(), 0o4644);
    }

    #[test]
    fn a_call_leaves_its_thread_only_for_a_umask_that_matters() {
        let here = std::thread::current().id();
        let stays = |mask: u16, mode: u16| {
            let umask = Umask::new(Mode::from_bits_truncate(mask));
            let modes = Mode::from_bits_truncate(mode);
            umask.run(modes, move |_| std::thread::current().id() == here)
        };
        // Whatever the umask of this process is, it takes nothing away from these.
        if crate::sys::umask::of_process().is_some() {
            assert!(stays(0o777, 0));
            assert!(stays(0o022, 0o1000));
        }
        for (mask, mode) in [(0o022, 0o666), (0o777, 0o400), (0o002, 0o4002)] {
            assert!(!stays(mask, mode), "{mask:o} {mode:o}");
        }
    }
}
