//! What is special about WASI 0.3: streams, calls in flight at once, and calls that are dropped.

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use wasi_mknod_tests::{
    Entry, Exit, Fixture, FrontEnd, Host, Trials, fifo, file, foreach_p3, link, programs, socket,
};

fn main() -> ExitCode {
    let mut trials = Trials::default();
    macro_rules! add {
        ($name:ident) => {
            let name = concat!("programs::", stringify!($name));
            trials.each_isolated(&FrontEnd::ALL_P3, name, &[], $name);
        };
    }
    foreach_p3!(add);
    trials.each_isolated(
        &FrontEnd::ALL_P3,
        "dropped-by-the-host",
        &[],
        dropped_by_the_host,
    );
    trials.run()
}

fn entries() -> [Entry; 4] {
    [
        file("inside/file"),
        link("inside/out", "../outside/fifo"),
        socket("inside/socket"),
        fifo("outside/fifo"),
    ]
}

fn p3_fifo(front_end: FrontEnd) {
    let fixture = Fixture::new(&entries());
    let host = Host::on(front_end, &fixture).arg("whole");
    host.run(programs::P3_FIFO).success();
    // The interface needs no whole `wasi:filesystem`.
    let fixture = Fixture::new(&entries());
    let host = Host::on(front_end, &fixture).plain();
    host.run(programs::P3_FIFO).success();
}

fn p3_many(front_end: FrontEnd) {
    for quota in [4000, 3990] {
        let fixture = Fixture::new(&[]);
        let host = Host::on(front_end, &fixture).arg(quota.to_string());
        host.max_nodes(quota).run(programs::P3_MANY).success();
        let made = fs::read_dir(fixture.inside()).unwrap().count();
        assert_eq!(made as u64, quota);
    }
}

fn p3_cancel(front_end: FrontEnd) {
    let run = || {
        let fixture = Fixture::new(&[]);
        let host = Host::on(front_end, &fixture).max_nodes(301);
        host.run(programs::P3_CANCEL).success();
        let made = fs::read_dir(fixture.inside()).unwrap().count();
        assert!(made <= 301, "{made}");
    };
    // What starts with the first guest has started.
    run();
    let before = descriptors();
    run();
    settles_at(before);
}

/// The host gives a guest up while it waits for the other end of a FIFO.
fn dropped_by_the_host(front_end: FrontEnd) {
    let runtime = Runtime::new().unwrap();
    let run = |limit| {
        let fixture = Fixture::new(&entries());
        let guest = Host::on(front_end, &fixture).start(programs::P3_FIFO);
        runtime.block_on(async { tokio::time::timeout(limit, guest).await })
    };
    assert_eq!(run(Duration::from_secs(60)), Ok(Exit::Status(0)));
    let before = descriptors();
    for microseconds in (0..30_000).step_by(500) {
        // It may come to its end, too.
        let _ = run(Duration::from_micros(microseconds));
    }
    settles_at(before);
}

fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// System calls that were under way when their guest was dropped come to their end.
fn settles_at(expected: usize) {
    let end = Instant::now() + Duration::from_secs(20);
    while descriptors() > expected && Instant::now() < end {
        std::thread::yield_now();
    }
    assert!(
        descriptors() <= expected,
        "left open: {}",
        descriptors() - expected
    );
}
