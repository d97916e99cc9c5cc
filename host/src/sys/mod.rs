//! The system calls, one folder for each family of platforms, each with the same names:
//!
//! * `Errno`: an error number;
//! * `errno_of`: the number of an `io::Error`;
//! * `attributes`: modes and owners of nodes;
//! * `directory`: the identity of a directory, and its parent;
//! * `file`: reads and writes of regular files;
//! * `handle`: handles to nodes, and the opening of nodes without blocking;
//! * `link`: symbolic links;
//! * `nodev`: the opening of nodes where none is a device;
//! * `nowhere`: directories and files to which no path leads;
//! * `stat`: the metadata and times of nodes;
//! * `pipe`: reads and writes of pipes in non-blocking mode;
//! * `protection`: what Linux protects in directories such as `/tmp`;
//! * `record`: the attribute in which a file records what it stands for;
//! * `umask`: the umask of the process, and umasks of threads.
//!
//! Linux has `inotify` and `registration` as well, for waits. The system call `mknodat` is in
//! `cap-mknod`.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(unix)]
mod unix;
#[cfg(not(target_os = "linux"))]
mod unsupported;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(all(unix, not(target_os = "linux")))]
use unix as platform;
#[cfg(not(unix))]
use unsupported as platform;

#[cfg(feature = "p2")]
pub(crate) use platform::file;
pub(crate) use platform::{Errno, errno_of};
pub(crate) use platform::{
    attributes, directory, handle, link, nodev, nowhere, pipe, protection, record, stat, umask,
};
#[cfg(target_os = "linux")]
pub(crate) use platform::{inotify, registration};
