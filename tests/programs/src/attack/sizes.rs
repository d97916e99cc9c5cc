//! Arguments of many megabytes.

use crate::{Kind, Wasi, guest};
use wasi_mknod::{Mode, Node};

/// Hands over as much as it can: with `list`, a million nodes; with `path` and a number, one path
/// of so many bytes. What the host answers goes to standard output.
pub async fn sizes<W: Wasi>() {
    let dir = W::preopen();
    let mut arguments = crate::arguments();
    match arguments.next().as_deref() {
        Some("list") => {
            let node = |number| {
                let path = format!("node{number}");
                let mode = Mode::from_raw_mode(0o600);
                Node::new(path, guest::node_type(Kind::Fifo), mode)
            };
            let nodes: Vec<Node> = (0..1_000_000).map(node).collect();
            let answer = W::make_nodes(&dir, nodes).await;
            let (made, error) = answer.expect_err("there is a quota");
            println!("{made} {error}");
        }
        Some("path") => {
            let length: Option<usize> = arguments.next().and_then(|length| length.parse().ok());
            let path = "d/".repeat(length.expect("a number") / 2);
            let answer = W::make_fifo(&dir, &path).await;
            println!("{}", answer.expect_err("no path is that long"));
        }
        other => panic!("{other:?}"),
    }
}
