//! Archives that are cut off or damaged, at every place and under each compression.

use super::header::{BLOCK, Raw, archive, record};
use super::listing::{self, Tree};
use super::tools::{host, unpack};
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Need, Outcome, Trials};
use wasi_mknod_wasmtime::Devices;

pub(crate) fn add(trials: &mut Trials) {
    let front_ends = &[FrontEnd::P2Sync];
    trials.each(front_ends, "damaged::cut_off", &[], cut_off);
    for (name, program) in [("gzip", "gzip"), ("zstd", "zstd")] {
        let needs = &[Need::Archives];
        trials.each(
            front_ends,
            &format!("damaged::{name}"),
            needs,
            move |front_end| {
                compressed(front_end, program);
            },
        );
    }
    trials.each(front_ends, "damaged::bytes", &[], bytes);
    trials.each(front_ends, "damaged::others", &[], others);
}

fn good() -> Vec<u8> {
    archive(&[
        Raw::dir("d"),
        Raw::file("d/a", &"text\n".repeat(300)),
        Raw::dir("long"),
        Raw::pax(&[record("path", "long/name"), record("mtime", "1.5")].concat()),
        Raw::file("x", "long"),
        Raw::symlink("l", "d/a"),
        Raw::new(b'6', "fifo"),
        Raw::new(b'L', "././@LongLink").data(&[b'n'; 150]),
        Raw::file("n", &"more".repeat(1000)),
    ])
}

fn attempt(front_end: FrontEnd, bytes: &[u8]) -> Outcome {
    attempt_tree(front_end, bytes).0
}

/// Unpacks, and lists what is there then.
fn attempt_tree(front_end: FrontEnd, bytes: &[u8]) -> (Outcome, Tree) {
    let fixture = Fixture::new(&[]);
    fs::write(fixture.inside().join("archive"), bytes).expect("an archive");
    let outside = fixture.outside();
    let before = wasi_mknod_tests::Snapshot::of(&outside);
    let host = host(front_end, &fixture, Devices::Real);
    let outcome = unpack(&host, &["--no-same-owner", "/archive", "/out"]);
    before.assert_same(&wasi_mknod_tests::Snapshot::of(&outside));
    let ended = matches!(outcome.exit, Exit::Status(0 | 1));
    assert!(ended, "{outcome}");
    let out = fixture.inside().join("out");
    let mut tree = match out.exists() {
        true => listing::list(&out, false),
        false => Tree::new(),
    };
    // It is made by the program.
    tree.remove("");
    (outcome, tree)
}

/// Whether an archive that is cut off there has all its entries: between two, nobody can tell.
fn cut_off(front_end: FrontEnd) {
    let good = good();
    attempt(front_end, &good).success();
    let whole = [
        0,
        512,
        2560,
        3072,
        5120,
        5632,
        6144,
        11776,
        good.len() - BLOCK,
    ];
    for length in (0..good.len()).step_by(128).chain(1..8) {
        let outcome = attempt(front_end, &good[..length]);
        // After a block of zeros nothing has a meaning.
        match whole.contains(&length) || length > good.len() - BLOCK {
            true => drop(outcome.success()),
            false => {
                assert_eq!(outcome.exit, Exit::Status(1), "{length}: {outcome}");
                let told = "the archive is cut off\n";
                assert!(outcome.stderr.ends_with(told), "{length}: {outcome}");
                assert_eq!(outcome.stderr.lines().count(), 1, "{length}: {outcome}");
            }
        }
    }
}

fn compress(program: &str, bytes: &[u8]) -> Vec<u8> {
    let mut command = Command::new(program);
    command
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().expect("the trial needs it");
    let mut input = child.stdin.take().expect("a pipe");
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes).expect("it reads"));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("it writes");
    output.stdout
}

/// The checksum at the end finds every change of what comes before.
fn compressed(front_end: FrontEnd, program: &str) {
    let good = compress(program, &good());
    attempt(front_end, &good).success();
    for length in 6..good.len() {
        let outcome = attempt(front_end, &good[..length]);
        assert_eq!(outcome.exit, Exit::Status(1), "{length}: {outcome}");
        let told = format!("the {program} data are cut off");
        assert!(outcome.stderr.contains(&told), "{length}: {outcome}");
    }
    let (_, whole) = attempt_tree(front_end, &good);
    let mut unnoticed = Vec::new();
    // The header of gzip has a time and the like, which mean nothing here.
    for at in 10..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1 << (at % 8);
        let (outcome, tree) = attempt_tree(front_end, &changed);
        // Bits that only fill a byte mean nothing, too.
        if outcome.exit == Exit::Status(0) {
            listing::assert_same(&tree, &whole);
            unnoticed.push(at);
        }
    }
    // The checksum is at the end.
    let checked = unnoticed.iter().all(|at| *at < good.len() - 8);
    let length = good.len();
    assert!(
        checked && unnoticed.len() < 15,
        "of {length} bytes, changes of these are unnoticed: {unnoticed:?}"
    );
    let twice = [&good[..], b"garbage"].concat();
    let outcome = attempt(front_end, &twice);
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
}

/// A changed byte of a header does not match its checksum. In the data nothing can tell.
fn bytes(front_end: FrontEnd) {
    let good = good();
    for at in (0..BLOCK).step_by(7).chain(512..520).chain(2560..2600) {
        let mut changed = good.clone();
        changed[at] ^= 0x15;
        let outcome = attempt(front_end, &changed);
        assert_eq!(outcome.exit, Exit::Status(1), "byte {at}: {outcome}");
    }
}

fn others(front_end: FrontEnd) {
    for (bytes, told) in [
        (
            &b"this is text, and text is no archive. ".repeat(20)[..],
            "this is not a tar archive",
        ),
        (
            b"BZh91AY&SY",
            "this is compressed by bzip2, and only gzip and zstd are known",
        ),
        (b"\xfd7zXZ\0\0", "this is compressed by xz"),
        (b"PK\x03\x04\0\0", "this is compressed by zip"),
        (b"short", "the archive is cut off"),
        (b"\x28\xb5\x2f\xfd\xff", "the zstd data are "),
        (b"\x1f\x8b\x08", "the gzip data are cut off"),
        // A window of 2 GiB, and a skippable frame without its bytes.
        (
            b"\x28\xb5\x2f\xfd\0\xa8\x01\0\0",
            "the zstd data are damaged",
        ),
        (
            b"\x50\x2a\x4d\x18\xff\xff\xff\xff",
            "the zstd data are cut off",
        ),
    ] {
        let outcome = attempt(front_end, bytes);
        assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
        assert!(outcome.stderr.contains(told), "{told}: {outcome}");
    }
}
