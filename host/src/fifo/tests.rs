//! FIFOs between this code and the kernel, without WebAssembly.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod events;
mod openings;

use super::{End, Ends, Kind, Reader, Received, Writer, open_at};
use crate::sys::Errno;
use crate::wait::{Blocking, Offload};
use rustix::fs::{CWD, FileType, Mode, mknodat};

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

struct Fifo {
    folder: TempDir,
    ends: Mutex<Ends>,
}

impl Fifo {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let mode = Mode::from_raw_mode(0o600);
        mknodat(CWD, folder.path().join("fifo"), FileType::Fifo, mode, 0).unwrap();
        Self {
            folder,
            ends: Mutex::new(Ends::new(1000, Offload::new(Blocking::Allowed, 1))),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("fifo")
    }

    fn open(&self, read: bool, write: bool) -> End {
        let dir = File::open(self.folder.path()).unwrap();
        let file = Arc::new(open_at(&dir, "fifo", read, write).unwrap());
        self.ends.lock().unwrap().add(file, Kind::Fifo).unwrap()
    }

    fn reader(&self) -> Reader {
        Reader::new(self.open(true, false), Blocking::Forbidden)
    }

    fn writer(&self) -> Writer {
        Writer::new(self.open(false, true), Blocking::Allowed)
    }
}

fn bytes(bytes: &[u8]) -> Result<Received<Vec<u8>>, Errno> {
    Ok(Received::Bytes(bytes.to_vec()))
}

/// Whether `future` is still waiting when everything that has happened has been reported.
async fn waits<F: Future>(future: F) -> bool {
    tokio::time::timeout(Duration::from_millis(30), future)
        .await
        .is_err()
}

/// Waits until `ready` says so.
async fn eventually(mut ready: impl FnMut() -> bool) {
    let wait = async {
        while !ready() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_reader_ends_after_the_last_writer_and_not_before_the_first() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    assert_eq!(reader.read(10), Ok(Received::NotYet));
    assert!(waits(reader.ready()).await);

    let first = fifo.writer();
    let second = fifo.writer();
    assert_eq!(reader.read(10), Ok(Received::NotYet));
    assert!(waits(reader.ready()).await);
    first.write(b"one").unwrap();
    second.write(b"two").unwrap();
    drop(first);
    assert_eq!(reader.ready().await, Ok(()));
    assert_eq!(reader.read(4), bytes(b"onet"));
    assert_eq!(reader.read(4), bytes(b"wo"));
    assert_eq!(reader.read(4), Ok(Received::NotYet));
    assert!(waits(reader.ready()).await);

    drop(second);
    assert_eq!(reader.ready().await, Ok(()));
    assert_eq!(reader.read(4), Ok(Received::End));
    assert_eq!(reader.ready().await, Ok(()));
    assert_eq!(reader.read(4), Ok(Received::End));
    assert_eq!(reader.read(0), bytes(b""));

    let third = fifo.writer();
    assert_eq!(reader.read(4), Ok(Received::NotYet));
    assert!(waits(reader.ready()).await);
    third.write(b"three").unwrap();
    drop(third);
    assert_eq!(reader.read(9), bytes(b"three"));
    assert_eq!(reader.read(9), Ok(Received::End));
}

#[tokio::test]
async fn a_broken_pipe_is_mended_by_a_new_reader() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let writer = fifo.writer();
    drop(reader);
    assert_eq!(writer.write(b"x"), Err(Errno::PIPE));
    assert_eq!(writer.write_all(b"x").await, Err(Errno::PIPE));
    let reader = fifo.reader();
    writer.write(b"y").unwrap();
    assert_eq!(reader.read(9), bytes(b"y"));
}

#[tokio::test]
async fn a_reader_that_came_and_went_breaks_the_pipe() {
    let fifo = Fifo::new();
    let writer = Writer::new(fifo.open(false, true), Blocking::Forbidden);
    // The watch of the rendezvous is there once a first reader could be found.
    let watched = fifo.writer();
    watched.write(b"").unwrap_or_default();
    assert!(waits(writer.ready()).await);
    // It would open the FIFO for both, too, and be a reader for a moment.
    drop(watched);
    drop(
        File::options()
            .read(true)
            .custom_flags(libc::O_NONBLOCK)
            .open(fifo.path())
            .unwrap(),
    );
    writer.ready().await.unwrap();
    assert_eq!(writer.write(b"x"), Err(Errno::PIPE));
}

#[tokio::test]
async fn a_remainder_outlives_its_stream_and_its_descriptor() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let writer = fifo.writer();
    let sent = vec![b'x'; 200_000];
    writer.write(&sent).unwrap();
    // Only one remainder is kept, and nothing more is accepted meanwhile.
    assert_eq!(writer.write(b"y"), Err(Errno::AGAIN));
    drop(writer);
    let mut received = 0;
    loop {
        reader.ready().await.unwrap();
        match reader.read(usize::MAX).unwrap() {
            Received::Bytes(bytes) => received += bytes.len(),
            Received::NotYet => {}
            Received::End => break,
        }
    }
    assert_eq!(received, sent.len());
}

#[tokio::test]
async fn ends_are_limited_and_closed_ones_do_not_count() {
    let fifo = Fifo::new();
    let mut ends = Ends::new(2, Offload::new(Blocking::Allowed, 1));
    let dir = File::open(fifo.folder.path()).unwrap();
    let mut add = || {
        let file = open_at(&dir, "fifo", false, true).unwrap();
        ends.add(Arc::new(file), Kind::Fifo)
    };
    let first = add().unwrap();
    let _second = add().unwrap();
    assert_eq!(add().map(drop), Err(Errno::NOMEM));
    drop(first);
    for _ in 0..1000 {
        // The task that looks for a reader may hold a closed end for a moment.
        eventually(|| add().is_ok()).await;
    }
}

#[tokio::test]
async fn a_pipe_takes_what_it_permits() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let writer = fifo.writer();
    assert_eq!(writer.room(), Ok(65536));
    writer.write(&[0; 3000]).unwrap();
    assert_eq!(writer.room(), Ok(61440));
    let mut written = 3000;
    while writer.room().unwrap() > 0 {
        writer.write(&[0; 3000]).unwrap();
        assert!(writer.end.remainder().bytes.is_empty());
        written += 3000;
    }
    assert!(written >= 45_000);
    let Ok(Received::Bytes(bytes)) = reader.read(usize::MAX) else {
        panic!("there are bytes");
    };
    assert_eq!(bytes.len(), written);
}

#[tokio::test]
async fn a_writer_that_came_and_went_unseen_is_an_end_and_leaves_its_bytes() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let writer = fifo.writer();
    writer.write(b"gone").unwrap();
    drop(writer);
    assert_eq!(reader.read(10), bytes(b"gone"));
    assert_eq!(reader.read(10), Ok(Received::End));

    let reader = fifo.reader();
    drop(fifo.writer());
    assert_eq!(reader.ready().await, Ok(()));
    assert_eq!(reader.read(10), Ok(Received::End));
}

#[tokio::test]
async fn a_writer_waits_for_a_reader() {
    let fifo = Fifo::new();
    let writer = fifo.writer();
    assert_eq!(writer.room(), Ok(0));
    assert!(waits(writer.ready()).await);
    // There is nothing that it would have to wait for.
    writer.flushed().await.unwrap();
    // Accepted without a permit, it waits as well.
    writer.write(b"early").unwrap();
    assert!(waits(writer.flushed()).await);

    let reader = fifo.reader();
    writer.ready().await.unwrap();
    assert!(writer.room().unwrap() > 0);
    assert_eq!(reader.read(10), bytes(b"early"));
}

#[tokio::test]
async fn a_reader_inside_open_is_found() {
    let fifo = Fifo::new();
    let writer = fifo.writer();
    let path = fifo.path();
    let reader = std::thread::spawn(move || fs::read_to_string(path).unwrap());
    writer.ready().await.unwrap();
    writer.write(b"hello").unwrap();
    drop(writer);
    assert_eq!(reader.join().unwrap(), "hello");
}

#[tokio::test]
async fn a_writer_inside_open_is_let_in() {
    let fifo = Fifo::new();
    let path = fifo.path();
    let writer = std::thread::spawn(move || fs::write(path, "hello").unwrap());
    let reader = fifo.reader();
    reader.ready().await.unwrap();
    // The writer may be caught between its opening and its writing.
    let mut received = Vec::new();
    loop {
        match reader.read(10).unwrap() {
            Received::Bytes(bytes) => received.extend(bytes),
            Received::NotYet => reader.ready().await.unwrap(),
            Received::End => break,
        }
    }
    writer.join().unwrap();
    assert_eq!(received, b"hello");
}

#[tokio::test]
async fn writing_fails_when_the_readers_have_gone() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let writer = fifo.writer();
    writer.ready().await.unwrap();
    drop(reader);
    // Nobody waits for room that will never be. What is written is lost, and nothing else.
    writer.ready().await.unwrap();
    assert!(writer.room().unwrap() > 0);
    assert_eq!(writer.write(b"x"), Err(Errno::PIPE));
}

#[tokio::test]
async fn a_reader_inside_open_meets_a_writer_that_does_nothing() {
    let fifo = Fifo::new();
    let pipe = fifo.open(false, true);
    let path = fifo.path();
    let reader = tokio::task::spawn_blocking(move || File::open(path).unwrap());
    let mut reader = reader.await.unwrap();
    let writer = Writer::new(pipe, Blocking::Allowed);
    writer.write(b"here").unwrap();
    drop(writer);
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    assert_eq!(text, "here");
}

#[tokio::test]
async fn a_writer_that_nobody_has_any_more_is_let_go() {
    let fifo = Fifo::new();
    let pipe = fifo.open(false, true);
    drop(pipe);
    let reader = fifo.reader();
    assert_eq!(reader.read(1), Ok(Received::NotYet));
    assert!(waits(reader.ready()).await, "there was a writer");
}

#[tokio::test]
async fn what_a_reader_took_before_it_went_was_written() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let writer = fifo.writer();
    writer.ready().await.unwrap();
    writer.write(b"x").unwrap();
    assert_eq!(reader.read(1), bytes(b"x"));
    drop(reader);
    writer.flushed().await.unwrap();
    writer.ready().await.unwrap();
    assert!(writer.room().unwrap() > 0);
    assert_eq!(writer.write(b"x"), Err(Errno::PIPE));
}

#[tokio::test]
async fn what_no_reader_took_was_not_written() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let writer = fifo.writer();
    writer.ready().await.unwrap();
    writer.write(&vec![0; 1 << 20]).unwrap();
    drop(reader);
    assert_eq!(writer.flushed().await, Err(Errno::PIPE));
}

#[tokio::test]
async fn a_full_pipe_takes_more_when_it_is_read() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let writer = fifo.writer();
    let mut written = 0;
    loop {
        match writer.room().unwrap() {
            0 => break,
            room => {
                writer.write(&vec![b'x'; room]).unwrap();
                written += room;
            }
        }
    }
    assert!(written >= 65536);
    assert!(!waits(writer.flushed()).await);
    assert!(waits(writer.ready()).await);

    let mut read = 0;
    while let Received::Bytes(bytes) = reader.read(usize::MAX).unwrap() {
        read += bytes.len();
    }
    assert_eq!(read, written);
    writer.ready().await.unwrap();
}

#[tokio::test]
async fn what_does_not_fit_is_written_later() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let writer = fifo.writer();
    let sent: Vec<u8> = (0..300_000u32).map(|n| n.to_le_bytes()[0]).collect();
    writer.write(&sent).unwrap();
    assert_eq!(writer.room(), Ok(0));
    let receive = async {
        let mut received = Vec::new();
        while received.len() < sent.len() {
            reader.ready().await.unwrap();
            if let Received::Bytes(bytes) = reader.read(usize::MAX).unwrap() {
                received.extend(bytes);
            }
        }
        received
    };
    let (flushed, received) = tokio::join!(writer.flushed(), receive);
    flushed.unwrap();
    assert!(received == sent);
}

#[tokio::test]
async fn both_ends_in_one_are_ready_and_never_end() {
    let fifo = Fifo::new();
    let both = fifo.open(true, true);
    let writer = Writer::new(both.clone(), Blocking::Forbidden);
    let reader = Reader::new(both, Blocking::Forbidden);
    writer.ready().await.unwrap();
    assert_eq!(reader.read(10), Ok(Received::NotYet));
    writer.write(b"echo").unwrap();
    drop(writer);
    assert_eq!(reader.read(10), bytes(b"echo"));
    assert!(waits(reader.ready()).await);
    assert_eq!(reader.read(10), Ok(Received::NotYet));
}

#[tokio::test]
async fn streams_of_one_descriptor_are_one_writer() {
    let fifo = Fifo::new();
    let descriptor = fifo.open(false, true);
    let first = Writer::new(descriptor.clone(), Blocking::Forbidden);
    let reader = fifo.reader();
    first.ready().await.unwrap();
    first.write(b"1").unwrap();
    drop(first);
    assert_eq!(reader.read(10), bytes(b"1"));
    assert_eq!(reader.read(10), Ok(Received::NotYet));
    let second = Writer::new(descriptor, Blocking::Forbidden);
    second.write(b"2").unwrap();
    drop(second);
    assert_eq!(reader.read(10), bytes(b"2"));
    // The task that looks for a reader may hold a closed end for a moment.
    eventually(|| reader.read(10) == Ok(Received::End)).await;
}

/// A writer comes and goes and a new one comes before anybody looks: the runtime has noted an end
/// that is none.
#[tokio::test]
async fn an_end_that_is_over_is_forgotten() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let mut native = {
        let waiting = reader.ready();
        tokio::pin!(waiting);
        assert!(waits(&mut waiting).await);
        drop(fifo.writer());
        let native = File::options().write(true).open(fifo.path()).unwrap();
        assert!(waits(waiting).await);
        native
    };
    native.write_all(b"x").unwrap();
    assert_eq!(reader.ready().await, Ok(()));
    assert_eq!(reader.read(1), bytes(b"x"));
}

#[tokio::test]
async fn many_wait_without_threads_and_leave_nothing() {
    let descriptors = || fs::read_dir("/proc/self/fd").unwrap().count();
    let fifo = Fifo::new();
    let before = descriptors();
    {
        let mut writers: Vec<Writer> = (0..100).map(|_| fifo.writer()).collect();
        let mut waiting: Vec<_> = writers
            .iter_mut()
            .map(|writer| Box::pin(writer.ready()))
            .collect();
        for future in &mut waiting {
            assert!(futures_pending(future.as_mut()));
        }
        // Only some of them may have inotify: the handle and two descriptors each for those.
        assert!(
            descriptors() <= before + 100 + 2 * 16 + 50,
            "{}",
            descriptors()
        );
    }
    // Other tests of this process open and close some meanwhile.
    assert!(descriptors() < before + 60, "{before} {}", descriptors());
}

fn futures_pending<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    future.poll(&mut context).is_pending()
}

#[test]
fn a_broken_pipe_is_no_signal_even_where_it_would_kill() {
    let fifo = Fifo::new();
    let mut native = None;
    std::thread::scope(|scope| {
        let path = fifo.path();
        let reader = scope.spawn(|| File::open(path).unwrap());
        native = Some(File::options().write(true).open(fifo.path()).unwrap());
        drop(reader.join().unwrap());
    });
    let pipe = native.unwrap();
    // The whole process: the other tests here write to no broken pipe but through the code under
    // test. SAFETY: the default disposition is a valid one.
    let before = unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    let result = crate::sys::pipe::write(&pipe, b"x");
    let again = crate::sys::pipe::write(&pipe, b"x");
    // SAFETY: this is the disposition that was there before.
    unsafe { libc::signal(libc::SIGPIPE, before) };
    assert_eq!(result, Err(Errno::PIPE));
    assert_eq!(again, Err(Errno::PIPE));
}

#[test]
fn a_reader_takes_nothing_before_it_is_asked() {
    let fifo = Fifo::new();
    let mut text = String::new();
    let mut both = File::options()
        .read(true)
        .write(true)
        .open(fifo.path())
        .unwrap();
    both.write_all(b"x").unwrap();
    // The reader takes no byte from the pipe before it is asked.
    drop(fifo.reader());
    std::io::Read::by_ref(&mut both)
        .take(1)
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "x");
}
