//! Standard streams of a container.
//!
//! Without a terminal the process of the container has the FIFOs of containerd for its output, so
//! nothing is copied. The server holds the other ends: containerd can be restarted without an end of
//! the output. Input is copied, because a FIFO has an end as long as no writer has come.

use super::addresses;
use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl, open};
use rustix::io::Errno;
use rustix::pipe::PipeFlags;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use tokio::net::unix::pipe;
use tokio::task::JoinHandle;

/// The streams of one container.
#[derive(Debug, Default)]
pub(super) struct Streams {
    /// Standard input, output and error, for the process.
    ends: [Option<OwnedFd>; 3],
    /// What copies standard input.
    input: Option<JoinHandle<()>>,
    /// The readers of standard output and error.
    outputs: Vec<OwnedFd>,
}

impl Streams {
    /// Opens the streams of these addresses; an empty one stands for `/dev/null`.
    ///
    /// # Errors
    ///
    /// If one cannot be opened, or is of a form that is not known.
    pub(super) fn open(stdin: &str, stdout: &str, stderr: &str) -> Result<Self, String> {
        let mut streams = Self::default();
        streams.open_input(stdin).map_err(named("stdin", stdin))?;
        let output = streams
            .open_output(stdout)
            .map_err(named("stdout", stdout))?;
        let error = match stderr == stdout {
            true => output.try_clone().map_err(|error| error.to_string()),
            false => streams.open_output(stderr),
        };
        streams.ends[1] = Some(output);
        streams.ends[2] = Some(error.map_err(named("stderr", stderr))?);
        Ok(streams)
    }

    /// The descriptors for the process.
    pub(super) fn ends(&self) -> Vec<BorrowedFd<'_>> {
        self.ends.iter().flatten().map(OwnedFd::as_fd).collect()
    }

    /// Closes what only the process needs.
    pub(super) fn handed_over(&mut self) {
        self.ends = Default::default();
    }

    /// The end of the last writer is the end of the input, and not that there is none yet.
    fn open_input(&mut self, path: &str) -> Result<(), String> {
        if path.is_empty() {
            self.ends[0] = Some(null()?);
            return Ok(());
        }
        let fifo = pipe::OpenOptions::new().open_receiver(path);
        let fifo = fifo.map_err(|error| error.to_string())?;
        let (reader, writer) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC).map_err(text)?;
        rustix::io::ioctl_fionbio(&writer, true).map_err(text)?;
        let writer = pipe::Sender::from_owned_fd(writer).map_err(|error| error.to_string())?;
        let write = async move |bytes: &[u8]| write_all(&writer, bytes).await;
        self.input = Some(tokio::spawn(copy(fifo, write)));
        self.ends[0] = Some(reader);
        Ok(())
    }

    fn open_output(&mut self, address: &str) -> Result<OwnedFd, String> {
        if address.is_empty() {
            return null();
        }
        if let Some(path) = address.strip_prefix("file://") {
            let file = File::options().append(true).create(true).open(path);
            return file.map(OwnedFd::from).map_err(|error| error.to_string());
        }
        if let Some((scheme, _)) = address.split_once("://")
            && scheme != "fifo"
        {
            return Err(format!(
                "`{scheme}` is not supported; there are FIFOs and `file`"
            ));
        }
        let path = addresses::fifo(address);
        self.outputs.push(open_end(path, OFlags::RDONLY)?);
        let writer = open_end(path, OFlags::WRONLY)?;
        blocking(&writer).map_err(text)?;
        Ok(writer)
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        if let Some(input) = &self.input {
            input.abort();
        }
    }
}

/// Gives `write` all that comes until the last writer has gone, or until it fails. Before the first
/// writer has come the FIFO is not ready.
pub(super) async fn copy(fifo: pipe::Receiver, write: impl AsyncFn(&[u8]) -> io::Result<()>) {
    let mut buffer = [0; 4096];
    loop {
        let read = match fifo.readable().await {
            Ok(()) => fifo.try_read(&mut buffer),
            Err(error) => Err(error),
        };
        match read {
            Ok(0) => return,
            Ok(count) => {
                if write(&buffer[..count]).await.is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// Writes all bytes to a pipe.
pub(super) async fn write_all(pipe: &pipe::Sender, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        pipe.writable().await?;
        match pipe.try_write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn open_end(path: &str, access: OFlags) -> Result<OwnedFd, String> {
    let flags = access | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    open(path, flags, Mode::empty()).map_err(text)
}

fn null() -> Result<OwnedFd, String> {
    open("/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty()).map_err(text)
}

/// Lets reads and writes wait, as a program expects of its standard streams.
fn blocking(end: &OwnedFd) -> Result<(), Errno> {
    fcntl_setfl(end, fcntl_getfl(end)? - OFlags::NONBLOCK)
}

fn text(errno: Errno) -> String {
    io::Error::from(errno).to_string()
}

fn named(stream: &'static str, address: &str) -> impl FnOnce(String) -> String {
    let address = address.to_owned();
    move |error| format!("cannot open `{address}` as {stream}: {error}")
}
