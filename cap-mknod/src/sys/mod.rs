//! The system calls, one folder for each family of platforms, each with the same names:
//!
//! * `AVAILABLE`: whether there are special files;
//! * `Errno`: an error number;
//! * `mknodat`: creates one node in a directory, `NOTSUP` where the kernel cannot.
//!
//! Linux has `beneath` as well, which opens directories beneath a directory, and the others have
//! `errno_of`, which turns an error of cap-primitives into an `Errno`.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod unsupported;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(all(unix, not(target_os = "linux")))]
use unix as platform;
#[cfg(not(unix))]
use unsupported as platform;

#[cfg(target_os = "linux")]
pub(crate) use platform::beneath;
#[cfg(not(target_os = "linux"))]
pub(crate) use platform::errno_of;
pub(crate) use platform::{AVAILABLE, Errno, mknodat};
