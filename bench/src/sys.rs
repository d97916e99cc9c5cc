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

/// Returns the length of the default ACL of a directory, which may be open as an `O_PATH` handle, by
/// a system call of Linux 6.13; `None` if there is none.
#[cfg(target_os = "linux")]
pub(crate) fn default_acl(dir: std::os::fd::BorrowedFd<'_>) -> Option<usize> {
    use std::os::fd::AsRawFd as _;
    const SYS_GETXATTRAT: libc::c_long = 464;
    /// A value of no bytes, and no flags.
    const ARGUMENTS: [u64; 2] = [0; 2];
    // SAFETY: the strings end in NUL bytes, and the arguments have the size of `xattr_args`. The
    // kernel writes no value where there is room for none.
    let length = unsafe {
        libc::syscall(
            SYS_GETXATTRAT,
            dir.as_raw_fd(),
            c".".as_ptr(),
            0,
            c"system.posix_acl_default".as_ptr(),
            ARGUMENTS.as_ptr(),
            size_of_val(&ARGUMENTS),
        )
    };
    usize::try_from(length).ok()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn default_acl(_dir: std::os::fd::BorrowedFd<'_>) -> Option<usize> {
    None
}
