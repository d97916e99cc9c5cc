//! `containerd-shim-wasi-mknod-v1`: runs WebAssembly that may create special files as containers of
//! containerd. The OCI runtime specification of a container is its policy.
//!
//! containerd starts one process of this program, the *server*, for a container or a pod of
//! Kubernetes. Before it has threads the server forks the *zygote*, which forks a process for each
//! change of a container. The process of a container is a fork of it, too: all of them share the
//! pages of the program, and the guest's code with them.
//!
//! ```text
//! containerd ── server (service) ── zygote ── one change of a container (container, program)
//!                                                  └─ process of the container (guest)
//! ```

#![cfg_attr(
    not(target_os = "linux"),
    expect(unused_crate_dependencies, reason = "containers are for Linux")
)]

#[cfg(target_os = "linux")]
mod container;
#[cfg(target_os = "linux")]
mod guest;
#[cfg(target_os = "linux")]
mod program;
#[cfg(target_os = "linux")]
mod seccomp;
#[cfg(target_os = "linux")]
mod service;
#[cfg(target_os = "linux")]
mod spec;
#[cfg(target_os = "linux")]
mod sys;
#[cfg(target_os = "linux")]
mod zygote;

/// The name by which containerd's configuration knows the runtime.
#[cfg(target_os = "linux")]
const RUNTIME: &str = "io.containerd.wasi-mknod.v1";

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    service::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    eprintln!("containerd-shim-wasi-mknod-v1: containers are for Linux");
    std::process::ExitCode::FAILURE
}
