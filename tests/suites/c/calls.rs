//! Lists of calls, and what comes of each: for a guest, and for the same program as a native one.

use crate::compiler::{self, Compiler};
use crate::{disk, native};
use std::os::unix::fs::MetadataExt as _;
use wasi_mknod_tests::{
    Entry, Fixture, FrontEnd, Host, Kind, Trials, device, dir, fifo, file, link, socket,
};
use wasi_mknod_wasmtime::{Devices, NodeTypes, Policy};

/// A call, and what the program says of it.
type Row = (&'static str, &'static str);

const NODES: &[Row] = &[
    ("umask 022", "022"),
    ("mkfifo new 0640", "0"),
    ("stat new", "fifo 10640"),
    ("mkfifo new 0640", "EEXIST"),
    ("mkfifo masked 0666", "0"),
    ("lstat masked", "fifo 10644"),
    ("mkfifo typed 010600", "0"),
    ("mkfifo NULL 0600", "EFAULT"),
    ("mknod NULL 010600", "EFAULT"),
    ("mkfifo missing/new 0600", "ENOENT"),
    ("mkfifo file/new 0600", "ENOTDIR"),
    ("mkfifo fifo/new 0600", "ENOTDIR"),
    ("mkfifo loop/new 0600", "ELOOP"),
    ("mkfifo dir/../link-to-dir/new 0600", "0"),
    ("lstat dir/new", "fifo 10600"),
    ("mkfifo dangling 0600", "EEXIST"),
    ("mkfifo new2/ 0600", "ENOENT"),
    ("mkfifo . 0600", "EEXIST"),
    // Another type together with that of a FIFO is none.
    ("mkfifo bad 0100600", "EINVAL"),
    ("mkfifo bad 0040600", "EINVAL"),
    ("mknod bad 0120600", "EINVAL"),
    ("mknod bad 0030600", "EINVAL"),
    // The type is looked at before the path.
    ("mknod NULL 0120600", "EINVAL"),
    ("mknod missing/new 0120600", "EINVAL"),
    ("mknod regular 0600", "0"),
    ("lstat regular", "file 100600"),
    ("mknod regular2 0100604", "0"),
    ("lstat regular2", "file 100604"),
    ("mknod new-socket 0140640", "0"),
    ("lstat new-socket", "socket 140640"),
    ("mknod whiteout 020600 0 0", "0"),
    ("stat whiteout", "character 20600 0:0"),
    ("mknod pipe 010600 7 7", "0"),
    ("lstat pipe", "fifo 10600"),
    ("mknod too-wide 020600 4096 0", "EINVAL"),
    ("mknod too-wide 060600 0 1048576", "EINVAL"),
    ("umask 0077", "022"),
    ("mkfifo private 0666", "0"),
    ("lstat private", "fifo 10600"),
    ("umask 07777", "077"),
    ("umask 0", "777"),
    ("mkfifo open 01777", "0"),
    ("lstat open", "fifo 11777"),
];

const DEVICES: &[Row] = &[
    ("umask 022", "022"),
    ("mknod null 020666 1 3", "0"),
    ("stat null", "character 20644 1:3"),
    ("mknod block 060600 240 7", "0"),
    ("lstat block", "block 60600 240:7"),
    ("mknod last 020600 4095 1048575", "0"),
    ("lstat last", "character 20600 4095:1048575"),
];

const DESCRIPTORS: &[Row] = &[
    ("umask 022", "022"),
    ("mkfifoat cwd by-cwd 0600", "0"),
    ("mkfifoat here by-preopen 0600", "0"),
    ("open d dir", "0"),
    ("mkfifoat d one 0600", "0"),
    ("fstatat d one follow", "fifo 10600"),
    ("mknodat d two 0140600", "0"),
    ("mkfifoat d NULL 0600", "EFAULT"),
    ("mkfifoat d one 0600", "EEXIST"),
    ("openat s d sub", "0"),
    ("mkfifoat s three 0600", "0"),
    // A directory is where it is, whatever it is called.
    ("rename dir renamed", "0"),
    ("mkfifoat d moved 0600", "0"),
    ("mkfifoat s moved 0600", "0"),
    ("stat renamed/sub/moved", "fifo 10600"),
    ("fstat d", "directory 40755"),
    ("close d", "0"),
    ("mkfifoat d closed 0600", "EBADF"),
    ("mkfifoat s still-open 0600", "0"),
    // The number is somebody else's now.
    ("open f file", "0"),
    ("mkfifoat f new 0600", "ENOTDIR"),
    ("fstat f", "file 100644"),
    ("close f", "0"),
    ("opendir l renamed", "0"),
    ("mkfifoat l by-opendir 0600", "0"),
    ("closedir l", "0"),
    ("mkfifoat l closed 0600", "EBADF"),
    ("open m renamed", "0"),
    ("mkfifoat m by-open 0600", "0"),
    ("fdopendir m m", "0"),
    ("mkfifoat m by-fdopendir 0600", "0"),
    ("list m", "9 0"),
    ("list m", "9 0"),
    ("closedir m", "0"),
    ("mkfifoat m closed 0600", "EBADF"),
    ("mkfifoat -1 new 0600", "EBADF"),
    ("mkfifoat 99 new 0600", "EBADF"),
    ("mkfifoat stdin new 0600", "ENOTDIR"),
    // The type comes before the path, and the path before the descriptor.
    ("mknodat 99 new 0120600", "EINVAL"),
    ("mkfifoat 99 NULL 0600", "EFAULT"),
    ("chdir other", "0"),
    ("mkfifo by-chdir 0600", "0"),
    ("mkfifo ../by-parent 0600", "0"),
    ("lstat by-chdir", "fifo 10600"),
    ("mkfifoat here by-preopen 0600", "EEXIST"),
    ("mkfifoat s by-descriptor 0600", "0"),
];

const STATUS: &[Row] = &[
    ("stat file", "file 100644"),
    ("stat dir", "directory 40755"),
    ("stat fifo", "fifo 10644"),
    ("stat socket", "socket 140644"),
    ("stat device", "character 20644 0:0"),
    ("stat link-to-dir", "directory 40755"),
    ("lstat link-to-dir", "link 120777"),
    ("stat dangling", "ENOENT"),
    ("lstat dangling", "link 120777"),
    ("stat loop", "ELOOP"),
    ("stat NULL", "EFAULT"),
    ("lstat file/x", "ENOTDIR"),
    ("fstatat here link-to-dir nofollow", "link 120777"),
    ("fstatat here fifo follow", "fifo 10644"),
    ("fstatat stdin fifo follow", "ENOTDIR"),
    ("fstatat 99 fifo follow", "EBADF"),
    ("fstat 99", "EBADF"),
    ("fstat here", "directory 40755"),
    ("open a secret", "0"),
    ("fstat a", "file 100600"),
    ("close a", "0"),
    ("fstat a", "EBADF"),
    ("opendir d .", "0"),
    ("list d", "13 0"),
    ("fstatat d socket nofollow", "socket 140644"),
    ("fstatat d device nofollow", "character 20644 0:0"),
    ("closedir d", "0"),
    ("echo fifo", "fifo"),
    ("open s socket", "ENXIO"),
    ("seek fifo", "ESPIPE"),
    ("seek file", "0"),
];

const MODES: &[Row] = &[
    ("chmod file 0751", "0"),
    ("stat file", "file 100751"),
    // The type does not count.
    ("chmod file 0100640", "0"),
    ("stat file", "file 100640"),
    ("umask 0777", "022"),
    ("chmod file 0666", "0"),
    ("stat file", "file 100666"),
    ("chmod dir 01777", "0"),
    ("stat dir", "directory 41777"),
    ("chmod fifo 0600", "0"),
    ("stat fifo", "fifo 10600"),
    ("chmod socket 0", "0"),
    ("lstat socket", "socket 140000"),
    ("chmod device 0640", "0"),
    ("stat device", "character 20640 0:0"),
    ("chmod link-to-dir 0700", "0"),
    ("stat dir", "directory 40700"),
    ("chmod file 06755", "0"),
    ("stat file", "file 106755"),
    ("chmod missing 0600", "ENOENT"),
    ("chmod dangling 0600", "ENOENT"),
    ("chmod loop 0600", "ELOOP"),
    ("chmod file/ 0600", "ENOTDIR"),
    ("chmod file/x 0600", "ENOTDIR"),
    ("chmod NULL 0600", "EFAULT"),
    ("fchmodat cwd fifo 0644 follow", "0"),
    ("fchmodat here fifo 0640 nofollow", "0"),
    ("stat fifo", "fifo 10640"),
    ("fchmodat here link-to-dir 0755 nofollow", "EOPNOTSUPP"),
    ("fchmodat here fifo 0640 bad", "EINVAL"),
    ("fchmodat 99 fifo 0640 follow", "EBADF"),
    ("open d dir", "0"),
    ("fchmod d 0711", "0"),
    ("fstat d", "directory 40711"),
    ("fchmodat d sub 0700 follow", "0"),
    ("open f secret", "0"),
    ("fchmod f 0400", "0"),
    ("fstat f", "file 100400"),
    ("stat secret", "file 100400"),
    ("fchmod 99 0600", "EBADF"),
    ("chown file - -", "0"),
    ("stat file", "file 100755"),
    ("lchown dangling - -", "0"),
    ("fchown f - -", "0"),
    ("fchownat here link-to-dir - - nofollow", "0"),
    ("chown missing - -", "ENOENT"),
];

const OWNERS: &[Row] = &[
    ("owner file", "0:0"),
    ("chown file 12 34", "0"),
    ("owner file", "12:34"),
    ("chown file - 35", "0"),
    ("owner file", "12:35"),
    ("chmod file 04755", "0"),
    ("chown file 13 -", "0"),
    ("owner file", "13:35"),
    // As on Linux, the owner takes the set-ID bits along.
    ("stat file", "file 100755"),
    ("chown link-to-dir 7 8", "0"),
    ("owner link-to-dir", "0:0"),
    ("owner dir", "7:8"),
    ("lchown link-to-dir 9 10", "0"),
    ("owner link-to-dir", "9:10"),
    ("owner dir", "7:8"),
    ("chown fifo 1 2", "0"),
    ("owner fifo", "1:2"),
    ("chown device 3 4", "0"),
    ("owner device", "3:4"),
    ("open d dir", "0"),
    ("fchown d 20 21", "0"),
    ("owner dir", "20:21"),
    ("fchownat d sub 22 23", "0"),
    ("owner dir/sub", "22:23"),
    ("open f secret", "0"),
    ("fchown f 24 25", "0"),
    ("owner secret", "24:25"),
    ("fchown 99 1 1", "EBADF"),
    ("chown loop 1 1", "ELOOP"),
];

/// What a guest sees of devices and owners that are recorded.
const RECORDED: &[Row] = &[
    ("umask 022", "022"),
    ("mknod null 020666 1 3", "0"),
    ("stat null", "character 20644 1:3"),
    ("lstat null", "character 20644 1:3"),
    ("fstatat here null nofollow", "character 20644 1:3"),
    ("mknod disk 060660 8 1", "0"),
    ("stat disk", "block 60640 8:1"),
    ("mknod null 020666 1 3", "EEXIST"),
    ("mknod new/ 020666 1 3", "ENOENT"),
    ("mknod dir 020666 1 3", "EEXIST"),
    ("mknod file/x 020666 1 3", "ENOTDIR"),
    ("mknod missing/x 020666 1 3", "ENOENT"),
    ("mknod dir/sub/null 020600 1 3", "0"),
    ("stat dir/sub/null", "character 20600 1:3"),
    ("opendir d .", "0"),
    ("list d", "15 0"),
    ("closedir d", "0"),
    // A device without a driver, and one that the host does not let the guest open.
    ("open n null", "ENXIO"),
    ("open n disk", "EPERM"),
    ("rename null moved", "0"),
    ("stat moved", "character 20644 1:3"),
    ("stat null", "ENOENT"),
    ("chmod moved 0600", "0"),
    ("stat moved", "character 20600 1:3"),
    ("chown moved 0 5", "0"),
    ("owner moved", "0:5"),
    ("chown file 12 34", "0"),
    ("owner file", "12:34"),
    ("stat file", "file 100644"),
    ("chmod file 04711", "0"),
    ("stat file", "file 104711"),
    ("chown file - 35", "0"),
    ("owner file", "12:35"),
    ("stat file", "file 100711"),
    ("open f file", "0"),
    ("fchown f 1 2", "0"),
    ("owner file", "1:2"),
    ("chown dir 7 8", "0"),
    ("owner dir", "7:8"),
    ("owner dir/sub", "0:0"),
    // Linux has no attributes of users there.
    ("lchown dangling 1 1", "EOPNOTSUPP"),
    ("chown fifo 1 2", "EOPNOTSUPP"),
    ("mknod whiteout 020600 0 0", "0"),
    ("stat whiteout", "character 20600 0:0"),
];

/// What a guest sees differently: it has no more than its directory, and the host decides what it
/// may make.
const CONFINED: &[Row] = &[
    ("mkfifo /rooted 0600", "0"),
    ("stat /rooted", "fifo 10600"),
    ("mkfifo /dir/rooted 0600", "0"),
    ("mkfifoat -1 /any-descriptor 0600", "0"),
    ("mkfifoat stdin /any-descriptor 0600", "EEXIST"),
    ("mkfifo /missing/new 0600", "ENOENT"),
    ("mkfifo ../new 0600", "EPERM"),
    ("mkfifo /../new 0600", "EPERM"),
    ("mkfifo link-out/new 0600", "EPERM"),
    ("open s dir/sub", "0"),
    ("mkfifoat s ../new 0600", "EPERM"),
    ("mknod directory 040755", "EPERM"),
    ("mknod null 020600 1 3", "EPERM"),
    ("mknod set-id 0106755", "EPERM"),
    ("chmod file 0600", "EPERM"),
    ("chmod missing 0600", "EPERM"),
    ("chown file - -", "EPERM"),
    ("fchmod here 0700", "EPERM"),
    // WASI has text for names.
    ("mkfifo \u{fffd}\u{10ffff}\u{7ff} 0600", "0"),
    ("chdir /dir", "0"),
    ("mkfifo by-chdir 0600", "0"),
    ("stat /dir/by-chdir", "fifo 10600"),
    ("close here", "0"),
    ("mkfifoat here closed 0600", "EBADF"),
];

pub(crate) fn add(trials: &mut Trials) {
    for (name, rows) in [
        ("nodes", NODES),
        ("descriptors", DESCRIPTORS),
        ("status", STATUS),
        ("modes", MODES),
    ] {
        compiler::each(
            trials,
            &format!("calls::{name}"),
            move |front_end, compiler| {
                like_native(front_end, compiler, rows);
            },
        );
    }
    compiler::each_with_devices(trials, "calls::devices", |front_end, compiler| {
        like_native(front_end, compiler, DEVICES);
    });
    compiler::each_with_devices(trials, "calls::owners", |front_end, compiler| {
        like_native(front_end, compiler, OWNERS);
    });
    compiler::each_with_attributes(trials, "calls::recorded", recorded);
    compiler::each(trials, "calls::confined", confined);
    compiler::each(trials, "calls::names_that_are_no_text", no_text);
    compiler::each(trials, "calls::longest_path", longest_path);
}

fn tree() -> Vec<Entry> {
    vec![
        dir("inside/dir"),
        dir("inside/dir/sub"),
        dir("inside/other"),
        file("inside/file"),
        file("inside/secret").mode(0o600),
        fifo("inside/fifo"),
        socket("inside/socket"),
        device("inside/device", Kind::CharacterDevice(0, 0)),
        link("inside/link-to-dir", "dir"),
        link("inside/dangling", "nowhere"),
        link("inside/loop", "loop"),
        link("inside/link-out", "../outside"),
    ]
}

fn script(rows: &[Row]) -> (String, Vec<&str>) {
    let calls = rows.iter().map(|(call, _)| format!("{call}\n")).collect();
    (calls, rows.iter().map(|(_, answer)| *answer).collect())
}

/// Both programs are to say what is expected, and to leave the same behind.
fn like_native(front_end: FrontEnd, compiler: Compiler, rows: &[Row]) {
    let (ours, theirs) = (Fixture::new(&tree()), Fixture::new(&tree()));
    let (calls, expected) = script(rows);
    let ended = native::run("calls", "calls", &[], &theirs.inside(), &calls);
    let answers = |text: &str| -> Vec<String> {
        let answers = rows.iter().zip(text.lines());
        answers
            .map(|((call, _), answer)| format!("{call}: {answer}"))
            .collect()
    };
    let expected = answers(&expected.join("\n"));
    let natively = answers(&ended.stdout);
    assert_eq!(natively, expected, "natively");

    let rule = |rule: &str| rule.parse().expect("a rule");
    let policy = Policy::new()
        .node_types(NodeTypes::all())
        .device(rule("a *:* m"))
        .device(rule("c 0:0 m"))
        .set_id(true)
        .change_mode(true)
        .change_owner(true);
    let outcome = Host::on(front_end, &ours)
        .policy(policy)
        .show_owner()
        .stdin(calls)
        .run(compiler.guest("calls"));
    assert_eq!(answers(outcome.success()), expected, "as a guest");
    assert_eq!(disk::list(&ours.inside()), disk::list(&theirs.inside()));
}

/// Nothing that is recorded is there for the host.
fn recorded(front_end: FrontEnd, compiler: Compiler) {
    let fixture = Fixture::new(&tree());
    let owner = std::fs::metadata(fixture.inside()).expect("a folder");
    let (user, group) = (owner.uid(), owner.gid());
    let (calls, expected) = script(RECORDED);
    let rule = |rule: &str| rule.parse().expect("a rule");
    let policy = Policy::new()
        .device(rule("a *:* m"))
        .device(rule("c 0:0 m"))
        .open_device("c 1:3 rw".parse().expect("a rule"))
        .set_id(true)
        .change_mode(true)
        .change_owner(true);
    let outcome = Host::on(front_end, &fixture)
        .policy(policy)
        .show_owner()
        .devices(Devices::Recorded)
        .stdin(calls)
        .run(compiler.guest("calls"));
    let told = outcome.success().lines().map(|line| {
        // `0:0` stands for the owner that a node has without a record.
        let own = format!("{user}:{group}");
        if line == own {
            "0:0".to_owned()
        } else {
            line.to_owned()
        }
    });
    assert_eq!(told.collect::<Vec<_>>(), expected, "{outcome}");
    for name in ["moved", "disk", "dir/sub/null", "file", "dir"] {
        let found = std::fs::symlink_metadata(fixture.inside().join(name)).expect(name);
        assert_eq!((found.uid(), found.gid()), (user, group), "{name}");
        assert!(found.is_file() || name == "dir", "{name}");
        assert_eq!(found.mode() & 0o6000, 0, "{name}");
    }
}

fn confined(front_end: FrontEnd, compiler: Compiler) {
    let fixture = Fixture::new(&tree());
    let (calls, expected) = script(CONFINED);
    let outcome = Host::on(front_end, &fixture)
        .stdin(calls)
        .run(compiler.guest("calls"));
    let found: Vec<_> = outcome.success().lines().collect();
    assert_eq!(found, expected, "{outcome}");
    assert!(disk::list(&fixture.outside()).is_empty());
}

fn no_text(front_end: FrontEnd, compiler: Compiler) {
    let fixture = Fixture::new(&[]);
    let before = fixture.snapshot();
    let names: [&[u8]; 9] = [
        b"\xff",
        b"new\x80",
        b"\xc3",
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        b"\xed\xa0\x80",
        b"\xf0\x8f\xbf\xbf",
        b"\xf4\x90\x80\x80",
        b"dir/\xe2\x82",
    ];
    for call in ["mkfifo", "stat", "open f"] {
        let mut calls = Vec::new();
        for name in names {
            calls.extend([call.as_bytes(), b" ", name, b" 0600\n"].concat());
        }
        let outcome = Host::on(front_end, &fixture)
            .stdin(calls)
            .run(compiler.guest("calls"));
        assert_eq!(outcome.success(), "EILSEQ\n".repeat(names.len()), "{call}");
    }
    before.assert_same(&fixture.snapshot());
}

/// A path has at most 4095 bytes and a name 255, before anything else is said of them.
fn longest_path(front_end: FrontEnd, compiler: Compiler) {
    let fixture = Fixture::new(&[]);
    let dots = |length: usize| "./".repeat(length / 2) + if length % 2 == 1 { "x" } else { "" };
    let calls: String = [
        format!("mkfifo {} 0600\n", dots(4095)),
        format!("mkfifo {} 0600\n", dots(4097)),
        format!("mkfifoat 99 {} 0600\n", dots(4097)),
        format!("mkfifo {} 0600\n", "n".repeat(255)),
        format!("mkfifo {} 0600\n", "n".repeat(256)),
    ]
    .concat();
    let outcome = Host::on(front_end, &fixture)
        .stdin(calls)
        .run(compiler.guest("calls"));
    let expected = "0\nENAMETOOLONG\nENAMETOOLONG\n0\nENAMETOOLONG\n";
    assert_eq!(outcome.success(), expected);
}
