//! What a guest may make: yes or no, and nothing else.

mod by_directory;
mod device_rule;
mod open_rule;

pub(crate) use by_directory::Policies;
pub use device_rule::{DeviceRule, ParseDeviceRuleError};
pub use open_rule::OpenDeviceRule;

use crate::{Device, Mode, NodeType};
use device_rule::DeviceKind;
use open_rule::OpenAccess;
use std::fmt;
use std::sync::Arc;

bitflags::bitflags! {
    /// The types of nodes that a policy grants by their name alone. Devices take a [`DeviceRule`].
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct NodeTypes: u8 {
        /// [`NodeType::RegularFile`].
        const REGULAR_FILE = 1;
        /// [`NodeType::Directory`].
        const DIRECTORY = 1 << 1;
        /// [`NodeType::Fifo`].
        const FIFO = 1 << 2;
        /// [`NodeType::Socket`].
        const SOCKET = 1 << 3;
    }
}

/// What a guest may make with `mknod`. Whatever is not granted is denied.
///
/// The default grants FIFOs, sockets and regular files: what Linux lets an ordinary user make. Directories, which
/// Linux's `mknod` does not make, device nodes and set-ID bits are denied until they are granted.
///
/// To grant a device node means that the guest may *make* it. It is then as powerful as its mode lets it be in the
/// hands of every process that can reach it, so a grant of `b 8:0` gives away a disk.
///
/// # Examples
///
/// ```
/// use wasi_mknod_wasmtime::{NodeTypes, Policy};
///
/// let policy = Policy::new()
///     .node_types(NodeTypes::FIFO)
///     .device("c 1:3 m".parse()?)
///     .device("c 1:5-9".parse()?);
/// # Ok::<(), wasi_mknod_wasmtime::ParseDeviceRuleError>(())
/// ```
#[derive(Clone)]
pub struct Policy {
    node_types: NodeTypes,
    devices: Vec<DeviceRule>,
    openings: Vec<OpenDeviceRule>,
    set_id: bool,
    veto: Option<Arc<Veto>>,
}

type Veto = dyn Fn(&Attempt<'_>) -> bool + Send + Sync;

/// A node that a guest wants to make and that the rules of its policy grant.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The path as the guest gave it: relative to a directory of the guest, not resolved and perhaps not valid.
    pub path: &'a str,
    /// What the guest wants to make.
    pub node_type: NodeType,
    /// The mode, before the guest's umask.
    pub mode: Mode,
}

impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

impl Policy {
    /// Creates the default policy: FIFOs, sockets and regular files, no device, no set-ID bits.
    pub fn new() -> Self {
        Self {
            node_types: NodeTypes::FIFO | NodeTypes::SOCKET | NodeTypes::REGULAR_FILE,
            devices: Vec::new(),
            openings: Vec::new(),
            set_id: false,
            veto: None,
        }
    }

    /// Creates a policy that grants nothing.
    pub fn deny_all() -> Self {
        Self {
            node_types: NodeTypes::empty(),
            ..Self::new()
        }
    }

    /// Grants these types of nodes, and no longer those that were granted before. Devices are not concerned.
    #[must_use]
    pub fn node_types(mut self, node_types: NodeTypes) -> Self {
        self.node_types = node_types;
        self
    }

    /// Adds a rule for device nodes. Of the rules that match a device, the one added last decides.
    #[must_use]
    pub fn device(mut self, rule: DeviceRule) -> Self {
        self.devices.push(rule);
        self
    }

    /// Adds a rule for opening devices. Of the rules that match a device and an access, the one added last decides.
    ///
    /// No device can be opened without a rule that grants it, not even one that the guest itself has made. Only the
    /// rules of the general policy count, and not those of a policy for a directory: one device may have nodes in
    /// several places.
    ///
    /// These rules hold where `p2::override_filesystem_sync` or its async form is in use. Without it wasmtime-wasi opens
    /// every device that the user of the host may open.
    #[must_use]
    pub fn open_device(mut self, rule: OpenDeviceRule) -> Self {
        self.openings.push(rule);
        self
    }

    /// Grants the set-user-ID and set-group-ID bits, or denies them, as is the default.
    ///
    /// A set-user-ID file belongs to the user as whom the host runs. A guest that makes one and writes a program into
    /// it has left the sandbox as soon as anybody runs that program.
    #[must_use]
    pub fn set_id(mut self, granted: bool) -> Self {
        self.set_id = granted;
        self
    }

    /// Asks `admits` about each node that the rules grant: `false` denies it after all.
    ///
    /// It may be called on any thread, before the file system is changed, and should be quick.
    ///
    /// # Examples
    ///
    /// ```
    /// use wasi_mknod_wasmtime::Policy;
    ///
    /// let policy = Policy::new().admit_if(|attempt| attempt.path.ends_with(".fifo"));
    /// ```
    #[must_use]
    pub fn admit_if(
        mut self,
        admits: impl Fn(&Attempt<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.veto = Some(Arc::new(admits));
        self
    }

    /// Says whether a guest may make the node of `attempt`.
    pub(crate) fn decide(&self, attempt: &Attempt<'_>) -> Result<(), Denied> {
        self.check(attempt.node_type, attempt.mode)?;
        match &self.veto {
            Some(admits) if !admits(attempt) => Err(Denied::Vetoed),
            _ => Ok(()),
        }
    }

    /// Says whether the rules let a guest make a node of this type with this mode. The function given to
    /// [`admit_if`](Self::admit_if) is not asked.
    ///
    /// # Errors
    ///
    /// [`Denied`] says what is not granted.
    pub fn check(&self, node_type: NodeType, mode: Mode) -> Result<(), Denied> {
        let granted = match node_type {
            NodeType::RegularFile => self.node_types.contains(NodeTypes::REGULAR_FILE),
            NodeType::Directory => self.node_types.contains(NodeTypes::DIRECTORY),
            NodeType::Fifo => self.node_types.contains(NodeTypes::FIFO),
            NodeType::Socket => self.node_types.contains(NodeTypes::SOCKET),
            NodeType::CharacterDevice(device) => self.grants(DeviceKind::Character, device),
            NodeType::BlockDevice(device) => self.grants(DeviceKind::Block, device),
            _ => false,
        };
        if !granted {
            return Err(Denied::NodeType(node_type));
        }
        if mode.intersects(Mode::SET_ID) && !self.set_id {
            return Err(Denied::SetId(mode));
        }
        Ok(())
    }

    /// Says whether a guest may open the device `node_type` for reading, for writing or for both.
    ///
    /// # Errors
    ///
    /// [`Denied::Open`], for whatever is not a device as well.
    pub fn check_open(&self, node_type: NodeType, read: bool, write: bool) -> Result<(), Denied> {
        let denied = Denied::Open(node_type);
        let (kind, device) = match node_type {
            NodeType::CharacterDevice(device) => (DeviceKind::Character, device),
            NodeType::BlockDevice(device) => (DeviceKind::Block, device),
            _ => return Err(denied),
        };
        let grants = |access| {
            let mut rules = self.openings.iter().rev();
            rules
                .find(|rule| rule.matches(kind, device, access))
                .is_some_and(OpenDeviceRule::allows)
        };
        match (!read || grants(OpenAccess::READ)) && (!write || grants(OpenAccess::WRITE)) {
            true => Ok(()),
            false => Err(denied),
        }
    }

    fn grants(&self, kind: DeviceKind, device: Device) -> bool {
        self.devices
            .iter()
            .rev()
            .find(|rule| rule.matches(kind, device))
            .is_some_and(DeviceRule::allows)
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("node_types", &self.node_types)
            .field("devices", &self.devices)
            .field("set_id", &self.set_id)
            .field("admit_if", &self.veto.is_some())
            .finish()
    }
}

/// Why a [`Policy`] says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denied {
    /// Nodes of this type, or devices of this number, are not granted.
    NodeType(NodeType),
    /// This device may not be opened, or not for what was asked.
    Open(NodeType),
    /// The mode has a set-ID bit, and these are not granted.
    SetId(Mode),
    /// The function given to [`Policy::admit_if`] said no.
    Vetoed,
    /// The place of the node in the file system cannot be told, and the policy depends on it.
    UnknownPlace,
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NodeType(node_type) => write!(f, "the policy does not grant a {node_type}"),
            Self::Open(node_type) => {
                write!(f, "the policy does not let the guest open {node_type}")
            }
            Self::SetId(mode) => write!(f, "the policy does not grant set-ID bits (mode {mode})"),
            Self::Vetoed => f.write_str("the embedder's own check does not admit it"),
            Self::UnknownPlace => f.write_str(
                "it cannot be told in which directory, and so under which policy, it would be",
            ),
        }
    }
}

impl std::error::Error for Denied {}

#[cfg(test)]
mod tests {
    use super::{NodeTypes, Policy};
    use crate::{Device, Mode, NodeType};

    fn device(major: u32, minor: u32) -> Device {
        Device::new(major, minor).unwrap()
    }

    #[test]
    fn defaults() {
        let null = device(1, 3);
        for (node_type, granted) in [
            (NodeType::RegularFile, true),
            (NodeType::Fifo, true),
            (NodeType::Socket, true),
            (NodeType::Directory, false),
            (NodeType::CharacterDevice(null), false),
            (NodeType::BlockDevice(null), false),
            (NodeType::CharacterDevice(device(0, 0)), false),
        ] {
            let answer = Policy::default().check(node_type, Mode::empty());
            assert_eq!(answer.is_ok(), granted, "{node_type}");
            let answer = Policy::deny_all().check(node_type, Mode::empty());
            assert!(answer.is_err(), "{node_type}");
        }
    }

    #[test]
    fn set_id_bits_are_granted_apart_from_the_type() {
        for (mode, by_default) in [
            (0o0777, true),
            (0o1777, true),
            (0o2644, false),
            (0o4755, false),
            (0o7777, false),
        ] {
            let mode = Mode::from_bits_truncate(mode);
            let default = Policy::default();
            assert_eq!(
                default.check(NodeType::Fifo, mode).is_ok(),
                by_default,
                "{mode}"
            );
            let granting = Policy::default().set_id(true);
            assert!(granting.check(NodeType::Fifo, mode).is_ok(), "{mode}");
            assert!(granting.check(NodeType::Directory, mode).is_err(), "{mode}");
        }
    }

    #[test]
    fn the_last_matching_rule_decides() {
        let policy = |rules: &[&str]| {
            rules.iter().fold(Policy::default(), |policy, rule| {
                policy.device(rule.parse().unwrap())
            })
        };
        let table: &[(&[&str], u32, u32, bool)] = &[
            (&["c 1:3 m"], 1, 3, true),
            (&["c 1:3 m"], 1, 5, false),
            (&["b 1:3 m"], 1, 3, false),
            (&["c 1:*", "!c 1:1"], 1, 1, false),
            (&["c 1:*", "!c 1:1"], 1, 3, true),
            (&["!c 1:1", "c 1:*"], 1, 1, true),
            (&["a *:*"], 4, 64, true),
            (&["a *:*"], 0, 0, false),
            (&["c 0-5:0-5"], 0, 0, false),
            (&["a 0:0"], 0, 0, false),
            (&["c 0:0"], 0, 0, true),
            (&["c 0:0", "!a *:*"], 0, 0, false),
        ];
        for (rules, major, minor, granted) in table {
            let node_type = NodeType::CharacterDevice(device(*major, *minor));
            let answer = policy(rules).check(node_type, Mode::empty());
            assert_eq!(answer.is_ok(), *granted, "{rules:?} for {node_type}");
        }
    }

    #[test]
    fn devices_are_opened_by_their_own_rules() {
        let table: &[(&[&str], bool, bool, bool)] = &[
            (&[], true, false, false),
            (&["c 1:3"], true, true, true),
            (&["c 1:3 r"], true, false, true),
            (&["c 1:3 r"], true, true, false),
            (&["c 1:3 r", "c 1:3 w"], true, true, true),
            (&["c 1:*", "!c 1:3 w"], true, false, true),
            (&["c 1:*", "!c 1:3 w"], false, true, false),
            (&["b 1:3"], true, false, false),
        ];
        let null = NodeType::CharacterDevice(device(1, 3));
        for (rules, read, write, granted) in table {
            let policy = Policy::default().device("c 1:3".parse().unwrap());
            let policy = rules.iter().fold(policy, |policy, rule| {
                policy.open_device(rule.parse().unwrap())
            });
            let answer = policy.check_open(null, *read, *write);
            assert_eq!(answer.is_ok(), *granted, "{rules:?} {read} {write}");
        }
        let anything = Policy::default().open_device("a *:*".parse().unwrap());
        assert!(anything.check_open(NodeType::Fifo, true, false).is_err());
    }

    #[test]
    fn node_types_replace_the_default() {
        let policy = Policy::default().node_types(NodeTypes::DIRECTORY);
        assert!(policy.check(NodeType::Directory, Mode::empty()).is_ok());
        assert!(policy.check(NodeType::Fifo, Mode::empty()).is_err());
    }
}
