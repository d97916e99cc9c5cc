//! Devices for which the host answers: programs that know nothing of it use them.

use std::fs;
use wasi_mknod_tests::{
    Call, Fixture, FrontEnd, Host, Kind, Need, Trials, device, programs, wait_until,
};
use wasi_mknod_wasmtime::{Devices, Policy};

/// What the standard library of a guest tells of EPERM and of ENXIO.
const DENIED: &str = "PermissionDenied Some(63)\n";
const NO_DEVICE: &str = "Uncategorized Some(60)\n";

pub(crate) fn add(trials: &mut Trials) {
    let all = &FrontEnd::GUESTS;
    let recorded = &[Need::UserAttributes];
    trials.each(all, "emulated::recorded", recorded, recorded_nodes);
    trials.each(all, "emulated::by_rule", recorded, by_rule);
    trials.each(all, "emulated::real", &[Need::Devices], real_nodes);
    // The program of 0.3 knows one directory only; `mknod_dev` is for all versions.
    let p2 = &FrontEnd::ALL_P2;
    trials.each(p2, "emulated::own", &[], own);
    trials.each(p2, "emulated::own_grants_nothing_else", recorded, apart);
}

fn rules(rules: &[&str]) -> Policy {
    let policy = Policy::new().device("a *:* m".parse().expect("a rule"));
    rules.iter().fold(policy, |policy, rule| {
        policy.open_device(rule.parse().expect("a rule"))
    })
}

fn std_program(host: &Host, words: &[&str]) -> String {
    let host = words
        .iter()
        .fold(host.clone(), |host, word| host.arg(*word));
    host.run(programs::FIFO_STD).success().to_owned()
}

/// A host that records devices, and that has made some.
fn recording(front_end: FrontEnd, fixture: &Fixture, opening: &[&str]) -> Host {
    let host = Host::on(front_end, fixture)
        .policy(rules(opening))
        .devices(Devices::Recorded);
    for (name, minor) in [
        ("mem", 1),
        ("null", 3),
        ("zero", 5),
        ("full", 7),
        ("random", 8),
    ] {
        let call = Call::new(name, Kind::CharacterDevice(1, minor)).mode(0o666);
        assert_eq!(host.call(&call), Ok(()), "{name}");
    }
    host
}

fn recorded_nodes(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = recording(front_end, &fixture, &["c 1:* rw emulate"]);
    let before = fixture.snapshot();
    use_devices(front_end, &host);
    // Nobody has a device of this number but the kernel.
    assert_eq!(std_program(&host, &["open", "/mem"]), NO_DEVICE);
    let listed = std_program(&host, &["list", "/"]);
    assert_eq!(listed.lines().count(), 5);
    assert!(!listed.contains("true"), "none is a file: {listed}");
    before.assert_same(&fixture.snapshot());
}

fn real_nodes(front_end: FrontEnd) {
    let nodes = [
        ("null", 3),
        ("zero", 5),
        ("full", 7),
        ("random", 8),
        ("mem", 1),
    ];
    let nodes = nodes
        .map(|(name, minor)| device(format!("inside/{name}"), Kind::CharacterDevice(1, minor)));
    let fixture = Fixture::new(&nodes);
    let policy = rules(&["c 1:* rw emulate"]);
    let host = Host::on(front_end, &fixture).policy(policy);
    use_devices(front_end, &host);
    // This one is there, and is not opened.
    assert_eq!(std_program(&host, &["open", "/mem"]), NO_DEVICE);
}

/// Does what `devices_that_are_granted` in the suite `fifo` does with the devices of the kernel.
fn use_devices(front_end: FrontEnd, host: &Host) {
    assert_eq!(std_program(host, &["write", "/null", "text"]), "");
    assert_eq!(std_program(host, &["append", "/null", "text"]), "");
    assert_eq!(std_program(host, &["read", "/null"]), "");
    let zeros = "\0\0\0\0\0\n".repeat(2);
    assert_eq!(std_program(host, &["read-twice", "/zero"]), zeros);
    assert_eq!(std_program(host, &["create", "/zero"]), "ok\n");
    let full = match FrontEnd::ALL_P3.contains(&front_end) {
        true => "StorageFull Some(51)\n",
        // The C library of the guest makes EIO of every failure of a stream.
        false => "Uncategorized Some(29)\n",
    };
    assert_eq!(std_program(host, &["write-until-failure", "/full"]), full);
}

/// The last rule that matches decides, for each access on its own.
fn by_rule(front_end: FrontEnd) {
    let all = "c 1:* rw emulate";
    let table: &[(&[&str], &str, &str)] = &[
        (&[], DENIED, DENIED),
        (&["c 1:3 rw"], NO_DEVICE, NO_DEVICE),
        (&["c 1:3 r emulate"], "ok\n", DENIED),
        (&[all, "!c 1:3 w"], "ok\n", DENIED),
        (&[all, "c 1:3 r"], NO_DEVICE, "ok\n"),
        (&["c 1:3", "/dev/null emulate"], "ok\n", "ok\n"),
    ];
    for (opening, read, write) in table {
        let fixture = Fixture::new(&[]);
        let host = recording(front_end, &fixture, opening);
        let found = ["open", "create"].map(|word| std_program(&host, &[word, "/null"]));
        assert_eq!(found, [*read, *write], "{opening:?}");
    }
}

fn own(front_end: FrontEnd) {
    let host = Host::new(front_end)
        .policy(Policy::deny_all())
        .dev("/dev")
        .stdin("what the host sends");
    assert_eq!(std_program(&host, &["write", "/dev/null", "text"]), "");
    assert_eq!(std_program(&host, &["read", "/dev/null"]), "");
    assert_eq!(
        std_program(&host, &["read", "/dev/stdin"]),
        "what the host sends"
    );
    for path in ["/dev/fd/1", "/dev/stdout"] {
        for word in ["write", "append"] {
            assert_eq!(std_program(&host, &[word, path, "text"]), "text", "{path}");
        }
    }
    let copied = std_program(&host, &["copy", "/dev/fd/0", "/dev/stdout"]);
    assert_eq!(copied, "what the host sends19\n");
    let copied = std_program(&host, &["copy", "/dev/stdin", "/dev/null"]);
    assert_eq!(copied, "19\n");
    for (path, open, create) in [
        ("/dev/tty", NO_DEVICE, NO_DEVICE),
        ("/dev/mem", "NotFound Some(44)\n", DENIED),
        ("/dev/fd/3", "NotFound Some(44)\n", DENIED),
        ("/dev/fd", "ok\n", "IsADirectory Some(31)\n"),
        ("/dev/fd/0", "ok\n", "PermissionDenied Some(2)\n"),
    ] {
        assert_eq!(std_program(&host, &["open", path]), open, "{path}");
        assert_eq!(std_program(&host, &["create", path]), create, "{path}");
    }
}

/// Nodes elsewhere stay under the policy, and nothing shows up on the host.
fn apart(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = recording(front_end, &fixture, &[]).dev("/dev");
    let before = fixture.snapshot();
    assert_eq!(std_program(&host, &["open", "/null"]), DENIED);
    assert_eq!(std_program(&host, &["open", "/dev/null"]), "ok\n");
    before.assert_same(&fixture.snapshot());
    // Other tests make such directories at the same time. Each has its name for a moment.
    for entry in fs::read_dir(std::env::temp_dir()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(".wasi-mknod-") {
            wait_until("the name of a directory is gone", || !path.exists());
        }
    }
}
