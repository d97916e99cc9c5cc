//! Native programs, such as the one that holds the namespaces of a pod of Kubernetes.

use crate::spec;
use libcgroups::common::{CgroupSetup, get_cgroup_setup};
use oci_spec::runtime::Spec;
use wasmtime::{Result, bail};

/// Checks that libcontainer confines a native program as the specification says.
///
/// The rules for devices are the matter of the kernel then. libcontainer sets them in cgroups of
/// version 1 only, unless it is built for the filters of version 2. The program that holds the
/// namespaces of a pod is of the node's configuration, and not of the pod's.
///
/// # Errors
///
/// If the rules would not hold.
pub(super) fn check(spec: &Spec) -> Result<()> {
    let kind = spec::annotation(spec, "io.kubernetes.cri.container-type");
    if kind == Some("sandbox") {
        return Ok(());
    }
    let unified = match get_cgroup_setup() {
        Ok(CgroupSetup::Unified) => true,
        Ok(CgroupSetup::Legacy | CgroupSetup::Hybrid) => false,
        Err(error) => bail!("the kind of cgroups cannot be found out: {error}"),
    };
    if unified && !cfg!(feature = "device-filter") {
        bail!(
            "`process.args[0]` is not WebAssembly, and this program was built without the feature \
             `device-filter`, by which cgroups of version 2 keep native programs from devices; \
             build it with that feature, or run native containers in a pod of their own, by runc"
        );
    }
    Ok(())
}
