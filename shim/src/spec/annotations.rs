//! What the OCI runtime specification has no member for.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;
use wasi_mknod_wasmtime::{Devices, NodeTypes, OpenDeviceRule};
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// What the names of the annotations begin with.
const PREFIX: &str = "wasi-mknod.";

/// The annotations of a container, or what holds without them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Annotations {
    /// `wasi-mknod.node-types`: `none`, or types separated by commas.
    pub(super) node_types: NodeTypes,
    /// `wasi-mknod.set-id`: whether nodes may have set-ID bits.
    pub(super) set_id: bool,
    /// `wasi-mknod.max-nodes`: how many nodes the guest may make.
    pub(super) max_nodes: Option<u64>,
    /// `wasi-mknod.max-open-fifos`: how many ends of FIFOs may be open.
    pub(super) max_open_fifos: Option<usize>,
    /// `wasi-mknod.devices`: whether devices and changes of owners are real or recorded.
    pub(super) devices: Devices,
    /// `wasi-mknod.dev`: where the guest has a `/dev` of its own.
    pub(super) dev: Option<String>,
    /// `wasi-mknod.emulate`: devices that the host serves, by rules separated by commas.
    pub(super) emulate: Vec<OpenDeviceRule>,
    /// `wasi-mknod.grants`: what the guest may do beside making and opening nodes.
    pub(super) grants: Grants,
}

/// The words of `wasi-mknod.grants`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grants {
    /// Changes of modes.
    pub(crate) mode: bool,
    /// Changes of owners, which the guest sees then.
    pub(crate) owner: bool,
    /// Symbolic links with absolute targets.
    pub(crate) absolute_link: bool,
}

impl Annotations {
    /// Reads the annotations whose names have the prefix.
    ///
    /// # Errors
    ///
    /// If one is not known or has a bad value.
    pub(super) fn of(annotations: Option<&HashMap<String, String>>) -> Result<Self> {
        let mut found = Self {
            node_types: NodeTypes::FIFO | NodeTypes::SOCKET | NodeTypes::REGULAR_FILE,
            set_id: false,
            max_nodes: None,
            max_open_fifos: None,
            devices: Devices::Real,
            dev: None,
            emulate: Vec::new(),
            grants: Grants::default(),
        };
        for (name, value) in annotations.into_iter().flatten() {
            match name.strip_prefix(PREFIX) {
                Some("node-types") => found.node_types = node_types(value)?,
                Some("set-id") => found.set_id = parse(name, value, "true or false")?,
                Some("max-nodes") => found.max_nodes = Some(parse(name, value, "a number")?),
                Some("max-open-fifos") => {
                    found.max_open_fifos = Some(parse(name, value, "a number")?);
                }
                Some("devices") => found.devices = devices(value)?,
                Some("dev") => found.dev = Some(dev(value)?),
                Some("emulate") => found.emulate = emulate(value)?,
                Some("grants") => found.grants = grants(value)?,
                Some(_) => bail!(
                    "the annotation `{name}` is none of {PREFIX}node-types, {PREFIX}set-id, \
                     {PREFIX}max-nodes, {PREFIX}max-open-fifos, {PREFIX}devices, {PREFIX}dev, \
                     {PREFIX}emulate, {PREFIX}grants"
                ),
                None => {}
            }
        }
        Ok(found)
    }
}

fn node_types(value: &str) -> Result<NodeTypes> {
    let mut types = NodeTypes::empty();
    for word in value.split(',') {
        types |= match word {
            "fifo" => NodeTypes::FIFO,
            "socket" => NodeTypes::SOCKET,
            "regular-file" => NodeTypes::REGULAR_FILE,
            "directory" => NodeTypes::DIRECTORY,
            "none" if value == "none" => NodeTypes::empty(),
            _ => bail!(
                "the annotation `{PREFIX}node-types` has `{word}`, which is none of fifo, socket, \
                 regular-file, directory; devices are granted by `linux.resources.devices`"
            ),
        };
    }
    Ok(types)
}

fn devices(value: &str) -> Result<Devices> {
    Ok(match value {
        "real" => Devices::Real,
        "recorded" => Devices::Recorded,
        "auto" => Devices::Auto,
        _ => bail!(
            "the annotation `{PREFIX}devices` is `{value}`, which is none of real, recorded, auto"
        ),
    })
}

fn dev(value: &str) -> Result<String> {
    if !value.starts_with('/') || value.trim_end_matches('/').is_empty() {
        bail!(
            "the annotation `{PREFIX}dev` is `{value}`, not the absolute path of a directory such \
             as /dev"
        );
    }
    Ok(value.to_owned())
}

/// Rules such as `c 1:3 rw`, each of which grants a device that the host serves.
fn emulate(value: &str) -> Result<Vec<OpenDeviceRule>> {
    let rules = value.split(',').map(|rule| {
        let parsed = format!("{} emulate", rule.trim()).parse::<OpenDeviceRule>();
        parsed.with_context(|| format!("the annotation `{PREFIX}emulate` is `{value}`"))
    });
    rules.collect()
}

fn grants(value: &str) -> Result<Grants> {
    let mut grants = Grants::default();
    for word in value.split(',') {
        match word {
            "mode" => grants.mode = true,
            "owner" => grants.owner = true,
            "absolute-link" => grants.absolute_link = true,
            "none" if value == "none" => {}
            _ => bail!(
                "the annotation `{PREFIX}grants` has `{word}`, which is none of mode, owner, absolute-link; types \
                 of nodes are granted by `{PREFIX}node-types`"
            ),
        }
    }
    Ok(grants)
}

fn parse<T>(name: &str, value: &str, expected: &str) -> Result<T>
where
    T: FromStr<Err: Display>,
{
    match value.parse() {
        Ok(parsed) => Ok(parsed),
        Err(error) => bail!("the annotation `{name}` is `{value}`, not {expected}: {error}"),
    }
}
