//! What holds for an end.

use super::{fill, holds, opened, reader, reads, writer, writes};
use crate::conformance::check::{same, works};
use crate::conformance::row::Row;
use crate::conformance::version::Conforming;
use wasi_mknod::bindings::fifo::Events;

const EVENTS: &str = "fifo/events";

pub(super) fn rows<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    let nothing = Events::empty();
    rows.push(opened(
        EVENTS,
        "nothing holds before the other end comes",
        async move |scene| {
            let fd = reader(&scene).await?;
            holds::<W>(&fd, nothing).await?;
            same(
                "a wait",
                W::is_ready(&fd, Events::READABLE).await,
                Ok(false),
            )?;
            drop(fd);
            let fd = writer(&scene).await?;
            holds::<W>(&fd, nothing).await?;
            same(
                "a wait",
                W::is_ready(&fd, Events::WRITABLE).await,
                Ok(false),
            )
        },
    ));
    rows.push(opened(
        EVENTS,
        "of a reader: connected, readable, hang-up",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            writes::<W>(&writer, b"x", Some(1)).await?;
            holds::<W>(&reader, Events::READABLE | Events::CONNECTED).await?;
            same(
                "a wait",
                W::is_ready(&reader, Events::READABLE).await,
                Ok(true),
            )?;
            drop(writer);
            holds::<W>(
                &reader,
                Events::READABLE | Events::HANG_UP | Events::CONNECTED,
            )
            .await?;
            reads::<W>(&reader, 8, Some(b"x")).await?;
            holds::<W>(&reader, Events::HANG_UP | Events::CONNECTED).await?;
            same(
                "a wait",
                W::is_ready(&reader, Events::READABLE).await,
                Ok(true),
            )
        },
    ));
    rows.push(opened(
        EVENTS,
        "of a writer: connected, writable, error",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            holds::<W>(&writer, Events::WRITABLE | Events::CONNECTED).await?;
            same(
                "a wait",
                W::is_ready(&writer, Events::WRITABLE).await,
                Ok(true),
            )?;
            drop(reader);
            let found = works("poll", W::poll(&writer).await)?;
            let expected = Events::ERROR | Events::CONNECTED;
            same("error and connected", found & expected, expected)
        },
    ));
    rows.push(opened(
        EVENTS,
        "a full pipe is not writable",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            fill::<W>(&writer).await?;
            holds::<W>(&writer, Events::CONNECTED).await?;
            holds::<W>(&reader, Events::READABLE | Events::CONNECTED).await
        },
    ));
    rows.push(opened(
        EVENTS,
        "a wait for connected ends when the other end is there",
        async |scene| {
            let (reader, writer) = (reader(&scene).await?, writer(&scene).await?);
            for fd in [&reader, &writer] {
                same("a wait", W::is_ready(fd, Events::CONNECTED).await, Ok(true))?;
            }
            Ok(())
        },
    ));
}
