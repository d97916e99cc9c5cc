//! Programs that are layers of images.

mod asked;
mod client;
mod layout;
mod made;
mod refused;

use super::NEEDS;
use super::container::{Ended, guest};
use super::daemon::shared;
use layout::{Layout, TAR, WASM, node};
use made::Made;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;
use wasi_mknod_tests::programs::{MKFIFO, MODULE_MKFIFO, USE_SUBJECT};
use wasi_mknod_tests::{FrontEnd, Need, Program, Trials};

pub(crate) fn add(trials: &mut Trials) {
    const MODULES: &[Need] = &[Need::Containerd, Need::Modules];
    trials.add("images::wasm_oci_artifact", NEEDS, artifact);
    trials.add("images::module", MODULES, module);
    for (name, media_type) in [
        ("content", "application/vnd.wasm.content.layer.v1+wasm"),
        (
            "component",
            "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm",
        ),
    ] {
        trials.add(format!("images::layer_of_type_{name}"), NEEDS, || {
            of_runwasi(media_type);
        });
    }
    trials.add("images::index_has_one_for_wasm", NEEDS, index);
    trials.add("images::title_names_the_layer", NEEDS, title);
    trials.add("images::layer_is_read_once", NEEDS, read_once);
    refused::add(trials);
    asked::add(trials);
    client::add(trials);
}

/// What the guest `mkfifo` is asked for.
const MKFIFO_ARGUMENTS: &[&str] = &["/mkfifo.wasm", "-m", "620", "/v/q"];

/// The WebAssembly of a guest.
fn bytes(program: &Program) -> Vec<u8> {
    fs::read(guest(program.file(FrontEnd::P2Sync))).expect("the guest is compiled")
}

/// Runs a container whose image becomes `target`, and checks that the guest has made its FIFO.
fn makes(layout: &Layout, target: &Value) -> Made {
    let made = Made::new(shared(), MKFIFO_ARGUMENTS).becomes(layout, target);
    check(made.start(), &made.node("q"));
    made
}

fn check(ended: Ended, fifo: &Path) {
    let ended = ended.expect(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    let status = fs::symlink_metadata(fifo).expect("the guest has made it");
    assert!(status.file_type().is_fifo(), "{status:?}");
    assert_eq!(status.permissions().mode() & 0o7777, 0o620);
}

fn artifact() {
    let layout = Layout::new();
    let layer = layout.titled("anything.wasm", &bytes(&MKFIFO));
    makes(&layout, &layout.artifact(&[layer]));
}

fn module() {
    let layout = Layout::new();
    let layer = layout.add(WASM, &bytes(&MODULE_MKFIFO));
    makes(&layout, &layout.artifact(&[layer]));
}

/// The layout of runwasi, with its layer beside one with files.
fn of_runwasi(media_type: &str) {
    let layout = Layout::new();
    let files = layout.add(TAR, &[0; 1024]);
    let layer = layout.add(media_type, &bytes(&MKFIFO));
    makes(&layout, &layout.image("wasi", "wasm", &[files, layer]));
}

/// The manifest for WebAssembly is taken, and neither that for the node nor one that is missing.
fn index() {
    let layout = Layout::new();
    let platform = |mut manifest: Value, os: &str, architecture: &str| {
        manifest["platform"] = json!({"os": os, "architecture": architecture});
        manifest
    };
    let wrong = layout.add(WASM, &bytes(&USE_SUBJECT));
    let right = layout.add(WASM, &bytes(&MKFIFO));
    let other = layout.artifact(&[wrong]);
    let target = layout.index(&[
        platform(layout.bare(), "linux", node()),
        platform(other.clone(), "windows", "amd64"),
        platform(layout.artifact(&[right]), "wasi", "wasm"),
    ]);
    let made = makes(&layout, &target);
    // As after a pull for one platform.
    let target = layout.index(&[
        platform(other.clone(), "wasi", "wasm"),
        platform(
            layout.artifact(&[layout.add(WASM, &bytes(&MKFIFO))]),
            "linux",
            node(),
        ),
    ]);
    let made = made.becomes(&layout, &target);
    made.forget(&other);
    fs::remove_file(made.node("q")).expect("root may");
    check(made.start(), &made.node("q"));
}

fn title() {
    let layout = Layout::new();
    let layers = [
        layout.titled("other.wasm", &bytes(&USE_SUBJECT)),
        layout.titled("mkfifo.wasm", &bytes(&MKFIFO)),
    ];
    makes(&layout, &layout.artifact(&layers));
}

/// The compiled code is found by the digest of the layer, and the layer is not asked for.
fn read_once() {
    let layout = Layout::new();
    // Of a digest that no other test has: a custom section is added.
    let mut bytes = bytes(&MKFIFO);
    bytes.extend_from_slice(b"\0\x0a\x09read_once");
    let layer = layout.add(WASM, &bytes);
    let made = makes(&layout, &layout.artifact(std::slice::from_ref(&layer)));
    made.forget(&layer);
    fs::remove_file(made.node("q")).expect("root may");
    check(made.start(), &made.node("q"));
}
