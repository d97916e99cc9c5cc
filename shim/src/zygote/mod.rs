//! The process that forks the processes of containers.
//!
//! A process with threads cannot be forked safely, and the server has threads. So it forks this
//! process while it has none. For each request the zygote forks a child, which ends with its
//! answer: what it took of memory, to compile or to read images, is free again.

mod request;
mod wire;

pub(crate) use request::{Create, Created, Mount, Place, Request};

use crate::container;
use crate::sys::{self, Fork};
use rustix::io::Errno;
use rustix::process::Pid;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// How long the answer to a request may take. Compiling a large program takes a minute.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// The server's end of the zygote.
#[derive(Debug)]
pub(crate) struct Zygote {
    socket: OwnedFd,
}

impl Zygote {
    /// Forks the zygote. The process must have one thread.
    pub(crate) fn start() -> io::Result<Self> {
        let (socket, other) = wire::pair()?;
        match sys::fork()? {
            Fork::Parent(_) => Ok(Self { socket }),
            Fork::Child => {
                drop(socket);
                serve(&other)
            }
        }
    }

    /// Sends a request with the descriptors that it needs, and waits for the answer.
    ///
    /// # Errors
    ///
    /// The error of the request, as a sentence.
    pub(crate) async fn request(
        &self,
        request: &Request,
        fds: &[BorrowedFd<'_>],
    ) -> Result<Created, String> {
        let answer = tokio::time::timeout(TIME_LIMIT, self.exchange(request, fds));
        match answer.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => Err(format!("the process for `{request}` failed: {error}")),
            Err(_) => Err(format!("`{request}` took longer than {TIME_LIMIT:?}")),
        }
    }

    async fn exchange(
        &self,
        request: &Request,
        fds: &[BorrowedFd<'_>],
    ) -> io::Result<Result<Created, String>> {
        let (stream, other) = UnixStream::pair()?;
        let mut sent = vec![other.as_fd()];
        sent.extend_from_slice(fds);
        wire::send(self.socket.as_fd(), &sent)?;
        drop(other);
        stream.set_nonblocking(true)?;
        let mut stream = tokio::net::UnixStream::from_std(stream)?;
        stream.write_all(&serde_json::to_vec(request)?).await?;
        stream.shutdown().await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(serde_json::from_slice(&answer)?)
    }
}

/// Forks a child for each request, until the server is gone.
fn serve(socket: &OwnedFd) -> ! {
    // The reader of standard output waits for its end.
    let silent = std::fs::File::options().write(true).open("/dev/null");
    if silent
        .and_then(|null| Ok(rustix::stdio::dup2_stdout(null)?))
        .is_err()
    {
        sys::exit_now(1);
    }
    sys::forget_children(true);
    loop {
        match wire::receive(socket.as_fd()) {
            Ok(fds) if fds.is_empty() => sys::exit_now(0),
            Ok(fds) => {
                // If there is no child, the server sees the end of the stream.
                let zygote = rustix::process::getpid();
                if let Ok(Fork::Child) = sys::fork() {
                    sys::forget_children(false);
                    sys::exit_now(answer(fds, zygote));
                }
            }
            Err(Errno::INTR) => {}
            Err(_) => sys::exit_now(1),
        }
    }
}

/// Carries out one request.
fn answer(fds: Vec<OwnedFd>, zygote: Pid) -> i32 {
    let mut fds = fds.into_iter();
    let Some(stream) = fds.next() else { return 1 };
    let mut stream = UnixStream::from(stream);
    let mut text = Vec::new();
    if stream.read_to_end(&mut text).is_err() {
        return 1;
    }
    let mut new = None;
    let result = match serde_json::from_slice::<Request>(&text) {
        Ok(request) => {
            new = request.creates().cloned();
            // Without its server it need not compile any more. What it has mounted is unmounted by
            // the process that containerd starts then.
            if new.is_some() && !sys::ends_with_parent(zygote) {
                return 1;
            }
            request.carry_out(fds.collect(), stream.as_fd())
        }
        Err(error) => Err(wasmtime::Error::from(error)),
    };
    let result = result.map_err(|error| format!("{error:#}"));
    let written = serde_json::to_vec(&result).map(|answer| stream.write_all(&answer));
    // The process of the container has a copy of the descriptor.
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let told = matches!(written, Ok(Ok(())));
    // The server was killed. What containerd does then may have been done before.
    if !told
        && let Some(place) = new
        && let Ok(_lock) = container::Lock::of(&place)
    {
        let _ = container::delete(&place);
    }
    i32::from(!told)
}
