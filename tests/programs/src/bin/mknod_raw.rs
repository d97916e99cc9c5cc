//! The functions of the C library: every type, every refusal that needs no host, and what the errors are called.

use std::io::{Error, ErrorKind, Result};
use wasi_mknod::{
    Dir, S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG, S_IFSOCK, major, makedev, minor,
    mkfifo, mkfifoat, mknod, mknodat,
};

fn main() -> Result<()> {
    // Device numbers do not count where there is no device.
    mknod("/typeless", 0o640, makedev(1, 3))?;
    mknod("/regular", S_IFREG | 0o600, u64::MAX)?;
    mknod("relative-fifo", S_IFIFO | 0o600, u64::MAX)?;
    mknod("./socket", S_IFSOCK | 0o700, 0)?;
    mkfifo("/mkfifo", 0o1642)?;
    mkfifo("/mkfifo-with-type", S_IFIFO | 0o600)?;
    let dir = Dir::open("/dir")?;
    mknodat(&dir, "regular", S_IFREG | 0o400, 0)?;
    mkfifoat(&dir, "fifo", 0o777)?;
    Dir::open("/")?.open_dir("dir")?.open_dir("sub")?;
    mkfifoat(&Dir::open("/")?.open_dir("dir/sub")?, "fifo", 0)?;

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
        expect(mknod("/never", mode, dev), ErrorKind::InvalidInput);
        expect(mknodat(&dir, "never", mode, dev), ErrorKind::InvalidInput);
    }
    for mode in [S_IFDIR, S_IFCHR, S_IFSOCK, S_IFLNK, u32::MAX] {
        expect(mkfifo("/never", mode), ErrorKind::InvalidInput);
        expect(mkfifoat(&dir, "never", mode), ErrorKind::InvalidInput);
    }
    expect(
        mknod("/never", S_IFDIR | 0o700, 0),
        ErrorKind::PermissionDenied,
    );
    expect(
        mknod("/never", S_IFCHR | 0o600, makedev(1, 3)),
        ErrorKind::PermissionDenied,
    );
    expect(
        mknod("/never", S_IFIFO | 0o4600, 0),
        ErrorKind::PermissionDenied,
    );
    expect(
        mkfifoat(&dir, "../never", 0o600),
        ErrorKind::PermissionDenied,
    );
    expect(mkfifoat(&dir, "/never", 0o600), ErrorKind::PermissionDenied);
    expect(mkfifo("/dir", 0o600), ErrorKind::AlreadyExists);
    expect(mkfifo("/missing/never", 0o600), ErrorKind::NotFound);
    expect(mkfifo("", 0o600), ErrorKind::NotFound);
    expect(mkfifoat(&dir, "", 0o600), ErrorKind::NotFound);
    expect(mkfifo("/regular/never", 0o600), ErrorKind::NotADirectory);
    expect(mkfifo("/nul\0", 0o600), ErrorKind::InvalidInput);
    expect(mkfifoat(&dir, "nul\0", 0o600), ErrorKind::InvalidInput);
    expect(mkfifo("n".repeat(256), 0o600), ErrorKind::InvalidFilename);
    expect(Dir::open("/regular").map(drop), ErrorKind::NotADirectory);
    expect(Dir::open("/missing").map(drop), ErrorKind::NotFound);

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
