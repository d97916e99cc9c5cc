//! Many nodes with one call.

use crate::Posix;
use std::io::{self, ErrorKind, Result};
use wasi_mknod::{Device, Mode, Node, NodeType};

/// They are made in order, and up to the first that fails.
pub async fn many<W: Posix>() -> Result<()> {
    let root = W::open_dir("/").await?;
    W::mknod_many(&root, []).await?;
    W::mknod_many(
        &root,
        [
            node("regular", NodeType::RegularFile),
            node("socket", NodeType::Socket),
            node("made", NodeType::Directory),
            node("made/fifo", NodeType::Fifo),
            node("made/../fifo", NodeType::Fifo),
        ],
    )
    .await?;
    W::mknod_many(&root, (0..1000).map(|n| fifo(&format!("dir/{n}")))).await?;

    let bad = [
        (fifo("fifo"), ErrorKind::AlreadyExists),
        (fifo("missing/fifo"), ErrorKind::NotFound),
        (fifo(""), ErrorKind::NotFound),
        (fifo("/never"), ErrorKind::PermissionDenied),
        (fifo("../never"), ErrorKind::PermissionDenied),
        (fifo("never\0"), ErrorKind::InvalidInput),
        (fifo(&"n".repeat(256)), ErrorKind::InvalidFilename),
        (device(1, 3), ErrorKind::PermissionDenied),
        (device(0x1001, 3), ErrorKind::InvalidInput),
    ];
    for (index, (bad, kind)) in bad.into_iter().enumerate() {
        let nodes = [
            fifo(&format!("before-{index}-0")),
            fifo(&format!("before-{index}-1")),
            bad.clone(),
            fifo(&format!("never-{index}")),
        ];
        fails::<W>(&root, &nodes, 2, kind).await;
        fails::<W>(&root, &nodes[2..], 0, kind).await;
    }
    // Of two that fail it is the first that counts, be the second one refused without asking the
    // kernel.
    let order = [fifo("fifo"), device(0x1001, 3)];
    fails::<W>(&root, &order, 0, ErrorKind::AlreadyExists).await;
    let order = [fifo("last"), fifo("fifo"), device(1, 3)];
    fails::<W>(&root, &order, 1, ErrorKind::AlreadyExists).await;

    let file = W::open(&W::preopen(), "regular").await;
    let file = W::Dir::from(file.expect("it was made above"));
    fails::<W>(&file, &[fifo("never")], 0, ErrorKind::NotADirectory).await;
    fails::<W>(&file, &[], 0, ErrorKind::NotADirectory).await;

    let error = W::mknod_many(&root, [fifo("fifo")])
        .await
        .expect_err("it is there");
    assert_eq!(io::Error::from(error).kind(), ErrorKind::AlreadyExists);
    Ok(())
}

fn node(path: &str, node_type: NodeType) -> Node {
    Node::new(path, node_type, Mode::from_raw_mode(0o700))
}

fn fifo(path: &str) -> Node {
    node(path, NodeType::Fifo)
}

fn device(major: u32, minor: u32) -> Node {
    let device = Device::new(major, minor);
    node("never", NodeType::CharacterDevice(device))
}

async fn fails<W: Posix>(dir: &W::Dir, nodes: &[Node], made: usize, kind: ErrorKind) {
    let error = W::mknod_many(dir, nodes.to_vec())
        .await
        .expect_err("one of them is bad");
    assert_eq!(
        (error.made(), error.error().kind()),
        (made, kind),
        "{nodes:?}"
    );
}
