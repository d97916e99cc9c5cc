//! Rules for making device nodes.

use super::syntax::{ParseDeviceRuleError, Parsed, Reason, parse};
use crate::{Device, NodeType};
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Which of the two kinds of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum DeviceKind {
    Character,
    Block,
}

impl DeviceKind {
    /// Splits the type of a device node; `None` for other nodes.
    pub(super) fn of(node_type: NodeType) -> Option<(Self, Device)> {
        match node_type {
            NodeType::CharacterDevice(device) => Some((Self::Character, device)),
            NodeType::BlockDevice(device) => Some((Self::Block, device)),
            _ => None,
        }
    }
}

/// A rule that grants or denies device nodes, such as `c 1:3 m`.
///
/// It reads like an entry of cgroup v1's `devices.allow`, which OCI runtimes use, too:
///
/// ```text
/// [!] {a|b|c} MAJOR:MINOR [ACCESS]
/// ```
///
/// * `!` in front makes the rule deny;
/// * `c` stands for character devices, `b` for block devices, `a` for both;
/// * `MAJOR` and `MINOR` are decimal numbers, ranges such as `10-20` that include both ends, or
///   `*`. After `a` they may be left out, which means all;
/// * `ACCESS` has one or more of the letters `r`, `w` and `m`. The rule is about making nodes, so
///   `m` is needed and the others have no effect. Without `ACCESS`, `m` is meant.
///
/// Two more forms are accepted:
///
/// * the path of a device of the host, `[!] PATH [ACCESS]`, such as `/dev/fuse`. The rule gets the
///   kind and the numbers that the device has when the rule is parsed; links are followed;
/// * an object of `linux.resources.devices` in the OCI runtime specification. All members but
///   `allow` may be left out, which means all kinds, numbers and accesses.
///
/// Names of drivers, such as systemd's `char-pts`, are errors that say what to write.
///
/// Character device 0:0 is special: overlay file systems take it for a deleted file, and Linux lets
/// everybody make it. Only a rule for character devices with these exact numbers grants it, such as
/// `c 0:0`. Rules that deny hold for it like for every other device.
///
/// # Examples
///
/// ```
/// use wasi_mknod_wasmtime::DeviceRule;
///
/// let null: DeviceRule = "c 1:3 m".parse()?;
/// let no_disks: DeviceRule = "! b *:*".parse()?;
/// let pts: DeviceRule = r#"{"allow": true, "type": "c", "major": 136}"#.parse()?;
/// let error = "c 1".parse::<DeviceRule>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "bad device rule `c 1`: `1` is not of the form MAJOR:MINOR, such as `c 1:3 m`",
/// );
/// # Ok::<(), wasi_mknod_wasmtime::ParseDeviceRuleError>(())
/// ```
///
/// # References
///
/// - [Linux, device whitelist controller](https://docs.kernel.org/admin-guide/cgroup-v1/devices.html)
/// - [OCI runtime specification, allowed device list](https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#allowed-device-list)
/// - [systemd, `DeviceAllow`](https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRule {
    allow: bool,
    /// `None` for both kinds.
    kind: Option<DeviceKind>,
    major: Numbers,
    minor: Numbers,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Numbers {
    All,
    Range(RangeInclusive<u32>),
}

impl Numbers {
    fn contains(&self, number: u32) -> bool {
        match self {
            Self::All => true,
            Self::Range(range) => range.contains(&number),
        }
    }

    fn is_exactly(&self, number: u32) -> bool {
        matches!(self, Self::Range(range) if *range.start() == number && *range.end() == number)
    }
}

impl DeviceRule {
    pub(super) fn new(
        allow: bool,
        kind: Option<DeviceKind>,
        major: Numbers,
        minor: Numbers,
    ) -> Self {
        Self {
            allow,
            kind,
            major,
            minor,
        }
    }

    /// Returns whether this rule grants what it matches.
    pub fn allows(&self) -> bool {
        self.allow
    }

    /// Returns the rule for the same devices that grants or denies them.
    pub(super) fn allowing(&self, allow: bool) -> Self {
        Self {
            allow,
            ..self.clone()
        }
    }

    /// Returns whether the rule is about devices of this kind.
    pub(super) fn is_for(&self, kind: DeviceKind) -> bool {
        self.kind.is_none_or(|of_rule| of_rule == kind)
    }

    /// Returns whether the rule is about all devices.
    pub(super) fn is_for_all(&self) -> bool {
        self.kind.is_none() && self.major == Numbers::All && self.minor == Numbers::All
    }

    /// Returns the major number if the rule is about a single one.
    pub(super) fn only_major(&self) -> Option<u32> {
        match &self.major {
            Numbers::Range(range) if range.start() == range.end() => Some(*range.start()),
            _ => None,
        }
    }

    /// Returns the first and the last minor number that the rule is about.
    pub(super) fn minors(&self) -> (u32, u32) {
        match &self.minor {
            Numbers::All => (0, u32::MAX),
            Numbers::Range(range) => (*range.start(), *range.end()),
        }
    }

    pub(super) fn matches(&self, kind: DeviceKind, device: Device) -> bool {
        let whiteout = kind == DeviceKind::Character && device == Device::WHITEOUT;
        if whiteout && self.allow {
            return self.kind == Some(DeviceKind::Character)
                && self.major.is_exactly(0)
                && self.minor.is_exactly(0);
        }
        self.is_for(kind)
            && self.major.contains(device.major())
            && self.minor.contains(device.minor())
    }
}

impl FromStr for DeviceRule {
    type Err = ParseDeviceRuleError;

    fn from_str(rule: &str) -> Result<Self, Self::Err> {
        parse(rule)
            .and_then(for_making)
            .map_err(|reason| ParseDeviceRuleError::new(rule, reason))
    }
}

fn for_making(Parsed { rule, access }: Parsed) -> Result<DeviceRule, Reason> {
    match access {
        Some(access) if !access.contains('m') => Err(format!(
            "the access `{access}` lacks the `m` (mknod), and the rule is about making nodes; \
             write `m`, and grant opening by a rule for opening devices"
        )),
        _ => Ok(rule),
    }
}
