//! The typed form.

use crate::Posix;
use std::io::{ErrorKind, Result};
use wasi_mknod::{Device, Mode, NodeOptions, NodeType};

/// Options, types and modes.
pub async fn typed<W: Posix>() -> Result<()> {
    let dir = W::open_dir("/dir").await?;
    let fifo = NodeOptions::new(NodeType::Fifo);
    W::create(&fifo, "/fifo").await?;
    W::create_at(&fifo, &dir, "fifo").await?;
    let socket = NodeOptions::new(NodeType::Socket)
        .mode(Mode::OWNER_READ | Mode::OTHER_EXECUTE | Mode::STICKY);
    W::create(&socket, "/socket").await?;
    let regular = NodeOptions::new(NodeType::RegularFile)
        .mode(Mode::all())
        .mode(Mode::empty());
    W::create_at(&regular, &dir, "regular").await?;
    let made = NodeOptions::new(NodeType::Directory).mode(Mode::from_raw_mode(0o750));
    W::create(&made, "/made").await?;
    // The one device that needs no privilege.
    let whiteout = NodeOptions::new(NodeType::CharacterDevice(Device::new(0, 0)));
    W::create(&whiteout, "/whiteout").await?;
    W::umask(0);
    W::create(&fifo, "/made/fifo").await?;

    for (options, kind) in [
        (fifo, ErrorKind::AlreadyExists),
        (fifo.mode(Mode::SET_USER_ID), ErrorKind::PermissionDenied),
        (device(1, 3), ErrorKind::PermissionDenied),
        (device(0x1001, 3), ErrorKind::InvalidInput),
    ] {
        for result in [
            W::create(&options, "/fifo").await,
            W::create_at(&options, &dir, "fifo").await,
        ] {
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
