//! A thousand FIFOs by WASI 0.3, all of them waited for at once: half of them by the interface
//! `fifo`, and half by `wasi:filesystem`.

use crate::{P3, Wasi};
use futures::future::join_all;
use futures::join;
use wasi_mknod::p3::bindings::fifo::{open_reader, open_writer};
use wasip3::filesystem::types::Descriptor;
use wasip3::wit_stream;

const COUNT: usize = 1000;

pub(super) async fn many() {
    let dir = P3::preopen();
    let names: Vec<String> = (0..COUNT).map(|n| format!("fifo-{n}")).collect();
    for name in &names {
        P3::make_fifo(&dir, name).await.unwrap();
    }
    let (streams, files) = names.split_at(COUNT / 2);
    let (of_streams, of_files, _) = join!(
        join_all(streams.iter().map(|name| stream(&dir, name))),
        join_all(files.iter().map(|name| file(&dir, name))),
        join_all(names.iter().map(|name| write(&dir, name)))
    );
    for (name, text) in names.iter().zip(of_streams.into_iter().chain(of_files)) {
        assert_eq!(text, name.as_bytes());
    }
}

async fn stream(dir: &Descriptor, name: &str) -> Vec<u8> {
    let opened = open_reader(dir, name.to_owned()).await;
    let (stream, ending) = opened.unwrap();
    let text = stream.collect().await;
    ending.await.unwrap();
    text
}

async fn file(dir: &Descriptor, name: &str) -> Vec<u8> {
    let file = P3::open(dir, name).await.unwrap();
    P3::stream_in(&file, 0).await.unwrap()
}

/// Writes to a FIFO its name.
async fn write(dir: &Descriptor, name: &str) {
    let (mut writer, data) = wit_stream::new();
    let (written, ()) = join!(open_writer(dir, name.to_owned(), data), async {
        assert!(writer.write_all(name.as_bytes().to_vec()).await.is_empty());
        drop(writer);
    });
    written.unwrap();
}
