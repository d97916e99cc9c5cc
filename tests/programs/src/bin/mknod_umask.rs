//! The guest's umask: it starts as the host says (first argument, octal), and is the guest's to change.

use std::fs::File;
use std::io::Result;
use wasi_mknod::bindings::{mknod, types::Mode};
use wasi_mknod::{Dir, Node, NodeType, S_IFREG, mkfifo, mknod_many, umask};

fn main() -> Result<()> {
    let argument = std::env::args().nth(1).expect("the first umask");
    let first = u32::from_str_radix(&argument, 8).expect("an octal number");

    mkfifo("/first", 0o777)?;
    assert_eq!(umask(0), first);
    mkfifo("/none", 0o777)?;
    assert_eq!(umask(0o077), 0);
    mkfifo("/private", 0o777)?;
    wasi_mknod::mknod("/private-file", S_IFREG | 0o1666, 0)?;
    let nodes = ["/many-1", "/many-2"]
        .map(|path| Node::new(&path[1..], NodeType::Socket, Mode::from_raw_mode(0o755)));
    mknod_many(&Dir::open("/")?, nodes)?;

    // A call that fails changes nothing about it.
    assert!(mkfifo("/private", 0o777).is_err());
    // Only the permission bits count.
    assert_eq!(umask(u32::MAX), 0o077);
    assert_eq!(umask(0o7000), 0o777);
    assert_eq!(umask(0o7111), 0);
    assert_eq!(mknod::umask(Mode::all()), Mode::from_raw_mode(0o111));
    assert_eq!(mknod::umask(Mode::all()), Mode::from_raw_mode(0o777));
    mkfifo("/nothing", 0o1777)?;
    // What `std` makes is none of its business.
    File::create_new("/std")?;
    Ok(())
}
