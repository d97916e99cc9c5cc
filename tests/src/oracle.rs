//! A native process as the judge: it makes the calls that a guest makes, in a tree like the
//! guest's, by `mknodat(2)` on the whole path.
//!
//! What differs on purpose from the plain system call is written down here and nowhere else: what
//! is checked before the kernel is asked, and that a path which leads out is not permitted. Which
//! paths those are the kernel tells, too, by `openat2(2)` with `RESOLVE_BENEATH`. So the process is
//! started before a filter may take that call away.

use crate::{Answer, Call, Kind, name_of, process};
use rustix::fs::{
    AtFlags, FileType, Mode, OFlags, ResolveFlags, makedev, mkdirat, mknodat, openat2, unlinkat,
};
use rustix::io::Errno;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::{LazyLock, Mutex};

/// Tells the test binary, in a child process, that it is the judge.
const VARIABLE: &str = "WASI_MKNOD_TESTS_NATIVE";

struct Judge {
    _process: Child,
    calls: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

static JUDGE: LazyLock<Mutex<Judge>> = LazyLock::new(|| {
    let mut process = Command::new(std::env::current_exe().expect("/proc is mounted"))
        .env(VARIABLE, "")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the test binary can be started");
    let calls = process.stdin.take().expect("it is piped");
    let answers = process.stdout.take().expect("it is piped");
    Mutex::new(Judge {
        _process: process,
        calls,
        answers: BufReader::new(answers).lines(),
    })
});

/// Starts the process, if it does not run yet.
pub(crate) fn start() {
    LazyLock::force(&JUDGE);
}

/// Makes `calls` in the directory `start` in the native process, which has `umask`, and returns
/// their answers.
///
/// With `undo`, what a call has made is removed before the next one. The starts of the calls are
/// not looked at.
///
/// # Panics
///
/// If the process does not answer.
pub fn native(start: &Path, umask: u16, undo: bool, calls: &[Call]) -> Vec<Answer> {
    let start = start.to_str().expect("temporary folders have plain names");
    let mut lines = format!("{start}\t{umask:o}\t{undo}\t{}\n", calls.len());
    calls.iter().for_each(|call| lines += &format!("{call}\n"));
    let mut judge = JUDGE.lock().expect("no panic while it was locked");
    // It reads all of its orders before it answers, so neither side waits for the other.
    judge.calls.write_all(lines.as_bytes()).expect("it listens");
    let mut answers = Vec::new();
    for _ in calls {
        let line = judge.answers.next().expect("it answers").expect("in UTF-8");
        answers.push(match line.as_str() {
            "ok" => Ok(()),
            name => Err(name.to_owned()),
        });
    }
    answers
}

/// Is the judge, if this process is to be that, until nobody asks any more.
pub(crate) fn serve() -> Option<ExitCode> {
    std::env::var_os(VARIABLE)?;
    let mut lines = std::io::stdin().lines().map(|line| line.expect("UTF-8"));
    while let Some(order) = lines.next() {
        let mut words = order.split('\t');
        let mut word = || words.next().expect("four words");
        let start = File::open(word()).expect("it was made");
        process::set_umask(u16::from_str_radix(word(), 8).expect("octal"));
        let undo = word() == "true";
        let count = word().parse().expect("a number");
        let calls: Vec<String> = lines.by_ref().take(count).collect();
        let mut answers = String::new();
        for call in calls {
            let answer = match judge(&start, undo, &call.parse().expect("a call")) {
                Ok(()) => "ok",
                Err(errno) => name_of(errno),
            };
            answers += &format!("{answer}\n");
        }
        std::io::stdout()
            .write_all(answers.as_bytes())
            .expect("somebody waits for it");
    }
    Some(ExitCode::SUCCESS)
}

fn judge(start: &File, undo: bool, call: &Call) -> Result<(), Errno> {
    check(call)?;
    if leads_out(start, &call.path) {
        return Err(Errno::PERM);
    }
    let path = call.path.as_str();
    let mode = Mode::from_raw_mode(call.mode.into());
    let make = |file_type, device| mknodat(start, path, file_type, mode, device);
    let mut flags = AtFlags::empty();
    match call.kind {
        Kind::RegularFile => make(FileType::RegularFile, 0)?,
        Kind::Fifo => make(FileType::Fifo, 0)?,
        Kind::Socket => make(FileType::Socket, 0)?,
        Kind::CharacterDevice(major, minor) => {
            make(FileType::CharacterDevice, makedev(major, minor))?;
        }
        Kind::BlockDevice(major, minor) => make(FileType::BlockDevice, makedev(major, minor))?,
        Kind::Directory => {
            mkdirat(start, path, mode)?;
            flags = AtFlags::REMOVEDIR;
        }
    }
    match undo {
        true => unlinkat(start, path, flags),
        false => Ok(()),
    }
}

/// What is checked before the file system is looked at, in this order.
fn check(call: &Call) -> Result<(), Errno> {
    let path = call.path.as_str();
    let long = |component: &str| component.len() > 255;
    match call.kind.device() {
        Some((major, minor)) if major > 0xfff || minor > 0xf_ffff => Err(Errno::INVAL),
        _ if path.len() > 4095 || path.split('/').any(long) => Err(Errno::NAMETOOLONG),
        _ if path.contains('\0') => Err(Errno::INVAL),
        _ if path.is_empty() => Err(Errno::NOENT),
        _ if path.starts_with('/') => Err(Errno::PERM),
        _ => Ok(()),
    }
}

/// Says whether the directory of the last component is outside, or the path itself if that is `..`.
fn leads_out(start: &File, path: &str) -> bool {
    let trimmed = path.trim_end_matches('/');
    let parent = match trimmed.rsplit_once('/') {
        _ if trimmed == ".." || trimmed.ends_with("/..") => trimmed,
        Some((parent, _)) => parent,
        None => return false,
    };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    loop {
        match openat2(start, parent, flags, Mode::empty(), ResolveFlags::BENEATH) {
            // Somebody renamed something somewhere while a `..` was looked up.
            Err(Errno::AGAIN) => {}
            Err(Errno::NOSYS) => panic!("the judge needs openat2"),
            opened => return opened.err() == Some(Errno::XDEV),
        }
    }
}
