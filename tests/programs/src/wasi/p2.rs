//! WASI 0.2.

use super::{Answer, Wasi};
use crate::{Kind, guest};
use futures::FutureExt as _;
use wasi_mknod::Node;
use wasi_mknod::bindings::mknod;
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::{
    Descriptor, DescriptorFlags, DescriptorType, ErrorCode, NewTimestamp, OpenFlags, PathFlags,
};
use wasip2::io::streams::StreamError;

/// WASI 0.2: every call waits for its answer before it returns.
#[derive(Clone, Copy, Debug)]
pub struct P2;

impl P2 {
    /// Runs a program.
    ///
    /// # Panics
    ///
    /// If it waits for anything else than calls of this version.
    pub fn run<T>(program: impl Future<Output = T>) -> T {
        program
            .now_or_never()
            .expect("no call has to be waited for")
    }
}

fn name(error: ErrorCode) -> String {
    error.name().to_owned()
}

/// The name of what a stream fails with, or that it is closed.
fn failure(error: StreamError) -> String {
    match error {
        StreamError::Closed => "closed".to_owned(),
        StreamError::LastOperationFailed(error) => error.to_debug_string(),
    }
}

impl Wasi for P2 {
    type Descriptor = Descriptor;

    fn preopens() -> Vec<Descriptor> {
        get_directories().into_iter().map(|(dir, _)| dir).collect()
    }

    fn handle(descriptor: &Descriptor) -> u32 {
        descriptor.handle()
    }

    fn handle_of_listing(dir: &Descriptor) -> u32 {
        let stream = dir.read_directory().expect("it can be read");
        stream.take_handle()
    }

    fn forge(handle: u32) -> Descriptor {
        // SAFETY: nothing is done with it but to hand it to the host, which looks whether there is
        // such a handle.
        unsafe { Descriptor::from_handle(handle) }
    }

    fn set_umask(mask: u16) -> u16 {
        mknod::umask(guest::mode(mask)).bits()
    }

    async fn make_node(dir: &Descriptor, path: &str, kind: Kind, mode: u16) -> Answer {
        let made = mknod::mknod(dir, path, guest::node_type(kind), guest::mode(mode));
        made.map_err(name)
    }

    async fn make_nodes(dir: &Descriptor, nodes: Vec<Node>) -> Result<(), (u32, String)> {
        mknod::mknod_many(dir, &nodes).map_err(|(made, error)| (made, name(error)))
    }

    async fn open_at(
        dir: &Descriptor,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> Answer<Descriptor> {
        let opened = dir.open_at(path_flags, path, open_flags, flags);
        opened.map_err(name)
    }

    async fn get_type(descriptor: &Descriptor) -> Answer<DescriptorType> {
        descriptor.get_type().map_err(name)
    }

    async fn get_flags(descriptor: &Descriptor) -> Answer<DescriptorFlags> {
        descriptor.get_flags().map_err(name)
    }

    async fn stat(descriptor: &Descriptor) -> Answer<(DescriptorType, u64)> {
        let stat = descriptor.stat().map_err(name)?;
        Ok((stat.type_, stat.size))
    }

    async fn type_at(
        dir: &Descriptor,
        path_flags: PathFlags,
        path: &str,
    ) -> Answer<DescriptorType> {
        let stat = dir.stat_at(path_flags, path).map_err(name)?;
        Ok(stat.type_)
    }

    async fn metadata_hash(descriptor: &Descriptor) -> Answer<(u64, u64)> {
        let hash = descriptor.metadata_hash().map_err(name)?;
        Ok((hash.lower, hash.upper))
    }

    async fn metadata_hash_at(
        dir: &Descriptor,
        path_flags: PathFlags,
        path: &str,
    ) -> Answer<(u64, u64)> {
        let hash = dir.metadata_hash_at(path_flags, path).map_err(name)?;
        Ok((hash.lower, hash.upper))
    }

    async fn readlink_at(dir: &Descriptor, path: String) -> Answer<String> {
        dir.readlink_at(&path).map_err(name)
    }

    async fn set_times_at(
        dir: &Descriptor,
        path_flags: PathFlags,
        path: &str,
        accessed: NewTimestamp,
        modified: NewTimestamp,
    ) -> Answer {
        let set = dir.set_times_at(path_flags, path, accessed, modified);
        set.map_err(name)
    }

    async fn read(descriptor: &Descriptor, length: usize, offset: u64) -> Answer<Vec<u8>> {
        let (bytes, _) = descriptor.read(length as u64, offset).map_err(name)?;
        Ok(bytes)
    }

    async fn write(descriptor: &Descriptor, bytes: &[u8], offset: u64) -> Answer {
        descriptor.write(bytes, offset).map(drop).map_err(name)
    }

    async fn stream_in(descriptor: &Descriptor, offset: u64) -> Answer<Vec<u8>> {
        let stream = descriptor.read_via_stream(offset).map_err(name)?;
        let mut bytes = Vec::new();
        loop {
            match stream.blocking_read(4096) {
                Ok(more) => bytes.extend(more),
                Err(StreamError::Closed) => return Ok(bytes),
                Err(error) => return Err(failure(error)),
            }
        }
    }

    async fn stream_out(descriptor: &Descriptor, offset: Option<u64>, bytes: &[u8]) -> Answer {
        let stream = match offset {
            Some(offset) => descriptor.write_via_stream(offset),
            None => descriptor.append_via_stream(),
        };
        let stream = stream.map_err(name)?;
        // It takes so much at a time.
        let mut parts = bytes.chunks(4096);
        parts.try_for_each(|part| stream.blocking_write_and_flush(part).map_err(failure))
    }

    async fn read_directory(descriptor: &Descriptor) -> Answer<Vec<(String, DescriptorType)>> {
        let stream = descriptor.read_directory().map_err(name)?;
        let mut entries = Vec::new();
        while let Some(entry) = stream.read_directory_entry().map_err(name)? {
            entries.push((entry.name, entry.type_));
        }
        Ok(entries)
    }

    async fn create_directory_at(dir: &Descriptor, path: &str) -> Answer {
        dir.create_directory_at(path).map_err(name)
    }

    async fn remove_directory_at(dir: &Descriptor, path: &str) -> Answer {
        dir.remove_directory_at(path).map_err(name)
    }

    async fn unlink_file_at(dir: &Descriptor, path: &str) -> Answer {
        dir.unlink_file_at(path).map_err(name)
    }

    async fn symlink_at(dir: &Descriptor, target: &str, path: &str) -> Answer {
        dir.symlink_at(target, path).map_err(name)
    }

    async fn link_at(dir: &Descriptor, path: &str, new_dir: &Descriptor, new_path: &str) -> Answer {
        let linked = dir.link_at(PathFlags::empty(), path, new_dir, new_path);
        linked.map_err(name)
    }

    async fn rename_at(
        dir: &Descriptor,
        path: &str,
        new_dir: &Descriptor,
        new_path: &str,
    ) -> Answer {
        dir.rename_at(path, new_dir, new_path).map_err(name)
    }
}
