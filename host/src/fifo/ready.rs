//! Waits for readiness, without a thread.

use super::end::End;
use crate::sys::{Errno, pipe, registration};
use crate::wait::{Blocking, runtime, spin_then_poll, woken};
use std::future::poll_fn;
use std::io;
use std::os::fd::OwnedFd;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// For what a description is registered.
const INTEREST: Interest = Interest::READABLE.add(Interest::WRITABLE);

/// The registration of an open file description with the runtime for waits, shared by all who wait.
///
/// It lasts as long as somebody waits.
#[derive(Debug)]
pub(super) struct Registration {
    fd: AsyncFd<OwnedFd>,
}

impl End {
    /// Waits until there are bytes to read, or the last writer has gone.
    ///
    /// # Errors
    ///
    /// The error of the system calls that wait.
    pub(super) async fn until_readable(&self, blocking: Blocking) -> Result<(), Errno> {
        self.until_ready(true, false, blocking).await
    }

    /// Waits until there is room to write, or the last reader has gone.
    ///
    /// # Errors
    ///
    /// The error of the system calls that wait.
    pub(super) async fn until_writable(&self, blocking: Blocking) -> Result<(), Errno> {
        self.until_ready(false, true, blocking).await
    }

    /// Waits until there are bytes to `read`, or room to `write`, or the last one at the other end
    /// has gone, which `poll(2)` reports in any case as well.
    ///
    /// # Errors
    ///
    /// The error of the system calls that wait.
    pub(super) async fn until_ready(
        &self,
        read: bool,
        write: bool,
        blocking: Blocking,
    ) -> Result<(), Errno> {
        let is_ready = |limit| {
            let ready = pipe::ready_within(self.file(), read, write, limit)?;
            let wanted = read && ready.read || write && ready.write;
            Ok(wanted || ready.no_reader || ready.no_writer)
        };
        if spin_then_poll(blocking, &is_ready).await? {
            return Ok(());
        }
        while let Some(registration) = self.register()? {
            // Not only for what is wanted: the end of the other side is an event of either.
            let mut waiting = pin!(registration.fd.ready(INTEREST));
            // In the queue before the look: others who wait for something else clear the event.
            let noted = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context))).await;
            if is_ready(Duration::ZERO)? {
                return Ok(());
            }
            let guard = match noted {
                Poll::Ready(guard) => guard,
                Poll::Pending => waiting.await,
            };
            let mut guard = guard.map_err(|error| errno_of(&error))?;
            woken(blocking);
            if is_ready(Duration::ZERO)? {
                return Ok(());
            }
            let state = guard.ready();
            if state.is_read_closed() || state.is_write_closed() || state.is_error() {
                // Tokio takes these for final, but another writer or reader has come.
                drop(guard);
                self.forget(&registration);
            } else {
                guard.clear_ready();
            }
        }
        Ok(())
    }

    /// Registers the description with the runtime for waits, or returns the registration there is.
    /// Returns `None` for a device that cannot be polled: it never makes a caller wait.
    fn register(&self) -> Result<Option<Arc<Registration>>, Errno> {
        let mut shared = self.registration();
        if let Some(registration) = shared.upgrade() {
            return Ok(Some(registration));
        }
        let runtime = runtime::handle()?;
        let _entered = runtime.enter();
        match registration::register(registration::duplicate(self.file())?, INTEREST) {
            Ok(fd) => {
                let registration = Arc::new(Registration { fd });
                *shared = Arc::downgrade(&registration);
                Ok(Some(registration))
            }
            Err(error) => match errno_of(&error) {
                Errno::PERM => Ok(None),
                errno => Err(errno),
            },
        }
    }

    fn forget(&self, registration: &Arc<Registration>) {
        let mut shared = self.registration();
        if shared.as_ptr() == Arc::as_ptr(registration) {
            *shared = std::sync::Weak::new();
        }
    }
}

fn errno_of(error: &io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or_else(|| {
        tracing::debug!(%error, "the runtime cannot wait for a pipe");
        Errno::IO
    })
}
