//! The arguments of a program, and calls of the bare interface without the guest crate around it.

use crate::Kind;
use wasi_mknod::bindings::{mknod, types};
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::{Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

/// The arguments after the name of the program, which is the first argument of a component with
/// several programs.
pub fn arguments() -> impl Iterator<Item = String> {
    std::env::args().skip(2)
}

/// The first preopened directory.
pub fn preopen() -> Descriptor {
    get_directories()
        .into_iter()
        .next()
        .expect("the host gives a directory")
        .0
}

/// Opens what is at `path` beneath `dir`, following symbolic links, without making anything.
pub fn open(dir: &Descriptor, path: &str) -> Result<Descriptor, ErrorCode> {
    dir.open_at(
        PathFlags::SYMLINK_FOLLOW,
        path,
        OpenFlags::empty(),
        DescriptorFlags::READ,
    )
}

/// The mode with these bits.
pub fn mode(bits: u16) -> types::Mode {
    types::Mode::from_bits_retain(bits)
}

/// The node type as the interface has it.
pub fn node_type(kind: Kind) -> types::NodeType {
    let device = |major, minor| types::Device { major, minor };
    match kind {
        Kind::RegularFile => types::NodeType::RegularFile,
        Kind::Directory => types::NodeType::Directory,
        Kind::Fifo => types::NodeType::Fifo,
        Kind::Socket => types::NodeType::Socket,
        Kind::CharacterDevice(major, minor) => {
            types::NodeType::CharacterDevice(device(major, minor))
        }
        Kind::BlockDevice(major, minor) => types::NodeType::BlockDevice(device(major, minor)),
    }
}

/// Makes a FIFO of mode 0600 at `path` beneath `dir`.
pub fn mkfifo(dir: &Descriptor, path: &str) -> Result<(), ErrorCode> {
    mknod::mknod(dir, path, types::NodeType::Fifo, mode(0o600))
}
