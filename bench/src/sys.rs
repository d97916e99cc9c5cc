//! Calls of the C library.

/// Gives the kernel back what this process has freed. Where the C library is not glibc, nothing
/// happens.
pub(crate) fn release_free_memory() {
    #[cfg(target_env = "gnu")]
    // SAFETY: it touches memory that nobody uses, and may be called at any time.
    unsafe {
        libc::malloc_trim(0);
    }
}
