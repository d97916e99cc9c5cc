//! WASI 0.3: the functions of this crate as async functions.
//!
//! They have the names and the errors of those at the top of the crate, and take a [`Dir`] that
//! wraps a [`Descriptor`](wasip3::filesystem::types::Descriptor) of the `wasip3` crate. Any number
//! of calls may be in flight at once, in one task by the `join` of the `futures` crate, or in
//! several:
//!
//! ```no_run
//! use wasi_mknod::p3::mkfifo;
//!
//! # async fn example() -> std::io::Result<()> {
//! let (requests, answers) = (mkfifo("/run/requests", 0o660), mkfifo("/run/answers", 0o660));
//! # let join = |a, b| async { (a.await, b.await) };
//! let (requests, answers) = join(requests, answers).await;
//! # requests.and(answers)
//! # }
//! ```
//!
//! A call that is dropped before it has answered is cancelled, as far as the host has not carried
//! it out.
//!
//! # Which version to use
//!
//! 0.3 where several things are to go on at once, as in a server, and where the host is known to
//! have it. 0.2, at the top of the crate, for all the rest: every host has it, and its functions do
//! without an executor. One program may use both, and mostly does: the standard library speaks 0.2.
//! Node types and modes are the same types in both.
//!
//! A program that uses 0.3 exports the `wasi:cli/run` of 0.3, with `wasip3::cli::command::export!`
//! in a library of the type `cdylib`. The standard library does nothing at its end: what is in the
//! buffer of standard output is lost unless it is flushed. In the `main` of a binary, which is a
//! function of 0.2, nothing can be waited for: the component model makes the first call that is not
//! ready at once a trap.

mod attributes;
pub mod bindings;
mod dir;
mod fifo;
mod host;
mod metadata;
mod posix;

pub use attributes::{
    chown, fchown, fset_mode, fset_times, lchown, lset_mode, lset_times, set_mode, set_times,
};
pub use dir::Dir;
pub use fifo::{open_reader, open_reader_at, open_writer, open_writer_at};
pub use metadata::{metadata, symlink_metadata};
pub use posix::{create, create_at, mkfifo, mkfifoat, mknod, mknod_many, mknodat, umask};
