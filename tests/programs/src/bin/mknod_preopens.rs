//! Which preopened directory a path belongs to: for nodes the same as for the files of `std`.
//!
//! The host gives `/`, `/a`, `/a/b`, `relative` and `/twice`, the last one two times. Each node is made beside a file
//! that `std` makes by the same path, so that the host sees whether they met.

use std::env::set_current_dir;
use std::fs::File;
use std::io::{ErrorKind, Result};
use std::path::Path;
use wasi_mknod::{Dir, mkfifo, mkfifoat};

fn main() -> Result<()> {
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
        both(path)?;
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
        neither(path, ErrorKind::PermissionDenied);
    }
    for path in [
        "/missing/x",
        "/a/missing/x",
        "/a/b/missing/../x",
        "missing/x",
    ] {
        neither(path, ErrorKind::NotFound);
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
        let kind = mkfifo(path, 0o600).map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::AlreadyExists), "{path}");
        Dir::open(path)?;
    }
    current_dir()?;
    mkfifoat(&Dir::open("/a/b")?, "by-handle", 0o600)
}

/// Relative paths follow the current directory.
fn current_dir() -> Result<()> {
    for (dir, names) in [
        ("/a", ["8", "b/4", "./9"]),
        ("b", ["5", "./6", "dir/../7"]),
        ("/dir", ["2", "./3", "../7"]),
        ("/", ["8", "a/10", "a/b/8"]),
    ] {
        set_current_dir(dir)?;
        for name in names {
            both(name)?;
        }
    }
    set_current_dir("/a")?;
    neither("../x", ErrorKind::PermissionDenied);
    neither("missing/x", ErrorKind::NotFound);
    set_current_dir("/")
}

fn both(path: &str) -> Result<()> {
    mkfifo(path, 0o600).inspect_err(|error| eprintln!("mkfifo {path}: {error}"))?;
    File::create_new(format!("{path}.std"))
        .inspect_err(|error| eprintln!("create {path}: {error}"))
        .map(drop)
}

fn neither(path: &str, kind: ErrorKind) {
    let made = mkfifo(path, 0o600).map_err(|error| error.kind());
    assert_eq!(made, Err(kind), "{path}");
    let path = Path::new(path);
    if path.ends_with("x") {
        let made = File::create_new(path).map_err(|error| error.kind());
        assert_eq!(made.map(drop), Err(kind), "{path:?}");
    }
}
