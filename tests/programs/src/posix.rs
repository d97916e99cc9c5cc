//! The guest crate, so that each program which uses it is written once for all versions of WASI.

use crate::{P2, P3, Wasi};
use std::io::Result;
use std::path::Path;
use wasi_mknod::{Metadata, MknodManyError, Node, NodeOptions, p3};

/// The functions of the guest crate in one version of WASI, by their names.
#[expect(
    async_fn_in_trait,
    reason = "no program hands a future to another thread"
)]
pub trait Posix: Wasi {
    /// `Dir`: an open directory.
    type Dir: From<Self::Descriptor> + Into<Self::Descriptor>;

    /// `Dir::open`.
    async fn open_dir(path: impl AsRef<Path>) -> Result<Self::Dir>;

    /// `Dir::open_dir`.
    async fn open_dir_at(dir: &Self::Dir, path: impl AsRef<Path>) -> Result<Self::Dir>;

    /// `Dir::create_dir`.
    async fn create_dir_at(dir: &Self::Dir, path: impl AsRef<Path>) -> Result<()>;

    /// `metadata`.
    async fn metadata(path: impl AsRef<Path>) -> Result<Metadata>;

    /// `symlink_metadata`.
    async fn symlink_metadata(path: impl AsRef<Path>) -> Result<Metadata>;

    /// `Dir::symlink_metadata`.
    async fn symlink_metadata_at(dir: &Self::Dir, path: impl AsRef<Path>) -> Result<Metadata>;

    /// `mknod`.
    async fn mknod(path: impl AsRef<Path>, mode: u32, dev: u64) -> Result<()>;

    /// `mknodat`.
    async fn mknodat(dir: &Self::Dir, path: impl AsRef<Path>, mode: u32, dev: u64) -> Result<()>;

    /// `mkfifo`.
    async fn mkfifo(path: impl AsRef<Path>, mode: u32) -> Result<()>;

    /// `mkfifoat`.
    async fn mkfifoat(dir: &Self::Dir, path: impl AsRef<Path>, mode: u32) -> Result<()>;

    /// `NodeOptions::create`.
    async fn create(options: &NodeOptions, path: impl AsRef<Path>) -> Result<()>;

    /// `NodeOptions::create_at`.
    async fn create_at(
        options: &NodeOptions,
        dir: &Self::Dir,
        path: impl AsRef<Path>,
    ) -> Result<()>;

    /// `mknod_many`.
    async fn mknod_many(
        dir: &Self::Dir,
        nodes: impl IntoIterator<Item = Node>,
    ) -> std::result::Result<(), MknodManyError>;

    /// `umask`.
    fn umask(mask: u32) -> u32;
}

/// Implements [`Posix`] for `$version` by the functions of `$module`; `$wait` is what comes after a
/// call.
macro_rules! posix {
    ($version:ty, $($module:ident)::+, [$($wait:tt)*], create: $create:expr, create_at: $create_at:expr) => {
        impl Posix for $version {
            type Dir = $($module)::+::Dir;

            async fn open_dir(path: impl AsRef<Path>) -> Result<Self::Dir> {
                $($module)::+::Dir::open(path)$($wait)*
            }

            async fn open_dir_at(dir: &Self::Dir, path: impl AsRef<Path>) -> Result<Self::Dir> {
                dir.open_dir(path)$($wait)*
            }

            async fn create_dir_at(dir: &Self::Dir, path: impl AsRef<Path>) -> Result<()> {
                dir.create_dir(path)$($wait)*
            }

            async fn metadata(path: impl AsRef<Path>) -> Result<Metadata> {
                $($module)::+::metadata(path)$($wait)*
            }

            async fn symlink_metadata(path: impl AsRef<Path>) -> Result<Metadata> {
                $($module)::+::symlink_metadata(path)$($wait)*
            }

            async fn symlink_metadata_at(
                dir: &Self::Dir,
                path: impl AsRef<Path>,
            ) -> Result<Metadata> {
                dir.symlink_metadata(path)$($wait)*
            }

            async fn mknod(path: impl AsRef<Path>, mode: u32, dev: u64) -> Result<()> {
                $($module)::+::mknod(path, mode, dev)$($wait)*
            }

            async fn mknodat(
                dir: &Self::Dir,
                path: impl AsRef<Path>,
                mode: u32,
                dev: u64,
            ) -> Result<()> {
                $($module)::+::mknodat(dir, path, mode, dev)$($wait)*
            }

            async fn mkfifo(path: impl AsRef<Path>, mode: u32) -> Result<()> {
                $($module)::+::mkfifo(path, mode)$($wait)*
            }

            async fn mkfifoat(dir: &Self::Dir, path: impl AsRef<Path>, mode: u32) -> Result<()> {
                $($module)::+::mkfifoat(dir, path, mode)$($wait)*
            }

            async fn create(options: &NodeOptions, path: impl AsRef<Path>) -> Result<()> {
                $create(options, path)$($wait)*
            }

            async fn create_at(
                options: &NodeOptions,
                dir: &Self::Dir,
                path: impl AsRef<Path>,
            ) -> Result<()> {
                $create_at(options, dir, path)$($wait)*
            }

            async fn mknod_many(
                dir: &Self::Dir,
                nodes: impl IntoIterator<Item = Node>,
            ) -> std::result::Result<(), MknodManyError> {
                $($module)::+::mknod_many(dir, nodes)$($wait)*
            }

            fn umask(mask: u32) -> u32 {
                $($module)::+::umask(mask)
            }
        }
    };
}

posix!(P2, wasi_mknod, [], create: NodeOptions::create, create_at: NodeOptions::create_at);
posix!(P3, p3, [.await], create: p3::create, create_at: p3::create_at);
