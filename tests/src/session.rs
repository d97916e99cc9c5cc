//! A guest with which a test converses while it runs.

use crate::{Exit, FrontEnd, Host, Program, engine, p2, p3};
use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::runtime::Runtime;
use tokio::task::AbortHandle;
use wasmtime_wasi::cli::{IsTerminal, OutputFile, StdinStream};

/// A guest that runs in the background. With async host functions it ends when this is dropped.
pub struct Session {
    commands: Commands,
    /// What the guest writes on standard output: one end of a pipe.
    pub answers: File,
    ending: Receiver<Exit>,
    task: Option<AbortHandle>,
}

impl Host {
    /// Starts a guest program that reads commands from standard input.
    ///
    /// # Panics
    ///
    /// If there can be no pipe for its output.
    pub fn converse(&self, program: Program) -> Session {
        let component = engine::component(program.file(self.front_end));
        let commands = Commands::default();
        let (answers, output) = io::pipe().expect("a pipe for the output");
        let state = self.state_with(program, |wasi, _| {
            wasi.stdin(commands.clone())
                .stdout(OutputFile::new(OwnedFd::from(output).into()))
                .inherit_stderr();
        });
        let (done, ending) = channel();
        // The receiver may be gone.
        let end = move |run| drop(done.send(Exit::of(run)));
        let task = match self.front_end {
            FrontEnd::Native => panic!("native code runs no guests"),
            FrontEnd::P2Sync => {
                thread::spawn(move || end(p2::run_sync(state, &component, true, &|| ())));
                None
            }
            FrontEnd::P2Async | FrontEnd::P2AsyncBlocking => Some(RUNTIME.spawn(async move {
                end(p2::start(state, &component, true, &|| ()).await);
            })),
            FrontEnd::P3 | FrontEnd::P3Blocking => Some(RUNTIME.spawn(async move {
                end(p3::start(state, &component, true, &|| ()).await);
            })),
        };
        Session {
            commands,
            answers: OwnedFd::from(answers).into(),
            ending,
            task: task.map(|task| task.abort_handle()),
        }
    }
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

impl Session {
    /// Hands a line to the guest.
    pub fn command(&self, line: &str) {
        let mut queue = self.commands.queue();
        queue.bytes.extend(line.as_bytes());
        queue.bytes.push_back(b'\n');
        queue.wake();
    }

    /// How the guest ended, if it does so within this time.
    pub fn ended(&self, limit: Duration) -> Option<Exit> {
        self.ending.recv_timeout(limit).ok()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let mut queue = self.commands.queue();
        queue.ended = true;
        queue.wake();
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Standard input: what was sent and not yet read.
#[derive(Clone, Default)]
struct Commands(Arc<Mutex<Queue>>);

#[derive(Default)]
struct Queue {
    bytes: VecDeque<u8>,
    ended: bool,
    reader: Option<Waker>,
}

impl Queue {
    fn wake(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }
}

impl Commands {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().expect("no panic while it was locked")
    }
}

impl AsyncRead for Commands {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut queue = self.queue();
        if queue.bytes.is_empty() && !queue.ended {
            queue.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        let count = buffer.remaining().min(queue.bytes.len());
        let bytes: Vec<u8> = queue.bytes.drain(..count).collect();
        buffer.put_slice(&bytes);
        Poll::Ready(Ok(()))
    }
}

impl IsTerminal for Commands {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdinStream for Commands {
    fn async_stream(&self) -> Box<dyn AsyncRead + Send + Sync> {
        Box::new(self.clone())
    }
}
