//! Rules in all forms, good and bad.

use crate::policy::device_rule::DeviceKind;
use crate::{Device, DeviceRule, OpenDeviceRule};

#[test]
fn good_rules() {
    for rule in [
        "c 1:3 m",
        "c 1:3",
        "b 8:* m",
        "c 10:200-210 rwm",
        "a *:* m",
        "a",
        "a rwm",
        "!a",
        "!c 1:1",
        "! b *:*",
        "  c  1:3  mr ",
        "c 4095:1048575",
        "c 0-4095:0-1048575",
    ] {
        assert!(rule.parse::<DeviceRule>().is_ok(), "{rule}");
    }
}

#[test]
fn bad_rules_are_named_with_their_mend() {
    for (rule, part) in [
        ("", "it is empty"),
        ("!", "it is empty"),
        ("p 1:3", "`p` is no kind"),
        ("c", "MAJOR:MINOR is missing"),
        ("c 1", "`1` is not of the form"),
        ("c 1:x", "minor number `x`"),
        ("c :3", "major number ``"),
        ("c +1:3", "major number `+1`"),
        ("c 0x1:3", "major number `0x1`"),
        ("c 4096:0", "major number 4096 is too large"),
        ("c 0:1048576", "minor number 1048576 is too large"),
        ("c 99999999999:0", "major number 99999999999 is too large"),
        ("c 1:9-3", "ends before it begins"),
        ("c 1:3 rw", "lacks the `m`"),
        ("c 1:3 mx", "`x` is no access"),
        ("c 1:3 m m", "one word too many"),
        ("c 1:3 m é", "one word too many"),
        ("a m m", "one word too many"),
        ("a 1", "`1` is no access"),
        ("a rw", "lacks the `m`"),
        ("b", "`b *:*` for all"),
        ("C 1:3", "`C` is no kind"),
        ("/", "`/` is not a device"),
        ("/dev", "`/dev` is not a device"),
        ("dev/null", "an absolute path"),
        ("/no/such/device", "write the number"),
        ("/no/fuse:/dev/fuse:rwm", "write `/no/fuse`"),
        ("/dev/null:rwm", "write `/dev/null`"),
        ("/dev/null m m", "one word too many"),
        ("/dev/null rw", "lacks the `m`"),
        ("/dev/null x", "`x` is no access"),
        ("char-pts rw", "`pts` in /proc/devices"),
        ("block-loop", "write `b MAJOR:*`"),
        ("char-* m", "write `c *:*` instead"),
        ("[]", "it is a list"),
        ("{", "is no JSON"),
        ("{}", "`allow` is missing"),
        ("!{\"allow\": true}", "leave out the `!`"),
        ("{\"allow\": \"yes\"}", "write true or false"),
        ("{\"allow\": true, \"type\": \"p\"}", "`p` is no kind"),
        ("{\"allow\": true, \"type\": 1}", "write a string"),
        ("{\"allow\": true, \"major\": \"1\"}", "write a number"),
        ("{\"allow\": true, \"major\": 1.5}", "write a number"),
        ("{\"allow\": true, \"minor\": -2}", "write a number"),
        ("{\"allow\": true, \"major\": 4096}", "4096 is too large"),
        (
            "{\"allow\": true, \"minor\": 5000000000}",
            "5000000000 is too large",
        ),
        ("{\"allow\": true, \"access\": \"rw\"}", "lacks the `m`"),
        ("{\"allow\": true, \"access\": \"\"}", "lacks the `m`"),
        (
            "{\"allow\": true, \"path\": \"/dev/null\"}",
            "no member `path`",
        ),
        ("{\"allow\": true} m", "is no JSON"),
        ("c 1:3-", "minor number ``"),
        ("c 1:**", "minor number `**`"),
    ] {
        let error = rule.parse::<DeviceRule>().unwrap_err().to_string();
        assert!(error.contains(part), "{rule}: {error}");
        assert!(error.contains(&format!("`{rule}`")), "{rule}: {error}");
    }
}

#[test]
fn rules_whose_devices_the_host_serves() {
    for rule in [
        "c 1:3 rw emulate",
        "c 1:3 emulate",
        " c 5:0 w\temulate ",
        "a emulate",
        "a *:5 r emulate",
        r#"{"allow": true, "type": "c", "major": 1} emulate"#,
    ] {
        let parsed: OpenDeviceRule = rule.parse().unwrap();
        assert!(parsed.allows() && parsed.emulates(), "{rule}");
    }
    assert!(!"c 1:3 rw".parse::<OpenDeviceRule>().unwrap().emulates());
    for (rule, part) in [
        ("!c 1:3 emulate", "leave out the `emulate`"),
        ("c 10:229 rw emulate", "no device that the host can serve"),
        ("b 1:3 rw emulate", "no device that the host can serve"),
        ("c 1:3 m emulate", "of `r` and `w`"),
        ("c 1:3 emulate rw", "one word too many"),
        ("c 1:3 rwemulate", "is no access"),
        ("emulate", "`emulate` is no kind"),
        (" emulate", "it is empty"),
    ] {
        let error = rule.parse::<OpenDeviceRule>().unwrap_err().to_string();
        assert!(error.contains(part), "{rule}: {error}");
        assert!(error.contains(&format!("`{rule}`")), "{rule}: {error}");
    }
    // It is about opening.
    let error = "c 1:3 m emulate".parse::<DeviceRule>().unwrap_err();
    assert!(error.to_string().contains("one word too many"), "{error}");
}

#[test]
fn forms_mean_the_same() {
    // The form of cgroup v1, and others for it.
    let table: &[(&str, &[&str])] = &[
        ("a *:*", &["a", "a m", "a rwm", r#"{"allow":true}"#]),
        ("!a *:*", &["!a", r#"{"allow": false, "access": "rwm"}"#]),
        (
            "c 1:3",
            &[
                "c 1:3 rwm",
                r#"{"allow":true,"type":"c","major":1,"minor":3,"access":"rwm"}"#,
            ],
        ),
        (
            "c 136:*",
            &[
                r#"{"allow":true,"type":"c","major":136,"access":"rwm"}"#,
                r#"{"allow":true,"type":"c","major":136,"minor":null}"#,
                r#"{"allow":true,"type":"c","major":136,"minor":-1}"#,
            ],
        ),
        ("b *:7", &[r#"{"allow":true,"type":"b","minor":7}"#]),
        (
            "!b 8:0",
            &[r#"{"allow":false,"type":"b","major":8,"minor":0}"#],
        ),
    ];
    for (rule, others) in table {
        let rule: DeviceRule = rule.parse().unwrap();
        for other in *others {
            assert_eq!(other.parse::<DeviceRule>().unwrap(), rule, "{other}");
        }
    }
}

/// `/dev/null` has this number on Linux, also in containers.
#[cfg(target_os = "linux")]
#[test]
fn a_path_stands_for_its_device() {
    let null: DeviceRule = "c 1:3".parse().unwrap();
    for rule in [
        "/dev/null",
        "/dev/null m",
        " /dev/null  rwm ",
        "/dev/../dev/null",
    ] {
        assert_eq!(rule.parse::<DeviceRule>().unwrap(), null, "{rule}");
    }
    let denied: DeviceRule = "!c 1:3".parse().unwrap();
    assert_eq!("! /dev/null".parse::<DeviceRule>().unwrap(), denied);
    for (rule, same) in [
        ("/dev/null rw", "c 1:3 rw"),
        ("/dev/null r", "c 1:3 r"),
        ("!/dev/null", "!c 1:3"),
        ("c 1:3 rwm", "c 1:3"),
        (
            r#"{"allow":true,"type":"c","major":1,"minor":3,"access":"wm"}"#,
            "c 1:3 w",
        ),
    ] {
        let rule: OpenDeviceRule = rule.parse().unwrap();
        assert_eq!(rule, same.parse().unwrap(), "{same}");
    }
}

#[test]
fn no_wildcard_of_any_form_means_whiteouts() {
    let whiteout = Device::new(0, 0).unwrap();
    for (rule, matches) in [
        ("a", false),
        (r#"{"allow":true}"#, false),
        (r#"{"allow":true,"type":"c"}"#, false),
        (r#"{"allow":true,"type":"c","major":0}"#, false),
        (r#"{"allow":true,"type":"c","major":0,"minor":0}"#, true),
        ("c 0:0", true),
        (r#"{"allow":false}"#, true),
    ] {
        let rule: DeviceRule = rule.parse().unwrap();
        assert_eq!(
            rule.matches(DeviceKind::Character, whiteout),
            matches,
            "{rule:?}"
        );
    }
    let open: OpenDeviceRule = "a rw".parse().unwrap();
    let matches = open.device().matches(DeviceKind::Character, whiteout);
    assert!(!matches);
}

#[test]
fn the_access_of_opening_needs_a_letter_for_it() {
    for rule in ["c 1:3 m", r#"{"allow":true,"access":""}"#, "/dev/null m"] {
        let error = rule.parse::<OpenDeviceRule>().unwrap_err().to_string();
        assert!(error.contains("one of `r` and `w`"), "{error}");
    }
}
