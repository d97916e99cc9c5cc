//! The tools of klibc, which nobody has changed for this: what they say, how they end and what they
//! leave on the disk is the same whether they are compiled for this machine or for a guest.

use crate::compiler::{self, Compiler};
use crate::disk;
use crate::native::{self, Ended};
use std::fs;
use std::thread;
use wasi_mknod_tests::{
    Entry, Exit, Fixture, FrontEnd, Host, Trials, dir, fifo, file, link, process, socket,
};
use wasi_mknod_wasmtime::{NodeTypes, Policy};

/// A tool, and its arguments.
type Line = (&'static str, &'static [&'static str]);

/// What is done with FIFOs. Directories are not listed: `ls` asks for `..` in them, which WASI
/// never lets a program see.
const FIFOS: &[Line] = &[
    ("mkfifo", &["plain"]),
    ("mkfifo", &["plain"]),
    ("mkfifo", &["-m", "600", "one", "two", "dir/three"]),
    ("mkfifo", &["-m", "u=rw,g=r,o=", "symbolic"]),
    ("mkfifo", &["-m", "a+x", "more"]),
    ("mkfifo", &["-m", "9", "bad"]),
    ("mkfifo", &["missing/x", "file/x", "after"]),
    ("mkfifo", &["link-to-dir/through", "dangling", ""]),
    ("mkfifo", &["slash/"]),
    ("mkfifo", &[]),
    (
        "ls",
        &["plain", "one", "dir/three", "symbolic", "more", "after"],
    ),
    (
        "ls",
        &[
            "old",
            "file",
            "socket",
            "link-to-dir",
            "dangling",
            "./dir/through",
        ],
    ),
    ("ls", &["missing"]),
];

/// What is done with nodes of other types.
const NODES: &[Line] = &[
    ("mknod", &["pipe", "p"]),
    ("mknod", &["pipe", "p"]),
    ("mknod", &["null", "c", "1", "3"]),
    ("mknod", &["disk", "b", "0xf0", "07"]),
    ("mknod", &["wide", "c", "4095", "1048575"]),
    ("mknod", &["dir/whiteout", "c", "0", "0"]),
    ("mknod", &["missing/x", "p"]),
    ("mknod", &["what", "s"]),
    ("mknod", &["pipe", "p", "1", "2"]),
    ("mknod", &["few", "c", "1"]),
    ("mknod", &[]),
    ("ls", &["pipe", "dir/whiteout", "socket"]),
    ("ls", &["pipe", "null", "disk", "wide"]),
];

pub(crate) fn add(trials: &mut Trials) {
    for (name, lines) in [("mkfifo", FIFOS), ("mknod", NODES)] {
        compiler::each_of_others(
            trials,
            &format!("tools::{name}"),
            move |front_end, compiler| {
                same(front_end, compiler, lines);
            },
        );
    }
    compiler::each_of_others(trials, "tools::a_fifo_is_made_and_read", made_and_read);
}

fn tree() -> Vec<Entry> {
    vec![
        dir("inside/dir"),
        file("inside/file"),
        fifo("inside/old"),
        socket("inside/socket").mode(0o755),
        link("inside/link-to-dir", "dir"),
        link("inside/dangling", "nowhere"),
    ]
}

/// Runs the lines one after the other, natively in one tree and as guests in another.
fn same(front_end: FrontEnd, compiler: Compiler, lines: &[Line]) {
    let (ours, theirs) = (Fixture::new(&tree()), Fixture::new(&tree()));
    for &(tool, arguments) in lines {
        let program = format!("klibc-{tool}");
        let file = compiler.guest(&program);
        let called = file.file(front_end);
        let expected = native::run(&program, called, arguments, &theirs.inside(), "");
        let outcome = arguments
            .iter()
            .fold(host(front_end, &ours), |host, argument| host.arg(*argument))
            .run(file);
        let found = Ended {
            status: match outcome.exit {
                Exit::Status(status) => status,
                _ => panic!("{outcome}"),
            },
            stdout: outcome.stdout,
            stderr: outcome.stderr,
        };
        let expected = Ended {
            // WASI 0.2 has no other numbers for how a program ended.
            status: expected.status.min(1),
            ..expected
        };
        assert_eq!(found, expected, "{tool} {arguments:?}");
        assert_eq!(
            disk::list(&ours.inside()),
            disk::list(&theirs.inside()),
            "{tool} {arguments:?}"
        );
    }
}

/// The guest has the rights, the umask and the view of owners that a native program has.
fn host(front_end: FrontEnd, fixture: &Fixture) -> Host {
    let rule = |rule: &str| rule.parse().expect("a rule");
    let policy = Policy::new()
        .node_types(NodeTypes::all())
        .device(rule("a *:* m"))
        .device(rule("c 0:0 m"));
    Host::on(front_end, fixture)
        .policy(policy)
        .umask(process::umask())
        .show_owner()
}

/// One tool makes a FIFO, and two others talk through it: as guests, and natively on either side.
fn made_and_read(front_end: FrontEnd, compiler: Compiler) {
    let fixture = Fixture::new(&[]);
    let text = "through the FIFO\n".repeat(10_000);
    fs::write(fixture.inside().join("text"), &text).expect("a fresh folder");
    let guest = |tool: &str, argument: &str| {
        let outcome = host(front_end, &fixture)
            .arg(argument)
            .run(compiler.guest(&format!("klibc-{tool}")));
        outcome.success().to_owned()
    };
    guest("mkfifo", "fifo");
    let path = fixture.inside().join("fifo");
    let writer = thread::spawn({
        let text = text.clone();
        move || fs::write(path, text).expect("the guest reads it")
    });
    assert_eq!(guest("cat", "fifo"), text);
    writer.join().expect("it writes");
}
