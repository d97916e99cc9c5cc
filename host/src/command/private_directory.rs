//! A directory that nobody else can write.

use rustix::fs::{CWD, Mode, OFlags, RawMode, Stat, fstat, mkdirat, openat};
use rustix::io::Errno;
use rustix::process::{Uid, geteuid};
use std::ffi::OsStr;
use std::os::fd::OwnedFd;
use std::path::{Component, Path, PathBuf};
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

#[cfg(target_os = "linux")]
const SEARCH: OFlags = OFlags::PATH;
#[cfg(not(target_os = "linux"))]
const SEARCH: OFlags = OFlags::RDONLY;

/// Opens the subdirectory `name` of `base` for what only the user of the process may write, such as
/// compiled code, and returns its path. It is made where it is missing, with mode 0700.
///
/// No other user reaches what is in it, whatever the modes beneath it are: its owner alone can
/// search it. The path has no symbolic links, and each directory on it is checked by its handle. As nobody
/// else can write these directories, the path keeps its meaning when it is used later.
///
/// # Errors
///
/// If another user owns or can write one of the directories, or if one cannot be opened or made.
pub fn private_directory(base: &Path, name: &str) -> Result<PathBuf> {
    let base = without_links(&std::path::absolute(base)?)
        .with_context(|| format!("cannot find the directory `{}`", base.display()))?;
    let user = geteuid();
    let mut path = PathBuf::from("/");
    let mut handle = openat(CWD, "/", flags(), Mode::empty())?;
    check(&path, &fstat(&handle)?, user)?;
    for name in base.components().chain(Path::new(name).components()) {
        let Component::Normal(name) = name else {
            continue;
        };
        path.push(name);
        handle = descend(&handle, name)
            .with_context(|| format!("cannot open the directory `{}`", path.display()))?;
        check(&path, &fstat(&handle)?, user)?;
    }
    check_private(&path, &fstat(&handle)?, user)?;
    Ok(path)
}

fn flags() -> OFlags {
    SEARCH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

/// Resolves the part of `path` that exists. The rest is left as it is: it will be made.
fn without_links(path: &Path) -> std::io::Result<PathBuf> {
    for existing in path.ancestors() {
        match existing.canonicalize() {
            Ok(found) => {
                let rest = path.strip_prefix(existing).unwrap_or(Path::new(""));
                return Ok(found.join(rest));
            }
            // A symbolic link that leads nowhere is there, and no directory can be made in its
            // place.
            Err(error) if existing.is_symlink() => return Err(error),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(path.to_owned())
}

/// Opens the directory `name` in `parent`, made if it is missing.
fn descend(parent: &OwnedFd, name: &OsStr) -> rustix::io::Result<OwnedFd> {
    match openat(parent, name, flags(), Mode::empty()) {
        Err(Errno::NOENT) => {}
        opened => return opened,
    }
    match mkdirat(parent, name, Mode::RWXU) {
        // Another run may have made it.
        Ok(()) | Err(Errno::EXIST) => openat(parent, name, flags(), Mode::empty()),
        Err(errno) => Err(errno),
    }
}

/// Checks that only `user` and root can change what the names in the directory mean.
fn check(path: &Path, stat: &Stat, user: Uid) -> Result<()> {
    let name = path.display();
    let mode = permissions(stat);
    let owner = stat.st_uid;
    if owner != user.as_raw() && owner != Uid::ROOT.as_raw() {
        bail!(
            "`{name}` belongs to user {owner} (mode {mode:04o}), neither to root nor to user {}, \
             as whom this process runs",
            user.as_raw()
        );
    }
    // In a directory such as /tmp only the owner of an entry can replace it.
    let sticky = Uid::ROOT.as_raw() == owner && mode & 0o1000 != 0;
    if mode & 0o022 != 0 && !sticky {
        bail!(
            "other users can write `{name}` (owner {owner}, mode {mode:04o}); \
             run `chmod go-w {name}`"
        );
    }
    Ok(())
}

/// Checks that only `user` can reach what is in the directory.
fn check_private(path: &Path, stat: &Stat, user: Uid) -> Result<()> {
    let mode = permissions(stat);
    if stat.st_uid != user.as_raw() || mode & 0o077 != 0 {
        bail!(
            "`{name}` (owner {owner}, mode {mode:04o}) is not private to user {user}; \
             remove it, and it is made anew with mode 0700",
            name = path.display(),
            owner = stat.st_uid,
            user = user.as_raw(),
        );
    }
    Ok(())
}

fn permissions(stat: &Stat) -> RawMode {
    stat.st_mode as RawMode & 0o7777
}
