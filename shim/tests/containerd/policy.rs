//! The specification is the policy.

use super::NEEDS;
use super::container::Container;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use wasi_mknod_tests::Trials;
use wasi_mknod_tests::programs::{MKFIFO, MKNOD, USE_SUBJECT};

const NULL: &[&str] = &["/srv/n", "c", "1", "3"];
const WHITEOUT: &[&str] = &["/srv/n", "c", "0", "0"];
const FIFO: &[&str] = &["/srv/n", "p"];

/// What is changed of the specification, the arguments of `mknod`, and whether it succeeds.
type Row = (
    &'static str,
    fn(Container) -> Container,
    &'static [&'static str],
    bool,
);

const ROWS: &[Row] = &[
    ("granted", |it| it.rule(rule(true, "m")), NULL, true),
    ("no_rule", |it| it.rules(json!([])), NULL, false),
    (
        "denied_last",
        |it| it.rule(rule(true, "m")).rule(rule(false, "m")),
        NULL,
        false,
    ),
    (
        "granted_last",
        |it| it.rule(rule(false, "m")).rule(rule(true, "m")),
        NULL,
        true,
    ),
    (
        "opening_is_not_making",
        |it| it.rules(json!([rule(true, "rw")])),
        NULL,
        false,
    ),
    (
        "no_rules_of_other_runtimes",
        |it| it.rules(json!([{"allow": false, "access": "rwm"}])),
        NULL,
        false,
    ),
    (
        "whiteout_by_a_broad_rule",
        |it| it.rules(json!([{"allow": true, "access": "rwm"}])),
        WHITEOUT,
        false,
    ),
    ("no_capability", no_capability, NULL, false),
    ("another_user", another_user, NULL, false),
    (
        "no_fifos",
        |it| it.annotation("node-types", "none"),
        FIFO,
        false,
    ),
    (
        "fifos_only",
        |it| it.annotation("node-types", "fifo"),
        FIFO,
        true,
    ),
    (
        "no_nodes",
        |it| it.annotation("max-nodes", "0"),
        FIFO,
        false,
    ),
    (
        "read_only_root",
        |it| it.set("/root/readonly", json!(true)),
        FIFO,
        false,
    ),
];

pub(crate) fn add(trials: &mut Trials) {
    for (name, change, arguments, made) in ROWS {
        trials.add(format!("policy::{name}"), NEEDS, move || {
            let container = change(Container::new(&MKNOD, arguments));
            container.run().expect(i32::from(!made));
            assert_eq!(
                container.root().join("srv/n").symlink_metadata().is_ok(),
                *made
            );
        });
    }
    trials.add("policy::opening", NEEDS, opening);
    trials.add("policy::read_only_volume", NEEDS, read_only_volume);
    trials.add("policy::user_and_umask", NEEDS, user_and_umask);
}

fn rule(allow: bool, access: &str) -> Value {
    json!({"allow": allow, "type": "c", "major": 1, "minor": 3, "access": access})
}

fn no_capability(it: Container) -> Container {
    let it = it.rule(rule(true, "m"));
    it.set("/process/capabilities/effective", json!(["CAP_CHOWN"]))
}

fn another_user(it: Container) -> Container {
    chown(it.root().join("srv"), Some(7), Some(7)).expect("root may");
    it.rule(rule(true, "m"))
        .set("/process/user", json!({"uid": 7, "gid": 7}))
}

fn opening() {
    let input = "open n /dev/null w\nopen z /dev/zero r\nread z 2\nopen z /dev/zero w\n";
    let container = Container::new(&USE_SUBJECT, &[]).set(
        "/linux/resources/devices",
        json!([
            {"allow": false, "access": "rwm"},
            {"allow": true, "type": "c", "major": 1, "minor": 5, "access": "r"},
        ]),
    );
    let ended = container.run_with(input).expect(0);
    assert_eq!(
        ended.outcomes(),
        ["EPERM", "ok", "2 \\x00\\x00", "EPERM"],
        "{ended:?}"
    );
}

fn read_only_volume() {
    let volume = tempfile::tempdir().expect("there is room");
    for (options, status) in [(&["rbind", "rw"], 0), (&["rbind", "ro"], 1)] {
        let container = Container::new(&MKFIFO, &["/v/q"]).volume(volume.path(), "/v", options);
        container.run().expect(status);
        assert_eq!(
            fs::remove_file(volume.path().join("q")).is_ok(),
            status == 0
        );
    }
}

fn user_and_umask() {
    let user = json!({"uid": 7, "gid": 8, "umask": 0o027});
    let container = Container::new(&MKFIFO, &["/srv/q"]).set("/process/user", user);
    chown(container.root().join("srv"), Some(7), Some(8)).expect("root may");
    container.run().expect(0);
    let found = fs::metadata(container.root().join("srv/q")).expect("it is made");
    assert_eq!((found.uid(), found.gid()), (7, 8));
    assert_eq!(found.permissions().mode() & 0o7777, 0o640);
}
