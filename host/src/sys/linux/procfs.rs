//! Magic links in `/proc`.

use std::fs::File;
use std::os::fd::AsRawFd as _;

/// Returns the magic link of the calling thread to a handle. The link of the process fails after
/// its first thread has ended.
pub(crate) fn name_of(handle: &File) -> String {
    format!("/proc/thread-self/fd/{}", handle.as_raw_fd())
}
