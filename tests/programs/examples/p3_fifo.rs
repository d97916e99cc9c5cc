//! FIFOs by WASI 0.3: the interface `fifo`, and the streams of `wasi:filesystem` where the argument says `whole`.

use futures::{join, poll};
use std::io::ErrorKind;
use std::pin::pin;
use wasi_mknod::p3::{mkfifo, open_reader, open_writer, symlink_metadata};
use wasi_mknod_test_programs::guest_p3::{open, preopen};
use wasip3::filesystem::types::{DescriptorFlags, DescriptorType, ErrorCode, PathFlags};
use wasip3::wit_stream;

/// More than a pipe holds.
const LARGE: usize = 1_000_000;

wasip3::cli::command::export!(Program);

struct Program;

impl wasip3::exports::cli::run::Guest for Program {
    async fn run() -> Result<(), ()> {
        mkfifo("/fifo", 0o600).await.unwrap();
        carries_all().await;
        waits().await;
        breaks().await;
        refuses().await;
        if std::env::args().any(|argument| argument == "whole") {
            opens_without_waiting().await;
            tells_kinds().await;
        }
        Ok(())
    }
}

fn bytes() -> Vec<u8> {
    (0..LARGE).map(|n| (n % 251) as u8).collect()
}

/// Nobody waits for anybody but the other end, and nothing is lost.
async fn carries_all() {
    let (mut writer, data) = wit_stream::new();
    let (read, written, ()) = join!(
        async {
            let (stream, ending) = open_reader("/fifo").await.unwrap();
            let read = stream.collect().await;
            ending.await.unwrap();
            read
        },
        open_writer("/fifo", data),
        async {
            assert!(writer.write_all(bytes()).await.is_empty());
            drop(writer);
        }
    );
    written.unwrap();
    assert!(read == bytes());
}

/// A call answers when the other end is there, even if it says nothing.
async fn waits() {
    let mut reader = pin!(open_reader("/fifo"));
    assert!(poll!(reader.as_mut()).is_pending());
    let (writer, data) = wit_stream::new::<u8>();
    let mut written = pin!(open_writer("/fifo", data));
    assert!(poll!(written.as_mut()).is_pending());
    let (stream, ending) = reader.await.unwrap();
    assert!(poll!(written.as_mut()).is_pending());
    drop(writer);
    written.await.unwrap();
    assert!(stream.collect().await.is_empty());
    ending.await.unwrap();
}

/// The last reader goes.
async fn breaks() {
    let (mut writer, data) = wit_stream::new();
    let (written, rest, ()) = join!(
        open_writer("/fifo", data),
        async { writer.write_all(vec![0; LARGE]).await },
        async {
            let (stream, ending) = open_reader("/fifo").await.unwrap();
            drop(stream);
            ending.await.unwrap();
        }
    );
    assert_eq!(written.unwrap_err().kind(), ErrorKind::BrokenPipe);
    assert!(!rest.is_empty());
}

async fn refuses() {
    for (path, kind) in [
        ("/missing", ErrorKind::NotFound),
        ("/file", ErrorKind::InvalidInput),
        ("/out", ErrorKind::PermissionDenied),
    ] {
        assert_eq!(open_reader(path).await.unwrap_err().kind(), kind, "{path}");
        let (writer, data) = wit_stream::new();
        let error = open_writer(path, data).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{path}");
        drop(writer);
    }
}

/// `open-at` answers at once, and the streams wait.
async fn opens_without_waiting() {
    let dir = preopen();
    let from = open(&dir, "fifo", DescriptorFlags::READ).await.unwrap();
    let to = open(&dir, "fifo", DescriptorFlags::WRITE).await.unwrap();
    let (mut writer, data) = wit_stream::new();
    let (stream, ending) = from.read_via_stream(7);
    let written = to.write_via_stream(data, 9);
    let (read, ()) = join!(
        async {
            drop(from);
            stream.collect().await
        },
        async {
            assert!(writer.write_all(bytes()).await.is_empty());
            drop(writer);
            written.await.unwrap();
            drop(to);
        }
    );
    ending.await.unwrap();
    assert!(read == bytes());

    let from = open(&dir, "fifo", DescriptorFlags::READ).await.unwrap();
    let (_writer, data) = wit_stream::new();
    let refused = from.append_via_stream(data).await;
    assert!(
        matches!(refused, Err(ErrorCode::BadDescriptor)),
        "{refused:?}"
    );
    let socket = open(&dir, "socket", DescriptorFlags::READ).await;
    assert!(matches!(socket, Err(ErrorCode::NoSuchDevice)), "{socket:?}");
}

async fn tells_kinds() {
    let dir = preopen();
    let fifo = open(&dir, "fifo", DescriptorFlags::READ).await.unwrap();
    assert!(matches!(fifo.get_type().await, Ok(DescriptorType::Fifo)));
    let stat = fifo.stat().await.unwrap();
    assert!(matches!(stat.type_, DescriptorType::Fifo));
    let stat = dir.stat_at(PathFlags::empty(), "socket".to_owned()).await;
    assert!(matches!(stat.unwrap().type_, DescriptorType::Socket));
    assert!(symlink_metadata("/socket").await.unwrap().is_socket());
    let (entries, ending) = dir.read_directory();
    let mut listed: Vec<String> = entries
        .collect()
        .await
        .into_iter()
        .map(|entry| format!("{} {:?}", entry.name, entry.type_))
        .collect();
    ending.await.unwrap();
    listed.sort();
    assert_eq!(
        listed,
        [
            "fifo DescriptorType::Fifo",
            "file DescriptorType::RegularFile",
            "out DescriptorType::SymbolicLink",
            "socket DescriptorType::Socket",
        ]
    );
}
