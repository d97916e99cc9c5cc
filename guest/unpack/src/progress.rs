//! Progress on standard error, where that is a terminal.

use std::io::{self, BufRead, IsTerminal as _, Read, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// After how many bytes the clock is read.
const STEP: u64 = 1 << 20;
const INTERVAL: Duration = Duration::from_millis(200);

/// Whether the last line of the terminal is one of progress.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// Tells how much of an input was read.
pub(crate) struct Progress<R> {
    input: R,
    size: Option<u64>,
    read: u64,
    /// When the next line is due; `None` if nobody looks.
    due: Option<Instant>,
    /// After how many bytes to look at the clock.
    next: u64,
}

impl<R> Progress<R> {
    pub(crate) fn new(input: R, size: Option<u64>) -> Self {
        let watched = io::stderr().is_terminal();
        Self {
            input,
            size,
            read: 0,
            due: watched.then(|| Instant::now() + INTERVAL),
            next: STEP,
        }
    }

    fn count(&mut self, count: usize) {
        self.read += count as u64;
        if self.due.is_some() && self.read >= self.next {
            self.tell();
        }
    }

    fn tell(&mut self) {
        self.next = self.read + STEP;
        let now = Instant::now();
        if self.due.is_none_or(|due| now < due) {
            return;
        }
        self.due = Some(now + INTERVAL);
        let of = self.size.map(|size| format!(" of {}", mebibytes(size)));
        let line = format!("{}{} MiB", mebibytes(self.read), of.unwrap_or_default());
        // Progress is of no use to anybody who cannot see it.
        let _ = write!(io::stderr(), "\r{line}\x1b[K");
        SHOWN.store(true, Ordering::Relaxed);
    }
}

impl<R: Read> Read for Progress<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.count(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Progress<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.input.consume(count);
        self.count(count);
    }
}

/// Takes the line of progress away, so that another line can be written.
pub(crate) fn clear() {
    if SHOWN.swap(false, Ordering::Relaxed) {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{}.{}", bytes >> 20, ((bytes & 0xf_ffff) * 10) >> 20)
}

#[cfg(test)]
mod tests {
    use super::mebibytes;

    #[test]
    fn sizes_have_one_decimal() {
        for (bytes, text) in [
            (0, "0.0"),
            (1 << 19, "0.5"),
            ((1 << 20) - 1, "0.9"),
            (3 << 30, "3072.0"),
        ] {
            assert_eq!(mebibytes(bytes), text);
        }
    }
}
