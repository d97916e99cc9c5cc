//! `mknodat` of macOS and its relatives.

use rustix::fs::{Dev, FileType, Mode};
use rustix::io::Errno;
use std::ffi::{CStr, CString, c_char, c_int};
use std::fs::File;
use std::os::fd::AsRawFd;

type MkfifoAt = unsafe extern "C" fn(c_int, *const c_char, libc::mode_t) -> c_int;
type MknodAt = unsafe extern "C" fn(c_int, *const c_char, libc::mode_t, libc::dev_t) -> c_int;

/// Creates a node like `mknodat(2)`.
///
/// # Errors
///
/// Those of the kernel, and `NOTSUP` before macOS 13, which has neither of the two functions.
///
/// # References
///
/// - [macOS `mknod(2)`](https://developer.apple.com/library/archive/documentation/System/Conceptual/ManPages_iPhoneOS/man2/mknod.2.html)
pub(crate) fn mknodat(
    dir: &File,
    name: &str,
    file_type: FileType,
    mode: Mode,
    device: Dev,
) -> Result<(), Errno> {
    let name = CString::new(name).map_err(|_| Errno::INVAL)?;
    let dir = dir.as_raw_fd();
    let result = if file_type == FileType::Fifo {
        let function = look_up(c"mkfifoat")?;
        // SAFETY: this is the type of the function of that name.
        let function = unsafe { std::mem::transmute::<*mut libc::c_void, MkfifoAt>(function) };
        // SAFETY: `dir` is open and `name` ends with a NUL byte.
        unsafe { function(dir, name.as_ptr(), mode.as_raw_mode()) }
    } else {
        let function = look_up(c"mknodat")?;
        // SAFETY: this is the type of the function of that name.
        let function = unsafe { std::mem::transmute::<*mut libc::c_void, MknodAt>(function) };
        let mode = file_type.as_raw_mode() | mode.as_raw_mode();
        // SAFETY: `dir` is open and `name` ends with a NUL byte.
        unsafe { function(dir, name.as_ptr(), mode, device) }
    };
    if result == 0 {
        return Ok(());
    }
    let error = std::io::Error::last_os_error();
    Err(Errno::from_io_error(&error).unwrap_or(Errno::IO))
}

fn look_up(name: &CStr) -> Result<*mut libc::c_void, Errno> {
    // SAFETY: `name` ends with a NUL byte.
    let function = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    if function.is_null() {
        return Err(Errno::NOTSUP);
    }
    Ok(function)
}
