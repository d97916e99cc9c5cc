//! Devices that the host serves, as streams of `wasi:io`.

use super::streams::{stream_error, write_error};
use crate::emulated::{Device, MAX_TRANSFER, Memory, StandardStreams};
use crate::sys::Errno;
use bytes::Bytes;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::{
    DynInputStream, DynOutputStream, InputStream, OutputStream, Pollable, StreamError, StreamResult,
};

/// Makes the stream that reads `device`.
///
/// # Errors
///
/// `NXIO` if it is a standard stream that the guest does not have.
pub(super) fn input(device: Device, streams: &StandardStreams) -> Result<DynInputStream, Errno> {
    match device {
        Device::Memory(memory) => Ok(Box::new(MemoryStream::new(memory))),
        Device::Stream(stream) => {
            let input = stream.input(streams).ok_or(Errno::NXIO)?;
            Ok(input.p2_stream())
        }
    }
}

/// Makes the stream that writes to `device`.
///
/// # Errors
///
/// As [`input`].
pub(super) fn output(device: Device, streams: &StandardStreams) -> Result<DynOutputStream, Errno> {
    match device {
        Device::Memory(memory) => Ok(Box::new(MemoryStream::new(memory))),
        Device::Stream(stream) => {
            let output = stream.output(streams).ok_or(Errno::NXIO)?;
            Ok(output.p2_stream())
        }
    }
}

/// A device that never makes its user wait.
#[derive(Debug)]
struct MemoryStream {
    memory: Memory,
    /// How many bytes the guest may write before it asks again.
    permit: usize,
}

impl MemoryStream {
    fn new(memory: Memory) -> Self {
        Self { memory, permit: 0 }
    }
}

#[async_trait]
impl Pollable for MemoryStream {
    async fn ready(&mut self) {}
}

#[async_trait]
impl InputStream for MemoryStream {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        let bytes = self.memory.read(size).map_err(stream_error)?;
        match bytes.is_empty() && size > 0 {
            true => Err(StreamError::Closed),
            false => Ok(bytes.into()),
        }
    }
}

#[async_trait]
impl OutputStream for MemoryStream {
    fn check_write(&mut self) -> StreamResult<usize> {
        self.permit = MAX_TRANSFER;
        Ok(self.permit)
    }

    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.permit = self
            .permit
            .checked_sub(bytes.len())
            .ok_or_else(|| StreamError::trap("a write of more than check-write has permitted"))?;
        self.memory.write().map_err(write_error)
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }
}
