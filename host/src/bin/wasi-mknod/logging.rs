//! The log on standard error, with bounds on what a guest can make of it.

use std::fmt::{self, Write as _};
use std::io;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::field::MakeExt as _;
use tracing_subscriber::fmt::format::{Writer, debug_fn};

/// How many bytes of a field are shown. The value may be a path from a guest, of many megabytes.
const FIELD: usize = 1024;
/// How many lines are written in a second, and how many of them if the log was not asked for.
const LINES: u32 = 1000;
const WARNINGS: u32 = 20;

/// Starts the log. `verbose` is how often `-v` was given; the variable `RUST_LOG` overrides it.
pub(crate) fn start(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "wasi_mknod=debug,wasi_mknod_wasmtime=debug,warn",
        _ => "trace",
    };
    let configured = EnvFilter::try_from_default_env().ok();
    let lines = match verbose == 0 && configured.is_none() {
        true => WARNINGS,
        false => LINES,
    };
    let filter = configured.unwrap_or_else(|| EnvFilter::new(level));
    let fields = debug_fn(|writer, field, value| {
        if field.name() != "message" {
            write!(writer, "{field}=")?;
        }
        write_cut(writer, value)
    });
    let stderr = Mutex::new(Throttled::new(io::stderr(), lines));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .fmt_fields(fields.delimited(" "))
        .with_writer(stderr)
        .without_time()
        .init();
}

/// Writes at most [`FIELD`] bytes of `value`, and control characters as escapes.
fn write_cut(writer: &mut Writer<'_>, value: &dyn fmt::Debug) -> fmt::Result {
    let mut cut = Cut {
        writer,
        left: FIELD,
        is_full: false,
    };
    // The error of a full buffer keeps a long value from being formatted to its end.
    let result = write!(cut, "{value:?}");
    match cut.is_full {
        true => writer.write_str("[...]"),
        false => result,
    }
}

/// A writer that fails when it is full.
struct Cut<'a, 'w> {
    writer: &'a mut Writer<'w>,
    left: usize,
    is_full: bool,
}

impl fmt::Write for Cut<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = text.floor_char_boundary(self.left);
        self.left -= end;
        for piece in text[..end].split_inclusive(char::is_control) {
            match piece.char_indices().next_back() {
                Some((start, last)) if last.is_control() => {
                    write!(self.writer, "{}{}", &piece[..start], last.escape_default())?;
                }
                _ => self.writer.write_str(piece)?,
            }
        }
        if end < text.len() {
            self.is_full = true;
            return Err(fmt::Error);
        }
        Ok(())
    }
}

/// A writer of lines that leaves out those beyond a number in a second, and tells how many.
struct Throttled<W> {
    out: W,
    limit: u32,
    since: Instant,
    written: u32,
    left_out: u64,
}

impl<W> Throttled<W> {
    fn new(out: W, limit: u32) -> Self {
        Self {
            out,
            limit,
            since: Instant::now(),
            written: 0,
            left_out: 0,
        }
    }
}

impl<W: io::Write> Throttled<W> {
    fn line(&mut self, line: &[u8], now: Instant) -> io::Result<()> {
        if now.duration_since(self.since) >= Duration::from_secs(1) {
            self.since = now;
            self.written = 0;
            let left_out = std::mem::take(&mut self.left_out);
            if left_out > 0 {
                writeln!(self.out, " WARN {left_out} lines of the log were left out")?;
            }
        }
        if self.written == self.limit {
            self.left_out += 1;
            return Ok(());
        }
        self.written += 1;
        self.out.write_all(line)
    }
}

/// tracing-subscriber writes each line by one call.
impl<W: io::Write> io::Write for Throttled<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.line(line, Instant::now())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{FIELD, LINES, Throttled, write_cut};
    use std::time::Duration;
    use tracing_subscriber::fmt::format::Writer;

    #[test]
    fn fields_are_cut_and_escaped() {
        let long = "ä".repeat(FIELD);
        let show = |value: &dyn std::fmt::Debug| {
            let mut shown = String::new();
            write_cut(&mut Writer::new(&mut shown), value).unwrap();
            shown
        };
        assert_eq!(show(&"a\nb"), r#""a\nb""#);
        assert_eq!(show(&format_args!("a\nb\x1b[0mc")), r"a\nb\u{1b}[0mc");
        assert_eq!(show(&format_args!("")), "");
        let shown = show(&long);
        assert!(shown.len() <= FIELD + 5, "{}", shown.len());
        assert!(shown.ends_with("ä[...]"));
        assert_eq!(show(&"x".repeat(FIELD - 2)).len(), FIELD);
    }

    #[test]
    fn lines_are_bounded_and_those_left_out_are_counted() {
        let mut log = Throttled::new(Vec::new(), LINES);
        let start = log.since;
        for _ in 0..LINES + 7 {
            log.line(b"x\n", start).unwrap();
        }
        assert_eq!(log.out.len(), 2 * LINES as usize);
        log.out.clear();
        log.line(b"y\n", start + Duration::from_secs(1)).unwrap();
        let text = String::from_utf8(log.out).unwrap();
        assert_eq!(text, " WARN 7 lines of the log were left out\ny\n");
    }
}
