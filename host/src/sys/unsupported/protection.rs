//! Protections of Linux, on platforms where no file is opened.

use super::stat::Stat;
use crate::sys::Errno;
use std::fs::File;

pub(crate) fn check_creation(
    _dir: &File,
    _path: &str,
    _follow: bool,
    _found: &Stat,
) -> Result<(), Errno> {
    Ok(())
}
