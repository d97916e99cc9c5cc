//! An image that has no program to run is an error when the container is created.

use super::bytes;
use super::layout::{CONFIG, Layout, MANIFEST, WASM};
use super::made::{Made, digest};
use crate::NEEDS;
use crate::daemon::shared;
use serde_json::{Value, json};
use std::fs;
use wasi_mknod_tests::Trials;
use wasi_mknod_tests::programs::MKFIFO;

/// Adds an image to the layout and returns its descriptor, with that of the content at fault.
type Image = fn(&Layout) -> (Value, Value);

/// What is done to containerd's content before the container is started.
#[derive(Clone, Copy)]
enum Then {
    Nothing,
    /// The content at fault is replaced in the store.
    Damage,
    /// It is removed from the store.
    Remove,
    /// The image is removed.
    RemoveImage,
}

/// What is wrong, and parts of the message. `@` is the digest of the content at fault.
type Row = (&'static str, Image, Then, &'static [&'static str]);

const ROWS: &[Row] = &[
    (
        "digest_of_the_layer",
        |it| artifact(it, it.add(WASM, &distinct(b"a"))),
        Then::Damage,
        &[
            "the layer `@` of the image",
            "its digest is `sha256:",
            "pull or import it again",
        ],
    ),
    (
        "digest_of_the_manifest",
        |it| {
            let (manifest, _) = artifact(it, it.add(WASM, &distinct(b"b")));
            (manifest.clone(), manifest)
        },
        Then::Damage,
        &["its manifest `@`", "its digest is `sha256:"],
    ),
    (
        "layer_too_large",
        |it| resized(it, |_| (1 << 30) + 1),
        Then::Nothing,
        &[
            "the layer `@` of the image",
            "1073741825 bytes, and at most 1073741824 are taken",
        ],
    ),
    (
        "layer_shorter_than_said",
        |it| resized(it, |size| size + 1),
        Then::Nothing,
        &["the layer `@` of the image", "by its descriptor"],
    ),
    (
        "layer_longer_than_said",
        |it| resized(it, |size| size - 1),
        Then::Nothing,
        &["the layer `@` of the image", "it has more than the"],
    ),
    (
        "manifest_too_large",
        |it| {
            let (layer, filling) = (it.add(WASM, &bytes(&MKFIFO)), "x".repeat(4 << 20));
            let manifest = json!({
                "schemaVersion": 2, "mediaType": MANIFEST, "config": it.add(CONFIG, b"{}"),
                "layers": [layer], "annotations": {"a": filling},
            });
            let manifest = it.document(MANIFEST, &manifest);
            (manifest.clone(), manifest)
        },
        Then::Nothing,
        &["its manifest `@`", "at most 4194304 are taken"],
    ),
    (
        "many_layers",
        |it| {
            let layer = it.add(WASM, &bytes(&MKFIFO));
            (it.artifact(&vec![layer.clone(); 257]), layer)
        },
        Then::Nothing,
        &["it has 257 layers, and at most 256 are taken"],
    ),
    (
        "two_layers_without_a_title",
        |it| {
            let layers = [it.add(WASM, &distinct(b"c")), it.add(WASM, &bytes(&MKFIFO))];
            (it.artifact(&layers), Value::Null)
        },
        Then::Nothing,
        &[
            "2 WebAssembly layers, one without a title",
            "`process.args[0]` has to be the title",
        ],
    ),
    (
        "two_layers_with_other_titles",
        |it| {
            let layers = [
                it.titled("a", &distinct(b"c")),
                it.titled("b", &bytes(&MKFIFO)),
            ];
            (it.artifact(&layers), Value::Null)
        },
        Then::Nothing,
        &["2 WebAssembly layers, `a`, `b`: "],
    ),
    (
        "no_wasm_layer",
        |it| (it.bare(), Value::Null),
        Then::Nothing,
        &[
            "has no program `/program.wasm`",
            "it has no WebAssembly layer",
        ],
    ),
    (
        "no_platform",
        |it| {
            let (mut manifest, _) = artifact(it, it.add(WASM, &bytes(&MKFIFO)));
            manifest["platform"] = json!({"os": "windows", "architecture": "amd64"});
            (it.index(&[manifest]), Value::Null)
        },
        Then::Nothing,
        &["none of its manifests is for `wasi/wasm` or for this node"],
    ),
    (
        "missing_layer",
        |it| artifact(it, it.add(WASM, &distinct(b"d"))),
        Then::Remove,
        &[
            "the layer `@` of the image",
            "not in the content store",
            "pull or import the image",
        ],
    ),
    (
        "missing_manifest",
        |it| {
            let (mut manifest, _) = artifact(it, it.add(WASM, &bytes(&MKFIFO)));
            manifest["platform"] = json!({"os": "wasip2", "architecture": "wasm"});
            (it.index(std::slice::from_ref(&manifest)), manifest)
        },
        Then::Remove,
        &["does not have its manifest `@` for `wasip2/wasm`: pull or import"],
    ),
    (
        "missing_image",
        |it| artifact(it, it.add(WASM, &bytes(&MKFIFO))),
        Then::RemoveImage,
        &["containerd has this image no more: pull or import it again"],
    ),
    (
        "not_webassembly",
        |it| artifact(it, it.add(WASM, b"#!/bin/sh\n")),
        Then::Nothing,
        &["the layer `@` of the image", "it is not WebAssembly"],
    ),
    (
        "not_valid",
        |it| artifact(it, it.add(WASM, b"\0asm\x0d\0\x01\0rubbish")),
        Then::Nothing,
        &["the layer `@` of the image", "cannot be run"],
    ),
    (
        "not_a_manifest",
        |it| {
            let manifest = it.add(MANIFEST, br#"{"schemaVersion": 2, "layers": []}"#);
            (it.index(std::slice::from_ref(&manifest)), manifest)
        },
        Then::Nothing,
        &["its manifest `@` cannot be used: missing field `config`"],
    ),
];

pub(super) fn add(trials: &mut Trials) {
    for &(name, image, then, parts) in ROWS {
        trials.add(format!("images::refused_{name}"), NEEDS, move || {
            refused(image, then, parts);
        });
    }
}

fn refused(image: Image, then: Then, parts: &[&str]) {
    let layout = Layout::new();
    let (target, culprit) = image(&layout);
    let made = Made::new(shared(), &["/program.wasm", "/v/q"]).becomes(&layout, &target);
    match then {
        Then::Nothing => {}
        Then::Damage => {
            let file = made.daemon().content(digest(&culprit));
            let mut bytes = fs::read(&file).expect("containerd keeps it there");
            *bytes.last_mut().expect("it is not empty") ^= 1;
            fs::remove_file(&file).expect("root may");
            fs::write(&file, bytes).expect("root may");
        }
        Then::Remove => made.forget(&culprit),
        Then::RemoveImage => {
            made.daemon().ask(&["images", "rm", &made.image]);
        }
    }
    let ended = made.start();
    assert_ne!(ended.status, 0, "{ended:?}");
    assert!(!made.node("q").exists(), "{ended:?}");
    for part in parts {
        let part = part.replace('@', culprit["digest"].as_str().unwrap_or_default());
        assert!(ended.stderr.contains(&part), "{part}: {ended:?}");
    }
    assert_eq!(ended.stderr.trim_end().lines().count(), 1, "{ended:?}");
}

fn artifact(layout: &Layout, layer: Value) -> (Value, Value) {
    (layout.artifact(std::slice::from_ref(&layer)), layer)
}

/// An artifact whose layer has another size by its descriptor.
fn resized(layout: &Layout, size: fn(u64) -> u64) -> (Value, Value) {
    // The compiled code of other tests would be found by the digest.
    let mut layer = layout.add(WASM, &distinct(b"e"));
    layer["size"] = json!(size(layer["size"].as_u64().expect("it is a number")));
    artifact(layout, layer)
}

/// A guest of a digest that no other row has: with a custom section of this name.
fn distinct(name: &[u8; 1]) -> Vec<u8> {
    let mut bytes = bytes(&MKFIFO);
    bytes.extend_from_slice(&[0, 2, 1, name[0]]);
    bytes
}
