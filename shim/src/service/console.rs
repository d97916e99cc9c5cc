//! The terminal of a container.

use super::stdio;
use crate::sys;
use rustix::fs::{Mode, OFlags, open};
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::File;
use std::io::{self, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::net::unix::pipe;
use tokio::task::JoinHandle;

/// How long the process of a new container may take to send its terminal.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Where the process of a new container sends its terminal to.
#[derive(Debug)]
pub(super) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Listens in the folder of a bundle.
    pub(super) fn listen(bundle: &Path) -> io::Result<Self> {
        let path = bundle.join("console.sock");
        let folder = open(bundle, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?;
        // The path of a socket has 107 bytes at most, and that of a bundle may have more.
        let short = format!("/proc/self/fd/{}/console.sock", raw(&folder));
        let listener = UnixListener::bind(short)?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener, path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Waits for the terminal.
    pub(super) async fn receive(self) -> io::Result<OwnedFd> {
        let listener = tokio::net::UnixListener::from_std(self.listener.try_clone()?)?;
        let accepted = async {
            let (stream, _) = listener.accept().await?;
            stream
                .async_io(Interest::READABLE, || receive(&stream))
                .await
        };
        match tokio::time::timeout(TIME_LIMIT, accepted).await {
            Ok(terminal) => terminal,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn raw(fd: &OwnedFd) -> i32 {
    std::os::fd::AsRawFd::as_raw_fd(fd)
}

fn receive(stream: &tokio::net::UnixStream) -> io::Result<OwnedFd> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut name = [0; 64];
    let mut message = [IoSliceMut::new(&mut name)];
    recvmsg(
        stream.as_fd(),
        &mut message,
        &mut control,
        RecvFlags::CMSG_CLOEXEC,
    )?;
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(mut fds) = message
            && let Some(terminal) = fds.next()
        {
            return Ok(terminal);
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

/// The server's side of a terminal, whose content it copies from and to the FIFOs of containerd.
#[derive(Debug)]
pub(super) struct Console {
    terminal: Arc<AsyncFd<File>>,
    input: Option<JoinHandle<()>>,
    output: JoinHandle<()>,
}

impl Console {
    /// Begins to copy.
    pub(super) fn start(terminal: OwnedFd, stdin: &str, stdout: &str) -> io::Result<Self> {
        rustix::io::ioctl_fionbio(&terminal, true)?;
        let terminal = Arc::new(sys::watched(File::from(terminal))?);
        let input = match stdin {
            "" => None,
            // With a writer of its own the FIFO has no end when containerd is restarted.
            path => {
                let fifo = pipe::OpenOptions::new()
                    .read_write(true)
                    .open_receiver(path)?;
                let terminal = Arc::clone(&terminal);
                let write = async move |bytes: &[u8]| write_all(&terminal, bytes).await;
                Some(tokio::spawn(stdio::copy(fifo, write)))
            }
        };
        let fifo = pipe::OpenOptions::new()
            .read_write(true)
            .open_sender(stdout)?;
        let output = tokio::spawn(copy_out(Arc::clone(&terminal), fifo));
        Ok(Self {
            terminal,
            input,
            output,
        })
    }

    pub(super) fn resize(&self, columns: u16, rows: u16) -> io::Result<()> {
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        Ok(tcsetwinsize(self.terminal.get_ref(), size)?)
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // The output ends with the terminal, after what is left in it.
        if let Some(input) = &self.input {
            input.abort();
        }
        if !self.output.is_finished() {
            let output = self.output.abort_handle();
            tokio::spawn(async move {
                tokio::time::sleep(TIME_LIMIT).await;
                output.abort();
            });
        }
    }
}

async fn write_all(terminal: &AsyncFd<File>, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let write = |mut file: &File| io::Write::write(&mut file, bytes);
        let count = terminal.async_io(Interest::WRITABLE, write).await?;
        bytes = &bytes[count..];
    }
    Ok(())
}

async fn copy_out(terminal: Arc<AsyncFd<File>>, fifo: pipe::Sender) {
    let mut buffer = [0; 4096];
    loop {
        let read = |mut file: &File| io::Read::read(&mut file, &mut buffer);
        // The error when the last process has closed the terminal is EIO.
        let Ok(count @ 1..) = terminal.async_io(Interest::READABLE, read).await else {
            return;
        };
        if stdio::write_all(&fifo, &buffer[..count]).await.is_err() {
            return;
        }
    }
}
