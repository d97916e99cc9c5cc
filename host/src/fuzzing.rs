//! Arbitrary orders of operations on FIFOs: on ends of this code, and on ends of the kernel alone.

#![expect(clippy::expect_used, reason = "a game that cannot go on fails")]

use crate::fifo::{self, End, Ends, Events, Kind, Reader, Writer};
use crate::sys::{Errno, pipe};
use crate::wait::{Blocking, Offload};
use rustix::fs::{Mode, OFlags, open};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of the FIFO for this code.
pub const TESTED: &str = "tested";
/// The name of the FIFO for the kernel alone.
pub const NATIVE: &str = "native";

/// What the pipes hold: the default depends on how many pipes the user has.
const CAPACITY: usize = 8192;
const LENGTHS: [usize; 8] = [0, 1, 100, 4095, 4096, 4097, 8192, 9000];
/// How many ends are open at a time.
const ENDS: usize = 8;

#[derive(Clone, Copy, Debug)]
enum Operation {
    Open { read: bool, write: bool },
    Close(usize),
    Read(usize, usize),
    Write(usize, usize, u8),
}

impl Operation {
    /// Reads an operation of two bytes: what, and to which of `ends` ends.
    fn read([what, which]: [u8; 2], ends: usize) -> Self {
        let at = usize::from(which & 7) % ends.max(1);
        let length = LENGTHS[usize::from(which >> 3) % LENGTHS.len()];
        match what % 8 {
            0 if ends < ENDS => Self::opening(which),
            _ if ends == 0 => Self::opening(which),
            0 | 1 => Self::Close(at),
            2..5 => Self::Read(at, length),
            _ => Self::Write(at, length, what),
        }
    }

    fn opening(which: u8) -> Self {
        let (read, write) = [(true, false), (false, true), (true, true)][usize::from(which) % 3];
        Self::Open { read, write }
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
    folder: File,
    native: PathBuf,
    ends: Ends,
    pairs: Vec<Pair>,
}

/// Plays the operations that `input` says, two bytes each, on the FIFOs [`TESTED`] and [`NATIVE`]
/// in `folder`.
///
/// # Panics
///
/// If an answer differs, or what `poll(2)` says after an operation.
pub fn fifo_order(folder: &Path, input: &[u8]) {
    let mut game = Game {
        folder: File::open(folder).expect("the caller has made it"),
        native: folder.join(NATIVE),
        ends: Ends::new(1000, Offload::new(Blocking::Allowed, 1)),
        pairs: Vec::new(),
    };
    let mut history = Vec::new();
    for bytes in input.as_chunks().0 {
        let operation = Operation::read(*bytes, game.pairs.len());
        history.push(operation);
        game.play(operation, &history);
        for pair in &mut game.pairs {
            pair.compare(&history);
        }
    }
}

impl Game {
    fn play(&mut self, operation: Operation, history: &[Operation]) {
        match operation {
            Operation::Open { read, write } => self.open(read, write, history),
            Operation::Close(at) => drop(self.pairs.swap_remove(at)),
            Operation::Read(at, length) => self.pairs[at].read(length, history),
            Operation::Write(at, length, byte) => self.pairs[at].write(length, byte, history),
        }
    }

    fn open(&mut self, read: bool, write: bool, history: &[Operation]) {
        let file = fifo::open_at(&self.folder, TESTED, read, write).expect("it can be opened");
        let end = self.ends.add(Arc::new(file), Kind::Fifo);
        self.pairs.push(Pair {
            end: end.expect("there are few"),
            native: self.open_natively(read, write),
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
            assert_eq!(pair.end.try_open(), Ok(opened), "{history:?}");
            let tested = opened.then(|| pair.end.file());
            for file in tested.into_iter().chain(&pair.native) {
                rustix::pipe::fcntl_setpipe_size(file, CAPACITY).expect("it is small");
            }
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
}

impl Pair {
    fn read(&self, length: usize, history: &[Operation]) {
        if self.read {
            let native = self.native.as_ref().expect("readers do not wait");
            let expected = unless_again(pipe::read(native, length));
            let reader = Reader::new(self.end.clone(), Blocking::Forbidden);
            assert!(reader.try_read(length) == expected, "{history:?}");
        }
    }

    fn write(&self, length: usize, byte: u8, history: &[Operation]) {
        if self.write {
            let bytes = vec![byte; length];
            let expected = match &self.native {
                Some(native) => unless_again(pipe::write(native, &bytes)),
                None => Err(Errno::NXIO),
            };
            let writer = Writer::new(self.end.clone(), Blocking::Allowed);
            assert_eq!(writer.try_write(&bytes), expected, "{history:?}");
        }
    }

    /// The other end has come for good, and all else is what the kernel says.
    fn compare(&mut self, history: &[Operation]) {
        let found = self.end.events().expect("the kernel answers");
        let connected = found.contains(Events::CONNECTED);
        assert!(connected || !self.met, "{history:?}");
        self.met = connected;
        let mut expected = found & Events::CONNECTED;
        if let Some(native) = &self.native {
            let ready = pipe::ready(native).expect("the kernel answers");
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

#[cfg(test)]
mod tests {
    use super::{NATIVE, TESTED, fifo_order};
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use tempfile::TempDir;

    #[test]
    fn any_order_has_the_outcomes_of_the_kernel() {
        let mut number = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            number ^= number << 13;
            number ^= number >> 7;
            number ^= number << 17;
            number.to_le_bytes()
        };
        for _ in 0..200 {
            let folder = TempDir::new().unwrap();
            for name in [TESTED, NATIVE] {
                let path = folder.path().join(name);
                mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
            }
            let input: Vec<u8> = (0..60).flat_map(|_| [next()[0], next()[1]]).collect();
            fifo_order(folder.path(), &input);
        }
    }
}
