//! Calls that are dropped.

use futures::{FutureExt as _, join, poll};
use std::pin::pin;
use wasi_mknod::p3::{mkfifo, open_reader, open_writer, symlink_metadata};
use wasip3::wit_stream;

const ROUNDS: usize = 300;

/// Drops calls before they answer, hundreds of times, and then makes calls as if nothing happened.
pub async fn cancel() {
    mkfifo("/fifo", 0o600).await.unwrap();
    let mut pending = 0;
    for round in 0..ROUNDS {
        {
            // There is no writer, but for the one of the last round where the host still closes it.
            let mut call = pin!(open_reader("/fifo"));
            pending += usize::from(poll!(call.as_mut()).is_pending());
        }
        {
            // There is no reader, but for the one above.
            let (writer, data) = wit_stream::new();
            let mut call = pin!(open_writer("/fifo", data));
            assert!(poll!(call.as_mut()).is_pending());
            drop(writer);
        }
        // Whether the host makes it or not, it counts.
        let _ = mkfifo(format!("/cancelled-{round}"), 0o600).now_or_never();
    }
    assert!(pending > ROUNDS / 2, "{pending} calls waited");
    let (mut writer, data) = wit_stream::new();
    let (incoming, written, _) = join!(open_reader("/fifo"), open_writer("/fifo", data), async {
        assert!(writer.write_all(b"text".to_vec()).await.is_empty());
        drop(writer);
    });
    written.unwrap();
    let (stream, ending) = incoming.unwrap();
    assert_eq!(stream.collect().await, b"text");
    ending.await.unwrap();
    assert!(symlink_metadata("/fifo").await.unwrap().is_fifo());
    // The quota is one for `/fifo`, one for each round, and not one more.
    let error = mkfifo("/beyond", 0o600).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::QuotaExceeded);
}
