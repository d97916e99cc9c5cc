//! The entries of directories.

use super::View;
use super::node_type::of_node;
use crate::descriptor::Directory;
use crate::filesystem::listing::{self, Entry};
use crate::p3::streams::{Ending, Told};
use crate::sys::Errno;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;
use tokio::sync::oneshot;
use wasmtime::component::{
    Access, Destination, FutureReader, Resource, StreamProducer, StreamReader, StreamResult,
    VecBuffer,
};
use wasmtime::{Result, StoreContextMut};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{DirectoryEntry, HostDescriptorWithStore};

/// The number of entries for a read that names none.
const DEFAULT_COUNT: usize = 32;

pub(super) fn read_directory<T: View>(
    mut store: Access<'_, T, WasiFilesystem>,
    (fd,): (Resource<Descriptor>,),
) -> Result<((StreamReader<DirectoryEntry>, FutureReader<Ending>),)> {
    let view = store.data_mut().mknod();
    let offload = view.ctx.offload.clone();
    let show_sockets = view.ctx.show_sockets;
    let recorded = view.ctx.recording.reads();
    let Some(directory) = Directory::find(view.table, &fd)? else {
        return Ok((WasiFilesystem::read_directory(store, fd)?,));
    };
    let (told, ending) = oneshot::channel();
    let state = match view.own_directory(&fd)? {
        Some((tree, directory)) => {
            let streams = &view.ctx.streams;
            let entries = tree.entries(directory).map(|node| Entry {
                name: node.name().to_owned(),
                file_type: node.file_type(streams),
            });
            let entries: Vec<_> = entries.collect();
            State::Handing(entries.into_iter(), Ok(()))
        }
        None => State::Reading(Box::pin(async move {
            offload
                .run(move || listing::read(&directory.dir, recorded))
                .await
        })),
    };
    let listing = Listing {
        state,
        told: Told::new(told),
        show_sockets,
    };
    let stream = StreamReader::new(&mut store, listing)?;
    Ok(((stream, FutureReader::new(&mut store, ending)?),))
}

/// The entries of a directory, and what ended the reading of them.
type Entries = (Vec<Entry>, std::result::Result<(), Errno>);

struct Listing {
    state: State,
    told: Told,
    show_sockets: bool,
}

enum State {
    Reading(Pin<Box<dyn Future<Output = Entries> + Send>>),
    Handing(vec::IntoIter<Entry>, std::result::Result<(), Errno>),
}

impl Listing {
    fn poll_next(&mut self, context: &mut Context<'_>, count: usize) -> Poll<Vec<DirectoryEntry>> {
        loop {
            match &mut self.state {
                State::Reading(reading) => {
                    let (entries, result) = ready!(reading.as_mut().poll(context));
                    self.state = State::Handing(entries.into_iter(), result);
                }
                State::Handing(entries, _) => {
                    let show_sockets = self.show_sockets;
                    let entries = entries.by_ref().take(count);
                    return Poll::Ready(entries.map(|named| entry(named, show_sockets)).collect());
                }
            }
        }
    }

    /// Reports the end of the reading once all entries are handed out, and returns whether they
    /// are.
    fn ends(&mut self) -> bool {
        match &self.state {
            State::Handing(entries, result) if entries.len() == 0 => {
                self.told.tell(*result);
                true
            }
            _ => false,
        }
    }
}

fn entry(Entry { name, file_type }: Entry, show_sockets: bool) -> DirectoryEntry {
    DirectoryEntry {
        type_: of_node(file_type, show_sockets),
        name,
    }
}

impl<D> StreamProducer<D> for Listing {
    type Item = DirectoryEntry;
    type Buffer = VecBuffer<DirectoryEntry>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut store: StoreContextMut<'a, D>,
        mut destination: Destination<'a, DirectoryEntry, VecBuffer<DirectoryEntry>>,
        finish: bool,
    ) -> Poll<Result<StreamResult>> {
        let count = destination.remaining(&mut store).unwrap_or(DEFAULT_COUNT);
        let entries = match self.poll_next(context, count) {
            Poll::Pending if finish => return Poll::Ready(Ok(StreamResult::Cancelled)),
            entries => ready!(entries),
        };
        if !entries.is_empty() {
            destination.set_buffer(entries.into());
        }
        Poll::Ready(Ok(match self.ends() {
            true => StreamResult::Dropped,
            false => StreamResult::Completed,
        }))
    }
}
