//! Whether what came is what was sent.

use std::fmt;

/// The 64-bit FNV-1a hash of some bytes, and how many there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    length: u64,
    hash: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Self {
            length: 0,
            hash: 0xcbf2_9ce4_8422_2325,
        }
    }
}

impl Digest {
    /// Adds more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
        self.length += bytes.len() as u64;
    }

    /// How many bytes there were.
    pub fn length(&self) -> u64 {
        self.length
    }
}

/// The length and the hash.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, {:016x}", self.length, self.hash)
    }
}
