//! Symbolic links, on platforms where wasmtime-wasi alone makes and reads them.

use crate::sys::Errno;
use cap_mknod::resolve::Target;
use std::ffi::CString;
use std::fs::File;

pub(crate) fn make(_place: &Target<'_>, _target: &str) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn read(_handle: &File) -> Result<CString, Errno> {
    Err(Errno::NOTSUP)
}
