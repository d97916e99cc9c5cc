//! Many streams of one descriptor: what was accepted arrives once, and records stay whole.

use crate::{P3, Wasi};
use futures::future::join_all;
use futures::join;
use wasip2::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};
use wasip3::filesystem::types::Descriptor;

/// A record that no page of a pipe holds twice.
const RECORD: usize = 3000;
const STREAMS: u8 = 200;

pub(super) async fn writes() {
    P3::make_fifo(&P3::preopen(), "streams-of-one")
        .await
        .unwrap();
    let open = async |flags| {
        let (nothing, dir) = (PathFlags::empty(), P3::preopen());
        let opened = P3::open_at(&dir, nothing, "streams-of-one", OpenFlags::empty(), flags);
        opened.await.unwrap()
    };
    let reader = open(DescriptorFlags::READ).await;
    let writers = [
        open(DescriptorFlags::WRITE).await,
        open(DescriptorFlags::WRITE).await,
    ];
    let (read, ()) = join!(P3::stream_in(&reader, 0), async {
        join_all((0..STREAMS).map(|n| write(&writers[usize::from(n % 2)], n))).await;
        drop(writers);
    });
    let read = read.unwrap();
    assert_eq!(read.len(), usize::from(STREAMS) * RECORD);
    let mut seen = [0; STREAMS as usize];
    for record in read.chunks(RECORD) {
        assert!(record.iter().all(|byte| *byte == record[0]));
        seen[usize::from(record[0])] += 1;
    }
    assert_eq!(seen, [1; STREAMS as usize]);
}

async fn write(writer: &Descriptor, number: u8) {
    let written = P3::stream_out(writer, Some(0), &[number; RECORD]).await;
    written.unwrap();
}
