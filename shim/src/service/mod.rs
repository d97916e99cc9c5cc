//! The task service, by which containerd creates, starts and ends containers.

mod addresses;
mod calls;
mod cleanup;
mod console;
mod events;
mod exits;
mod process;
mod reply;
mod stdio;
mod task;
mod tasks;

pub(crate) use process::main;

/// The exit status of a container that SIGKILL has ended, or that was never started.
const KILLED: u32 = 137;
