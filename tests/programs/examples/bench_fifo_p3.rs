//! What `bench_fifo` does, by WASI 0.3.

use futures::join;
use std::time::Instant;
use wasi_mknod_test_programs::{P3, Wasi as _, run};
use wasip2::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};
use wasip3::filesystem::types::Descriptor;
use wasip3::wit_bindgen::{StreamReader, StreamWriter};
use wasip3::wit_stream;

run!(async {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize| -> usize { arguments[index].parse().expect("a number") };
    match arguments[0].as_str() {
        "write" => write(number(1), number(2)).await,
        "read" => read(number(1)).await,
        "ping" => ping(number(1), number(2)).await,
        "pong" => pong(number(1)).await,
        word => panic!("{word:?} is nothing to do at a FIFO"),
    }
});

async fn open(path: &str, flags: DescriptorFlags) -> Descriptor {
    let (dir, follow) = (P3::preopen(), PathFlags::SYMLINK_FOLLOW);
    let opened = P3::open_at(&dir, follow, path, OpenFlags::empty(), flags);
    opened.await.expect("there is a FIFO")
}

async fn write(chunk: usize, count: usize) {
    let there = open("there", DescriptorFlags::WRITE).await;
    let (mut writer, data) = wit_stream::new();
    let (written, ()) = join!(there.write_via_stream(data, 0).into_future(), async {
        for _ in 0..count {
            assert!(writer.write_all(vec![1; chunk]).await.is_empty());
        }
        drop(writer);
    });
    written.expect("it is written");
}

async fn read(chunk: usize) {
    let there = open("there", DescriptorFlags::READ).await;
    let (mut stream, ending) = there.read_via_stream(0);
    let mut bytes = Vec::with_capacity(chunk);
    loop {
        bytes.clear();
        (_, bytes) = stream.read(bytes).await;
        if bytes.is_empty() {
            break;
        }
    }
    ending.await.expect("it is read");
}

async fn ping(count: usize, idle: usize) {
    let mut held = Vec::with_capacity(idle);
    for _ in 0..idle {
        held.push(open("idle", DescriptorFlags::READ).await);
    }
    let there = open("there", DescriptorFlags::WRITE).await;
    let back = open("back", DescriptorFlags::READ).await;
    let start = Instant::now();
    exchange(count, &there, &back, async |writer, reader| {
        send(writer).await;
        receive(reader).await;
    })
    .await;
    println!("{}", start.elapsed().as_nanos());
}

async fn pong(count: usize) {
    let there = open("there", DescriptorFlags::READ).await;
    let back = open("back", DescriptorFlags::WRITE).await;
    exchange(count, &back, &there, async |writer, reader| {
        receive(reader).await;
        send(writer).await;
    })
    .await;
}

async fn exchange(
    count: usize,
    to: &Descriptor,
    from: &Descriptor,
    once: impl AsyncFn(&mut StreamWriter<u8>, &mut StreamReader<u8>),
) {
    let (mut reader, _ending) = from.read_via_stream(0);
    let (mut writer, data) = wit_stream::new();
    let (written, ()) = join!(to.write_via_stream(data, 0).into_future(), async {
        for _ in 0..count {
            once(&mut writer, &mut reader).await;
        }
        drop(writer);
    });
    written.expect("it is written");
}

async fn send(writer: &mut StreamWriter<u8>) {
    assert!(writer.write_all(vec![7]).await.is_empty());
}

async fn receive(reader: &mut StreamReader<u8>) {
    let (_, byte) = reader.read(Vec::with_capacity(1)).await;
    assert_eq!(byte, [7]);
}
