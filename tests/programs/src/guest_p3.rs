//! Calls of the bare interface of WASI 0.3.

use crate::{Call, Start, guest};
use wasi_mknod::p3::bindings::{mknod, types};
use wasip3::filesystem::preopens::get_directories;
use wasip3::filesystem::types::{Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

/// The first preopened directory.
pub fn preopen() -> Descriptor {
    get_directories()
        .into_iter()
        .next()
        .expect("the host gives a directory")
        .0
}

/// Opens what is at `path` beneath `dir`, following symbolic links, without making anything.
pub async fn open(
    dir: &Descriptor,
    path: &str,
    flags: DescriptorFlags,
) -> Result<Descriptor, ErrorCode> {
    dir.open_at(
        PathFlags::SYMLINK_FOLLOW,
        path.to_owned(),
        OpenFlags::empty(),
        flags,
    )
    .await
}

/// Makes `call`.
///
/// # Panics
///
/// If the start of the call cannot be opened: that is a mistake of the test.
pub async fn perform(call: &Call) -> Result<(), ErrorCode> {
    let mut dir = preopen();
    if let Start::Opened(path) = &call.start {
        let opened = open(&dir, path, DescriptorFlags::READ).await;
        dir = opened.expect("the start of the call can be opened");
    }
    let node_type = node_type(guest::node_type(call.kind));
    let mode = types::Mode::from_bits_retain(call.mode);
    mknod::mknod(&dir, call.path.clone(), node_type, mode).await
}

fn node_type(node_type: wasi_mknod::NodeType) -> types::NodeType {
    node_type.into()
}

/// Makes a FIFO of mode 0600 at `path` beneath `dir`.
pub async fn mkfifo(dir: &Descriptor, path: String) -> Result<(), ErrorCode> {
    let mode = types::Mode::from_bits_retain(0o600);
    mknod::mknod(dir, path, types::NodeType::Fifo, mode).await
}

/// The name of an error, as the WIT has it.
pub fn name(error: &ErrorCode) -> String {
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
