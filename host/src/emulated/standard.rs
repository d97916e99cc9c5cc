//! The standard streams of a guest.

use crate::sys::Errno;
use crate::sys::stat::FileType;
use std::fmt;
use std::sync::Arc;
use wasmtime_wasi::cli::{StdinStream, StdoutStream};

type Input = Arc<dyn StdinStream + Sync>;
type Output = Arc<dyn StdoutStream + Sync>;

/// The standard streams of a guest, as far as the embedder has given them.
#[derive(Clone, Default)]
pub(crate) struct StandardStreams {
    pub(crate) input: Option<Input>,
    pub(crate) output: Option<Output>,
    pub(crate) error: Option<Output>,
}

impl fmt::Debug for StandardStreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandardStreams")
            .field("input", &self.input.is_some())
            .field("output", &self.output.is_some())
            .field("error", &self.error.is_some())
            .finish()
    }
}

/// A device that is one of the standard streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// The terminal to which they lead: input is read, and output is written.
    Terminal,
    Input,
    Output,
    Error,
}

impl Stream {
    /// Checks whether the device can be opened.
    ///
    /// # Errors
    ///
    /// `NXIO` if the guest has no such stream, or if it is no terminal and ought to be one. `ACCESS`
    /// for the direction that the stream does not have.
    pub(crate) fn check(
        self,
        streams: &StandardStreams,
        read: bool,
        write: bool,
    ) -> Result<(), Errno> {
        match self {
            Self::Input if write => return Err(Errno::ACCESS),
            Self::Output | Self::Error if read => return Err(Errno::ACCESS),
            _ => {}
        }
        let terminal = self == Self::Terminal;
        let reads = self.input(streams);
        let writes = self.output(streams);
        let input = !read || reads.is_some_and(|input| !terminal || input.is_terminal());
        let output = !write || writes.is_some_and(|output| !terminal || output.is_terminal());
        match input && output {
            true => Ok(()),
            false => Err(Errno::NXIO),
        }
    }

    /// Returns what is read.
    pub(crate) fn input(self, streams: &StandardStreams) -> Option<&Input> {
        match self {
            Self::Terminal | Self::Input => streams.input.as_ref(),
            Self::Output | Self::Error => None,
        }
    }

    /// Returns what is written to.
    pub(crate) fn output(self, streams: &StandardStreams) -> Option<&Output> {
        match self {
            Self::Terminal | Self::Output => streams.output.as_ref(),
            Self::Error => streams.error.as_ref(),
            Self::Input => None,
        }
    }

    /// Returns the type of the node: a stream that is no terminal is told to be a FIFO.
    pub(crate) fn file_type(self, streams: &StandardStreams) -> FileType {
        let is_terminal = match self {
            Self::Terminal => true,
            Self::Input => self
                .input(streams)
                .is_some_and(|stream| stream.is_terminal()),
            Self::Output | Self::Error => self
                .output(streams)
                .is_some_and(|stream| stream.is_terminal()),
        };
        match is_terminal {
            true => FileType::CharacterDevice,
            false => FileType::Fifo,
        }
    }
}
