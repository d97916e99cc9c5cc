//! Many streams of one descriptor, and many writers: what was accepted arrives once, and records
//! stay whole.

use crate::guest::preopen;
use wasi_mknod::mkfifo;
use wasip2::filesystem::types::{Descriptor, DescriptorFlags, OpenFlags, PathFlags};
use wasip2::io::streams::{InputStream, OutputStream, StreamError};

/// A record that no page of a pipe holds twice.
const RECORD: usize = 3000;

pub(super) fn writes() {
    streams_of_one_descriptor();
    dropped_at_once();
    records_of_two_writers();
}

fn open(name: &str, flags: DescriptorFlags) -> Descriptor {
    let nothing = OpenFlags::empty();
    preopen()
        .open_at(PathFlags::empty(), name, nothing, flags)
        .unwrap()
}

/// A FIFO of this name, open for reading, and `COUNT` descriptors for writing.
fn fifo<const COUNT: usize>(name: &str) -> (InputStream, [Descriptor; COUNT]) {
    mkfifo(format!("/{name}"), 0o600).unwrap();
    let reader = open(name, DescriptorFlags::READ);
    let writers = [(); COUNT].map(|()| open(name, DescriptorFlags::WRITE));
    (reader.read_via_stream(0).unwrap(), writers)
}

/// Writes all that is permitted, at most `size` bytes, and returns their number.
fn write(stream: &OutputStream, size: usize, byte: u8) -> usize {
    let permit = usize::try_from(stream.check_write().unwrap()).unwrap();
    let size = size.min(permit);
    stream.write(&vec![byte; size]).unwrap();
    size
}

/// All that arrives until the writers have gone.
fn rest(reader: &InputStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        match reader.blocking_read(65536) {
            Ok(more) => bytes.extend(more),
            Err(StreamError::Closed) => return bytes,
            Err(error) => panic!("{error}"),
        }
    }
}

/// However many streams there are, the host keeps one remainder.
fn streams_of_one_descriptor() {
    let (reader, [writer]) = fifo("streams-of-one");
    let mut streams = Vec::new();
    let (mut accepted, mut arrived) = (0, 0);
    for _ in 0..2000 {
        let stream = writer.write_via_stream(0).unwrap();
        let mut written = write(&stream, 65536, 7);
        while written == 0 {
            arrived += reader.read(4096).unwrap().len();
            written = write(&stream, 65536, 7);
        }
        accepted += written;
        streams.push(stream);
    }
    drop((streams, writer));
    assert_eq!(arrived + rest(&reader).len(), accepted);
}

/// What a stream has accepted outlives it.
fn dropped_at_once() {
    let (reader, [writer]) = fifo("dropped-at-once");
    let mut accepted = 0;
    let stream = writer.write_via_stream(0).unwrap();
    loop {
        match write(&stream, RECORD, 1) {
            0 => break,
            written => accepted += written,
        }
    }
    assert!(accepted >= 16 * RECORD, "{accepted}");
    stream.flush().unwrap();
    drop(stream);
    let arrived = reader.read(10_000).unwrap().len();
    let stream = writer.write_via_stream(0).unwrap();
    let second = write(&stream, 65536, 2);
    assert!(second > 0);
    drop((stream, writer));
    assert_eq!(arrived + rest(&reader).len(), accepted + second);
}

/// Two writers, and a reader that takes some bytes now and then.
fn records_of_two_writers() {
    let (reader, writers) = fifo::<2>("records");
    let streams = writers
        .each_ref()
        .map(|writer| writer.write_via_stream(0).unwrap());
    let (mut sent, mut received) = ([0_usize; 2], Vec::new());
    let mut turn = 1_u64;
    while sent[0] + sent[1] < 2000 {
        // Numbers that look random and are the same each time (xorshift).
        turn ^= turn << 13;
        turn ^= turn >> 7;
        turn ^= turn << 17;
        let writer = usize::from(turn & 1 == 0);
        let stream = &streams[writer];
        while turn & 6 != 0 && stream.check_write().unwrap() >= RECORD as u64 {
            let number = u8::try_from(sent[writer] % 128).unwrap();
            stream
                .write(&[number + 128 * writer as u8; RECORD])
                .unwrap();
            sent[writer] += 1;
            turn >>= 1;
        }
        received.extend(reader.read(turn % 20_000).unwrap());
        turn |= 1 << 40;
    }
    drop((streams, writers));
    received.extend(rest(&reader));
    let mut next = [0; 2];
    for record in received.chunks(RECORD) {
        let (writer, number) = (usize::from(record[0] / 128), record[0] % 128);
        assert!(record.len() == RECORD && record.iter().all(|byte| *byte == record[0]));
        assert_eq!(usize::from(number), next[writer] % 128);
        next[writer] += 1;
    }
    assert_eq!(next, sent);
}
