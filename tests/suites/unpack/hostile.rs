//! Archives that mean harm: nothing outside of the directory changes, nothing hangs, and each thing
//! that is not made has its line.

use super::header::{Raw, archive, record};
use super::tools::{host, unpack};
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::Path;
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Need, Snapshot, Trials, dir, file};
use wasi_mknod_wasmtime::Devices;

/// An archive: what is told on standard error, a part of each line, and what is in the directory
/// afterwards.
struct Row {
    name: &'static str,
    entries: Vec<Raw>,
    told: &'static [&'static str],
    /// Paths, with a letter for the type as in `ls -l`, and the text of files.
    found: &'static [&'static str],
}

pub(crate) fn add(trials: &mut Trials) {
    let needs = &[Need::UserAttributes];
    trials.each(&FrontEnd::ALL_P2, "hostile::table", needs, table);
    trials.each(&[FrontEnd::P2Sync], "hostile::whiteouts", needs, whiteouts);
    trials.each(
        &[FrontEnd::P2Sync],
        "hostile::before_1970",
        &[],
        before_1970,
    );
}

fn rows() -> Vec<Row> {
    [names(), links(), replaced(), headers()]
        .into_iter()
        .flatten()
        .collect()
}

#[rustfmt::skip]
fn names() -> Vec<Row> {
    let f = |name| Raw::file(name, "x");
    vec![
        Row { name: "a parent", entries: vec![f("../escape"), f("a")],
            told: &["'../escape' is skipped: the name has '..' in it"], found: &["-a x"] },
        Row { name: "a parent in the middle", entries: vec![f("a/../../b"), f("..")],
            told: &["'a/../../b' is skipped", "'..' is skipped"], found: &[] },
        Row { name: "absolute names", entries: vec![f("/outside/x"), f("//a"), f("/./b")],
            told: &[], found: &["-a x", "-b x", "doutside", "-outside/x x"] },
        Row { name: "the directory itself", entries: vec![f("."), f("/"), Raw::symlink("./", "..")],
            told: &["'.' is skipped: its name is that of", "'/' is skipped", "'./' is skipped"], found: &[] },
        Row { name: "no name", entries: vec![f(""), f("a")],
            told: &["'' is skipped"], found: &["-a x"] },
        Row { name: "long names", entries: vec![
                Raw::pax(&record("path", &"a/".repeat(2500))), f("a"),
                Raw::pax(&record("path", &"n".repeat(300))), f("a"),
                Raw::pax(&record("path", &"d/".repeat(1500))), Raw::dir("a"), f("b") ],
            told: &["is skipped: the name has more than 4,096 bytes", "is skipped: File name too long"],
            found: &["-b x", "d..."] },
        Row { name: "odd bytes", entries: vec![f("\u{1b}[2J\n"), f("a\\b"),
                Raw::file("x", "x").field(0, b"\xff\xfe"), Raw::pax(&record("path", "a\0b")), f("c")],
            told: &["is skipped: the name is not UTF-8", "is skipped: the name has a byte 0"],
            found: &["-\u{1b}[2J\n x", "-a\\b x"] },
    ]
}

#[rustfmt::skip]
fn links() -> Vec<Row> {
    let f = |name| Raw::file(name, "x");
    vec![
        Row { name: "a link out, and a file through it", entries: vec![
                Raw::symlink("l", "../../outside"), f("l/victim"), f("l/new")],
            told: &[], found: &["ll", "doutside", "-outside/victim x", "-outside/new x"] },
        Row { name: "a link out, and a file in its place", entries: vec![
                Raw::symlink("l", "../../outside/victim"), f("l")],
            told: &[], found: &["-l x"] },
        Row { name: "an absolute link", entries: vec![
                Raw::symlink("l", "/outside"), f("l/victim"), Raw::hard("h", "l/victim"), Raw::symlink("m", "/l/../../outside"),
                f("m/new"), Raw::symlink("n", "/"), Raw::hard("n/n/n/i", "n/n/outside/victim"), Raw::file("i", "new")],
            told: &[], found: &["ll", "doutside", "-outside/victim x", "-h x", "lm", "-outside/new x", "ln", "-i new"] },
        Row { name: "links through links", entries: vec![
                Raw::symlink("a", ".."), Raw::symlink("b", "a/.."), Raw::symlink("c", "b/../outside"), f("c/x")],
            told: &[], found: &["la", "lb", "lc", "doutside", "-outside/x x"] },
        Row { name: "links in a ring", entries: vec![
                Raw::symlink("a", "b"), Raw::symlink("b", "a"), f("a/x"), Raw::symlink("s", "s"), Raw::dir("s/y")],
            told: &["'a/x' is skipped: too many symbolic links", "'s/y' is skipped: too many symbolic links"],
            found: &["la", "lb", "ls"] },
        Row { name: "a link that doubles", entries: vec![
                Raw::dir("d"), Raw::symlink("d/a", "b/b"), Raw::symlink("d/b", "c/c"),
                Raw::symlink("d/c", "e/e"), Raw::symlink("d/e", "f/f"), Raw::symlink("d/f", "g/g"), Raw::symlink("d/g", "."),
                f("d/a/x")],
            told: &["'d/a/x' is skipped: too many symbolic links"],
            found: &["dd", "ld/a", "ld/b", "ld/c", "ld/e", "ld/f", "ld/g"] },
        Row { name: "a hard link out", entries: vec![
                Raw::hard("h", "../../outside/victim"), Raw::hard("i", "/etc/passwd"), Raw::symlink("l", "../.."),
                Raw::hard("j", "l/outside/victim"), Raw::file("h", "new")],
            told: &["'h' is skipped: what it is a hard link to: the name has '..'", "'i' is skipped: what it is",
                "'j' is skipped: what it is"],
            found: &["ll", "-h new"] },
        Row { name: "a hard link to a link, and a file in its place", entries: vec![
                Raw::symlink("l", "../../outside/victim"), Raw::hard("h", "l"), f("h")],
            told: &[], found: &["ll", "-h x"] },
        Row { name: "hard links to odd things", entries: vec![
                Raw::dir("d"), Raw::hard("a", "d"), Raw::hard("d", "d"), Raw::hard("b", "missing"), Raw::hard("c", "."),
                Raw::hard("m", "m")],
            told: &["'a' is skipped: a hard link to 'd'", "'b' is skipped: a hard link to 'missing': No such file",
                "'c' is skipped: what it is a hard link to: it is a directory"],
            found: &["dd"] },
        Row { name: "an empty target", entries: vec![Raw::symlink("l", ""), f("a")],
            told: &["'l' is skipped: "], found: &["-a x"] },
    ]
}

#[rustfmt::skip]
fn replaced() -> Vec<Row> {
    let f = |name| Raw::file(name, "x");
    let fifo = |name| Raw::new(b'6', name);
    let device = |name| Raw::new(b'3', name).field(329, b"0000001\0").field(337, b"0000003\0");
    vec![
        Row { name: "a FIFO, and a file in its place", entries: vec![fifo("p"), f("p"), fifo("q"), f("q/x")],
            told: &["'q/x' is skipped: 'q': Not a directory"], found: &["-p x", "pq"] },
        Row { name: "a device, and a file in its place", entries: vec![device("c"), f("c"), device("d"), f("d/x"), device("e"), device("e")],
            told: &["'d/x' is skipped: 'd': Not a directory"], found: &["-c x", "-d ", "-e "] },
        Row { name: "a FIFO as a directory", entries: vec![fifo("p"), Raw::dir("p"), f("p/x")],
            told: &[], found: &["dp", "-p/x x"] },
        Row { name: "a link as a directory", entries: vec![Raw::dir("a"), Raw::symlink("l", "a"), Raw::dir("l"), f("l/x")],
            told: &[], found: &["da", "dl", "-l/x x"] },
        Row { name: "a file as a directory and back", entries: vec![f("a"), Raw::dir("a"), Raw::file("a", "y"), f("a/b")],
            told: &["'a/b' is skipped: 'a': Not a directory"], found: &["-a y"] },
        Row { name: "a directory that is known, as a link", entries: vec![
                f("d/x"), Raw::dir("e"), f("e/x"), Raw::symlink("e", "../.."), f("f/g/x"), Raw::symlink("f", "../..")],
            told: &["'e' is skipped: a directory is there, which is not empty", "'f' is skipped: a directory is there"],
            found: &["dd", "-d/x x", "de", "-e/x x", "df", "df/g", "-f/g/x x"] },
        Row { name: "an empty directory that is known, as a link", entries: vec![
                Raw::dir("e"), Raw::symlink("e", "../../outside"), f("e/victim")],
            told: &[], found: &["le", "doutside", "-outside/victim x"] },
        Row { name: "the same again", entries: vec![f("a"), Raw::file("a", "y"), fifo("p"), fifo("p"), Raw::symlink("l", "a"), Raw::symlink("l", "b"), Raw::hard("h", "a"), Raw::hard("h", "p")],
            told: &[], found: &["-a y", "pp", "ll", "ph"] },
    ]
}

#[rustfmt::skip]
fn headers() -> Vec<Row> {
    let f = |name| Raw::file(name, "x");
    vec![
        Row { name: "an unknown type", entries: vec![Raw::new(b'Z', "z").data(&[7; 1000]), f("a")],
            told: &["'z' is skipped: its type 'Z' is unknown"], found: &["-a x"] },
        Row { name: "a large owner", entries: vec![
                Raw::pax(&[record("uid", "4294967295"), record("gid", "0")].concat()), f("a")],
            told: &["the owner of 'a' cannot be set: the number is too large"], found: &["-a x"] },
        Row { name: "extended attributes", entries: vec![
                Raw::pax(&record("SCHILY.xattr.security.capability", "x")), f("a"), f("b")],
            told: &["the extended attributes of 'a' cannot be set: WASI has no call for them"],
            found: &["-a x", "-b x"] },
        Row { name: "a record with a newline", entries: vec![Raw::pax(&record("path", "a\nb")), f("c")],
            told: &[], found: &["-a\nb x"] },
        Row { name: "a damaged record", entries: vec![f("a"), Raw::pax(b"99 path=b\n"), f("c")],
            told: &["the header at byte 1024 is damaged: bad pax record"], found: &["-a x"] },
        Row { name: "a size that is no number", entries: vec![f("a"), f("b").field(124, b"99999999999\0")],
            told: &["the header at byte 1024 is damaged"], found: &["-a x"] },
        Row { name: "a size without end", entries: vec![f("a"), f("b").field(124, b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff")],
            told: &["'b': the archive is cut off"], found: &["-a x"] },
        Row { name: "long records", entries: vec![f("a"), Raw::pax(&[b'1'; 2 << 20]), f("b")],
            told: &["names and records have more than 1 MiB"], found: &["-a x"] },
        Row { name: "many records", entries: vec![f("a"), Raw::pax(&(0..40_000).flat_map(|n| record(&format!("k{n}"), "v")).collect::<Vec<_>>()), f("b")],
            told: &[], found: &["-a x", "-b x"] },
        Row { name: "a map of a sparse file that goes back", entries: vec![f("a"), sparse("5,1,4,1", "8"), f("b")],
            told: &["the map of a sparse file is damaged"], found: &["-a x"] },
        Row { name: "a map of a sparse file with other bytes", entries: vec![f("a"), sparse("0,1,4,900", "2000"), f("b")],
            told: &["the map of a sparse file does not match its bytes"], found: &["-a x"] },
        Row { name: "a sparse file without end", entries: vec![f("a"), sparse("0,1,18446744073709551615,1", "18446744073709551615"), f("b")],
            told: &["the map of a sparse file is damaged"], found: &["-a x"] },
    ]
}

fn sparse(map: &str, size: &str) -> Raw {
    let records = [
        record("GNU.sparse.map", map),
        record("GNU.sparse.size", size),
    ];
    // The header of pax and the file are one entry for the table.
    let mut both = Vec::new();
    Raw::file("sparse", "ab").write(&mut both);
    let pax = Raw::pax(&records.concat());
    pax.followed_by(both)
}

fn describe(root: &Path, path: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(path).expect("a directory") {
        let entry = entry.expect("a directory");
        let (path, kind) = (entry.path(), entry.file_type().expect("a type"));
        let name = path
            .strip_prefix(root)
            .expect("in it")
            .to_str()
            .expect("UTF-8")
            .to_owned();
        let letter = match kind {
            kind if kind.is_dir() => 'd',
            kind if kind.is_symlink() => 'l',
            kind if kind.is_fifo() => 'p',
            _ => '-',
        };
        let text = match letter {
            '-' => format!(" {}", fs::read_to_string(&path).expect("text")),
            _ => String::new(),
        };
        if name.len() > 255 {
            return;
        }
        found.push(format!("{letter}{name}{text}"));
        if kind.is_dir() {
            describe(root, &path, found);
        }
    }
}

/// Whether what is expected is there. Three points stand for anything.
fn matches(found: &[String], expected: &[&str]) -> bool {
    let like = |found: &str, expected: &str| match expected.strip_suffix("...") {
        Some(begin) => found.starts_with(begin),
        None => found == expected,
    };
    found
        .iter()
        .all(|found| expected.iter().any(|expected| like(found, expected)))
        && expected
            .iter()
            .all(|expected| found.iter().any(|found| like(found, expected)))
}

fn table(front_end: FrontEnd) {
    for row in rows() {
        let fixture = Fixture::new(&[
            file("outside/victim"),
            dir("inside/outside"),
            file("inside/outside/victim"),
        ]);
        fs::write(fixture.inside().join("archive"), archive(&row.entries)).expect("an archive");
        let out = fixture.inside().join("out");
        fs::create_dir(&out).expect("a directory");
        let around = || {
            [
                Snapshot::of(&fixture.outside()),
                Snapshot::of(&fixture.inside().join("outside")),
            ]
        };
        let before = around();
        let host = host(front_end, &fixture, Devices::Recorded);
        let outcome = unpack(&host, &["--no-same-owner", "/archive", "/out"]);
        let outcome = match row.name {
            "a large owner" => unpack(&host, &["/archive", "/out"]),
            _ => outcome,
        };
        for (before, after) in before.iter().zip(around()) {
            before.assert_same(&after);
        }
        let names = fs::read_dir(fixture.inside()).expect("a directory").count();
        assert_eq!(names, 3, "{}", row.name);
        let lines: Vec<_> = outcome.stderr.lines().collect();
        let is_told = lines.len() == row.told.len()
            && lines
                .iter()
                .zip(row.told)
                .all(|(line, told)| line.contains(told));
        assert!(is_told, "{}: {:?} and not {lines:?}", row.name, row.told);
        assert_eq!(
            outcome.exit,
            Exit::Status(i32::from(!row.told.is_empty())),
            "{}",
            row.name
        );
        let mut found = Vec::new();
        describe(&out, &out, &mut found);
        assert!(
            matches(&found, row.found),
            "{}: {:?} and not {found:?}",
            row.name,
            row.found
        );
    }
}

/// Whiteouts reach what is in the directory, and no more.
fn whiteouts(front_end: FrontEnd) {
    let f = |name| Raw::file(name, "");
    for (name, entries, told, kept) in [
        (
            "a parent",
            vec![f(".wh..."), f("../.wh.outside")],
            2,
            &["a", "d", "d/x", "l"][..],
        ),
        (
            "no name",
            vec![f(".wh."), f(".wh..")],
            2,
            &["a", "d", "d/x", "l"],
        ),
        (
            "other files of aufs",
            vec![f(".wh..wh.aufs"), f(".wh..wh.plnk")],
            0,
            &["a", "d", "d/x", "l"],
        ),
        (
            "through a link",
            vec![f("l/.wh.outside"), f("l/.wh.a")],
            0,
            &["d", "d/x", "l"],
        ),
        ("opaque through a link", vec![f("l/.wh..wh..opq")], 0, &[]),
        (
            "what is missing",
            vec![f("no/.wh.x"), f(".wh.no"), f("a/.wh.x")],
            0,
            &["a", "d", "d/x", "l"],
        ),
        ("a directory", vec![f(".wh.d"), f(".wh.a")], 0, &["l"]),
        (
            "what the layer has",
            vec![
                f("d/new"),
                f(".wh.d"),
                f("d/.wh..wh..opq"),
                f("a"),
                f(".wh.a"),
            ],
            0,
            &["a", "d", "d/new", "l"],
        ),
        (
            "a directory as a link",
            vec![Raw::symlink("d", "../outside"), f("d/.wh.victim")],
            0,
            &["a", "d", "l"],
        ),
    ] {
        let entries_of = [
            file("outside/victim"),
            dir("inside/out"),
            file("inside/out/a"),
            dir("inside/out/d"),
            file("inside/out/d/x"),
            dir("inside/outside"),
            file("inside/outside/victim"),
            wasi_mknod_tests::link("inside/out/l", "../.."),
        ];
        let fixture = Fixture::new(&entries_of);
        fs::write(fixture.inside().join("archive"), archive(&entries)).expect("an archive");
        let around = || {
            [
                Snapshot::of(&fixture.outside()),
                Snapshot::of(&fixture.inside().join("outside")),
            ]
        };
        let before = around();
        let host = host(front_end, &fixture, Devices::Recorded);
        let outcome = unpack(&host, &["--no-same-owner", "--layer", "/archive", "/out"]);
        assert_eq!(outcome.stderr.lines().count(), told, "{name}: {outcome}");
        for (before, after) in before.iter().zip(around()) {
            before.assert_same(&after);
        }
        let out = fixture.inside().join("out");
        let mut found: Vec<_> = super::listing::list(&out, false).into_keys().collect();
        found.retain(|path| !path.is_empty());
        assert_eq!(found, kept, "{name}");
    }
}

/// The clocks of some standard libraries for guests begin in 1970.
fn before_1970(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let entries = [Raw::pax(&record("mtime", "-1.5")), Raw::file("a", "x")];
    fs::write(fixture.inside().join("archive"), archive(&entries)).expect("an archive");
    let host = host(front_end, &fixture, Devices::Real);
    let outcome = unpack(&host, &["--no-same-owner", "/archive", "/out"]);
    let found = fs::metadata(fixture.inside().join("out/a")).expect("a file");
    match outcome.exit {
        Exit::Status(0) => assert_eq!((found.mtime(), found.mtime_nsec()), (-2, 500_000_000)),
        _ => assert!(
            outcome.stderr.contains("the times of 'a' cannot be set"),
            "{outcome}"
        ),
    }
}
