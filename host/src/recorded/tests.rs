//! Records of files in a directory of the machine that runs the tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::{Devices, Recording, set_mode, set_owner, stat_entry, stated};
use crate::resolve;
use crate::sys::stat::{self, FileType, Stat};
use crate::sys::{Errno, handle, record};
use cap_mknod::{Device, Mode, NodeType};
use rustix::fs::{XattrFlags, getxattr, setxattr};
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use tempfile::TempDir;

/// A directory on a file system with attributes of users, or `None` where there is none.
fn directory() -> Option<TempDir> {
    let places = [std::env::temp_dir(), "/dev/shm".into()];
    let with_attributes = |place: &Path| {
        let folder = tempfile::tempdir_in(place).ok()?;
        let set = setxattr(folder.path(), "user.test", b"x", XattrFlags::empty());
        set.is_ok().then_some(folder)
    };
    let found = places.iter().find_map(|place| with_attributes(place));
    if found.is_none() {
        eprintln!("left out: neither the temporary folder nor /dev/shm has user attributes");
    }
    found
}

fn node_type(block: bool, major: u32, minor: u32) -> NodeType {
    let device = Device::new(major, minor).unwrap();
    match block {
        true => NodeType::BlockDevice(device),
        false => NodeType::CharacterDevice(device),
    }
}

fn make(folder: &Path, name: &str, device: NodeType, devices: Devices) -> Result<(), Errno> {
    let dir = File::open(folder).unwrap();
    let target = resolve::parent(&dir, name)?;
    let mode = Mode::from_bits_truncate(0o666);
    let masked = Mode::from_bits_truncate(0o640);
    Recording::new(devices).mknod(&target, device, mode, masked)
}

fn value(path: &Path) -> String {
    let mut value = [0; 64];
    let length = getxattr(path, record::NAME, &mut value).unwrap();
    str::from_utf8(&value[..length]).unwrap().to_owned()
}

fn told(folder: &Path, name: &str) -> Stat {
    let dir = File::open(folder).unwrap();
    let by_handle = stated(&handle::pin(&dir, name, false).unwrap()).unwrap();
    assert_eq!(stat_entry(&dir, name), Ok(by_handle), "{name}");
    by_handle
}

#[test]
fn a_device_is_an_empty_file_with_a_record() {
    let Some(folder) = directory() else { return };
    let path = |name: &str| folder.path().join(name);
    let (user, group) = record::owner();
    for (name, device, kind, number) in [
        ("null", node_type(false, 1, 3), "char-1-3", (1, 3)),
        ("disk", node_type(true, 8, 1), "block-8-1", (8, 1)),
        (
            "last",
            node_type(false, 4095, 1_048_575),
            "char-4095-1048575",
            (4095, 1_048_575),
        ),
    ] {
        assert_eq!(make(folder.path(), name, device, Devices::Recorded), Ok(()));
        let found = fs::symlink_metadata(path(name)).unwrap();
        assert!(found.is_file() && found.len() == 0, "{name}");
        assert_eq!((found.mode() & 0o7777, found.nlink()), (0o600, 1), "{name}");
        assert_eq!(value(&path(name)), format!("{user}:{group}:0640:{kind}"));
        let told = told(folder.path(), name);
        assert_eq!((told.device, told.mode), (number, 0o640), "{name}");
        assert_ne!(told.file_type, FileType::RegularFile, "{name}");
        let again = make(folder.path(), name, device, Devices::Recorded);
        assert_eq!(again, Err(Errno::EXIST));
    }
    for (name, error) in [
        ("missing/x", Errno::NOENT),
        ("null/x", Errno::NOTDIR),
        ("new/", Errno::NOENT),
        (".", Errno::EXIST),
        ("../x", Errno::PERM),
    ] {
        let made = make(
            folder.path(),
            name,
            node_type(false, 1, 3),
            Devices::Recorded,
        );
        assert_eq!(made, Err(error), "{name}");
    }
    // Nothing is left of what failed.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn renames_and_links_keep_the_record() {
    let Some(folder) = directory() else { return };
    let path = |name: &str| folder.path().join(name);
    make(
        folder.path(),
        "a",
        node_type(false, 1, 3),
        Devices::Recorded,
    )
    .unwrap();
    fs::hard_link(path("a"), path("b")).unwrap();
    fs::rename(path("a"), path("c")).unwrap();
    for name in ["b", "c"] {
        let told = told(folder.path(), name);
        assert_eq!(
            (told.file_type, told.device),
            (FileType::CharacterDevice, (1, 3))
        );
    }
}

#[test]
fn real_and_whiteouts_are_left_to_the_kernel() {
    let Some(folder) = directory() else { return };
    let whiteout = node_type(false, 0, 0);
    assert_eq!(
        make(folder.path(), "w", whiteout, Devices::Recorded),
        Ok(())
    );
    let found = stat::stat_entry(&File::open(folder.path()).unwrap(), "w").unwrap();
    assert_eq!(found.file_type, FileType::CharacterDevice);
    let by_kernel = make(folder.path(), "r", node_type(false, 1, 3), Devices::Real);
    let auto = make(folder.path(), "a", node_type(false, 1, 3), Devices::Auto);
    assert_eq!(auto, Ok(()));
    let is_file = fs::symlink_metadata(folder.path().join("a"))
        .unwrap()
        .is_file();
    assert_eq!(is_file, by_kernel == Err(Errno::PERM), "{by_kernel:?}");
    assert_eq!(
        told(folder.path(), "a").file_type,
        FileType::CharacterDevice
    );
}

#[test]
fn bad_records_and_those_of_other_nodes_are_ignored() {
    let Some(folder) = directory() else { return };
    let path = |name: &str| folder.path().join(name);
    fs::write(path("file"), "").unwrap();
    fs::write(path("full"), "text").unwrap();
    fs::create_dir(path("dir")).unwrap();
    for (name, value, expected) in [
        ("file", "0:0:0644:char-1-3", FileType::CharacterDevice),
        ("file", "7:8:0100640", FileType::RegularFile),
        ("file", "7:8:0640:pipe", FileType::Fifo),
        ("file", "7:8:0640:socket", FileType::Socket),
        ("dir", "7:8:0640:dir", FileType::Directory),
        ("full", "7:8:0640:file", FileType::RegularFile),
    ] {
        setxattr(
            path(name),
            record::NAME,
            value.as_bytes(),
            XattrFlags::empty(),
        )
        .unwrap();
        let told = told(folder.path(), name);
        assert_eq!(told.file_type, expected, "{value}");
        assert_eq!(told.mode & 0o640, 0o640, "{value}");
    }
    let long = format!("0:0:0644:{}", "x".repeat(100));
    for (name, value) in [
        ("file", "0:0:0644:char-1"),
        ("file", "0:0:0644:dir"),
        ("file", "0:0:0777:symlink"),
        ("file", &*long),
        ("full", "0:0:0644:char-1-3"),
        ("dir", "0:0:0644:block-8-0"),
        ("dir", "0:0:0644:file"),
        ("dir", ""),
    ] {
        setxattr(
            path(name),
            record::NAME,
            value.as_bytes(),
            XattrFlags::empty(),
        )
        .unwrap();
        let own = stat::stat_entry(&File::open(folder.path()).unwrap(), name).unwrap();
        assert_eq!(told(folder.path(), name), own, "{value}");
    }
}

#[test]
fn owners_and_modes_are_recorded() {
    let Some(folder) = directory() else { return };
    let path = |name: &str| folder.path().join(name);
    fs::write(path("file"), "text").unwrap();
    fs::set_permissions(path("file"), fs::Permissions::from_mode(0o6755)).unwrap();
    fs::create_dir(path("dir")).unwrap();
    symlink("file", path("link")).unwrap();
    make(
        folder.path(),
        "null",
        node_type(false, 1, 3),
        Devices::Recorded,
    )
    .unwrap();
    let recording = Recording::new(Devices::Recorded);
    let dir = File::open(folder.path()).unwrap();
    let pin = |name: &str| handle::pin(&dir, name, false).unwrap();
    let (user, _) = record::owner();

    assert_eq!(
        set_owner(recording, &pin("file"), Some(12), Some(34)),
        Ok(())
    );
    assert_eq!(value(&path("file")), "12:34:0755:file");
    let real = fs::metadata(path("file")).unwrap();
    assert_eq!((real.uid(), real.mode() & 0o7777), (user, 0o755));
    assert_eq!(set_owner(recording, &pin("file"), None, Some(35)), Ok(()));
    let mode = |bits| Mode::from_bits_truncate(bits);
    assert_eq!(set_mode(recording, &pin("file"), mode(0o4111)), Ok(()));
    assert_eq!(value(&path("file")), "12:35:4111:file");
    // The host can still read its attribute, and the bit is not real.
    assert_eq!(fs::metadata(path("file")).unwrap().mode() & 0o7777, 0o711);
    let told_file = told(folder.path(), "file");
    assert_eq!(
        (told_file.user, told_file.group, told_file.mode),
        (12, 35, 0o4111)
    );

    assert_eq!(set_owner(recording, &pin("dir"), Some(5), None), Ok(()));
    assert_eq!(told(folder.path(), "dir").user, 5);
    assert_eq!(set_mode(recording, &pin("null"), mode(0o666)), Ok(()));
    assert_eq!(set_owner(recording, &pin("null"), Some(0), Some(5)), Ok(()));
    assert_eq!(value(&path("null")), "0:5:0666:char-1-3");
    assert_eq!(fs::metadata(path("null")).unwrap().mode() & 0o7777, 0o600);

    let link = set_owner(recording, &pin("link"), Some(12), None);
    assert_eq!(link, Err(Errno::NOTSUP));
    assert_eq!(set_owner(recording, &pin("link"), Some(user), None), Ok(()));
}

#[test]
fn a_file_system_without_attributes_is_unsupported() {
    // procfs has neither files without a name nor attributes.
    let dir = File::open("/proc/self").unwrap();
    let node = handle::pin(&dir, "comm", false).unwrap();
    let recording = Recording::new(Devices::Recorded);
    let set = set_owner(recording, &node, Some(12), None);
    assert!(matches!(set, Err(Errno::NOTSUP | Errno::PERM)), "{set:?}");
}
