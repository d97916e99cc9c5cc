//! Directories and files without a name, which no path leads to.

use crate::sys::Errno;
use rustix::fs::{AtFlags, CWD, Mode, OFlags, chmodat, mkdirat, openat, unlinkat};
use std::fs::File;
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An empty directory, in which nothing can be made.
    Directory,
    /// An `O_PATH` handle to an empty file.
    File,
}

/// Makes what `kinds` say. It has a name for some microseconds, in a directory of mode 0700.
///
/// # Errors
///
/// The error of the kernel in the last of the directories for temporary files.
pub(crate) fn make(kinds: impl Iterator<Item = Kind> + Clone) -> Result<Vec<File>, Errno> {
    let mut result = Err(Errno::NOENT);
    for base in [std::env::temp_dir(), PathBuf::from("/dev/shm")] {
        result = make_in(&base, kinds.clone());
        if result.is_ok() {
            break;
        }
    }
    result
}

fn make_in(base: &Path, kinds: impl Iterator<Item = Kind>) -> Result<Vec<File>, Errno> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let base = File::from(openat(CWD, base, flags, Mode::empty())?);
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|_| Errno::IO)?;
    let name = format!(".wasi-mknod-{:016x}", u64::from_ne_bytes(random));
    mkdirat(&base, &*name, Mode::RWXU)?;
    // The umask may have taken the owner's rights.
    chmodat(&base, &*name, Mode::RWXU, AtFlags::empty())?;
    let made = open_directory(&base, &name)
        .and_then(|dir| kinds.map(|kind| make_one(&dir, kind)).collect());
    let removed = unlinkat(&base, &*name, AtFlags::REMOVEDIR);
    made.and_then(|made| removed.map(|()| made))
}

fn make_one(dir: &File, kind: Kind) -> Result<File, Errno> {
    const NAME: &str = "new";
    match kind {
        Kind::Directory => {
            mkdirat(dir, NAME, Mode::RWXU)?;
            chmodat(dir, NAME, Mode::from_raw_mode(0o755), AtFlags::empty())?;
            let opened = open_directory(dir, NAME);
            unlinkat(dir, NAME, AtFlags::REMOVEDIR)?;
            opened
        }
        Kind::File => {
            let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::CLOEXEC;
            openat(dir, NAME, flags, Mode::empty())?;
            let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let opened = openat(dir, NAME, flags, Mode::empty()).map(File::from);
            unlinkat(dir, NAME, AtFlags::empty())?;
            opened
        }
    }
}

fn open_directory(dir: &File, name: &str) -> Result<File, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(dir, name, flags, Mode::empty()).map(File::from)
}

/// Returns a path by which this process opens `directory`, for those who take nothing but paths.
pub(crate) fn path(directory: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", directory.as_raw_fd()))
}
