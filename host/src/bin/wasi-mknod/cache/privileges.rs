//! Privileges of the process that the owner of a file may lack.

use crate::sys;
use rustix::process::{getegid, geteuid, getgid, getuid};

/// Returns how the process has more privileges than other processes of its user; `None` if it has
/// not.
///
/// A file of that user then gives no authority over the process.
pub(super) fn elevated() -> Option<&'static str> {
    if geteuid() != getuid() || getegid() != getgid() {
        return Some("the effective and the real user or group of the process differ");
    }
    if sys::is_secure_execution() {
        return Some("the process has gained privileges when it was started");
    }
    if !geteuid().is_root() && holds_capabilities() {
        return Some("the process has capabilities that other processes of its user lack");
    }
    None
}

/// Returns whether the process has any capability, such as one from the ambient set.
#[cfg(target_os = "linux")]
fn holds_capabilities() -> bool {
    rustix::thread::capabilities(None).map_or(true, |sets| !sets.permitted.is_empty())
}

#[cfg(not(target_os = "linux"))]
fn holds_capabilities() -> bool {
    false
}
