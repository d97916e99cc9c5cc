//! Rules for opening devices.

use super::device_rule::{DeviceKind, DeviceRule};
use super::syntax::{ParseDeviceRuleError, Parsed, Reason, parse};
use crate::Device;
use std::str::FromStr;

/// A rule that grants or denies the opening of devices, such as `c 1:3 rw`.
///
/// It holds for all nodes of the device, also for those that the guest did not make. It is written
/// like a [`DeviceRule`], except for `ACCESS`: `r` is for reading, `w` for writing, and both are
/// meant where it is left out. `m` has no effect beside them.
///
/// # Examples
///
/// ```
/// use wasi_mknod_wasmtime::OpenDeviceRule;
///
/// let zero: OpenDeviceRule = "c 1:5 r".parse()?;
/// let error = "c 1:3 m".parse::<OpenDeviceRule>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "bad device rule `c 1:3 m`: the access `m` is for making nodes, and the rule is about \
///      opening them; write one of `r` and `w`, or both",
/// );
/// # Ok::<(), wasi_mknod_wasmtime::ParseDeviceRuleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDeviceRule {
    device: DeviceRule,
    access: OpenAccess,
}

bitflags::bitflags! {
    /// For what a device is opened.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct OpenAccess: u8 {
        const READ = 1;
        const WRITE = 1 << 1;
    }
}

impl OpenDeviceRule {
    /// Returns whether this rule grants what it matches.
    pub fn allows(&self) -> bool {
        self.device.allows()
    }

    /// Returns whether the rule is about this access to a device.
    pub(super) fn matches(&self, kind: DeviceKind, device: Device, access: OpenAccess) -> bool {
        self.access.contains(access) && self.device.matches(kind, device)
    }
}

impl FromStr for OpenDeviceRule {
    type Err = ParseDeviceRuleError;

    fn from_str(rule: &str) -> Result<Self, Self::Err> {
        parse(rule)
            .and_then(for_opening)
            .map_err(|reason| ParseDeviceRuleError::new(rule, reason))
    }
}

fn for_opening(Parsed { rule, access }: Parsed) -> Result<OpenDeviceRule, Reason> {
    let letters = access.as_deref().unwrap_or("rw");
    let mut access = OpenAccess::empty();
    access.set(OpenAccess::READ, letters.contains('r'));
    access.set(OpenAccess::WRITE, letters.contains('w'));
    if access.is_empty() {
        return Err(format!(
            "the access `{letters}` is for making nodes, and the rule is about opening them; \
             write one of `r` and `w`, or both"
        ));
    }
    Ok(OpenDeviceRule {
        device: rule,
        access,
    })
}
