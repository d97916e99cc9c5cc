//! The program makedevs, with tables of the kinds of line that Buildroot's and Yocto's have.

use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Stdio};
use wasi_mknod_tests::{
    Exit, Fixture, FrontEnd, Host, Kind, Need, Outcome, Trials, device, dir, fifo, file, link,
    programs,
};
use wasi_mknod_wasmtime::{Devices, NodeTypes, Policy};

/// As Buildroot's two: what is there, and devices.
const BUILDROOT: &str = "\
# name       type mode uid  gid  major minor start inc count
/dev         d    755  0    0    -     -     -     -   -
/tmp         d    1777 0    0    -     -     -     -   -
/srv/www     d    750  www  www  -     -     -     -   -
/etc/secret  f    600  0    0    -     -     -     -   -
/etc/absent  F    600  0    0    -     -     -     -   -
/sbin/helper F    4755 0    0    -     -     -     -   -
/var/db      r    -1   www  www  -     -     -     -   -
/home        r    750  1000 1000 -     -     -     -   -
/etc/keep    f    -1   7    8
/dev/link    l    777  5    6

/dev/mem     c    640  0    0    1     1     0     0   -
/dev/null    c    666  0    0    1     3     0     0   -
/dev/tty     c    666  0    0    5     0     -     -   -
/dev/tty     c    620  0    5    4     0     0     1   2
/dev/hda     b    640  0    6    3     0     0     0   1
/dev/hda     b    640  0    6    3     1     1     1   2
/dev/uio     c    640  0    0    252   1     6     2   2
/dev/initctl p    600  0    0    -     -     -     -   -
";
/// What is there then.
const OF_BUILDROOT: &str = "\
dev d 755 0:0
dev/hda b 640 0:6 3:0
dev/hda1 b 640 0:6 3:1
dev/hda2 b 640 0:6 3:2
dev/initctl p 600 0:0
dev/link l 777 5:6
dev/mem c 640 0:0 1:1
dev/null c 666 0:0 1:3
dev/tty c 666 0:0 5:0
dev/tty0 c 620 0:5 4:0
dev/tty1 c 620 0:5 4:1
dev/uio6 c 640 0:0 252:1
dev/uio7 c 640 0:0 252:3
etc/keep f 604 7:8
etc/secret f 600 0:0
home d 750 1000:1000
home/user d 750 1000:1000
home/user/file f 750 1000:1000
sbin/helper f 4755 0:0
srv/www d 750 33:34
tmp d 1777 0:0
var/db d 711 33:34
var/db/entry f 601 33:34
var/db/link l 777 33:34
";

/// As Yocto's standard one: owners by their names.
const YOCTO: &str = "\
/dev          d 755 root root - - - - -
/dev/mem      c 640 root www 1 1 0 0 -
/dev/ttyS     c 660 root www 4 64 0 1 1
/dev/mmcblk0p b 660 root www 179 1 1 1 2
/dev/apm_bios c 660 root root 10 134 - - -
/dev/initctl  p 600 root root
/etc/made     f 644 www root
";
const OF_YOCTO: &str = "\
dev d 755 0:0
dev/apm_bios c 660 0:0 10:134
dev/initctl p 600 0:0
dev/mem c 640 0:34 1:1
dev/mmcblk0p1 b 660 0:34 179:1
dev/mmcblk0p2 b 660 0:34 179:2
dev/ttyS0 c 660 0:34 4:64
etc/made f 644 33:0
";

pub(crate) fn add(trials: &mut Trials) {
    let all = &FrontEnd::ALL_P2;
    let root = &[Need::Devices, Need::Groups];
    trials.each(all, "makedevs::buildroot", root, buildroot);
    trials.each(all, "makedevs::openembedded", root, openembedded);
    trials.each(all, "makedevs::formats", &[Need::Devices], formats);
    let needs = &[Need::UserAttributes];
    trials.each(all, "makedevs::recorded", needs, recorded);
    trials.each(all, "makedevs::differences", &[], differences);
    trials.each(all, "makedevs::grants", &[], grants);
    trials.each(all, "makedevs::accounts", &[], accounts);
    let needs = &[Need::Devices, Need::Groups, Need::BusyboxMakedevs];
    trials.each(all, "makedevs::busybox", needs, busybox);
}

fn everything() -> Policy {
    Policy::new()
        .node_types(NodeTypes::all())
        .set_id(true)
        .change_mode(true)
        .change_owner(true)
        .device("a *:* m".parse().expect("a rule"))
}

/// A root file system in which the table of Buildroot finds what it is about.
fn tree() -> Fixture {
    let fixture = Fixture::new(&[
        dir("inside/dev"),
        link("inside/dev/link", "null"),
        dir("inside/etc"),
        file("inside/etc/secret").mode(0o644),
        file("inside/etc/keep").mode(0o604),
        dir("inside/sbin"),
        file("inside/sbin/helper").mode(0o700),
        dir("inside/srv"),
        dir("inside/var"),
        dir("inside/var/db").mode(0o711),
        file("inside/var/db/entry").mode(0o601),
        link("inside/var/db/link", "../../etc/secret"),
        dir("inside/home"),
        dir("inside/home/user"),
        file("inside/home/user/file"),
    ]);
    let accounts = [
        ("passwd", "root:x:0:0::/:\nwww:x:33:33::/:\n"),
        ("group", "root:x:0:\nwww:x:34:\n"),
    ];
    for (name, text) in accounts {
        fs::write(fixture.inside().join("etc").join(name), text).expect("our own directory");
    }
    fixture
}

fn host(front_end: FrontEnd, fixture: &Fixture) -> Host {
    Host::on(front_end, fixture)
        .policy(everything())
        .show_owner()
}

/// Fills `/` from `table`, with these options.
fn fill(host: &Host, options: &[&str], table: &str) -> Outcome {
    let host = options
        .iter()
        .fold(host.clone(), |host, option| host.arg(*option));
    host.arg("/").stdin(table).run(programs::MAKEDEVS)
}

/// The same, where it must succeed and has nothing to say.
fn succeed(host: &Host, options: &[&str], table: &str) {
    let outcome = fill(host, options, table);
    assert_eq!(outcome.success(), "");
    assert_eq!(outcome.stderr, "", "{outcome}");
}

/// Checks the nodes that `expected` has a line for: path, type, mode, owner and number.
fn assert_listed(root: &Path, expected: &str) {
    for line in expected.lines() {
        let path = line.split(' ').next().expect("a path");
        assert_eq!(listed(root, path), line);
    }
}

fn listed(root: &Path, path: &str) -> String {
    let found = fs::symlink_metadata(root.join(path));
    let found = found.unwrap_or_else(|error| panic!("{path}: {error}"));
    let (file_type, rdev) = (found.file_type(), found.rdev());
    let letter = match () {
        () if file_type.is_symlink() => 'l',
        () if file_type.is_dir() => 'd',
        () if file_type.is_fifo() => 'p',
        () if file_type.is_char_device() => 'c',
        () if file_type.is_block_device() => 'b',
        () => 'f',
    };
    let (mode, user, group) = (found.mode() & 0o7777, found.uid(), found.gid());
    let number = match letter {
        'b' | 'c' => {
            let (major, minor) = (rustix::fs::major(rdev), rustix::fs::minor(rdev));
            format!(" {major}:{minor}")
        }
        _ => String::new(),
    };
    format!("{path} {letter} {mode:o} {user}:{group}{number}")
}

/// The same table twice changes nothing.
fn buildroot(front_end: FrontEnd) {
    let fixture = tree();
    let host = host(front_end, &fixture);
    succeed(&host, &[], BUILDROOT);
    assert_listed(&fixture.inside(), OF_BUILDROOT);
    assert!(!fixture.inside().join("etc/absent").exists());
    let once = fixture.snapshot();
    succeed(&host, &[], BUILDROOT);
    once.assert_same(&fixture.snapshot());
}

fn openembedded(front_end: FrontEnd) {
    let fixture = tree();
    let host = host(front_end, &fixture);
    let options = ["--format=openembedded"];
    succeed(&host, &options, YOCTO);
    assert_listed(&fixture.inside(), OF_YOCTO);
    let once = fixture.snapshot();
    succeed(&host, &options, YOCTO);
    once.assert_same(&fixture.snapshot());

    // Nodes that are there get the mode and the owner of the table.
    let mem = fixture.inside().join("dev/mem");
    fs::set_permissions(&mem, Permissions::from_mode(0o600)).expect("our own node");
    std::os::unix::fs::chown(&mem, Some(1), Some(2)).expect("the trial needs it");
    succeed(&host, &options, YOCTO);
    assert_listed(&fixture.inside(), OF_YOCTO);
}

/// What the formats disagree about.
fn formats(front_end: FrontEnd) {
    let table = "ttyS c 640 - - 4 64 0 1 1\n";
    for (format, name) in [("buildroot", "ttyS"), ("openembedded", "ttyS0")] {
        let fixture = Fixture::new(&[]);
        let host = host(front_end, &fixture);
        succeed(&host, &["--format", format], table);
        let names = fs::read_dir(fixture.inside()).expect("our own directory");
        let names: Vec<_> = names
            .map(|entry| entry.expect("it can be read").file_name())
            .collect();
        assert_eq!(names, [name]);
    }
}

/// Devices and owners for which the user has no privilege.
fn recorded(front_end: FrontEnd) {
    let fixture = Fixture::new(&[file("inside/file").mode(0o600)]);
    let host = host(front_end, &fixture).devices(Devices::Recorded);
    let table = "/dev d 755 0 0\n/dev/null c 666 0 0 1 3\n/dev/sda b 660 0 6 8 0 0 1 3\n\
                 /dev/pipe p 640\n/file f 4711 12 34\n";
    succeed(&host, &[], table);
    let once = fixture.snapshot();
    succeed(&host, &[], table);
    once.assert_same(&fixture.snapshot());
    for (path, value) in [
        ("dev/null", "0:0:0666:char-1-3"),
        ("dev/sda2", "0:6:0660:block-8-2"),
        ("file", "12:34:4711:file"),
    ] {
        let found = crate::recorded::value(&fixture.inside().join(path));
        assert_eq!(found, value, "{path}");
    }
    // What is recorded is compared as what is real.
    let outcome = fill(
        &host,
        &[],
        "/dev/null c 666 0 0 1 5\n/dev/sda0 b 660 0 7 8 0\n",
    );
    let expected = [
        "line 1: cannot make 'dev/null': it is a character device 1:3, and the table says character device 1:5",
        "line 2: cannot make 'dev/sda0': it belongs to 0:6, and the table says 0:7",
    ];
    assert_failed(&outcome, &expected);
}

fn assert_failed(outcome: &Outcome, expected: &[&str]) {
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    let lines = expected.iter();
    let expected: String = lines
        .map(|line| match line.starts_with("line ") {
            true => format!("examples/makedevs.wasm: standard input, {line}\n"),
            false => format!("examples/makedevs.wasm: {line}\n"),
        })
        .collect();
    assert_eq!(outcome.stderr, expected, "{outcome}");
}

/// What is there and differs stays, and the message says what is there and what the table says.
fn differences(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        file("inside/file"),
        fifo("inside/fifo").mode(0o600),
        dir("inside/dir"),
        link("inside/link", "file"),
        device("inside/device", Kind::CharacterDevice(0, 0)),
    ]);
    let before = fixture.snapshot();
    let host = host(front_end, &fixture);
    for (table, expected) in [
        (
            "file p 600",
            "cannot make 'file': it is a regular file, and the table says FIFO",
        ),
        (
            "link c 600 - - 1 3",
            "cannot make 'link': it is a symbolic link, and the table says character device 1:3",
        ),
        (
            "device c 600 - - 0 1",
            "cannot make 'device': it is a character device 0:0, and the table says character device 0:1",
        ),
        (
            "fifo p 640",
            "cannot make 'fifo': it has mode 0600, and the table says 0640",
        ),
        (
            "fifo d 755",
            "cannot make 'fifo': it is a FIFO, and the table says directory",
        ),
        (
            "dir f 755",
            "cannot change 'dir': it is a directory, and the table says regular file",
        ),
        (
            "absent f 755",
            "cannot change 'absent': it is not there; type F is for files that may be missing, and with --format=openembedded they are made",
        ),
        (
            "file l 755",
            "cannot change 'file': it is not a symbolic link, which the table says",
        ),
        (
            "absent r 755",
            "cannot look at 'absent': No such file or directory",
        ),
        (
            "../outside/file f 755",
            "cannot look at '../outside/file': Operation not permitted",
        ),
    ] {
        let outcome = fill(&host, &[], table);
        assert_failed(&outcome, &[&format!("line 1: {expected}")]);
        before.assert_same(&fixture.snapshot());
    }
    // All that can be done is done.
    let outcome = fill(&host, &[], "file p\nnew p 600\nfifo p 640\nnew-dir d 700\n");
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    assert_eq!(outcome.stderr.lines().count(), 2, "{outcome}");
    let after = fixture.snapshot();
    assert_eq!(after.mode("inside/new"), 0o600);
    assert_eq!(after.mode("inside/new-dir"), 0o700);
}

/// What the host does not grant is an error that says how it is granted.
fn grants(front_end: FrontEnd) {
    let fixture = Fixture::new(&[file("inside/file").mode(0o600)]);
    let before = fixture.snapshot();
    let host = Host::on(front_end, &fixture).policy(Policy::new());
    let no = "Operation not permitted";
    let mode = format!(
        "line 1: cannot set mode 0640 of 'file': {no}; the host grants it by '--allow mode', and set-ID bits by 'set-id'"
    );
    assert_failed(&fill(&host, &[], "file f 640\n"), &[&mode]);
    let owner = format!(
        "line 1: cannot set owner 0:0 of 'file': {no}; the host grants it by '--allow owner', and --ignore-owner leaves owners out"
    );
    assert_failed(&fill(&host, &[], "file f 600 0 0\n"), &[&owner]);
    assert_failed(
        &fill(&host, &[], "null c 666 - - 1 3\n"),
        &[&format!("line 1: cannot make 'null': {no}")],
    );
    succeed(&host, &["--ignore-owner"], "file f 600 nobody-here 0\n");
    before.assert_same(&fixture.snapshot());
}

/// Names are those of the directory, and nothing is made if one is not there.
fn accounts(front_end: FrontEnd) {
    let nothing = "nothing was made, because of what is wrong with the table";
    let table = "new p 600 somebody 0\n";
    let fixture = Fixture::new(&[dir("inside/etc"), fifo("inside/etc/group")]);
    let host = host(front_end, &fixture);
    let outcome = fill(&host, &[], table);
    let why = "uid 'somebody' is a name, and '/etc/passwd' cannot be read: No such file or directory; write a number";
    assert_failed(
        &outcome,
        &[&format!("standard input, line 1: {why}"), nothing],
    );

    // A FIFO that nobody writes to is not waited for.
    let outcome = fill(&host, &[], "new p 600 0 users\n");
    let why = "gid 'users' is a name, and '/etc/group' cannot be read: it is not a regular file; write a number";
    assert_failed(
        &outcome,
        &[&format!("standard input, line 1: {why}"), nothing],
    );

    let passwd = fixture.inside().join("etc/passwd");
    fs::write(passwd, "somebody-else:x:7:7::/:\n").expect("our own directory");
    let outcome = fill(&host, &[], table);
    let why = "uid 'somebody' is not in '/etc/passwd': add it there, or write a number";
    assert_failed(
        &outcome,
        &[&format!("standard input, line 1: {why}"), nothing],
    );
    assert!(!fixture.inside().join("new").exists());
}

/// BusyBox makes the same of the lines that it has.
fn busybox(front_end: FrontEnd) {
    // The types, and the mode -1, are additions of Buildroot.
    let known = |line: &&str| {
        let mut words = line.split_whitespace().skip(1);
        !matches!(words.next(), Some("F" | "r" | "l")) && words.next() != Some("-1")
    };
    let lines = BUILDROOT.lines().filter(known);
    let table: String = lines
        .filter(|line| !line.contains(" www "))
        .map(|line| format!("{line}\n"))
        .collect();
    let [ours, theirs] = [tree(), tree()];
    succeed(&host(front_end, &ours), &[], &table);
    let file = theirs.outside().join("table");
    fs::write(&file, &table).expect("our own directory");
    let status = Command::new("busybox")
        .args(["makedevs", "-d"])
        .args([&file, &theirs.inside()])
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("the trial needs it").success());
    for line in OF_BUILDROOT.lines() {
        let path = line.split(' ').next().expect("a path");
        if theirs.inside().join(path).symlink_metadata().is_ok() {
            assert_eq!(listed(&ours.inside(), path), listed(&theirs.inside(), path));
        }
    }
}
