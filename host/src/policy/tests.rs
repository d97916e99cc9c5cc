//! What a policy grants.

use super::{By, Denied, NodeTypes, Policy};
use crate::{Device, Mode, NodeType};

fn device(major: u32, minor: u32) -> Device {
    Device::new(major, minor).unwrap()
}

#[test]
fn defaults() {
    let null = device(1, 3);
    for (node_type, granted) in [
        (NodeType::RegularFile, true),
        (NodeType::Fifo, true),
        (NodeType::Socket, true),
        (NodeType::Directory, false),
        (NodeType::CharacterDevice(null), false),
        (NodeType::BlockDevice(null), false),
        (NodeType::CharacterDevice(device(0, 0)), false),
    ] {
        let answer = Policy::default().check(node_type, Mode::empty());
        assert_eq!(answer.is_ok(), granted, "{node_type}");
        let answer = Policy::deny_all().check(node_type, Mode::empty());
        assert!(answer.is_err(), "{node_type}");
    }
}

#[test]
fn set_id_bits_are_granted_apart_from_the_type() {
    for (mode, by_default) in [
        (0o0777, true),
        (0o1777, true),
        (0o2644, false),
        (0o4755, false),
        (0o7777, false),
    ] {
        let mode = Mode::from_bits_truncate(mode);
        let default = Policy::default();
        assert_eq!(
            default.check(NodeType::Fifo, mode).is_ok(),
            by_default,
            "{mode}"
        );
        let granting = Policy::default().set_id(true);
        assert!(granting.check(NodeType::Fifo, mode).is_ok(), "{mode}");
        assert!(granting.check(NodeType::Directory, mode).is_err(), "{mode}");
    }
}

#[test]
fn the_last_matching_rule_decides() {
    let policy = |rules: &[&str]| {
        rules.iter().fold(Policy::default(), |policy, rule| {
            policy.device(rule.parse().unwrap())
        })
    };
    let table: &[(&[&str], u32, u32, bool)] = &[
        (&["c 1:3 m"], 1, 3, true),
        (&["c 1:3 m"], 1, 5, false),
        (&["b 1:3 m"], 1, 3, false),
        (&["c 1:*", "!c 1:1"], 1, 1, false),
        (&["c 1:*", "!c 1:1"], 1, 3, true),
        (&["!c 1:1", "c 1:*"], 1, 1, true),
        (&["a *:*"], 4, 64, true),
        (&["a *:*"], 0, 0, false),
        (&["c 0-5:0-5"], 0, 0, false),
        (&["a 0:0"], 0, 0, false),
        (&["c 0:0"], 0, 0, true),
        (&["c 0:0", "!a *:*"], 0, 0, false),
    ];
    for (rules, major, minor, granted) in table {
        let node_type = NodeType::CharacterDevice(device(*major, *minor));
        let answer = policy(rules).check(node_type, Mode::empty());
        assert_eq!(answer.is_ok(), *granted, "{rules:?} for {node_type}");
    }
}

#[test]
fn devices_are_opened_by_their_own_rules() {
    let table: &[(&[&str], bool, bool, bool)] = &[
        (&[], true, false, false),
        (&["c 1:3"], true, true, true),
        (&["c 1:3 r"], true, false, true),
        (&["c 1:3 r"], true, true, false),
        (&["c 1:3 r", "c 1:3 w"], true, true, true),
        (&["c 1:*", "!c 1:3 w"], true, false, true),
        (&["c 1:*", "!c 1:3 w"], false, true, false),
        (&["b 1:3"], true, false, false),
    ];
    let null = NodeType::CharacterDevice(device(1, 3));
    for (rules, read, write, granted) in table {
        let policy = Policy::default().device("c 1:3".parse().unwrap());
        let policy = rules.iter().fold(policy, |policy, rule| {
            policy.open_device(rule.parse().unwrap())
        });
        let answer = policy.check_open(null, *read, *write);
        assert_eq!(answer.is_ok(), *granted, "{rules:?} {read} {write}");
    }
    let anything = Policy::default().open_device("a *:*".parse().unwrap());
    assert!(anything.check_open(NodeType::Fifo, true, false).is_err());
}

/// The last rule that grants an access says who answers, and the host does if one of two says so.
#[test]
fn devices_are_served_by_the_kernel_or_the_host() {
    let (kernel, host) = (Some(By::Kernel), Some(By::Host));
    let table: &[(&[&str], [Option<By>; 3])] = &[
        (&["c 1:3"], [kernel, kernel, kernel]),
        (&["c 1:3 emulate"], [host, host, host]),
        (&["c 1:3 r emulate"], [host, None, None]),
        (&["c 1:3", "c 1:* r emulate"], [host, kernel, host]),
        (&["c 1:3 emulate", "c 1:3 r"], [kernel, host, host]),
        (&["a emulate", "!c 1:3 w"], [host, None, None]),
        (&["a emulate", "!a", "c 1:3 w"], [None, kernel, None]),
    ];
    let null = NodeType::CharacterDevice(device(1, 3));
    for (rules, expected) in table {
        let policy = rules.iter().fold(Policy::default(), |policy, rule| {
            policy.open_device(rule.parse().unwrap())
        });
        let found = [(true, false), (false, true), (true, true)]
            .map(|(read, write)| policy.decide_open(null, read, write).ok());
        assert_eq!(found, *expected, "{rules:?}");
    }
}

#[test]
fn node_types_replace_the_default() {
    let policy = Policy::default().node_types(NodeTypes::DIRECTORY);
    assert!(policy.check(NodeType::Directory, Mode::empty()).is_ok());
    assert!(policy.check(NodeType::Fifo, Mode::empty()).is_err());
}

#[test]
fn debug_shows_all_parts() {
    let policy = Policy::new()
        .device("c 1:3".parse().unwrap())
        .open_device("c 1:5 r".parse().unwrap())
        .admit_if(|_| true);
    let shown = format!("{policy:?}");
    for part in [
        "devices: [DeviceRule",
        "openings: [OpenDeviceRule",
        "admit_if: 1",
    ] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }
}

#[test]
fn absolute_targets_of_links_take_a_grant_of_their_own() {
    for policy in [Policy::new(), Policy::deny_all().change_owner(true)] {
        assert_eq!(policy.check_absolute_link(), Err(Denied::AbsoluteLink));
        let granting = policy.clone().absolute_link(true);
        assert_eq!(granting.check_absolute_link(), Ok(()));
        let again = granting.absolute_link(false);
        assert_eq!(again.check_absolute_link(), Err(Denied::AbsoluteLink));
    }
}
