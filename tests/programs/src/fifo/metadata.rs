//! The interface `metadata`, for nodes of every type.

use crate::Posix;
use std::io::ErrorKind;
use wasi_mknod::{FileType, makedev};

/// Compares with what the host has made. The argument is the owner, if the host shows that.
pub async fn metadata<W: Posix>() {
    for (path, file_type, mode) in [
        ("/file", FileType::RegularFile, 0o100_604),
        ("/dir", FileType::Directory, 0o041_711),
        ("/fifo", FileType::Fifo, 0o010_620),
        ("/socket", FileType::Socket, 0o140_700),
    ] {
        for found in [W::metadata(path).await, W::symlink_metadata(path).await] {
            let found = found.unwrap();
            assert_eq!(found.file_type(), file_type, "{path}");
            assert_eq!(found.mode(), mode, "{path}: {:o}", found.mode());
            assert_eq!(found.rdev(), 0, "{path}");
            assert!(found.modified().is_some() && found.changed().is_some());
        }
    }
    let file = W::metadata("/file").await.unwrap();
    assert!(file.is_file() && file.len() == 11 && file.nlink() == 1);
    assert!(W::metadata("/fifo").await.unwrap().is_fifo());
    assert!(W::metadata("/socket").await.unwrap().is_socket());

    let link = W::symlink_metadata("/link").await.unwrap();
    assert!(link.is_symlink() && link.len() == 4);
    assert!(W::metadata("/link").await.unwrap().is_fifo());
    let dir = W::open_dir("/dir").await.unwrap();
    let found = W::symlink_metadata_at(&dir, ".").await;
    assert!(found.unwrap().is_dir());
    assert!(W::metadata("/").await.unwrap().is_dir());

    let owner = crate::arguments()
        .next()
        .map(|owner| owner.parse().unwrap());
    assert_eq!(file.uid(), owner);
    assert_eq!(file.gid().is_some(), owner.is_some());
    fails::<W>().await;

    if let Ok(null) = W::symlink_metadata("/null").await {
        assert!(null.is_char_device());
        assert_eq!(null.rdev(), makedev(1, 3));
    }
}

async fn fails<W: Posix>() {
    for (path, kind) in [
        ("/missing", ErrorKind::NotFound),
        ("/dangling", ErrorKind::NotFound),
        ("/out", ErrorKind::PermissionDenied),
        ("/file/", ErrorKind::NotADirectory),
    ] {
        let error = W::metadata(path).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{path}");
    }
    let endless = W::metadata("/loop").await.unwrap_err();
    // ELOOP of wasi-libc, for which the kind is not stable.
    assert_eq!(endless.raw_os_error(), Some(32));
    for path in ["/dangling", "/loop"] {
        let link = W::symlink_metadata(path).await.unwrap();
        assert!(link.is_symlink(), "{path}");
    }
}
