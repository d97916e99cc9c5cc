//! The events of ends, and reading and writing without waiting.

use super::super::Events;
use super::{Fifo, waits};
use crate::fifo::{End, Reader, Received, Writer};
use crate::sys::Errno;
use crate::wait::{Blocking, Offload};
use std::fs;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

fn try_read(end: &End, size: usize) -> Result<Option<Vec<u8>>, Errno> {
    Reader::new(end.clone(), Blocking::Forbidden).try_read(size)
}

fn try_write(end: &End, bytes: &[u8]) -> Result<Option<usize>, Errno> {
    Writer::new(end.clone(), Blocking::Allowed).try_write(bytes)
}

#[tokio::test]
async fn a_remainder_goes_before_later_bytes() {
    let fifo = Fifo::new();
    let reader = fifo.open(true, false);
    let end = fifo.open(false, true);
    let writer = Writer::new(end.clone(), Blocking::Allowed);
    let sent = vec![b'x'; 100_000];
    writer.write(&sent).unwrap();
    assert_eq!(try_write(&end, b"y"), Ok(None));
    let mut received = Vec::new();
    while received.len() < sent.len() {
        if let Some(bytes) = try_read(&reader, usize::MAX).unwrap() {
            received.extend(bytes);
        }
        tokio::task::yield_now().await;
    }
    assert!(received == sent);
    assert_eq!(try_write(&end, b"y"), Ok(Some(1)));
    assert_eq!(try_read(&reader, 9), Ok(Some(b"y".to_vec())));
}

#[tokio::test]
async fn the_failure_of_a_remainder_is_told_once() {
    let fifo = Fifo::new();
    let reader = fifo.reader();
    let end = fifo.open(false, true);
    let writer = Writer::new(end.clone(), Blocking::Allowed);
    writer.write(&vec![b'x'; 100_000]).unwrap();
    drop(reader);
    assert_eq!(try_write(&end, b"y"), Err(Errno::PIPE));
    // What is in the pipe stays there, since it has a writer.
    let reader = fifo.open(true, false);
    assert_eq!(try_read(&reader, usize::MAX), Ok(Some(vec![b'x'; 65536])));
    assert_eq!(try_write(&end, b"y"), Ok(Some(1)));
    assert_eq!(try_read(&reader, 9), Ok(Some(b"y".to_vec())));
}

#[tokio::test]
async fn one_read_takes_64_kibibytes_at_most() {
    let fifo = Fifo::new();
    let both = fifo.open(true, true);
    rustix::pipe::fcntl_setpipe_size(both.file(), 1 << 17).unwrap();
    assert_eq!(try_write(&both, &vec![0; 1 << 17]), Ok(Some(1 << 17)));
    let read = try_read(&both, usize::MAX).unwrap().unwrap();
    assert_eq!(read.len(), 65536);
    assert_eq!(try_read(&both, 0), Ok(Some(Vec::new())));
}

#[tokio::test]
async fn who_asks_for_events_connects_and_tells_who_waits() {
    let fifo = Fifo::new();
    let end = fifo.open(false, true);
    assert_eq!(end.is_open(), Ok(false));
    assert_eq!(end.events(), Ok(Events::empty()));
    let mut waiting = pin!(end.wait_for(Events::WRITABLE, Blocking::Forbidden));
    assert!(waits(&mut waiting).await);
    let reader = fifo.open(true, false);
    end.look_for_reader(&Offload::new(Blocking::Allowed, 1))
        .await
        .unwrap();
    assert_eq!(end.events(), Ok(Events::WRITABLE | Events::CONNECTED));
    waiting.await.unwrap();
    drop(reader);
    let gone = Events::WRITABLE | Events::ERROR | Events::CONNECTED;
    assert_eq!(end.events(), Ok(gone));
}

#[tokio::test]
async fn a_failed_wait_is_told_once() {
    let fifo = Fifo::new();
    let end = fifo.open(true, false);
    end.note_failure(Errno::MFILE);
    assert_eq!(end.events(), Err(Errno::MFILE));
    assert_eq!(end.events(), Ok(Events::empty()));
}

/// A wait that is not ended by an event must not take it from another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waits_for_different_events_do_not_take_them_from_each_other() {
    for _ in 0..200 {
        let fifo = Fifo::new();
        let end = fifo.open(true, false);
        let writer = fifo.writer();
        let wait = |events| {
            let end = end.clone();
            tokio::spawn(async move { end.wait_for(events, Blocking::Forbidden).await })
        };
        let all = [
            wait(Events::HANG_UP),
            wait(Events::READABLE),
            wait(Events::WRITABLE),
            wait(Events::READABLE),
            wait(Events::ERROR),
        ];
        writer.write(b"x").unwrap();
        let [gone, bytes, room, more, broken] = all;
        bytes.await.unwrap().unwrap();
        more.await.unwrap().unwrap();
        assert!(!gone.is_finished() && !room.is_finished() && !broken.is_finished());
        drop(writer);
        for wait in [gone, room, broken] {
            wait.await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn all_waits_of_an_end_share_one_registration() {
    let descriptors = || {
        // Of this FIFO: other tests of this process have ends of their own.
        let links = fs::read_dir("/proc/self/fd").unwrap().flatten();
        let targets: Vec<_> = links
            .filter_map(|link| fs::read_link(link.path()).ok())
            .collect();
        move |path: &std::path::Path| targets.iter().filter(|target| *target == path).count()
    };
    let fifo = Fifo::new();
    let end = fifo.open(true, false);
    let writer = fifo.writer();
    assert_eq!(descriptors()(&fifo.path()), 2);
    {
        let mut waiting: Vec<_> = (0..20_000)
            .map(|_| Box::pin(end.wait_for(Events::READABLE, Blocking::Allowed)))
            .collect();
        let mut context = Context::from_waker(Waker::noop());
        for wait in &mut waiting {
            assert!(wait.as_mut().poll(&mut context).is_pending());
        }
        assert_eq!(descriptors()(&fifo.path()), 3);
        writer.write(b"x").unwrap();
        for wait in waiting {
            wait.await.unwrap();
        }
    }
    assert_eq!(descriptors()(&fifo.path()), 2);
    let received = Reader::new(end, Blocking::Forbidden).read(9);
    assert_eq!(received, Ok(Received::Bytes(b"x".to_vec())));
}
