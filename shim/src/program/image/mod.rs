//! Programs that are layers of images.
//!
//! The content of a layer is a component or a module itself, and not an archive with files, so
//! containerd unpacks nothing of it into the root file system. Two layouts are known: that of the
//! [Wasm OCI artifact][artifact], and that of runwasi, whose configuration is an ordinary one. The
//! media types of the layers tell them, and the configuration is not read.
//!
//! containerd is asked for the image, its manifest and the layer, through its gRPC services. This
//! takes a runtime of tokio and the memory for the answers, so it is done in processes of its own:
//! neither the server nor the zygote nor the process of a container has them. A container whose
//! program is a file makes no connection, and the content of a layer is asked for where its
//! compiled code is not kept.
//!
//! An image is not to be trusted. What is read of it has a bound before it is read, and is checked
//! against the digest by which it was found.
//!
//! [artifact]: https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact/

mod choose;
mod client;
mod content;
mod messages;
mod resolve;
#[cfg(test)]
mod tests;

use super::LARGEST;
use super::apart::apart;
use client::Client;
use content::{Content, Failure};
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display};
use wasmtime::{Result, bail};

/// The containerd that has started the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Containerd {
    /// The path of its socket.
    pub(crate) address: String,
    pub(crate) namespace: String,
}

/// A layer of an image.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Layer {
    containerd: Containerd,
    /// The name of the image.
    image: String,
    content: Content,
}

impl Containerd {
    /// Finds the layer that is the program of the container `id`, whose first argument is
    /// `argument`.
    ///
    /// # Errors
    ///
    /// If its image has no such layer, if it is not clear which one it is, or if containerd does
    /// not answer.
    pub(super) fn layer(&self, id: &str, argument: &str) -> Result<Layer> {
        apart("process that reads the image", || {
            let (image, content) =
                self.ask(async |client| resolve::layer(client, id, argument).await)?;
            Ok(Layer {
                containerd: self.clone(),
                image,
                content,
            })
        })
    }

    /// Connects to containerd and calls `ask`.
    fn ask<T>(&self, ask: impl AsyncFnOnce(&Client<'_>) -> Result<T>) -> Result<T> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let client = Client::connect(self).await?;
            ask(&client).await
        })
    }
}

impl Layer {
    /// Returns the SHA-256 digest in hexadecimal digits.
    pub(super) fn digest(&self) -> &str {
        self.content.digest()
    }

    /// Reads the WebAssembly.
    ///
    /// # Errors
    ///
    /// If containerd does not have it, if it is something else than its descriptor says, or if it
    /// is not WebAssembly.
    pub(super) fn read(&self) -> Result<Vec<u8>> {
        let bytes = self.containerd.ask(async |client| {
            match client.read(&self.content, LARGEST).await {
                Err(Failure::Missing) => bail!(
                    "it is not in the content store of containerd: pull or import the image again"
                ),
                read => Ok(read?),
            }
        })?;
        if !bytes.starts_with(b"\0asm") {
            bail!("it is not WebAssembly, as the media type of the layer says");
        }
        Ok(bytes)
    }
}

impl Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { image, content, .. } = self;
        write!(f, "the layer `{content}` of the image `{image}`")
    }
}
