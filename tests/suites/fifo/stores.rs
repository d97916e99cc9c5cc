//! Guests that wait cost no threads, and guests that are dropped leave nothing.

use std::fs::File;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use wasi_mknod_tests::leaks::{
    BLOCKING, Held, descriptors, many_files, runtime, threads, threads_of_process, up_to,
};
use wasi_mknod_tests::{Answers, Exit, Fixture, FrontEnd, Host, Line, Trials, fifo, programs};

/// How long to wait for a guest, which is far more than it takes.
const LIMIT: Duration = Duration::from_secs(60);

pub(crate) fn add(trials: &mut Trials) {
    trials.each_isolated(
        &FrontEnd::GUESTS,
        "stores::a-thousand-fifos-in-one",
        &[],
        a_thousand_fifos_in_one,
    );
    trials.each_isolated(
        &FrontEnd::GUESTS,
        "stores::twenty-thousand-waits-for-one",
        &[],
        twenty_thousand_waits_for_one,
    );
    let asynchronous = &FrontEnd::ASYNC;
    trials.each_isolated(
        asynchronous,
        "stores::a-thousand-wait",
        &[],
        a_thousand_wait,
    );
    // A guest of 0.3 that has both ends itself waits for nobody if its calls run where they are
    // polled.
    trials.each_isolated(
        &[FrontEnd::P2Async, FrontEnd::P2AsyncBlocking, FrontEnd::P3],
        "stores::cancelled-anywhere",
        &[],
        cancelled_anywhere,
    );
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

/// Each wait is an entry in the tables of the store, and all of them share one registration.
fn twenty_thousand_waits_for_one(front_end: FrontEnd) {
    // What starts with the first guest has started.
    wait_often(front_end, || ());
    let before = (threads(), descriptors());
    wait_often(front_end, || {
        let threads = threads().saturating_sub(before.0);
        let descriptors = descriptors().saturating_sub(before.1);
        // The thread of the guest, and what tokio has for calls that block.
        assert!(threads <= 1 + BLOCKING, "{threads} threads more");
        // The folder, the FIFO, its registration, and the output of the guest.
        assert!(descriptors <= 8, "{descriptors} files more");
    });
}

/// Runs the guest that waits often, and calls `look` when it waits.
pub(crate) fn wait_often(front_end: FrontEnd, look: impl FnOnce()) {
    let fixture = Fixture::new(&[fifo("inside/fifo")]);
    let session = Host::on(front_end, &fixture).converse(programs::FIFO_POLLABLES);
    let output = session.answers.try_clone().expect("a few files");
    let waits = Answers::new(output).line(LIMIT);
    assert_eq!(waits, Line::Is("waits".to_owned()));
    look();
    let path = fixture.inside().join("fifo");
    let writer = File::options().write(true).open(path);
    writer
        .and_then(|mut writer| writer.write_all(b"x"))
        .expect("it has a reader");
    assert_eq!(session.ended(LIMIT), Some(Exit::Status(0)));
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
        let before = Held::now(&runtime);
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
        assert!(threads_of_process() <= 66);

        waiting.shutdown().await;
        before.settle(&runtime).await;
    });
}

/// Polls a guest a number of times and drops it, for numbers up to its end.
fn cancelled_anywhere(front_end: FrontEnd) {
    let runtime = runtime();
    runtime.block_on(async {
        let run = async |limit: usize| {
            let fixture = Fixture::new(&crate::programs::everything());
            let host = Host::on(front_end, &fixture);
            let before = Held::now(&runtime);
            let exit = up_to(host.start(programs::FIFO_STREAMS), limit).await;
            if exit.is_none() {
                before.settle(&runtime).await;
            }
            exit
        };
        run(usize::MAX).await;
        let mut dropped = 0;
        // Now and then, what the guest waits for happens on other threads before it would wait.
        for _ in 0..20 {
            let mut polls = 0;
            let exit = loop {
                // Every number at first, and then some of them.
                polls += 1 + polls / 20;
                match run(polls).await {
                    Some(exit) => break exit,
                    None => dropped += 1,
                }
            };
            assert_eq!(exit, Exit::Status(0), "after {polls} polls");
            if dropped > 0 {
                return;
            }
        }
        panic!("a guest that waits is polled more than once");
    });
}
