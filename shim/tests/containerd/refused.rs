//! A specification that cannot be carried out is an error when the container is created.

use super::NEEDS;
use super::container::Container;
use serde_json::json;
use wasi_mknod_tests::Trials;
use wasi_mknod_tests::programs::MKFIFO;

/// What is wrong, and a part of the message.
type Row = (&'static str, fn(Container) -> Container, &'static str);

const ROWS: &[Row] = &[
    (
        "unknown_annotation",
        |it| it.set("/annotations", json!({"wasi-mknod.typo": "1"})),
        "typo",
    ),
    (
        "bad_rule",
        |it| it.rule(json!({"allow": true, "type": "p"})),
        "devices[",
    ),
    (
        "selinux",
        |it| it.set("/process/selinuxLabel", json!("a:b:c")),
        "selinuxLabel",
    ),
    (
        "no_program",
        |it| it.set("/process/args", json!(["/none.wasm"])),
        "has no program",
    ),
    ("link_out_of_the_root", link, "has no program"),
    (
        "not_valid",
        |it| it.replaced(b"\0asm\x0d\0\x01\0rubbish"),
        "cannot be run",
    ),
    ("unknown_import", unknown_import, "imports"),
    ("library", library, "wasi:cli/run"),
    (
        "directory_that_the_guest_does_not_ask_for",
        |it| it.set("/process/cwd", json!("/srv")),
        "`process.cwd` is `/srv`",
    ),
    ("own_dev_without_shm", own_dev, "takes a mount at"),
    (
        "exec_of_a_folder",
        |it| it.set("/process/args", json!(["/srv"])),
        "not a regular file",
    ),
];

pub(crate) fn add(trials: &mut Trials) {
    for (name, change, part) in ROWS {
        trials.add(format!("refused::{name}"), NEEDS, move || {
            let ended = change(Container::new(&MKFIFO, &["/srv/q"])).run();
            assert_ne!(ended.status, 0, "{ended:?}");
            assert!(ended.stderr.contains(part), "{ended:?}");
            assert!(
                ended.stderr.contains("create") || ended.stderr.contains("task"),
                "{ended:?}"
            );
        });
    }
}

/// A link in the image does not lead to files of the node.
fn link(it: Container) -> Container {
    let root = it.root();
    std::fs::rename(
        root.join("program.wasm"),
        root.with_file_name("outside.wasm"),
    )
    .expect("the folder is the test's");
    std::os::unix::fs::symlink(
        root.with_file_name("outside.wasm"),
        root.join("program.wasm"),
    )
    .expect("the folder is the test's");
    it
}

fn own_dev(it: Container) -> Container {
    it.annotation("dev", "/dev").set("/mounts", json!([]))
}

fn unknown_import(it: Container) -> Container {
    let text = r#"(component (import "a:b/c@1.0.0" (instance (export "f" (func)))))"#;
    it.replaced(&wat::parse_str(text).expect("it is valid"))
}

fn library(it: Container) -> Container {
    it.replaced(&wat::parse_str("(component)").expect("it is valid"))
}
