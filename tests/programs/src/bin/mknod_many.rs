//! Many nodes with one call: in order, and up to the first that fails.

use std::io::{self, ErrorKind, Result};
use wasi_mknod::{Device, Dir, Mode, Node, NodeType, mknod_many};
use wasi_mknod_test_programs::guest;

fn main() -> Result<()> {
    let root = Dir::open("/")?;
    mknod_many(&root, [])?;
    mknod_many(
        &root,
        [
            node("regular", NodeType::RegularFile),
            node("socket", NodeType::Socket),
            node("made", NodeType::Directory),
            node("made/fifo", NodeType::Fifo),
            node("made/../fifo", NodeType::Fifo),
        ],
    )?;
    mknod_many(&root, (0..1000).map(|n| fifo(&format!("dir/{n}"))))?;

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
        fails(&root, &nodes, 2, kind);
        fails(&root, &nodes[2..], 0, kind);
    }
    // Of two that fail it is the first that counts, be the second one refused without asking the kernel.
    let order = [fifo("fifo"), device(0x1001, 3)];
    fails(&root, &order, 0, ErrorKind::AlreadyExists);
    let order = [fifo("last"), fifo("fifo"), device(1, 3)];
    fails(&root, &order, 1, ErrorKind::AlreadyExists);

    let file = guest::open(&guest::preopen(), "regular").expect("it was made above");
    let file = Dir::from(file);
    fails(&file, &[fifo("never")], 0, ErrorKind::NotADirectory);
    fails(&file, &[], 0, ErrorKind::NotADirectory);

    let error = mknod_many(&root, [fifo("fifo")]).expect_err("it is there");
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

#[track_caller]
fn fails(dir: &Dir, nodes: &[Node], made: usize, kind: ErrorKind) {
    let error = mknod_many(dir, nodes.to_vec()).expect_err("one of them is bad");
    assert_eq!(
        (error.made(), error.error().kind()),
        (made, kind),
        "{nodes:?}"
    );
}
