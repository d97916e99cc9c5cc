//! Nodes and the standard library.

use crate::Posix;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Result, Write as _};
use wasi_mknod::{S_IFDIR, S_IFREG, S_IFSOCK};

/// Nodes and what `std` does with them: look, list, rename, remove, write to those that can be
/// written.
pub async fn of_std<W: Posix>() -> Result<()> {
    fs::create_dir("/made")?;
    W::mkfifo("/made/fifo", 0o600).await?;
    W::mknod("/made/socket", S_IFSOCK | 0o600, 0).await?;
    W::mknod("/made/regular", S_IFREG | 0o600, 0).await?;
    W::mknod("/made/dir", S_IFDIR | 0o700, 0).await?;

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
    assert!(W::mknod("/made/regular", S_IFREG | 0o600, 0).await.is_err());
    let mut text = String::new();
    File::open("/made/regular")?.read_to_string(&mut text)?;
    assert_eq!(text, "text");
    fs::write("/made/dir/file", "")?;

    for path in ["/made/fifo", "/made/socket", "/made/regular", "/made/dir"] {
        let kind = File::create_new(path).map_err(|error| error.kind());
        assert_eq!(kind.map(drop), Err(ErrorKind::AlreadyExists), "{path}");
        let kind = fs::create_dir(path).map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::AlreadyExists), "{path}");
        let kind = W::mkfifo(path, 0o600).await.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::AlreadyExists), "{path}");
    }
    fs::rename("/made/fifo", "/made/dir/renamed")?;
    W::mkfifo("/made/fifo", 0o640).await?;
    fs::remove_file("/made/socket")?;
    W::mkfifo("/made/socket", 0o600).await?;

    // A link that the guest makes: the node is where it leads.
    let root = W::preopen();
    W::symlink_at(&root, "made/dir", "link")
        .await
        .expect("a link");
    W::mkfifo("/link/through-link", 0o600).await?;
    fs::symlink_metadata("/made/dir/through-link")?;
    let kind = W::mkfifo("/link", 0o600)
        .await
        .map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::AlreadyExists));
    Ok(())
}
