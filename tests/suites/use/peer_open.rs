//! Openings of a FIFO that wait for the other end, on threads of their own.

use crate::subject::{GRACE, LIMIT, is_asleep};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use rustix::thread::gettid;
use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// An opening that may still wait.
pub(crate) struct Opening {
    thread: i32,
    result: Receiver<Result<File, Errno>>,
}

impl Opening {
    /// Begins to open what is at `path`, and returns when that has ended or waits.
    pub(crate) fn begin(path: &Path, flags: OFlags) -> Self {
        let (tell, told) = channel();
        let (done, result) = channel();
        let path = path.to_owned();
        thread::spawn(move || {
            // The other side is there until it has heard of both.
            let _ = tell.send(gettid().as_raw_nonzero().get());
            let opened = open(&path, flags | OFlags::CLOEXEC, Mode::empty());
            let _ = done.send(opened.map(File::from));
        });
        let task = told.recv().expect("the thread begins with that");
        let opening = Self {
            thread: task,
            result,
        };
        let begin = Instant::now();
        // A subject that comes before the thread is in its call finds nobody who waits.
        while opening.is_under_way() && begin.elapsed() < LIMIT {
            thread::yield_now();
        }
        opening
    }

    /// Returns whether the opening has neither ended nor begun to wait.
    fn is_under_way(&self) -> bool {
        let task = format!("/proc/self/task/{}", self.thread);
        let waits = is_asleep(&format!("{task}/stat")) && self.is_in_open();
        !waits && Path::new(&task).exists()
    }

    /// The file, if the opening comes to its end; `None` if it waits. Where it has to end, time is
    /// given for that.
    pub(crate) fn end(&self, expected: Option<bool>) -> Option<Result<File, Errno>> {
        let begin = Instant::now();
        let limit = if expected == Some(false) {
            GRACE
        } else {
            LIMIT
        };
        loop {
            let asleep = is_asleep(&format!("/proc/self/task/{}/stat", self.thread));
            match self.result.recv_timeout(Duration::from_millis(1)) {
                Ok(result) => return Some(result),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => panic!("the thread is gone"),
            }
            let given_up = match expected {
                None => asleep && self.is_in_open(),
                Some(_) => false,
            };
            if given_up || begin.elapsed() > limit {
                return None;
            }
        }
    }

    /// Returns whether the thread is in `openat(2)`: it may sleep on its way there. Where the kernel
    /// does not tell, it is taken to be.
    fn is_in_open(&self) -> bool {
        let call = std::fs::read_to_string(format!("/proc/self/task/{}/syscall", self.thread));
        call.map_or(true, |call| {
            call.starts_with(&format!("{} ", libc::SYS_openat))
        })
    }
}
