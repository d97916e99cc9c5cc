//! Arguments, variables and standard streams.

use super::NEEDS;
use super::container::Container;
use std::io::Write as _;
use std::process::{Command, Stdio};
use wasi_mknod_tests::programs::{MKFIFO, USE_SUBJECT};
use wasi_mknod_tests::{Trials, wait_until};

pub(crate) fn add(trials: &mut Trials) {
    trials.add("streams::output_and_error", NEEDS, output_and_error);
    trials.add("streams::input_until_its_end", NEEDS, input);
    trials.add("streams::poll", NEEDS, poll);
    trials.add("streams::much_output", NEEDS, much_output);
    trials.add("streams::terminal", NEEDS, terminal);
    trials.add("streams::no_terminal", NEEDS, no_terminal);
}

fn output_and_error() {
    let ended = Container::new(&MKFIFO, &["--version"]).run().expect(0);
    assert!(ended.stdout.starts_with("mkfifo (wasi-mknod)"), "{ended:?}");
    assert_eq!(ended.stderr, "");
    let ended = Container::new(&MKFIFO, &["/none/q"]).run().expect(1);
    assert_eq!(ended.stdout, "");
    assert!(ended.stderr.contains("/none/q"), "{ended:?}");
}

fn poll() {
    let input = "mkfifo /srv/q 600\nopen q /srv/q rw\npoll q r\nwrite q abc\nwait q r\nread q 3\n\
                 poll q w\n";
    let ended = Container::new(&USE_SUBJECT, &[]).run_with(input).expect(0);
    assert_eq!(
        ended.outcomes(),
        ["ok", "ok", "nothing", "3", "in", "3 abc", "out"],
        "{ended:?}"
    );
}

fn input() {
    let ended = Container::new(&USE_SUBJECT, &[]).run_with("mkfifo /srv/a 600\nstat /srv/a\n");
    let ended = ended.expect(0);
    assert_eq!(ended.stdout.lines().count(), 4, "{ended:?}");
}

/// More than a pipe holds.
fn much_output() {
    let count = 40_000;
    let ended = Container::new(&USE_SUBJECT, &[])
        .run_with(&"close x\n".repeat(count))
        .expect(0);
    assert_eq!(ended.stdout.lines().count(), 2 * count);
}

/// The client wants a terminal of its own, which `script` gives it.
fn terminal() {
    let container = Container::new(&USE_SUBJECT, &[]).set("/process/terminal", true.into());
    let client = container.command(&["--rm", "--tty"]);
    let words = std::iter::once(client.get_program()).chain(client.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    let mut script = Command::new("script");
    script.args([
        "--quiet",
        "--return",
        "--command",
        &words.join(" "),
        "/dev/null",
    ]);
    // It runs the command by the shell of the user.
    script.env("SHELL", "/bin/sh");
    let child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.expect("util-linux is installed");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    stdin
        .write_all(b"mkfifo /srv/q 600\n")
        .expect("`script` reads it");
    wait_until(
        "the guest has made the FIFO or the client has ended",
        || {
            let ended = child.try_wait().expect("it is a child of the test");
            ended.is_some() || container.root().join("srv/q").exists()
        },
    );
    // A client that has ended too early says why, below.
    let _ = stdin.write_all(b"\x04");
    let output = child.wait_with_output().expect("it is a child of the test");
    let text = String::from_utf8_lossy(&output.stdout);
    let log = container.daemon.log();
    assert!(
        output.status.success(),
        "{}: {text:?}\n{log}",
        output.status
    );
    let lines: Vec<_> = text
        .lines()
        .map(|line| line.trim_end_matches('\r'))
        .collect();
    assert!(lines.contains(&"ok"), "{text:?}");
    super::leftovers::check(&container);
}

fn no_terminal() {
    let ended = Container::new(&USE_SUBJECT, &[])
        .run_with("open t /dev/tty r\n")
        .expect(0);
    assert_eq!(ended.stdout, "begun\nEPERM\n");
}
