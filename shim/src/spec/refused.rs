//! Members of a specification that this runtime does not carry out.

use oci_spec::runtime::{PosixRlimitType, Spec};
use std::path::Path;
use wasmtime::{Result, bail};

/// The least address space of a process that runs a guest: each memory reserves several GiB, of
/// which it uses what the guest asks for.
const ADDRESS_SPACE: u64 = 32 << 30;

/// Checks that libcontainer and this crate carry out all that the specification asks of a guest.
pub(super) fn check(spec: &Spec) -> Result<()> {
    let process = super::process(spec)?;
    if process
        .selinux_label()
        .as_ref()
        .is_some_and(|label| !label.is_empty())
    {
        bail!("`process.selinuxLabel` is not supported");
    }
    super::program(process)?;
    for rlimit in process.rlimits().iter().flatten() {
        if rlimit.typ() == PosixRlimitType::RlimitAs && rlimit.soft() < ADDRESS_SPACE {
            bail!(
                "`process.rlimits` has RLIMIT_AS {}, and a guest needs {ADDRESS_SPACE}, which is \
                 address space and not memory; limit `linux.resources.memory`",
                rlimit.soft()
            );
        }
    }
    Ok(())
}

/// Checks that the container has what a `/dev` of the guest's own is made by: the process of the
/// container holds no directory of the node, in whose place it would be made otherwise.
pub(super) fn without_places(spec: &Spec) -> Result<()> {
    let mounts = spec.mounts().as_deref().unwrap_or_default();
    for place in ["/proc", "/dev/shm"] {
        if !mounts
            .iter()
            .any(|mount| mount.destination() == Path::new(place))
        {
            bail!(
                "the annotation `wasi-mknod.dev` takes a mount at `{place}`, which `mounts` lacks"
            );
        }
    }
    Ok(())
}
