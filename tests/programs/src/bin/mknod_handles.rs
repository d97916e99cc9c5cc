//! Directory handles: which directory a handle leads to, and that no path leads out of it.

use std::fs;
use std::io::{ErrorKind, Result};
use wasi_mknod::{Dir, mkfifo, mkfifoat};
use wasi_mknod_test_programs::guest;
use wasip2::filesystem::types::{Descriptor, ErrorCode};

fn main() -> Result<()> {
    files();
    sub_directories()?;
    removed()?;
    renamed()?;
    many()
}

/// A handle of something that is not a directory.
fn files() {
    let root = guest::preopen();
    let file = guest::open(&root, "file").expect("it is there");
    for path in ["never", "", ".", "..", "/never", "never\0"] {
        assert_eq!(
            guest::mkfifo(&file, path),
            Err(ErrorCode::NotDirectory),
            "{path:?}"
        );
    }
}

/// A path stays beneath the handle that it starts from, though the guest may go further with another one.
fn sub_directories() -> Result<()> {
    let sub = Dir::open("/dir")?.open_dir("sub")?;
    mkfifoat(&sub, "fifo", 0o600)?;
    for path in [
        "../never",
        "link-up/never",
        "..",
        "/never",
        "link-up/sub/never",
    ] {
        denied(mkfifoat(&sub, path, 0o600), path);
    }
    denied(sub.open_dir("..").map(drop), "..");
    denied(sub.open_dir("link-up").map(drop), "link-up");
    mkfifo("/dir/sub/link-up/fifo", 0o600)?;
    let descriptor = Descriptor::from(sub);
    assert_eq!(guest::mkfifo(&descriptor, "fifo"), Err(ErrorCode::Exist));
    mkfifoat(&Dir::from(descriptor), "second", 0o600)
}

/// A directory that is gone takes no nodes.
fn removed() -> Result<()> {
    fs::create_dir("/removed")?;
    let removed = Dir::open("/removed")?;
    fs::remove_dir("/removed")?;
    for path in ["never", "sub/never"] {
        let result = mkfifoat(&removed, path, 0o600);
        assert_eq!(
            result.map_err(|error| error.kind()),
            Err(ErrorKind::NotFound)
        );
    }
    denied(mkfifoat(&removed, "../never", 0o600), "../never");
    // One of the same name is another directory.
    fs::create_dir("/removed")?;
    assert!(mkfifoat(&removed, "never", 0o600).is_err());
    fs::remove_dir("/removed")
}

/// A handle follows its directory.
fn renamed() -> Result<()> {
    fs::create_dir("/before")?;
    let dir = Dir::open("/before")?;
    fs::rename("/before", "/dir/after")?;
    fs::create_dir("/before")?;
    mkfifoat(&dir, "fifo", 0o600)?;
    assert!(fs::symlink_metadata("/dir/after/fifo").is_ok());
    assert!(fs::symlink_metadata("/before/fifo").is_err());
    denied(mkfifoat(&dir, "../never", 0o600), "../never");
    fs::remove_file("/dir/after/fifo")?;
    fs::remove_dir("/dir/after")?;
    fs::remove_dir("/before")
}

/// Handles do not get in each other's way.
fn many() -> Result<()> {
    let dirs: Vec<Dir> = (0..50).map(|_| Dir::open("/dir")).collect::<Result<_>>()?;
    for (index, dir) in dirs.iter().enumerate() {
        mkfifoat(dir, format!("fifo-{index}"), 0o600)?;
    }
    drop(dirs);
    for index in 0..50 {
        fs::remove_file(format!("/dir/fifo-{index}"))?;
    }
    Ok(())
}

#[track_caller]
fn denied(result: Result<()>, path: &str) {
    let kind = result.map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::PermissionDenied), "{path:?}");
}
