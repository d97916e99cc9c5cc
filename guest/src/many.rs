//! Several nodes with one call to the host.

use std::{error, fmt, io};

use crate::bindings::types::Node;
use crate::{Dir, sys};

/// Creates several nodes beneath the directory `dir`, in order, stopping at the first failure.
///
/// Each node is made as by [`NodeOptions::create_at`](crate::NodeOptions::create_at). The host is
/// called once for all of them, which counts where a tree of hundreds is made.
///
/// ```no_run
/// use wasi_mknod::{Device, Dir, Mode, Node, NodeType, mknod_many};
///
/// let dev = Dir::open("/dev")?;
/// let ttys = (0..64).map(|n| {
///     Node::new(format!("tty{n}"), NodeType::CharacterDevice(Device::new(4, n)), Mode::from_raw_mode(0o620))
/// });
/// if let Err(error) = mknod_many(&dev, ttys) {
///     eprintln!("tty{} is the first that could not be made: {}", error.made(), error.error());
/// }
/// # std::io::Result::Ok(())
/// ```
///
/// # Errors
///
/// How many nodes were made before the failure, and what it was. The nodes made stay.
pub fn mknod_many(dir: &Dir, nodes: impl IntoIterator<Item = Node>) -> Result<(), MknodManyError> {
    let nodes: Vec<Node> = nodes.into_iter().collect();
    sys::mknod_many(dir.as_descriptor(), &nodes)
        .map_err(|(made, error)| MknodManyError::new(made, error))
}

/// The error of [`mknod_many`]: how far it came, and why not further.
///
/// It turns into the [`io::Error`] of the node that failed where `?` asks for one.
#[derive(Debug)]
pub struct MknodManyError {
    made: usize,
    error: io::Error,
}

impl MknodManyError {
    pub(crate) fn new(made: u32, error: io::Error) -> Self {
        Self {
            made: made as usize,
            error,
        }
    }

    /// Returns how many nodes were made, which is also the index of the one that failed.
    pub fn made(&self) -> usize {
        self.made
    }

    /// Returns the error of the node that failed.
    pub fn error(&self) -> &io::Error {
        &self.error
    }
}

impl fmt::Display for MknodManyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node number {} could not be made", self.made + 1)
    }
}

impl error::Error for MknodManyError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.error)
    }
}

impl From<MknodManyError> for io::Error {
    fn from(error: MknodManyError) -> Self {
        error.error
    }
}
