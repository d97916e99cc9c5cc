//! The interface `fifo`, and FIFOs that `wasi:filesystem` has opened.
//!
//! Both ends are the guest's own, and no row waits: a host that is wrong ends the run all the same.

use super::check::{Check, Failure, fails, same, works};
use super::options::Grant;
use super::row::{Need, Row};
use super::scene::Scene;
use super::version::Conforming;
use wasi_mknod::bindings::fifo::Events;
use wasip2::filesystem::types::{DescriptorFlags, DescriptorType};

const OPEN: &str = "fifo/open";
const READ: &str = "fifo/read";
const WRITE: &str = "fifo/write";
const EVENTS: &str = "fifo/events";
const TYPES: &str = "fifo/descriptors";

/// PIPE_BUF of Linux.
const PIPE_BUF: usize = 4096;

/// What is no FIFO to `open-reader` and `open-writer`.
const REFUSED: [(&str, &str); 11] = [
    ("file", "invalid"),
    ("dir", "invalid"),
    ("missing", "no-entry"),
    ("", "no-entry"),
    ("loop", "loop"),
    ("out", "not-permitted"),
    ("../outside/fifo", "not-permitted"),
    ("/fifo", "not-permitted"),
    ("fifo/", "not-directory"),
    ("fifo/x", "not-directory"),
    ("nul\0", "invalid"),
];

pub(super) fn rows<W: Conforming + 'static>() -> Vec<Row<W>> {
    let mut rows = Vec::new();
    for (path, error) in REFUSED {
        let fifo = [Need::Granted(Grant::Fifo)];
        let name = format!("open-reader of {path:?} answers {error}");
        rows.push(Row::new(OPEN, name, &fifo, async move |scene| {
            fails("open-reader", W::open_reader(&scene.dir, path).await, error)
        }));
        let name = format!("open-writer of {path:?} answers {error}");
        rows.push(Row::new(OPEN, name, &fifo, async move |scene| {
            fails("open-writer", W::open_writer(&scene.dir, path).await, error)
        }));
    }
    opening(&mut rows);
    reading(&mut rows);
    writing(&mut rows);
    events(&mut rows);
    rows
}

/// A row for FIFOs that `open-at` opens.
fn opened<W: Conforming + 'static, F: Future<Output = Check> + 'static>(
    section: &str,
    name: &str,
    body: impl FnOnce(Scene<W>) -> F + 'static,
) -> Row<W> {
    let needs = [Need::Granted(Grant::Fifo), Need::Granted(Grant::Filesystem)];
    Row::new(section, name, &needs, body)
}

async fn reader<W: Conforming>(scene: &Scene<W>) -> Result<W::Descriptor, Failure> {
    scene.open("fifo", DescriptorFlags::READ).await
}

async fn writer<W: Conforming>(scene: &Scene<W>) -> Result<W::Descriptor, Failure> {
    scene.open("fifo", DescriptorFlags::WRITE).await
}

async fn reads<W: Conforming>(fd: &W::Descriptor, length: u32, expected: Option<&[u8]>) -> Check {
    let found = works("try-read", W::try_read(fd, length).await)?;
    same("try-read", found.as_deref().map(show), expected.map(show))
}

/// Short enough for a report.
fn show(bytes: &[u8]) -> String {
    match bytes.len() {
        0..=32 => String::from_utf8_lossy(bytes).into_owned(),
        length => format!("{length} bytes: {:?}..", &bytes[..8]),
    }
}

async fn writes<W: Conforming>(fd: &W::Descriptor, bytes: &[u8], expected: Option<u32>) -> Check {
    let found = works("try-write", W::try_write(fd, bytes).await)?;
    same("try-write", found, expected)
}

/// Writes records until no more has room.
async fn fill<W: Conforming>(fd: &W::Descriptor) -> Check {
    let mut written = 0;
    while works("try-write", W::try_write(fd, &[b'r'; PIPE_BUF]).await)? == Some(4096) {
        written += 1;
        // No pipe of Linux holds more than a MiB, if root does not say so.
        same("the pipe is full some time", written <= 256, true)?;
    }
    Ok(())
}

async fn holds<W: Conforming>(fd: &W::Descriptor, expected: Events) -> Check {
    same("poll", works("poll", W::poll(fd).await)?, expected)
}

fn opening<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    rows.push(opened(
        TYPES,
        "get-type, stat and get-flags of both ends",
        async |scene| {
            for flags in [DescriptorFlags::READ, DescriptorFlags::WRITE] {
                let fd = scene.open("fifo", flags).await?;
                same("get-type", W::get_type(&fd).await, Ok(DescriptorType::Fifo))?;
                let found = works("stat", W::stat(&fd).await)?;
                same("stat", found.0, DescriptorType::Fifo)?;
                same("get-flags", W::get_flags(&fd).await, Ok(flags))?;
            }
            Ok(())
        },
    ));
    rows.push(opened(
        TYPES,
        "open-at follows a link to a fifo",
        async |scene| {
            let fd = scene.open("link-to-fifo", DescriptorFlags::READ).await?;
            same("get-type", W::get_type(&fd).await, Ok(DescriptorType::Fifo))
        },
    ));
    rows.push(opened(
        TYPES,
        "an end for both reads what it writes",
        async |scene| {
            let both = DescriptorFlags::READ | DescriptorFlags::WRITE;
            let fd = scene.open("fifo", both).await?;
            reads::<W>(&fd, 8, None).await?;
            writes::<W>(&fd, b"own", Some(3)).await?;
            reads::<W>(&fd, 8, Some(b"own")).await
        },
    ));
    rows.push(opened(
        TYPES,
        "the functions answer invalid to a file",
        async |scene| {
            let fd = works("open-at", W::open(&scene.dir, "file").await)?;
            fails("poll", W::poll(&fd).await, "invalid")?;
            fails("try-read", W::try_read(&fd, 1).await, "invalid")?;
            fails("try-write", W::try_write(&fd, b"x").await, "invalid")?;
            fails(
                "a wait",
                W::is_ready(&fd, Events::READABLE).await,
                "invalid",
            )
        },
    ));
    let needs = [
        Need::Granted(Grant::Socket),
        Need::Granted(Grant::Filesystem),
    ];
    let name = "open-at of a socket answers no-such-device";
    rows.push(Row::new(TYPES, name, &needs, async |scene| {
        let opened = W::open(&scene.dir, "socket").await.map(drop);
        fails("open-at", opened, "no-such-device")
    }));
}

fn reading<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    rows.push(opened(
        READ,
        "end of file before the first writer",
        async |scene| {
            let reader = reader(&scene).await?;
            reads::<W>(&reader, 8, Some(b"")).await
        },
    ));
    rows.push(opened(
        READ,
        "none with a writer and no bytes",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            writes::<W>(&writer, b"x", Some(1)).await?;
            reads::<W>(&reader, 8, Some(b"x")).await?;
            reads::<W>(&reader, 8, None).await
        },
    ));
    rows.push(opened(READ, "bytes in pieces, in order", async |scene| {
        let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
        writes::<W>(&writer, b"one", Some(3)).await?;
        writes::<W>(&writer, b"two", Some(3)).await?;
        reads::<W>(&reader, 4, Some(b"onet")).await?;
        reads::<W>(&reader, 0, Some(b"")).await?;
        reads::<W>(&reader, 4, Some(b"wo")).await
    }));
    rows.push(opened(
        READ,
        "end of file after the last writer, and a later writer",
        async |scene| {
            let reader = reader(&scene).await?;
            for text in [b"first", b"later"] {
                let writer = writer(&scene).await?;
                writes::<W>(&writer, text, Some(5)).await?;
                drop(writer);
                reads::<W>(&reader, 8, Some(text)).await?;
                reads::<W>(&reader, 8, Some(b"")).await?;
                reads::<W>(&reader, 8, Some(b"")).await?;
            }
            Ok(())
        },
    ));
    rows.push(opened(
        READ,
        "no end of file while the second of two writers stays",
        async |scene| {
            let reader = reader(&scene).await?;
            let (first, second) = (writer(&scene).await?, writer(&scene).await?);
            writes::<W>(&first, b"1", Some(1)).await?;
            writes::<W>(&second, b"2", Some(1)).await?;
            reads::<W>(&reader, 8, Some(b"12")).await?;
            drop(first);
            reads::<W>(&reader, 8, None).await?;
            drop(second);
            reads::<W>(&reader, 8, Some(b"")).await
        },
    ));
    rows.push(opened(
        READ,
        "an end for writing answers bad-descriptor",
        async |scene| {
            let writer = writer(&scene).await?;
            fails("try-read", W::try_read(&writer, 1).await, "bad-descriptor")
        },
    ));
}

fn writing<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    rows.push(opened(
        WRITE,
        "no-such-device before the first reader",
        async |scene| {
            let writer = writer(&scene).await?;
            fails(
                "try-write",
                W::try_write(&writer, b"x").await,
                "no-such-device",
            )
        },
    ));
    rows.push(opened(
        WRITE,
        "pipe after the last reader, and a later reader",
        async |scene| {
            let first = reader(&scene).await?;
            let writer = writer(&scene).await?;
            writes::<W>(&writer, b"one", Some(3)).await?;
            drop(first);
            fails("try-write", W::try_write(&writer, b"x").await, "pipe")?;
            let second = reader(&scene).await?;
            writes::<W>(&writer, b"two", Some(3)).await?;
            // The pipe has lived on with its writer, and so have the bytes that nobody took.
            reads::<W>(&second, 8, Some(b"onetwo")).await
        },
    ));
    rows.push(opened(
        WRITE,
        "an end for reading answers bad-descriptor",
        async |scene| {
            let reader = reader(&scene).await?;
            fails(
                "try-write",
                W::try_write(&reader, b"x").await,
                "bad-descriptor",
            )
        },
    ));
    rows.push(opened(
        WRITE,
        "PIPE_BUF bytes are written whole or not at all",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            let record = [b'r'; PIPE_BUF];
            fill::<W>(&writer).await?;
            reads::<W>(&reader, 1, Some(b"r")).await?;
            writes::<W>(&writer, &record, None).await?;
            reads::<W>(&reader, 4095, Some(&record[1..])).await?;
            writes::<W>(&writer, &record, Some(4096)).await
        },
    ));
    rows.push(opened(
        WRITE,
        "records of two writers stay whole",
        async |scene| {
            let reader = reader(&scene).await?;
            let writers = [writer(&scene).await?, writer(&scene).await?];
            for _ in 0..4 {
                writes::<W>(&writers[0], &[b'a'; PIPE_BUF], Some(4096)).await?;
                writes::<W>(&writers[1], &[b'b'; PIPE_BUF], Some(4096)).await?;
            }
            for _ in 0..4 {
                reads::<W>(&reader, 4096, Some(&[b'a'; PIPE_BUF])).await?;
                reads::<W>(&reader, 4096, Some(&[b'b'; PIPE_BUF])).await?;
            }
            reads::<W>(&reader, 1, None).await
        },
    ));
    rows.push(opened(
        WRITE,
        "the offset of a stream does not count",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            works("a stream", W::stream_out(&writer, Some(5), b"one").await)?;
            works("a stream", W::stream_out(&writer, None, b"two").await)?;
            drop(writer);
            same(
                "a stream",
                W::stream_in(&reader, 1_000_000).await,
                Ok(b"onetwo".to_vec()),
            )
        },
    ));
}

fn events<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    let nothing = Events::empty();
    rows.push(opened(
        EVENTS,
        "nothing holds before the other end comes",
        async move |scene| {
            let fd = reader(&scene).await?;
            holds::<W>(&fd, nothing).await?;
            same(
                "a wait",
                W::is_ready(&fd, Events::READABLE).await,
                Ok(false),
            )?;
            drop(fd);
            let fd = writer(&scene).await?;
            holds::<W>(&fd, nothing).await?;
            same(
                "a wait",
                W::is_ready(&fd, Events::WRITABLE).await,
                Ok(false),
            )
        },
    ));
    rows.push(opened(
        EVENTS,
        "of a reader: connected, readable, hang-up",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            writes::<W>(&writer, b"x", Some(1)).await?;
            holds::<W>(&reader, Events::READABLE | Events::CONNECTED).await?;
            same(
                "a wait",
                W::is_ready(&reader, Events::READABLE).await,
                Ok(true),
            )?;
            drop(writer);
            holds::<W>(
                &reader,
                Events::READABLE | Events::HANG_UP | Events::CONNECTED,
            )
            .await?;
            reads::<W>(&reader, 8, Some(b"x")).await?;
            holds::<W>(&reader, Events::HANG_UP | Events::CONNECTED).await?;
            same(
                "a wait",
                W::is_ready(&reader, Events::READABLE).await,
                Ok(true),
            )
        },
    ));
    rows.push(opened(
        EVENTS,
        "of a writer: connected, writable, error",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            holds::<W>(&writer, Events::WRITABLE | Events::CONNECTED).await?;
            same(
                "a wait",
                W::is_ready(&writer, Events::WRITABLE).await,
                Ok(true),
            )?;
            drop(reader);
            let found = works("poll", W::poll(&writer).await)?;
            let expected = Events::ERROR | Events::CONNECTED;
            same("error and connected", found & expected, expected)
        },
    ));
    rows.push(opened(
        EVENTS,
        "a full pipe is not writable",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            fill::<W>(&writer).await?;
            holds::<W>(&writer, Events::CONNECTED).await?;
            holds::<W>(&reader, Events::READABLE | Events::CONNECTED).await
        },
    ));
    rows.push(opened(
        EVENTS,
        "a wait for connected ends when the other end is there",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            for fd in [&reader, &writer] {
                same("a wait", W::is_ready(fd, Events::CONNECTED).await, Ok(true))?;
            }
            Ok(())
        },
    ));
}
