//! Records, on platforms without handles.

use crate::sys::Errno;
use std::fs::File;

/// The name of the attribute.
pub(crate) const NAME: &str = "user.containers.override_stat";

pub(crate) fn owner() -> (u32, u32) {
    (0, 0)
}

pub(crate) fn read(_node: &File, _value: &mut [u8]) -> Result<Option<usize>, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn read_open(_node: &File, _value: &mut [u8]) -> Result<Option<usize>, Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn add(_node: &File, _value: &[u8]) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn write(_node: &File, _value: &[u8]) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}

pub(crate) fn make(_dir: &File, _name: &str, _value: &[u8]) -> Result<(), Errno> {
    Err(Errno::NOTSUP)
}
