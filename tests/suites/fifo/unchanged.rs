//! Programs that know nothing of FIFOs, with native ones at the other end: those of WASI 0.2 use
//! the standard library, those of 0.3 `wasi:filesystem`.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use wasi_mknod_tests::{
    Fixture, FrontEnd, Host, Kind, Need, Trials, device, dir, fifo, file, link, programs, socket,
};
use wasi_mknod_wasmtime::Policy;

pub(crate) fn add(trials: &mut Trials) {
    type Test = (&'static str, &'static [Need], fn(FrontEnd));
    let tests: &[Test] = &[
        ("reads-what-a-shell-writes", &[], reads_what_a_shell_writes),
        ("writes-what-a-shell-reads", &[], writes_what_a_shell_reads),
        ("lists", &[Need::Devices], lists),
        ("echo", &[], echo),
        ("two-guests", &[], two_guests),
        ("several-writers", &[], several_writers),
        ("broken-pipe", &[], broken_pipe),
        ("what-is-not-opened", &[Need::Devices], what_is_not_opened),
        (
            "devices-that-are-granted",
            &[Need::Devices],
            devices_that_are_granted,
        ),
    ];
    trials.each(
        &FrontEnd::ALL_P2,
        "unchanged::answers-who-waits-inside-open",
        &[],
        answers_who_waits_inside_open,
    );
    for (name, needs, test) in tests {
        trials.each(
            &FrontEnd::GUESTS,
            &format!("unchanged::{name}"),
            needs,
            *test,
        );
    }
}

/// FIFOs for one guest. The next one needs others: a process that a test beside this one starts has
/// a copy of what the guest had open up to the moment when it runs its own program, and would be
/// there for the other end.
fn fixture() -> (Fixture, PathBuf) {
    let fixture = Fixture::new(&[fifo("inside/fifo"), fifo("inside/other")]);
    let path = fixture.inside().join("fifo");
    (fixture, path)
}

fn std_program(host: &Host, words: &[&str]) -> String {
    let host = words
        .iter()
        .fold(host.clone(), |host, word| host.arg(*word));
    host.run(programs::FIFO_STD).success().to_owned()
}

fn reads_what_a_shell_writes(front_end: FrontEnd) {
    for words in [["read", "/fifo"], ["read-twice", "/fifo"]] {
        let (fixture, path) = fixture();
        let host = Host::on(front_end, &fixture);
        let mut shell = Command::new("sh")
            .args(["-c", "{ printf hello; printf world; } > \"$0\""])
            .arg(&path)
            .spawn()
            .unwrap();
        let output = std_program(&host, &words);
        assert!(shell.wait().unwrap().success());
        assert_eq!(output.replace('\n', ""), "helloworld", "{words:?}");
    }
}

fn writes_what_a_shell_reads(front_end: FrontEnd) {
    for words in [["write", "/fifo", "hello"], ["append", "/fifo", "hello"]] {
        let (fixture, path) = fixture();
        let host = Host::on(front_end, &fixture);
        let cat = Command::new("cat")
            .arg(&path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std_program(&host, &words);
        let output = cat.wait_with_output().unwrap();
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "hello",
            "{words:?}"
        );
    }
}

fn lists(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        dir("inside/dir"),
        device("inside/device", Kind::CharacterDevice(1, 3)),
        fifo("inside/fifo"),
        file("inside/file"),
        link("inside/link", "fifo"),
        socket("inside/socket"),
    ]);
    let output = std_program(&Host::on(front_end, &fixture), &["list", "/"]);
    // The standard library of WASI has no name for FIFOs, but it must not take them for anything
    // else.
    let special = "FileType { is_file: false, is_dir: false, is_symlink: false, .. }";
    for (name, what) in [
        ("device", special),
        (
            "dir",
            "FileType { is_file: false, is_dir: true, is_symlink: false, .. }",
        ),
        ("fifo", special),
        (
            "file",
            "FileType { is_file: true, is_dir: false, is_symlink: false, .. }",
        ),
        (
            "link",
            "FileType { is_file: false, is_dir: false, is_symlink: true, .. }",
        ),
        ("socket", special),
    ] {
        assert!(
            output.contains(&format!("{name} {what} {what}\n")),
            "{name}: {output}"
        );
    }
}

fn echo(front_end: FrontEnd) {
    // The second text fills the pipe: it is written when it is in there, though there is no room
    // for more.
    for text in ["hello", &"0123456789abcdef".repeat(4096)] {
        let (fixture, _) = fixture();
        let output = std_program(&Host::on(front_end, &fixture), &["echo", "/fifo", text]);
        assert_eq!(output.strip_suffix('\n'), Some(text));
    }
}

/// More than a pipe holds, from one guest through another one to a third.
fn two_guests(front_end: FrontEnd) {
    let (fixture, _) = fixture();
    let host = Host::on(front_end, &fixture);
    thread::scope(|scope| {
        let count = scope.spawn(|| std_program(&host, &["count-lines", "/other"]));
        let upper = scope.spawn(|| std_program(&host, &["upper", "/fifo", "/other"]));
        std_program(&host, &["write-lines", "/fifo", "20000"]);
        upper.join().unwrap();
        assert_eq!(count.join().unwrap(), "20000 LINE 19999\n");
    });
}

/// The native program opens both FIFOs before it writes, and each opening waits for the guest. The
/// guest opens both, and writes only after it has read.
fn answers_who_waits_inside_open(front_end: FrontEnd) {
    let fixture = Fixture::new(&[fifo("inside/there"), fifo("inside/back")]);
    let path = |name: &str| fixture.inside().join(name);
    let host = Host::on(front_end, &fixture).arg("pong").arg("3");
    thread::scope(|scope| {
        let guest = scope.spawn(|| host.run(programs::BENCH_FIFO));
        let mut there = File::options().write(true).open(path("there")).unwrap();
        let mut back = File::open(path("back")).unwrap();
        for byte in *b"abc" {
            there.write_all(&[byte]).unwrap();
            let mut answer = [0];
            back.read_exact(&mut answer).unwrap();
            assert_eq!(answer, [byte]);
        }
        guest.join().expect("it ran").success();
    });
}

fn several_writers(front_end: FrontEnd) {
    let (fixture, path) = fixture();
    let host = Host::on(front_end, &fixture);
    thread::scope(|scope| {
        let reader = scope.spawn(|| std_program(&host, &["count-lines", "/fifo"]));
        // As long as this one is open, the reader does not end.
        let mut last = File::options().write(true).open(&path).unwrap();
        for _ in 0..3 {
            std_program(&host, &["write-lines", "/fifo", "100"]);
        }
        last.write_all(b"last").unwrap();
        assert!(!reader.is_finished());
        drop(last);
        assert_eq!(reader.join().unwrap(), "301 last\n");
    });
}

fn broken_pipe(front_end: FrontEnd) {
    let (fixture, path) = fixture();
    let host = Host::on(front_end, &fixture);
    thread::scope(|scope| {
        let writer = scope.spawn(|| std_program(&host, &["write-until-failure", "/fifo"]));
        let mut reader = File::open(&path).unwrap();
        reader.read_exact(&mut [0; 100_000]).unwrap();
        drop(reader);
        assert_eq!(writer.join().unwrap(), "BrokenPipe Some(64)\n");
    });
}

fn what_is_not_opened(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        device("inside/device", Kind::CharacterDevice(1, 3)),
        device("inside/disk", Kind::BlockDevice(240, 7)),
        dir("inside/dir"),
        link("inside/loop", "loop"),
        link("inside/out", "{root}/outside/fifo"),
        fifo("outside/fifo"),
        socket("inside/socket"),
    ]);
    let host = Host::on(front_end, &fixture);
    for (name, open, create) in [
        (
            "device",
            "PermissionDenied Some(63)",
            "PermissionDenied Some(63)",
        ),
        (
            "disk",
            "PermissionDenied Some(63)",
            "PermissionDenied Some(63)",
        ),
        ("dir", "ok", "IsADirectory Some(31)"),
        ("loop", "FilesystemLoop Some(32)", "FilesystemLoop Some(32)"),
        (
            "out",
            "PermissionDenied Some(63)",
            "PermissionDenied Some(63)",
        ),
        ("socket", "Uncategorized Some(60)", "Uncategorized Some(60)"),
    ] {
        assert_eq!(std_program(&host, &["open", name]).trim(), open, "{name}");
        assert_eq!(
            std_program(&host, &["create", name]).trim(),
            create,
            "{name}"
        );
    }
    assert!(fs::read_dir(fixture.outside()).unwrap().count() == 1);
}

fn devices_that_are_granted(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        device("inside/null", Kind::CharacterDevice(1, 3)),
        device("inside/full", Kind::CharacterDevice(1, 7)),
        device("inside/zero", Kind::CharacterDevice(1, 5)),
    ]);
    let policy = Policy::new()
        .open_device("c 1:*".parse().unwrap())
        .open_device("!c 1:5 w".parse().unwrap());
    let host = Host::on(front_end, &fixture).policy(policy);
    std_program(&host, &["write", "/null", "text"]);
    std_program(&host, &["append", "/null", "text"]);
    assert_eq!(std_program(&host, &["read", "/null"]), "");
    assert_eq!(
        std_program(&host, &["read-twice", "/zero"]),
        "\0\0\0\0\0\n".repeat(2)
    );
    assert_eq!(
        std_program(&host, &["create", "/zero"]),
        "PermissionDenied Some(63)\n"
    );
    let full = match FrontEnd::ALL_P3.contains(&front_end) {
        true => "StorageFull Some(51)\n",
        // The C library of the guest makes EIO of every failure of a stream.
        false => "Uncategorized Some(29)\n",
    };
    assert_eq!(std_program(&host, &["write-until-failure", "/full"]), full);
}
