//! The opening of nodes where none is a device, on platforms where no file is opened.

use super::handle::Access;
use super::stat::Stat;
use crate::sys::Errno;
use std::fs::File;

pub(crate) fn open(
    _dir: &File,
    _path: &str,
    _follow: bool,
    _create: bool,
    _access: Access,
) -> Option<Result<(File, Stat), Errno>> {
    None
}
