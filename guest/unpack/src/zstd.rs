//! zstd: frames one after the other, with skippable ones between them.
//!
//! Reference: RFC 8878, "Zstandard Compression".

use crate::input::at_end;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::error::Error;
use std::io::{self, BufRead, Read};

const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The header of a frame with a window of 1 KiB.
const FIRST: [u8; 6] = [0x28, 0xb5, 0x2f, 0xfd, 0, 0];

/// Returns whether a file that begins so is compressed by zstd. A skippable frame may go first.
pub(crate) fn is_magic(begin: &[u8]) -> bool {
    begin.starts_with(&MAGIC) || matches!(begin, [low, 0x2a, 0x4d, 0x18, ..] if low & 0xf0 == 0x50)
}

/// Reads the bytes of all frames.
pub(crate) struct Zstd<R> {
    input: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: BufRead> Zstd<R> {
    pub(crate) fn new(input: R) -> Self {
        let mut decoder = FrameDecoder::new();
        // The decoder bounds the window of all frames but the first one: that is none of the input.
        let first = decoder.reset(&FIRST[..]);
        debug_assert!(first.is_ok(), "{first:?}");
        Self {
            input,
            decoder,
            in_frame: false,
        }
    }

    /// Begins the next frame, and returns whether there is one.
    fn begin(&mut self) -> io::Result<bool> {
        while !at_end(&mut self.input)? {
            match self.decoder.reset(&mut self.input) {
                Ok(()) => {
                    self.in_frame = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => self.skip(length.into())?,
                Err(error) => return Err(failure(error)),
            }
        }
        Ok(false)
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut self.input.by_ref().take(length), &mut io::sink())?;
        match skipped == length {
            true => Ok(()),
            false => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn decode(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() < buffer.len() && !self.decoder.is_finished() {
            if at_end(&mut self.input)? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let more = BlockDecodingStrategy::UptoBytes(buffer.len() - self.decoder.can_collect());
            let decoded = self.decoder.decode_blocks(&mut self.input, more);
            decoded.map_err(failure)?;
        }
        self.decoder.read(buffer)
    }

    fn end(&mut self) -> io::Result<()> {
        self.in_frame = false;
        let told = self.decoder.get_checksum_from_data();
        match told.is_none() || told == self.decoder.get_calculated_checksum() {
            true => Ok(()),
            false => Err(io::Error::other("the checksum does not match")),
        }
    }
}

/// The error of the input, or what is wrong with the data.
fn failure(error: FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(of) = cause {
        match of.downcast_ref::<io::Error>() {
            Some(input) if input.kind() == io::ErrorKind::UnexpectedEof => {
                return io::ErrorKind::UnexpectedEof.into();
            }
            Some(input) if input.raw_os_error().is_some() => {
                return io::Error::from_raw_os_error(input.raw_os_error().unwrap_or_default());
            }
            _ => cause = of.source(),
        }
    }
    io::Error::other(error)
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.in_frame && !self.begin()? {
                return Ok(0);
            }
            match self.decode(buffer)? {
                0 => self.end()?,
                count => return Ok(count),
            }
        }
    }
}
