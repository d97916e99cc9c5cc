//! What the devices answer.

use super::{StandardStreams, Stream};
use crate::sys::Errno;
use crate::sys::stat::FileType;
use cap_mknod::NodeType;

/// How many bytes one read returns at most, as in wasmtime-wasi.
#[cfg(feature = "p2")]
pub(crate) const MAX_TRANSFER: usize = 65536;

/// How many bytes one read into the memory of a guest returns at most: no call takes longer than
/// some milliseconds.
#[cfg(feature = "p3")]
const MAX_IN_PLACE: usize = 1 << 20;

/// A device that the host serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Device {
    Memory(Memory),
    Stream(Stream),
}

/// The devices of Linux's `drivers/char/mem.c` and `drivers/char/random.c` that need nothing of the
/// host but random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Memory {
    Null,
    Zero,
    Full,
    Random,
    Urandom,
}

/// The number of `/dev/tty`.
const TERMINAL: (u32, u32) = (5, 0);

/// The devices with numbers of their own, all of them character devices.
const NUMBERS: [(Device, (u32, u32)); 6] = [
    (Device::Memory(Memory::Null), (1, 3)),
    (Device::Memory(Memory::Zero), (1, 5)),
    (Device::Memory(Memory::Full), (1, 7)),
    (Device::Memory(Memory::Random), (1, 8)),
    (Device::Memory(Memory::Urandom), (1, 9)),
    (Device::Stream(Stream::Terminal), TERMINAL),
];

impl Device {
    /// Returns the device that the host serves in place of the kernel's `node_type`.
    pub(crate) fn of(node_type: NodeType) -> Option<Self> {
        let NodeType::CharacterDevice(number) = node_type else {
            return None;
        };
        let number = (number.major(), number.minor());
        let found = NUMBERS.iter().find(|(_, of)| *of == number);
        found.map(|(device, _)| *device)
    }

    /// The numbers of the devices that the host serves.
    pub(crate) fn numbers() -> impl Iterator<Item = (u32, u32)> {
        NUMBERS.into_iter().map(|(_, number)| number)
    }
}

impl Device {
    /// Checks whether the device can be opened.
    ///
    /// # Errors
    ///
    /// See [`Stream::check`].
    pub(crate) fn check(
        self,
        streams: &StandardStreams,
        read: bool,
        write: bool,
    ) -> Result<(), Errno> {
        match self {
            Self::Memory(_) => Ok(()),
            Self::Stream(stream) => stream.check(streams, read, write),
        }
    }

    /// Answers a `posix_fadvise(2)`, which has no effect on a device.
    ///
    /// # Errors
    ///
    /// `SPIPE` for a stream that is no terminal.
    pub(crate) fn advise(self) -> Result<(), Errno> {
        match self {
            Self::Memory(_) | Self::Stream(Stream::Terminal) => Ok(()),
            Self::Stream(_) => Err(Errno::SPIPE),
        }
    }

    /// Returns the type of the node.
    pub(crate) fn file_type(self, streams: &StandardStreams) -> FileType {
        match self {
            Self::Memory(_) => FileType::CharacterDevice,
            Self::Stream(stream) => stream.file_type(streams),
        }
    }

    /// Returns the numbers of the device, or `None` if it is no device but a FIFO.
    pub(crate) fn number(self, streams: &StandardStreams) -> Option<(u32, u32)> {
        if self.file_type(streams) != FileType::CharacterDevice {
            return None;
        }
        let found = NUMBERS.iter().find(|(device, _)| *device == self);
        Some(found.map_or(TERMINAL, |(_, number)| *number))
    }

    /// Returns the mode of the node in `/dev`.
    pub(crate) fn mode(self) -> u16 {
        match self {
            Self::Memory(_) | Self::Stream(Stream::Terminal) => 0o666,
            Self::Stream(Stream::Input) => 0o400,
            Self::Stream(Stream::Output | Stream::Error) => 0o200,
        }
    }
}

impl Memory {
    /// Reads into `buffer`, in the memory of a guest, and returns the number of bytes: none at the
    /// end.
    ///
    /// # Errors
    ///
    /// If the host has no random bytes.
    #[cfg(feature = "p3")]
    pub(crate) fn read_into(self, buffer: &mut [u8]) -> Result<usize, Errno> {
        let length = buffer.len().min(MAX_IN_PLACE);
        self.fill(&mut buffer[..length])
    }

    fn fill(self, buffer: &mut [u8]) -> Result<usize, Errno> {
        match self {
            Self::Null => return Ok(0),
            Self::Zero | Self::Full => buffer.fill(0),
            Self::Random | Self::Urandom => fill_randomly(buffer)?,
        }
        Ok(buffer.len())
    }

    /// Reads at most `size` bytes, and none at the end.
    ///
    /// # Errors
    ///
    /// If the host has no random bytes.
    #[cfg(feature = "p2")]
    pub(crate) fn read(self, size: usize) -> Result<Vec<u8>, Errno> {
        let mut bytes = vec![0; size.min(MAX_TRANSFER)];
        let length = self.fill(&mut bytes)?;
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Writes bytes, all of them, whatever they are. What is written to the random devices would be
    /// mixed into the kernel's state, which no read tells.
    ///
    /// # Errors
    ///
    /// `NOSPC` if the device is full, as for the kernel also where there are no bytes.
    pub(crate) fn write(self) -> Result<(), Errno> {
        match self {
            Self::Full => Err(Errno::NOSPC),
            _ => Ok(()),
        }
    }
}

fn fill_randomly(buffer: &mut [u8]) -> Result<(), Errno> {
    getrandom::fill(buffer).map_err(|error| {
        tracing::debug!(%error, "the host has no random bytes");
        Errno::IO
    })
}
