//! A call by native code, which no guest makes.

use crate::{Answer, Call, answer};
use cap_std::ambient_authority;
use std::path::Path;
use wasi_mknod_test_programs::{Kind, Start};
use wasi_mknod_wasmtime::{Device, DirExt as _, Mode, NodeType};

/// Makes a call in the directory `start`, and returns its answer.
pub(crate) fn make(start: &Path, call: &Call, before_run: &dyn Fn()) -> Answer {
    let Ok(node_type) = node_type(call.kind) else {
        // Native code cannot even build such a number.
        return Err("invalid".to_owned());
    };
    let dir = cap_std::fs::Dir::open_ambient_dir(start, ambient_authority()).expect("a directory");
    let dir = match &call.start {
        Start::Preopen => dir,
        Start::Opened(path) => cap_std::fs::Dir::from_std_file(
            dir.open(path)
                .expect("the start of the call can be opened")
                .into_std(),
        ),
    };
    before_run();
    answer::of_native(dir.mknod(&call.path, node_type, Mode::from_bits_truncate(call.mode)))
}

fn node_type(kind: Kind) -> Result<NodeType, wasi_mknod_wasmtime::InvalidDevice> {
    Ok(match kind {
        Kind::RegularFile => NodeType::RegularFile,
        Kind::Directory => NodeType::Directory,
        Kind::Fifo => NodeType::Fifo,
        Kind::Socket => NodeType::Socket,
        Kind::CharacterDevice(major, minor) => {
            NodeType::CharacterDevice(Device::new(major, minor)?)
        }
        Kind::BlockDevice(major, minor) => NodeType::BlockDevice(Device::new(major, minor)?),
    })
}
