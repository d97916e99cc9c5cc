//! Rules for opening devices.

use super::device_rule::{DeviceKind, DeviceRule};
use super::syntax::{ParseDeviceRuleError, Parsed, Reason, parse};
use crate::{Device, emulated};
use std::str::FromStr;

/// A rule that grants or denies the opening of devices, such as `c 1:3 rw`.
///
/// It holds for all nodes of the device, also for those that the guest did not make. It is written
/// like a [`DeviceRule`], except for `ACCESS`: `r` is for reading, `w` for writing, and both are
/// meant where it is left out. `m` has no effect beside them.
///
/// With the word `emulate` at its end, as in `c 1:3 rw emulate`, the host serves the devices that
/// the rule grants itself, and opens none of the kernel: null (1:3), zero (1:5), full (1:7), random
/// (1:8), urandom (1:9) and tty (5:0), by which the guest reads its standard input and writes its
/// standard output if they are terminals. Other devices that the rule matches answer
/// `no-such-device`. Only so can a guest open a recorded device.
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
    emulate: bool,
}

/// The word at the end of a rule whose devices the host serves itself.
const EMULATE: &str = "emulate";

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

    /// Returns whether the rule is about this access.
    pub(super) fn is_about(&self, access: OpenAccess) -> bool {
        self.access.contains(access)
    }

    /// Returns whether the host serves the devices itself that the rule grants.
    pub fn emulates(&self) -> bool {
        self.emulate
    }

    /// Returns which devices the rule grants or denies.
    pub(super) fn device(&self) -> &DeviceRule {
        &self.device
    }
}

impl FromStr for OpenDeviceRule {
    type Err = ParseDeviceRuleError;

    fn from_str(rule: &str) -> Result<Self, Self::Err> {
        let (devices, emulate) = match rule.trim_end().strip_suffix(EMULATE) {
            Some(devices) if devices.ends_with(char::is_whitespace) => (devices, true),
            _ => (rule, false),
        };
        parse(devices)
            .and_then(for_opening)
            .and_then(|rule| match emulate {
                true => emulated(rule),
                false => Ok(rule),
            })
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
        emulate: false,
    })
}

fn emulated(rule: OpenDeviceRule) -> Result<OpenDeviceRule, Reason> {
    if !rule.allows() {
        return Err(format!(
            "a rule that denies has no device to serve; leave out the `{EMULATE}`"
        ));
    }
    let serves = |(major, minor)| {
        let device = Device::new(major, minor);
        device.is_ok_and(|device| rule.device.matches(DeviceKind::Character, device))
    };
    if !emulated::Device::numbers().any(serves) {
        return Err(format!(
            "it matches no device that the host can serve; with `{EMULATE}` it is about c 1:3 \
             (null), 1:5 (zero), 1:7 (full), 1:8 (random), 1:9 (urandom) or 5:0 (tty)"
        ));
    }
    Ok(OpenDeviceRule {
        emulate: true,
        ..rule
    })
}
