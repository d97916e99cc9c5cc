//! Guests that wait cost no threads, and guests that are dropped leave nothing.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;
use std::thread;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Host, Trials, fifo, programs};

pub(crate) fn add(trials: &mut Trials) {
    trials.each_isolated(
        &FrontEnd::ALL_P2,
        "stores::a-thousand-fifos-in-one",
        &[],
        a_thousand_fifos_in_one,
    );
    let asynchronous = &[FrontEnd::P2Async, FrontEnd::P2AsyncBlocking];
    trials.each_isolated(
        asynchronous,
        "stores::a-thousand-wait",
        &[],
        a_thousand_wait,
    );
    trials.each_isolated(
        asynchronous,
        "stores::cancelled-anywhere",
        &[],
        cancelled_anywhere,
    );
}

/// Lets the process have as many files open as it may.
pub(crate) fn many_files() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, raised).expect("up to the maximum it may");
}

fn threads() -> usize {
    fs::read_dir("/proc/self/task")
        .expect("/proc is mounted")
        .count()
}

fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd")
        .expect("/proc is mounted")
        .count()
}

fn a_thousand_fifos_in_one(front_end: FrontEnd) {
    many_files();
    let fixture = Fixture::new(&[fifo("inside/fifo")]);
    let host = Host::on(front_end, &fixture);
    let echo = host.clone().arg("echo").arg("/fifo").arg("text");
    let most = match front_end {
        FrontEnd::P2Sync => {
            // What starts with the first guest has started.
            echo.run(programs::FIFO_STD).success();
            most_threads(|| assert_eq!(host.run(programs::FIFO_MANY).success(), "open\n"))
        }
        _ => {
            let runtime = runtime();
            let run = |exit| assert_eq!(runtime.block_on(exit), Exit::Status(0));
            run(echo.start(programs::FIFO_STD));
            let guest = host.start(programs::FIFO_MANY);
            most_threads(|| assert_eq!(runtime.block_on(guest), Exit::Status(0)))
        }
    };
    // The one that counts, the one of the guest, and what tokio has for calls that block.
    assert!(
        most <= 2 + BLOCKING,
        "{most} threads more with a thousand FIFOs"
    );
}

/// Says by how many threads the process grows at most while `work` is done.
fn most_threads(work: impl FnOnce()) -> usize {
    let before = threads();
    let (most, done) = (AtomicUsize::new(before), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                most.fetch_max(threads(), Ordering::Relaxed);
                thread::yield_now();
            }
        });
        let result = catch_unwind(AssertUnwindSafe(work));
        done.store(true, Ordering::Relaxed);
        result.unwrap_or_else(|panic| resume_unwind(panic));
    });
    most.into_inner() - before
}

/// How many threads there are for calls that block: so few that a guest which holds one stops the others.
const BLOCKING: usize = 4;

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING)
        .build()
        .expect("a runtime")
}

fn a_thousand_wait(front_end: FrontEnd) {
    const COUNT: usize = 1000;
    many_files();
    let fixture = Fixture::new(&[
        fifo("inside/no-writer"),
        fifo("inside/no-reader"),
        fifo("inside/busy"),
    ]);
    let host = Host::on(front_end, &fixture);
    let reader = host.clone().arg("read").arg("/no-writer");
    let writer = host.clone().arg("write").arg("/no-reader").arg("text");
    let busy = host.arg("echo").arg("/busy").arg("text");
    let runtime = runtime();
    runtime.block_on(async {
        assert_eq!(busy.start(programs::FIFO_STD).await, Exit::Status(0));
        let (threads_before, descriptors_before) = (threads(), descriptors());
        let tasks_before = runtime.metrics().num_alive_tasks();
        let mut waiting = tokio::task::JoinSet::new();
        for n in 0..COUNT {
            let host = if n % 2 == 0 { &reader } else { &writer };
            waiting.spawn(host.start(programs::FIFO_STD));
        }
        for _ in 0..20 {
            assert_eq!(busy.start(programs::FIFO_STD).await, Exit::Status(0));
        }
        // Each of them has its FIFO open now, beside the directory that it was given.
        while descriptors() < descriptors_before + 2 * COUNT {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(busy.start(programs::FIFO_STD).await, Exit::Status(0));
        assert!(waiting.try_join_next().is_none());
        assert!(threads() <= threads_before + BLOCKING);

        waiting.shutdown().await;
        // A task that was aborted is gone a moment after it says so.
        let gone = async {
            while (runtime.metrics().num_alive_tasks(), descriptors())
                != (tasks_before, descriptors_before)
            {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let gone = tokio::time::timeout(Duration::from_secs(10), gone).await;
        gone.unwrap_or_else(|_| {
            panic!(
                "{} tasks and {} descriptors are left, {tasks_before} and {descriptors_before} were there",
                runtime.metrics().num_alive_tasks(),
                descriptors(),
            )
        });
    });
}

/// Polls a guest a number of times and drops it, for every number up to its end.
fn cancelled_anywhere(front_end: FrontEnd) {
    let runtime = runtime();
    runtime.block_on(async {
        let run = async |limit: usize| {
            let fixture = Fixture::new(&crate::programs::everything());
            let host = Host::on(front_end, &fixture);
            let descriptors = descriptors();
            let exit = up_to(host.start(programs::FIFO_STREAMS), limit).await;
            if exit.is_none() {
                // Calls that run on other threads end by themselves.
                while self::descriptors() > descriptors {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            exit
        };
        run(usize::MAX).await;
        let mut polls = 0;
        let exit = loop {
            polls += 1;
            if let Some(exit) = run(polls).await {
                break exit;
            }
        };
        assert_eq!(exit, Exit::Status(0), "after {polls} polls");
        assert!(
            polls > 3,
            "a guest that waits is polled more than {polls} times"
        );
    });
}

/// Polls `future` at most `limit` times; `None` if it has not ended by then.
async fn up_to<F: Future>(future: F, limit: usize) -> Option<F::Output> {
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
