//! The functions of the C library.

use crate::Posix;
use std::io::{Error, ErrorKind, Result};
use wasi_mknod::{
    S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG, S_IFSOCK, major, makedev, minor,
};

/// Every type, every refusal that needs no host, and what the errors are called.
pub async fn raw<W: Posix>() -> Result<()> {
    // Device numbers do not count where there is no device.
    W::mknod("/typeless", 0o640, makedev(1, 3)).await?;
    W::mknod("/regular", S_IFREG | 0o600, u64::MAX).await?;
    W::mknod("relative-fifo", S_IFIFO | 0o600, u64::MAX).await?;
    W::mknod("./socket", S_IFSOCK | 0o700, 0).await?;
    W::mkfifo("/mkfifo", 0o1642).await?;
    W::mkfifo("/mkfifo-with-type", S_IFIFO | 0o600).await?;
    let dir = W::open_dir("/dir").await?;
    W::mknodat(&dir, "regular", S_IFREG | 0o400, 0).await?;
    W::mkfifoat(&dir, "fifo", 0o777).await?;
    let root = W::open_dir("/").await?;
    W::open_dir_at(&W::open_dir_at(&root, "dir").await?, "sub").await?;
    W::mkfifoat(&W::open_dir_at(&root, "dir/sub").await?, "fifo", 0).await?;

    for (mode, dev) in [
        (S_IFLNK | 0o777, 0),
        (0o030_000, 0),
        (0o170_000, 0),
        (0o200_000 | S_IFIFO, 0),
        (u32::MAX, 0),
        (S_IFCHR, makedev(0x1000, 0)),
        (S_IFCHR, makedev(0x1001, 3)),
        (S_IFBLK, makedev(0, 0x10_0000)),
        (S_IFBLK, u64::MAX),
    ] {
        expect(W::mknod("/never", mode, dev).await, ErrorKind::InvalidInput);
        expect(
            W::mknodat(&dir, "never", mode, dev).await,
            ErrorKind::InvalidInput,
        );
    }
    for mode in [S_IFDIR, S_IFCHR, S_IFSOCK, S_IFLNK, u32::MAX] {
        expect(W::mkfifo("/never", mode).await, ErrorKind::InvalidInput);
        expect(
            W::mkfifoat(&dir, "never", mode).await,
            ErrorKind::InvalidInput,
        );
    }
    expect(
        W::mknod("/never", S_IFDIR | 0o700, 0).await,
        ErrorKind::PermissionDenied,
    );
    expect(
        W::mknod("/never", S_IFCHR | 0o600, makedev(1, 3)).await,
        ErrorKind::PermissionDenied,
    );
    expect(
        W::mknod("/never", S_IFIFO | 0o4600, 0).await,
        ErrorKind::PermissionDenied,
    );
    expect(
        W::mkfifoat(&dir, "../never", 0o600).await,
        ErrorKind::PermissionDenied,
    );
    expect(
        W::mkfifoat(&dir, "/never", 0o600).await,
        ErrorKind::PermissionDenied,
    );
    expect(W::mkfifo("/dir", 0o600).await, ErrorKind::AlreadyExists);
    expect(
        W::mkfifo("/missing/never", 0o600).await,
        ErrorKind::NotFound,
    );
    expect(W::mkfifo("", 0o600).await, ErrorKind::NotFound);
    expect(W::mkfifoat(&dir, "", 0o600).await, ErrorKind::NotFound);
    expect(
        W::mkfifo("/regular/never", 0o600).await,
        ErrorKind::NotADirectory,
    );
    expect(W::mkfifo("/nul\0", 0o600).await, ErrorKind::InvalidInput);
    expect(
        W::mkfifoat(&dir, "nul\0", 0o600).await,
        ErrorKind::InvalidInput,
    );
    expect(
        W::mkfifo("n".repeat(256), 0o600).await,
        ErrorKind::InvalidFilename,
    );
    expect(
        W::open_dir("/regular").await.map(drop),
        ErrorKind::NotADirectory,
    );
    expect(W::open_dir("/missing").await.map(drop), ErrorKind::NotFound);

    for (parts, dev) in [((1, 3), 0x103), ((0xfff, 0xf_ffff), 0xffff_ffff)] {
        assert_eq!(makedev(parts.0, parts.1), dev);
        assert_eq!((major(dev), minor(dev)), parts);
    }
    Ok(())
}

#[track_caller]
fn expect(result: Result<()>, kind: ErrorKind) {
    assert_eq!(result.map_err(|error: Error| error.kind()), Err(kind));
}
