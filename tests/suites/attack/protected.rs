//! What the kernel protects in directories that many users write, such as `/tmp`, is protected from
//! guests and for them as it is natively.
//!
//! The settings `fs.protected_*` are those of the machine. The rules are tested for all values in
//! the host crate.

use rustix::fs::{AtFlags, CWD, FileType, Gid, Mode, OFlags, Uid, chownat, mknodat, open};
use rustix::io::Errno;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use wasi_mknod_tests::{
    Fixture, FrontEnd, Host, Need, Trials, dir, fifo, file, link, name_of, process, programs,
};

const OWNER: u32 = 1000;
const OTHER: u32 = 2000;

pub(crate) fn add(trials: &mut Trials) {
    let guests = &FrontEnd::GUESTS;
    for mode in [0o1777, 0o1775, 0o777] {
        for (user, ordinary) in [("root", false), ("user", true)] {
            let name = format!("protected::{mode:o}::{user}");
            trials.each_isolated(guests, &name, &[Need::Groups], move |front_end| {
                as_natively(front_end, mode, ordinary);
            });
        }
    }
}

fn as_natively(front_end: FrontEnd, mode: u32, ordinary: bool) {
    let fixture = shared(mode);
    if ordinary {
        front_end.preload();
        process::become_ordinary();
    }
    let inside = fixture.inside();
    for (call, path) in [
        ("create", "shared/file"),
        ("create", "shared/fifo"),
        ("create", "shared/to-file"),
        ("create", "shared/dangling"),
        ("create", "to-shared"),
        ("open", "shared/file"),
        ("open", "shared/to-file"),
        ("open", "shared/to-directory/"),
        ("open", "shared/to-directory/."),
        ("open", "to-shared"),
        ("beneath", "shared/to-directory"),
        ("beneath", "shared/to-directory/."),
    ] {
        let natively = natively(&inside.join(path), call);
        // The guest is to find what this found.
        undo(&inside);
        let host = Host::on(front_end, &fixture).arg(call).arg(path);
        let outcome = host.run(programs::DRIVER_ONE);
        let expected = natively.map_or_else(name_of, |()| "ok");
        assert_eq!(outcome.success().trim(), expected, "{call} {path}");
        undo(&inside);
    }
}

/// A directory of one user in which another one has made something, and links to it.
fn shared(mode: u32) -> Fixture {
    let fixture = Fixture::new(&[
        dir("inside/shared"),
        dir("inside/target"),
        file("inside/shared/file").mode(0o666),
        fifo("inside/shared/fifo").mode(0o666),
        file("inside/target/file").mode(0o666),
        link("inside/shared/to-file", "../target/file"),
        link("inside/shared/dangling", "../target/made"),
        link("inside/shared/to-directory", "../target"),
        link("inside/to-shared", "shared/file"),
    ]);
    let inside = fixture.inside();
    let give = |name: &str, user| {
        let (user, group) = (Some(Uid::from_raw(user)), Some(Gid::from_raw(user)));
        let flags = AtFlags::SYMLINK_NOFOLLOW;
        chownat(CWD, inside.join(name), user, group, flags).expect("the trial needs it");
    };
    for name in ["file", "fifo", "to-file", "dangling", "to-directory"] {
        give(&format!("shared/{name}"), OTHER);
    }
    give("shared", OWNER);
    let allow = |path: &Path, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("our own directory");
    };
    allow(&inside.join("shared"), mode);
    allow(&inside.join("target"), 0o777);
    allow(fixture.root(), 0o755);
    allow(&inside, 0o755);
    fixture
}

/// Removes what the calls make.
fn undo(inside: &Path) {
    for name in ["made", "x"] {
        // Most calls make nothing.
        let _ = fs::remove_file(inside.join("target").join(name));
    }
}

fn natively(path: &Path, call: &str) -> Result<(), Errno> {
    let mode = Mode::from_raw_mode(0o600);
    match call {
        "create" => {
            let flags = OFlags::CREATE | OFlags::RDWR | OFlags::NONBLOCK;
            open(path, flags, mode).map(drop)
        }
        "open" => open(path, OFlags::RDONLY, mode).map(drop),
        _ => mknodat(CWD, path.join("x"), FileType::Fifo, mode, 0),
    }
}
