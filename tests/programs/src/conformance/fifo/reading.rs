//! Reads, and the end of file.

use super::{opened, reader, reads, writer, writes};
use crate::conformance::check::fails;
use crate::conformance::row::Row;
use crate::conformance::version::Conforming;

const READ: &str = "fifo/read";

pub(super) fn rows<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    rows.push(opened(
        READ,
        "end of file before the first writer",
        async |scene| {
            let reader = reader(&scene).await?;
            reads::<W>(&reader, 8, Some(b"")).await
        },
    ));
    rows.push(opened(
        READ,
        "none with a writer and no bytes",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            writes::<W>(&writer, b"x", Some(1)).await?;
            reads::<W>(&reader, 8, Some(b"x")).await?;
            reads::<W>(&reader, 8, None).await
        },
    ));
    rows.push(opened(READ, "bytes in pieces, in order", async |scene| {
        let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
        writes::<W>(&writer, b"one", Some(3)).await?;
        writes::<W>(&writer, b"two", Some(3)).await?;
        reads::<W>(&reader, 4, Some(b"onet")).await?;
        reads::<W>(&reader, 0, Some(b"")).await?;
        reads::<W>(&reader, 4, Some(b"wo")).await
    }));
    rows.push(opened(
        READ,
        "end of file after the last writer, and a later writer",
        async |scene| {
            let reader = reader(&scene).await?;
            for text in [b"first", b"later"] {
                let writer = writer(&scene).await?;
                writes::<W>(&writer, text, Some(5)).await?;
                drop(writer);
                reads::<W>(&reader, 8, Some(text)).await?;
                reads::<W>(&reader, 8, Some(b"")).await?;
                reads::<W>(&reader, 8, Some(b"")).await?;
            }
            Ok(())
        },
    ));
    rows.push(opened(
        READ,
        "no end of file while the second of two writers stays",
        async |scene| {
            let reader = reader(&scene).await?;
            let (first, second) = (writer(&scene).await?, writer(&scene).await?);
            writes::<W>(&first, b"1", Some(1)).await?;
            writes::<W>(&second, b"2", Some(1)).await?;
            reads::<W>(&reader, 8, Some(b"12")).await?;
            drop(first);
            reads::<W>(&reader, 8, None).await?;
            drop(second);
            reads::<W>(&reader, 8, Some(b"")).await
        },
    ));
    rows.push(opened(
        READ,
        "an end for writing answers bad-descriptor",
        async |scene| {
            let writer = writer(&scene).await?;
            fails("try-read", W::try_read(&writer, 1).await, "bad-descriptor")
        },
    ));
}
