//! From options to policies.

use crate::args::Options;
use crate::values::Dir;
use wasi_mknod_wasmtime::{Devices, NodeTypes, Policy, WasiMknodCtxBuilder};
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// Sets the policy for all directories, and one for each directory that an option names.
pub(crate) fn configure(builder: &mut WasiMknodCtxBuilder, options: &Options) -> Result<()> {
    let open_devices = options.open_devices.iter().cloned();
    builder.policy(open_devices.fold(policy(options, None), Policy::open_device));
    builder.show_owner(options.allow.iter().any(|allow| allow.value.owner));
    let allowed = options
        .allow
        .iter()
        .filter_map(|allow| allow.guest.as_ref());
    let devices = options
        .devices
        .iter()
        .filter_map(|rule| rule.guest.as_ref());
    for guest in allowed.chain(devices) {
        let Some(Dir { host, .. }) = options.dirs.iter().find(|dir| dir.guest == *guest) else {
            bail!("no --dir gives the guest a directory `{guest}`, for which there is a rule");
        };
        builder
            .directory_policy(host, policy(options, Some(guest)))
            .with_context(|| format!("cannot open the directory `{}`", host.display()))?;
    }
    Ok(())
}

/// Parses how devices are made.
pub(crate) fn parse_devices(text: &str) -> Result<Devices, String> {
    match text {
        "real" => Ok(Devices::Real),
        "recorded" => Ok(Devices::Recorded),
        "auto" => Ok(Devices::Auto),
        _ => Err("devices are one of real, recorded and auto".to_owned()),
    }
}

/// Puts the policy for the directory `guest` together, or the one for all.
///
/// What is allowed in a directory replaces what is allowed in general; rules for devices add up.
fn policy(options: &Options, guest: Option<&str>) -> Policy {
    let own = options
        .allow
        .iter()
        .any(|allow| allow.guest.as_deref() == guest);
    let scope = guest.filter(|_| own);
    let (mut set_id, mut mode, mut owner, mut absolute_link) = (false, false, false, false);
    let mut node_types = NodeTypes::empty();
    for allow in options
        .allow
        .iter()
        .filter(|allow| allow.guest.as_deref() == scope)
    {
        node_types |= allow.value.node_types;
        set_id |= allow.value.set_id;
        mode |= allow.value.mode;
        owner |= allow.value.owner;
        absolute_link |= allow.value.absolute_link;
    }
    let policy = Policy::deny_all()
        .node_types(node_types)
        .set_id(set_id)
        .change_mode(mode)
        .change_owner(owner)
        .absolute_link(absolute_link);
    let general = options.devices.iter().filter(|rule| rule.guest.is_none());
    let own = options
        .devices
        .iter()
        .filter(|rule| rule.guest.is_some() && rule.guest.as_deref() == guest);
    general
        .chain(own)
        .map(|rule| rule.value.clone())
        .fold(policy, Policy::device)
}

#[cfg(test)]
mod tests {
    use super::policy;
    use crate::args::{Args, Command};
    use clap::Parser as _;
    use wasi_mknod_wasmtime::{Device, Mode, NodeType};

    #[test]
    fn a_directory_has_its_own_grants_and_all_rules_for_devices() {
        let words = [
            "wasi-mknod",
            "run",
            "--dir",
            "/a::/dev",
            "--allow",
            "fifo",
            "--allow",
            "/dev::directory",
            "--device",
            "c 1:* m",
            "--device",
            "/dev::!c 1:1",
            "--device",
            "/dev::b 7:0",
            "x.wasm",
        ];
        let Command::Run(options) = Args::parse_from(words).command;
        let device = |major, minor| Device::new(major, minor).unwrap();
        for (node_type, in_general, in_dev) in [
            (NodeType::Fifo, true, false),
            (NodeType::Directory, false, true),
            (NodeType::Socket, false, false),
            (NodeType::CharacterDevice(device(1, 3)), true, true),
            (NodeType::CharacterDevice(device(1, 1)), true, false),
            (NodeType::BlockDevice(device(7, 0)), false, true),
        ] {
            let granted = |guest| {
                policy(&options, guest)
                    .check(node_type, Mode::empty())
                    .is_ok()
            };
            assert_eq!(granted(None), in_general, "{node_type} in general");
            assert_eq!(granted(Some("/dev")), in_dev, "{node_type} in /dev");
        }
    }

    #[test]
    fn none_grants_nothing_and_a_bad_word_is_named() {
        let none = Args::parse_from(["wasi-mknod", "run", "--allow", "none", "x"]);
        let Command::Run(options) = none.command;
        assert!(
            policy(&options, None)
                .check(NodeType::Fifo, Mode::empty())
                .is_err()
        );
        for words in ["fifo,disk", "disk", ""] {
            let error = Args::try_parse_from(["wasi-mknod", "run", "--allow", words, "x"]);
            let error = error.unwrap_err().to_string();
            assert!(error.contains("is none of fifo"), "{error}");
        }
    }
}
