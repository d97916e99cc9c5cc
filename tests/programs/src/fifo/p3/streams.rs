//! The interface `fifo` by WASI 0.3: both ends in one guest, who waits for whom, and what is
//! refused.

use crate::{P3, Wasi, error_name, fifo};
use futures::{join, poll};
use std::io::ErrorKind;
use std::pin::pin;
use wasi_mknod::p3::bindings::fifo as bindings;
use wasi_mknod::p3::{mkfifo, open_reader, open_writer};
use wasip3::wit_stream;

/// More than a pipe holds.
const LARGE: usize = 1_000_000;

pub(super) async fn streams() {
    mkfifo("/own", 0o600).await.unwrap();
    carries_all().await;
    waits().await;
    breaks().await;
    refuses().await;
}

fn bytes() -> Vec<u8> {
    (0..LARGE).map(|n| (n % 251) as u8).collect()
}

/// Nobody waits for anybody but the other end, and nothing is lost.
async fn carries_all() {
    let (mut writer, data) = wit_stream::new();
    let (read, written, ()) = join!(
        async {
            let (stream, ending) = open_reader("/own").await.unwrap();
            let read = stream.collect().await;
            ending.await.unwrap();
            read
        },
        open_writer("/own", data),
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
    let mut reader = pin!(open_reader("/own"));
    assert!(poll!(reader.as_mut()).is_pending());
    let (writer, data) = wit_stream::new::<u8>();
    let mut written = pin!(open_writer("/own", data));
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
        open_writer("/own", data),
        async { writer.write_all(vec![0; LARGE]).await },
        async {
            let (stream, ending) = open_reader("/own").await.unwrap();
            drop(stream);
            ending.await.unwrap();
        }
    );
    assert_eq!(written.unwrap_err().kind(), ErrorKind::BrokenPipe);
    assert!(!rest.is_empty());
}

async fn refuses() {
    let dir = P3::preopen();
    for (path, code) in fifo::REFUSED {
        let error = bindings::open_reader(&dir, path.to_owned())
            .await
            .unwrap_err();
        assert_eq!(error_name(error), code, "{path:?}");
        let (writer, data) = wit_stream::new();
        let error = bindings::open_writer(&dir, path.to_owned(), data)
            .await
            .unwrap_err();
        assert_eq!(error_name(error), code, "{path:?}");
        drop(writer);
    }
    for path in ["fifo", "link"] {
        // It is there, but there is no writer.
        let mut call = pin!(bindings::open_reader(&dir, path.to_owned()));
        assert!(poll!(call.as_mut()).is_pending());
    }
}
