//! Unix systems. Linux takes what it has in common with the others from here.

#[cfg(target_vendor = "apple")]
mod apple;
#[cfg(not(target_os = "linux"))]
mod errno;
mod mknodat;

#[cfg(not(target_os = "linux"))]
pub(crate) use errno::errno_of;
pub(crate) use mknodat::{AVAILABLE, mknodat};
pub(crate) use rustix::io::Errno;
