//! Content of images by its digest, and why there is none.

use oci_spec::image::Descriptor;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fmt::{self, Display};

/// What a descriptor of an image says of content.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Content {
    /// The SHA-256 digest in hexadecimal digits.
    digest: String,
    size: u64,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// containerd does not have it.
    Missing,
    Other(String),
}

impl Content {
    /// Returns the content of a descriptor.
    ///
    /// # Errors
    ///
    /// If its digest is not of SHA-256.
    pub(super) fn of(descriptor: &Descriptor) -> Result<Self, Failure> {
        match descriptor.as_digest_sha256() {
            Some(digest) => Ok(Self {
                digest: digest.to_owned(),
                size: descriptor.size(),
            }),
            None => Err(Failure::Other(format!(
                "the digest `{}` is not one of SHA-256, which alone is checked",
                descriptor.digest()
            ))),
        }
    }

    /// Returns the SHA-256 digest in hexadecimal digits.
    pub(super) fn digest(&self) -> &str {
        &self.digest
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }
}

impl Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.digest)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("containerd does not have it"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl Error for Failure {}
