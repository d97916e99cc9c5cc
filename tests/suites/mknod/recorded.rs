//! Devices that are recorded in an attribute, and what other programs read there.

use rustix::fs::{XattrFlags, getxattr, major, minor, setxattr};
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wasi_mknod_tests::{Call, Fixture, FrontEnd, Host, Kind, Need, Resolver, Trials, dir};
use wasi_mknod_wasmtime::{Devices, Policy};

const NAME: &str = "user.containers.override_stat";

/// The nodes, with the types of containers/storage.
const NODES: [(&str, Kind, u16, &str); 3] = [
    ("null", Kind::CharacterDevice(1, 3), 0o644, "char-1-3"),
    ("disk", Kind::BlockDevice(8, 1), 0o640, "block-8-1"),
    (
        "last",
        Kind::CharacterDevice(4095, 1_048_575),
        0o600,
        "char-4095-1048575",
    ),
];

pub(crate) fn add(trials: &mut Trials) {
    let all = &FrontEnd::GUESTS;
    let needs = &[Need::UserAttributes];
    trials.each(all, "recorded::values", needs, values);
    trials.each(all, "recorded::policy", needs, policy);
    // fuse-overlayfs finds nothing where a filter answers EPERM to `openat2`.
    if Resolver::current() != Resolver::Eperm {
        let needs = &[Need::FuseOverlayfs];
        trials.add("recorded::fuse_overlayfs", needs, fuse_overlayfs);
    }
}

fn host(front_end: FrontEnd, fixture: &Fixture) -> Host {
    let rule = |rule: &str| rule.parse().expect("a rule");
    Host::on(front_end, fixture)
        .policy(Policy::new().device(rule("a *:* m")))
        .umask(0)
        .devices(Devices::Recorded)
}

fn make(host: &Host) {
    for (name, kind, mode, _) in NODES {
        let made = host.call(&Call::new(name, kind).mode(mode));
        assert_eq!(made, Ok(()), "{name}");
    }
}

pub(crate) fn value(path: &Path) -> String {
    let mut value = [0; 64];
    let length = getxattr(path, NAME, &mut value).expect("a record");
    String::from_utf8(value[..length].to_vec()).expect("ASCII")
}

fn values(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    make(&host(front_end, &fixture));
    let owner = fs::metadata(fixture.inside()).expect("a folder");
    for (name, _, mode, kind) in NODES {
        let path = fixture.inside().join(name);
        let found = fs::symlink_metadata(&path).expect("it is made");
        assert!(found.is_file() && found.len() == 0, "{name}");
        assert_eq!(found.mode() & 0o7777, 0o600, "{name}");
        let expected = format!("{}:{}:{mode:04o}:{kind}", owner.uid(), owner.gid());
        assert_eq!(value(&path), expected);
    }
    let names = fs::read_dir(fixture.inside()).expect("a folder").count();
    assert_eq!(names, NODES.len(), "nothing is left beside them");
}

/// A record takes the grant that the device takes.
fn policy(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let before = fixture.snapshot();
    let host = host(front_end, &fixture).policy(Policy::new());
    for (name, kind, mode, _) in NODES {
        let made = host.call(&Call::new(name, kind).mode(mode));
        assert_eq!(made, Err("not-permitted".to_owned()), "{name}");
    }
    before.assert_same(&fixture.snapshot());
}

/// A mounted overlay, which ends with this.
struct Merged(PathBuf);

impl Drop for Merged {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// fuse-overlayfs shows the owner and the mode of a record. Version 1.10 leaves the type out, newer
/// ones show it.
fn fuse_overlayfs() {
    let folders = ["upper", "work", "merged"].map(|name| dir(format!("outside/{name}")));
    let fixture = Fixture::new(&folders);
    make(&host(FrontEnd::P2Sync, &fixture));
    for (name, _, _, kind) in NODES {
        let record = format!("12:34:0751:{kind}");
        let path = fixture.inside().join(name);
        setxattr(path, NAME, record.as_bytes(), XattrFlags::empty()).expect("a record");
    }
    // The layer says by its root that there are records in it.
    let root = fixture.inside();
    setxattr(&root, NAME, b"0:0:0755:dir", XattrFlags::empty()).expect("a record");
    let folder = |name: &str| fixture.outside().join(name);
    let options = format!(
        "lowerdir={},upperdir={},workdir={}",
        root.display(),
        folder("upper").display(),
        folder("work").display()
    );
    let mounted = Command::new("fuse-overlayfs")
        .args(["-o", &options])
        .arg(folder("merged"))
        .stderr(Stdio::null())
        .status()
        .expect("the trial needs it");
    assert!(mounted.success(), "{mounted}");
    let merged = Merged(folder("merged"));
    for (name, kind, ..) in NODES {
        let found = fs::symlink_metadata(merged.0.join(name)).expect("it is shown");
        assert_eq!((found.uid(), found.gid()), (12, 34), "{name}");
        assert_eq!(found.mode() & 0o7777, 0o751, "{name}");
        let number = (major(found.rdev()), minor(found.rdev()));
        let is_shown = match kind {
            Kind::CharacterDevice(high, low) => {
                found.file_type().is_char_device() && number == (high, low)
            }
            Kind::BlockDevice(high, low) => {
                found.file_type().is_block_device() && number == (high, low)
            }
            _ => false,
        };
        assert!(is_shown || found.is_file(), "{name}: {found:?}");
    }
}
