//! Every error that a file system can answer, from file systems and users that really answer it.

use crate::table::{allow_all, masked};
use rustix::fs::{IFlags, XattrFlags, getxattr, ioctl_setflags, setxattr};
use rustix::io::Errno;
use std::fs::File;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::Path;
use wasi_mknod_tests::{
    Answer, Call, Created, Failing, Fixture, FrontEnd, Host, Kind, Mounted, Need, ReadOnly, Trials,
    dir, file, name_of, note, process,
};
use wasi_mknod_wasmtime::Devices;

pub(crate) fn add(trials: &mut Trials) {
    let all = &FrontEnd::ALL;
    trials.each_isolated(all, "errnos::access", &[], access);
    trials.each_isolated(all, "errnos::devices_of_a_user", &[], devices_of_a_user);
    trials.each_isolated(all, "errnos::read_only", &[Need::Mounts], read_only);
    trials.each_isolated(
        all,
        "errnos::read_only_beneath",
        &[Need::Mounts],
        read_only_beneath,
    );
    trials.each_isolated(all, "errnos::no_space", &[Need::Mounts], no_space);
    trials.each_isolated(
        &FrontEnd::GUESTS,
        "errnos::no_space_for_records",
        &[Need::Mounts],
        no_space_for_records,
    );
    trials.each(all, "errnos::immutable", &[Need::Immutable], immutable);
    trials.each_isolated(all, "errnos::no_more_files", &[], no_more_files);
    trials.each_isolated(all, "errnos::whatever_it_is", &[Need::Fuse], whatever_it_is);
}

/// Calls with one fixture, of which each makes a node of mode 0640 or changes nothing.
fn check(host: &Host, fixture: &Fixture, front_end: FrontEnd, rows: &[(&str, Kind, &str)]) {
    for &(path, kind, expected) in rows {
        let before = fixture.snapshot();
        let answer = host.call(&Call::new(path, kind));
        assert_eq!(answer, self::answer(expected), "{path}");
        let after = fixture.snapshot();
        match answer {
            Ok(()) => {
                let created = Created::own(kind, masked(front_end, 0o640));
                before.assert_created(&after, [(&*format!("inside/{path}"), created)]);
            }
            Err(_) => before.assert_same(&after),
        }
    }
}

fn answer(name: &str) -> Answer {
    match name {
        "ok" => Ok(()),
        name => Err(name.to_owned()),
    }
}

fn become_ordinary(front_end: FrontEnd) {
    front_end.preload();
    process::become_ordinary();
}

fn access(front_end: FrontEnd) {
    become_ordinary(front_end);
    let fixture = Fixture::new(&[
        dir("inside/closed").mode(0o555),
        file("inside/closed/file"),
        dir("inside/closed/open"),
        dir("inside/write-only").mode(0o333),
        dir("inside/unsearchable").mode(0o666),
        dir("inside/unsearchable/open"),
    ]);
    let host = Host::on(front_end, &fixture);
    let rows = [
        ("closed/new", Kind::Fifo, "access"),
        ("closed/new", Kind::RegularFile, "access"),
        ("closed/file", Kind::Fifo, "exist"),
        ("closed/missing/new", Kind::Fifo, "no-entry"),
        ("closed/open/new", Kind::Socket, "ok"),
        ("unsearchable", Kind::Fifo, "exist"),
        ("unsearchable/new", Kind::Fifo, "access"),
        ("unsearchable/open/new", Kind::Fifo, "access"),
        ("unsearchable/../new", Kind::Fifo, "access"),
        ("unsearchable/..", Kind::Fifo, "access"),
        ("unsearchable/.", Kind::Fifo, "access"),
    ];
    check(&host, &fixture, front_end, &rows);
    // A directory needs no read permission, but cannot be looked at without it.
    for path in ["write-only/fifo", "write-only/../write-only/second"] {
        assert_eq!(host.call(&Call::new(path, Kind::Fifo)), Ok(()));
        let metadata = fixture.inside().join(path).symlink_metadata().unwrap();
        assert!(metadata.file_type().is_fifo(), "{path}");
        let mode: u32 = masked(front_end, 0o640).into();
        assert_eq!(metadata.mode() & 0o7777, mode, "{path}");
    }
    let again = host.call(&Call::new("write-only/fifo", Kind::Fifo));
    assert_eq!(again, answer("exist"));
}

fn devices_of_a_user(front_end: FrontEnd) {
    become_ordinary(front_end);
    let fixture = Fixture::new(&[]);
    let host = Host::on(front_end, &fixture).policy(allow_all());
    let rows = [
        ("null", Kind::CharacterDevice(1, 3), "not-permitted"),
        ("disk", Kind::BlockDevice(8, 0), "not-permitted"),
        ("zero", Kind::BlockDevice(0, 0), "not-permitted"),
        ("whiteout", Kind::CharacterDevice(0, 0), "ok"),
        ("whiteout", Kind::CharacterDevice(1, 3), "exist"),
    ];
    check(&host, &fixture, front_end, &rows);
}

const READ_ONLY: [(&str, Kind, &str); 9] = [
    ("new", Kind::Fifo, "read-only"),
    ("new", Kind::RegularFile, "read-only"),
    ("new", Kind::Directory, "read-only"),
    ("dir/new", Kind::Socket, "read-only"),
    ("dir/../new", Kind::Fifo, "read-only"),
    ("file", Kind::Fifo, "exist"),
    ("missing/new", Kind::Fifo, "no-entry"),
    ("file/new", Kind::Fifo, "not-directory"),
    ("../new", Kind::Fifo, "not-permitted"),
];

fn read_only(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/dir"), file("inside/file")]);
    let _mount = ReadOnly::new(fixture.inside()).unwrap();
    let host = Host::on(front_end, &fixture).policy(allow_all());
    check(&host, &fixture, front_end, &READ_ONLY);
}

fn read_only_beneath(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/mount"), dir("inside/mount/dir")]);
    let _mount = ReadOnly::new(fixture.inside().join("mount")).unwrap();
    let host = Host::on(front_end, &fixture);
    let rows = [
        ("mount/new", Kind::Fifo, "read-only"),
        ("mount/dir/new", Kind::Fifo, "read-only"),
        ("mount/dir", Kind::Fifo, "exist"),
        ("new", Kind::Fifo, "ok"),
        ("mount/../new", Kind::Fifo, "exist"),
    ];
    check(&host, &fixture, front_end, &rows);
}

fn no_space(front_end: FrontEnd) {
    const INODES: usize = 16;
    let mounted = Mounted::tmpfs(&format!("nr_inodes={INODES}")).unwrap();
    let fixture = Fixture::within(mounted.path(), &[]);
    let before = fixture.snapshot();
    let host = Host::on(front_end, &fixture);
    let names: Vec<String> = (0..INODES).map(|n| format!("inside/{n}")).collect();
    let mut made = Vec::new();
    for name in &names {
        let call = Call::new(&name["inside/".len()..], Kind::Fifo);
        match host.call(&call) {
            Ok(()) => made.push((&**name, Created::own(Kind::Fifo, masked(front_end, 0o640)))),
            Err(error) => {
                assert_eq!(error, "insufficient-space");
                break;
            }
        }
    }
    assert!((1..INODES).contains(&made.len()), "{} nodes", made.len());
    before.assert_created(&fixture.snapshot(), made);
    let again = host.call(&Call::new("0", Kind::Fifo));
    assert_eq!(again, answer("exist"));
}

/// A recorded device takes an inode and the room of an attribute, and has both or is not there.
fn no_space_for_records(front_end: FrontEnd) {
    const INODES: u16 = 24;
    let mounted = Mounted::tmpfs(&format!("nr_inodes={INODES}")).unwrap();
    if setxattr(mounted.path(), "user.test", b"x", XattrFlags::empty()).is_err() {
        note("a tmpfs has no attributes of users before Linux 6.6");
        return;
    }
    let fixture = Fixture::within(mounted.path(), &[]);
    let host = Host::on(front_end, &fixture).policy(allow_all());
    let host = host.devices(Devices::Recorded);
    let null = |number: u16| Call::new(number.to_string(), Kind::CharacterDevice(1, 3));
    let answers: Vec<_> = (0..INODES).map(|number| host.call(&null(number))).collect();
    let made = answers.iter().take_while(|answer| answer.is_ok()).count();
    assert!((1..usize::from(INODES)).contains(&made), "{answers:?}");
    let full = answer("insufficient-space");
    assert!(answers[made..].iter().all(|answer| *answer == full));
    assert_eq!(host.call(&null(0)), answer("exist"));
    let entries = std::fs::read_dir(fixture.inside()).unwrap();
    let paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(paths.len(), made, "{paths:?}");
    for path in paths {
        let mut record = [0; 64];
        let length = getxattr(&path, "user.containers.override_stat", &mut record).unwrap();
        assert!(record[..length].ends_with(b":char-1-3"), "{path:?}");
    }
}

/// A directory with the flag of `chattr +i`, as long as it lives.
struct Immutable(File);

impl Immutable {
    fn new(path: &Path) -> Self {
        let dir = File::open(path).unwrap();
        ioctl_setflags(&dir, IFlags::IMMUTABLE).unwrap();
        Self(dir)
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        ioctl_setflags(&self.0, IFlags::empty()).unwrap();
    }
}

fn immutable(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/dir"), file("inside/dir/file")]);
    let host = Host::on(front_end, &fixture).policy(allow_all());
    let guard = Immutable::new(&fixture.inside().join("dir"));
    let rows = [
        ("dir/new", Kind::Fifo, "not-permitted"),
        ("dir/new", Kind::RegularFile, "not-permitted"),
        ("dir/new", Kind::Directory, "not-permitted"),
        ("dir/file", Kind::Fifo, "exist"),
        ("dir/file/new", Kind::Fifo, "not-directory"),
    ];
    check(&host, &fixture, front_end, &rows);
    drop(guard);
    check(&host, &fixture, front_end, &[("dir/new", Kind::Fifo, "ok")]);
}

fn no_more_files(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/dir")]);
    let host = Host::on(front_end, &fixture);
    // The runtimes open what they need with the first call.
    assert_eq!(host.call(&Call::new("first", Kind::Fifo)), Ok(()));
    let before = fixture.snapshot();
    let call = |path| {
        let host = host.clone().before_run(process::no_more_files);
        let answer = host.call(&Call::new(path, Kind::Fifo));
        process::more_files();
        answer
    };
    assert_eq!(call("dir/new"), answer("insufficient-memory"));
    before.assert_same(&fixture.snapshot());
    // Without leading components no file is opened.
    assert_eq!(call("new"), Ok(()));
    let created = Created::own(Kind::Fifo, masked(front_end, 0o640));
    before.assert_created(&fixture.snapshot(), [("inside/new", created)]);
}

fn whatever_it_is(front_end: FrontEnd) {
    let failing = Failing::mount().unwrap();
    let host = Host::new(front_end)
        .preopen(failing.path(), "/")
        .policy(allow_all());
    for errno in [
        Errno::ACCESS,
        Errno::BUSY,
        Errno::DQUOT,
        Errno::ILSEQ,
        Errno::INVAL,
        Errno::IO,
        Errno::LOOP,
        Errno::MFILE,
        Errno::NAMETOOLONG,
        Errno::NFILE,
        Errno::NODEV,
        Errno::NOENT,
        Errno::NOMEM,
        Errno::NOSPC,
        Errno::NOTDIR,
        Errno::NXIO,
        Errno::OPNOTSUPP,
        Errno::PERM,
        Errno::ROFS,
        Errno::TXTBSY,
    ] {
        let expected = answer(name_of(errno));
        let name = errno.raw_os_error();
        for kind in Kind::EACH {
            let made = host.call(&Call::new(name.to_string(), kind));
            assert_eq!(made, expected, "{errno}");
        }
        let found = host.call(&Call::new(format!("find-{name}/new"), Kind::Fifo));
        assert_eq!(found, expected, "{errno}");
        let found = host.call(&Call::new(format!("find-{name}"), Kind::Fifo));
        let expected = match errno {
            // The name is free, and what comes then is not permitted.
            Errno::NOENT => answer("not-permitted"),
            _ => expected,
        };
        assert_eq!(found, expected, "{errno}");
    }
}
