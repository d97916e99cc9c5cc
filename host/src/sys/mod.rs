//! The system calls, one folder a family of platforms, each with the same names:
//!
//! * `Errno`: an error number of the system;
//! * `errno_of`: the number that an `io::Error` stands for;
//! * `directory`: which directory a handle leads to, and the one above it;
//! * `handle`: opens nodes of any type without ever waiting;
//! * `stat`: what a node is, and its times;
//! * `pipe`: reads and writes pipes without ever waiting;
//! * `umask`: what the umask of the process is, and how a thread gets one of its own.
//!
//! Linux has what waits for FIFOs need as well: `inotify` and `registration`. The system call `mknodat` is in `cap-mknod`.

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

pub(crate) use platform::{Errno, errno_of};
pub(crate) use platform::{directory, handle, pipe, stat, umask};
#[cfg(target_os = "linux")]
pub(crate) use platform::{inotify, registration};
