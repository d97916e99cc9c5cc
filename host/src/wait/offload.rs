//! Threads for the system calls of async host functions.

use super::Blocking;
use super::spin::{AdaptiveSpin, spin_until};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::Semaphore;
use wasmtime_wasi::runtime::spawn_blocking;

thread_local! {
    static SPIN: AdaptiveSpin = const { AdaptiveSpin::new() };
}

/// Where the system calls of a store run: on the thread that asks, or on a few blocking threads of
/// tokio. Clones share the threads.
#[derive(Clone, Debug)]
pub(crate) struct Offload {
    blocking: Blocking,
    threads: Arc<Semaphore>,
}

impl Offload {
    /// Creates an offload that takes up to `threads` threads at a time, and one at least, where
    /// `blocking` is forbidden.
    pub(crate) fn new(blocking: Blocking, threads: usize) -> Self {
        let threads = threads.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            blocking,
            threads: Arc::new(Semaphore::new(threads)),
        }
    }

    /// Returns whether calls block the thread that asks.
    pub(crate) fn blocking(&self) -> Blocking {
        self.blocking
    }

    /// Returns the same for a function of which the linker says `blocking`.
    pub(crate) fn within(&self, blocking: Blocking) -> Self {
        Self {
            blocking: match blocking {
                Blocking::Allowed => Blocking::Allowed,
                Blocking::Forbidden => self.blocking,
            },
            threads: Arc::clone(&self.threads),
        }
    }

    /// Runs `calls`. Those that find no thread free wait in order. Without a thread, `calls` is
    /// dropped with the future; on a thread, it goes on to its end.
    pub(crate) async fn run<R: Send + 'static>(
        &self,
        calls: impl FnOnce() -> R + Send + 'static,
    ) -> R {
        if self.blocking.is_allowed() {
            return calls();
        }
        // The semaphore is never closed, which is its only error.
        let permit = Arc::clone(&self.threads).acquire_owned().await.ok();
        let task = spawn_blocking(move || {
            let result = calls();
            drop(permit);
            result
        });
        // Most calls end before this thread would be parked.
        let is_over = || Ok::<_, Infallible>(task.is_finished());
        let Ok(_) = spin_until(&SPIN, Blocking::Forbidden, is_over).await;
        task.await
    }
}

#[cfg(test)]
mod tests {
    use super::{Blocking, Offload};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Barrier};

    #[tokio::test]
    async fn a_store_takes_few_threads_and_all_calls_have_their_turn() {
        let offload = Offload::new(Blocking::Forbidden, 2);
        let running = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let both = Arc::new(Barrier::new(2));
        let calls: Vec<_> = (0..100)
            .map(|number| {
                let (offload, both) = (offload.clone(), Arc::clone(&both));
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                tokio::spawn(async move {
                    let call = move || {
                        most.fetch_max(
                            running.fetch_add(1, Ordering::SeqCst) + 1,
                            Ordering::SeqCst,
                        );
                        // The first two calls run at the same time, or never end.
                        if number < 2 {
                            both.wait();
                        }
                        running.fetch_sub(1, Ordering::SeqCst);
                    };
                    offload.run(call).await;
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_call_that_is_dropped_before_its_turn_does_not_run() {
        let offload = Offload::new(Blocking::Forbidden, 1);
        let (begun, begins) = std::sync::mpsc::channel();
        let (go_on, waits) = std::sync::mpsc::channel::<()>();
        let first = tokio::spawn({
            let offload = offload.clone();
            async move {
                let call = move || {
                    begun.send(()).unwrap();
                    waits.recv().unwrap();
                };
                offload.run(call).await;
            }
        });
        tokio::task::spawn_blocking(move || begins.recv().unwrap())
            .await
            .unwrap();
        let second = Box::pin(offload.run(|| panic!("it was dropped")));
        assert!(futures_pending(second));
        go_on.send(()).unwrap();
        first.await.unwrap();
        assert_eq!(offload.run(|| 5).await, 5);
    }

    fn futures_pending(mut future: std::pin::Pin<Box<impl Future<Output = ()>>>) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        future.as_mut().poll(&mut context).is_pending()
    }
}
