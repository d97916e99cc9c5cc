//! Hands over as much as it can: with `list`, a million nodes, all of one name; with `path` and a number, one path of
//! so many bytes. What the host answers goes to standard output.

use wasi_mknod::bindings::mknod;
use wasi_mknod::{Mode, Node};
use wasi_mknod_test_programs::{Kind, guest};

fn main() {
    let dir = guest::preopen();
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("list") => {
            let node = |number| {
                let path = format!("node{number}");
                Node::new(
                    path,
                    guest::node_type(Kind::Fifo),
                    Mode::from_raw_mode(0o600),
                )
            };
            let nodes: Vec<Node> = (0..1_000_000).map(node).collect();
            let (made, error) = mknod::mknod_many(&dir, &nodes).expect_err("there is a quota");
            println!("{made} {}", error.name());
        }
        Some("path") => {
            let length: Option<usize> = arguments.next().and_then(|length| length.parse().ok());
            let path = "d/".repeat(length.expect("a number") / 2);
            let error = guest::mkfifo(&dir, &path).expect_err("no path is that long");
            println!("{}", error.name());
        }
        other => panic!("{other:?}"),
    }
}
