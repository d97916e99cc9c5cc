//! The typed form: options, types and modes.

use std::io::{ErrorKind, Result};
use wasi_mknod::{Device, Dir, Mode, NodeOptions, NodeType, umask};

fn main() -> Result<()> {
    let dir = Dir::open("/dir")?;
    let fifo = NodeOptions::new(NodeType::Fifo);
    fifo.create("/fifo")?;
    fifo.create_at(&dir, "fifo")?;
    NodeOptions::new(NodeType::Socket)
        .mode(Mode::OWNER_READ | Mode::OTHER_EXECUTE | Mode::STICKY)
        .create("/socket")?;
    NodeOptions::new(NodeType::RegularFile)
        .mode(Mode::all())
        .mode(Mode::empty())
        .create_at(&dir, "regular")?;
    NodeOptions::new(NodeType::Directory)
        .mode(Mode::from_raw_mode(0o750))
        .create("/made")?;
    // The one device that needs no privilege.
    NodeOptions::new(NodeType::CharacterDevice(Device::new(0, 0))).create("/whiteout")?;
    umask(0);
    fifo.create("/made/fifo")?;

    for (options, kind) in [
        (fifo, ErrorKind::AlreadyExists),
        (fifo.mode(Mode::SET_USER_ID), ErrorKind::PermissionDenied),
        (device(1, 3), ErrorKind::PermissionDenied),
        (device(0x1001, 3), ErrorKind::InvalidInput),
    ] {
        for result in [options.create("/fifo"), options.create_at(&dir, "fifo")] {
            assert_eq!(
                result.map_err(|error| error.kind()),
                Err(kind),
                "{options:?}"
            );
        }
    }
    Ok(())
}

fn device(major: u32, minor: u32) -> NodeOptions {
    NodeOptions::new(NodeType::BlockDevice(Device::new(major, minor)))
}
