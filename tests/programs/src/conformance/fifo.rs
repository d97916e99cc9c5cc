//! The interface `fifo`, and FIFOs that `wasi:filesystem` has opened.
//!
//! Both ends are the guest's own, and no row waits: a host that is wrong ends the run all the same.

mod events;
mod reading;
mod writing;

use super::check::{Check, Failure, fails, same, works};
use super::options::Grant;
use super::row::{Need, Row};
use super::scene::Scene;
use super::version::Conforming;
use wasi_mknod::bindings::fifo::Events;
use wasip2::filesystem::types::{DescriptorFlags, DescriptorType};

const OPEN: &str = "fifo/open";
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
    reading::rows(&mut rows);
    writing::rows(&mut rows);
    events::rows(&mut rows);
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
