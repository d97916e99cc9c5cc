//! The program [`descriptors`](crate::fifo::descriptors) by WASI 0.2, which also reads and writes
//! without streams.

use crate::{P2, Wasi, fifo};
use wasip2::filesystem::types::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

pub(super) async fn descriptors() {
    fifo::descriptors::<P2>().await;
    seeks();
}

/// A FIFO has no offsets.
fn seeks() {
    let dir = P2::preopen();
    let [reader, writer, waiting] = [
        ("fifo", DescriptorFlags::READ),
        ("fifo", DescriptorFlags::WRITE),
        ("other", DescriptorFlags::WRITE),
    ]
    .map(|(path, flags)| dir.open_at(PathFlags::empty(), path, OpenFlags::empty(), flags))
    .map(Result::unwrap);
    assert_eq!(reader.read(1, 0), Err(ErrorCode::InvalidSeek));
    assert_eq!(reader.write(b"x", 5), Err(ErrorCode::InvalidSeek));
    assert_eq!(writer.write(b"x", 5), Err(ErrorCode::InvalidSeek));
    assert_eq!(waiting.write(b"x", 0), Err(ErrorCode::InvalidSeek));
}
