//! The native process at the other end.

use crate::answers::{readable, ready};
use crate::peer_open::Opening;
use crate::scenario::WAITS;
use crate::subject::{GRACE, LIMIT};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{CWD, FileType, Mode, OFlags, fcntl_getfl, fcntl_setfl, mknodat, open};
use rustix::io::{Errno, ioctl_fionread};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Error, Read as _, Result, Write as _};
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use wasi_mknod_tests::Pty;

/// What the other end has open in the folder of the subject.
pub(crate) struct Peer {
    folder: PathBuf,
    files: HashMap<String, File>,
    openings: HashMap<String, Opening>,
    /// The terminal that was made, as the subject names it.
    pub(crate) terminal: Option<String>,
}

impl Peer {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            files: HashMap::new(),
            openings: HashMap::new(),
            terminal: None,
        }
    }

    /// Does what `words` say and returns the outcome. Where it has to be `expected`, time is given
    /// for that.
    pub(crate) fn perform(&mut self, words: &str, expected: Option<&str>) -> String {
        let begin = Instant::now();
        let words: Vec<&str> = words.split(' ').collect();
        loop {
            let outcome = self.step(&words, expected);
            let outcome = outcome.unwrap_or_else(|error| error.to_string());
            // What is looked at without waiting may be about to change.
            let again = matches!(words[0], "try" | "poll");
            let right = expected.is_none_or(|expected| expected == outcome);
            if right || !again || begin.elapsed() > LIMIT {
                return outcome;
            }
            std::thread::yield_now();
        }
    }

    fn step(&mut self, words: &[&str], expected: Option<&str>) -> Result<String> {
        match *words {
            ["open", file, flags] => self.open(file, flags, "q", expected),
            ["open", file, flags, path] => self.open(file, flags, path, expected),
            ["begin", file, flags] => {
                let opening = Opening::begin(&self.folder.join("q"), flags_of(flags));
                self.openings.insert(file.to_owned(), opening);
                ok()
            }
            ["opened", file] => self.opened(file, expected),
            ["close", file] => {
                drop(self.files.remove(file));
                ok()
            }
            ["unlink", path] => fs::remove_file(self.at(path)).and_then(|()| ok()),
            ["rename", from, to] => fs::rename(self.at(from), self.at(to)).and_then(|()| ok()),
            ["link", from, to] => fs::hard_link(self.at(from), self.at(to)).and_then(|()| ok()),
            ["symlink", target, path] => symlink(target, self.at(path)).and_then(|()| ok()),
            ["mkfifo", path] => {
                let mode = Mode::from_raw_mode(0o644);
                mknodat(CWD, self.at(path), FileType::Fifo, mode, 0)?;
                ok()
            }
            ["pty", file, mode] => {
                let pty = Pty::new(mode == "raw")?;
                self.terminal = Some(pty.path.trim_start_matches('/').to_owned());
                self.keep(file, pty.master)?;
                ok()
            }
            [_, file, ..] => match self.files.get(file) {
                Some(file) => transfer(file, words, expected),
                None => Err(Errno::BADF.into()),
            },
            _ => panic!("{words:?} is nothing that the other end does"),
        }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    fn open(
        &mut self,
        file: &str,
        flags: &str,
        path: &str,
        expected: Option<&str>,
    ) -> Result<String> {
        let (path, flags) = (self.at(path), flags_of(flags));
        if flags.contains(OFlags::NONBLOCK) || flags.contains(OFlags::RDWR) {
            let opened = open(&path, flags | OFlags::CLOEXEC, Mode::empty())?;
            return self.keep(file, opened.into());
        }
        self.openings
            .insert(file.to_owned(), Opening::begin(&path, flags));
        self.opened(file, expected)
    }

    fn opened(&mut self, file: &str, expected: Option<&str>) -> Result<String> {
        let Some(opening) = self.openings.remove(file) else {
            return Err(Errno::BADF.into());
        };
        match opening.end(expected.map(|expected| expected != WAITS)) {
            Some(result) => self.keep(file, result?),
            None => {
                self.openings.insert(file.to_owned(), opening);
                Ok(WAITS.to_owned())
            }
        }
    }

    /// Notes an open file. The other end itself never waits in a call.
    fn keep(&mut self, file: &str, opened: File) -> Result<String> {
        fcntl_setfl(&opened, fcntl_getfl(&opened)? | OFlags::NONBLOCK)?;
        self.files.insert(file.to_owned(), opened);
        ok()
    }

    /// Ends everything that still waits for this end.
    pub(crate) fn release(mut self) {
        self.files.clear();
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let fifos = entries.filter(|entry| {
            use std::os::unix::fs::FileTypeExt as _;
            entry.file_type().is_ok_and(|kind| kind.is_fifo())
        });
        let both = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let held: Vec<_> = fifos
            .filter_map(|fifo| open(fifo.path(), both, Mode::empty()).ok())
            .collect();
        for opening in self.openings.values() {
            // It is of no more interest what came of it.
            let _ = opening.end(Some(true));
        }
        drop(held);
    }
}

fn transfer(mut file: &File, words: &[&str], expected: Option<&str>) -> Result<String> {
    match *words {
        ["write", _, text] => write(file, text.as_bytes()),
        ["fill", _, length] => write(file, &vec![b'p'; number(length)]),
        // One call, which does not wait.
        ["put", _, length] => Ok(file.write(&vec![b'p'; number(length)])?.to_string()),
        ["line", _, text] => write(file, format!("{text}\n").as_bytes()),
        ["key", _, byte] => write(file, &[number(byte)]),
        ["take", _, length] => take(file, number(length), expected),
        ["try", _, length] => {
            let mut bytes = vec![0; number(length)];
            let count = file.read(&mut bytes)?;
            Ok(describe(&bytes[..count]))
        }
        ["queued", _, length] => queued(file, number(length)),
        ["poll", _, events] => events_of(file, events),
        _ => panic!("{words:?} is nothing that the other end does"),
    }
}

fn write(mut file: &File, mut bytes: &[u8]) -> Result<String> {
    let (begin, length) = (Instant::now(), bytes.len());
    while !bytes.is_empty() && begin.elapsed() < LIMIT {
        match file.write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if is_again(&error) => drop(ready(file, PollFlags::OUT, LIMIT)),
            Err(error) => return Err(error),
        }
    }
    Ok((length - bytes.len()).to_string())
}

/// Reads so many bytes, or up to the end.
fn take(mut file: &File, length: usize, expected: Option<&str>) -> Result<String> {
    let (mut bytes, mut rest) = (Vec::new(), length);
    let limit = if expected == Some(WAITS) {
        GRACE
    } else {
        LIMIT
    };
    while rest > 0 {
        let mut buffer = vec![0; rest];
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                bytes.extend(&buffer[..count]);
                rest -= count;
            }
            Err(error) if is_again(&error) => {
                if !readable(file, limit) {
                    return Ok(WAITS.to_owned());
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(describe(&bytes))
}

/// Waits until so many bytes are in the pipe, and says how many there are.
fn queued(file: &File, length: u64) -> Result<String> {
    let begin = Instant::now();
    loop {
        let queued = ioctl_fionread(file)?;
        if queued == length || begin.elapsed() > LIMIT {
            return Ok(queued.to_string());
        }
        std::thread::yield_now();
    }
}

fn events_of(file: &File, events: &str) -> Result<String> {
    let mut asked = PollFlags::empty();
    asked.set(PollFlags::IN, events.contains('r'));
    asked.set(PollFlags::OUT, events.contains('w'));
    let mut polled = [PollFd::new(file, asked)];
    let now = Timespec::try_from(Duration::ZERO).expect("no time at all");
    poll(&mut polled, Some(&now))?;
    let found = polled[0].revents();
    let names = [
        (PollFlags::IN, "in"),
        (PollFlags::OUT, "out"),
        (PollFlags::ERR, "err"),
        (PollFlags::HUP, "hup"),
    ];
    let names = names.iter().filter(|(event, _)| found.contains(*event));
    let names: Vec<&str> = names.map(|(_, name)| *name).collect();
    Ok(names.join(" "))
}

fn describe(bytes: &[u8]) -> String {
    match bytes {
        [first, rest @ ..] if bytes.len() > 32 && rest.iter().all(|byte| byte == first) => {
            format!("{} times {}", bytes.len(), first.escape_ascii())
        }
        _ if bytes.len() > 32 => format!("{} mixed", bytes.len()),
        _ => format!("{} {}", bytes.len(), bytes.escape_ascii()),
    }
}

fn flags_of(words: &str) -> OFlags {
    words.split('+').fold(OFlags::empty(), |flags, word| {
        flags
            | match word {
                "r" => OFlags::RDONLY,
                "w" => OFlags::WRONLY,
                "rw" => OFlags::RDWR,
                "nonblock" => OFlags::NONBLOCK,
                _ => panic!("{word} is no flag"),
            }
    })
}

fn is_again(error: &Error) -> bool {
    error.raw_os_error() == Some(Errno::AGAIN.raw_os_error())
}

fn number<T: std::str::FromStr<Err: std::fmt::Debug>>(word: &str) -> T {
    word.parse().expect("the scenarios have numbers here")
}

fn ok() -> Result<String> {
    Ok("ok".to_owned())
}
