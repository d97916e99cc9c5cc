//! The rules of one policy for devices, and what they say together.

use super::decisions::Decisions;
use super::device_rule::{DeviceKind, DeviceRule};
use super::open_rule::{OpenAccess, OpenDeviceRule};
use crate::NodeType;

/// The rules for making devices.
#[derive(Clone, Debug, Default)]
pub(super) struct Making {
    rules: Vec<DeviceRule>,
    decisions: Decisions,
}

/// The rules for opening devices.
#[derive(Clone, Debug, Default)]
pub(super) struct Opening {
    rules: Vec<OpenDeviceRule>,
    reading: Decisions,
    writing: Decisions,
    /// Which devices the host serves itself for reading, and for writing.
    emulated_reading: Decisions,
    emulated_writing: Decisions,
}

/// Who answers for an open device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Kernel,
    Host,
}

impl Making {
    /// Adds a rule, which decides where it matches.
    pub(super) fn add(&mut self, rule: DeviceRule) {
        self.decisions.add(&rule);
        self.rules.push(rule);
    }

    /// Returns the rules in the order in which they were added.
    pub(super) fn rules(&self) -> &[DeviceRule] {
        &self.rules
    }

    /// Returns whether the device may be made; `false` if `node_type` is not a device.
    pub(super) fn grant(&self, node_type: NodeType) -> bool {
        DeviceKind::of(node_type).is_some_and(|(kind, device)| self.decisions.grant(kind, device))
    }
}

impl Opening {
    /// Adds a rule, which decides where it matches.
    pub(super) fn add(&mut self, rule: OpenDeviceRule) {
        let emulated = rule.device().allowing(rule.emulates());
        if rule.is_about(OpenAccess::READ) {
            self.reading.add(rule.device());
            self.emulated_reading.add(&emulated);
        }
        if rule.is_about(OpenAccess::WRITE) {
            self.writing.add(rule.device());
            self.emulated_writing.add(&emulated);
        }
        self.rules.push(rule);
    }

    /// Returns the rules in the order in which they were added.
    pub(super) fn rules(&self) -> &[OpenDeviceRule] {
        &self.rules
    }

    /// Returns who answers for the device: the host if one of the rules that grant the access says
    /// so; `None` if it is not granted or `node_type` is not a device.
    pub(super) fn answerer(&self, node_type: NodeType, read: bool, write: bool) -> Option<By> {
        let (kind, device) = DeviceKind::of(node_type)?;
        let granted = (!read || self.reading.grant(kind, device))
            && (!write || self.writing.grant(kind, device));
        let emulated = read && self.emulated_reading.grant(kind, device)
            || write && self.emulated_writing.grant(kind, device);
        match (granted, emulated) {
            (false, _) => None,
            (true, false) => Some(By::Kernel),
            (true, true) => Some(By::Host),
        }
    }
}
