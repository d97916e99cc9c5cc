use super::choose;
use super::content::Content;
use oci_spec::image::{Arch, Descriptor, ImageIndex, ImageManifest};
use serde_json::{Value, json};

const WASM: &str = "application/wasm";
const TAR: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// A descriptor that is told by its size.
fn descriptor(media_type: &str, size: usize) -> Value {
    let digest = format!("sha256:{}", "0".repeat(64));
    json!({"mediaType": media_type, "digest": digest, "size": size})
}

fn index(platforms: &[&str]) -> ImageIndex {
    let manifests: Vec<_> = platforms
        .iter()
        .enumerate()
        .map(|(place, platform)| {
            let kind = "application/vnd.oci.image.manifest.v1+json";
            let mut manifest = descriptor(kind, place);
            if let Some((os, architecture)) = platform.split_once('/') {
                manifest["platform"] = json!({"os": os, "architecture": architecture});
            }
            manifest
        })
        .collect();
    serde_json::from_value(json!({"schemaVersion": 2, "manifests": manifests})).unwrap()
}

fn manifest(layers: &[(&str, Option<&str>)]) -> ImageManifest {
    let layers: Vec<_> = layers
        .iter()
        .enumerate()
        .map(|(place, (media_type, title))| {
            let mut layer = descriptor(media_type, place);
            if let Some(title) = title {
                layer["annotations"] = json!({"org.opencontainers.image.title": title});
            }
            layer
        })
        .collect();
    let config = descriptor("application/vnd.wasm.config.v0+json", 0);
    let manifest = json!({"schemaVersion": 2, "config": config, "layers": layers});
    serde_json::from_value(manifest).unwrap()
}

fn sizes(descriptors: &[&Descriptor]) -> Vec<u64> {
    descriptors.iter().map(|found| found.size()).collect()
}

#[test]
fn manifests_are_tried_in_the_order_of_their_platforms() {
    let node = &format!("linux/{}", Arch::default());
    let rows: &[(&[&str], &[u64])] = &[
        (&["", node, "wasi/wasm"], &[2, 1, 0]),
        (&["wasip2/wasm", "wasip1/wasm", "wasi/wasm32"], &[0, 1, 2]),
        (&["windows/amd64", "unknown/unknown", "linux/s390x"], &[]),
        // That of a browser.
        (&["js/wasm", node], &[1]),
        (&[], &[]),
    ];
    for (platforms, expected) in rows {
        let index = index(platforms);
        let found = choose::manifests(&index).unwrap();
        assert_eq!(sizes(&found), *expected, "{platforms:?}");
    }
}

#[test]
fn lists_of_an_image_have_a_bound() {
    let platforms = vec!["wasi/wasm"; 256];
    assert_eq!(choose::manifests(&index(&platforms)).unwrap().len(), 256);
    let platforms = vec!["wasi/wasm"; 257];
    let error = choose::manifests(&index(&platforms)).unwrap_err();
    assert!(error.to_string().contains("at most 256"), "{error}");
    let mut layers = vec![(TAR, None); 255];
    layers.push((WASM, None));
    let found = choose::layer(&manifest(&layers), "a").unwrap().cloned();
    assert_eq!(found.map(|layer| layer.size()), Some(255));
    layers.push((TAR, None));
    let error = choose::layer(&manifest(&layers), "a").unwrap_err();
    assert!(error.to_string().contains("at most 256"), "{error}");
}

/// Layers, the first argument, and the place of the layer that is taken, or a part of the error.
type Row<'a> = (
    &'a [(&'a str, Option<&'a str>)],
    &'a str,
    Result<Option<u64>, &'a str>,
);

#[test]
fn one_layer_is_the_program() {
    let old = "application/vnd.wasm.content.layer.v1+wasm";
    let runwasi = "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm";
    let two: &[_] = &[
        (WASM, Some("a.wasm")),
        (TAR, None),
        (WASM, Some("/b/c.wasm")),
    ];
    let rows: &[Row<'_>] = &[
        (&[], "a", Ok(None)),
        (&[(TAR, Some("a"))], "a", Ok(None)),
        (&[("application/wasm+gzip", Some("a"))], "a", Ok(None)),
        (&[(TAR, None), (WASM, None)], "a", Ok(Some(1))),
        (&[(old, Some("b"))], "a", Ok(Some(0))),
        (&[(runwasi, None)], "", Ok(Some(0))),
        (two, "a.wasm", Ok(Some(0))),
        (two, "/a.wasm", Ok(Some(0))),
        (two, "/usr/bin/a.wasm", Ok(Some(0))),
        (two, "/b/c.wasm", Ok(Some(2))),
        (two, "c.wasm", Err("`a.wasm`, `/b/c.wasm`")),
        (two, "", Err("2 WebAssembly layers")),
        (
            &[(WASM, None), (WASM, None)],
            "a",
            Err("one without a title, one without"),
        ),
        (
            &[(WASM, Some("a")), (WASM, Some("a"))],
            "a",
            Err("`a`, `a`"),
        ),
        (
            &[(WASM, Some("\u{1b}[2J")), (WASM, None)],
            "a",
            Err("`\\u{1b}[2J`"),
        ),
    ];
    for (layers, argument, expected) in rows {
        let manifest = manifest(layers);
        match (choose::layer(&manifest, argument), expected) {
            (Ok(found), Ok(place)) => assert_eq!(found.map(Descriptor::size), *place, "{layers:?}"),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (found, _) => panic!("{layers:?} {argument}: {found:?}"),
        }
    }
}

#[test]
fn errors_do_not_grow_with_the_image() {
    let long = "x".repeat(10_000);
    let layers = vec![(WASM, Some(long.as_str())); 256];
    let error = choose::layer(&manifest(&layers), "a").unwrap_err();
    assert!(error.to_string().len() < 1000, "{error}");
    assert!(error.to_string().contains("and 248 more"), "{error}");
}

#[test]
fn only_digests_of_sha_256_are_taken() {
    for (digest, taken) in [
        (format!("sha256:{}", "a".repeat(64)), true),
        (format!("sha512:{}", "a".repeat(128)), false),
    ] {
        let mut value = descriptor(WASM, 0);
        value["digest"] = json!(digest);
        let descriptor: Descriptor = serde_json::from_value(value).unwrap();
        assert_eq!(Content::of(&descriptor).is_ok(), taken, "{digest}");
    }
}
