//! A program of other people, `uniq` of the uutils, that reads from FIFOs and writes to them.

use std::fs::{self, File};
use std::io::Write as _;
use std::process::Command;
use std::thread;
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Host, Need, Trials, fifo, file, programs};

pub(crate) fn add(trials: &mut Trials) {
    type Test = (&'static str, fn(FrontEnd));
    let tests: [Test; 3] = [
        ("uniq-between-native-programs", between_native_programs),
        ("uniq-after-uniq", after_itself),
        ("uniq-into-a-broken-pipe", into_a_broken_pipe),
    ];
    for (name, test) in tests {
        let name = format!("foreign::{name}");
        trials.each(&FrontEnd::ALL_P2, &name, &[Need::Foreign], test);
    }
}

fn fixture() -> Fixture {
    Fixture::new(&[
        fifo("inside/in"),
        fifo("inside/middle"),
        fifo("inside/out"),
        file("inside/text"),
    ])
}

/// Several times what a pipe holds, with lines that repeat.
fn text() -> String {
    (0..60_000).map(|line| format!("{}\n", line / 7)).collect()
}

fn uniq(front_end: FrontEnd, fixture: &Fixture, words: &[&str]) -> Exit {
    let host = words
        .iter()
        .fold(Host::on(front_end, fixture), |host, word| host.arg(*word));
    host.run(programs::FOREIGN_UNIQ).exit
}

/// What the `uniq` of this machine makes of the text.
fn expected(fixture: &Fixture) -> String {
    let path = fixture.inside().join("text");
    fs::write(&path, text()).unwrap();
    let output = Command::new("uniq").arg("-c").arg(path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Writes the text into the FIFO `in` and returns what comes out of the FIFO `out` while `work` is
/// done.
fn between(fixture: &Fixture, work: impl FnOnce()) -> String {
    let path = |name: &str| fixture.inside().join(name);
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut pipe = File::options().write(true).open(path("in")).unwrap();
            pipe.write_all(text().as_bytes()).unwrap();
        });
        let reader = scope.spawn(|| fs::read_to_string(path("out")).unwrap());
        work();
        writer.join().expect("all was read");
        reader.join().expect("all was written")
    })
}

fn between_native_programs(front_end: FrontEnd) {
    let fixture = fixture();
    let expected = expected(&fixture);
    let output = between(&fixture, || {
        let exit = uniq(front_end, &fixture, &["-c", "/in", "/out"]);
        assert_eq!(exit, Exit::Status(0));
    });
    assert!(output == expected, "{} bytes", output.len());
}

fn after_itself(front_end: FrontEnd) {
    let fixture = fixture();
    let expected = expected(&fixture);
    let output = between(&fixture, || {
        thread::scope(|scope| {
            let first = scope.spawn(|| uniq(front_end, &fixture, &["-c", "/in", "/middle"]));
            let second = uniq(front_end, &fixture, &["/middle", "/out"]);
            assert_eq!(second, Exit::Status(0));
            assert_eq!(first.join().expect("it ran"), Exit::Status(0));
        });
    });
    assert!(output == expected, "{} bytes", output.len());
}

/// It says that it cannot write, as it would in a shell pipeline with SIGPIPE ignored.
fn into_a_broken_pipe(front_end: FrontEnd) {
    let fixture = fixture();
    fs::write(fixture.inside().join("text"), text()).unwrap();
    let reader = thread::spawn({
        let path = fixture.inside().join("out");
        // Opening waits for the writer; then the reader goes.
        move || drop(File::open(path).unwrap())
    });
    // With the numbers it writes more than the pipe holds, and so waits for the reader.
    let exit = uniq(front_end, &fixture, &["-c", "/text", "/out"]);
    assert_eq!(exit, Exit::Status(1));
    reader.join().expect("it has opened the FIFO");
}
