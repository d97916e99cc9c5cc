//! The guest crate, so that each program which uses it is written once for all versions of WASI.

use crate::{P2, P3, Wasi};
use std::io::Result;
use wasi_mknod::{Metadata, p3};

/// The functions of the guest crate in one version of WASI, by their names.
#[expect(
    async_fn_in_trait,
    reason = "no program hands a future to another thread"
)]
pub trait Posix: Wasi {
    /// An open directory.
    type Dir;

    /// `Dir::open`.
    async fn open_dir(path: &str) -> Result<Self::Dir>;

    /// `metadata`.
    async fn metadata(path: &str) -> Result<Metadata>;

    /// `symlink_metadata`.
    async fn symlink_metadata(path: &str) -> Result<Metadata>;

    /// `Dir::symlink_metadata`.
    async fn symlink_metadata_at(dir: &Self::Dir, path: &str) -> Result<Metadata>;
}

impl Posix for P2 {
    type Dir = wasi_mknod::Dir;

    async fn open_dir(path: &str) -> Result<Self::Dir> {
        wasi_mknod::Dir::open(path)
    }

    async fn metadata(path: &str) -> Result<Metadata> {
        wasi_mknod::metadata(path)
    }

    async fn symlink_metadata(path: &str) -> Result<Metadata> {
        wasi_mknod::symlink_metadata(path)
    }

    async fn symlink_metadata_at(dir: &Self::Dir, path: &str) -> Result<Metadata> {
        dir.symlink_metadata(path)
    }
}

impl Posix for P3 {
    type Dir = p3::Dir;

    async fn open_dir(path: &str) -> Result<Self::Dir> {
        p3::Dir::open(path).await
    }

    async fn metadata(path: &str) -> Result<Metadata> {
        p3::metadata(path).await
    }

    async fn symlink_metadata(path: &str) -> Result<Metadata> {
        p3::symlink_metadata(path).await
    }

    async fn symlink_metadata_at(dir: &Self::Dir, path: &str) -> Result<Metadata> {
        dir.symlink_metadata(path).await
    }
}
