//! The native contenders.

use pathrs::{InodeType, Root};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, ResolveFlags};
use rustix::io::{Errno, Result as IoResult};
use std::fs::Permissions;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Instant;
use wasi_mknod_test_programs::{Batch, Operation};
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// The path resolution of a native contender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Native {
    /// Not at all: the path goes to the kernel as it is.
    Free,
    /// By `openat2` of the parent directory, the call, and `close`.
    Confined,
    /// By libpathrs.
    Pathrs,
}

/// Makes the calls of `batch` in the directory `dir`, and answers how many nanoseconds one took.
///
/// # Errors
///
/// A call answers otherwise than `batch` expects, or there is no such call.
pub(crate) fn run(native: Native, dir: &Path, batch: &Batch) -> Result<f64> {
    let paths = batch.paths();
    if native == Native::Pathrs {
        return pathrs(dir, batch, &paths);
    }
    let handle = open(dir)?;
    let start = Instant::now();
    for path in &paths {
        let result = match native {
            Native::Free => call(&handle, path, batch),
            _ => confined(&handle, path, batch),
        };
        check(result, batch)?;
    }
    Ok(per_call(start, batch))
}

fn open(dir: &Path) -> Result<OwnedFd> {
    let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::fs::openat(CWD, dir, flags, Mode::empty()).with_context(|| format!("{}", dir.display()))
}

fn call(dir: &OwnedFd, path: &str, batch: &Batch) -> IoResult<()> {
    let mode = Mode::from_raw_mode(batch.mode.into());
    match batch.operation {
        Operation::Stat => rustix::fs::statat(dir, path, AtFlags::SYMLINK_NOFOLLOW).map(drop),
        Operation::Directory => rustix::fs::mkdirat(dir, path, mode),
        _ => rustix::fs::mknodat(dir, path, FileType::Fifo, mode, 0),
    }
}

fn confined(dir: &OwnedFd, path: &str, batch: &Batch) -> IoResult<()> {
    let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
    let parent = rustix::fs::openat2(
        dir,
        parent,
        OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC,
        Mode::empty(),
        ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS,
    )?;
    call(&parent, name, batch)
}

fn check(result: IoResult<()>, batch: &Batch) -> Result<()> {
    match (result, batch.answer.as_str()) {
        (Ok(()), "ok") | (Err(Errno::EXIST), "exist") => Ok(()),
        (result, expected) => bail!("{result:?} instead of {expected}"),
    }
}

fn pathrs(dir: &Path, batch: &Batch, paths: &[String]) -> Result<f64> {
    let root = Root::open(dir)?;
    let fifo = InodeType::Fifo(Permissions::from_mode(batch.mode.into()));
    let start = Instant::now();
    for path in paths {
        root.create(path, &fifo)?;
    }
    Ok(per_call(start, batch))
}

fn per_call(start: Instant, batch: &Batch) -> f64 {
    start.elapsed().as_nanos() as f64 / batch.count as f64
}
