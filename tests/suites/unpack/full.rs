//! File systems without room: one line says so, and what could not be made whole is not there.

use super::header::{Raw, archive};
use super::listing::{self, Tree};
use super::tools::{host, unpack};
use rustix::fs::{XattrFlags, setxattr};
use rustix::io::Errno;
use std::fs;
use std::path::Path;
use wasi_mknod_tests::process::{self, SystemCall};
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Mounted, Need, Outcome, Trials, note};
use wasi_mknod_wasmtime::Devices;

const NO_SPACE: &str = "No space left on device";
const NO_QUOTA: &str = "Disk quota exceeded";

pub(crate) fn add(trials: &mut Trials) {
    let front_ends = &[FrontEnd::P2Sync, FrontEnd::P2Async];
    let mounts = &[Need::Mounts];
    trials.each_isolated(front_ends, "full::bytes", mounts, bytes);
    trials.each_isolated(front_ends, "full::inodes", mounts, inodes);
    trials.each_isolated(front_ends, "full::devices", mounts, devices);
    let attributes = &[Need::UserAttributes];
    trials.each_isolated(front_ends, "full::quota", &[], quota);
    trials.each_isolated(
        front_ends,
        "full::quota_of_devices",
        attributes,
        quota_of_devices,
    );
}

/// Unpacks the entries into a directory.
fn attempt(front_end: FrontEnd, into: &Path, entries: &[Raw], devices: Devices) -> Outcome {
    let fixture = Fixture::new(&[]);
    fs::write(fixture.inside().join("archive"), archive(entries)).expect("an archive");
    let host = host(front_end, &fixture, devices).preopen(into, "/full");
    unpack(&host, &["--no-same-owner", "/archive", "/full"])
}

/// The only line names the entry and the reason.
fn assert_ended(outcome: &Outcome, name: &str, reason: &str) {
    let expected = format!("cannot unpack '{name}': {reason}\n");
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    assert!(outcome.stderr.ends_with(&expected), "{outcome}");
    assert_eq!(outcome.stderr.lines().count(), 1, "{outcome}");
}

fn names(tree: &Tree) -> Vec<&str> {
    let names = tree.keys().map(String::as_str);
    names.filter(|name| !name.is_empty()).collect()
}

fn bytes(front_end: FrontEnd) {
    let mounted = Mounted::tmpfs("size=256k").expect("the trial needs it");
    let entries = [
        Raw::dir("dir"),
        Raw::file("dir/first", &"x".repeat(100_000)),
        Raw::file("dir/large", &"y".repeat(300_000)),
        Raw::file("dir/last", "z"),
    ];
    for _ in 0..2 {
        let outcome = attempt(front_end, mounted.path(), &entries, Devices::Real);
        assert_ended(&outcome, "dir/large", NO_SPACE);
        let tree = listing::list(mounted.path(), false);
        assert_eq!(names(&tree), ["dir", "dir/first"]);
        let first = fs::read(mounted.path().join("dir/first")).expect("a file");
        assert!(first == [b'x'; 100_000]);
        // Directories get their attributes at the end in any case.
        assert_eq!((tree["dir"].modified, tree["dir"].mode), ((1, 0), 0o755));
    }
    // It is the room, and nothing that stays from before.
    fs::remove_file(mounted.path().join("dir/first")).expect("a file");
    let outcome = attempt(front_end, mounted.path(), &entries[3..], Devices::Real);
    outcome.success();
}

fn inodes(front_end: FrontEnd) {
    type Make = fn(&str) -> Raw;
    let kinds: [(&str, Make); 4] = [
        ("file", |name| Raw::file(name, "text")),
        ("dir", Raw::dir),
        ("fifo", |name| Raw::new(b'6', name)),
        ("link", |name| Raw::symlink(name, "nowhere")),
    ];
    for (kind, make) in kinds {
        let mounted = Mounted::tmpfs("nr_inodes=10").expect("the trial needs it");
        let made: Vec<_> = (0..20).map(|number| format!("{kind}{number:02}")).collect();
        let entries: Vec<_> = made.iter().map(|name| make(name)).collect();
        let outcome = attempt(front_end, mounted.path(), &entries, Devices::Real);
        let tree = listing::list(mounted.path(), false);
        let names = names(&tree);
        assert!((1..10).contains(&names.len()), "{names:?}");
        assert_eq!(names, made[..names.len()]);
        assert_ended(&outcome, &made[names.len()], NO_SPACE);
    }
}

/// Recorded devices take an inode and the room of an attribute.
fn devices(front_end: FrontEnd) {
    let mounted = Mounted::tmpfs("nr_inodes=20").expect("the trial needs it");
    if setxattr(mounted.path(), "user.test", b"x", XattrFlags::empty()).is_err() {
        note("a tmpfs has no attributes of users before Linux 6.6");
        return;
    }
    let made: Vec<_> = (0..20).map(|number| format!("null{number:02}")).collect();
    let entries: Vec<_> = made.iter().map(|name| null(name)).collect();
    let outcome = attempt(front_end, mounted.path(), &entries, Devices::Recorded);
    let tree = listing::list(mounted.path(), true);
    let names = names(&tree);
    assert!((1..20).contains(&names.len()), "{names:?}");
    assert_eq!(names, made[..names.len()]);
    for name in &names {
        assert_eq!(tree[*name].file_type, libc::S_IFCHR, "{name}");
    }
    assert_ended(&outcome, &made[names.len()], NO_SPACE);
}

fn null(name: &str) -> Raw {
    let device = Raw::new(b'3', name).field(329, b"0000001\0");
    device.field(337, b"0000003\0")
}

/// The kernel counts quotas on few file systems, so a filter answers.
fn quota(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    front_end.preload();
    process::refuse(SystemCall::Pwrite, Errno::DQUOT);
    let entries = [Raw::file("empty", ""), Raw::file("file", "text")];
    let outcome = attempt(front_end, &fixture.inside(), &entries, Devices::Real);
    assert_ended(&outcome, "file", NO_QUOTA);
    let tree = listing::list(&fixture.inside(), false);
    assert_eq!(names(&tree), ["empty"]);
}

fn quota_of_devices(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    front_end.preload();
    process::refuse(SystemCall::Fsetxattr, Errno::DQUOT);
    let entries = [Raw::file("file", "text"), null("null")];
    let outcome = attempt(front_end, &fixture.inside(), &entries, Devices::Recorded);
    assert_ended(&outcome, "null", NO_QUOTA);
    let tree = listing::list(&fixture.inside(), false);
    assert_eq!(names(&tree), ["file"]);
}
