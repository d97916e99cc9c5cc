//! Where an archive comes from, and how it is compressed.

use crate::progress::Progress;
use crate::source::Source;
use crate::zstd::Zstd;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// How many bytes are read at once.
const BUFFER: usize = 64 << 10;
/// The beginnings of compressed files that cannot be read.
const OTHERS: [(&[u8], &str); 4] = [
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"LZIP", "lzip"),
    (b"PK\x03\x04", "zip"),
];

/// Opens an archive; `-` is standard input.
///
/// # Errors
///
/// Those of the system, and a compression that is not known.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if path.as_os_str() == "-" {
        return decompress(buffered(io::stdin()), None);
    }
    let found = path.metadata()?;
    match found.is_file() {
        true => decompress(Source::open(path)?, Some(found.len())),
        false => decompress(buffered(File::open(path)?), None),
    }
}

fn buffered<R: Read>(input: R) -> BufReader<R> {
    BufReader::with_capacity(BUFFER, input)
}

/// Reads what is compressed as it says at its beginning. `size` is told as progress.
///
/// # Errors
///
/// As [`open`].
pub(crate) fn decompress(
    input: impl BufRead + 'static,
    size: Option<u64>,
) -> io::Result<Box<dyn BufRead>> {
    let mut input = Progress::new(input, size);
    // A pipe may give less than the magic number at once.
    let mut begin = Vec::new();
    input.by_ref().take(6).read_to_end(&mut begin)?;
    let input = io::Cursor::new(begin.clone()).chain(input);
    if let Some((_, name)) = OTHERS.iter().find(|(magic, _)| begin.starts_with(magic)) {
        let message = format!("this is compressed by {name}, and only gzip and zstd are known");
        return Err(io::Error::other(message));
    }
    if begin.starts_with(&[0x1f, 0x8b]) {
        let gzip = Named {
            name: "gzip",
            input: MultiGzDecoder::new(input),
        };
        return Ok(Box::new(buffered(gzip)));
    }
    if crate::zstd::is_magic(&begin) {
        let zstd = Named {
            name: "zstd",
            input: Zstd::new(input),
        };
        return Ok(Box::new(buffered(zstd)));
    }
    Ok(Box::new(input))
}

/// Says in errors how what cannot be read is compressed.
struct Named<R> {
    name: &'static str,
    input: R,
}

impl<R: Read> Read for Named<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.input.read(buffer).map_err(|error| {
            if error.raw_os_error().is_some() {
                return error;
            }
            let what = match error.kind() {
                io::ErrorKind::UnexpectedEof => "are cut off".to_owned(),
                _ => format!("are damaged: {error}"),
            };
            io::Error::other(format!("the {} data {what}", self.name))
        })
    }
}

/// Returns whether the input has come to its end.
///
/// # Errors
///
/// As reading it.
pub(crate) fn at_end(input: &mut impl BufRead) -> io::Result<bool> {
    Ok(input.fill_buf()?.is_empty())
}
