//! More than a host has threads and memory for.

use crate::{Kind, P3, Wasi, arguments, guest};
use futures::future::join_all;
use futures::poll;
use std::pin::pin;
use wasi_mknod::{Mode, Node};

/// Makes as many calls at once as the argument says, each in a directory that is not there.
pub async fn flood() {
    let count: usize = arguments().next().unwrap().parse().unwrap();
    let dir = P3::preopen();
    let calls = (0..count).map(async |n| P3::make_fifo(&dir, &format!("hang-{n}/x")).await);
    for answer in join_all(calls).await {
        assert_eq!(answer, Err("no-entry".to_owned()));
    }
}

/// Starts lists of nodes, of which the memory for calls in flight has room for some. The arguments
/// are the number of lists, that of nodes in each, the length of a path, and the number of lists
/// for which there is room.
pub async fn lists() {
    let numbers: Vec<usize> = arguments().map(|number| number.parse().unwrap()).collect();
    let [lists, nodes, length, expected] = numbers[..] else {
        panic!("{numbers:?}");
    };
    let directories = P3::preopens();
    let [dir, signal] = &directories[..] else {
        panic!("{directories:?}");
    };
    let list = |number| {
        let way = "d/".repeat(length / 2);
        let path = |index| format!("hang-{number}/{way}{index}");
        let mode = Mode::from_raw_mode(0o600);
        let node = |index| Node::new(path(index), guest::node_type(Kind::Fifo), mode);
        P3::make_nodes(dir, (0..nodes).map(node).collect())
    };
    let mut accepted = Vec::new();
    for number in 0..lists {
        let mut call = Box::pin(list(number));
        match poll!(call.as_mut()) {
            std::task::Poll::Pending => accepted.push(call),
            std::task::Poll::Ready(answer) => {
                assert_eq!(answer, Err((0, "insufficient-memory".to_owned())));
            }
        }
    }
    assert_eq!(accepted.len(), expected);
    // A small call still has room, and tells the host that all lists are started.
    P3::make_fifo(signal, "started").await.unwrap();
    for answer in join_all(accepted).await {
        assert_eq!(answer, Err((0, "no-entry".to_owned())));
    }
    // What was held is free again.
    let answer = pin!(list(0)).await;
    assert_eq!(answer, Err((0, "no-entry".to_owned())));
}
