//! From a container to the layer that is its program.

use super::choose;
use super::client::Client;
use super::content::{Content, Failure};
use oci_spec::image::{Descriptor, ImageIndex, ImageManifest};
use serde::de::DeserializeOwned;
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// The largest manifest or index, in bytes.
const LARGEST: u64 = 4 << 20;

const MANIFESTS: [&str; 2] = [
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
];
const INDEXES: [&str; 2] = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
];

/// Returns the name of the image of the container `id`, and its layer that is the program.
pub(super) async fn layer(
    client: &Client<'_>,
    id: &str,
    argument: &str,
) -> Result<(String, Content)> {
    let asked = client.image_of(id).await;
    let Some(image) = asked.context("there is no such file, and the image is not known")? else {
        bail!("there is no such file, and the container was made without an image");
    };
    let layer = layer_of(client, &image, argument).await;
    let layer = layer.with_context(|| {
        format!("there is no such file, and no layer of the image `{image}` can be run")
    })?;
    Ok((image, layer))
}

/// Returns the layer of an image that is the program.
async fn layer_of(client: &Client<'_>, image: &str, argument: &str) -> Result<Content> {
    let target = match client.image(image).await {
        Err(Failure::Missing) => {
            bail!("containerd has this image no more: pull or import it again")
        }
        target => target?,
    };
    let kind = target.media_type().as_ref();
    let index: ImageIndex;
    let candidates = if INDEXES.contains(&kind) {
        index = match read(client, &target).await? {
            Some(index) => index,
            None => bail!(
                "containerd does not have its index `{}`: {AGAIN}",
                target.digest()
            ),
        };
        let fitting = choose::manifests(&index)?;
        if fitting.is_empty() {
            bail!("none of its manifests is for `wasi/wasm` or for this node");
        }
        fitting
    } else if MANIFESTS.contains(&kind) {
        vec![&target]
    } else {
        bail!(
            "its media type `{}` is not that of an image",
            kind.escape_debug()
        );
    };
    let mut lacking = None;
    for candidate in candidates {
        let Some(manifest) = read::<ImageManifest>(client, candidate).await? else {
            lacking.get_or_insert(candidate);
            continue;
        };
        if let Some(layer) = choose::layer(&manifest, argument)? {
            return Ok(Content::of(layer)?);
        }
    }
    match lacking {
        Some(manifest) => bail!(
            "containerd does not have its manifest `{}`{}: {AGAIN}",
            manifest.digest(),
            platform(manifest)
        ),
        None => bail!("it has no WebAssembly layer"),
    }
}

/// What to do where content is missing.
const AGAIN: &str = "pull or import the image again, with `--platform` where it has several";

/// Says which platform a manifest is for.
fn platform(manifest: &Descriptor) -> String {
    let platform = manifest.platform().as_ref();
    platform.map_or_else(String::new, |platform| {
        let name = format!("{}/{}", platform.os(), platform.architecture());
        format!(" for `{}`", name.escape_debug())
    })
}

/// Reads a document; `None` if containerd does not have it.
async fn read<T: DeserializeOwned>(
    client: &Client<'_>,
    descriptor: &Descriptor,
) -> Result<Option<T>> {
    let digest = descriptor.digest();
    let context = || format!("its manifest `{digest}` cannot be used");
    let content = Content::of(descriptor).with_context(context)?;
    let bytes = match client.read(&content, LARGEST).await {
        Err(Failure::Missing) => return Ok(None),
        read => read.with_context(context)?,
    };
    Ok(Some(serde_json::from_slice(&bytes).with_context(context)?))
}
