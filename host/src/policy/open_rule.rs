//! Rules for opening devices.

use super::device_rule::{DeviceKind, DeviceRule, ParseDeviceRuleError, Reason, parse_with_access};
use crate::Device;
use std::str::FromStr;

/// A rule that lets a guest open devices, or keeps it from that, such as `c 1:3 rw`.
///
/// It is about devices that are there, whoever made them. The syntax is that of a [`DeviceRule`], except for `ACCESS`:
/// `r` is for reading, `w` for writing, and both where it is left out.
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
///     "bad device rule `c 1:3 m`: `m` is no access of one who opens a device; it is of `r` and `w`",
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

    /// Whether the rule says something about one access to a device.
    pub(super) fn matches(&self, kind: DeviceKind, device: Device, access: OpenAccess) -> bool {
        self.access.contains(access) && self.device.matches(kind, device)
    }
}

impl FromStr for OpenDeviceRule {
    type Err = ParseDeviceRuleError;

    fn from_str(rule: &str) -> Result<Self, Self::Err> {
        parse(rule).map_err(|reason| ParseDeviceRuleError {
            rule: rule.to_owned(),
            reason,
        })
    }
}

fn parse(rule: &str) -> Result<OpenDeviceRule, Reason> {
    let (device, letters) = parse_with_access(rule)?;
    let mut access = OpenAccess::empty();
    for letter in letters.unwrap_or("rw").chars() {
        access |= match letter {
            'r' => OpenAccess::READ,
            'w' => OpenAccess::WRITE,
            _ => return Err(Reason::OpenAccess(letter)),
        };
    }
    Ok(OpenDeviceRule { device, access })
}
