//! What only native code can ask for.

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use wasi_mknod_tests::{Created, Fixture, Kind, Trials, dir, link, process};
use wasi_mknod_wasmtime::{DirExt as _, Mode, NodeType};

pub(crate) fn add(trials: &mut Trials) {
    trials.add("native::not_utf_8", &[], not_utf_8);
    trials.add("native::sub_directories", &[], sub_directories);
}

fn open(path: &Path) -> Dir {
    Dir::open_ambient_dir(path, ambient_authority()).unwrap()
}

/// Guests have no such names, and so native code gets none either.
fn not_utf_8() {
    let fixture = Fixture::new(&[dir("inside/dir")]);
    let before = fixture.snapshot();
    let inside = open(&fixture.inside());
    for path in [&b"\xff"[..], b"dir/\xff", b"\xff/new", b"/\xff", b"../\xff"] {
        let path = Path::new(OsStr::from_bytes(path));
        let error = inside
            .mknod(path, NodeType::Fifo, Mode::empty())
            .unwrap_err();
        assert_eq!(error.raw_os_error(), Some(libc::EILSEQ), "{path:?}");
    }
    before.assert_same(&fixture.snapshot());
}

/// A `Dir` that was opened beneath another one confines as well.
fn sub_directories() {
    let fixture = Fixture::new(&[dir("inside/dir"), link("inside/dir/up", "..")]);
    let before = fixture.snapshot();
    let sub = open(&fixture.inside()).open_dir("dir").unwrap();
    let mode = Mode::from_bits_truncate(0o600);
    sub.mknod("new", NodeType::Fifo, mode).unwrap();
    for path in ["../new", "up/new", "up/dir/new", ".."] {
        let error = sub.mknod(path, NodeType::Fifo, mode).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(libc::EPERM), "{path}");
    }
    let created = Created::own(Kind::Fifo, 0o600 & !process::umask());
    before.assert_created(&fixture.snapshot(), [("inside/dir/new", created)]);
}
