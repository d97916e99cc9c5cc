//! A host that lets the guest make eight nodes and not one more.

use std::fs;
use std::io::{ErrorKind, Result};
use wasi_mknod::{Dir, Mode, Node, NodeType, S_IFCHR, makedev, mkfifo, mknod, mknod_many};

fn main() -> Result<()> {
    let root = Dir::open("/")?;
    mkfifo("/1", 0o600)?;
    // What fails does not count, whoever refuses it.
    for _ in 0..20 {
        fails(mkfifo("/1", 0o600), ErrorKind::AlreadyExists);
        fails(mkfifo("/missing/x", 0o600), ErrorKind::NotFound);
        fails(mkfifo("", 0o600), ErrorKind::NotFound);
        fails(mkfifo("/..", 0o600), ErrorKind::PermissionDenied);
        fails(
            mknod("/x", S_IFCHR, makedev(1, 3)),
            ErrorKind::PermissionDenied,
        );
        fails(
            mknod("/x", S_IFCHR, makedev(0x1000, 0)),
            ErrorKind::InvalidInput,
        );
        stops(&root, &["1", "x", "y"], 0, ErrorKind::AlreadyExists);
    }
    stops(
        &root,
        &["2", "3", "1", "x", "y", "z"],
        2,
        ErrorKind::AlreadyExists,
    );
    // What has been removed does.
    fs::remove_file("/1")?;
    mkfifo("/4", 0o600)?;
    stops(
        &root,
        &["5", "6", "7", "8", "x", "y"],
        4,
        ErrorKind::QuotaExceeded,
    );
    for _ in 0..3 {
        fails(mkfifo("/x", 0o600), ErrorKind::QuotaExceeded);
        stops(&root, &["x"], 0, ErrorKind::QuotaExceeded);
    }
    mknod_many(&root, [])?;
    // What is refused without asking the kernel is refused as before.
    fails(
        mknod("/x", S_IFCHR, makedev(1, 3)),
        ErrorKind::PermissionDenied,
    );
    fails(
        mknod("/x", S_IFCHR, makedev(0x1000, 0)),
        ErrorKind::InvalidInput,
    );
    // `std` is not limited.
    fs::write("/std", "")
}

#[track_caller]
fn stops(dir: &Dir, paths: &[&str], made: usize, kind: ErrorKind) {
    let nodes = paths
        .iter()
        .map(|path| Node::new(*path, NodeType::Fifo, Mode::from_raw_mode(0o600)));
    let error = mknod_many(dir, nodes).expect_err("it goes too far");
    assert_eq!((error.made(), error.error().kind()), (made, kind));
}

#[track_caller]
fn fails(result: Result<()>, kind: ErrorKind) {
    assert_eq!(result.map_err(|error| error.kind()), Err(kind));
}
