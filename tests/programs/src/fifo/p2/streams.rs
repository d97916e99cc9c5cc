//! The interface `fifo`: both ends in one guest, readiness, `poll` with a timeout, `splice`, and
//! what is refused.

use crate::fifo;
use crate::guest::preopen;
use std::io::{ErrorKind, Read as _, Write as _};
use wasi_mknod::bindings::fifo::{open_reader, open_writer};
use wasi_mknod::{Dir, FifoReader, FifoWriter, mkfifo};
use wasip2::clocks::monotonic_clock::{now, subscribe_duration};
use wasip2::filesystem::types::{ErrorCode, filesystem_error_code};
use wasip2::io::poll::poll;
use wasip2::io::streams::StreamError;

const MILLISECOND: u64 = 1_000_000;

pub(super) fn streams() {
    waits_for_the_other_end();
    fills_and_drains();
    does_not_wait();
    ends();
    splices();
    breaks();
    refuses();
}

fn ends_of(name: &str) -> (FifoReader, FifoWriter) {
    mkfifo(name, 0o600).unwrap();
    let dir = Dir::open("/").unwrap();
    (
        FifoReader::open(name).unwrap(),
        FifoWriter::open_at(&dir, name.trim_start_matches('/')).unwrap(),
    )
}

fn waits_for_the_other_end() {
    mkfifo("/wait", 0o600).unwrap();
    let dir = preopen();
    let writer = open_writer(&dir, "wait").unwrap();
    assert_eq!(writer.check_write().unwrap(), 0);
    assert!(!writer.subscribe().ready());
    {
        let start = now();
        let ready = writer.subscribe();
        let timeout = subscribe_duration(20 * MILLISECOND);
        assert_eq!(poll(&[&ready, &timeout]), [1]);
        assert!(now() - start >= 20 * MILLISECOND);
    }
    let reader = open_reader(&dir, "wait").unwrap();
    {
        let (ready, timeout) = (writer.subscribe(), subscribe_duration(10_000 * MILLISECOND));
        assert_eq!(poll(&[&timeout, &ready]), [1]);
        let (ready, timeout) = (reader.subscribe(), subscribe_duration(MILLISECOND));
        assert_eq!(poll(&[&ready, &timeout]), [1]);
    }
    assert!(writer.check_write().unwrap() >= 4096);
    assert!(reader.read(10).unwrap().is_empty());
    writer.write(b"hello").unwrap();
    reader.subscribe().block();
    assert_eq!(reader.read(4).unwrap(), b"hell");
    assert_eq!(reader.blocking_read(4).unwrap(), b"o");
}

fn fills_and_drains() {
    let (mut reader, mut writer) = ends_of("/fill");
    let mut written = Vec::new();
    loop {
        let next = written.len().to_le_bytes().repeat(1000);
        match writer.try_write(&next) {
            Ok(count) => written.extend(&next[..count]),
            Err(error) => break assert_eq!(error.kind(), ErrorKind::WouldBlock),
        }
    }
    assert!(written.len() >= 60_000, "{}", written.len());
    // Everything is in the pipe, so there is nothing to wait for, though there is no room for more.
    writer.flush().unwrap();
    assert!(!writer.is_ready());
    let mut read = vec![0; written.len()];
    reader.read_exact(&mut read).unwrap();
    assert!(read == written);
    assert!(writer.is_ready() && !reader.is_ready());
    let nothing = reader.try_read(&mut read).unwrap_err();
    assert_eq!(nothing.kind(), ErrorKind::WouldBlock);
    // One call writes more than a pipe takes in one piece, and does not wait for room for more.
    let (much, read) = (&written[..60_000], &mut read[..60_000]);
    assert_eq!(writer.write(much).unwrap(), much.len());
    reader.read_exact(read).unwrap();
    assert!(read == much);
}

fn does_not_wait() {
    mkfifo("/at-once", 0o600).unwrap();
    let mut writer = FifoWriter::open("/at-once").unwrap();
    writer.set_nonblocking(true);
    let kind = writer.write(b"x").unwrap_err().kind();
    assert_eq!(kind, ErrorKind::WouldBlock);
    let mut reader = FifoReader::open("/at-once").unwrap();
    reader.set_nonblocking(true);
    let kind = reader.read(&mut [0]).unwrap_err().kind();
    assert_eq!(kind, ErrorKind::WouldBlock);
    writer.wait();
    let mut written = 0;
    let full = loop {
        match writer.write(&[7; 3000]) {
            Ok(count) => written += count,
            Err(error) => break error.kind(),
        }
    };
    assert_eq!(full, ErrorKind::WouldBlock);
    drop(writer);
    let mut read = Vec::new();
    reader.read_to_end(&mut read).unwrap();
    assert_eq!(read.len(), written);
    assert_eq!(reader.read(&mut [0]).unwrap(), 0);
}

fn ends() {
    let (mut reader, mut writer) = ends_of("/end");
    writer.write_all(b"last").unwrap();
    drop(writer);
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    assert_eq!(text, "last");
    assert!(reader.is_ready());
    assert_eq!(reader.try_read(&mut [0]).unwrap(), 0);
    assert!(matches!(
        reader.as_stream().blocking_read(1),
        Err(StreamError::Closed)
    ));
}

fn splices() {
    let (mut from, mut into) = ends_of("/from");
    let (mut result, to) = ends_of("/to");
    into.write_all(b"spliced").unwrap();
    assert_eq!(to.as_stream().splice(from.as_stream(), 3).unwrap(), 3);
    let rest = to.as_stream().blocking_splice(from.as_stream(), 100);
    assert_eq!(rest.unwrap(), 4);
    assert_eq!(to.as_stream().splice(from.as_stream(), 3).unwrap(), 0);
    let mut text = [0; 7];
    result.read_exact(&mut text).unwrap();
    assert_eq!(&text, b"spliced");
    into.write_all(b"skip me").unwrap();
    assert_eq!(from.as_stream().skip(5).unwrap(), 5);
    from.read_exact(&mut text[..2]).unwrap();
    assert_eq!(&text[..2], b"me");
    to.as_stream().write_zeroes(0).unwrap();
    to.as_stream().blocking_write_zeroes_and_flush(3).unwrap();
    assert_eq!(result.as_stream().blocking_read(10).unwrap(), [0, 0, 0]);
}

fn breaks() {
    let (reader, mut writer) = ends_of("/break");
    writer.wait();
    drop(reader);
    assert!(writer.is_ready());
    let error = writer.write(b"x").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    let stream = writer.as_stream();
    assert!(stream.check_write().unwrap() > 0);
    assert!(matches!(stream.write(b"x"), Err(StreamError::Closed)));
    let Err(StreamError::LastOperationFailed(error)) = stream.blocking_write_and_flush(b"x") else {
        panic!("there is no reader");
    };
    assert_eq!(filesystem_error_code(&error), Some(ErrorCode::Pipe));

    // Neither failure is for good.
    let mut reader = FifoReader::open("/break").unwrap();
    writer.write_all(b"mended").unwrap();
    let mut text = [0; 6];
    reader.read_exact(&mut text).unwrap();
    assert_eq!(&text, b"mended");
}

fn refuses() {
    let dir = preopen();
    for (path, code) in fifo::REFUSED {
        assert_eq!(
            open_reader(&dir, path).unwrap_err().name(),
            code,
            "{path:?}"
        );
        assert_eq!(
            open_writer(&dir, path).unwrap_err().name(),
            code,
            "{path:?}"
        );
    }
    open_reader(&dir, "link").unwrap();
}
