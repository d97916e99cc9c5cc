//! `open` on FIFOs, with native programs at the other end.

use crate::report::python;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Need, Trials, fifo, programs};

pub(crate) fn add(trials: &mut Trials) {
    type Test = (&'static str, fn(FrontEnd));
    let tests: &[Test] = &[
        ("reads-what-a-shell-writes", reads_what_a_shell_writes),
        ("writes-what-a-program-reads", writes_what_a_program_reads),
        ("between-two", between_two),
        ("broken-pipe", broken_pipe),
        ("example", example),
    ];
    for (name, test) in tests {
        trials.each(
            &[FrontEnd::P2Sync, FrontEnd::P2Async],
            &format!("python::fifos::{name}"),
            &[Need::Python],
            *test,
        );
    }
}

/// The program that the package's README shows.
fn example(front_end: FrontEnd) {
    let readme = include_str!("../../../guest/python/README.md");
    let source = include_str!("../../../guest/python/examples/app.py");
    assert!(readme.contains(&format!("```python\n{source}```\n")));
    let fixture = Fixture::new(&[]);
    let requests = fixture.inside().join("requests");
    thread::scope(|scope| {
        let host = Host::on(front_end, &fixture);
        let guest = scope.spawn(move || host.run(programs::PYTHON_EXAMPLE).success().to_owned());
        let is_there = || requests.exists() || guest.is_finished();
        while !is_there() {
            thread::yield_now();
        }
        let mut requests = File::options().write(true).open(&requests).unwrap();
        requests.write_all(b"one\ntwo\n").unwrap();
        drop(requests);
        let expected = "somebody wrote: one\nsomebody wrote: two\n";
        assert_eq!(guest.join().unwrap(), expected);
    });
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

fn reads_what_a_shell_writes(front_end: FrontEnd) {
    for (program, output) in [
        ("read-lines", "line one\nline two\nline \u{2603}\n"),
        ("read-bytes", "11\n"),
        ("read-descriptor", "11\n"),
    ] {
        let (_fixture, path, host) = fixture(front_end);
        let mut shell = Command::new("sh")
            .args([
                "-c",
                "{ printf 'one\\nt'; printf 'wo\\n\u{2603}'; } > \"$0\"",
            ])
            .arg(&path)
            .spawn()
            .unwrap();
        assert_eq!(python(&host, &["fifo", program, "/fifo"]), output);
        assert!(shell.wait().unwrap().success());
    }
}

fn writes_what_a_program_reads(front_end: FrontEnd) {
    let zeros = "\0".repeat(200_000);
    for (words, expected) in [
        (["write-lines", "/fifo", "3"], "line 0\nline 1\nline 2\n"),
        (["append", "/fifo", "text"], "text"),
        (["write-descriptor", "/fifo", "text"], "text"),
        (["write-bytes", "/fifo", "200000"], &zeros),
    ] {
        let (_fixture, path, host) = fixture(front_end);
        let cat = Command::new("cat")
            .arg(&path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // More than a pipe holds is read while it is written.
        let cat = thread::spawn(move || cat.wait_with_output().unwrap());
        python(&host, &[&["fifo"][..], &words].concat());
        let output = cat.join().unwrap().stdout;
        assert!(output == expected.as_bytes(), "{words:?}: {}", output.len());
    }
}

fn between_two(front_end: FrontEnd) {
    let (fixture, path, host) = fixture(front_end);
    let other = fixture.inside().join("other");
    thread::scope(|scope| {
        let filter = scope.spawn(|| python(&host, &["fifo", "upper", "/fifo", "/other"]));
        let mut input = File::options().write(true).open(&path).unwrap();
        let reader = scope.spawn(|| {
            let mut text = String::new();
            File::open(&other)
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            text
        });
        for number in 0..10_000 {
            writeln!(input, "line {number}").unwrap();
        }
        drop(input);
        filter.join().unwrap();
        let text = reader.join().unwrap();
        assert_eq!(text.lines().count(), 10_000);
        assert_eq!(text.lines().last(), Some("LINE 9999"));
    });
}

fn broken_pipe(front_end: FrontEnd) {
    let (_fixture, path, host) = fixture(front_end);
    thread::scope(|scope| {
        let writer = scope.spawn(|| python(&host, &["fifo", "write-until-failure", "/fifo"]));
        let mut reader = File::open(&path).unwrap();
        reader.read_exact(&mut [0; 100_000]).unwrap();
        drop(reader);
        assert_eq!(writer.join().unwrap(), "BrokenPipeError\n");
    });
}
