//! The subjects of the benchmark.

pub(crate) mod calls;
pub(crate) mod fifo;
pub(crate) mod files;
pub(crate) mod memory;
pub(crate) mod scale;
pub(crate) mod start;
pub(crate) mod threads;
pub(crate) mod unpack;

use crate::guests::{FrontEnd, Guests};
use crate::place::Place;
use crate::series::Series;
use std::path::PathBuf;
use wasi_mknod_test_programs::files::FileCall;
use wasmtime::Result;

/// The guests, the directory and the runner that all measurements share.
pub(crate) struct Bench {
    pub(crate) guests: Guests,
    pub(crate) place: Place,
    /// A tmpfs on which no device can be opened, where it can be mounted.
    pub(crate) without_devices: Option<Place>,
    /// The command-line runner.
    pub(crate) runner: PathBuf,
    /// The runner of wasmtime, where it was named.
    pub(crate) wasmtime: Option<PathBuf>,
}

/// Lists a subject: its name, and how to prepare it. Nothing is compiled before its turn.
pub(crate) type Subject = (&'static str, fn(&Bench) -> Result<Series<'_>>);

/// Everything that there is to measure.
pub(crate) const SUBJECTS: &[Subject] = &[
    ("create", |bench| calls::create(bench, 0)),
    ("create-3-deep", |bench| calls::create(bench, 3)),
    ("create-20-deep", |bench| calls::create(bench, 20)),
    ("denied", calls::denied),
    ("exists", calls::exists),
    ("stat-at", calls::stat),
    ("file-open", |bench| files::call(bench, FileCall::Open)),
    ("file-open-nodev", |bench| {
        files::call_nodev(bench, FileCall::Open)
    }),
    ("file-open-new", |bench| {
        files::call(bench, FileCall::OpenNew)
    }),
    ("file-open-directory", |bench| {
        files::call(bench, FileCall::OpenDirectory)
    }),
    ("file-open-missing", |bench| {
        files::call(bench, FileCall::OpenMissing)
    }),
    ("file-get-type", |bench| {
        files::call(bench, FileCall::GetType)
    }),
    ("file-stat", |bench| files::call(bench, FileCall::Stat)),
    ("file-stat-at", |bench| files::call(bench, FileCall::StatAt)),
    ("file-set-times-at", |bench| {
        files::call(bench, FileCall::SetTimesAt)
    }),
    ("file-read", |bench| files::call(bench, FileCall::Read)),
    ("file-read-via-stream", |bench| {
        files::call(bench, FileCall::ReadStream)
    }),
    ("file-write-via-stream", |bench| {
        files::call(bench, FileCall::WriteStream)
    }),
    ("file-list", |bench| files::call(bench, FileCall::List)),
    ("many-10", |bench| calls::many(bench, 10)),
    ("many-1000", |bench| calls::many(bench, 1000)),
    ("many-100000", |bench| calls::many(bench, 100_000)),
    ("umask", calls::umask),
    ("umask-many-1000", calls::umask_many),
    ("threads", threads::two),
    ("fifo-4KiB", |bench| fifo::throughput(bench, 4 << 10)),
    ("fifo-64KiB", |bench| fifo::throughput(bench, 64 << 10)),
    ("fifo-1MiB", |bench| fifo::throughput(bench, 1 << 20)),
    ("fifo-round-trip", fifo::round_trip),
    ("fifo-beside-idle", fifo::beside_idle),
    ("start", start::phases),
    ("runner", start::runner),
    ("unpack", unpack::archive),
    ("memory", memory::each),
];

/// The name of a host's setting, as the tables have it.
pub(crate) fn name(front_end: FrontEnd, blocking: bool) -> &'static str {
    match (front_end, blocking) {
        (FrontEnd::P2Sync, false) => "p2 sync",
        (FrontEnd::P2Sync, true) => "p2 sync, may block",
        (FrontEnd::P2SyncOnly, _) => "p2 sync, engine without concurrency",
        (FrontEnd::P2SyncPooling, _) => "p2 sync, pooling allocator",
        (FrontEnd::Plain, false) => "wasmtime-wasi, sync",
        (FrontEnd::Plain, true) => "wasmtime-wasi, sync, may block",
        (FrontEnd::Empty, _) => "p2 sync, empty host function",
        (FrontEnd::Bare, _) => "p2 sync, host function of system calls alone",
        (FrontEnd::BareStreams, _) => "p2 sync, streams of one system call",
        (FrontEnd::PlainAsync, false) => "wasmtime-wasi, async",
        (FrontEnd::PlainAsync, true) => "wasmtime-wasi, async, may block",
        (FrontEnd::PlainP3, false) => "wasmtime-wasi, p3",
        (FrontEnd::PlainP3, true) => "wasmtime-wasi, p3, may block",
        (FrontEnd::P2Async, false) => "p2 async",
        (FrontEnd::P2Async, true) => "p2 async, may block",
        (FrontEnd::P3, false) => "p3",
        (FrontEnd::P3, true) => "p3, may block",
    }
}
