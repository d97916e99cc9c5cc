//! Makes the calls of a batch and writes how many nanoseconds they took.

use std::time::{Duration, Instant};
use wasi_mknod::bindings::{metadata, mknod, types};
use wasi_mknod_test_programs::{Batch, Kind, Operation, guest};
use wasip2::filesystem::types::{Descriptor, ErrorCode, PathFlags};

fn main() {
    let batch = Batch::from_command_line();
    let dir = guest::preopen();
    let mode = guest::mode(batch.mode);
    let elapsed = match batch.operation {
        Operation::Create | Operation::Again => each(&batch, |path| {
            mknod::mknod(&dir, path, types::NodeType::Fifo, mode)
        }),
        Operation::CreateDevice => each(&batch, |path| {
            let null = guest::node_type(Kind::CharacterDevice(1, 3));
            mknod::mknod(&dir, path, null, mode)
        }),
        Operation::CreateByCrate => by_crate(&batch),
        Operation::Many(size) => many(&batch, &dir, size),
        Operation::Stat => each(&batch, |path| {
            metadata::stat_at(&dir, PathFlags::empty(), path).map(drop)
        }),
        Operation::Directory => each(&batch, |path| dir.create_directory_at(path)),
    };
    println!("{}", elapsed.as_nanos());
}

fn each(batch: &Batch, call: impl Fn(&str) -> Result<(), ErrorCode>) -> Duration {
    let paths = batch.paths();
    let start = Instant::now();
    for path in &paths {
        batch.check(call(path), |error| error.name());
    }
    start.elapsed()
}

fn by_crate(batch: &Batch) -> Duration {
    let mut paths = batch.paths();
    for path in &mut paths {
        path.insert(0, '/');
    }
    let start = Instant::now();
    for path in &paths {
        batch.check(wasi_mknod::mkfifo(path, batch.mode.into()), |error| {
            error.to_string()
        });
    }
    start.elapsed()
}

fn many(batch: &Batch, dir: &Descriptor, size: usize) -> Duration {
    let nodes: Vec<types::Node> = batch
        .paths()
        .into_iter()
        .map(|path| types::Node {
            path,
            node_type: types::NodeType::Fifo,
            mode: guest::mode(batch.mode),
        })
        .collect();
    let start = Instant::now();
    for nodes in nodes.chunks(size) {
        batch.check(mknod::mknod_many(dir, nodes), |(index, error)| {
            format!("{index} {}", error.name())
        });
    }
    start.elapsed()
}
