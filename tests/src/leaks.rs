//! A runtime in which guests wait, and what they leave in it.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs;
use std::future::poll_fn;
use std::path::Path;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};

/// How many threads a [`runtime`] has for calls that block: so few that a guest which holds one
/// stops the others.
pub const BLOCKING: usize = 4;

/// A runtime of several threads.
pub fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING)
        .build()
        .expect("a runtime")
}

/// Lets the process have as many files open as it may.
pub fn many_files() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, raised).expect("up to the maximum it may");
}

/// How many threads the process has, but for those that serve all FIFOs of the process: one reads
/// from inotify, one wakes who waits, and a bounded number looks for readers. They start with the
/// first FIFO that waits, and stay.
pub fn threads() -> usize {
    count("/proc/self/task", is_of_process)
}

/// How many threads there are that serve all FIFOs of the process.
pub fn threads_of_process() -> usize {
    count("/proc/self/task", |task| !is_of_process(task))
}

fn is_of_process(task: &Path) -> bool {
    fs::read_to_string(task.join("comm")).is_ok_and(|name| name.starts_with("wasi-mknod-"))
}

/// How many files the process has open, but for those of runtimes, of inotify, and /proc itself.
pub fn descriptors() -> usize {
    count("/proc/self/fd", |file| {
        fs::read_link(file).is_ok_and(|target| {
            let target = target.to_string_lossy();
            target.starts_with("anon_inode:") || target.starts_with("socket:") || target == "/proc"
        })
    })
}

fn count(folder: &str, is_left_out: impl Fn(&Path) -> bool) -> usize {
    let entries = fs::read_dir(folder).expect("/proc is mounted");
    let paths = entries.flatten().map(|entry| entry.path());
    paths.filter(|path| !is_left_out(path)).count()
}

/// What a process holds. Other tests hold something as well, so this is for tests with a process to
/// [themselves](crate::Trials::isolated).
#[derive(Clone, Copy, Debug)]
pub struct Held {
    threads: usize,
    descriptors: usize,
    tasks: usize,
}

impl Held {
    /// What it holds just now, with the tasks of `runtime`.
    pub fn now(runtime: &Runtime) -> Self {
        Self {
            threads: threads(),
            descriptors: descriptors(),
            tasks: runtime.metrics().num_alive_tasks(),
        }
    }

    /// Waits until the process holds no more than this: system calls that were under way when their
    /// guest was dropped come to their end by themselves.
    ///
    /// # Panics
    ///
    /// If that does not happen.
    pub async fn settle(self, runtime: &Runtime) {
        let settled = async {
            while !Self::now(runtime).is_within(self) {
                sleep(Duration::from_millis(1)).await;
            }
        };
        let settled = timeout(Duration::from_secs(20), settled).await;
        settled.unwrap_or_else(|_| panic!("{:?} is left of {self:?}", Self::now(runtime)));
    }

    fn is_within(self, other: Self) -> bool {
        // Threads for calls that block are kept for a while, and each thread that opened a node
        // keeps a handle to its own directory in procfs.
        self.threads <= other.threads + BLOCKING
            && self.descriptors <= other.descriptors + self.threads
            && self.tasks <= other.tasks
    }
}

/// Polls `future` at most `limit` times; `None` if it has not ended by then.
pub async fn up_to<F: Future>(future: F, limit: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|context| {
        polls += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if polls == limit => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
