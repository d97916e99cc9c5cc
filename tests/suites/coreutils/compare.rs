//! One command line as a guest and natively.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use wasi_mknod_tests::{
    Entry, Exit, Fixture, FrontEnd, Host, Program, dir, fifo, file, link, process, programs,
};
use wasi_mknod_wasmtime::{NodeTypes, Policy};

/// A command line: the name of the program, and its arguments.
#[derive(Clone, Debug)]
pub(crate) struct Line<'a> {
    words: &'a [&'a str],
    variables: Vec<(&'a str, &'a str)>,
}

/// What came of a command line.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    status: i32,
    stdout: String,
    stderr: String,
    /// What is in the directory afterwards.
    nodes: Vec<String>,
}

impl<'a> Line<'a> {
    /// A command line of these words.
    pub(crate) fn new(words: &'a [&'a str]) -> Self {
        Self {
            words,
            variables: Vec::new(),
        }
    }

    /// Sets an environment variable.
    pub(crate) fn variable(mut self, name: &'a str, value: &'a str) -> Self {
        self.variables.push((name, value));
        self
    }

    /// Runs the command line in both ways.
    ///
    /// # Panics
    ///
    /// If they differ.
    pub(crate) fn compare(&self, front_end: FrontEnd) {
        if self.needs_no_contexts() && fs::exists("/sys/fs/selinux/enforce").unwrap_or(true) {
            return;
        }
        let (mut native, mut guest) = (self.natively(front_end), self.as_guest(front_end));
        if native.status == 0 && native.stdout.contains("coreutils") {
            // The texts of `--help` and `--version` are each program's own.
            assert!(!guest.stdout.is_empty(), "{self:?}");
            native.stdout.clear();
            guest.stdout.clear();
        }
        assert_eq!(guest, native, "{self:?}, guest left and native right");
    }

    /// Whether a kernel with security contexts gives another outcome.
    fn needs_no_contexts(&self) -> bool {
        let asks = |word: &&str| word.starts_with("-Z") || word.starts_with("--c");
        self.words.iter().any(asks)
    }

    fn program(&self) -> Program {
        match self.words[0] {
            "mkfifo" => programs::MKFIFO,
            "mknod" => programs::MKNOD,
            other => panic!("`{other}` is not compared"),
        }
    }

    fn natively(&self, front_end: FrontEnd) -> Outcome {
        let fixture = Fixture::new(&entries());
        let output = Command::new(self.words[0])
            .arg0(self.program().file(front_end))
            .args(&self.words[1..])
            .current_dir(fixture.inside())
            .env_remove("POSIXLY_CORRECT")
            .env("LC_ALL", "C")
            .envs(self.variables.iter().copied())
            .output()
            .expect("it was there a moment ago");
        Outcome {
            status: output.status.code().expect("nothing kills it"),
            stdout: String::from_utf8(output.stdout).expect("ASCII"),
            stderr: String::from_utf8(output.stderr).expect("ASCII"),
            nodes: nodes(&fixture),
        }
    }

    fn as_guest(&self, front_end: FrontEnd) -> Outcome {
        let fixture = Fixture::new(&entries());
        let mut host = Host::on(front_end, &fixture)
            .policy(policy())
            .umask(process::umask());
        for (name, value) in &self.variables {
            host = host.env(name, value);
        }
        for word in &self.words[1..] {
            host = host.arg(*word);
        }
        let outcome = host.run(self.program());
        let Exit::Status(status) = outcome.exit else {
            panic!("{self:?}: {outcome}");
        };
        Outcome {
            status,
            stdout: outcome.stdout,
            stderr: outcome.stderr,
            nodes: nodes(&fixture),
        }
    }
}

/// Grants what the kernel may refuse.
fn policy() -> Policy {
    let rule = |rule: &str| rule.parse().expect("a rule");
    Policy::new()
        .node_types(NodeTypes::all())
        .device(rule("a *:* m"))
        .device(rule("c 0:0 m"))
}

/// What is in the directory before.
fn entries() -> [Entry; 8] {
    [
        file("inside/file"),
        fifo("inside/there"),
        dir("inside/dir"),
        link("inside/dangling", "nowhere"),
        link("inside/to-dir", "dir"),
        link("inside/loop", "loop"),
        dir("inside/closed").mode(0),
        dir("inside/unwritable").mode(0o555),
    ]
}

/// The nodes in the directory: path, type, mode, device number and owner.
fn nodes(fixture: &Fixture) -> Vec<String> {
    let mut nodes = Vec::new();
    list(&fixture.inside(), "", &mut nodes);
    nodes.sort();
    nodes
}

fn list(folder: &Path, prefix: &str, nodes: &mut Vec<String>) {
    // An ordinary user cannot read the closed directory, and has made nothing in it.
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.expect("it can be read");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let metadata = entry.metadata().expect("it is there");
        let (file_type, mode) = (metadata.file_type(), metadata.mode() & 0o7777);
        let kind = match () {
            () if file_type.is_fifo() => "fifo",
            () if file_type.is_char_device() => "character device",
            () if file_type.is_block_device() => "block device",
            () if file_type.is_dir() => "directory",
            () if file_type.is_symlink() => "link",
            () => "file",
        };
        let (device, uid, gid) = (metadata.rdev(), metadata.uid(), metadata.gid());
        nodes.push(format!("{name}: {kind} {mode:04o} {device:#x} {uid}:{gid}"));
        if file_type.is_dir() {
            list(&entry.path(), &format!("{name}/"), nodes);
        }
    }
}
