//! The functions on open descriptors by WASI 0.3.

use crate::{Answer, FifoCalls, P3, error_name};
use futures::future::join_all;
use futures::poll;
use std::pin::pin;
use std::task::Poll;
use wasi_mknod::bindings::fifo::Events;
use wasi_mknod::p3::bindings::fifo;
use wasip3::filesystem::types::Descriptor;

fn of_p3(events: fifo::Events) -> Events {
    Events::from_bits_retain(events.bits())
}

async fn wait(fd: &Descriptor, events: Events) -> Answer {
    let found = fifo::wait_for(fd, fifo::Events::from_bits_retain(events.bits())).await;
    let found = of_p3(found.map_err(error_name)?);
    let expected = events | Events::HANG_UP | Events::ERROR;
    assert!(found.intersects(expected), "{found:?} for {events:?}");
    Ok(())
}

impl FifoCalls for P3 {
    async fn poll(fd: &Descriptor) -> Answer<Events> {
        fifo::poll(fd).map(of_p3).map_err(error_name)
    }

    async fn try_read(fd: &Descriptor, length: u32) -> Answer<Option<Vec<u8>>> {
        fifo::try_read(fd, length).map_err(error_name)
    }

    async fn try_write(fd: &Descriptor, bytes: &[u8]) -> Answer<Option<u32>> {
        fifo::try_write(fd, bytes).map_err(error_name)
    }

    async fn is_ready(fd: &Descriptor, events: Events) -> Answer<bool> {
        match poll!(pin!(wait(fd, events))) {
            Poll::Ready(answer) => answer.map(|()| true),
            Poll::Pending => Ok(false),
        }
    }

    async fn wait_for(fd: &Descriptor, events: &[Events], waits: impl FnOnce()) -> Answer {
        let mut all = pin!(join_all(events.iter().map(|events| wait(fd, *events))));
        let answers = match poll!(all.as_mut()) {
            Poll::Ready(answers) => answers,
            Poll::Pending => {
                waits();
                all.await
            }
        };
        answers.into_iter().collect()
    }
}
