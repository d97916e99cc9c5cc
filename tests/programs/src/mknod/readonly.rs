//! Directories for reading only.

use crate::Posix;
use std::io::{ErrorKind, Result};
use wasi_mknod::{
    Device, Mode, Node, NodeType, S_IFCHR, S_IFDIR, S_IFIFO, S_IFREG, S_IFSOCK, makedev,
};

/// A directory that the host gives for reading only, `/`, in which nothing can be made, and another
/// one, `/writable`.
pub async fn readonly<W: Posix>() -> Result<()> {
    assert_eq!(
        W::make_fifo(&W::preopen(), "never").await,
        Err("not-permitted".to_owned())
    );
    let (root, dir) = (W::open_dir("/").await?, W::open_dir("/dir").await?);
    for mode in [0, S_IFREG, S_IFDIR, S_IFIFO, S_IFSOCK] {
        for path in [
            "never",
            "file",
            "dir/never",
            "missing/never",
            "../never",
            "",
        ] {
            denied(W::mknodat(&root, path, mode | 0o600, 0).await);
            denied(W::mknodat(&dir, path, mode | 0o600, 0).await);
        }
        denied(W::mknod("/never", mode, 0).await);
        denied(W::mknod("/dir/never", mode, 0).await);
        // A handle from a read-only directory stays one, wherever the path may lead.
        denied(W::mknodat(&root, "writable/never", mode, 0).await);
    }
    denied(W::mknod("/never", S_IFCHR, makedev(1, 3)).await);
    let fifo = |path: &str| Node::new(path, NodeType::Fifo, Mode::empty());
    let error = W::mknod_many(&root, [fifo("never"), fifo("neither")])
        .await
        .expect_err("not permitted");
    assert_eq!(
        (error.made(), error.error().kind()),
        (0, ErrorKind::PermissionDenied)
    );
    let invalid = NodeType::CharacterDevice(Device::new(0x1000, 0));
    let invalid = Node::new("never", invalid, Mode::empty());
    let error = W::mknod_many(&root, [invalid])
        .await
        .expect_err("out of range");
    assert_eq!(
        (error.made(), error.error().kind()),
        (0, ErrorKind::InvalidInput)
    );

    W::mknod("/writable/fifo", S_IFIFO | 0o600, 0).await
}

#[track_caller]
fn denied(result: Result<()>) {
    let kind = result.map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::PermissionDenied));
}
