//! What the tests of this workspace are made of.
//!
//! A test is a function that runs a guest program in a [`Host`] on a [`Fixture`] and compares what
//! is on the disk before and after, as [`Snapshot`]s. It is registered in a [`Trials`], most often
//! once for each [`FrontEnd`], with the privileges that it [`Need`]s. Tables of single calls need
//! no program of their own: [`Host::call`] makes any [`Call`] through any front end, the native one
//! included.
//!
//! The tests that the user may not run are counted as ignored, with the reason. A test that changes
//! its process, such as its umask or its mounts, runs in a [process of its own](Trials::isolated)
//! and uses [`process`].
//!
//! The whole suite runs three times: with `openat2`, and in processes whose seccomp filters answer
//! ENOSYS and EPERM to it. See [`Resolver`]. Where the way to a node plays no part,
//! [once](Trials::run_once) is enough.

mod acl;
mod answer;
pub mod containerd;
mod deadline;
mod engine;
mod fixture;
mod front_end;
mod fuse;
mod host;
mod isolate;
mod language;
pub mod leaks;
mod lines;
mod mounts;
mod native_call;
mod needs;
mod oracle;
mod outcome;
mod p2;
mod p3;
pub mod process;
mod program;
pub mod programs;
mod pty;
mod resolver;
mod session;
mod snapshot;
mod state;
mod tree;
mod trials;

pub use acl::set_default_acl;
pub use answer::{Answer, name_of, of_native as native_answer};
pub use deadline::{meanwhile, wait_until};
pub use fixture::Fixture;
pub use front_end::FrontEnd;
pub use fuse::{Failing, Hanging, Rescue, Stalling};
pub use host::Host;
pub use language::Language;
pub use lines::{Answers, Line, readable, ready};
pub use mounts::{Bound, Mounted, ReadOnly};
pub use needs::{CONTAINERD, Need, OTHER_GROUP, newer_containerd};
pub use oracle::native;
pub use outcome::{Exit, Outcome};
pub use program::Program;
pub use pty::Pty;
pub use resolver::Resolver;
pub use session::Session;
pub use snapshot::{Created, Snapshot};
pub use state::State;
pub use tree::{Entry, device, dir, fifo, file, link, socket};
pub use trials::{Trials, note};
pub use wasi_mknod_test_programs::driver::CALLS as DRIVER_CALLS;
pub use wasi_mknod_test_programs::{
    Call, Digest, Kind, Start, conformance, foreach_program, paths, subject,
};

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
