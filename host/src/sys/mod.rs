//! The system calls, one module a family of platforms, each with the same names:
//!
//! * `AVAILABLE`: whether any of this works here;
//! * `Errno`: an error number of the system;
//! * `errno_of`: the number that an `io::Error` stands for;
//! * `mknodat`: makes one node in a directory, `NOTSUP` where the kernel cannot;
//! * `directory`: which directory a handle leads to, and the one above it;
//! * `umask`: what the umask of the process is, and how a thread gets one of its own.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix as platform;
#[cfg(not(unix))]
mod unsupported;
#[cfg(not(unix))]
use unsupported as platform;

pub(crate) use platform::{AVAILABLE, Errno, errno_of, mknodat};
#[cfg(feature = "p2")]
pub(crate) use platform::{directory, umask};
