//! No program that runs on plain wasmtime-wasi traps because of the overrides.
//!
//! Programs that know nothing of this project use every entry of a directory in many ways, once
//! with `wasi:filesystem` as wasmtime-wasi has it and once with the overrides. They come to their
//! end in both, and find the same where no special file is involved. wasmtime's adapter for WASI
//! 0.1 is in all of them: it has no answer for some types and errors, and traps.

use rustix::fs::{Mode, OFlags};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use wasi_mknod_tests::{
    Entry, Fixture, FrontEnd, Host, Kind, Need, Program, Trials, device, dir, fifo, file, link,
    programs, socket,
};

/// The names of special files begin with it.
const SPECIAL: &str = "special-";

type Guest = (
    &'static str,
    &'static [Need],
    &'static [Need],
    fn() -> Program,
);

const GUESTS: [Guest; 4] = [
    (
        "rust",
        &[Need::Modules],
        &[Need::Modules, Need::Devices],
        || programs::MODULE_WALK,
    ),
    (
        "clang",
        &[Need::Clang],
        &[Need::Clang, Need::Devices],
        || programs::c("clang", "walk.module"),
    ),
    ("zig", &[Need::Zig], &[Need::Zig, Need::Devices], || {
        programs::c("zig", "walk.module")
    }),
    ("go", &[Need::Go], &[Need::Go, Need::Devices], || {
        programs::GO.called("walk")
    }),
];

pub(crate) fn add(trials: &mut Trials) {
    for (name, needs, devices, guest) in GUESTS {
        trials.each(
            &FrontEnd::ALL_P2,
            &format!("walk::{name}::nodes"),
            needs,
            move |front_end| walk(front_end, guest(), &nodes()),
        );
        trials.each(
            &FrontEnd::ALL_P2,
            &format!("walk::{name}::devices"),
            devices,
            move |front_end| walk(front_end, guest(), &devices_too()),
        );
        trials.each(
            &FrontEnd::ALL_P2,
            &format!("walk::{name}::devices_of_its_own"),
            needs,
            move |front_end| own(front_end, guest()),
        );
        trials.each(
            &FrontEnd::ALL_P2,
            &format!("walk::{name}::names_that_are_no_text"),
            needs,
            move |front_end| no_text(front_end, guest()),
        );
    }
}

fn nodes() -> Vec<Entry> {
    vec![
        file("inside/file"),
        file("inside/secret").mode(0o600),
        dir("inside/dir"),
        link("inside/link", "file"),
        link("inside/link-to-dir", "dir"),
        link("inside/dangling", "nowhere"),
        link("inside/loop", "loop"),
        link("inside/out", "../outside"),
        fifo("inside/special-fifo"),
        fifo("inside/special-fifo2"),
        socket("inside/special-socket"),
        device("inside/special-whiteout", Kind::CharacterDevice(0, 0)),
        link("inside/special-link", "special-fifo"),
        link("inside/special-link-to-socket", "special-socket"),
    ]
}

fn devices_too() -> Vec<Entry> {
    let mut entries = nodes();
    entries.extend([
        device("inside/special-null", Kind::CharacterDevice(1, 3)),
        device("inside/special-zero", Kind::CharacterDevice(1, 5)),
        device("inside/special-full", Kind::CharacterDevice(1, 7)),
        // Nothing drives these.
        device("inside/special-absent", Kind::CharacterDevice(240, 7)),
        device("inside/special-block", Kind::BlockDevice(240, 7)),
    ]);
    entries
}

/// Holds both ends of a FIFO, with bytes in it, so that plain wasmtime-wasi opens it at once.
fn hold(fifo: &Path) -> File {
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let fd = rustix::fs::open(fifo, flags, Mode::empty()).expect("a FIFO");
    let mut file = File::from(fd);
    file.write_all(&[b'x'; 4096]).expect("room");
    file
}

/// Runs the guest on a tree of its own, and returns the lines that it wrote.
fn run(front_end: FrontEnd, guest: Program, entries: &[Entry], plain: bool) -> Vec<String> {
    let fixture = Fixture::new(entries);
    let inside = fixture.inside();
    for name in ["file", "secret"] {
        fs::write(inside.join(name), b"content of a regular file").expect("a file");
    }
    let held: Vec<_> = fs::read_dir(&inside)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().contains("special-fifo"))
        .map(|path| hold(&path))
        .collect();
    let host = Host::on(front_end, &fixture);
    let host = if plain { host.plain() } else { host };
    let outcome = host.run(guest);
    drop(held);
    let mut lines: Vec<_> = outcome.success().lines().map(str::to_owned).collect();
    assert_eq!(
        lines.last().map(String::as_str),
        Some("walked"),
        "{outcome}"
    );
    lines.sort();
    lines
}

fn walk(front_end: FrontEnd, guest: Program, entries: &[Entry]) {
    let plain = run(front_end, guest, entries, true);
    let ours = run(front_end, guest, entries, false);
    assert_same(&plain, &ours);
    // Special files were there, and were listed and opened.
    for lines in [&plain, &ours] {
        for node in ["fifo", "socket"] {
            for call in ["- entry", "- lstat", "read open"] {
                let part = format!("{SPECIAL}{node} {call}");
                assert!(
                    lines.iter().any(|line| line.starts_with(&part)),
                    "{part}: {lines:#?}"
                );
            }
        }
    }
}

/// The guest's own `/dev` is its only directory.
fn own(front_end: FrontEnd, guest: Program) {
    let outcome = Host::new(front_end).dev("/").run(guest);
    let lines = outcome.success();
    // The guest writes to its standard output as a device as well, before some lines.
    assert!(lines.trim_end().ends_with("walked"), "{outcome}");
    for name in [
        "null", "zero", "full", "random", "urandom", "stdin", "stdout",
    ] {
        for mode in ["read", "append"] {
            let opens = match (name, mode) {
                ("stdin", "append") | ("stdout", "read") => continue,
                _ => format!("{name} {mode} open: "),
            };
            let opened = |line: &str| line.contains(&opens) && !line.contains("error");
            assert!(lines.lines().any(opened), "{opens}: {outcome}");
        }
    }
}

/// A name that is no UTF-8 makes a listing fail, in the way of wasmtime-wasi.
fn no_text(front_end: FrontEnd, guest: Program) {
    let entries = [
        file("inside/file"),
        file("inside/secret"),
        fifo("inside/special-fifo"),
    ];
    let outcome = |plain: bool| {
        let fixture = Fixture::new(&entries);
        fs::write(fixture.inside().join(OsStr::from_bytes(b"\xff\xfe")), b"").expect("a file");
        let _held = hold(&fixture.inside().join("special-fifo"));
        let host = Host::on(front_end, &fixture);
        let host = if plain { host.plain() } else { host };
        let outcome = host.run(guest);
        outcome
            .success()
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (plain, ours) = (outcome(true), outcome(false));
    // EILSEQ is number 25 of WASI 0.1.
    let fails = |line: &String| line.starts_with("/ - ") && line.contains("25");
    assert!(plain.iter().any(fails), "{plain:#?}");
    assert_same(&plain, &ours);
}

/// What is said of files that are not special is the same in both.
fn assert_same(plain: &[String], ours: &[String]) {
    let is_compared = |line: &&String| {
        // wasmtime-wasi reads files in the background: the first read without blocking may be early.
        let early = line.contains(" nonblock read") || line.contains(" nonblock seek");
        !line.starts_with(SPECIAL) && !early
    };
    let of_others = |lines: &[String]| -> BTreeSet<String> {
        lines.iter().filter(is_compared).cloned().collect()
    };
    let (plain, ours) = (of_others(plain), of_others(ours));
    let differences: Vec<_> = plain.symmetric_difference(&ours).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}
