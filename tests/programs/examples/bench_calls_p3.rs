//! What `bench_calls` does, by WASI 0.3.

use std::time::{Duration, Instant};
use wasi_mknod::p3::bindings::{metadata, mknod, types};
use wasi_mknod_test_programs::{Batch, Operation, P3, Wasi as _, error_name};
use wasip3::filesystem::types::{Descriptor, ErrorCode, PathFlags};

wasi_mknod_test_programs::run!(calls());

async fn calls() {
    let batch = Batch::from_command_line();
    let dir = P3::preopen();
    let mode = types::Mode::from_bits_retain(batch.mode);
    let elapsed = match batch.operation {
        Operation::Create | Operation::Again => {
            each(&batch, async |path| {
                mknod::mknod(&dir, path, types::NodeType::Fifo, mode).await
            })
            .await
        }
        Operation::CreateDevice => {
            let (major, minor) = (1, 3);
            let null = types::NodeType::CharacterDevice(types::Device { major, minor });
            each(&batch, async |path| {
                mknod::mknod(&dir, path, null, mode).await
            })
            .await
        }
        Operation::CreateByCrate => by_crate(&batch).await,
        Operation::Many(size) => many(&batch, &dir, size).await,
        Operation::Stat => {
            each(&batch, async |path| {
                let stat = metadata::stat_at(&dir, PathFlags::empty(), path).await;
                stat.map(drop)
            })
            .await
        }
        Operation::Directory => {
            each(&batch, async |path| dir.create_directory_at(path).await).await
        }
    };
    println!("{}", elapsed.as_nanos());
}

async fn each(batch: &Batch, call: impl AsyncFn(String) -> Result<(), ErrorCode>) -> Duration {
    let paths = batch.paths();
    let start = Instant::now();
    for path in paths {
        batch.check(call(path).await, name);
    }
    start.elapsed()
}

async fn by_crate(batch: &Batch) -> Duration {
    let mut paths = batch.paths();
    for path in &mut paths {
        path.insert(0, '/');
    }
    let start = Instant::now();
    for path in &paths {
        let result = wasi_mknod::p3::mkfifo(path, batch.mode.into()).await;
        batch.check(result, |error| error.to_string());
    }
    start.elapsed()
}

async fn many(batch: &Batch, dir: &Descriptor, size: usize) -> Duration {
    let nodes: Vec<types::Node> = batch
        .paths()
        .into_iter()
        .map(|path| types::Node {
            path,
            node_type: types::NodeType::Fifo,
            mode: types::Mode::from_bits_retain(batch.mode),
        })
        .collect();
    let chunks: Vec<_> = nodes.chunks(size).map(<[_]>::to_vec).collect();
    let start = Instant::now();
    for nodes in chunks {
        let result = mknod::mknod_many(dir, nodes).await;
        batch.check(result, |(index, error)| {
            format!("{index} {}", error_name(error))
        });
    }
    start.elapsed()
}

/// The name of an error that a batch may expect. It is part of what is timed, and so takes no time.
fn name(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::Exist => "exist",
        ErrorCode::NotPermitted => "not-permitted",
        _ => "another error",
    }
}
