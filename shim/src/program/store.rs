//! Where compiled code is kept.
//!
//! It is native code that this program maps and executes. So nobody but root can write the folder
//! or a folder above it.

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, utimensat};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use wasi_mknod_wasmtime::command::private_directory;
use wasmtime::Result;
use wasmtime::error::Context as _;

/// The variable of containerd's environment that names another folder than [`BASE`].
const VARIABLE: &str = "WASI_MKNOD_SHIM_CACHE";
const BASE: &str = "/var/cache";
const NAME: &str = "wasi-mknod-shim";

/// How many bytes are kept. What was not used for the longest time goes first.
const MOST: u64 = 4 << 30;

/// The folder.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
}

impl Store {
    /// Opens the folder, made where it is missing.
    ///
    /// # Errors
    ///
    /// If another user than root can write it.
    pub(super) fn open() -> Result<Self> {
        let base = std::env::var_os(VARIABLE).map_or_else(|| PathBuf::from(BASE), PathBuf::from);
        let folder = private_directory(&base, NAME).with_context(|| {
            format!(
                "compiled code cannot be kept in `{}`, which {VARIABLE} in the environment of \
                 containerd changes",
                base.display()
            )
        })?;
        Ok(Self { folder })
    }

    /// Returns the file of that name, and notes that it is in use.
    pub(super) fn find(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.join(name);
        let now = Timestamps {
            last_access: time(UTIME_OMIT),
            last_modification: time(UTIME_NOW),
        };
        utimensat(CWD, &path, &now, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        Some(path)
    }

    /// Keeps `code` under a name. A crash leaves the whole file or none.
    pub(super) fn keep(&self, name: &str, code: &[u8]) -> Result<()> {
        let unfinished = self.folder.join(format!("{name}.{}", std::process::id()));
        let kept =
            write(&unfinished, code).and_then(|()| fs::rename(&unfinished, self.folder.join(name)));
        if kept.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        kept.with_context(|| format!("cannot write in `{}`", self.folder.display()))?;
        Ok(self.make_room()?)
    }

    /// Removes what is over the limit. A file that is mapped stays until it is unmapped.
    fn make_room(&self) -> std::io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let Ok(status) = entry.metadata() else {
                continue;
            };
            let used = status.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            files.push((used, status.len(), entry.path()));
        }
        files.sort_unstable_by_key(|(used, ..)| std::cmp::Reverse(*used));
        let mut total = 0;
        for (_, size, path) in files {
            total += size;
            if total > MOST {
                let _ = fs::remove_file(path);
            }
        }
        Ok(())
    }
}

fn time(nanoseconds: i64) -> Timespec {
    Timespec {
        tv_sec: 0,
        tv_nsec: nanoseconds as _,
    }
}

fn write(path: &Path, code: &[u8]) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(code)?;
    file.sync_all()
}
