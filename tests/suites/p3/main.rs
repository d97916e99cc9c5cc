//! What is special about WASI 0.3: calls in flight at once, and calls that are dropped.

mod pipe;

use crate::pipe::p3_pipe;
use std::fs;
use std::process::ExitCode;
use std::time::Duration;
use tokio::time::timeout;
use wasi_mknod_tests::leaks::{Held, descriptors, many_files, runtime, up_to};
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Host, Trials, foreach_program, programs};

fn main() -> ExitCode {
    let mut trials = Trials::default();
    macro_rules! add {
        ($name:ident $constant:ident $($program:tt)*) => {
            let name = concat!("programs::", stringify!($name));
            trials.each_isolated(&FrontEnd::ALL_P3, name, &[], $name);
        };
    }
    foreach_program!(p3, add);
    trials.each_isolated(
        &FrontEnd::ALL_P3,
        "dropped-by-the-host",
        &[],
        dropped_by_the_host,
    );
    trials.run_once()
}

/// So many calls at once as the program has.
const CALLS: u64 = 4000;

fn p3_many(front_end: FrontEnd) {
    let runtime = runtime();
    runtime.block_on(async {
        let run = async |quota: u64| {
            let fixture = Fixture::in_memory(&[]);
            let host = Host::on(front_end, &fixture).arg(quota.to_string());
            let guest = host.max_nodes(quota).start(programs::P3_MANY);
            assert_eq!(guest.await, Exit::Status(0));
            let made = fs::read_dir(fixture.inside()).unwrap().count();
            assert_eq!(made as u64, quota);
        };
        // What starts with the first guest has started.
        run(1).await;
        let before = Held::now(&runtime);
        for quota in [CALLS, CALLS - 10] {
            run(quota).await;
        }
        before.settle(&runtime).await;
    });
}

/// The guest gives up calls that the host has begun.
fn p3_cancel(front_end: FrontEnd) {
    let runtime = runtime();
    runtime.block_on(async {
        let run = async || {
            let fixture = Fixture::in_memory(&[]);
            let host = Host::on(front_end, &fixture).max_nodes(301);
            assert_eq!(host.start(programs::P3_CANCEL).await, Exit::Status(0));
            let made = fs::read_dir(fixture.inside()).unwrap().count();
            assert!(made <= 301, "{made}");
        };
        run().await;
        let before = Held::now(&runtime);
        run().await;
        before.settle(&runtime).await;
    });
}

/// A guest that waits for two thousand ends of FIFOs holds no thread, and is gone when the host
/// gives it up.
fn p3_wait(front_end: FrontEnd) {
    many_files();
    let runtime = runtime();
    runtime.block_on(async {
        // What starts with the first guest has started.
        let fixture = Fixture::new(&[]);
        up_to(Host::on(front_end, &fixture).start(programs::P3_WAIT), 1).await;
        let fixture = Fixture::new(&[]);
        let host = Host::on(front_end, &fixture);
        let before = Held::now(&runtime);
        let opened = descriptors() + 2000;
        let mut guest = Box::pin(host.start(programs::P3_WAIT));
        while descriptors() < opened {
            assert_eq!(up_to(guest.as_mut(), 1).await, None);
            tokio::task::yield_now().await;
        }
        // Nothing wakes it any more.
        let ended = timeout(Duration::from_millis(200), guest.as_mut()).await;
        assert!(ended.is_err(), "{ended:?}");
        drop(guest);
        before.settle(&runtime).await;
    });
}

/// The host gives up a guest with thousands of calls in flight.
fn dropped_by_the_host(front_end: FrontEnd) {
    let runtime = runtime();
    runtime.block_on(async {
        let run = async |limit| {
            let fixture = Fixture::in_memory(&[]);
            let host = Host::on(front_end, &fixture).arg(CALLS.to_string());
            up_to(host.max_nodes(CALLS).start(programs::P3_MANY), limit).await
        };
        // What starts with the first guest has started.
        assert_eq!(run(usize::MAX).await, Some(Exit::Status(0)));
        let before = Held::now(&runtime);
        for limit in [1, 2, 3, 10, 100, 1000] {
            run(limit).await;
            before.settle(&runtime).await;
        }
    });
}
