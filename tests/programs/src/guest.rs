//! Calls of the bare interface, without what the guest crate does around it.

use crate::{Call, Kind, Start};
use wasi_mknod::bindings::{mknod, types};
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::{Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

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

/// Makes `call`.
///
/// # Panics
///
/// If the start of the call cannot be opened: that is a mistake of the test.
pub fn perform(call: &Call) -> Result<(), ErrorCode> {
    let mut dir = preopen();
    if let Start::Opened(path) = &call.start {
        dir = open(&dir, path).expect("the start of the call can be opened");
    }
    mknod::mknod(&dir, &call.path, node_type(call.kind), mode(call.mode))
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

/// Removes what `call` has made.
///
/// # Panics
///
/// If it cannot be removed.
pub fn undo(call: &Call) {
    let dir = preopen();
    match call.kind {
        // wasmtime-wasi removes no directory by a path that ends in a slash.
        Kind::Directory => dir.remove_directory_at(call.path.trim_end_matches('/')),
        _ => dir.unlink_file_at(&call.path),
    }
    .expect("what was made can be removed");
}
