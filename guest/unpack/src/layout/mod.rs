//! OCI image layouts: directories with the blobs of images.
//!
//! Reference: OCI image specification, "Image Layout", "Image Index" and "Image Manifest".

mod blob;
mod choose;

use crate::arguments::Choice;
use oci_spec::image::{Descriptor, ImageIndex, ImageManifest, MediaType, OciLayout};
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

/// What other media types of layers end with: those of Docker.
const DOCKER_LAYER: &str = "application/vnd.docker.image.rootfs.";

/// An image of a layout.
#[derive(Debug)]
pub(crate) struct Layout {
    path: PathBuf,
    manifest: ImageManifest,
}

impl Layout {
    /// Finds an image in the layout in a directory.
    ///
    /// # Errors
    ///
    /// The directory is no layout, what the image consists of is not there or is damaged, or several
    /// images could be meant.
    pub(crate) fn open(path: &Path, choice: &Choice) -> io::Result<Self> {
        if !path.join("oci-layout").is_file() {
            let message = "this directory has no file 'oci-layout', so it is no image layout";
            return Err(io::Error::other(message));
        }
        let layout: OciLayout = blob::read_file(path, "oci-layout")?;
        let version = layout.image_layout_version();
        if !version.starts_with("1.") {
            let version = version.escape_debug();
            let message = format!("version '{version}' of image layouts is not supported");
            return Err(io::Error::other(message));
        }
        let index: ImageIndex = blob::read_file(path, "index.json")?;
        let descriptor = choose::manifest(path, &index, choice)?;
        let manifest: ImageManifest = blob::read(path, &descriptor)?;
        for layer in manifest.layers() {
            check_layer(layer)?;
        }
        Ok(Self {
            path: path.to_owned(),
            manifest,
        })
    }

    /// The layers, the lowest one first.
    pub(crate) fn layers(&self) -> &[Descriptor] {
        self.manifest.layers()
    }

    /// Opens the archive of a layer. Its digest is checked before.
    ///
    /// # Errors
    ///
    /// The blob is not there, is another one, or cannot be decompressed.
    pub(crate) fn open_layer(&self, layer: &Descriptor) -> io::Result<Box<dyn BufRead>> {
        let file = blob::open(&self.path, layer)?;
        crate::input::decompress(file, Some(layer.size()))
    }
}

/// Checks that a layer is an archive. How it is compressed, its first bytes say.
fn check_layer(layer: &Descriptor) -> io::Result<()> {
    use MediaType as Type;
    let other = match layer.media_type() {
        Type::ImageLayer | Type::ImageLayerGzip | Type::ImageLayerZstd => return Ok(()),
        Type::ImageLayerNonDistributable
        | Type::ImageLayerNonDistributableGzip
        | Type::ImageLayerNonDistributableZstd => return Ok(()),
        Type::Other(name) if name.starts_with(DOCKER_LAYER) => return Ok(()),
        other => other.to_string(),
    };
    let message = format!(
        "the media type '{}' of a layer is unknown",
        other.escape_debug()
    );
    Err(io::Error::other(message))
}
