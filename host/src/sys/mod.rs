//! The system calls, one folder a family of platforms, each with the same names:
//!
//! * `AVAILABLE`: whether any of this works here;
//! * `Errno`: an error number of the system;
//! * `errno_of`: the number that an `io::Error` stands for;
//! * `mknodat`: makes one node in a directory, `NOTSUP` where the kernel cannot;
//! * `directory`: which directory a handle leads to, and the one above it;
//! * `handle`: opens nodes of any type without ever waiting;
//! * `stat`: what a node is, and its times;
//! * `pipe`: reads and writes pipes without ever waiting;
//! * `umask`: what the umask of the process is, and how a thread gets one of its own.
//!
//! On Linux only there are `beneath`, which opens directories beneath a directory, and what the waits for FIFOs need:
//! `inotify` and `registration`.

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

#[cfg(target_os = "linux")]
pub(crate) use platform::beneath;
#[cfg(any(feature = "wasm", not(target_os = "linux")))]
pub(crate) use platform::errno_of;
pub(crate) use platform::{AVAILABLE, Errno, mknodat};
#[cfg(feature = "wasm")]
pub(crate) use platform::{directory, handle, pipe, stat, umask};
#[cfg(all(feature = "wasm", target_os = "linux"))]
pub(crate) use platform::{inotify, registration};
