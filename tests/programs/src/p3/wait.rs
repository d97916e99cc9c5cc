//! Calls that wait.

use crate::{P3, Wasi};
use futures::future::join_all;
use futures::join;
use wasi_mknod::p3::bindings::fifo::{open_reader, open_writer};
use wasip3::wit_stream;

const COUNT: usize = 1000;

/// Makes two thousand calls that wait for the other ends of FIFOs, which never come.
pub async fn wait() {
    let dir = P3::preopen();
    for name in ["no-writer", "no-reader"] {
        P3::make_fifo(&dir, name).await.unwrap();
    }
    let readers = (0..COUNT).map(async |_| {
        let opened = open_reader(&dir, "no-writer".to_owned()).await;
        panic!("there is no writer, and {:?}", opened.map(drop));
    });
    let writers = (0..COUNT).map(async |_| {
        let (_writer, data) = wit_stream::new();
        let written = open_writer(&dir, "no-reader".to_owned(), data).await;
        panic!("there is no reader, and {written:?}");
    });
    let _: (Vec<()>, Vec<()>) = join!(join_all(readers), join_all(writers));
}
