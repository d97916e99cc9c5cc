//! Decides which nodes a guest may make and which devices it may open.

mod by_directory;
mod cache;
mod decisions;
mod denied;
mod device_rule;
mod open_rule;
mod rules;
mod syntax;
#[cfg(test)]
mod tests;

pub(crate) use by_directory::Policies;
pub(crate) use cache::PolicyCache;
pub use denied::Denied;
pub use device_rule::DeviceRule;
pub use open_rule::OpenDeviceRule;
pub(crate) use rules::By;
pub use syntax::ParseDeviceRuleError;

use crate::attributes::Attribute;
use crate::{Mode, NodeType};
use rules::{Making, Opening};
use std::fmt;
use std::sync::Arc;

bitflags::bitflags! {
    /// Types of nodes that a policy grants as a whole. Devices are granted by a [`DeviceRule`].
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

/// The nodes that a guest may make, the devices that it may open, and what it may change of nodes.
/// All else is denied.
///
/// The default grants FIFOs, sockets and regular files: what Linux lets an ordinary user make.
/// Directories, which Linux's `mknod` does not make, device nodes, set-ID bits, changes of modes
/// and owners, and symbolic links with absolute targets are denied until they are granted.
///
/// A rule for a device node lets the guest *make* it. Every process that can reach the node and has
/// the permissions of its mode can then use the device, so a grant of `b 8:0` gives away a disk.
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
    /// Clones of a policy share the rules.
    making: Arc<Making>,
    opening: Arc<Opening>,
    set_id: bool,
    change_mode: bool,
    change_owner: bool,
    absolute_link: bool,
    vetoes: Vec<Arc<Veto>>,
}

type Veto = dyn Fn(&Attempt<'_>) -> bool + Send + Sync;

/// A node that a guest wants to make and that the rules of its policy grant.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The path as the guest gave it: relative to a directory of the guest, not resolved and
    /// perhaps not valid.
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
            making: Arc::default(),
            opening: Arc::default(),
            set_id: false,
            change_mode: false,
            change_owner: false,
            absolute_link: false,
            vetoes: Vec::new(),
        }
    }

    /// Creates a policy that grants nothing.
    pub fn deny_all() -> Self {
        Self {
            node_types: NodeTypes::empty(),
            ..Self::new()
        }
    }

    /// Grants these types of nodes in place of those that were granted before. Rules for devices
    /// stay.
    #[must_use]
    pub fn node_types(mut self, node_types: NodeTypes) -> Self {
        self.node_types = node_types;
        self
    }

    /// Adds a rule for device nodes. Of the rules that match a device, the one added last decides.
    #[must_use]
    pub fn device(mut self, rule: DeviceRule) -> Self {
        Arc::make_mut(&mut self.making).add(rule);
        self
    }

    /// Adds a rule for opening devices. Of the rules that match a device and an access, the one
    /// added last decides.
    ///
    /// A guest can open no device without a rule that grants it, not even one that it has made.
    ///
    /// A policy for a directory cannot have such rules: one device may have nodes in several
    /// places, and a guest may link or rename a node to another place.
    /// `WasiMknodCtxBuilder::directory_policy` returns an error.
    ///
    /// These rules hold where `p2::override_filesystem_sync` or its async form is in use. Without
    /// it wasmtime-wasi opens every device that the user of the host may open.
    #[must_use]
    pub fn open_device(mut self, rule: OpenDeviceRule) -> Self {
        Arc::make_mut(&mut self.opening).add(rule);
        self
    }

    /// Grants or denies the set-user-ID and set-group-ID bits. The default is to deny them.
    ///
    /// A set-user-ID file belongs to the user of the host process. A guest that makes one and
    /// writes a program into it leaves the sandbox when somebody runs that program.
    #[must_use]
    pub fn set_id(mut self, granted: bool) -> Self {
        self.set_id = granted;
        self
    }

    /// Grants or denies changes of the modes of nodes. The default is to deny them.
    ///
    /// The guest can then change the mode of whatever it reaches and the user of the host owns, as
    /// `chmod(2)` does. Set-ID bits take [`set_id`](Self::set_id) as well.
    #[must_use]
    pub fn change_mode(mut self, granted: bool) -> Self {
        self.change_mode = granted;
        self
    }

    /// Grants or denies changes of the owners of nodes. The default is to deny them.
    ///
    /// A host with `CAP_CHOWN` can give nodes to any user, and lets the guest do so then. Other
    /// hosts can give their nodes to the groups that they belong to.
    #[must_use]
    pub fn change_owner(mut self, granted: bool) -> Self {
        self.change_owner = granted;
        self
    }

    /// Grants or denies symbolic links with absolute targets: making them by `symlink-at` of
    /// `wasi:filesystem`, and reading them by `readlink-at`. The default is to deny both, as
    /// wasmtime-wasi does.
    ///
    /// The guest cannot follow such a link, for the target is outside of its directories. Other
    /// programs do: one that follows links in a directory of the guest reads and writes where the
    /// guest says, so grant this only where they do not, or where they take the directory for their
    /// root. A guest that reads links learns the paths in those that others have made.
    ///
    /// The grant holds where `p2::override_filesystem_sync` or its async form is in use.
    #[must_use]
    pub fn absolute_link(mut self, granted: bool) -> Self {
        self.absolute_link = granted;
        self
    }

    /// Asks `admits` about each node that the rules grant; `false` denies the node. It is not asked
    /// about changes of nodes, nor about symbolic links.
    ///
    /// A second call adds a second function, and both must admit the node. The functions are called
    /// on any thread before the file system is changed. They should be quick.
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
        self.vetoes.push(Arc::new(admits));
        self
    }

    /// Checks an attempt against the rules and the functions of [`admit_if`](Self::admit_if).
    pub(crate) fn decide(&self, attempt: &Attempt<'_>) -> Result<(), Denied> {
        self.check(attempt.node_type, attempt.mode)?;
        match self.vetoes.iter().all(|admits| admits(attempt)) {
            true => Ok(()),
            false => Err(Denied::Vetoed),
        }
    }

    /// Checks the rules for a node of this type with this mode. The functions given to
    /// [`admit_if`](Self::admit_if) are not asked.
    ///
    /// # Errors
    ///
    /// [`Denied`] with what is not granted.
    pub fn check(&self, node_type: NodeType, mode: Mode) -> Result<(), Denied> {
        let granted = match node_type {
            NodeType::RegularFile => self.node_types.contains(NodeTypes::REGULAR_FILE),
            NodeType::Directory => self.node_types.contains(NodeTypes::DIRECTORY),
            NodeType::Fifo => self.node_types.contains(NodeTypes::FIFO),
            NodeType::Socket => self.node_types.contains(NodeTypes::SOCKET),
            _ => self.making.grant(node_type),
        };
        if !granted {
            return Err(Denied::NodeType(node_type));
        }
        if mode.intersects(Mode::SET_ID) && !self.set_id {
            return Err(Denied::SetId(mode));
        }
        Ok(())
    }

    /// Checks whether the mode of a node may become `mode`.
    ///
    /// # Errors
    ///
    /// [`Denied::ChangeMode`] or [`Denied::SetId`].
    pub fn check_change_mode(&self, mode: Mode) -> Result<(), Denied> {
        if !self.change_mode {
            return Err(Denied::ChangeMode);
        }
        match mode.intersects(Mode::SET_ID) && !self.set_id {
            true => Err(Denied::SetId(mode)),
            false => Ok(()),
        }
    }

    /// Checks whether owners of nodes may be changed.
    ///
    /// # Errors
    ///
    /// [`Denied::ChangeOwner`].
    pub fn check_change_owner(&self) -> Result<(), Denied> {
        match self.change_owner {
            true => Ok(()),
            false => Err(Denied::ChangeOwner),
        }
    }

    /// Checks whether symbolic links may have absolute targets.
    ///
    /// # Errors
    ///
    /// [`Denied::AbsoluteLink`].
    pub fn check_absolute_link(&self) -> Result<(), Denied> {
        match self.absolute_link {
            true => Ok(()),
            false => Err(Denied::AbsoluteLink),
        }
    }

    /// Checks the rules for a change. Times take no grant: `set-times-at` of `wasi:filesystem`,
    /// which every guest has, takes none.
    pub(crate) fn decide_change(&self, attribute: &Attribute) -> Result<(), Denied> {
        match attribute {
            Attribute::Mode(mode) => self.check_change_mode(*mode),
            Attribute::Owner { .. } => self.check_change_owner(),
            Attribute::Times { .. } => Ok(()),
        }
    }

    /// Checks the rules for opening the device `node_type` for reading, for writing or for both.
    ///
    /// # Errors
    ///
    /// [`Denied::Open`] if no rule grants it, or if `node_type` is not a device.
    pub fn check_open(&self, node_type: NodeType, read: bool, write: bool) -> Result<(), Denied> {
        self.decide_open(node_type, read, write).map(|_| ())
    }

    /// Checks the rules for opening a device, and returns who answers for it: the host if one of
    /// the rules that grant the access says so.
    ///
    /// # Errors
    ///
    /// As [`check_open`](Self::check_open).
    pub(crate) fn decide_open(
        &self,
        node_type: NodeType,
        read: bool,
        write: bool,
    ) -> Result<By, Denied> {
        let answerer = self.opening.answerer(node_type, read, write);
        answerer.ok_or(Denied::Open(node_type))
    }

    /// Returns whether the policy has rules for opening devices.
    fn opens_devices(&self) -> bool {
        !self.opening.rules().is_empty()
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("node_types", &self.node_types)
            .field("devices", &self.making.rules())
            .field("openings", &self.opening.rules())
            .field("set_id", &self.set_id)
            .field("change_mode", &self.change_mode)
            .field("change_owner", &self.change_owner)
            .field("absolute_link", &self.absolute_link)
            .field("admit_if", &self.vetoes.len())
            .finish()
    }
}
