//! The system calls of the runner that need `unsafe`.

/// Returns whether the kernel started this process with more privileges than its caller has: by a
/// set-user-ID or set-group-ID bit or by file capabilities.
#[cfg(target_os = "linux")]
pub(crate) fn is_secure_execution() -> bool {
    // SAFETY: `getauxval` takes a plain number and reads memory that the C library owns.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

/// Returns `false`: only the user and group IDs are compared on this platform.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_secure_execution() -> bool {
    false
}
