//! Directory handles.

use crate::Posix;
use std::fs;
use std::io::{ErrorKind, Result};

/// Which directory a handle leads to, and that no path leads out of it.
pub async fn handles<W: Posix>() -> Result<()> {
    files::<W>().await;
    sub_directories::<W>().await?;
    created::<W>().await?;
    removed::<W>().await?;
    renamed::<W>().await?;
    many::<W>().await
}

/// A handle of something that is not a directory.
async fn files<W: Posix>() {
    let root = W::preopen();
    let file = W::open(&root, "file").await.expect("it is there");
    for path in ["never", "", ".", "..", "/never", "never\0"] {
        assert_eq!(
            W::make_fifo(&file, path).await,
            Err("not-directory".to_owned()),
            "{path:?}"
        );
    }
}

/// A path stays beneath the handle that it starts from, though the guest may go further with
/// another one.
async fn sub_directories<W: Posix>() -> Result<()> {
    let sub = W::open_dir_at(&W::open_dir("/dir").await?, "sub").await?;
    W::mkfifoat(&sub, "fifo", 0o600).await?;
    for path in [
        "../never",
        "link-up/never",
        "..",
        "/never",
        "link-up/sub/never",
    ] {
        denied(W::mkfifoat(&sub, path, 0o600).await, path);
    }
    for path in ["..", "link-up"] {
        denied(W::open_dir_at(&sub, path).await.map(drop), path);
    }
    W::mkfifo("/dir/sub/link-up/fifo", 0o600).await?;
    let descriptor = sub.into();
    let again = W::make_fifo(&descriptor, "fifo").await;
    assert_eq!(again, Err("exist".to_owned()));
    W::mkfifoat(&W::Dir::from(descriptor), "second", 0o600).await
}

/// A directory that is made by a handle.
async fn created<W: Posix>() -> Result<()> {
    let dir = W::open_dir("/dir").await?;
    W::create_dir_at(&dir, "created").await?;
    W::open_dir_at(&dir, "created").await?;
    let again = W::create_dir_at(&dir, "created").await;
    let kind = again.map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::AlreadyExists));
    denied(W::create_dir_at(&dir, "../never").await, "../never");
    fs::remove_dir("/dir/created")
}

/// A directory that is gone takes no nodes.
async fn removed<W: Posix>() -> Result<()> {
    fs::create_dir("/removed")?;
    let removed = W::open_dir("/removed").await?;
    fs::remove_dir("/removed")?;
    for path in ["never", "sub/never"] {
        let result = W::mkfifoat(&removed, path, 0o600).await;
        assert_eq!(
            result.map_err(|error| error.kind()),
            Err(ErrorKind::NotFound)
        );
    }
    denied(W::mkfifoat(&removed, "../never", 0o600).await, "../never");
    // One of the same name is another directory.
    fs::create_dir("/removed")?;
    assert!(W::mkfifoat(&removed, "never", 0o600).await.is_err());
    fs::remove_dir("/removed")
}

/// A handle follows its directory.
async fn renamed<W: Posix>() -> Result<()> {
    fs::create_dir("/before")?;
    let dir = W::open_dir("/before").await?;
    fs::rename("/before", "/dir/after")?;
    fs::create_dir("/before")?;
    W::mkfifoat(&dir, "fifo", 0o600).await?;
    assert!(fs::symlink_metadata("/dir/after/fifo").is_ok());
    assert!(fs::symlink_metadata("/before/fifo").is_err());
    denied(W::mkfifoat(&dir, "../never", 0o600).await, "../never");
    fs::remove_file("/dir/after/fifo")?;
    fs::remove_dir("/dir/after")?;
    fs::remove_dir("/before")
}

/// Handles do not get in each other's way.
async fn many<W: Posix>() -> Result<()> {
    let mut dirs = Vec::new();
    for _ in 0..50 {
        dirs.push(W::open_dir("/dir").await?);
    }
    for (index, dir) in dirs.iter().enumerate() {
        W::mkfifoat(dir, format!("fifo-{index}"), 0o600).await?;
    }
    drop(dirs);
    for index in 0..50 {
        fs::remove_file(format!("/dir/fifo-{index}"))?;
    }
    Ok(())
}

#[track_caller]
fn denied(result: Result<()>, path: &str) {
    let kind = result.map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::PermissionDenied), "{path:?}");
}
