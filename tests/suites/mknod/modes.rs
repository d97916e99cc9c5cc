//! Modes, owners and time stamps: what the kernel makes of the mode of a call.

use crate::table::{allow_all, masked, needs};
use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};
use rustix::time::{ClockId, clock_gettime};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use wasi_mknod_tests::{
    Call, Created, Entry, Fixture, FrontEnd, Host, Kind, Need, OTHER_GROUP, Trials, dir,
    set_default_acl,
};
use wasi_mknod_tests::{Exit, process, programs};
use wasi_mknod_wasmtime::Policy;

const UMASKS: [u16; 5] = [0, 0o022, 0o077, 0o137, 0o777];
const MODES: [u16; 9] = [0, 0o001, 0o444, 0o640, 0o666, 0o777, 0o1777, 0o6777, 0o7777];

pub(crate) fn add(trials: &mut Trials) {
    let (all, guests) = (&FrontEnd::ALL, &FrontEnd::GUESTS);
    for kind in Kind::EACH {
        let needs = needs(kind);
        let name = format!("modes::umask_of_the_guest::{}", kind.name());
        trials.each(guests, &name, needs, move |it| umask_of_the_guest(it, kind));
        let name = format!("modes::umask_of_the_process::{}", kind.name());
        trials.each_isolated(all, &name, needs, move |it| umask_of_the_process(it, kind));
    }
    trials.each_isolated(guests, "modes::never_wider", &[], never_wider);
    trials.each(all, "modes::default_acl", &[Need::Acls], default_acl);
    trials.each(
        &FrontEnd::ALL_P2,
        "modes::mkfifo_m_in_a_directory_with_a_default_acl",
        &[Need::Acls],
        mkfifo_m,
    );
    trials.each(
        all,
        "modes::group_of_parent",
        &[Need::Groups],
        group_of_parent,
    );
    trials.each_isolated(all, "modes::owner", &[], owner);
    trials.each(all, "modes::time_stamps", &[], time_stamps);
}

/// What becomes of the mode of a call: directories are made by `mkdirat`, which ignores the set-ID
/// bits.
fn expected(kind: Kind, mode: u16, umask: u16) -> u16 {
    let ignored = if kind == Kind::Directory { 0o6000 } else { 0 };
    mode & !umask & !ignored
}

/// Makes a node for each mode and compares them with what is expected under `umask`.
fn check(host: &Host, fixture: &Fixture, folder: &str, kind: Kind, umask: u16) {
    let before = fixture.snapshot();
    let nodes: Vec<(String, Created)> = MODES
        .into_iter()
        .map(|mode| {
            let path = format!("{folder}/{mode:o}");
            let call = Call::new(&path["inside/".len()..], kind).mode(mode);
            assert_eq!(host.call(&call), Ok(()), "{mode:o} under {umask:o}");
            (path, Created::own(kind, expected(kind, mode, umask)))
        })
        .collect();
    let created = nodes.iter().map(|(path, created)| (&**path, *created));
    before.assert_created(&fixture.snapshot(), created);
}

/// A directory for each umask.
fn directories() -> Vec<Entry> {
    UMASKS.map(|umask| dir(format!("inside/{umask:o}"))).into()
}

fn umask_of_the_guest(front_end: FrontEnd, kind: Kind) {
    let fixture = Fixture::new(&directories());
    for umask in UMASKS {
        let host = Host::on(front_end, &fixture)
            .policy(allow_all())
            .umask(umask);
        check(&host, &fixture, &format!("inside/{umask:o}"), kind, umask);
    }
}

fn umask_of_the_process(front_end: FrontEnd, kind: Kind) {
    front_end.preload();
    for of_process in [0, 0o027, 0o777] {
        // Not under a umask that would keep even the test out.
        process::set_umask(0o022);
        let fixture = Fixture::new(&directories());
        process::set_umask(of_process);
        for of_guest in UMASKS {
            let folder = format!("inside/{of_guest:o}");
            let host = Host::on(front_end, &fixture)
                .policy(allow_all())
                .umask(of_guest);
            let expected = match front_end {
                FrontEnd::Native => of_process,
                _ => of_guest,
            };
            check(&host, &fixture, &folder, kind, expected);
            assert_eq!(process::umask(), of_process);
        }
    }
}

/// When the umask of the process has just changed, a mode may come out narrower, but never wider.
fn never_wider(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = Host::on(front_end, &fixture).umask(0o022);
    for round in 0..100 {
        for of_process in [0, 0o077] {
            process::set_umask_unnoticed(of_process);
            let name = format!("{round}-{of_process:o}");
            let call = Call::new(&*name, Kind::Fifo).mode(0o755);
            assert_eq!(host.call(&call), Ok(()));
            let mode = fixture.snapshot().mode(&format!("inside/{name}"));
            assert!([0o755, 0o755 & !of_process].contains(&mode), "{mode:o}");
        }
    }
}

/// In a directory with a default ACL the umask does not count.
fn default_acl(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/acl"), dir("inside/plain")]);
    set_default_acl(&fixture.inside().join("acl"), 0o672).unwrap();
    let host = Host::on(front_end, &fixture)
        .policy(allow_all())
        .umask(0o077);
    for (kind, mode, in_acl) in [
        (Kind::Fifo, 0o777, 0o672),
        (Kind::Fifo, 0o666, 0o662),
        (Kind::Fifo, 0o640, 0o640),
        (Kind::Socket, 0o600, 0o600),
        (Kind::RegularFile, 0o1606, 0o1602),
        (Kind::Directory, 0o777, 0o672),
    ] {
        let name = format!("{kind}-{mode:o}");
        for folder in ["acl", "plain"] {
            let call = Call::new(format!("{folder}/{name}"), kind).mode(mode);
            assert_eq!(host.call(&call), Ok(()), "{call:?}");
        }
        let after = fixture.snapshot();
        assert_eq!(after.mode(&format!("inside/acl/{name}")), in_acl);
        let umask = match front_end {
            FrontEnd::Native => process::umask(),
            _ => 0o077,
        };
        assert_eq!(after.mode(&format!("inside/plain/{name}")), mode & !umask);
    }
}

/// In a directory with the set-group-ID bit, new nodes have its group, and new directories the bit
/// as well.
fn group_of_parent(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/shared")]);
    let shared = fixture.inside().join("shared");
    chown(&shared, None, Some(OTHER_GROUP)).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o2755)).unwrap();
    let before = fixture.snapshot();
    let host = Host::on(front_end, &fixture).policy(allow_all());
    let mut created = Vec::new();
    for kind in [Kind::RegularFile, Kind::Directory, Kind::Fifo, Kind::Socket] {
        let call = Call::new(format!("shared/{kind}"), kind);
        assert_eq!(host.call(&call), Ok(()), "{kind}");
        let inherited = if kind == Kind::Directory { 0o2000 } else { 0 };
        let mode = masked(front_end, call.mode) | inherited;
        let node = Created {
            gid: OTHER_GROUP,
            ..Created::own(kind, mode)
        };
        created.push((format!("inside/{}", call.path), node));
    }
    let created = created.iter().map(|(path, node)| (&**path, *node));
    before.assert_created(&fixture.snapshot(), created);
}

/// A node belongs to the user as whom the host runs.
fn owner(front_end: FrontEnd) {
    front_end.preload();
    process::become_ordinary();
    let fixture = Fixture::new(&[]);
    let before = fixture.snapshot();
    let host = Host::on(front_end, &fixture);
    assert_eq!(host.call(&Call::new("new", Kind::Fifo)), Ok(()));
    let created = Created::own(Kind::Fifo, masked(front_end, 0o640));
    assert_ne!(created.uid, 0);
    before.assert_created(&fixture.snapshot(), [("inside/new", created)]);
}

/// The kernel marks when the node was made and its directory changed, and a call that fails marks
/// nothing.
fn time_stamps(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let inside = fixture.inside();
    let long_ago = Timespec {
        tv_sec: 1_000_000_000,
        tv_nsec: 0,
    };
    let times = Timestamps {
        last_access: long_ago,
        last_modification: long_ago,
    };
    utimensat(CWD, &inside, &times, AtFlags::empty()).unwrap();
    let modified = |path: &std::path::Path| {
        let metadata = path.symlink_metadata().unwrap();
        (metadata.mtime(), metadata.mtime_nsec())
    };
    let host = Host::on(front_end, &fixture);
    assert!(host.call(&Call::new("missing/new", Kind::Fifo)).is_err());
    assert_eq!(modified(&inside), (long_ago.tv_sec, long_ago.tv_nsec));
    let before = now(ClockId::RealtimeCoarse);
    assert_eq!(host.call(&Call::new("new", Kind::Fifo)), Ok(()));
    let after = now(ClockId::Realtime);
    // The kernel reads its clock for the node and again for the directory: the coarse one, or the
    // exact one where somebody has read the time stamp before it.
    let marked = [modified(&inside.join("new")), modified(&inside)];
    for time in marked {
        assert!((before..=after).contains(&time), "{marked:?}");
    }
}

/// The time of a clock, in seconds and nanoseconds.
fn now(clock: ClockId) -> (i64, i64) {
    let time = clock_gettime(clock);
    (time.tv_sec, time.tv_nsec)
}

/// `mkfifo -m` is exact in spite of the ACL if the host grants changes of modes.
fn mkfifo_m(front_end: FrontEnd) {
    for (granted, status, mode) in [(true, 0, 0o664), (false, 1, 0o660)] {
        let fixture = Fixture::new(&[dir("inside/acl")]);
        set_default_acl(&fixture.inside().join("acl"), 0o770).unwrap();
        let outcome = Host::on(front_end, &fixture)
            .policy(Policy::new().change_mode(granted))
            .arg("-m")
            .arg("664")
            .arg("acl/new")
            .run(programs::MKFIFO);
        assert_eq!(outcome.exit, Exit::Status(status), "{outcome}");
        let says = outcome
            .stderr
            .contains("cannot set permissions of 'acl/new'");
        assert_eq!(says, !granted, "{outcome}");
        assert_eq!(fixture.snapshot().mode("inside/acl/new"), mode);
    }
}
