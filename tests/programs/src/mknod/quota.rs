//! How many nodes a guest may make.

use crate::Posix;
use std::fs;
use std::io::{ErrorKind, Result};
use wasi_mknod::{Mode, Node, NodeType, S_IFCHR, makedev};

/// A host that lets the guest make eight nodes and not one more.
pub async fn quota<W: Posix>() -> Result<()> {
    let root = W::open_dir("/").await?;
    W::mkfifo("/1", 0o600).await?;
    // What fails does not count, whoever refuses it.
    for _ in 0..20 {
        fails(W::mkfifo("/1", 0o600).await, ErrorKind::AlreadyExists);
        fails(W::mkfifo("/missing/x", 0o600).await, ErrorKind::NotFound);
        fails(W::mkfifo("", 0o600).await, ErrorKind::NotFound);
        fails(W::mkfifo("/..", 0o600).await, ErrorKind::PermissionDenied);
        fails(
            W::mknod("/x", S_IFCHR, makedev(1, 3)).await,
            ErrorKind::PermissionDenied,
        );
        fails(
            W::mknod("/x", S_IFCHR, makedev(0x1000, 0)).await,
            ErrorKind::InvalidInput,
        );
        stops::<W>(&root, &["1", "x", "y"], 0, ErrorKind::AlreadyExists).await;
    }
    stops::<W>(
        &root,
        &["2", "3", "1", "x", "y", "z"],
        2,
        ErrorKind::AlreadyExists,
    )
    .await;
    // What has been removed does.
    fs::remove_file("/1")?;
    W::mkfifo("/4", 0o600).await?;
    stops::<W>(
        &root,
        &["5", "6", "7", "8", "x", "y"],
        4,
        ErrorKind::QuotaExceeded,
    )
    .await;
    for _ in 0..3 {
        fails(W::mkfifo("/x", 0o600).await, ErrorKind::QuotaExceeded);
        stops::<W>(&root, &["x"], 0, ErrorKind::QuotaExceeded).await;
    }
    W::mknod_many(&root, []).await?;
    // What is refused without asking the kernel is refused as before.
    fails(
        W::mknod("/x", S_IFCHR, makedev(1, 3)).await,
        ErrorKind::PermissionDenied,
    );
    fails(
        W::mknod("/x", S_IFCHR, makedev(0x1000, 0)).await,
        ErrorKind::InvalidInput,
    );
    // `std` is not limited.
    fs::write("/std", "")
}

async fn stops<W: Posix>(dir: &W::Dir, paths: &[&str], made: usize, kind: ErrorKind) {
    let nodes = paths
        .iter()
        .map(|path| Node::new(*path, NodeType::Fifo, Mode::from_raw_mode(0o600)));
    let error = W::mknod_many(dir, nodes)
        .await
        .expect_err("it goes too far");
    assert_eq!((error.made(), error.error().kind()), (made, kind));
}

#[track_caller]
fn fails(result: Result<()>, kind: ErrorKind) {
    assert_eq!(result.map_err(|error| error.kind()), Err(kind));
}
