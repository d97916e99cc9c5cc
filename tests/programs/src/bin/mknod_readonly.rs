//! A directory that the host gives for reading only, `/`, in which nothing can be made, and another one, `/writable`.

use std::io::{ErrorKind, Result};
use wasi_mknod::{
    Device, Dir, Mode, Node, NodeType, S_IFCHR, S_IFDIR, S_IFIFO, S_IFREG, S_IFSOCK, makedev,
    mknod, mknod_many, mknodat,
};
use wasi_mknod_test_programs::guest;
use wasip2::filesystem::types::ErrorCode;

fn main() -> Result<()> {
    assert_eq!(
        guest::mkfifo(&guest::preopen(), "never"),
        Err(ErrorCode::NotPermitted)
    );
    let (root, dir) = (Dir::open("/")?, Dir::open("/dir")?);
    for mode in [0, S_IFREG, S_IFDIR, S_IFIFO, S_IFSOCK] {
        for path in [
            "never",
            "file",
            "dir/never",
            "missing/never",
            "../never",
            "",
        ] {
            denied(mknodat(&root, path, mode | 0o600, 0));
            denied(mknodat(&dir, path, mode | 0o600, 0));
        }
        denied(mknod("/never", mode, 0));
        denied(mknod("/dir/never", mode, 0));
        // A handle from a read-only directory stays one, wherever the path may lead.
        denied(mknodat(&root, "writable/never", mode, 0));
    }
    denied(mknod("/never", S_IFCHR, makedev(1, 3)));
    let fifo = |path: &str| Node::new(path, NodeType::Fifo, Mode::empty());
    let error = mknod_many(&root, [fifo("never"), fifo("neither")]).expect_err("not permitted");
    assert_eq!(
        (error.made(), error.error().kind()),
        (0, ErrorKind::PermissionDenied)
    );
    let invalid = NodeType::CharacterDevice(Device::new(0x1000, 0));
    let invalid = Node::new("never", invalid, Mode::empty());
    let error = mknod_many(&root, [invalid]).expect_err("out of range");
    assert_eq!(
        (error.made(), error.error().kind()),
        (0, ErrorKind::InvalidInput)
    );

    mknod("/writable/fifo", S_IFIFO | 0o600, 0)
}

#[track_caller]
fn denied(result: Result<()>) {
    let kind = result.map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::PermissionDenied));
}
