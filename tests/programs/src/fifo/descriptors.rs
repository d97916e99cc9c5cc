//! `wasi:filesystem` on a FIFO, function by function.

use crate::{Answer, Wasi};
use wasip2::filesystem::types::{
    DescriptorFlags, DescriptorType, NewTimestamp, OpenFlags, PathFlags,
};

const NOTHING: OpenFlags = OpenFlags::empty();
const READ: DescriptorFlags = DescriptorFlags::READ;
const WRITE: DescriptorFlags = DescriptorFlags::WRITE;

/// What all versions have: opening, types, times and streams.
pub async fn descriptors<W: Wasi>() {
    opens::<W>().await;
    streams::<W>().await;
    sets_times::<W>().await;
    tells_types::<W>().await;
}

async fn open<W: Wasi>(
    path: &str,
    how: OpenFlags,
    flags: DescriptorFlags,
) -> Answer<W::Descriptor> {
    let follow = PathFlags::SYMLINK_FOLLOW;
    W::open_at(&W::preopen(), follow, path, how, flags).await
}

async fn opens<W: Wasi>() {
    let read_write = READ.union(WRITE);
    let truncate = OpenFlags::CREATE | OpenFlags::TRUNCATE;
    let exclusive = OpenFlags::CREATE | OpenFlags::EXCLUSIVE;
    for (path, how, flags, expected) in [
        ("fifo", NOTHING, READ, Ok(())),
        ("fifo", NOTHING, WRITE, Ok(())),
        ("fifo", NOTHING, read_write, Ok(())),
        ("fifo", NOTHING, DescriptorFlags::empty(), Ok(())),
        ("link", NOTHING, READ, Ok(())),
        ("fifo", truncate, WRITE, Ok(())),
        ("fifo", exclusive, WRITE, Err("exist")),
        ("fifo", OpenFlags::DIRECTORY, READ, Err("not-directory")),
        ("fifo/", NOTHING, READ, Err("not-directory")),
        ("fifo/x", NOTHING, READ, Err("not-directory")),
        ("socket", NOTHING, READ, Err("no-such-device")),
        ("socket", NOTHING, WRITE, Err("no-such-device")),
        ("socket", OpenFlags::DIRECTORY, READ, Err("not-directory")),
    ] {
        let answer = open::<W>(path, how, flags).await.map(drop);
        let expected = expected.map_err(str::to_owned);
        assert_eq!(answer, expected, "{path} {how:?} {flags:?}");
    }
    let (dir, no_follow) = (W::preopen(), PathFlags::empty());
    let answer = W::open_at(&dir, no_follow, "link", NOTHING, READ).await;
    assert_eq!(answer.map(drop), Err("loop".to_owned()));
}

async fn streams<W: Wasi>() {
    let reader = open::<W>("fifo", NOTHING, READ).await.unwrap();
    let waiting = open::<W>("other", NOTHING, WRITE).await.unwrap();
    let writer = open::<W>("fifo", NOTHING, WRITE).await.unwrap();
    for fifo in [&reader, &writer, &waiting] {
        assert_eq!(W::get_type(fifo).await, Ok(DescriptorType::Fifo));
        assert_eq!(W::stat(fifo).await.unwrap().0, DescriptorType::Fifo);
    }
    assert_eq!(W::get_flags(&reader).await, Ok(READ));
    assert_eq!(W::get_flags(&writer).await, Ok(WRITE));
    assert_eq!(W::get_flags(&waiting).await, Ok(WRITE));

    let bad = "bad-descriptor".to_owned();
    for offset in [Some(0), None] {
        let answer = W::stream_out(&reader, offset, b"x").await;
        assert_eq!(answer, Err(bad.clone()), "{offset:?}");
    }
    assert_eq!(W::stream_in(&writer, 0).await, Err(bad));

    // The offset does not count.
    W::stream_out(&writer, Some(5), b"one").await.unwrap();
    W::stream_out(&writer, None, b"two").await.unwrap();
    drop(writer);
    let read = W::stream_in(&reader, 1_000_000).await;
    assert_eq!(read.unwrap(), b"onetwo");
}

async fn sets_times<W: Wasi>() {
    let (dir, now) = (W::preopen(), NewTimestamp::Now);
    for path in ["fifo", "socket", "link"] {
        let follow = PathFlags::SYMLINK_FOLLOW;
        let answer = W::set_times_at(&dir, follow, path, now, now).await;
        assert_eq!(answer, Ok(()), "{path}");
        let (no_follow, same) = (PathFlags::empty(), NewTimestamp::NoChange);
        let answer = W::set_times_at(&dir, no_follow, path, now, same).await;
        assert_eq!(answer, Ok(()), "{path}");
    }
}

async fn tells_types<W: Wasi>() {
    let (dir, no_follow) = (W::preopen(), PathFlags::empty());
    let expected = [
        ("fifo", DescriptorType::Fifo),
        // Guests made by the adapter for WASI 0.1 trap on the type of a socket.
        ("socket", DescriptorType::Unknown),
        ("link", DescriptorType::SymbolicLink),
        ("file", DescriptorType::RegularFile),
        ("dir", DescriptorType::Directory),
    ];
    for (path, expected) in expected {
        let found = W::type_at(&dir, no_follow, path).await;
        assert_eq!(found, Ok(expected), "{path}");
    }
    let entries = W::read_directory(&dir).await.unwrap();
    assert!(entries.len() > expected.len());
    for (name, listed) in entries {
        let found = W::type_at(&dir, no_follow, &name).await;
        assert_eq!(found, Ok(listed), "{name}");
    }
}
