//! What the machine and the user have to allow for a test.

use crate::process;
use rustix::fs::{CWD, FileType, IFlags, Mode, ioctl_setflags, makedev, mknodat};
use std::fmt::Display;
use std::sync::OnceLock;
use std::{io, thread};
use tempfile::TempDir;

/// Something that not every user may do on every machine. It is found out by doing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// To make device nodes.
    Devices,
    /// To mount file systems.
    Mounts,
    /// To mount a tmpfs with quotas.
    Quotas,
    /// To make a directory immutable, as `chattr +i` does, where the temporary files are.
    Immutable,
    /// To set an access control list where the temporary files are.
    Acls,
}

impl Need {
    /// Says why it is not possible, if it is not.
    pub(crate) fn missing(self) -> Option<&'static str> {
        static ANSWERS: [OnceLock<Option<String>>; 5] = [const { OnceLock::new() }; 5];
        let answer = ANSWERS[self as usize].get_or_init(|| {
            let missing = |what: &str, error: &dyn Display| format!("no {what}: {error}");
            match self {
                Self::Devices => devices().map_err(|error| missing("device nodes", &error)),
                Self::Mounts => mounts("").map_err(|error| missing("mounts", &error)),
                Self::Quotas => {
                    mounts("usrquota").map_err(|error| missing("tmpfs with quotas", &error))
                }
                Self::Immutable => {
                    immutable().map_err(|error| missing("immutable directories", &error))
                }
                Self::Acls => acls().map_err(|error| missing("access control lists", &error)),
            }
            .err()
        });
        answer.as_deref()
    }
}

fn devices() -> io::Result<()> {
    let folder = TempDir::new()?;
    let mode = Mode::from_raw_mode(0o600);
    for file_type in [FileType::CharacterDevice, FileType::BlockDevice] {
        let path = folder.path().join(format!("{file_type:?}"));
        mknodat(CWD, path, file_type, mode, makedev(240, 7))?;
    }
    Ok(())
}

fn mounts(options: &'static str) -> io::Result<()> {
    let folder = TempDir::new()?;
    let path = folder.path().to_owned();
    let thread = thread::spawn(move || {
        process::try_private_mounts()?;
        process::try_mount_tmpfs(&path, options)
    });
    thread.join().expect("it does not panic")
}

fn immutable() -> io::Result<()> {
    let folder = TempDir::new()?;
    let dir = std::fs::File::open(folder.path())?;
    ioctl_setflags(&dir, IFlags::IMMUTABLE)?;
    Ok(ioctl_setflags(&dir, IFlags::empty())?)
}

fn acls() -> io::Result<()> {
    let folder = TempDir::new()?;
    crate::set_default_acl(folder.path(), 0o640)
}
