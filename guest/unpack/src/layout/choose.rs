//! The choice of one image of a layout.

use super::blob;
use crate::arguments::Choice;
use oci_spec::image::{
    ANNOTATION_REF_NAME, Descriptor, ImageConfiguration, ImageIndex, ImageManifest, MediaType,
};
use std::io;
use std::path::Path;

/// The most images of a layout.
const MOST: usize = 1000;
/// The deepest index in an index.
const DEEPEST: usize = 4;

/// An image.
#[derive(Clone, Debug)]
struct Image {
    descriptor: Descriptor,
    /// The name that it, or the index with it, has in the layout.
    name: Option<String>,
}

/// Finds the manifest of the image that is meant.
///
/// # Errors
///
/// An index is not there or is damaged, or there is not exactly one such image.
pub(super) fn manifest(
    layout: &Path,
    index: &ImageIndex,
    choice: &Choice,
) -> io::Result<Descriptor> {
    let mut images = Vec::new();
    collect(layout, index, None, 0, &mut images)?;
    let all = images.clone();
    if let Some(reference) = &choice.reference {
        images.retain(|image| image.name.as_ref() == Some(reference));
    }
    let mut chosen = Vec::new();
    for image in &images {
        if choice.platform.is_none() || platform(layout, &image.descriptor)? == choice.platform {
            chosen.push(image);
        }
    }
    match chosen.as_slice() {
        [image] => Ok(image.descriptor.clone()),
        [] if all.is_empty() => Err(io::Error::other("the layout has no image")),
        [] => Err(several("none of the images of the layout is meant", &all)),
        chosen => {
            let chosen: Vec<_> = chosen.iter().map(|image| (*image).clone()).collect();
            let message = "the layout has several images (choose by --reference or --platform)";
            Err(several(message, &chosen))
        }
    }
}

fn collect(
    layout: &Path,
    index: &ImageIndex,
    name: Option<&str>,
    depth: usize,
    images: &mut Vec<Image>,
) -> io::Result<()> {
    for descriptor in index.manifests() {
        let own = descriptor.annotations().as_ref();
        let own = own.and_then(|annotations| annotations.get(ANNOTATION_REF_NAME));
        let name = own.map(String::as_str).or(name);
        match descriptor.media_type() {
            MediaType::ImageIndex if depth < DEEPEST => {
                let inner: ImageIndex = blob::read(layout, descriptor)?;
                collect(layout, &inner, name, depth + 1, images)?;
            }
            MediaType::Other(other) if is_docker_list(other) && depth < DEEPEST => {
                let inner: ImageIndex = blob::read(layout, descriptor)?;
                collect(layout, &inner, name, depth + 1, images)?;
            }
            _ if is_image(descriptor) => images.push(Image {
                descriptor: descriptor.clone(),
                name: name.map(str::to_owned),
            }),
            _ => {}
        }
        if images.len() > MOST {
            return Err(io::Error::other("the layout has more than 1,000 images"));
        }
    }
    Ok(())
}

fn is_docker_list(media_type: &str) -> bool {
    media_type == "application/vnd.docker.distribution.manifest.list.v2+json"
}

/// Whether a manifest is that of an image. Builders store what they know of an image as another
/// one, of an unknown platform.
fn is_image(descriptor: &Descriptor) -> bool {
    let media_type = match descriptor.media_type() {
        MediaType::ImageManifest => true,
        MediaType::Other(other) => other == "application/vnd.docker.distribution.manifest.v2+json",
        _ => false,
    };
    media_type && told_platform(descriptor).is_none_or(|platform| platform != "unknown/unknown")
}

fn told_platform(descriptor: &Descriptor) -> Option<String> {
    let platform = descriptor.platform().as_ref()?;
    let (os, architecture) = (platform.os(), platform.architecture());
    let variant = platform.variant().as_ref();
    Some(joined(&os.to_string(), &architecture.to_string(), variant))
}

fn joined(os: &str, architecture: &str, variant: Option<&String>) -> String {
    match variant {
        Some(variant) => format!("{os}/{architecture}/{variant}"),
        None => format!("{os}/{architecture}"),
    }
}

/// The platform of an image. Where the index does not tell it, the configuration does.
fn platform(layout: &Path, descriptor: &Descriptor) -> io::Result<Option<String>> {
    if let Some(platform) = told_platform(descriptor) {
        return Ok(Some(platform));
    }
    let manifest: ImageManifest = blob::read(layout, descriptor)?;
    if *manifest.config().media_type() != MediaType::ImageConfig {
        return Ok(None);
    }
    let config: ImageConfiguration = blob::read(layout, manifest.config())?;
    let (os, architecture) = (config.os().to_string(), config.architecture().to_string());
    Ok(Some(joined(&os, &architecture, config.variant().as_ref())))
}

fn several(message: &str, images: &[Image]) -> io::Error {
    let names = images.iter().take(20).map(|image| {
        let name = image.name.as_deref().unwrap_or("(no name)").escape_debug();
        match told_platform(&image.descriptor) {
            Some(platform) => format!("{name} {}", platform.escape_debug()),
            None => name.to_string(),
        }
    });
    let names: Vec<_> = names.collect();
    io::Error::other(format!("{message}: {}", names.join(", ")))
}
