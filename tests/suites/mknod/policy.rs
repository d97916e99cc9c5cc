//! What policies grant, as guests see it.

use crate::table::masked;
use std::sync::{Arc, Mutex};
use wasi_mknod_tests::{Call, Created, Fixture, FrontEnd, Host, Kind, Need, Trials, dir, link};
use wasi_mknod_wasmtime::{NodeTypes, Policy};

/// A device number for which there is mostly no driver.
const UNUSED: (u32, u32) = (240, 7);

pub(crate) fn add(trials: &mut Trials) {
    let guests = &FrontEnd::GUESTS;
    trials.each(guests, "policy::defaults", &[], defaults);
    trials.each(guests, "policy::node_types", &[], node_types);
    trials.each(guests, "policy::set_id", &[], set_id);
    trials.each(
        guests,
        "policy::device_rules",
        &[Need::Devices],
        device_rules,
    );
    trials.each(guests, "policy::whiteouts", &[], whiteouts);
    trials.each(guests, "policy::by_directory", &[], by_directory);
    trials.each(guests, "policy::the_embedders_own", &[], the_embedders_own);
}

/// Makes `calls` and checks which are granted, and that the others leave no trace.
fn check(front_end: FrontEnd, policy: Policy, rows: &[(Kind, u16, bool)]) {
    let fixture = Fixture::new(&[]);
    let host = Host::on(front_end, &fixture).policy(policy);
    let before = fixture.snapshot();
    let mut created = Vec::new();
    for (index, &(kind, mode, granted)) in rows.iter().enumerate() {
        let unchanged = fixture.snapshot();
        let answer = host.call(&Call::new(index.to_string(), kind).mode(mode));
        if granted {
            assert_eq!(answer, Ok(()), "{kind} {mode:o}");
            let node = Created::own(kind, masked(front_end, mode));
            created.push((format!("inside/{index}"), node));
        } else {
            assert_eq!(answer, Err("not-permitted".to_owned()), "{kind} {mode:o}");
            unchanged.assert_same(&fixture.snapshot());
        }
    }
    let created = created.iter().map(|(path, node)| (&**path, *node));
    before.assert_created(&fixture.snapshot(), created);
}

fn with_rules(rules: &[&str]) -> Policy {
    rules.iter().fold(Policy::new(), |policy, rule| {
        policy.device(rule.parse().unwrap())
    })
}

fn defaults(front_end: FrontEnd) {
    let rows = [
        (Kind::Fifo, 0o600, true),
        (Kind::Socket, 0o1777, true),
        (Kind::RegularFile, 0, true),
        (Kind::Directory, 0o700, false),
        (Kind::CharacterDevice(1, 3), 0o666, false),
        (Kind::CharacterDevice(0, 0), 0, false),
        (Kind::BlockDevice(0, 0), 0, false),
        (Kind::Fifo, 0o4600, false),
        (Kind::RegularFile, 0o2600, false),
    ];
    check(front_end, Policy::new(), &rows);
    check(front_end, Policy::default(), &rows);
    check(
        front_end,
        Policy::deny_all(),
        &rows.map(|row| (row.0, row.1, false)),
    );
}

fn node_types(front_end: FrontEnd) {
    let types = [
        (Kind::Fifo, NodeTypes::FIFO),
        (Kind::Socket, NodeTypes::SOCKET),
        (Kind::RegularFile, NodeTypes::REGULAR_FILE),
        (Kind::Directory, NodeTypes::DIRECTORY),
    ];
    for granted in [
        NodeTypes::empty(),
        NodeTypes::FIFO,
        NodeTypes::SOCKET,
        NodeTypes::REGULAR_FILE,
        NodeTypes::DIRECTORY,
        NodeTypes::FIFO | NodeTypes::DIRECTORY,
        NodeTypes::all(),
    ] {
        let rows = types.map(|(kind, node_type)| (kind, 0o700, granted.contains(node_type)));
        check(front_end, Policy::new().node_types(granted), &rows);
    }
    let none = [(Kind::CharacterDevice(1, 3), 0o600, false)];
    check(front_end, Policy::new().node_types(NodeTypes::all()), &none);
}

fn set_id(front_end: FrontEnd) {
    for granted in [true, false] {
        let rows = [0o4700, 0o2700, 0o6700].map(|mode| (Kind::RegularFile, mode, granted));
        check(front_end, Policy::new().set_id(granted), &rows);
        let policy = Policy::deny_all().set_id(granted);
        check(front_end, policy, &rows.map(|row| (row.0, row.1, false)));
    }
}

fn device_rules(front_end: FrontEnd) {
    let character = Kind::CharacterDevice;
    let block = Kind::BlockDevice;
    let (major, minor) = UNUSED;
    check(
        front_end,
        with_rules(&["c 240:5-7 m", "!c 240:6", "b 240:*"]),
        &[
            (character(major, 5), 0o600, true),
            (character(major, 6), 0o600, false),
            (character(major, minor), 0o600, true),
            (character(major, 8), 0o600, false),
            (character(major + 1, minor), 0o600, false),
            (block(major, 0), 0o600, true),
            (block(major, 0xf_ffff), 0o600, true),
            (block(major - 1, 0), 0o600, false),
            (character(major, 5), 0o4600, false),
        ],
    );
    check(
        front_end,
        with_rules(&["a *:* m"]),
        &[
            (character(1, 3), 0o666, true),
            (block(major, minor), 0o660, true),
            (block(0, 0), 0o600, true),
            (character(0, 0), 0o600, false),
        ],
    );
}

/// Everybody can make character device 0:0, so it takes no privilege to see that nothing but its
/// own rule grants it.
fn whiteouts(front_end: FrontEnd) {
    for (rules, granted) in [
        (&["a *:* m"][..], false),
        (&["c *:* m"], false),
        (&["c 0:* m"], false),
        (&["c 0-1:0 m"], false),
        (&["a 0:0 m"], false),
        (&["b 0:0 m"], false),
        (&["c 0:0 m"], true),
        (&["c 0:0"], true),
        (&["c 0:0 m", "!c 0:0"], false),
        (&["c 0:0 m", "!a *:*"], false),
        (&["!a *:*", "c 0:0 m"], true),
    ] {
        let rows = [(Kind::CharacterDevice(0, 0), 0o600, granted)];
        check(front_end, with_rules(rules), &rows);
    }
}

/// A policy holds for a place, by whichever path a guest comes there.
fn by_directory(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        dir("inside/fifos"),
        dir("inside/fifos/nothing"),
        dir("inside/fifos/sub"),
        dir("inside/sockets"),
        link("inside/link-to-fifos", "fifos"),
        link("inside/sockets/link-to-fifos", "../fifos/sub"),
    ]);
    let before = fixture.snapshot();
    let only = |node_types| Policy::deny_all().node_types(node_types);
    let inside = fixture.inside();
    let host = Host::on(front_end, &fixture)
        .policy(only(NodeTypes::REGULAR_FILE))
        .directory_policy(inside.join("fifos"), only(NodeTypes::FIFO))
        .directory_policy(inside.join("fifos/nothing"), Policy::deny_all())
        .directory_policy(inside.join("sockets"), only(NodeTypes::SOCKET));
    let rows = [
        ("new", None, Kind::RegularFile),
        ("fifos/new", None, Kind::Fifo),
        ("fifos/sub/new", None, Kind::Fifo),
        ("sockets/new", None, Kind::Socket),
        ("fifos/../new-2", Some("new-2"), Kind::RegularFile),
        ("link-to-fifos/new-2", Some("fifos/new-2"), Kind::Fifo),
        (
            "sockets/link-to-fifos/new-2",
            Some("fifos/sub/new-2"),
            Kind::Fifo,
        ),
    ];
    let mut created = Vec::new();
    for (path, place, granted) in rows {
        for kind in [Kind::RegularFile, Kind::Fifo, Kind::Socket, Kind::Directory] {
            let answer = host.call(&Call::new(path, kind));
            let expected = match kind == granted {
                true => Ok(()),
                // Policy comes before the file system, also where it depends on the place.
                false => Err("not-permitted".to_owned()),
            };
            assert_eq!(answer, expected, "{path} {kind}");
        }
        let place = format!("inside/{}", place.unwrap_or(path));
        created.push((place, Created::own(granted, masked(front_end, 0o640))));
    }
    for kind in [Kind::RegularFile, Kind::Fifo, Kind::Socket, Kind::Directory] {
        let answer = host.call(&Call::new("fifos/nothing/new", kind));
        assert_eq!(answer, Err("not-permitted".to_owned()), "{kind}");
    }
    let created = created.iter().map(|(path, node)| (&**path, *node));
    before.assert_created(&fixture.snapshot(), created);
}

/// The function of the embedder is asked about what the rules grant, and told what the guest has
/// said.
fn the_embedders_own(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let before = fixture.snapshot();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let policy = Policy::new().admit_if({
        let asked = Arc::clone(&asked);
        move |attempt| {
            asked.lock().unwrap().push(format!(
                "{} {} {}",
                attempt.path, attempt.node_type, attempt.mode
            ));
            attempt.path.ends_with("good")
        }
    });
    let host = Host::on(front_end, &fixture).policy(policy);
    let denied = Err("not-permitted".to_owned());
    assert_eq!(host.call(&Call::new("good", Kind::Fifo)), Ok(()));
    assert_eq!(host.call(&Call::new("./bad", Kind::Socket)), denied);
    assert_eq!(host.call(&Call::new("good", Kind::Directory)), denied);
    assert_eq!(
        host.call(&Call::new("good", Kind::Fifo).mode(0o4600)),
        denied
    );
    let expected = ["good FIFO 0640", "./bad socket 0640"];
    assert_eq!(*asked.lock().unwrap(), expected);
    let node = Created::own(Kind::Fifo, masked(front_end, 0o640));
    before.assert_created(&fixture.snapshot(), [("inside/good", node)]);
}
