//! The guest's umask.

use crate::Posix;
use std::fs::File;
use std::io::Result;
use wasi_mknod::{Mode, Node, NodeType, S_IFREG};

/// It starts as the host says (first argument, octal), and is the guest's to change.
pub async fn umask<W: Posix>() -> Result<()> {
    let argument = crate::arguments().next().expect("the first umask");
    let first = u32::from_str_radix(&argument, 8).expect("an octal number");

    W::mkfifo("/first", 0o777).await?;
    assert_eq!(W::umask(0), first);
    W::mkfifo("/none", 0o777).await?;
    assert_eq!(W::umask(0o077), 0);
    W::mkfifo("/private", 0o777).await?;
    W::mknod("/private-file", S_IFREG | 0o1666, 0).await?;
    let nodes = ["/many-1", "/many-2"]
        .map(|path| Node::new(&path[1..], NodeType::Socket, Mode::from_raw_mode(0o755)));
    W::mknod_many(&W::open_dir("/").await?, nodes).await?;

    // A call that fails changes nothing about it.
    assert!(W::mkfifo("/private", 0o777).await.is_err());
    // Only the permission bits count.
    assert_eq!(W::umask(u32::MAX), 0o077);
    assert_eq!(W::umask(0o7000), 0o777);
    assert_eq!(W::umask(0o7111), 0);
    assert_eq!(W::set_umask(0o7777), 0o111);
    assert_eq!(W::set_umask(0o7777), 0o777);
    W::mkfifo("/nothing", 0o1777).await?;
    // What `std` makes is none of its business.
    File::create_new("/std")?;
    Ok(())
}
