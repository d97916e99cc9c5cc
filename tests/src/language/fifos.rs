//! FIFOs, with native programs at the other end.

use super::{Language, Test};
use crate::{Fixture, FrontEnd, Host, Trials, fifo};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::thread;

pub(super) fn add(language: Language, trials: &mut Trials) {
    let tests: [(_, Test); 5] = [
        ("reads-what-a-program-writes", reads),
        ("writes-what-a-program-reads", writes),
        ("between-two", between_two),
        ("broken-pipe", broken_pipe),
        ("example", example),
    ];
    for (name, test) in tests {
        trials.each(
            &[FrontEnd::P2Sync, FrontEnd::P2Async],
            &format!("{}::fifos::{name}", language.name),
            language.needs[0],
            move |front_end| test(language, front_end),
        );
    }
}

/// A FIFO for one guest. The next one needs another: a process that a test beside this one starts
/// has a copy of what the guest had open up to the moment when it runs its own program, and would
/// be there for the other end.
fn fixture(front_end: FrontEnd) -> (Fixture, PathBuf, Host) {
    let fixture = Fixture::new(&[fifo("inside/fifo"), fifo("inside/other")]);
    let path = fixture.inside().join("fifo");
    let host = Host::on(front_end, &fixture);
    (fixture, path, host)
}

fn write_only(path: &PathBuf) -> File {
    let file = File::options().write(true).open(path);
    file.expect("a FIFO with a reader")
}

fn reads(language: Language, front_end: FrontEnd) {
    for &reader in language.readers {
        let (_fixture, path, host) = fixture(front_end);
        let writer = thread::spawn(move || {
            let mut writer = write_only(&path);
            // A character in two pieces.
            writer.write_all(b"one\nt\xe2\x98").expect("a reader");
            writer.write_all(b"\x83wo").expect("a reader");
        });
        let output = language.run(&host, reader, &["/fifo"]);
        assert_eq!(output, "one\nt\u{2603}wo\n", "{reader}");
        writer.join().expect("no panic");
    }
}

fn writes(language: Language, front_end: FrontEnd) {
    // More than a pipe holds.
    let count = 20_000;
    let expected: String = (0..count)
        .map(|number| format!("line {number}\n"))
        .collect();
    for &writer in language.writers {
        let (_fixture, path, host) = fixture(front_end);
        let reader = thread::spawn(move || std::fs::read_to_string(path).expect("a FIFO"));
        language.run(&host, writer, &["/fifo", &count.to_string()]);
        let output = reader.join().expect("no panic");
        assert!(output == expected, "{writer}: {} bytes", output.len());
    }
}

fn between_two(language: Language, front_end: FrontEnd) {
    let (fixture, path, host) = fixture(front_end);
    let other = fixture.inside().join("other");
    thread::scope(|scope| {
        let filter = scope.spawn(|| language.run(&host, "upper", &["/fifo", "/other"]));
        let mut input = write_only(&path);
        let reader = scope.spawn(|| std::fs::read_to_string(&other).expect("a FIFO"));
        for number in 0..10_000 {
            writeln!(input, "line {number}").expect("a reader");
        }
        drop(input);
        filter.join().expect("no panic");
        let text = reader.join().expect("no panic");
        assert_eq!(text.lines().count(), 10_000);
        assert_eq!(text.lines().last(), Some("LINE 9999"));
    });
}

fn broken_pipe(language: Language, front_end: FrontEnd) {
    for &(writer, error) in language.failing {
        let (_fixture, path, host) = fixture(front_end);
        thread::scope(|scope| {
            let writer = scope.spawn(|| language.run(&host, writer, &["/fifo"]));
            let mut reader = File::open(&path).expect("a FIFO");
            reader.read_exact(&mut [0; 100_000]).expect("a writer");
            drop(reader);
            assert_eq!(writer.join().expect("no panic"), error);
        });
    }
}

/// The program that the README of the package shows.
fn example(language: Language, front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let requests = fixture.inside().join("requests");
    thread::scope(|scope| {
        let host = Host::on(front_end, &fixture);
        let guest = scope.spawn(move || host.run(language.example).success().to_owned());
        let is_there = || requests.exists() || guest.is_finished();
        while !is_there() {
            thread::yield_now();
        }
        let mut writer = write_only(&requests);
        writer.write_all(b"one\ntwo\n").expect("a reader");
        drop(writer);
        let output = guest.join().expect("no panic");
        assert_eq!(output, "somebody wrote: one\nsomebody wrote: two\n");
    });
}
