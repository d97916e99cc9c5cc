//! The interface `metadata`, for nodes of every type.

use std::io::ErrorKind;
use wasi_mknod::{Dir, FileType, makedev, metadata, symlink_metadata};

fn main() {
    for (path, file_type, mode) in [
        ("/file", FileType::RegularFile, 0o100_604),
        ("/dir", FileType::Directory, 0o041_711),
        ("/fifo", FileType::Fifo, 0o010_620),
        ("/socket", FileType::Socket, 0o140_700),
    ] {
        for found in [metadata(path).unwrap(), symlink_metadata(path).unwrap()] {
            assert_eq!(found.file_type(), file_type, "{path}");
            assert_eq!(found.mode(), mode, "{path}: {:o}", found.mode());
            assert_eq!(found.rdev(), 0, "{path}");
            assert!(found.modified().is_some() && found.changed().is_some());
        }
    }
    let file = metadata("/file").unwrap();
    assert!(file.is_file() && file.len() == 11 && file.nlink() == 1);
    assert!(metadata("/fifo").unwrap().is_fifo());
    assert!(metadata("/socket").unwrap().is_socket());

    let link = symlink_metadata("/link").unwrap();
    assert!(link.is_symlink() && link.len() == 4);
    assert!(metadata("/link").unwrap().is_fifo());
    let dir = Dir::open("/dir").unwrap();
    assert!(dir.symlink_metadata(".").unwrap().is_dir());
    assert!(metadata("/").unwrap().is_dir());

    let owner = std::env::args().nth(1).map(|owner| owner.parse().unwrap());
    assert_eq!(file.uid(), owner);
    assert_eq!(file.gid().is_some(), owner.is_some());

    for (path, kind) in [
        ("/missing", ErrorKind::NotFound),
        ("/dangling", ErrorKind::NotFound),
        ("/out", ErrorKind::PermissionDenied),
        ("/file/", ErrorKind::NotADirectory),
    ] {
        assert_eq!(metadata(path).unwrap_err().kind(), kind, "{path}");
    }
    let endless = metadata("/loop").unwrap_err();
    // ELOOP of wasi-libc, for which the kind is not stable.
    assert_eq!(endless.raw_os_error(), Some(32));
    assert!(symlink_metadata("/dangling").unwrap().is_symlink());
    assert!(symlink_metadata("/loop").unwrap().is_symlink());

    if let Ok(null) = symlink_metadata("/null") {
        assert!(null.is_char_device());
        assert_eq!(null.rdev(), makedev(1, 3));
    }
}
