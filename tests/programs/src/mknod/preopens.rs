//! Which preopened directory a path belongs to.

use crate::Posix;
use std::env::set_current_dir;
use std::fs::File;
use std::io::{ErrorKind, Result};
use std::path::Path;

/// Which preopened directory a path belongs to: for nodes the same as for the files of `std`.
///
/// The host gives `/`, `/a`, `/a/b`, `relative` and `/twice`, the last one two times. Each node is
/// made beside a file that `std` makes by the same path, so that the host sees whether they met.
pub async fn preopens<W: Posix>() -> Result<()> {
    for path in [
        "/1",
        "//2",
        "/./3",
        "4",
        "./5",
        "/dir/../6",
        "/a/1",
        "/a//2",
        "/a/./3",
        "//a/4",
        "a/5",
        "./a/6",
        "/a/dir/../7",
        "/a/b/1",
        "/a/b/./2",
        "a/b/3",
        "/a/bc/1",
        "/ab/1",
        "/dir/1",
        "/relative/1",
        "relative/2",
        "./relative/3",
        "/twice/1",
        "twice/2",
    ] {
        both::<W>(path).await?;
    }
    for path in [
        "/..",
        "/../x",
        "/a/..",
        "/a/../x",
        "/a/b/../x",
        "..",
        "../x",
        "/dir/../../x",
    ] {
        neither::<W>(path, ErrorKind::PermissionDenied).await;
    }
    for path in [
        "/missing/x",
        "/a/missing/x",
        "/a/b/missing/../x",
        "missing/x",
    ] {
        neither::<W>(path, ErrorKind::NotFound).await;
    }
    for path in [
        "/",
        "/.",
        "//",
        "/a",
        "/a/",
        "/a/.",
        "/a/b",
        "a/b",
        ".",
        "./",
        "/relative",
    ] {
        let kind = W::mkfifo(path, 0o600).await.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::AlreadyExists), "{path}");
        W::open_dir(path).await?;
    }
    current_dir::<W>().await?;
    W::mkfifoat(&W::open_dir("/a/b").await?, "by-handle", 0o600).await
}

/// Relative paths follow the current directory.
async fn current_dir<W: Posix>() -> Result<()> {
    for (dir, names) in [
        ("/a", ["8", "b/4", "./9"]),
        ("b", ["5", "./6", "dir/../7"]),
        ("/dir", ["2", "./3", "../7"]),
        ("/", ["8", "a/10", "a/b/8"]),
    ] {
        set_current_dir(dir)?;
        for name in names {
            both::<W>(name).await?;
        }
    }
    set_current_dir("/a")?;
    neither::<W>("../x", ErrorKind::PermissionDenied).await;
    neither::<W>("missing/x", ErrorKind::NotFound).await;
    set_current_dir("/")
}

async fn both<W: Posix>(path: &str) -> Result<()> {
    W::mkfifo(path, 0o600)
        .await
        .inspect_err(|error| eprintln!("mkfifo {path}: {error}"))?;
    File::create_new(format!("{path}.std"))
        .inspect_err(|error| eprintln!("create {path}: {error}"))
        .map(drop)
}

async fn neither<W: Posix>(path: &str, kind: ErrorKind) {
    let made = W::mkfifo(path, 0o600).await.map_err(|error| error.kind());
    assert_eq!(made, Err(kind), "{path}");
    let path = Path::new(path);
    if path.ends_with("x") {
        let made = File::create_new(path).map_err(|error| error.kind());
        assert_eq!(made.map(drop), Err(kind), "{path:?}");
    }
}
