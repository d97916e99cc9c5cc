//! Magic links in `/proc`.

use std::fs::File;
use std::os::fd::AsRawFd as _;

/// The magic link of the calling thread to a handle. The one of the process would fail when its first thread has ended.
pub(crate) fn name_of(handle: &File) -> String {
    format!("/proc/thread-self/fd/{}", handle.as_raw_fd())
}
