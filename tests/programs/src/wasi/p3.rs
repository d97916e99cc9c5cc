//! WASI 0.3.

use super::{Answer, Wasi};
use crate::{Kind, guest};
use futures::join;
use std::io::{self, Write as _};
use wasi_mknod::Node;
use wasi_mknod::p3::bindings::{mknod, types};
use wasip2::filesystem::types::{
    DescriptorFlags, DescriptorType, NewTimestamp, OpenFlags, PathFlags,
};
use wasip3::clocks::system_clock::Instant;
use wasip3::filesystem::preopens::get_directories;
use wasip3::filesystem::types::{self as p3, Descriptor, ErrorCode};
use wasip3::wit_stream;

/// WASI 0.3: calls can be waited for.
#[derive(Clone, Copy, Debug)]
pub struct P3;

/// Makes a program of WASI 0.3 of a future, which is its `main`: such a program is a library that
/// exports `run`.
#[macro_export]
macro_rules! run {
    ($program:expr) => {
        ::wasip3::cli::command::export!(Program);

        struct Program;

        impl ::wasip3::exports::cli::run::Guest for Program {
            async fn run() -> ::std::result::Result<(), ()> {
                let ended = $crate::End::end($program.await);
                ended.map_err(|error| eprintln!("Error: {error:?}"))
            }
        }
    };
}

/// What a program of WASI 0.3 ends with, as its `main` would.
pub trait End {
    /// Writes what is left to be written: for a library, the standard library does that at no time.
    ///
    /// # Errors
    ///
    /// That of the program, or of writing.
    fn end(self) -> io::Result<()>;
}

impl End for () {
    fn end(self) -> io::Result<()> {
        io::stdout().flush()
    }
}

impl End for io::Result<()> {
    fn end(self) -> Self {
        self.and_then(|()| io::stdout().flush())
    }
}

/// The name of an error, as the WIT has it.
pub fn error_name(error: ErrorCode) -> String {
    let variant = format!("{error:?}");
    let mut name = String::new();
    for char in variant.trim_start_matches("ErrorCode::").chars() {
        if char.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(char.to_ascii_lowercase());
    }
    name
}

fn follow(flags: PathFlags) -> p3::PathFlags {
    p3::PathFlags::from_bits_retain(flags.bits())
}

fn file_type(of: p3::DescriptorType) -> DescriptorType {
    match of {
        p3::DescriptorType::BlockDevice => DescriptorType::BlockDevice,
        p3::DescriptorType::CharacterDevice => DescriptorType::CharacterDevice,
        p3::DescriptorType::Directory => DescriptorType::Directory,
        p3::DescriptorType::Fifo => DescriptorType::Fifo,
        p3::DescriptorType::SymbolicLink => DescriptorType::SymbolicLink,
        p3::DescriptorType::RegularFile => DescriptorType::RegularFile,
        p3::DescriptorType::Socket => DescriptorType::Socket,
        p3::DescriptorType::Other(_) => DescriptorType::Unknown,
    }
}

fn time(time: NewTimestamp) -> p3::NewTimestamp {
    match time {
        NewTimestamp::NoChange => p3::NewTimestamp::NoChange,
        NewTimestamp::Now => p3::NewTimestamp::Now,
        NewTimestamp::Timestamp(time) => p3::NewTimestamp::Timestamp(Instant {
            seconds: time.seconds.try_into().expect("a time of the tests"),
            nanoseconds: time.nanoseconds,
        }),
    }
}

impl Wasi for P3 {
    type Descriptor = Descriptor;

    fn preopens() -> Vec<Descriptor> {
        get_directories().into_iter().map(|(dir, _)| dir).collect()
    }

    fn handle(descriptor: &Descriptor) -> u32 {
        descriptor.handle()
    }

    fn handle_of_listing(dir: &Descriptor) -> u32 {
        let (stream, _ending) = dir.read_directory();
        stream.take_handle()
    }

    fn forge(handle: u32) -> Descriptor {
        // SAFETY: nothing is done with it but to hand it to the host, which looks whether there is
        // such a handle.
        unsafe { Descriptor::from_handle(handle) }
    }

    fn set_umask(mask: u16) -> u16 {
        mknod::umask(types::Mode::from_bits_retain(mask)).bits()
    }

    async fn make_node(dir: &Descriptor, path: &str, kind: Kind, mode: u16) -> Answer {
        let node_type = guest::node_type(kind);
        let mode = types::Mode::from_bits_retain(mode);
        let made = mknod::mknod(dir, path.to_owned(), node_type, mode).await;
        made.map_err(error_name)
    }

    async fn make_nodes(dir: &Descriptor, nodes: Vec<Node>) -> Result<(), (u32, String)> {
        let made = mknod::mknod_many(dir, nodes).await;
        made.map_err(|(made, error)| (made, error_name(error)))
    }

    async fn open_at(
        dir: &Descriptor,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> Answer<Descriptor> {
        let opened = dir.open_at(
            follow(path_flags),
            path.to_owned(),
            p3::OpenFlags::from_bits_retain(open_flags.bits()),
            p3::DescriptorFlags::from_bits_retain(flags.bits()),
        );
        opened.await.map_err(error_name)
    }

    async fn get_type(descriptor: &Descriptor) -> Answer<DescriptorType> {
        descriptor
            .get_type()
            .await
            .map(file_type)
            .map_err(error_name)
    }

    async fn get_flags(descriptor: &Descriptor) -> Answer<DescriptorFlags> {
        let flags = descriptor.get_flags().await.map_err(error_name)?;
        Ok(DescriptorFlags::from_bits_retain(flags.bits()))
    }

    async fn stat(descriptor: &Descriptor) -> Answer<(DescriptorType, u64)> {
        let stat = descriptor.stat().await.map_err(error_name)?;
        Ok((file_type(stat.type_), stat.size))
    }

    async fn type_at(
        dir: &Descriptor,
        path_flags: PathFlags,
        path: &str,
    ) -> Answer<DescriptorType> {
        let stat = dir.stat_at(follow(path_flags), path.to_owned()).await;
        Ok(file_type(stat.map_err(error_name)?.type_))
    }

    async fn metadata_hash(descriptor: &Descriptor) -> Answer<(u64, u64)> {
        let hash = descriptor.metadata_hash().await.map_err(error_name)?;
        Ok((hash.lower, hash.upper))
    }

    async fn metadata_hash_at(
        dir: &Descriptor,
        path_flags: PathFlags,
        path: &str,
    ) -> Answer<(u64, u64)> {
        let hash = dir.metadata_hash_at(follow(path_flags), path.to_owned());
        let hash = hash.await.map_err(error_name)?;
        Ok((hash.lower, hash.upper))
    }

    async fn readlink_at(dir: &Descriptor, path: String) -> Answer<String> {
        dir.readlink_at(path).await.map_err(error_name)
    }

    async fn set_times_at(
        dir: &Descriptor,
        path_flags: PathFlags,
        path: &str,
        accessed: NewTimestamp,
        modified: NewTimestamp,
    ) -> Answer {
        let (path_flags, path) = (follow(path_flags), path.to_owned());
        let set = dir.set_times_at(path_flags, path, time(accessed), time(modified));
        set.await.map_err(error_name)
    }

    async fn read(descriptor: &Descriptor, length: usize, offset: u64) -> Answer<Vec<u8>> {
        let (mut stream, ending) = descriptor.read_via_stream(offset);
        let (_, bytes) = stream.read(Vec::with_capacity(length)).await;
        drop(stream);
        ending.await.map_err(error_name)?;
        Ok(bytes)
    }

    async fn write(descriptor: &Descriptor, bytes: &[u8], offset: u64) -> Answer {
        Self::stream_out(descriptor, Some(offset), bytes).await
    }

    async fn stream_in(descriptor: &Descriptor, offset: u64) -> Answer<Vec<u8>> {
        let (stream, ending) = descriptor.read_via_stream(offset);
        let bytes = stream.collect().await;
        ending.await.map_err(error_name)?;
        Ok(bytes)
    }

    async fn stream_out(descriptor: &Descriptor, offset: Option<u64>, bytes: &[u8]) -> Answer {
        let (mut writer, data) = wit_stream::new();
        let ending = match offset {
            Some(offset) => descriptor.write_via_stream(data, offset),
            None => descriptor.append_via_stream(data),
        };
        let (answer, rest) = join!(ending.into_future(), async {
            let rest = writer.write_all(bytes.to_vec()).await;
            drop(writer);
            rest
        });
        answer.map_err(error_name)?;
        assert!(rest.is_empty(), "{} bytes are left", rest.len());
        Ok(())
    }

    async fn read_directory(descriptor: &Descriptor) -> Answer<Vec<(String, DescriptorType)>> {
        let (stream, ending) = descriptor.read_directory();
        let entries = stream.collect().await.into_iter();
        ending.await.map_err(error_name)?;
        Ok(entries
            .map(|entry| (entry.name, file_type(entry.type_)))
            .collect())
    }

    async fn create_directory_at(dir: &Descriptor, path: &str) -> Answer {
        let created = dir.create_directory_at(path.to_owned());
        created.await.map_err(error_name)
    }

    async fn remove_directory_at(dir: &Descriptor, path: &str) -> Answer {
        let removed = dir.remove_directory_at(path.to_owned());
        removed.await.map_err(error_name)
    }

    async fn unlink_file_at(dir: &Descriptor, path: &str) -> Answer {
        dir.unlink_file_at(path.to_owned())
            .await
            .map_err(error_name)
    }

    async fn symlink_at(dir: &Descriptor, target: &str, path: &str) -> Answer {
        let linked = dir.symlink_at(target.to_owned(), path.to_owned());
        linked.await.map_err(error_name)
    }

    async fn link_at(dir: &Descriptor, path: &str, new_dir: &Descriptor, new_path: &str) -> Answer {
        let flags = p3::PathFlags::empty();
        let linked = dir.link_at(flags, path.to_owned(), new_dir, new_path.to_owned());
        linked.await.map_err(error_name)
    }

    async fn rename_at(
        dir: &Descriptor,
        path: &str,
        new_dir: &Descriptor,
        new_path: &str,
    ) -> Answer {
        let renamed = dir.rename_at(path.to_owned(), new_dir, new_path.to_owned());
        renamed.await.map_err(error_name)
    }
}
