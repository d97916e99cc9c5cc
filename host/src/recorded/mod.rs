//! Devices and owners that are recorded beside a file in place of being made.
//!
//! A host without privileges cannot make device nodes and cannot give files away. In place of a
//! device it makes an empty file of mode 0600, and notes in an extended attribute what the file
//! stands for: owner, mode, type and device number, in the format of containers/storage, see
//! [`format`]. podman, fuse-overlayfs and libkrun show what is noted. A recorded device never
//! becomes a device of the host.
//!
//! Records are data that other programs may have written. They change what a guest is told, and
//! nothing else: a record that makes no sense is left out, and logged.

mod change;
mod format;
mod read;
#[cfg(all(test, target_os = "linux"))]
mod tests;

pub(crate) use change::{set_mode, set_owner};
pub(crate) use read::{device, stat_entry, stated};

use crate::resolve;
use crate::sys::{Errno, record};
use cap_mknod::resolve::Target;
use cap_mknod::{Mode, NodeType};
use format::{Kind, Record};

/// What becomes of device nodes and of changes of owners.
///
/// The policy grants both in the same way: this is about how a host carries them out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Devices {
    /// The kernel makes them. Records are not read.
    #[default]
    Real,
    /// They are recorded in an extended attribute.
    ///
    /// A device is an empty file of mode 0600 then, and a file or directory with another owner
    /// stays one of the host's user. The interfaces of this package and the overrides of
    /// `wasi:filesystem` tell what is recorded. Opening a recorded device fails with
    /// `no-such-device`.
    ///
    /// Character device 0:0 is real in any case: Linux lets everybody make it, and overlay file
    /// systems know nothing else as a whiteout. The owners of FIFOs, sockets and symbolic links
    /// cannot be recorded: `unsupported`, which a file system without `user.*` attributes answers
    /// as well.
    Recorded,
    /// They are real where the kernel permits it, and recorded otherwise.
    Auto,
}

/// How a host carries out what it may not be permitted to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recording {
    devices: Devices,
    /// To whom the new nodes of the host belong.
    owner: (u32, u32),
}

impl Recording {
    /// Records what `devices` say. The owner is that of the process.
    pub(crate) fn new(devices: Devices) -> Self {
        Self {
            devices,
            owner: record::owner(),
        }
    }

    /// Whether records are read.
    pub(crate) fn reads(self) -> bool {
        self.devices != Devices::Real
    }

    /// Creates a node. `mode` is the mode for the kernel, and `masked` the one under the umask of
    /// the guest.
    ///
    /// # Errors
    ///
    /// Those of the kernel, and `NOTSUP` if a node is to be recorded where there are no attributes.
    pub(crate) fn mknod(
        self,
        target: &Target<'_>,
        node_type: NodeType,
        mode: Mode,
        masked: Mode,
    ) -> Result<(), Errno> {
        let Some(kind) = Kind::of_device(node_type).filter(|_| self.reads()) else {
            return resolve::mknod(target, node_type, mode);
        };
        if self.devices == Devices::Auto {
            match resolve::mknod(target, node_type, mode) {
                Err(Errno::PERM) => {}
                result => return result,
            }
        }
        let (user, group) = self.owner;
        let record = Record {
            user,
            group,
            mode: masked,
            kind: Some(kind),
        };
        record::make(target.dir(), target.name(), record.to_string().as_bytes())
    }
}
