//! One container, as the server knows it.

use super::addresses::Addresses;
use super::console::Console;
use super::stdio::Streams;
use crate::zygote::Place;
use containerd_shim::protos::protobuf::well_known_types::timestamp::Timestamp;
use containerd_shim::protos::types::task::Status;
use tokio::sync::watch;

/// How a process has ended.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) status: u32,
    pub(super) at: Timestamp,
}

/// A container.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) place: Place,
    pub(super) pid: i32,
    pub(super) paused: bool,
    pub(super) addresses: Addresses,
    pub(super) streams: Streams,
    pub(super) console: Option<Console>,
    progress: Progress,
    end: watch::Sender<Option<End>>,
}

/// What containerd has been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Created,
    Started,
    Ended,
}

impl Task {
    pub(super) fn new(place: Place, pid: i32, addresses: Addresses, streams: Streams) -> Self {
        Self {
            place,
            pid,
            paused: false,
            addresses,
            streams,
            console: None,
            progress: Progress::Created,
            end: watch::Sender::new(None),
        }
    }

    pub(super) fn end(&self) -> Option<End> {
        self.end.borrow().clone()
    }

    /// Returns what tells the end.
    pub(super) fn watch_end(&self) -> watch::Receiver<Option<End>> {
        self.end.subscribe()
    }

    /// Notes the end. The other ends of the streams are closed: their readers see the end, too.
    pub(super) fn set_end(&mut self, end: End) {
        self.streams = Streams::default();
        self.end.send_replace(Some(end));
    }

    /// Notes that containerd has been told of the start.
    pub(super) fn set_started(&mut self) {
        self.progress = Progress::Started;
    }

    pub(super) fn is_started(&self) -> bool {
        self.progress != Progress::Created
    }

    /// Returns the end if it is time to tell containerd: once, and after the start.
    pub(super) fn take_news(&mut self) -> Option<End> {
        if self.progress != Progress::Started {
            return None;
        }
        let end = self.end()?;
        self.progress = Progress::Ended;
        Some(end)
    }

    pub(super) fn status(&self) -> Status {
        if self.end.borrow().is_some() {
            Status::STOPPED
        } else if self.paused {
            Status::PAUSED
        } else if self.is_started() {
            Status::RUNNING
        } else {
            Status::CREATED
        }
    }
}
