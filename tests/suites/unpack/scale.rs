//! Archives of a million entries, in little memory, by the runner.

use super::header::Raw;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use wasi_mknod_tests::{Fixture, Need, Trials, programs};

const ENTRIES: usize = 1_000_000;
/// In how many directories they are.
const DIRECTORIES: usize = 70_000;

pub(crate) fn add(trials: &mut Trials) {
    trials.add(
        "scale::a_million_entries",
        &[Need::Runner, Need::Archives],
        million,
    );
    trials.add(
        "scale::a_large_window",
        &[Need::Runner, Need::Archives],
        window,
    );
}

fn runner(fixture: &Fixture, memory: &str) -> Command {
    let mut command = Command::new(programs::runner().expect("the trial needs it"));
    let guest = programs::folder().join("unpack.wasm");
    command.args([
        "run",
        "--no-cache",
        "--timeout",
        "500s",
        "--max-memory",
        memory,
    ]);
    command.args(["--allow", "fifo,mode,owner", "--dir"]);
    command.arg(format!("{}::/", fixture.inside().display()));
    command.arg(guest).args(["--no-same-owner", "--layer"]);
    command
}

/// Directories, files of a layer, and lines for what is skipped: all three have to be remembered or
/// told, and none of them whole.
fn million() {
    let fixture = Fixture::in_memory(&[]);
    let mut command = runner(&fixture, "96M");
    command.args(["-", "/out"]).stdin(Stdio::piped());
    let errors = fixture.outside().join("errors");
    command.stderr(std::fs::File::create(&errors).expect("a file"));
    let mut child = command.spawn().expect("the trial needs it");
    let mut input = BufWriter::new(child.stdin.take().expect("a pipe"));
    let mut block = Vec::new();
    for number in 0..ENTRIES {
        block.clear();
        let directory = number % DIRECTORIES;
        match number / DIRECTORIES {
            0 => Raw::dir(&format!("{}/{directory}", directory % 97)).write(&mut block),
            1 => Raw::new(b'6', &format!("{}/{directory}/p", directory % 97)).write(&mut block),
            _ => Raw::new(b'Z', &format!("{}/{directory}/{number}", directory % 97))
                .write(&mut block),
        }
        input.write_all(&block).expect("it reads");
    }
    input.write_all(&[0; 1024]).expect("it reads");
    drop(input);
    let status = child.wait().expect("it ends");
    let errors = std::fs::read_to_string(&errors).expect("a file");
    let end = errors.lines().next_back().unwrap_or_default();
    assert_eq!(status.code(), Some(1), "{end}");
    let skipped = errors
        .lines()
        .filter(|line| line.ends_with("its type 'Z' is unknown"));
    assert_eq!(skipped.count(), ENTRIES - 2 * DIRECTORIES, "{end}");
    assert_eq!(errors.lines().count(), ENTRIES - 2 * DIRECTORIES, "{end}");
    assert!(fixture.inside().join("out/96/96/p").exists());
}

/// A file of zeros, which both programs make very small.
fn window() {
    // The window of zstd is held twice while it grows.
    for (program, memory) in [
        ("gzip -1", "32M"),
        ("zstd -q", "64M"),
        ("zstd -q --ultra -22 --long=26", "320M"),
    ] {
        let fixture = Fixture::in_memory(&[]);
        let script = format!(
            "truncate -s 200M zeros && tar --create zeros | {program} >inside/archive && rm zeros"
        );
        super::tools::run("sh", &["-c", &script], fixture.root());
        let output = runner(&fixture, memory).args(["/archive", "/out"]).output();
        let output = output.expect("it runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {error}");
        let zeros = fixture.inside().join("out/zeros");
        assert_eq!(std::fs::metadata(zeros).expect("a file").len(), 200 << 20);
    }
}
