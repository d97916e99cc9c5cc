//! Annotations grant what the specification has no member for.

use super::NEEDS;
use super::container::{Container, guest};
use serde_json::json;
use std::fs;
use wasi_mknod_tests::Trials;
use wasi_mknod_tests::programs::USE_SUBJECT;

pub(crate) fn add(trials: &mut Trials) {
    for (name, granted, claimed, status) in GRANTS {
        trials.add(format!("annotations::{name}"), NEEDS, move || {
            grants(granted, claimed, *status);
        });
    }
    trials.add("annotations::absolute_links", NEEDS, absolute_links);
    trials.add("annotations::emulated_devices", NEEDS, emulated);
    trials.add("annotations::own_dev", NEEDS, || own_dev(|it| it));
    trials.add("annotations::own_dev_of_another_user", NEEDS, || {
        own_dev(|it| {
            it.set("/process/user", json!({"uid": 7, "gid": 7}))
                .set("/root/readonly", json!(true))
        });
    });
}

/// The annotation, what the guest that checks conformance takes as granted, and its status.
type Granted = (&'static str, &'static str, &'static str, i32);

const GRANTS: &[Granted] = &[
    ("changes_granted", "mode,owner", "fifo,mode,owner", 0),
    ("changes_of_modes_granted", "mode", "fifo,mode", 0),
    ("changes_denied", "none", "fifo", 0),
    ("changes_denied_and_claimed", "none", "fifo,mode,owner", 1),
];

fn grants(granted: &str, claimed: &str, status: i32) {
    let file = guest("conformance.wasm");
    let arguments = ["--granted", claimed, "--umask", "022", "attributes:"];
    let ended = Container::with_file(&file, &arguments)
        .annotation("grants", granted)
        .run();
    let ended = ended.expect(status);
    let ok = ended.stdout.lines().any(|line| line.starts_with("ok "));
    assert!(ok || status != 0, "{ended:?}");
}

/// Returns the outcomes of these calls.
fn outcomes(container: &Container, input: &str) -> Vec<String> {
    let ended = container.run_with(input).expect(0);
    let lines = ended.stdout.lines().filter(|line| *line != "begun");
    lines.map(str::to_owned).collect()
}

fn absolute_links() {
    for (grants, outcome) in [("absolute-link", "ok"), ("mode,owner", "EPERM")] {
        let container = Container::new(&USE_SUBJECT, &[]).annotation("grants", grants);
        assert_eq!(outcomes(&container, "symlink /srv/q /srv/l\n"), [outcome]);
        let target = fs::read_link(container.root().join("srv/l"));
        assert_eq!(target.is_ok(), outcome == "ok", "{target:?}");
    }
}

/// Devices that the host serves take no rule of the specification, and no node of the node.
fn emulated() {
    let input = "open z /srv/z r\nread z 2\nopen z /srv/z w\nopen n /srv/n r\nwrite n x\n";
    let container = Container::new(&USE_SUBJECT, &[])
        .rules(json!([{"allow": false, "access": "rwm"}]))
        .annotation("emulate", "c 1:5 r");
    for (name, minor) in [("z", "5"), ("n", "3")] {
        let made = std::process::Command::new("mknod")
            .arg(container.root().join("srv").join(name))
            .args(["c", "1", minor])
            .status();
        assert!(made.expect("coreutils are installed").success());
    }
    assert_eq!(
        outcomes(&container, input),
        ["ok", "2 \\x00\\x00", "EPERM", "EPERM", "EBADF"]
    );
}

fn own_dev(change: fn(Container) -> Container) {
    let input = "open z /dev/zero r\nread z 2\nopen n /dev/null w\nwrite n x\nmkfifo /dev/q 600\n\
                 open f /dev/fuse r\nopen o /dev/fd/1 w\nwrite o y\nopen t /dev/tty r\n";
    let container = Container::new(&USE_SUBJECT, &[])
        .rules(json!([{"allow": false, "access": "rwm"}]))
        .annotation("dev", "/dev");
    let found = outcomes(&change(container), input);
    let found: Vec<_> = found.iter().map(String::as_str).collect();
    assert_eq!(
        found,
        [
            "ok",
            "2 \\x00\\x00",
            "ok",
            "1",
            "EPERM",
            "ENOENT",
            "ok",
            "y1",
            "ENXIO"
        ]
    );
}
