//! Where the bytes of a program come from.

use super::image::Layer;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use wasmtime::Result;

/// WebAssembly in its binary format.
#[derive(Debug)]
pub(crate) enum Source {
    /// The content of a file of the container.
    File {
        /// What the container calls it.
        name: String,
        bytes: Vec<u8>,
    },
    /// A layer of its image, which is read when it is compiled.
    Layer(Layer),
}

impl Source {
    /// Returns the SHA-256 digest in hexadecimal digits.
    pub(super) fn digest(&self) -> Cow<'_, str> {
        match self {
            Self::File { bytes, .. } => Cow::Owned(hex(&Sha256::digest(bytes))),
            Self::Layer(layer) => Cow::Borrowed(layer.digest()),
        }
    }

    /// Returns the bytes. A layer is asked of containerd, in a process with one thread.
    pub(super) fn bytes(&self) -> Result<Cow<'_, [u8]>> {
        match self {
            Self::File { bytes, .. } => Ok(Cow::Borrowed(bytes)),
            Self::Layer(layer) => Ok(Cow::Owned(layer.read()?)),
        }
    }

    /// Says which program it is, for errors.
    pub(super) fn title(&self) -> String {
        match self {
            Self::File { name, .. } => format!("the program `{name}`"),
            Self::Layer(layer) => layer.to_string(),
        }
    }
}

/// Writes bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
