//! The program [`descriptors`](crate::fifo::descriptors) by WASI 0.2, which also reads and writes
//! without streams, and waits for the other end.

use crate::{P2, Wasi, fifo};
use std::io::{ErrorKind, Read as _, Write as _};
use std::time::{Duration, Instant};
use wasi_mknod::{Dir, FifoReader, FifoWriter, mkfifo};
use wasip2::filesystem::types::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

pub(super) async fn descriptors() {
    fifo::descriptors::<P2>().await;
    seeks();
    connects();
}

/// The guest crate waits for the other end as `open(2)` does.
fn connects() {
    mkfifo("/connect", 0o600).unwrap();
    let dir = Dir::open("/").unwrap();
    let limit = Duration::from_millis(20);
    let begin = Instant::now();
    for kind in [
        FifoReader::connect_timeout("/connect", limit)
            .unwrap_err()
            .kind(),
        FifoWriter::connect_timeout("/connect", limit)
            .unwrap_err()
            .kind(),
    ] {
        assert_eq!(kind, ErrorKind::TimedOut);
    }
    assert!(begin.elapsed() >= limit * 2);
    let zero = FifoReader::connect_timeout("/connect", Duration::ZERO);
    assert_eq!(zero.unwrap_err().kind(), ErrorKind::InvalidInput);
    for (path, kind) in [
        ("/file", ErrorKind::InvalidInput),
        ("/missing", ErrorKind::NotFound),
        ("/out", ErrorKind::PermissionDenied),
    ] {
        assert_eq!(FifoReader::connect(path).unwrap_err().kind(), kind);
        assert_eq!(FifoWriter::connect(path).unwrap_err().kind(), kind);
    }

    // Each of these waits for an end that has been opened and does nothing.
    let writer = FifoWriter::open("/connect").unwrap();
    let mut reader = FifoReader::connect("/connect").unwrap();
    drop(writer);
    let mut writer = FifoWriter::connect_at(&dir, "connect").unwrap();
    writer.write_all(b"text").unwrap();
    let second = FifoReader::connect_at(&dir, "connect").unwrap();
    drop(second);
    let long = Duration::from_secs(60);
    let third = FifoWriter::connect_timeout("/connect", long).unwrap();
    drop((writer, third));
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    assert_eq!(text, "text");
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
