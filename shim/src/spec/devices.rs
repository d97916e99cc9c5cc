//! Rules of `linux.resources.devices`.

use oci_spec::runtime::{LinuxDeviceCgroup, LinuxDeviceType, Spec};
use serde_json::json;
use wasi_mknod_wasmtime::Policy;
use wasmtime::Result;
use wasmtime::error::Context as _;

/// Adds the rules of `spec` to `policy`, in their order, and no others.
///
/// `m` in a rule is about making devices, for which the process needs CAP_MKNOD; `r` and `w` are
/// about opening them.
pub(super) fn grant(policy: Policy, spec: &Spec, may_make: bool) -> Result<Policy> {
    let rules = super::resources(spec).and_then(|resources| resources.devices().as_ref());
    rules
        .into_iter()
        .flatten()
        .enumerate()
        .try_fold(policy, |policy, (index, rule)| {
            add(policy, rule, may_make)
                .with_context(|| format!("`linux.resources.devices[{index}]` cannot be a rule"))
        })
}

fn add(mut policy: Policy, rule: &LinuxDeviceCgroup, may_make: bool) -> Result<Policy> {
    // Without a member `access` all are meant.
    let access = rule.access().as_deref().unwrap_or("rwm");
    let text = json!({
        "allow": rule.allow(),
        "type": rule.typ().as_ref().map_or("a", LinuxDeviceType::as_str),
        "major": rule.major(),
        "minor": rule.minor(),
        "access": access,
    })
    .to_string();
    let (make, open) = (access.contains('m'), access.contains(['r', 'w']));
    // Parsed in any case: a rule that says nothing is an error.
    if make || !open {
        let rule = text.parse()?;
        if may_make {
            policy = policy.device(rule);
        }
    }
    if open {
        policy = policy.open_device(text.parse()?);
    }
    Ok(policy)
}
