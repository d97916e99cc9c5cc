//! A file system that hangs holds the calls that are in it, and nothing else.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};
use wasi_mknod_tests::{
    DRIVER_CALLS, Exit, Fixture, FrontEnd, Hanging, Host, Need, Stalling, Trials, fifo, programs,
};

/// What takes milliseconds may take this long on a machine that does other work.
const LIMIT: Duration = Duration::from_secs(20);

/// The front ends that may not block the thread that polls them.
const FORBIDDEN: [FrontEnd; 2] = [FrontEnd::P2Async, FrontEnd::P3];

pub(crate) fn add(trials: &mut Trials) {
    for call in DRIVER_CALLS {
        let name = format!("hanging::the_executor_goes_on::{call}");
        trials.each_isolated(&FORBIDDEN, &name, &[Need::Fuse], move |front_end| {
            the_executor_goes_on(front_end, call);
        });
    }
    trials.each_isolated(
        &FORBIDDEN,
        "hanging::a_dropped_list_stops",
        &[Need::Fuse],
        a_dropped_list_stops,
    );
    trials.each_isolated(
        &FORBIDDEN,
        "hanging::other_stores_wait_for_fifos",
        &[Need::Fuse],
        other_stores_wait_for_fifos,
    );
    let p3 = &[FrontEnd::P3];
    trials.each_isolated(
        p3,
        "hanging::one_store_takes_few_threads",
        &[Need::Fuse],
        one_store_takes_few_threads,
    );
    trials.each_isolated(
        p3,
        "hanging::lists_in_flight_are_bounded",
        &[Need::Fuse],
        lists_in_flight_are_bounded,
    );
}

/// Mounts the file system, and runs `test` in a runtime with one thread, on which everything waits
/// that waits.
fn hang(test: impl AsyncFnOnce(&Hanging)) {
    let hanging = Hanging::mount().expect("the trial needs it");
    let rescue = hanging.rescue();
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(test(&hanging));
    end(runtime);
    rescue.end();
}

/// Waits for the calls that are left.
fn end(runtime: Runtime) {
    runtime.shutdown_timeout(Duration::from_secs(20));
}

async fn until(mut ready: impl FnMut() -> bool) {
    while !ready() {
        sleep(Duration::from_millis(1)).await;
    }
}

/// The runtime of one thread runs other tasks while the call hangs.
fn the_executor_goes_on(front_end: FrontEnd, call: &'static str) {
    hang(async |hanging| {
        let host = Host::new(front_end).preopen(hanging.path(), "/");
        let host = host.arg(call).arg("hang");
        let guest = tokio::spawn(host.start(programs::DRIVER_ONE));
        until(|| {
            assert!(!guest.is_finished(), "the file system was not asked");
            hanging.waiting() > 0
        })
        .await;
        for _ in 0..10 {
            sleep(Duration::from_millis(1)).await;
        }
        assert!(!guest.is_finished());
        hanging.release();
        assert_eq!(guest.await.expect("no panic"), Exit::Status(0));
    });
}

/// The thread that makes the nodes of a list stops after the one that it makes when nobody waits
/// for it any more.
fn a_dropped_list_stops(front_end: FrontEnd) {
    let hanging = Hanging::mount().expect("the trial needs it");
    let rescue = hanging.rescue();
    let runtime = Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(async {
        let host = Host::new(front_end).preopen(hanging.path(), "/");
        let list = ["before", "hang", "after", "long-after"];
        let host = list.into_iter().fold(host.arg("mknod-many"), Host::arg);
        let guest = tokio::spawn(host.start(programs::DRIVER_ONE));
        until(|| hanging.waiting() > 0).await;
        guest.abort();
        assert!(guest.await.expect_err("it was aborted").is_cancelled());
        hanging.release();
    });
    end(runtime);
    assert_eq!(hanging.made(), ["before", "hang"]);
    rescue.end();
}

/// Ten thousand calls that hang leave threads for other guests.
fn one_store_takes_few_threads(front_end: FrontEnd) {
    let hanging = Hanging::mount().expect("the trial needs it");
    let rescue = hanging.rescue();
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(6)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let host = Host::new(front_end).preopen(hanging.path(), "/");
        let host = host.arg("10000");
        let guest = tokio::spawn(host.start(programs::P3_FLOOD));
        until(|| hanging.waiting() == 4).await;
        let fixture = Fixture::new(&[]);
        let other = Host::on(front_end, &fixture).arg("mknod").arg("new");
        let exit = tokio::spawn(other.start(programs::DRIVER_ONE)).await;
        assert_eq!(exit.expect("no panic"), Exit::Status(0));
        assert!(fixture.inside().join("new").exists());
        assert_eq!(hanging.waiting(), 4);
        hanging.release();
        assert_eq!(guest.await.expect("no panic"), Exit::Status(0));
    });
    end(runtime);
    rescue.end();
}

/// Of ten lists of a megabyte each, three are in flight at a time under a limit of four.
fn lists_in_flight_are_bounded(front_end: FrontEnd) {
    hang(async |hanging| {
        let fixture = Fixture::new(&[]);
        let host = Host::new(front_end)
            .preopen(hanging.path(), "/")
            .preopen(fixture.inside(), "/signal")
            .max_bytes_in_flight(4 << 20);
        let started = fixture.inside().join("started");
        let host = ["10", "1000", "1000", "3"]
            .into_iter()
            .fold(host, Host::arg);
        let guest = tokio::spawn(host.start(programs::P3_LISTS));
        until(|| guest.is_finished() || started.exists()).await;
        hanging.release();
        assert_eq!(guest.await.expect("no panic"), Exit::Status(0));
    });
}

/// Whichever system call on a FIFO hangs, the one thread of the runtime goes on, and another store
/// waits for the other end of its own FIFO and finds it.
fn other_stores_wait_for_fifos(front_end: FrontEnd) {
    for answers in 0..24 {
        let stalling = Stalling::mount(answers).expect("the trial needs it");
        let rescue = stalling.rescue();
        let fixture = Fixture::new(&[fifo("inside/fifo")]);
        let own = fixture.inside().join("fifo");
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        runtime.block_on(async {
            let write = |host: Host| host.arg("write").arg("/fifo").arg("text");
            let stalled = write(Host::new(front_end).preopen(stalling.path(), "/"));
            let stalled = tokio::spawn(stalled.start(programs::FIFO_STD));
            let all = async {
                until(|| {
                    assert!(!stalled.is_finished(), "the file system was not asked");
                    stalling.has_stalled()
                })
                .await;
                let other = write(Host::new(front_end).preopen(fixture.inside(), "/"));
                let other = tokio::spawn(other.start(programs::FIFO_STD));
                until(|| is_watched(&own)).await;
                let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(own));
                let text = read.await.expect("no panic").expect("it can be read");
                assert_eq!(text, "text");
                assert_eq!(other.await.expect("no panic"), Exit::Status(0));
            };
            if timeout(LIMIT, all).await.is_err() {
                panic!("with the call after {answers} answers another store hangs");
            }
            stalled.abort();
        });
        rescue.end();
        drop(stalling);
        end(runtime);
    }
}

/// Whether this process watches the node `path` by inotify.
fn is_watched(path: &Path) -> bool {
    let node = std::fs::metadata(path).expect("it is there").ino();
    let node = format!(" ino:{node:x} ");
    let infos = std::fs::read_dir("/proc/self/fdinfo").expect("procfs is mounted");
    infos.flatten().any(|info| {
        // A descriptor may have been closed since.
        let info = std::fs::read_to_string(info.path()).unwrap_or_default();
        let mut lines = info.lines().filter(|line| line.starts_with("inotify "));
        lines.any(|line| line.contains(&node))
    })
}
