//! Nodes and what `std` does with them: look, list, rename, remove, write to those that can be written.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Result, Write as _};
use wasi_mknod::{S_IFDIR, S_IFREG, S_IFSOCK, mkfifo, mknod};
use wasi_mknod_test_programs::guest;

fn main() -> Result<()> {
    fs::create_dir("/made")?;
    mkfifo("/made/fifo", 0o600)?;
    mknod("/made/socket", S_IFSOCK | 0o600, 0)?;
    mknod("/made/regular", S_IFREG | 0o600, 0)?;
    mknod("/made/dir", S_IFDIR | 0o700, 0)?;

    let names: BTreeSet<String> = fs::read_dir("/made")?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    let expected = ["dir", "fifo", "regular", "socket"].map(str::to_owned);
    assert_eq!(names, expected.into());
    assert!(fs::metadata("/made/regular")?.is_file());
    assert!(fs::metadata("/made/dir")?.is_dir());
    for name in ["fifo", "socket"] {
        let metadata = fs::symlink_metadata(format!("/made/{name}"))?;
        assert!(!metadata.is_file() && !metadata.is_dir() && !metadata.is_symlink());
    }

    // A node of a regular file is a file like others.
    OpenOptions::new()
        .write(true)
        .open("/made/regular")?
        .write_all(b"text")?;
    assert!(mknod("/made/regular", S_IFREG | 0o600, 0).is_err());
    let mut text = String::new();
    File::open("/made/regular")?.read_to_string(&mut text)?;
    assert_eq!(text, "text");
    fs::write("/made/dir/file", "")?;

    for path in ["/made/fifo", "/made/socket", "/made/regular", "/made/dir"] {
        let kind = File::create_new(path).map_err(|error| error.kind());
        assert_eq!(kind.map(drop), Err(ErrorKind::AlreadyExists), "{path}");
        let kind = fs::create_dir(path).map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::AlreadyExists), "{path}");
        let kind = mkfifo(path, 0o600).map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::AlreadyExists), "{path}");
    }
    fs::rename("/made/fifo", "/made/dir/renamed")?;
    mkfifo("/made/fifo", 0o640)?;
    fs::remove_file("/made/socket")?;
    mkfifo("/made/socket", 0o600)?;

    // A link that the guest makes: the node is where it leads.
    let root = guest::preopen();
    root.symlink_at("made/dir", "link").expect("a link");
    mkfifo("/link/through-link", 0o600)?;
    fs::symlink_metadata("/made/dir/through-link")?;
    let kind = mkfifo("/link", 0o600).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::AlreadyExists));
    Ok(())
}
