//! Makes the state of a row, and the call.

use super::table::Row;
use super::{LIMIT, Subject};
use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat, open};
use rustix::io::Errno;
use rustix::pipe::fcntl_setpipe_size;
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What a pipe holds in these tests: the default depends on how many pipes the user has.
const CAPACITY: usize = 8192;

/// The native ends of one FIFO beside the subject.
pub(super) struct Play {
    path: PathBuf,
    /// The files, and whether each is open for writing.
    files: HashMap<String, (File, bool)>,
}

impl Play {
    /// Makes a FIFO at `path`.
    pub(super) fn new(path: &Path) -> Self {
        mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("a FIFO");
        Self {
            path: path.to_owned(),
            files: HashMap::new(),
        }
    }

    /// Makes the state and the call. Returns the answer, and what holds afterwards.
    pub(super) fn perform(&mut self, subject: &mut dyn Subject, row: &Row) -> [String; 2] {
        self.steps(subject, &row.steps);
        let mut words = row.call.split(' ');
        let call = words.next().unwrap_or_default();
        let rest: String = words.map(|word| format!(" {word}")).collect();
        let mut answer = subject.call(&format!("{call} f{rest}"));
        if call == "wait" {
            assert_eq!(answer, "waits", "{row}");
            self.steps(subject, row.meanwhile);
            answer = subject.call("answer");
        }
        let after = subject.call("poll f");
        subject.call("close f");
        [answer, after]
    }

    fn steps(&mut self, subject: &mut dyn Subject, steps: &str) {
        for step in steps.split("; ") {
            let words: Vec<&str> = step.split(' ').collect();
            match *words {
                ["peer", "open", file, flags] => {
                    self.open(file, flags);
                    subject.note_peer(self.files[file].1, true);
                }
                ["peer", "close", file] => {
                    let (closed, writes) = self.files.remove(file).expect("it is open");
                    drop(closed);
                    subject.note_peer(writes, false);
                }
                ["peer", "write", file, length] => {
                    let length = length.parse().expect("a length");
                    assert_eq!(self.write(file, length), Ok(length), "{step}");
                }
                ["peer", "fill", file] => while self.write(file, 4096).is_ok() {},
                ["peer", "drain", file] => self.drain(file),
                ["settle", event] => settle(subject, event),
                _ => assert_eq!(subject.call(step), "ok", "{step}"),
            }
        }
    }

    fn open(&mut self, file: &str, flags: &str) {
        let access = match flags {
            "r" => OFlags::RDONLY,
            "w" => OFlags::WRONLY,
            _ => OFlags::RDWR,
        };
        let flags = access | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = open(&self.path, flags, Mode::empty()).expect("it can be opened");
        fcntl_setpipe_size(&opened, CAPACITY).expect("no more than it has");
        let writes = access != OFlags::RDONLY;
        self.files.insert(file.to_owned(), (opened.into(), writes));
    }

    fn write(&self, file: &str, length: usize) -> Result<usize, Errno> {
        rustix::io::write(&self.files[file].0, &vec![b'p'; length])
    }

    fn drain(&self, file: &str) {
        let mut bytes = [0; CAPACITY];
        while rustix::io::read(&self.files[file].0, &mut bytes).is_ok_and(|count| count > 0) {}
    }
}

/// Waits until `event` is among those that hold, which a host may notice later.
pub(super) fn settle(subject: &mut dyn Subject, event: &str) {
    let begin = Instant::now();
    loop {
        let held = subject.call("poll f");
        if held.split('+').any(|held| held == event) {
            return;
        }
        assert!(begin.elapsed() < LIMIT, "{held} and not {event}");
        std::thread::yield_now();
    }
}
