//! Symbolic links with absolute targets: `symlink-at` and `readlink-at` of `wasi:filesystem` under
//! the grant for them, compared with the system calls, and without the grant with wasmtime-wasi.

use crate::paths;
use rustix::fs::{AtFlags, readlinkat, symlinkat, unlinkat};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use wasi_mknod_tests::{
    Fixture, FrontEnd, Host, Trials, dir, file, link, name_of, paths as table, programs,
};
use wasi_mknod_wasmtime::Policy;

pub(crate) fn add(trials: &mut Trials) {
    let guests = &FrontEnd::GUESTS;
    trials.each(guests, "links::targets", &[], targets);
    trials.each(guests, "links::paths", &[], other_paths);
    trials.each(guests, "links::denied", &[], denied);
    trials.each(guests, "links::by_directory", &[], by_directory);
    trials.each(guests, "links::not_utf8", &[], not_utf8);
}

fn granting() -> Policy {
    Policy::deny_all().absolute_link(true)
}

/// A tree with a directory in which an ordinary user makes nothing.
fn tree() -> Fixture {
    let mut entries = paths::tree();
    entries.push(dir("inside/locked"));
    let fixture = Fixture::new(&entries);
    let locked = fixture.inside().join("locked");
    fs::set_permissions(locked, Permissions::from_mode(0o500)).expect("our own directory");
    fixture
}

/// What came of making the link, and of reading what is at its path then.
type Answers = (String, String);

/// Has a guest make and read each link of `rows`: a target and a path.
fn by_guest(host: Host, rows: &[(&str, &str)]) -> Vec<Answers> {
    let records = rows.iter();
    let records = records.map(|(target, path)| format!("{target}\u{1f}{path}\u{1e}"));
    let outcome = host
        .stdin(records.collect::<String>())
        .run(programs::DRIVER_LINKS);
    let answers = outcome.success().split_terminator('\u{1e}');
    let answers: Vec<Answers> = answers
        .map(|answer| answer.split_once('\u{1f}').expect("two answers"))
        .map(|(made, read)| (made.to_owned(), read.to_owned()))
        .collect();
    assert_eq!(answers.len(), rows.len());
    answers
}

/// The same by system calls.
fn natively(fixture: &Fixture, (target, path): (&str, &str)) -> Answers {
    let inside = File::open(fixture.inside()).expect("our own directory");
    let made = symlinkat(target, &inside, path);
    let read = readlinkat(&inside, path, Vec::new());
    if made.is_ok() {
        unlinkat(&inside, path, AtFlags::empty()).expect("it was made");
    }
    (
        made.map_or_else(|errno| name_of(errno).to_owned(), |()| "ok".to_owned()),
        read.map_or_else(
            |errno| name_of(errno).to_owned(),
            |target| target.into_string().expect("text"),
        ),
    )
}

/// Compares a guest that has the grant with the system calls.
fn compare(front_end: FrontEnd, rows: &[(&str, &str)]) {
    let fixture = tree();
    let before = fixture.snapshot();
    let host = Host::on(front_end, &fixture).policy(granting());
    let answers = by_guest(host, rows);
    for (row, answers) in rows.iter().zip(answers) {
        assert_eq!(answers, natively(&fixture, *row), "{row:?}");
    }
    let touched = ["inside", "inside/dir", "inside/dir/sub", "inside/locked"];
    before.assert_same(&fixture.snapshot().with_times_of(&before, touched));
}

fn targets(front_end: FrontEnd) {
    let long_name = format!("/{}", "n".repeat(300));
    let longest = format!("/{}", "n/".repeat(2047));
    let too_long = format!("{longest}n");
    assert_eq!(longest.len(), 4095);
    let targets = [
        "/",
        "//",
        "/..",
        "/etc/passwd",
        "/usr/lib/",
        "/né\n\t ",
        "/proc/self/root",
        &long_name,
        &longest,
        &too_long,
        // These are made by wasmtime-wasi.
        "",
        "relative",
        "../out",
    ];
    let places = ["new", "dir/sub/new", "link-to-dir/new"];
    let rows = places.iter().flat_map(|path| {
        let targets = targets.iter();
        targets.map(move |target| (*target, *path))
    });
    compare(front_end, &rows.collect::<Vec<_>>());
    // The target is the first that is looked at.
    let bad = ["missing/x", "file/x", "dir", "new/"];
    let rows = bad.map(|path| (&*too_long, path));
    compare(front_end, &rows);
}

/// All paths but those that lead out, which the system calls follow.
fn other_paths(front_end: FrontEnd) {
    let longest_name = "n".repeat(255);
    let long_name = "n".repeat(256);
    let long_path = "d/".repeat(2047) + "dd";
    let lengths = [&longest_name, &long_name, &long_path].map(String::as_str);
    let locked = ["locked/new", "locked/new/", "locked/."];
    let made = table::MADE.iter().map(|(path, _)| *path);
    let slashes = table::SLASH.iter().map(|(path, _)| *path);
    let errors = [
        table::EXIST,
        table::NO_ENTRY,
        table::NOT_DIRECTORY,
        table::LOOP,
    ];
    let rows = made
        .chain(slashes)
        .chain(errors.into_iter().flatten().copied());
    let rows = rows.chain(lengths).chain(locked);
    // A slash behind a link has it followed to be read, and these lead out.
    let leads_out = |path: &&str| {
        let ends = ["outside/", "inside/", "root/", "inside/./"];
        ends.iter().any(|end| path.ends_with(end))
    };
    let rows = rows.filter(|path| !leads_out(path));
    let rows: Vec<_> = rows.map(|path| ("/target", path)).collect();
    compare(front_end, &rows);

    let fixture = tree();
    let before = fixture.snapshot();
    let refused = |paths: &[&str], expected: &str| {
        let rows: Vec<_> = paths.iter().map(|path| ("/target", *path)).collect();
        let host = Host::on(front_end, &fixture).policy(granting());
        for (row, (made, _)) in rows.iter().zip(by_guest(host, &rows)) {
            assert_eq!(made, expected, "{row:?}");
        }
    };
    refused(table::ESCAPE, "not-permitted");
    refused(table::NUL, "invalid");
    before.assert_same(&fixture.snapshot());
}

/// Without the grant, and in a read-only directory, the answers are those of wasmtime-wasi.
fn denied(front_end: FrontEnd) {
    let fixture = tree();
    let before = fixture.snapshot();
    let paths = [
        "new",
        "dir",
        "missing/x",
        "file/x",
        "..",
        "absolute-link-inside",
        "",
    ];
    let rows = ["/", "/etc/passwd", "/nul\0"].map(|target| paths.map(|path| (target, path)));
    let rows = rows.as_flattened();
    let host = || Host::on(front_end, &fixture);
    let plain = by_guest(host().plain(), rows);
    assert_eq!(by_guest(host().policy(Policy::new()), rows), plain);
    for (row, (made, read)) in rows.iter().zip(&plain) {
        assert_eq!(made, "not-permitted", "{row:?}");
        if row.1 == "absolute-link-inside" {
            assert_eq!(read, "not-permitted", "{row:?}");
        }
    }
    let read_only = || host().read_only();
    let plain = by_guest(read_only().plain(), rows);
    let made = |answers: Vec<Answers>| answers.into_iter().map(|(made, _)| made);
    let granted = by_guest(read_only().policy(granting()), rows);
    assert!(made(granted).eq(made(plain)));
    before.assert_same(&fixture.snapshot());
}

/// The place of the link decides.
fn by_directory(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        dir("inside/granted"),
        dir("inside/denied"),
        link("inside/granted/absolute", "/there"),
        link("inside/denied/absolute", "/there"),
        link("inside/denied/relative", "there"),
        link("inside/to-granted", "granted"),
        file("inside/denied/file"),
    ]);
    let rows = [
        ("/new", "granted/new", "ok", "/new"),
        ("/new", "to-granted/new", "ok", "/new"),
        ("/new", "denied/../granted/new", "ok", "/new"),
        ("/new", "denied/new", "not-permitted", "no-entry"),
        ("/new", "granted/../denied/new", "not-permitted", "no-entry"),
        ("/new", "granted/absolute", "exist", "/there"),
        ("/new", "denied/absolute", "not-permitted", "not-permitted"),
        ("new", "denied/relative", "exist", "there"),
        ("new", "denied/file", "exist", "invalid"),
        ("new", "denied/new", "ok", "new"),
    ];
    let host = Host::on(front_end, &fixture)
        .policy(Policy::new())
        .directory_policy(fixture.inside().join("granted"), granting());
    let answers = by_guest(host, &rows.map(|row| (row.0, row.1)));
    for ((target, path, made, read), found) in rows.iter().zip(answers) {
        let expected = ((*made).to_owned(), (*read).to_owned());
        assert_eq!(found, expected, "{target} {path}");
    }
}

/// A target that no string of WASI is.
fn not_utf8(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let inside = File::open(fixture.inside()).expect("our own directory");
    symlinkat(&b"/\xff"[..], &inside, "absolute").expect("a new name");
    symlinkat(&b"\xff"[..], &inside, "relative").expect("a new name");
    let host = Host::on(front_end, &fixture).policy(granting());
    for (_, read) in by_guest(host, &[("/", "absolute"), ("/", "relative")]) {
        assert_eq!(read, "illegal-byte-sequence");
    }
}
