//! What of the runner needs `unsafe`.

use wasmtime::component::Component;
use wasmtime::{Engine, Result};

/// Takes compiled code. Whoever made it can make this process do anything.
pub(crate) fn deserialize(engine: &Engine, bytes: &[u8]) -> Result<Component> {
    // SAFETY: The user has said by --allow-precompiled that wasmtime has compiled these bytes.
    unsafe { Component::deserialize(engine, bytes) }
}

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
