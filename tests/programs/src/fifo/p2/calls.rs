//! The functions on open descriptors by WASI 0.2.

use crate::{Answer, FifoCalls, P2};
use wasi_mknod::bindings::fifo::{self, Events};
use wasip2::filesystem::types::{Descriptor, ErrorCode};
use wasip2::io::poll::{Pollable, poll};

fn name(error: ErrorCode) -> String {
    error.name().to_owned()
}

impl FifoCalls for P2 {
    async fn poll(fd: &Descriptor) -> Answer<Events> {
        fifo::poll(fd).map_err(name)
    }

    async fn try_read(fd: &Descriptor, length: u32) -> Answer<Option<Vec<u8>>> {
        fifo::try_read(fd, length).map_err(name)
    }

    async fn try_write(fd: &Descriptor, bytes: &[u8]) -> Answer<Option<u32>> {
        fifo::try_write(fd, bytes).map_err(name)
    }

    async fn is_ready(fd: &Descriptor, events: Events) -> Answer<bool> {
        let pollable = fifo::subscribe(fd, events).map_err(name)?;
        Ok(pollable.ready())
    }

    async fn wait_for(fd: &Descriptor, events: &[Events], waits: impl FnOnce()) -> Answer {
        let pollables = events.iter().map(|events| fifo::subscribe(fd, *events));
        let pollables: Vec<Pollable> = pollables.collect::<Result<_, _>>().map_err(name)?;
        if !pollables.iter().all(Pollable::ready) {
            waits();
        }
        let mut left: Vec<&Pollable> = pollables.iter().collect();
        while !left.is_empty() {
            let mut ready = poll(&left);
            ready.sort_unstable();
            for index in ready.into_iter().rev() {
                left.remove(index as usize);
            }
        }
        Ok(())
    }
}
