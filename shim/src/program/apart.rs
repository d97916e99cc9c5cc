//! Work in a process of its own.
//!
//! The process of the container is a fork of the one that creates it, and does not inherit what the
//! work took of memory.

use crate::sys::{self, Fork};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{Read as _, Write as _};
use wasmtime::{Error, Result, bail};

/// Does `work` in a child, and returns what it returns. The process must have one thread.
///
/// # Errors
///
/// The error of the work, or that the child ended without an answer, which names `worker`.
pub(super) fn apart<T>(worker: &str, work: impl FnOnce() -> Result<T>) -> Result<T>
where
    T: Serialize + DeserializeOwned,
{
    let (mut reader, mut writer) = std::io::pipe()?;
    let parent = rustix::process::getpid();
    match sys::fork()? {
        Fork::Child => {
            drop(reader);
            if !sys::ends_with_parent(parent) {
                sys::exit_now(1);
            }
            let answer = work().map_err(|error| format!("{error:#}"));
            let written = serde_json::to_vec(&answer).map(|answer| writer.write_all(&answer));
            sys::exit_now(i32::from(!matches!(written, Ok(Ok(())))))
        }
        Fork::Parent(pid) => {
            drop(writer);
            let mut answer = Vec::new();
            reader.read_to_end(&mut answer)?;
            match sys::wait_for(pid)? {
                Some(0) => {
                    let answer: Result<T, String> = serde_json::from_slice(&answer)?;
                    answer.map_err(Error::msg)
                }
                Some(_) => bail!("the {worker} ended without an answer"),
                None => bail!("the {worker} was ended by a signal"),
            }
        }
    }
}
