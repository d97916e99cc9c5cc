//! Targets without WASI: everything compiles, and every call answers that it is unsupported.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use wasip2::filesystem::types::{Descriptor, ErrorCode};
use wasip2::io::streams::{InputStream, OutputStream, StreamError};

use crate::bindings::types::{Mode, NewOwner, NewTime, Node, NodeStat, NodeType};

pub(crate) fn error(_: ErrorCode) -> io::Error {
    unsupported()
}

#[cfg(feature = "p3")]
pub(crate) fn error_p3(_: wasip3::filesystem::types::ErrorCode) -> io::Error {
    unsupported()
}

pub(crate) fn mknod(_: &Descriptor, _: &str, _: NodeType, _: Mode) -> io::Result<()> {
    Err(unsupported())
}

pub(crate) fn mknod_many(_: &Descriptor, _: &[Node]) -> Result<(), (u32, io::Error)> {
    Err((0, unsupported()))
}

pub(crate) fn umask(mask: Mode) -> Mode {
    static UMASK: AtomicU32 = AtomicU32::new(0o022);
    Mode::from_raw_mode(UMASK.swap(mask.as_raw_mode(), Ordering::Relaxed))
}

pub(crate) fn open_reader(_: &Descriptor, _: &str) -> io::Result<InputStream> {
    Err(unsupported())
}

pub(crate) fn open_writer(_: &Descriptor, _: &str) -> io::Result<OutputStream> {
    Err(unsupported())
}

pub(crate) fn connect_reader(
    _: &Descriptor,
    _: &str,
    _: Option<Duration>,
) -> io::Result<InputStream> {
    Err(unsupported())
}

pub(crate) fn connect_writer(
    _: &Descriptor,
    _: &str,
    _: Option<Duration>,
) -> io::Result<OutputStream> {
    Err(unsupported())
}

pub(crate) fn stream_error(_: StreamError) -> Option<io::Error> {
    Some(unsupported())
}

pub(crate) fn stat(_: &Descriptor, _: &str, _: bool) -> io::Result<NodeStat> {
    Err(unsupported())
}

pub(crate) fn set_mode_at(_: &Descriptor, _: &str, _: bool, _: Mode) -> io::Result<()> {
    Err(unsupported())
}

pub(crate) fn set_owner_at(_: &Descriptor, _: &str, _: bool, _: NewOwner) -> io::Result<()> {
    Err(unsupported())
}

pub(crate) fn set_times_at(
    _: &Descriptor,
    _: &str,
    _: bool,
    _: (NewTime, NewTime),
) -> io::Result<()> {
    Err(unsupported())
}

pub(crate) fn set_mode(_: &Descriptor, _: Mode) -> io::Result<()> {
    Err(unsupported())
}

pub(crate) fn set_owner(_: &Descriptor, _: NewOwner) -> io::Result<()> {
    Err(unsupported())
}

pub(crate) fn set_times(_: &Descriptor, _: (NewTime, NewTime)) -> io::Result<()> {
    Err(unsupported())
}

pub(crate) fn open_dir(_: &Descriptor, _: &str) -> io::Result<Descriptor> {
    Err(unsupported())
}

pub(crate) fn create_dir(_: &Descriptor, _: &str) -> io::Result<()> {
    Err(unsupported())
}

pub(crate) fn preopens() -> &'static [(String, Descriptor)] {
    &[]
}

pub(crate) fn current_dir() -> io::Result<PathBuf> {
    Err(unsupported())
}

fn unsupported() -> io::Error {
    io::Error::new(
        io::ErrorKind::Unsupported,
        "wasi-mknod makes nodes in WASI guests only",
    )
}
