//! Which manifest of an index, and which layer of a manifest.

use oci_spec::image::{
    ANNOTATION_TITLE, Arch, Descriptor, ImageIndex, ImageManifest, Os, Platform,
};
use wasmtime::{Result, bail};

/// The media types of layers that are WebAssembly.
const TYPES: [&str; 3] = [
    "application/wasm",
    "application/vnd.wasm.content.layer.v1+wasm",
    "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm",
];

/// How many manifests an index may have, and how many layers a manifest.
const MOST: usize = 256;

/// How many titles an error lists, and how many characters of each.
const LISTED: usize = 8;
const SHOWN: usize = 64;

/// Lists the manifests that may be the one of the container, those for WebAssembly first, then those
/// for the node, then those without a platform.
pub(super) fn manifests(index: &ImageIndex) -> Result<Vec<&Descriptor>> {
    let all = index.manifests();
    if all.len() > MOST {
        bail!(
            "it has {} manifests, and at most {MOST} are taken",
            all.len()
        );
    }
    let mut ranked: Vec<_> = all
        .iter()
        .filter_map(|manifest| Some((rank(manifest.platform().as_ref())?, manifest)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    Ok(ranked.into_iter().map(|(_, manifest)| manifest).collect())
}

/// Returns the place of a platform in the order; `None` if it is another one.
fn rank(platform: Option<&Platform>) -> Option<u8> {
    let Some(platform) = platform else {
        return Some(2);
    };
    let (os, architecture) = (platform.os(), platform.architecture());
    // Beside `wasi/wasm` there are `wasip1/wasm` and `wasip2/wasm`, and `wasi/wasm32` of old.
    let is_wasm = ["wasm", "wasm32"].contains(&architecture.to_string().as_str());
    if is_wasm && os.to_string().starts_with("wasi") {
        return Some(0);
    }
    (*os == Os::default() && *architecture == Arch::default()).then_some(1)
}

/// Returns the layer that is the program; `None` if no layer is WebAssembly.
///
/// # Errors
///
/// If there are several, and `argument` is not the title of one.
pub(super) fn layer<'a>(
    manifest: &'a ImageManifest,
    argument: &str,
) -> Result<Option<&'a Descriptor>> {
    let all = manifest.layers();
    if all.len() > MOST {
        bail!("it has {} layers, and at most {MOST} are taken", all.len());
    }
    let wasm: Vec<_> = all
        .iter()
        .filter(|layer| TYPES.contains(&layer.media_type().as_ref()))
        .collect();
    if let [] | [_] = wasm[..] {
        return Ok(wasm.first().copied());
    }
    let last = argument.rsplit('/').next().unwrap_or(argument);
    for wanted in [argument, argument.trim_start_matches('/'), last] {
        let mut named = wasm.iter().filter(|layer| title(layer) == Some(wanted));
        match (named.next(), named.next()) {
            (Some(layer), None) => return Ok(Some(layer)),
            (Some(_), Some(_)) => break,
            _ => {}
        }
    }
    bail!(
        "it has {} WebAssembly layers, {}: `process.args[0]` has to be the title of one, its \
         annotation `{ANNOTATION_TITLE}`",
        wasm.len(),
        titles(&wasm)
    )
}

fn title(layer: &Descriptor) -> Option<&str> {
    let annotations = layer.annotations().as_ref()?;
    annotations.get(ANNOTATION_TITLE).map(String::as_str)
}

/// Lists the titles of layers.
fn titles(layers: &[&Descriptor]) -> String {
    let mut list: Vec<_> = layers
        .iter()
        .take(LISTED)
        .map(|layer| match title(layer) {
            Some(title) => {
                let shown: String = title.chars().take(SHOWN).collect();
                format!("`{}`", shown.escape_debug())
            }
            None => "one without a title".to_owned(),
        })
        .collect();
    if layers.len() > LISTED {
        list.push(format!("and {} more", layers.len() - LISTED));
    }
    list.join(", ")
}
