//! Native programs, run as a guest is run.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use wasi_mknod_tests::programs;

/// How a program ended, and what it wrote.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the native `program` in `folder`; it is called by the name `called`.
pub(crate) fn run(
    program: &str,
    called: &str,
    arguments: &[&str],
    folder: &Path,
    stdin: &str,
) -> Ended {
    let path = programs::folder().join("c/native").join(program);
    let mut child = Command::new(&path)
        .arg0(called)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut input = child.stdin.take().expect("it is piped");
    input.write_all(stdin.as_bytes()).expect("it reads all");
    drop(input);
    let output = child.wait_with_output().expect("it is our child");
    Ended {
        status: output.status.code().expect("no signal"),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}
