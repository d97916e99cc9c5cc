//! Where containerd has the standard streams of a container.

use rustix::fs::{AtFlags, CWD, FileType, statat};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The file in a bundle that keeps them, for who removes what a dead server has left.
const NAME: &str = "wasi-mknod.streams";

/// Paths, addresses such as `file:///PATH`, or nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Addresses {
    pub(super) stdin: String,
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) terminal: bool,
}

impl Addresses {
    /// Keeps them in a bundle.
    pub(super) fn save(&self, bundle: &Path) -> io::Result<()> {
        fs::write(file(bundle), serde_json::to_vec(self)?)
    }

    /// Returns those of a bundle. A container that was not created has none.
    pub(super) fn load(bundle: &Path) -> Self {
        let text = fs::read(file(bundle)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Removes the FIFOs. The client that made them is told that the container is gone, and
    /// `ctr` does not remove them then.
    pub(super) fn remove_fifos(&self) {
        for address in [&self.stdin, &self.stdout, &self.stderr] {
            let path = fifo(address);
            let status = statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW);
            if status.is_ok_and(|status| FileType::from_raw_mode(status.st_mode).is_fifo()) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// Returns the path of the FIFO at an address, which may have its scheme before it.
pub(super) fn fifo(address: &str) -> &str {
    address.strip_prefix("fifo://").unwrap_or(address)
}

fn file(bundle: &Path) -> PathBuf {
    bundle.join(NAME)
}
