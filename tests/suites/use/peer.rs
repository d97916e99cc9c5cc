//! The native process at the other end.

use crate::peer_open::Opening;
use crate::scenario::WAITS;
use crate::subject::LIMIT;
use crate::transfer::transfer;
use rustix::fs::{CWD, FileType, Mode, OFlags, fcntl_getfl, fcntl_setfl, mknodat, open};
use rustix::io::Errno;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Result;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::Instant;
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

fn ok() -> Result<String> {
    Ok("ok".to_owned())
}
