//! WASI 0.2: calls to the host.

use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use wasip2::clocks::monotonic_clock::subscribe_duration;
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::{
    Descriptor, DescriptorFlags, DescriptorType, ErrorCode, OpenFlags, PathFlags,
    filesystem_error_code,
};
use wasip2::io::poll::poll;
use wasip2::io::streams::{InputStream, OutputStream, StreamError};

use super::errno::errno;
use crate::bindings::fifo::Events;
use crate::bindings::types::{FileType, Mode, Node, NodeStat, NodeType};
use crate::bindings::types::{NewOwner, NewTime};
use crate::bindings::{attributes, fifo, metadata, mknod};

pub(crate) fn error(code: ErrorCode) -> io::Error {
    io::Error::from_raw_os_error(errno(code))
}

#[cfg(feature = "p3")]
pub(crate) fn error_p3(code: wasip3::filesystem::types::ErrorCode) -> io::Error {
    match super::errno::errno_p3(code) {
        Ok(errno) => io::Error::from_raw_os_error(errno),
        Err(text) => io::Error::other(text),
    }
}

pub(crate) fn mknod(
    dir: &Descriptor,
    path: &str,
    node_type: NodeType,
    mode: Mode,
) -> io::Result<()> {
    mknod::mknod(dir, path, node_type, mode).map_err(error)
}

pub(crate) fn mknod_many(dir: &Descriptor, nodes: &[Node]) -> Result<(), (u32, io::Error)> {
    mknod::mknod_many(dir, nodes).map_err(|(made, code)| (made, error(code)))
}

pub(crate) fn umask(mask: Mode) -> Mode {
    mknod::umask(mask)
}

pub(crate) fn open_reader(dir: &Descriptor, path: &str) -> io::Result<InputStream> {
    fifo::open_reader(dir, path).map_err(error)
}

pub(crate) fn open_writer(dir: &Descriptor, path: &str) -> io::Result<OutputStream> {
    fifo::open_writer(dir, path).map_err(error)
}

/// Opens a FIFO for reading, and waits for its writer.
pub(crate) fn connect_reader(
    dir: &Descriptor,
    path: &str,
    limit: Option<Duration>,
) -> io::Result<InputStream> {
    let fifo = connect(dir, path, DescriptorFlags::READ, limit)?;
    fifo.read_via_stream(0).map_err(error)
}

/// Opens a FIFO for writing, and waits for its reader.
pub(crate) fn connect_writer(
    dir: &Descriptor,
    path: &str,
    limit: Option<Duration>,
) -> io::Result<OutputStream> {
    let fifo = connect(dir, path, DescriptorFlags::WRITE, limit)?;
    fifo.write_via_stream(0).map_err(error)
}

fn connect(
    dir: &Descriptor,
    path: &str,
    flags: DescriptorFlags,
    limit: Option<Duration>,
) -> io::Result<Descriptor> {
    // What is no FIFO is not opened: to open a device may have effects.
    let stat = metadata::stat_at(dir, PathFlags::SYMLINK_FOLLOW, path).map_err(error)?;
    if !matches!(stat.file_type, FileType::Fifo) {
        return Err(error(ErrorCode::Invalid));
    }
    let follow = PathFlags::SYMLINK_FOLLOW;
    let opened = dir.open_at(follow, path, OpenFlags::empty(), flags);
    let opened = opened.map_err(error)?;
    let connected = fifo::subscribe(&opened, Events::CONNECTED).map_err(error)?;
    match limit {
        None => connected.block(),
        Some(limit) => {
            let nanoseconds = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
            let timeout = subscribe_duration(nanoseconds);
            if !poll(&[&connected, &timeout]).contains(&0) {
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
    }
    drop(connected);
    // A wait that has failed is ready, too, and its error is told here.
    fifo::poll(&opened).map_err(error)?;
    Ok(opened)
}

/// What a stream tells: `None` if it is closed.
pub(crate) fn stream_error(told: StreamError) -> Option<io::Error> {
    match told {
        StreamError::Closed => None,
        StreamError::LastOperationFailed(told) => Some(match filesystem_error_code(&told) {
            Some(code) => error(code),
            None => io::Error::other(told.to_debug_string()),
        }),
    }
}

pub(crate) fn stat(dir: &Descriptor, path: &str, follow: bool) -> io::Result<NodeStat> {
    metadata::stat_at(dir, flags(follow), path).map_err(error)
}

pub(crate) fn set_mode_at(
    dir: &Descriptor,
    path: &str,
    follow: bool,
    mode: Mode,
) -> io::Result<()> {
    attributes::set_mode_at(dir, flags(follow), path, mode).map_err(error)
}

pub(crate) fn set_owner_at(
    dir: &Descriptor,
    path: &str,
    follow: bool,
    owner: NewOwner,
) -> io::Result<()> {
    attributes::set_owner_at(dir, flags(follow), path, owner).map_err(error)
}

pub(crate) fn set_times_at(
    dir: &Descriptor,
    path: &str,
    follow: bool,
    (accessed, modified): (NewTime, NewTime),
) -> io::Result<()> {
    attributes::set_times_at(dir, flags(follow), path, accessed, modified).map_err(error)
}

pub(crate) fn set_mode(fd: &Descriptor, mode: Mode) -> io::Result<()> {
    attributes::set_mode(fd, mode).map_err(error)
}

pub(crate) fn set_owner(fd: &Descriptor, owner: NewOwner) -> io::Result<()> {
    attributes::set_owner(fd, owner).map_err(error)
}

pub(crate) fn set_times(
    fd: &Descriptor,
    (accessed, modified): (NewTime, NewTime),
) -> io::Result<()> {
    attributes::set_times(fd, accessed, modified).map_err(error)
}

fn flags(follow: bool) -> PathFlags {
    match follow {
        true => PathFlags::SYMLINK_FOLLOW,
        false => PathFlags::empty(),
    }
}

/// Opens a directory in which nodes can be made, if they can be made in `dir`.
pub(crate) fn open_dir(dir: &Descriptor, path: &str) -> io::Result<Descriptor> {
    // A host that opens first and looks at the type afterwards hangs at a FIFO without a writer:
    // wasmtime does.
    let stat = dir
        .stat_at(PathFlags::SYMLINK_FOLLOW, path)
        .map_err(error)?;
    if stat.type_ != DescriptorType::Directory {
        return Err(error(ErrorCode::NotDirectory));
    }
    // Hosts that follow the WIT to the letter refuse to hand out a right that `dir` does not have.
    let rights = dir.get_flags().map_err(error)? & DescriptorFlags::MUTATE_DIRECTORY;
    let flags = DescriptorFlags::READ | rights;
    dir.open_at(PathFlags::SYMLINK_FOLLOW, path, OpenFlags::DIRECTORY, flags)
        .map_err(error)
}

pub(crate) fn create_dir(dir: &Descriptor, path: &str) -> io::Result<()> {
    dir.create_directory_at(path).map_err(error)
}

/// The name of each preopened directory, and the directory.
pub(crate) fn preopens() -> &'static [(String, Descriptor)] {
    // The host makes new handles at every call, so one is enough for a program.
    static PREOPENS: OnceLock<Vec<(String, Descriptor)>> = OnceLock::new();
    PREOPENS.get_or_init(|| {
        get_directories()
            .into_iter()
            .map(|(dir, name)| (name, dir))
            .collect()
    })
}

pub(crate) fn current_dir() -> io::Result<PathBuf> {
    std::env::current_dir()
}
