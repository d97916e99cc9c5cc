//! Native code that makes the calls in non-blocking mode.

use super::Subject;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use std::fs::File;
use std::path::PathBuf;
use tempfile::TempDir;
use wasi_mknod_tests::name_of;

/// The most that one `try-read` answers.
const MAX_READ: usize = 65536;

/// The names of events.
const EVENTS: [(&str, PollFlags); 4] = [
    ("in", PollFlags::IN),
    ("out", PollFlags::OUT),
    ("hup", PollFlags::HUP),
    ("err", PollFlags::ERR),
];

/// The file `f` of native code.
pub(super) struct Native {
    folder: TempDir,
    /// What is to be opened, once `open` was called.
    opening: Option<(PathBuf, OFlags)>,
    /// `None` while a writer would wait inside `open(2)`.
    file: Option<File>,
    /// How many other ends are open for writing.
    writers: usize,
    /// Whether the other end has come, which the kernel does not tell.
    met: bool,
    waiting: Vec<String>,
}

impl Native {
    pub(super) fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
            opening: None,
            file: None,
            writers: 0,
            met: false,
            waiting: Vec::new(),
        }
    }

    /// The path of the FIFO.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("q")
    }

    fn open(&mut self, path: &str, flags: &str) {
        let access = match flags {
            "r" => OFlags::RDONLY,
            "w" => OFlags::WRONLY,
            _ => OFlags::RDWR,
        };
        let path = match path.strip_prefix("dev/") {
            Some(device) => PathBuf::from("/dev").join(device),
            None => self.path(),
        };
        let other = OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        self.met = access != OFlags::RDONLY || path.starts_with("/dev") || self.writers > 0;
        self.opening = Some((path, access | other));
        self.open_now();
    }

    /// Opens the file if that does not wait.
    fn open_now(&mut self) {
        if let (Some((path, flags)), None) = (&self.opening, &self.file) {
            match open(path, *flags, Mode::empty()) {
                Ok(file) => self.file = Some(file.into()),
                Err(errno) => assert_eq!(errno, Errno::NXIO, "{}", path.display()),
            }
        }
    }

    fn held(&self) -> PollFlags {
        let Some(file) = &self.file else {
            return PollFlags::empty();
        };
        let mut polled = [PollFd::new(file, PollFlags::IN | PollFlags::OUT)];
        poll(&mut polled, Some(&Timespec::default())).expect("it can be polled");
        polled[0].revents()
    }

    fn names(&self) -> String {
        let held = self.held();
        let flags = EVENTS.iter().filter(|(_, flag)| held.contains(*flag));
        let mut names: Vec<&str> = flags.map(|(name, _)| *name).collect();
        if self.met && self.file.is_some() {
            names.push("connected");
        }
        match &*names {
            [] => "-".to_owned(),
            names => names.join("+"),
        }
    }

    fn is_ready(&self, wanted: &str) -> bool {
        let asked = |name: &str| wanted.split('+').any(|word| word == name);
        let flags = EVENTS.iter().filter(|(name, _)| asked(name));
        let flags = flags.fold(PollFlags::HUP | PollFlags::ERR, |flags, (_, flag)| {
            flags | *flag
        });
        let met = asked("connected") && self.met && self.file.is_some();
        wanted != "-" && (self.held().intersects(flags) || met)
    }

    fn read(&self, length: usize) -> Result<usize, Errno> {
        let file = self.file.as_ref().ok_or(Errno::BADF)?;
        rustix::io::read(file, &mut vec![0; length.min(MAX_READ)])
    }

    fn write(&self, length: usize) -> Result<usize, Errno> {
        let file = self.file.as_ref().ok_or(Errno::NXIO)?;
        rustix::io::write(file, &vec![b'n'; length])
    }
}

impl Subject for Native {
    fn call(&mut self, words: &str) -> String {
        let words: Vec<&str> = words.split(' ').collect();
        let length = || words[2].parse().expect("a length");
        match words[0] {
            "open" => self.open(words[2], words[3]),
            "close" => self.file = None,
            "poll" => return self.names(),
            "read" => return answer(self.read(length())),
            "write" => return answer(self.write(length())),
            "ready" => return ready(self.is_ready(words[2])),
            "wait" => {
                self.waiting = words[2..].iter().map(|word| (*word).to_owned()).collect();
                return self.call("answer");
            }
            "answer" => return ready(self.waiting.iter().all(|wanted| self.is_ready(wanted))),
            call => panic!("{call} is no call"),
        }
        "ok".to_owned()
    }

    fn note_peer(&mut self, writes: bool, opened: bool) {
        match (writes, opened) {
            (true, true) => {
                self.writers += 1;
                self.met |= self.opening.is_some();
            }
            (true, false) => self.writers -= 1,
            (false, _) => {}
        }
        self.open_now();
    }
}

fn answer(result: Result<usize, Errno>) -> String {
    match result {
        Ok(count) => count.to_string(),
        Err(Errno::AGAIN) => "again".to_owned(),
        Err(errno) => name_of(errno).to_owned(),
    }
}

fn ready(is_ready: bool) -> String {
    match is_ready {
        true => "ready".to_owned(),
        false => "waits".to_owned(),
    }
}
