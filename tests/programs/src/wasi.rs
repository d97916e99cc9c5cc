//! What the programs need of WASI, so that each of them is written once for all versions.

mod p2;
mod p3;

pub use p2::P2;
pub use p3::{End, P3, error_name};

use crate::Kind;
use wasi_mknod::Node;
use wasip2::filesystem::types::{
    DescriptorFlags, DescriptorType, NewTimestamp, OpenFlags, PathFlags,
};

/// What a call answers: the name of an error is that of the WIT.
pub type Answer<T = ()> = Result<T, String>;

/// A version of WASI: what programs call of `wasi:filesystem` and of `wasi-mknod:filesystem`.
///
/// Types that are the same in all versions are those of 0.2. Paths start at the descriptor that
/// comes first.
#[expect(
    async_fn_in_trait,
    reason = "no program hands a future to another thread"
)]
pub trait Wasi {
    /// A descriptor.
    type Descriptor;

    /// The preopened directories, in order.
    fn preopens() -> Vec<Self::Descriptor>;

    /// The first preopened directory.
    fn preopen() -> Self::Descriptor {
        let mut directories = Self::preopens().into_iter();
        directories.next().expect("the host gives a directory")
    }

    /// The number by which the guest knows a descriptor.
    fn handle(descriptor: &Self::Descriptor) -> u32;

    /// The number of a handle that is no descriptor: a listing of `dir`, which stays open.
    fn handle_of_listing(dir: &Self::Descriptor) -> u32;

    /// Takes a number for the handle of a descriptor, which it need not be.
    fn forge(handle: u32) -> Self::Descriptor;

    /// `umask`.
    fn set_umask(mask: u16) -> u16;

    /// `mknod`.
    async fn make_node(dir: &Self::Descriptor, path: &str, kind: Kind, mode: u16) -> Answer;

    /// Makes a FIFO of mode 0600.
    async fn make_fifo(dir: &Self::Descriptor, path: &str) -> Answer {
        Self::make_node(dir, path, Kind::Fifo, 0o600).await
    }

    /// `mknod-many`.
    async fn make_nodes(dir: &Self::Descriptor, nodes: Vec<Node>) -> Result<(), (u32, String)>;

    /// `open-at`.
    async fn open_at(
        dir: &Self::Descriptor,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> Answer<Self::Descriptor>;

    /// Opens what is there for reading, following symbolic links.
    async fn open(dir: &Self::Descriptor, path: &str) -> Answer<Self::Descriptor> {
        let (follow, read) = (PathFlags::SYMLINK_FOLLOW, DescriptorFlags::READ);
        Self::open_at(dir, follow, path, OpenFlags::empty(), read).await
    }

    /// `get-type`.
    async fn get_type(descriptor: &Self::Descriptor) -> Answer<DescriptorType>;

    /// `get-flags`.
    async fn get_flags(descriptor: &Self::Descriptor) -> Answer<DescriptorFlags>;

    /// `stat`: the type and the size.
    async fn stat(descriptor: &Self::Descriptor) -> Answer<(DescriptorType, u64)>;

    /// `stat-at`: the type.
    async fn type_at(
        dir: &Self::Descriptor,
        path_flags: PathFlags,
        path: &str,
    ) -> Answer<DescriptorType>;

    /// `metadata-hash`: both halves.
    async fn metadata_hash(descriptor: &Self::Descriptor) -> Answer<(u64, u64)>;

    /// `metadata-hash-at`.
    async fn metadata_hash_at(
        dir: &Self::Descriptor,
        path_flags: PathFlags,
        path: &str,
    ) -> Answer<(u64, u64)>;

    /// `readlink-at`.
    async fn readlink_at(dir: &Self::Descriptor, path: String) -> Answer<String>;

    /// `set-times-at`, with the time of access and that of modification.
    async fn set_times_at(
        dir: &Self::Descriptor,
        path_flags: PathFlags,
        path: &str,
        accessed: NewTimestamp,
        modified: NewTimestamp,
    ) -> Answer;

    /// Up to `length` bytes of a file from `offset` on: what comes with one read.
    async fn read(descriptor: &Self::Descriptor, length: usize, offset: u64) -> Answer<Vec<u8>>;

    /// Writes to a file at `offset`.
    async fn write(descriptor: &Self::Descriptor, bytes: &[u8], offset: u64) -> Answer;

    /// `read-via-stream` from `offset` on, up to the end.
    async fn stream_in(descriptor: &Self::Descriptor, offset: u64) -> Answer<Vec<u8>>;

    /// `write-via-stream` at `offset`, or `append-via-stream` without one.
    async fn stream_out(descriptor: &Self::Descriptor, offset: Option<u64>, bytes: &[u8])
    -> Answer;

    /// `read-directory`: names and types.
    async fn read_directory(descriptor: &Self::Descriptor)
    -> Answer<Vec<(String, DescriptorType)>>;

    /// `create-directory-at`.
    async fn create_directory_at(dir: &Self::Descriptor, path: &str) -> Answer;

    /// `remove-directory-at`.
    async fn remove_directory_at(dir: &Self::Descriptor, path: &str) -> Answer;

    /// `unlink-file-at`.
    async fn unlink_file_at(dir: &Self::Descriptor, path: &str) -> Answer;

    /// `symlink-at`: makes a link at `path` that leads to `target`.
    async fn symlink_at(dir: &Self::Descriptor, target: &str, path: &str) -> Answer;

    /// `link-at`, without following symbolic links.
    async fn link_at(
        dir: &Self::Descriptor,
        path: &str,
        new_dir: &Self::Descriptor,
        new_path: &str,
    ) -> Answer;

    /// `rename-at`.
    async fn rename_at(
        dir: &Self::Descriptor,
        path: &str,
        new_dir: &Self::Descriptor,
        new_path: &str,
    ) -> Answer;
}
