use super::{OpenError, OpenRequest, Opened};
use crate::sys::Errno;
use crate::sys::handle::{Access, pin, reopen_by_path};
use crate::sys::stat::stat;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::symlink;

fn request(path: &str) -> OpenRequest {
    OpenRequest {
        path: path.to_owned(),
        follow: true,
        create: true,
        exclusive: false,
        truncate: false,
        directory: false,
        read: false,
        write: true,
        synchronous: false,
        may_open_fifo: true,
        recorded: false,
    }
}

#[test]
fn links_to_nothing_are_followed_to_what_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("dir")).unwrap();
    symlink("dir/second", path.join("first")).unwrap();
    symlink("../made", path.join("dir/second")).unwrap();
    symlink("../../made", path.join("dir/out")).unwrap();
    symlink("/made", path.join("absolute")).unwrap();
    let dir = File::open(path).unwrap();
    for (name, expected) in [
        ("dir/out", Errno::PERM),
        ("absolute", Errno::PERM),
        ("missing/x", Errno::NOENT),
        ("missing/", Errno::ISDIR),
    ] {
        let answer = request(name).open(&dir).map(drop);
        assert_eq!(answer, Err(OpenError::AsWasmtimeWasi(expected)), "{name}");
    }
    assert!(matches!(request("first").open(&dir), Ok(Opened::File(_))));
    assert!(path.join("made").is_file());
}

#[test]
fn without_proc_the_path_must_still_lead_to_the_handle() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one", "other"] {
        fs::write(folder.path().join(name), name).unwrap();
    }
    let dir = File::open(folder.path()).unwrap();
    let one = stat(&pin(&dir, "one", true).unwrap()).unwrap().identity;
    let access = Access {
        read: true,
        write: true,
        truncate: true,
        nonblocking: false,
    };
    let other = reopen_by_path(&dir, "other", one, access);
    assert_eq!(other.map(drop), Err(Errno::AGAIN));
    let untouched = fs::read_to_string(folder.path().join("other")).unwrap();
    assert_eq!(untouched, "other");

    let mut text = String::new();
    let mut file = reopen_by_path(&dir, "one", one, access).unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "");
    file.write_all(b"new").unwrap();
    assert_eq!(
        fs::read_to_string(folder.path().join("one")).unwrap(),
        "new"
    );
    let flags = rustix::fs::fcntl_getfl(&file).unwrap();
    assert!(!flags.contains(rustix::fs::OFlags::NONBLOCK));
}

#[test]
fn what_is_to_be_a_directory_is_one_or_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir_all(path.join("dir/inner")).unwrap();
    fs::write(path.join("file"), "").unwrap();
    mknodat(CWD, path.join("fifo"), FileType::Fifo, Mode::RWXU, 0).unwrap();
    symlink("dir", path.join("link")).unwrap();
    symlink("..", path.join("out")).unwrap();
    let dir = File::open(path).unwrap();
    let table = [
        ("dir", true, None),
        ("dir/inner/..", false, None),
        ("link", true, None),
        ("link", false, Some(Errno::LOOP)),
        ("out", true, Some(Errno::PERM)),
        ("..", true, Some(Errno::PERM)),
        ("/", true, Some(Errno::PERM)),
        ("file", true, Some(Errno::NOTDIR)),
        ("fifo", true, Some(Errno::NOTDIR)),
        ("missing", true, Some(Errno::NOENT)),
    ];
    for (name, follow, error) in table {
        let request = OpenRequest {
            follow,
            create: false,
            directory: true,
            read: true,
            write: false,
            ..request(name)
        };
        match (request.open(&dir), error) {
            (Ok(Opened::Directory(_)), None) => {}
            (Err(OpenError::AsWasmtimeWasi(errno)), Some(expected)) if errno == expected => {}
            (result, _) => panic!("{name}: {result:?}"),
        }
    }
}
