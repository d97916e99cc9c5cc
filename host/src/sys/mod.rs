//! The system calls, one module a family of platforms, each with the same names:
//!
//! * `AVAILABLE`: whether any of this works here;
//! * `Errno`: an error number of the system;
//! * `errno_of`: the number that an `io::Error` stands for;
//! * `mknodat`: makes one node in a directory, `NOTSUP` where the kernel cannot;
//! * `directory`: which directory a handle leads to, and the one above it;
//! * `beneath`, on Linux only: how directories beneath a directory are opened;
//! * `handle`: opens nodes of any type, and reads and writes pipes, without ever waiting;
//! * `umask`: what the umask of the process is, and how a thread gets one of its own.

#[cfg(feature = "wasm")]
#[cfg_attr(
    any(target_os = "linux", target_os = "android"),
    path = "handle_linux.rs"
)]
#[cfg_attr(
    not(any(target_os = "linux", target_os = "android")),
    path = "handle_unsupported.rs"
)]
pub(crate) mod handle;
#[cfg(all(feature = "wasm", any(target_os = "linux", target_os = "android")))]
pub(crate) mod inotify;
#[cfg(all(feature = "wasm", any(target_os = "linux", target_os = "android")))]
mod sigpipe;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix as platform;
#[cfg(not(unix))]
mod unsupported;
#[cfg(not(unix))]
use unsupported as platform;

#[cfg(target_os = "linux")]
pub(crate) use platform::beneath;
#[cfg(any(feature = "wasm", not(target_os = "linux")))]
pub(crate) use platform::errno_of;
pub(crate) use platform::{AVAILABLE, Errno, mknodat};
#[cfg(feature = "wasm")]
pub(crate) use platform::{directory, umask};
