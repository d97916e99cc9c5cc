//! `wasi:filesystem` on a FIFO, function by function.

use wasi_mknod_test_programs::guest::preopen;
use wasip2::filesystem::types::{
    Descriptor, DescriptorFlags, DescriptorType, ErrorCode, NewTimestamp, OpenFlags, PathFlags,
};

const READ: DescriptorFlags = DescriptorFlags::READ;
const WRITE: DescriptorFlags = DescriptorFlags::WRITE;

fn open(path: &str, how: OpenFlags, flags: DescriptorFlags) -> Result<Descriptor, ErrorCode> {
    preopen().open_at(PathFlags::SYMLINK_FOLLOW, path, how, flags)
}

fn main() {
    let nothing = OpenFlags::empty();
    for (path, how, flags, expected) in [
        ("fifo", nothing, READ, Ok(())),
        ("fifo", nothing, WRITE, Ok(())),
        ("fifo", nothing, READ | WRITE, Ok(())),
        ("fifo", nothing, DescriptorFlags::empty(), Ok(())),
        ("link", nothing, READ, Ok(())),
        (
            "fifo",
            OpenFlags::CREATE | OpenFlags::TRUNCATE,
            WRITE,
            Ok(()),
        ),
        (
            "fifo",
            OpenFlags::CREATE | OpenFlags::EXCLUSIVE,
            WRITE,
            Err(ErrorCode::Exist),
        ),
        (
            "fifo",
            OpenFlags::DIRECTORY,
            READ,
            Err(ErrorCode::NotDirectory),
        ),
        ("fifo/", nothing, READ, Err(ErrorCode::NotDirectory)),
        ("fifo/x", nothing, READ, Err(ErrorCode::NotDirectory)),
        ("socket", nothing, READ, Err(ErrorCode::NoSuchDevice)),
        ("socket", nothing, WRITE, Err(ErrorCode::NoSuchDevice)),
        (
            "socket",
            OpenFlags::DIRECTORY,
            READ,
            Err(ErrorCode::NotDirectory),
        ),
    ] {
        let answer = open(path, how, flags).map(drop);
        assert_eq!(answer, expected, "{path} {how:?} {flags:?}");
    }
    let no_follow = preopen().open_at(PathFlags::empty(), "link", nothing, READ);
    assert_eq!(no_follow.map(drop), Err(ErrorCode::Loop));

    let reader = open("fifo", nothing, READ).unwrap();
    let waiting = open("other", nothing, WRITE).unwrap();
    let writer = open("fifo", nothing, WRITE).unwrap();
    for fifo in [&reader, &waiting, &writer] {
        assert_eq!(fifo.get_type(), Ok(DescriptorType::Fifo));
        assert_eq!(fifo.stat().unwrap().type_, DescriptorType::Fifo);
    }
    assert_eq!(reader.get_flags(), Ok(READ));
    assert_eq!(writer.get_flags(), Ok(WRITE));
    assert_eq!(waiting.get_flags(), Ok(WRITE));
    assert_eq!(reader.read(1, 0), Err(ErrorCode::InvalidSeek));
    assert_eq!(reader.write(b"x", 5), Err(ErrorCode::InvalidSeek));
    assert_eq!(writer.write(b"x", 5), Err(ErrorCode::InvalidSeek));
    assert_eq!(waiting.write(b"x", 0), Err(ErrorCode::InvalidSeek));
    assert_eq!(
        reader.write_via_stream(0).unwrap_err(),
        ErrorCode::BadDescriptor
    );
    assert_eq!(
        reader.append_via_stream().unwrap_err(),
        ErrorCode::BadDescriptor
    );
    assert_eq!(
        writer.read_via_stream(0).unwrap_err(),
        ErrorCode::BadDescriptor
    );

    let input = reader.read_via_stream(1_000_000).unwrap();
    let output = writer.write_via_stream(5).unwrap();
    output.blocking_write_and_flush(b"one").unwrap();
    drop(output);
    let output = writer.append_via_stream().unwrap();
    output.blocking_write_and_flush(b"two").unwrap();
    drop((output, writer));
    assert_eq!(input.blocking_read(100).unwrap(), b"onetwo");
    assert!(input.blocking_read(100).is_err());

    let dir = preopen();
    for path in ["fifo", "socket", "link"] {
        let now = NewTimestamp::Now;
        let times = dir.set_times_at(PathFlags::SYMLINK_FOLLOW, path, now, now);
        assert_eq!(times, Ok(()), "{path}");
        let times = dir.set_times_at(PathFlags::empty(), path, now, NewTimestamp::NoChange);
        assert_eq!(times, Ok(()), "{path}");
    }
    for (path, expected) in [
        ("fifo", DescriptorType::Fifo),
        ("socket", DescriptorType::Socket),
        ("link", DescriptorType::SymbolicLink),
        ("file", DescriptorType::RegularFile),
    ] {
        let stat = dir.stat_at(PathFlags::empty(), path).unwrap();
        assert_eq!(stat.type_, expected, "{path}");
    }
    let entries = dir.read_directory().unwrap();
    while let Some(entry) = entries.read_directory_entry().unwrap() {
        let expected = dir.stat_at(PathFlags::empty(), &entry.name).unwrap().type_;
        assert_eq!(entry.type_, expected, "{}", entry.name);
    }
}
