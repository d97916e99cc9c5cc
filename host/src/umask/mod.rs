//! The umask of a guest, applied by the kernel.
//!
//! The kernel takes the umask from the calling thread's file system context, which all threads of a
//! process share. In a directory with a default ACL it uses the ACL instead. A mode that is masked
//! in advance is therefore not equivalent, and a temporary change of the process's umask would
//! affect files that other threads create.
//!
//! Nodes are created on a helper thread that has run `unshare(CLONE_FS)` and set the guest's umask.
//! The helper is skipped where the result is provably the same:
//!
//! * the mode has no bit of either umask;
//! * one node is created in a directory without a default ACL, the umask of the process removes
//!   nothing beyond the guest's, and the guest's does not hide from the kernel that the group may
//!   execute a set-group-ID file: the kernel decides about that bit before it applies the umask.
//!
//! A process with one guest can have the guest's umask itself, see [`OwnUmask`].
//!
//! The umask of the process cannot widen a mode. Right after a change it can narrow one, see
//! [`process`].

mod helper;
mod own;
mod process;

pub(crate) use own::OwnUmask;
pub use process::host_umask_changed;

use crate::sys;
use cap_mknod::Mode;
use helper::Helper;
use std::fs::File;
use std::sync::Arc;

/// In a set-group-ID directory the kernel takes the set-group-ID bit away from a mode with both of
/// these bits, unless the user is in the group of the directory.
const STRIPPED: Mode = Mode::SET_GROUP_ID.union(Mode::GROUP_EXECUTE);

/// The umask of a guest.
#[derive(Clone, Debug)]
pub(crate) struct Umask {
    mask: Mode,
    /// Set if it is the umask of the process as well.
    own: Option<Arc<OwnUmask>>,
}

/// The side that applies the umask to a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UmaskBy {
    /// The kernel: the thread has the wanted umask.
    Kernel,
    /// This crate, before the call. The umask of the process applies as well and may narrow the
    /// mode.
    Us(Mode),
}

impl UmaskBy {
    /// Returns the mode for the system call.
    pub(crate) fn mode_for_kernel(self, mode: Mode) -> Mode {
        match self {
            Self::Kernel => mode,
            // Narrower than the kernel's decision in some directories, and never wider.
            Self::Us(mask) if hides(mask, mode) => mode.difference(mask | Mode::SET_GROUP_ID),
            Self::Us(mask) => mode.difference(mask),
        }
    }
}

impl Umask {
    /// A umask of `mask`, of which only the permission bits count.
    pub(crate) fn new(mask: Mode) -> Self {
        Self {
            mask: mask & Mode::PERMISSIONS,
            own: None,
        }
    }

    /// Returns `mode` without the bits of this umask.
    pub(crate) fn masked(&self, mode: Mode) -> Mode {
        mode.difference(self.mask)
    }

    /// Gives the process this umask, and returns whether that is possible.
    pub(crate) fn own_process(&mut self) -> bool {
        if self.own.is_none() {
            self.own = OwnUmask::take(self.mask).map(Arc::new);
        }
        self.own.is_some()
    }

    /// Sets the umask and returns the one before it.
    pub(crate) fn replace(&mut self, mask: Mode) -> Mode {
        let mask = mask & Mode::PERMISSIONS;
        if let Some(own) = &self.own {
            own.set(mask);
        }
        std::mem::replace(&mut self.mask, mask)
    }

    /// Runs `body`, which creates nodes with modes of these bits, on a thread whose umask is this
    /// one. Falls back to the calling thread, and tells `body` to mask the mode itself, where
    /// threads cannot have a umask.
    pub(crate) fn run<R: Send + 'static>(
        self,
        modes: Mode,
        body: impl FnOnce(UmaskBy) -> R + Send + 'static,
    ) -> R {
        if self.own.is_some() || self.is_moot(modes) {
            return body(UmaskBy::Kernel);
        }
        match Helper::take() {
            Some(helper) => helper.run(self.mask, body),
            None => body(UmaskBy::Us(self.mask)),
        }
    }

    /// Returns the mode for the system call on the calling thread, so that a node in `parent` gets
    /// `mode` without the bits of this umask. Returns `None` if only a thread with this umask can
    /// do that.
    pub(crate) fn mode_in(&self, parent: &File, mode: Mode) -> Option<Mode> {
        if self.own.is_some() || self.is_moot(mode) {
            return Some(mode);
        }
        if hides(self.mask, mode) {
            return None;
        }
        let masked = mode.difference(self.mask);
        let narrowed = masked.intersects(process::umask()?);
        (!narrowed && sys::umask::has_no_default_acl(parent)).then_some(masked)
    }

    /// Whether neither the guest's umask nor that of the process has a bit of these modes.
    fn is_moot(&self, modes: Mode) -> bool {
        !modes.intersects(self.mask) && process::umask().is_some_and(|mask| !modes.intersects(mask))
    }
}

/// Whether a mode that is masked in advance lacks what the kernel decides by.
fn hides(mask: Mode, mode: Mode) -> bool {
    mode.contains(STRIPPED) && mask.contains(Mode::GROUP_EXECUTE)
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
                std::panic::catch_unwind(|| umask.clone().run(masked, |_| panic!("expected")))
                    .unwrap_err();
            assert_eq!(panic.downcast_ref(), Some(&"expected"));
            assert_eq!(umask.clone().run(masked, |_| 5), 5);
        }
    }

    #[test]
    fn the_caller_masks_where_the_kernel_does_not() {
        let mode = Mode::from_bits_truncate(0o4666);
        let mask = Mode::from_bits_truncate(0o022);
        assert_eq!(UmaskBy::Kernel.mode_for_kernel(mode), mode);
        assert_eq!(UmaskBy::Us(mask).mode_for_kernel(mode).bits(), 0o4644);
        for (mask, mode, expected) in [
            (0o010, 0o2770, 0o760),
            (0o010, 0o2760, 0o2760),
            (0o020, 0o2770, 0o2750),
        ] {
            let [mask, mode] = [mask, mode].map(Mode::from_bits_truncate);
            assert_eq!(UmaskBy::Us(mask).mode_for_kernel(mode).bits(), expected);
        }
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
