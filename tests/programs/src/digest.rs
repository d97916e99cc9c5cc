//! Whether what came is what was sent.

use sha2::{Digest as _, Sha256};
use std::fmt;

/// The SHA-256 of some bytes, and how many there were.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    length: u64,
    hash: Sha256,
}

impl Digest {
    /// Adds more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
    }

    /// How many bytes there were.
    pub fn length(&self) -> u64 {
        self.length
    }
}

/// The length, and the hash as `sha256sum` prints it.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, SHA-256 ", self.length)?;
        let hash = self.hash.clone().finalize();
        hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
