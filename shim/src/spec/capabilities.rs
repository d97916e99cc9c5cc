//! Capabilities of a process that is not executed anew.

use oci_spec::runtime::{Capability, Process};
use rustix::thread::{CapabilitySet, CapabilitySets, capabilities, set_capabilities};
use wasmtime::Result;

/// Whether the kernel would let the process make device nodes.
pub(super) fn may_make_devices(process: &Process) -> bool {
    let Some(capabilities) = process.capabilities() else {
        return false;
    };
    // A program of another user than root has the ambient capabilities only.
    let set = match process.user().uid() {
        0 => capabilities.effective(),
        _ => capabilities.ambient(),
    };
    set.as_ref()
        .is_some_and(|set| set.contains(&Capability::Mknod))
}

/// Leaves this process the capabilities that it would have after `execve(2)`.
///
/// The guest runs in the process that libcontainer has set up, which has the permitted and
/// effective sets of the specification whoever its user is.
///
/// # Errors
///
/// The error of `capset(2)`.
pub(crate) fn as_after_exec(process: &Process) -> Result<()> {
    let mut sets = capabilities(None)?;
    let none = CapabilitySet::empty();
    if process.capabilities().is_none() {
        sets = CapabilitySets {
            effective: none,
            permitted: none,
            inheritable: none,
        };
    } else if process.user().uid() != 0 {
        let ambient = ambient(process);
        sets.effective = ambient;
        sets.permitted = sets.permitted.intersection(ambient);
        sets.effective = sets.effective.intersection(sets.permitted);
    }
    Ok(set_capabilities(None, sets)?)
}

/// Returns the ambient set of the kernel, as far as the specification has it, too.
fn ambient(process: &Process) -> CapabilitySet {
    let named = process.capabilities().as_ref();
    let named = named.and_then(|sets| sets.ambient().as_ref());
    if named.is_none_or(|named| named.is_empty()) {
        return CapabilitySet::empty();
    }
    CapabilitySet::all()
        .iter()
        .filter(|one| rustix::thread::capability_is_in_ambient_set(*one).unwrap_or(false))
        .collect()
}
