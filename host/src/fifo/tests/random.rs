//! Arbitrary orders of operations, on ends of this code and on ends of the kernel alone.

use super::super::Events;
use super::Fifo;
use crate::fifo::{End, Reader, Writer};
use crate::sys::{Errno, pipe};
use crate::wait::Blocking;
use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat, open};
use std::fs::File;
use std::path::PathBuf;

/// What the pipes hold: the default depends on how many pipes the user has.
const CAPACITY: usize = 8192;
const LENGTHS: [usize; 6] = [0, 1, 100, 4096, 4097, 9000];

/// Numbers that look random and are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

/// An end of this code, and its counterpart at the other FIFO.
struct Pair {
    end: End,
    /// `None` while it would wait inside `open(2)`.
    native: Option<File>,
    read: bool,
    write: bool,
    met: bool,
}

/// Two FIFOs, and the ends that are open.
struct Game {
    fifo: Fifo,
    native: PathBuf,
    pairs: Vec<Pair>,
}

impl Game {
    fn new() -> Self {
        let fifo = Fifo::new();
        let native = fifo.folder.path().join("native");
        mknodat(CWD, &native, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        Self {
            fifo,
            native,
            pairs: Vec::new(),
        }
    }

    fn open_natively(&self, read: bool, write: bool) -> Option<File> {
        let access = match (read, write) {
            (true, true) => OFlags::RDWR,
            (true, false) => OFlags::RDONLY,
            _ => OFlags::WRONLY,
        };
        let flags = access | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match open(&self.native, flags, Mode::empty()) {
            Ok(file) => Some(file.into()),
            Err(Errno::NXIO) => None,
            Err(errno) => panic!("{errno}"),
        }
    }

    fn open(&mut self, read: bool, write: bool) {
        let (end, native) = (self.fifo.open(read, write), self.open_natively(read, write));
        self.pairs.push(Pair {
            end,
            native,
            read,
            write,
            met: false,
        });
        // Who waits inside `open(2)` goes on at once.
        for at in 0..self.pairs.len() {
            if self.pairs[at].native.is_none() {
                self.pairs[at].native = self.open_natively(false, true);
            }
            let pair = &self.pairs[at];
            let opened = pair.native.is_some();
            assert_eq!(pair.end.try_open(), Ok(opened));
            for file in [opened.then(|| pair.end.file()), pair.native.as_ref()] {
                let sized = file.map(|file| rustix::pipe::fcntl_setpipe_size(file, CAPACITY));
                sized.transpose().unwrap();
            }
        }
    }

    fn step(&mut self, numbers: &mut Numbers) -> String {
        let count = self.pairs.len();
        let (what, at) = (numbers.below(8), numbers.below(count.max(1)));
        match (what, count) {
            (0, 0..8) | (_, 0) => {
                let (read, write) = [(true, false), (false, true), (true, true)][numbers.below(3)];
                self.open(read, write);
                format!("open {read} {write}")
            }
            (1, _) => {
                self.pairs.swap_remove(at);
                format!("close {at}")
            }
            (2..5, _) => self.pairs[at].read(LENGTHS[numbers.below(6)]),
            _ => self.pairs[at].write(LENGTHS[numbers.below(6)], numbers.below(256)),
        }
    }
}

impl Pair {
    fn read(&self, length: usize) -> String {
        if self.read {
            let native = self.native.as_ref().unwrap();
            let expected = unless_again(pipe::read(native, length));
            let reader = Reader::new(self.end.clone(), Blocking::Forbidden);
            assert!(reader.try_read(length) == expected, "read {length}");
        }
        format!("read {length}")
    }

    fn write(&self, length: usize, byte: usize) -> String {
        if self.write {
            let bytes = vec![u8::try_from(byte).unwrap(); length];
            let expected = match &self.native {
                Some(native) => unless_again(pipe::write(native, &bytes)),
                None => Err(Errno::NXIO),
            };
            let writer = Writer::new(self.end.clone(), Blocking::Allowed);
            assert_eq!(writer.try_write(&bytes), expected, "write {length}");
        }
        format!("write {length}")
    }

    /// The other end has come for good, and all else is what the kernel says.
    fn compare(&mut self, history: &[String]) {
        let found = self.end.events().unwrap();
        assert!(
            found.contains(Events::CONNECTED) || !self.met,
            "{history:?}"
        );
        self.met = found.contains(Events::CONNECTED);
        let mut expected = found & Events::CONNECTED;
        if let Some(native) = &self.native {
            let ready = pipe::ready(native).unwrap();
            expected.set(Events::READABLE, ready.read);
            expected.set(Events::WRITABLE, ready.write);
            expected.set(Events::HANG_UP, ready.no_writer);
            expected.set(Events::ERROR, ready.no_reader);
        }
        assert_eq!(found, expected, "{history:?}");
    }
}

fn unless_again<T>(result: Result<T, Errno>) -> Result<Option<T>, Errno> {
    match result {
        Err(Errno::AGAIN) => Ok(None),
        result => result.map(Some),
    }
}

#[tokio::test]
async fn any_order_of_operations_has_the_outcomes_of_the_kernel() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..200 {
        let mut game = Game::new();
        let mut history = Vec::new();
        for _ in 0..60 {
            history.push(game.step(&mut numbers));
            for pair in &mut game.pairs {
                pair.compare(&history);
            }
        }
    }
}
