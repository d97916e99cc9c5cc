//! The system calls, one file a family of platforms, each with the same names:
//!
//! * `Errno`: an error number of the system;
//! * `AVAILABLE`: whether any of this works here;
//! * `mknodat`: makes one node in a directory, `NOTSUP` where the kernel cannot;
//! * `umask`: what the umask of the process is, and how a thread gets one of its own.

#[cfg(target_vendor = "apple")]
mod apple;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux;
#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod unsupported;

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) use linux::umask;
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(crate) use unix::umask;
#[cfg(unix)]
pub(crate) use unix::{AVAILABLE, Errno, mknodat};
#[cfg(not(unix))]
pub(crate) use unsupported::{AVAILABLE, Errno, mknodat, umask};
