//! Writes, whole and in part, and EPIPE.

use super::{PIPE_BUF, fill, opened, reader, reads, writer, writes};
use crate::conformance::check::{fails, same, works};
use crate::conformance::row::Row;
use crate::conformance::version::Conforming;

const WRITE: &str = "fifo/write";

pub(super) fn rows<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    rows.push(opened(
        WRITE,
        "no-such-device before the first reader",
        async |scene| {
            let writer = writer(&scene).await?;
            fails(
                "try-write",
                W::try_write(&writer, b"x").await,
                "no-such-device",
            )
        },
    ));
    rows.push(opened(
        WRITE,
        "pipe after the last reader, and a later reader",
        async |scene| {
            let first = reader(&scene).await?;
            let writer = writer(&scene).await?;
            writes::<W>(&writer, b"one", Some(3)).await?;
            drop(first);
            fails("try-write", W::try_write(&writer, b"x").await, "pipe")?;
            let second = reader(&scene).await?;
            writes::<W>(&writer, b"two", Some(3)).await?;
            // The pipe has lived on with its writer, and so have the bytes that nobody took.
            reads::<W>(&second, 8, Some(b"onetwo")).await
        },
    ));
    rows.push(opened(
        WRITE,
        "an end for reading answers bad-descriptor",
        async |scene| {
            let reader = reader(&scene).await?;
            fails(
                "try-write",
                W::try_write(&reader, b"x").await,
                "bad-descriptor",
            )
        },
    ));
    rows.push(opened(
        WRITE,
        "PIPE_BUF bytes are written whole or not at all",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            let record = [b'r'; PIPE_BUF];
            fill::<W>(&writer).await?;
            reads::<W>(&reader, 1, Some(b"r")).await?;
            writes::<W>(&writer, &record, None).await?;
            reads::<W>(&reader, 4095, Some(&record[1..])).await?;
            writes::<W>(&writer, &record, Some(4096)).await
        },
    ));
    rows.push(opened(
        WRITE,
        "records of two writers stay whole",
        async |scene| {
            let reader = reader(&scene).await?;
            let writers = [writer(&scene).await?, writer(&scene).await?];
            for _ in 0..4 {
                writes::<W>(&writers[0], &[b'a'; PIPE_BUF], Some(4096)).await?;
                writes::<W>(&writers[1], &[b'b'; PIPE_BUF], Some(4096)).await?;
            }
            for _ in 0..4 {
                reads::<W>(&reader, 4096, Some(&[b'a'; PIPE_BUF])).await?;
                reads::<W>(&reader, 4096, Some(&[b'b'; PIPE_BUF])).await?;
            }
            reads::<W>(&reader, 1, None).await
        },
    ));
    rows.push(opened(
        WRITE,
        "the offset of a stream does not count",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            works("a stream", W::stream_out(&writer, Some(5), b"one").await)?;
            works("a stream", W::stream_out(&writer, None, b"two").await)?;
            drop(writer);
            same(
                "a stream",
                W::stream_in(&reader, 1_000_000).await,
                Ok(b"onetwo".to_vec()),
            )
        },
    ));
}
