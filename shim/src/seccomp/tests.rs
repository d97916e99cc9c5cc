use super::Filters;
use crate::sys::{self, Fork};
use oci_spec::runtime::Spec;
use serde_json::{Value, json};

/// The profile, what the kernel answers to a call of `getpriority` with these arguments, and to
/// `getpgid`: an errno, and zero for success.
type Row = (&'static str, fn() -> Value, [u64; 2], i32, i32);

const EPERM: i32 = libc::EPERM;
const ENOSYS: i32 = libc::ENOSYS;

const ROWS: &[Row] = &[
    (
        "all_is_allowed",
        || json!({"defaultAction": "SCMP_ACT_ALLOW"}),
        [0, 0],
        0,
        0,
    ),
    (
        "named",
        || denied(json!({}), "SCMP_ACT_ALLOW"),
        [0, 0],
        0,
        EPERM,
    ),
    (
        "another_errno",
        || denied(json!({"errnoRet": 38}), "SCMP_ACT_ERRNO"),
        [0, 0],
        ENOSYS,
        EPERM,
    ),
    (
        "argument_equal",
        || denied(argument(0, "EQ", 0, 0), "SCMP_ACT_ALLOW"),
        [0, 0],
        0,
        EPERM,
    ),
    (
        "argument_differs",
        || denied(argument(0, "EQ", 1, 0), "SCMP_ACT_ALLOW"),
        [0, 0],
        EPERM,
        EPERM,
    ),
    (
        "masked",
        || denied(argument(0, "MASKED_EQ", 2, 2), "SCMP_ACT_ALLOW"),
        [2, 0],
        0,
        EPERM,
    ),
    (
        "masked_out",
        || denied(argument(0, "MASKED_EQ", 1, 1), "SCMP_ACT_ALLOW"),
        [2, 0],
        EPERM,
        EPERM,
    ),
    (
        "less",
        || denied(argument(0, "LT", 2, 0), "SCMP_ACT_ALLOW"),
        [1, 0],
        0,
        EPERM,
    ),
    (
        "both_arguments",
        || denied(both(0, 1), "SCMP_ACT_ALLOW"),
        [0, 0],
        EPERM,
        EPERM,
    ),
    (
        "one_argument_twice",
        || denied(twice(), "SCMP_ACT_ALLOW"),
        [0, 0],
        0,
        EPERM,
    ),
    (
        "unknown_name",
        || profile(json!([{"names": ["none_such"], "action": "SCMP_ACT_ERRNO"}])),
        [0, 0],
        EPERM,
        EPERM,
    ),
    (
        "denied_alone",
        || {
            json!({"defaultAction": "SCMP_ACT_ALLOW",
            "syscalls": [{"names": ["getpriority"], "action": "SCMP_ACT_ERRNO"}]})
        },
        [0, 0],
        EPERM,
        0,
    ),
    (
        "most_restrictive",
        || {
            profile(json!([
                {"names": ["getpriority", "getpgid"], "action": "SCMP_ACT_ALLOW"},
                {"names": ["getpriority"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38},
            ]))
        },
        [0, 0],
        ENOSYS,
        0,
    ),
];

#[test]
fn filters_answer_as_the_profile_says() {
    for (name, profile, [which, who], first, second) in ROWS {
        let filters = Filters::of(&spec(profile())).unwrap();
        let found = in_child(|| {
            filters.install().unwrap();
            // SAFETY: The calls take plain numbers.
            let first = errno(unsafe { libc::syscall(libc::SYS_getpriority, *which, *who) });
            // SAFETY: As above.
            let second = errno(unsafe { libc::syscall(libc::SYS_getpgid, 0) });
            [first, second]
        });
        assert_eq!(found, [*first, *second], "{name}");
    }
}

#[test]
fn what_cannot_be_carried_out_is_an_error() {
    let rows = [
        (
            json!({"defaultAction": "SCMP_ACT_NOTIFY"}),
            "SCMP_ACT_NOTIFY",
        ),
        (
            json!({"defaultAction": "SCMP_ACT_ALLOW", "flags": ["SECCOMP_FILTER_FLAG_LOG"]}),
            "flag",
        ),
        (
            denied(argument(6, "EQ", 0, 0), "SCMP_ACT_ALLOW"),
            "`getpriority`",
        ),
    ];
    for (profile, part) in rows {
        let error = Filters::of(&spec(profile)).unwrap_err();
        assert!(format!("{error:#}").contains(part), "{error:#}");
    }
}

/// A profile that denies everything that the rest of a test process does not need, and has `more`
/// in its rule for `getpriority`.
fn denied(mut more: Value, action: &str) -> Value {
    more["names"] = json!(["getpriority"]);
    more["action"] = json!(action);
    profile(json!([more]))
}

fn profile(mut rules: Value) -> Value {
    let needed = json!({
        "names": ["write", "sched_yield", "exit_group", "close", "munmap", "futex"],
        "action": "SCMP_ACT_ALLOW",
    });
    rules.as_array_mut().unwrap().push(needed);
    json!({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": rules})
}

fn argument(index: u32, operator: &str, value: u64, second: u64) -> Value {
    let op = format!("SCMP_CMP_{operator}");
    json!({"args": [{"index": index, "value": value, "valueTwo": second, "op": op}]})
}

fn both(first: u64, second: u64) -> Value {
    json!({"args": [
        {"index": 0, "value": first, "op": "SCMP_CMP_EQ"},
        {"index": 1, "value": second, "op": "SCMP_CMP_EQ"},
    ]})
}

fn twice() -> Value {
    json!({"args": [
        {"index": 0, "value": 1, "op": "SCMP_CMP_EQ"},
        {"index": 0, "value": 0, "op": "SCMP_CMP_EQ"},
    ]})
}

fn spec(profile: Value) -> Spec {
    let spec = json!({"ociVersion": "1.0.2", "linux": {"seccomp": profile}});
    serde_json::from_value(spec).unwrap()
}

fn errno(result: libc::c_long) -> i32 {
    match result {
        -1 => std::io::Error::last_os_error().raw_os_error().unwrap(),
        _ => 0,
    }
}

/// Runs `work` in a child, which keeps its filters for itself, and returns the two numbers.
fn in_child(work: impl FnOnce() -> [i32; 2]) -> [i32; 2] {
    use std::io::{Read as _, Write as _};
    let (mut reader, mut writer) = std::io::pipe().unwrap();
    match sys::fork().unwrap() {
        Fork::Child => {
            let [first, second] = work().map(|errno| u8::try_from(errno).unwrap());
            let _ = writer.write_all(&[first, second]);
            sys::exit_now(0)
        }
        Fork::Parent(child) => {
            drop(writer);
            let mut found = [0; 2];
            let read = reader.read_exact(&mut found);
            assert_eq!(sys::wait_for(child).unwrap(), Some(0));
            read.unwrap();
            found.map(i32::from)
        }
    }
}
