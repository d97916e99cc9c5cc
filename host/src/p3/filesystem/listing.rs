//! The entries of directories.

use super::View;
use super::kinds::of_node;
use crate::lookup::run;
use crate::p3::streams::{Ending, Told};
use crate::sys::{Errno, errno_of, handle};
use std::fs::File;
use std::pin::Pin;
use std::sync::Arc;
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

/// How many entries those get at a time who do not say how many they want.
const DEFAULT_COUNT: usize = 32;

pub(super) fn read_directory<T: View>(
    mut store: Access<'_, T, WasiFilesystem>,
    (fd,): (Resource<Descriptor>,),
) -> Result<((StreamReader<DirectoryEntry>, FutureReader<Ending>),)> {
    let view = store.data_mut().mknod();
    let here = view.ctx.allow_blocking_current_thread;
    let dir = match view.table.get(&fd)? {
        Descriptor::Dir(dir) => Arc::clone(&dir.dir),
        // It has an answer to this, too.
        Descriptor::File(_) => return Ok((WasiFilesystem::read_directory(store, fd)?,)),
    };
    let (told, ending) = oneshot::channel();
    let listing = Listing {
        state: State::Reading(Box::pin(run(here, move || read(&dir)))),
        told: Told::new(told),
    };
    let stream = StreamReader::new(&mut store, listing)?;
    Ok(((stream, FutureReader::new(&mut store, ending)?),))
}

/// The entries of a directory, and what ended the reading of them.
type Entries = (Vec<DirectoryEntry>, std::result::Result<(), Errno>);

/// Reads a directory whole, as it is at one moment.
fn read(dir: &File) -> Entries {
    let mut entries = Vec::new();
    let result = read_into(&mut entries, dir);
    (entries, result)
}

fn read_into(entries: &mut Vec<DirectoryEntry>, dir: &File) -> std::result::Result<(), Errno> {
    for entry in cap_primitives::fs::read_base_dir(dir).map_err(|error| errno_of(&error))? {
        let name = entry.map_err(|error| errno_of(&error))?.file_name();
        let name = name.into_string().map_err(|_| Errno::ILSEQ)?;
        match handle::stat_entry(dir, &name) {
            Ok(stat) => entries.push(DirectoryEntry {
                type_: of_node(stat.file_type),
                name,
            }),
            // It has gone since.
            Err(Errno::NOENT) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

struct Listing {
    state: State,
    told: Told,
}

enum State {
    Reading(Pin<Box<dyn Future<Output = Entries> + Send>>),
    Handing(
        vec::IntoIter<DirectoryEntry>,
        std::result::Result<(), Errno>,
    ),
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
                    return Poll::Ready(entries.by_ref().take(count).collect());
                }
            }
        }
    }

    /// Tells how the reading ended, if all entries are handed out, and whether they are.
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
