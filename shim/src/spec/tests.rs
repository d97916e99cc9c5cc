use super::Plan;
use oci_spec::runtime::Spec;
use serde_json::{Value, json};
use wasi_mknod_wasmtime::{Device, Devices, Mode, NodeType};

/// A specification with these members of `process`, of `linux.resources` and these annotations.
fn spec(process: Value, resources: Value, annotations: Value) -> Spec {
    let mut all = json!({
        "ociVersion": "1.0.2",
        "root": {"path": "rootfs"},
        "process": {
            "cwd": "/", "args": ["/x.wasm"], "user": {"uid": 0, "gid": 0},
            "capabilities": {"effective": ["CAP_MKNOD"]},
        },
        "linux": {"resources": resources},
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev/shm", "type": "tmpfs", "source": "shm"},
        ],
        "annotations": annotations,
    });
    for (name, value) in process.as_object().unwrap() {
        all["process"][name] = value.clone();
    }
    serde_json::from_value(all).unwrap()
}

fn plan(process: Value, resources: Value, annotations: Value) -> Plan {
    Plan::of(&spec(process, resources, annotations)).unwrap()
}

fn character(major: u32, minor: u32) -> NodeType {
    NodeType::CharacterDevice(Device::new(major, minor).unwrap())
}

#[test]
fn rules_of_devices_grant_making_and_opening() {
    let rules = json!({"devices": [
        {"allow": false, "access": "rwm"},
        {"allow": true, "type": "c", "major": 1, "minor": 3, "access": "rwm"},
        {"allow": true, "type": "c", "major": 1, "minor": 5, "access": "r"},
        {"allow": true, "type": "c", "major": 1, "minor": 7, "access": "m"},
        {"allow": true, "type": "c", "major": 10, "access": "m"},
        {"allow": false, "type": "c", "major": 10, "minor": 229, "access": "m"},
        {"allow": true, "type": "c", "major": 0, "minor": 0, "access": "m"},
    ]});
    let policy = plan(json!({}), rules.clone(), json!({})).policy;
    for (device, makes, reads, writes) in [
        ((1, 3), true, true, true),
        ((1, 5), false, true, false),
        ((1, 7), true, false, false),
        ((1, 8), false, false, false),
        ((10, 200), true, false, false),
        ((10, 229), false, false, false),
        ((0, 0), true, false, false),
    ] {
        let node = character(device.0, device.1);
        assert_eq!(
            policy.check(node, Mode::empty()).is_ok(),
            makes,
            "make {device:?}"
        );
        assert_eq!(
            policy.check_open(node, true, false).is_ok(),
            reads,
            "read {device:?}"
        );
        assert_eq!(
            policy.check_open(node, false, true).is_ok(),
            writes,
            "write {device:?}"
        );
    }
    let block = NodeType::BlockDevice(Device::new(1, 3).unwrap());
    assert!(policy.check(block, Mode::empty()).is_err());
}

#[test]
fn devices_need_the_capability() {
    let rules = json!({"devices": [{"allow": true, "access": "rwm"}]});
    let sets = |name: &str| json!({"capabilities": {name: ["CAP_MKNOD"]}});
    for (process, may) in [
        (sets("effective"), true),
        (sets("bounding"), false),
        (json!({"capabilities": null}), false),
        (json!({"user": {"uid": 7, "gid": 7}}), false),
        (
            json!({"user": {"uid": 7, "gid": 7}, "capabilities": {"ambient": ["CAP_MKNOD"]}}),
            true,
        ),
    ] {
        let policy = plan(process.clone(), rules.clone(), json!({})).policy;
        let node = character(1, 3);
        assert_eq!(policy.check(node, Mode::empty()).is_ok(), may, "{process}");
        assert!(policy.check_open(node, true, true).is_ok(), "{process}");
        assert!(
            policy.check(NodeType::Fifo, Mode::empty()).is_ok(),
            "{process}"
        );
    }
}

#[test]
fn nothing_else_grants_devices() {
    let policy = plan(json!({}), json!({}), json!({})).policy;
    assert!(policy.check(character(1, 3), Mode::empty()).is_err());
    assert!(policy.check(character(0, 0), Mode::empty()).is_err());
    assert!(policy.check_open(character(1, 3), true, false).is_err());
}

#[test]
fn annotations_say_what_the_specification_cannot() {
    let annotations = json!({
        "wasi-mknod.node-types": "fifo,directory",
        "wasi-mknod.set-id": "true",
        "wasi-mknod.max-nodes": "7",
        "wasi-mknod.max-open-fifos": "9",
        "wasi-mknod.devices": "auto",
        "wasi-mknod.dev": "/dev",
        "wasi-mknod.emulate": "c 1:3, c 1:5 r",
        "wasi-mknod.grants": "mode,absolute-link",
        "io.kubernetes.cri.container-type": "container",
    });
    let plan = plan(json!({}), json!({}), annotations);
    assert_eq!((plan.max_nodes, plan.max_open_fifos), (Some(7), Some(9)));
    assert_eq!((plan.devices, plan.show_owner), (Devices::Auto, false));
    assert_eq!(plan.dev.as_deref(), Some("/dev"));
    assert!(plan.policy.check_change_mode(Mode::empty()).is_ok());
    assert!(plan.policy.check_change_owner().is_err());
    assert!(plan.policy.check_absolute_link().is_ok());
    assert!(plan.policy.check_open(character(1, 3), true, true).is_ok());
    assert!(
        plan.policy
            .check_open(character(1, 5), false, true)
            .is_err()
    );
    for (node_type, mode, granted) in [
        (NodeType::Fifo, 0o4644, true),
        (NodeType::Directory, 0o755, true),
        (NodeType::Socket, 0o644, false),
        (NodeType::RegularFile, 0o644, false),
    ] {
        let mode = Mode::from_bits(mode).unwrap();
        assert_eq!(
            plan.policy.check(node_type, mode).is_ok(),
            granted,
            "{node_type}"
        );
    }
}

#[test]
fn the_rest_of_the_process_is_taken_over() {
    let process = json!({
        "args": ["/x.wasm", "a", "b"], "env": ["A=1", "B=x=y"], "cwd": "/srv",
        "user": {"uid": 0, "gid": 0, "umask": 0o077},
    });
    let plan = plan(process, json!({"memory": {"limit": 1 << 20}}), json!({}));
    assert_eq!(plan.arguments, ["/x.wasm", "a", "b"]);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(plan.variables, [pair("A", "1"), pair("B", "x=y")]);
    assert_eq!(plan.working_directory, "/srv");
    assert!(!plan.starts_in_root());
    assert_eq!(plan.umask.bits(), 0o077);
    assert_eq!(plan.limits.memory, 1 << 20);
    let default = super::tests::plan(json!({}), json!({"memory": {"limit": -1}}), json!({}));
    assert_eq!(
        (default.umask.bits(), default.limits.memory),
        (0o022, 4 << 30)
    );
}

#[test]
fn what_cannot_be_carried_out_is_an_error() {
    let none = || json!({});
    let rule = |rule: Value| json!({"devices": [{"allow": true, "access": "m"}, rule]});
    let rlimit = json!({"rlimits": [{"type": "RLIMIT_AS", "soft": 1 << 20, "hard": 1 << 20}]});
    for (process, resources, annotations, part) in [
        (
            json!({"args": []}),
            none(),
            none(),
            "`process.args` is empty",
        ),
        (
            json!({"selinuxLabel": "a:b"}),
            none(),
            none(),
            "selinuxLabel",
        ),
        (rlimit, none(), none(), "RLIMIT_AS"),
        (
            json!({"env": ["A"]}),
            none(),
            none(),
            "`A`, which is not of the form",
        ),
        (
            json!({"user": {"uid": 0, "gid": 0, "umask": 0o7777}}),
            none(),
            none(),
            "umask",
        ),
        (
            json!({"cwd": "srv"}),
            none(),
            none(),
            "not an absolute path",
        ),
        (
            none(),
            rule(json!({"allow": true, "access": ""})),
            none(),
            "devices[1]",
        ),
        (
            none(),
            rule(json!({"allow": true, "type": "p"})),
            none(),
            "devices[1]",
        ),
        (
            none(),
            rule(json!({"allow": true, "type": "c", "major": -7})),
            none(),
            "devices[1]",
        ),
        (
            none(),
            none(),
            json!({"wasi-mknod.node-typs": "fifo"}),
            "is none of",
        ),
        (
            none(),
            none(),
            json!({"wasi-mknod.node-types": "fifo,disk"}),
            "`disk`",
        ),
        (
            none(),
            none(),
            json!({"wasi-mknod.set-id": "yes"}),
            "not true or false",
        ),
        (
            none(),
            none(),
            json!({"wasi-mknod.max-nodes": "-1"}),
            "not a number",
        ),
        (
            none(),
            none(),
            json!({"wasi-mknod.devices": "emulated"}),
            "none of real, recorded, auto",
        ),
        (
            none(),
            none(),
            json!({"wasi-mknod.dev": "dev"}),
            "not the absolute path",
        ),
        (
            none(),
            none(),
            json!({"wasi-mknod.emulate": "c 1:3,"}),
            "wasi-mknod.emulate",
        ),
        (
            none(),
            none(),
            json!({"wasi-mknod.emulate": "c 10:229 rw"}),
            "no device that the host can serve",
        ),
        (
            none(),
            none(),
            json!({"wasi-mknod.grants": "mode,root"}),
            "`root`",
        ),
    ] {
        let error = Plan::of(&spec(process, resources, annotations)).unwrap_err();
        assert!(format!("{error:#}").contains(part), "{error:#}, not {part}");
    }
}
