//! The protections of Linux for directories in which everybody makes what they like, such as
//! `/tmp`, where the kernel does not see what a guest asked for.
//!
//! The kernel applies `fs.protected_symlinks` where it follows the last component of a path itself,
//! and `fs.protected_regular` and `fs.protected_fifos` where it opens with `O_CREAT`. A file that
//! exists is opened by its handle, without `O_CREAT`: with it, a device that takes the place of the
//! file would be opened.
//!
//! # References
//!
//! - [Linux, `/proc/sys/fs/`](https://docs.kernel.org/admin-guide/sysctl/fs.html)

use super::handle::through_link;
use super::stat::{FileType, Stat, stat, stat_entry};
use crate::resolve::MAX_LINKS;
use crate::sys::{Errno, errno_of};
use cap_mknod::resolve;
use rustix::fs::{Mode, OFlags, PROC_SUPER_MAGIC, fstatfs};
use std::borrow::Cow;
use std::fs::File;
use std::io::Read as _;

const STICKY: u16 = 0o1000;
const GROUP_WRITE: u16 = 0o020;
const OTHER_WRITE: u16 = 0o002;

/// Fails where `open(2)` with `O_CREAT` would, as the node `path` beneath `dir` exists and belongs
/// to somebody else. `found` is the metadata of the node.
///
/// # Errors
///
/// `ACCESS`; `AGAIN` if `path` leads to another node by now; and those of the kernel.
pub(crate) fn check_creation(
    dir: &File,
    path: &str,
    follow: bool,
    found: &Stat,
) -> Result<(), Errno> {
    if matches!(found.file_type, FileType::Directory | FileType::Symlink) || found.user == user() {
        return Ok(());
    }
    let level = match found.file_type {
        FileType::RegularFile => setting("protected_regular"),
        FileType::Fifo => setting("protected_fifos"),
        _ => 1,
    };
    match may_create(level, &directory_of(dir, path, follow, found)?, found) {
        true => Ok(()),
        false => Err(Errno::ACCESS),
    }
}

/// Fails where the kernel would not follow the symbolic link `path` beneath `dir`, the last
/// component of a path. `link` is the metadata of the link.
///
/// # Errors
///
/// `ACCESS`, and those of the kernel.
pub(super) fn check_link(dir: &File, path: &str, link: &Stat) -> Result<(), Errno> {
    if link.user == user() || setting("protected_symlinks") == 0 {
        return Ok(());
    }
    let target = parent(dir, path)?;
    match may_follow(&stat(target.dir())?, link) {
        true => Ok(()),
        false => Err(Errno::ACCESS),
    }
}

fn may_create(level: u32, directory: &Stat, node: &Stat) -> bool {
    let shared =
        directory.mode & OTHER_WRITE != 0 || directory.mode & GROUP_WRITE != 0 && level >= 2;
    level == 0 || directory.mode & STICKY == 0 || node.user == directory.user || !shared
}

fn may_follow(directory: &Stat, link: &Stat) -> bool {
    let shared = STICKY | OTHER_WRITE;
    directory.mode & shared != shared || directory.user == link.user
}

/// Returns the metadata of the directory that has the node `found` as an entry, at the end of all
/// symbolic links.
fn directory_of(dir: &File, path: &str, follow: bool, found: &Stat) -> Result<Stat, Errno> {
    let mut path = Cow::Borrowed(path);
    for _ in 0..=MAX_LINKS {
        let target = parent(dir, &path)?;
        let entry = stat_entry(target.dir(), target.name().trim_end_matches('/'))?;
        if entry.identity == found.identity {
            return stat(target.dir());
        }
        if !follow || entry.file_type != FileType::Symlink {
            return Err(Errno::AGAIN);
        }
        path = Cow::Owned(through_link(dir, &path)?);
    }
    Err(Errno::LOOP)
}

fn parent<'a>(dir: &'a File, path: &'a str) -> Result<resolve::Target<'a>, Errno> {
    resolve::parent(dir, path).map_err(|error| errno_of(&error))
}

/// Returns the user as whom the calling thread uses file systems.
fn user() -> u32 {
    // SAFETY: there is no such user, so the call changes nothing and returns the present one.
    unsafe { libc::setfsuid(libc::uid_t::MAX) }.cast_unsigned()
}

/// Returns the value of a setting in `/proc/sys/fs`, or 1 where it cannot be read: distributions
/// protect.
fn setting(name: &str) -> u32 {
    read_setting(name).unwrap_or(1)
}

fn read_setting(name: &str) -> Option<u32> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let path = format!("/proc/sys/fs/{name}");
    let mut file = File::from(rustix::fs::open(path, flags, Mode::empty()).ok()?);
    // A guest that may write to `/proc` could forge it.
    if fstatfs(&file).ok()?.f_type != PROC_SUPER_MAGIC {
        return None;
    }
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Stat, may_create, may_follow, stat};
    use std::fs::File;

    fn node(mode: u16, user: u32) -> Stat {
        let any = stat(&File::open("/").unwrap()).unwrap();
        Stat { mode, user, ..any }
    }

    #[test]
    fn the_rules_are_those_of_the_kernel() {
        let (owner, other) = (1, 2);
        for (level, mode, of_node, expected) in [
            (0, 0o1777, other, true),
            (1, 0o1777, other, false),
            (1, 0o1777, owner, true),
            (1, 0o777, other, true),
            (1, 0o1775, other, true),
            (2, 0o1775, other, false),
            (2, 0o1755, other, true),
            (2, 0o1777, owner, true),
        ] {
            let answer = may_create(level, &node(mode, owner), &node(0o666, of_node));
            assert_eq!(answer, expected, "{level} {mode:o} {of_node}");
        }
        for (mode, of_link, expected) in [
            (0o1777, other, false),
            (0o1777, owner, true),
            (0o777, other, true),
            (0o1775, other, true),
        ] {
            let answer = may_follow(&node(mode, owner), &node(0o777, of_link));
            assert_eq!(answer, expected, "{mode:o} {of_link}");
        }
    }
}
