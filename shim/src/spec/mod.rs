//! From an OCI runtime specification to what a guest may do.
//!
//! Everything is decided before the container exists: what cannot be carried out is an error of
//! `create`.

mod annotations;
mod capabilities;
mod devices;
mod refused;
#[cfg(test)]
mod tests;

pub(crate) use capabilities::as_after_exec;

use annotations::Annotations;
use oci_spec::runtime::{LinuxResources, Process, Spec};
use std::collections::HashMap;
use std::path::{Component, Path};
use wasi_mknod_wasmtime::command::LimitsConfig;
use wasi_mknod_wasmtime::{Devices, Mode, Policy};
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// The umask of a container whose specification has none, as in other OCI runtimes.
const UMASK: u32 = 0o022;

/// What a guest gets.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) arguments: Vec<String>,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) working_directory: String,
    pub(crate) policy: Policy,
    pub(crate) umask: Mode,
    pub(crate) max_nodes: Option<u64>,
    pub(crate) max_open_fifos: Option<usize>,
    pub(crate) devices: Devices,
    /// Where the guest has a `/dev` of its own.
    pub(crate) dev: Option<String>,
    /// Whether the guest sees the owners of nodes.
    pub(crate) show_owner: bool,
    pub(crate) limits: LimitsConfig,
}

impl Plan {
    /// Reads a specification.
    ///
    /// # Errors
    ///
    /// If something in it cannot be carried out. The error names it.
    pub(crate) fn of(spec: &Spec) -> Result<Self> {
        refused::check(spec)?;
        let process = process(spec)?;
        let arguments = process.args().clone().unwrap_or_default();
        let Some(working_directory) = process.cwd().to_str() else {
            bail!("`process.cwd` is not UTF-8, and paths of WASI are");
        };
        if !process.cwd().is_absolute() {
            bail!("`process.cwd` is `{working_directory}`, not an absolute path");
        }
        let annotations = Annotations::of(spec.annotations().as_ref())?;
        if annotations.dev.is_some() {
            refused::without_places(spec)?;
        }
        // A record in place of a device is an attribute of a file.
        let may_make =
            annotations.devices != Devices::Real || capabilities::may_make_devices(process);
        let policy = Policy::deny_all()
            .node_types(annotations.node_types)
            .set_id(annotations.set_id)
            .change_mode(annotations.grants.mode)
            .change_owner(annotations.grants.owner)
            .absolute_link(annotations.grants.absolute_link);
        let policy = devices::grant(policy, spec, may_make)?;
        // After the rules: what the host serves is no device of the node.
        let emulated = annotations.emulate.into_iter();
        let policy = emulated.fold(policy, Policy::open_device);
        Ok(Self {
            arguments,
            variables: variables(process)?,
            working_directory: working_directory.to_owned(),
            policy,
            umask: umask(process)?,
            max_nodes: annotations.max_nodes,
            max_open_fifos: annotations.max_open_fifos,
            devices: annotations.devices,
            dev: annotations.dev,
            show_owner: annotations.grants.owner,
            limits: limits(spec),
        })
    }

    /// Whether the working directory is the root of the container.
    pub(crate) fn starts_in_root(&self) -> bool {
        let mut parts = Path::new(&self.working_directory).components();
        parts.all(|part| part == Component::RootDir)
    }

    /// What the container calls its program.
    pub(crate) fn name(&self) -> &str {
        self.arguments.first().map_or("", String::as_str)
    }
}

/// Returns the part `process`, which every container that is started has.
pub(crate) fn process(spec: &Spec) -> Result<&Process> {
    spec.process()
        .as_ref()
        .context("the specification has no `process`")
}

/// Returns the first argument of `process`.
pub(crate) fn program(process: &Process) -> Result<&str> {
    match process.args().as_ref().and_then(|args| args.first()) {
        Some(name) => Ok(name),
        None => bail!("`process.args` is empty: its first one is the WebAssembly to run"),
    }
}

fn resources(spec: &Spec) -> Option<&LinuxResources> {
    spec.linux().as_ref()?.resources().as_ref()
}

fn umask(process: &Process) -> Result<Mode> {
    let umask = process.user().umask().unwrap_or(UMASK);
    match u16::try_from(umask).ok().and_then(Mode::from_bits) {
        Some(mask) if umask <= 0o777 => Ok(mask),
        _ => bail!("`process.user.umask` is {umask:#o}, and a umask is at most 0777"),
    }
}

fn variables(process: &Process) -> Result<Vec<(String, String)>> {
    let variables = process.env().iter().flatten();
    variables
        .map(|variable| match variable.split_once('=') {
            Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
            None => bail!("`process.env` has `{variable}`, which is not of the form NAME=VALUE"),
        })
        .collect()
}

/// The memory limit of the cgroup is that of the guest's memories, too: they fail to grow before
/// the kernel ends the container.
fn limits(spec: &Spec) -> LimitsConfig {
    let mut limits = LimitsConfig::default();
    let memory = resources(spec).and_then(|resources| resources.memory().as_ref());
    let limit = memory.and_then(|memory| memory.limit());
    // Zero and negative numbers stand for no limit.
    if let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok())
        && limit > 0
    {
        limits.memory = limits.memory.min(limit);
    }
    limits
}

/// Returns the annotation of that name.
pub(crate) fn annotation<'a>(spec: &'a Spec, name: &str) -> Option<&'a str> {
    let annotations: &HashMap<String, String> = spec.annotations().as_ref()?;
    annotations.get(name).map(String::as_str)
}
