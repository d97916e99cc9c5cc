//! What a program writes, line by line and with a limit of time.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::io::Read as _;
use std::time::{Duration, Instant};

/// The output of a program.
pub struct Answers {
    output: File,
    buffer: Vec<u8>,
}

/// What came of waiting for a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// This line.
    Is(String),
    /// None within the limit.
    Late,
    /// None, and none will come.
    Ended,
}

impl Answers {
    /// Reads from `output`, the end of a pipe.
    pub fn new(output: File) -> Self {
        Self {
            output,
            buffer: Vec::new(),
        }
    }

    /// The next line, if it comes within `limit`.
    pub fn line(&mut self, limit: Duration) -> Line {
        let end = Instant::now() + limit;
        loop {
            if let Some(length) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=length).collect();
                return Line::Is(String::from_utf8_lossy(&line[..length]).into_owned());
            }
            if !readable(&self.output, end.saturating_duration_since(Instant::now())) {
                return Line::Late;
            }
            let mut bytes = [0; 1024];
            match self.output.read(&mut bytes) {
                Ok(0) | Err(_) => return Line::Ended,
                Ok(count) => self.buffer.extend(&bytes[..count]),
            }
        }
    }
}

/// Waits until there is something to read, or the end.
pub fn readable(file: &File, limit: Duration) -> bool {
    ready(file, PollFlags::IN, limit)
}

/// Waits until a file is ready for one of `events`, or has none of them to come.
pub fn ready(file: &File, events: PollFlags, limit: Duration) -> bool {
    let limit = Timespec::try_from(limit).expect("a limit of the tests");
    let mut polled = [PollFd::new(file, events)];
    poll(&mut polled, Some(&limit)).is_ok_and(|count| count > 0)
}
