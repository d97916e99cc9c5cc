//! What the tests of this workspace are made of.
//!
//! A test is a function that runs a guest program in a [`Host`] on a [`Fixture`] and compares what is on the disk
//! before and after, as [`Snapshot`]s. It is registered in a [`Trials`], most often once for each [`FrontEnd`], with
//! the privileges that it [`Need`]s. Tables of single calls need no program of their own: [`Host::call`] makes any
//! [`Call`] through any front end, the native one included.
//!
//! The tests that the user may not run are counted as ignored, with the reason. A test that changes its process, such
//! as its umask or its mounts, runs in a [process of its own](Trials::isolated) and uses [`process`].
//!
//! The whole suite runs three times: with `openat2`, and in processes whose seccomp filters answer ENOSYS and EPERM to
//! it. See [`Resolver`]. Where the way to a node plays no part, [once](Trials::run_once) is enough.

mod acl;
mod answer;
mod engine;
mod failing;
mod fixture;
mod front_end;
mod host;
mod isolate;
mod mounts;
mod native;
mod needs;
mod p2;
mod p3;
pub mod process;
mod program;
mod pty;
mod resolver;
pub mod runtime;
mod session;
mod snapshot;
mod state;
mod tree;
mod trials;
mod watch;

/// The compiled guest programs.
pub mod programs {
    include!(concat!(env!("OUT_DIR"), "/programs.rs"));

    /// Made from `tests/programs/python` by `cargo xtask guests`, where that is possible.
    pub const PYTHON: crate::Program = crate::Program::new("python", Some("python.wasm"), None);
    /// Made from `guest/python/examples/app.py`, with [`PYTHON`].
    pub const PYTHON_EXAMPLE: crate::Program =
        crate::Program::new("python_example", Some("python_example.wasm"), None);
    /// There if CPython's own tests are in [`PYTHON`]: the version from which they are.
    pub const PYTHON_TESTS: &str = "python.cpython";
}

pub use acl::set_default_acl;
pub use answer::{Answer, name_of, of_native as native_answer};
pub use failing::Failing;
pub use fixture::Fixture;
pub use front_end::FrontEnd;
pub use host::{Exit, Host, Outcome};
pub use mounts::{Mounted, ReadOnly};
pub use native::native;
pub use needs::{Need, OTHER_GROUP};
pub use program::Program;
pub use pty::Pty;
pub use resolver::Resolver;
pub use session::Session;
pub use snapshot::{Created, Snapshot};
pub use state::State;
pub use tree::{Entry, device, dir, fifo, file, link, socket};
pub use trials::{Trials, note};
pub use wasi_mknod_test_programs::{Call, Digest, Kind, Start, subject};
pub use watch::meanwhile;

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
