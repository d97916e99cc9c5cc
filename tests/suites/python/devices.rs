//! Device nodes, which are granted, and what `os.stat` tells of those that others have made.

use crate::report::python;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Kind, Need, Trials, device};
use wasi_mknod_wasmtime::Policy;

pub(crate) fn add(trials: &mut Trials) {
    let front_ends = [FrontEnd::P2Sync];
    let needs = &[Need::Python, Need::Devices];
    trials.each(&front_ends, "python::devices::made", needs, made);
    trials.each(&front_ends, "python::devices::described", needs, described);
    trials.each(&front_ends, "python::devices::unpacked", needs, unpacked);
    let own = "python::devices::of_its_own";
    trials.each(&front_ends, own, &[Need::Python], of_its_own);
    let whiteout = "python::devices::whiteout";
    trials.each(&front_ends, whiteout, &[Need::Python], made_by_everybody);
}

fn host(front_end: FrontEnd, fixture: &Fixture, rules: &[&str]) -> Host {
    let policy = rules.iter().fold(Policy::new(), |policy, rule| {
        policy.device(rule.parse().unwrap())
    });
    Host::on(front_end, fixture).policy(policy)
}

fn made(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = host(front_end, &fixture, &["c 240:7 m", "b 240:* m"]);
    python(&host, &["device", "make", "/char", "c", "240", "7"]);
    python(&host, &["device", "make", "/block", "b", "240", "1048575"]);
    for (name, block, numbers) in [("char", false, (240, 7)), ("block", true, (240, 0xf_ffff))] {
        let metadata = fixture.inside().join(name).symlink_metadata().unwrap();
        assert_eq!(metadata.file_type().is_block_device(), block);
        assert_eq!(metadata.file_type().is_char_device(), !block);
        assert_eq!(metadata.mode() & 0o7777, 0o640);
        let device = metadata.rdev();
        assert_eq!((libc::major(device), libc::minor(device)), numbers);
    }
}

fn described(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        device("inside/char", Kind::CharacterDevice(240, 7)),
        device("inside/block", Kind::BlockDevice(8, 17)),
    ]);
    let host = Host::on(front_end, &fixture);
    for (path, start, end) in [("/char", 'c', " 240 7\n"), ("/block", 'b', " 8 17\n")] {
        let output = python(&host, &["device", "describe", path]);
        assert!(
            output.starts_with(start) && output.ends_with(end),
            "{output}"
        );
    }
}

/// `tarfile` finds the functions where it looks for them.
fn unpacked(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = host(front_end, &fixture, &["c 240:7 m"]);
    python(&host, &["device", "unpack", "/"]);
    let kind = |name: &str| fixture.inside().join(name).symlink_metadata().unwrap();
    assert!(kind("fifo").file_type().is_fifo());
    assert_eq!(kind("device").rdev(), libc::makedev(240, 7));
}

/// Neither the policy nor the machine has anything to do with the guest's own `/dev`.
fn of_its_own(front_end: FrontEnd) {
    let host = Host::new(front_end)
        .policy(Policy::deny_all())
        .dev("/dev")
        .stdin("sent");
    let expected = "\
        b''\n\
        crw-rw-rw-\n\
        b'\\x00\\x00\\x00\\x00'\n\
        OSError\n\
        16\n\
        b'sent'\n\
        by number\n\
        ['fd', 'full', 'null', 'random', 'stderr', 'stdin', 'stdout', 'tty', 'urandom', 'zero']\n";
    assert_eq!(python(&host, &["device", "use", "/dev"]), expected);
}

/// Linux lets everybody make this one.
fn made_by_everybody(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = host(front_end, &fixture, &["c 0:0 m"]);
    python(&host, &["device", "make", "/whiteout", "c", "0", "0"]);
    let metadata = fixture
        .inside()
        .join("whiteout")
        .symlink_metadata()
        .unwrap();
    assert!(metadata.file_type().is_char_device());
    assert_eq!(metadata.rdev(), 0);
}
