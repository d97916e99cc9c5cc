//! One call.

use crate::{Answer, Kind, Posix, arguments, guest};
use wasi_mknod::{Mode, Node};
use wasip2::filesystem::types::{DescriptorFlags, NewTimestamp, OpenFlags, PathFlags};

/// The calls that [`one`] knows.
pub const CALLS: [&str; 8] = [
    "mknod",
    "mknod-many",
    "open",
    "create",
    "type",
    "set-times",
    "metadata",
    "beneath",
];

/// Makes the call that the first argument names, on the path that is the second, and says what came
/// of it. A list makes FIFOs of all paths that are arguments.
pub async fn one<W: Posix>() {
    let mut words = arguments();
    let call = words.next().expect("the name of a call");
    let paths: Vec<String> = words.collect();
    let dir = W::preopen();
    match perform::<W>(&dir, &call, &paths).await {
        Ok(()) => println!("ok"),
        Err(error) => println!("{error}"),
    }
}

async fn perform<W: Posix>(dir: &W::Descriptor, call: &str, paths: &[String]) -> Answer {
    let (path, follow) = (paths[0].as_str(), PathFlags::SYMLINK_FOLLOW);
    match call {
        "mknod" => W::make_fifo(dir, path).await,
        "beneath" => W::make_fifo(dir, &format!("{path}/x")).await,
        "mknod-many" => {
            let mode = Mode::from_raw_mode(0o600);
            let node = |path: &String| Node::new(path, guest::node_type(Kind::Fifo), mode);
            let made = W::make_nodes(dir, paths.iter().map(node).collect()).await;
            made.map_err(|(made, error)| format!("{made} {error}"))
        }
        "open" => W::open(dir, path).await.map(drop),
        "create" => {
            let write = DescriptorFlags::WRITE;
            let opened = W::open_at(dir, follow, path, OpenFlags::CREATE, write).await;
            opened.map(drop)
        }
        "type" => W::type_at(dir, follow, path).await.map(drop),
        "set-times" => {
            let now = NewTimestamp::Now;
            W::set_times_at(dir, follow, path, now, now).await
        }
        "metadata" => {
            let found = W::metadata(format!("/{path}")).await;
            found.map(drop).map_err(|error| error.to_string())
        }
        other => panic!("{other:?} is no call of this program"),
    }
}
